// JSON texts one behind the other, the fields that are mapped and no others.
#include "logs/columns.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <optional>
#include <simdjson.h>
#include <vector>

namespace callflow::logs {
namespace {

namespace ondemand = simdjson::ondemand;

struct Names;

// One name of a path: `data`, then `parameters`, then `CallSid`; or one that nobody asks for, and that is there all the same.
struct Key {
    std::string quoted;      // with the quotation mark behind it
    std::uint64_t first = 0; // its first eight bytes, as far as there are so many
    std::uint64_t mask = 0;
    int leaf = -1;                // which mapped field it is
    std::unique_ptr<Names> inner; // names inside it; null: none are asked for
    std::uint32_t after = 0;      // the name that came behind it last: records are mostly alike

    [[nodiscard]] bool is(const char* raw) const {
        std::uint64_t bytes = 0;
        std::memcpy(&bytes, raw, 8); // there are always that many bytes: padding
        return (bytes & mask) == first &&
               (quoted.size() <= 8 || std::memcmp(raw + 8, quoted.data() + 8, quoted.size() - 8) == 0);
    }
};

// The names in one place: the first is none and stands for the beginning, then come those that are asked for, then some others.
struct Names {
    std::vector<Key> keys{1};
    std::size_t others = 0;
};
constexpr std::uint32_t no_name = 0xffff'ffffu;

Key make_key(std::string_view name) {
    Key out;
    out.quoted = std::string(name) + '"';
    const std::size_t size = std::min<std::size_t>(out.quoted.size(), 8);
    std::memcpy(&out.first, out.quoted.data(), size);
    std::memset(&out.mask, 0xff, size);
    return out;
}

void add_path(Names& names, std::string_view path, int leaf) {
    const std::size_t dot = path.find('.');
    const std::string_view name = path.substr(0, dot);
    Key* there = nullptr;
    for (Key& one : names.keys)
        if (!one.quoted.empty() && std::string_view(one.quoted).substr(0, one.quoted.size() - 1) == name) there = &one;
    if (there == nullptr) there = &names.keys.emplace_back(make_key(name));
    if (dot == std::string_view::npos) {
        there->leaf = leaf;
        return;
    }
    if (!there->inner) there->inner = std::make_unique<Names>();
    add_path(*there->inner, path.substr(dot + 1), leaf);
}

// The name at `raw`, behind its first quotation mark, among all of them. One that nobody asks for is noted, so that it will be
// expected where it stands now; of very many, or of strange ones, nobody takes note: no_name.
std::uint32_t find_name(Names& names, const char* raw) {
    constexpr std::size_t most = 32, longest = 24;
    for (std::size_t i = 1; i < names.keys.size(); ++i)
        if (names.keys[i].is(raw)) return static_cast<std::uint32_t>(i);
    const std::string_view text(raw, longest); // there are always that many bytes: padding
    const std::size_t end = text.find_first_of("\"\\");
    if (names.others >= most || end == std::string_view::npos || text[end] != '"') return no_name;
    ++names.others;
    names.keys.push_back(make_key(text.substr(0, end)));
    return static_cast<std::uint32_t>(names.keys.size() - 1);
}

class NdjsonReader final : public Reader {
public:
    explicit NdjsonReader(const Settings& settings)
        : columns_(settings), strict_(settings.strict), records_(settings.records) {
        int leaf = 0;
        for (const Mapped& one : columns_.mapped()) add_path(names_, one.column, leaf++);
    }

    void read(Piece& piece, Sink& sink) override {
        piece_ = &piece;
        sink_ = &sink;
        escapes_ = std::memchr(piece.bytes.get(), '\\', piece.size) != nullptr;
        columns_.begin(piece, false); // what is no UTF-8 is not read at all, at first
        std::size_t at = strict_ ? 0 : read_together();
        while (at < piece.size) at = read_line(at);
    }

private:
    // All of them at once, up to the first that is not right; where that one's line begins.
    std::size_t read_together() {
        const std::string_view text = piece_->text();
#ifdef SIMDJSON_THREADS_ENABLED
        parser_.threaded = false; // the second core has pieces of its own
#endif
        ondemand::document_stream stream;
        if (parser_.iterate_many(text.data(), text.size(), std::max<std::size_t>(text.size(), 64)).get(stream))
            return 0;
        std::size_t begin = 0;
        for (auto it = stream.begin(); it != stream.end(); ++it) {
            const std::size_t here = it.current_index();
            // whatever stands before it belongs to a record that was not understood
            if (here < begin) return line_begin(begin);
            begin = here;
            auto document = *it;
            if (document.error() || !record(document.value_unsafe(), here)) return line_begin(here);
        }
        const std::size_t left = stream.truncated_bytes();
        return left == 0 ? text.size() : line_begin(text.size() - left);
    }

    [[nodiscard]] std::size_t line_begin(std::size_t at) const {
        const std::size_t found = at == 0 ? std::string_view::npos : piece_->text().rfind('\n', at - 1);
        return found == std::string_view::npos ? 0 : found + 1;
    }

    // One line by itself; where the next one begins.
    std::size_t read_line(std::size_t at) {
        const std::string_view text = piece_->text();
        const std::size_t end = std::min(text.find('\n', at), text.size());
        std::string_view line = text.substr(at, end - at);
        while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
        if (line.empty()) return end + 1;
        const bool torn = end == text.size() && piece_->last;
        if (simdjson::validate_utf8(line.data(), line.size()) || torn) {
            if (parse_line(line, at)) return end + 1;
        } else {
            std::string plain = from_latin1(line);
            const std::size_t size = plain.size();
            plain.resize(size + simdjson::SIMDJSON_PADDING);
            sink_->decoded(static_cast<std::uint32_t>(at));
            if (parse_line(piece_->keep(std::move(plain)).substr(0, size), at)) return end + 1;
        }
        sink_->skipped(torn ? Reason::torn : Reason::unreadable, static_cast<std::uint32_t>(at), line);
        return end + 1;
    }

    bool parse_line(std::string_view line, std::size_t at) {
        if (strict_) { // on demand, what is not asked for is not looked at
            simdjson::dom::element whole;
            if (dom_.parse(line.data(), line.size(), false).get(whole)) return false;
        }
        ondemand::document document;
        if (line_parser_.iterate(line.data(), line.size(), line.size() + simdjson::SIMDJSON_PADDING).get(document))
            return false;
        ondemand::document_reference reference(document);
        const bool read = record(reference, at);
        return read && document.current_location().error() == simdjson::OUT_OF_BOUNDS; // nothing stands behind it
    }

    bool record(ondemand::document_reference& document, std::size_t at) {
        ondemand::object object;
        if (document.get_object().get(object)) return false;
        columns_.clear();
        if (!fields(object, names_, 0)) return false;
        columns_.emit(*sink_, at);
        return true;
    }

    bool fields(ondemand::object& object, Names& names, int depth) {
        std::uint32_t before = 0;
        Key* keys = names.keys.data();
        for (auto result : object) {
            if (result.error()) return false;
            ondemand::field&& field = std::move(result).value_unsafe();
            const char* const raw = field.key().raw();
            ondemand::value& value = field.value(); // a copy would cost as much as the rest of the field
            std::uint32_t at = keys[before].after;
            if (!keys[at].is(raw) || at == 0) {
                at = find_name(names, raw);
                if (at == no_name) continue;
                keys = names.keys.data();
                keys[before].after = at;
            }
            before = at;
            const Key* const key = &keys[at];
            if (key->leaf < 0 && !key->inner) {
                pass_text(value);
                continue;
            }
            if (key->inner && depth < 16) {
                ondemand::json_type type{};
                if (value.type().get(type)) return false;
                if (type == ondemand::json_type::object) {
                    ondemand::object inner;
                    if (value.get_object().get(inner) || !fields(inner, *key->inner, depth + 1)) return false;
                    continue;
                }
                if (type == ondemand::json_type::array) {
                    if (!elements(value, *key, depth + 1)) return false;
                    continue;
                }
            }
            if (key->leaf >= 0 && !text_of(value, columns_[static_cast<std::size_t>(key->leaf)])) return false;
        }
        return true;
    }

    // The objects of a list, as if they were one; of a name that several have the last one counts.
    bool elements(ondemand::value& list, const Key& key, int depth) {
        ondemand::array array;
        if (list.get_array().get(array)) return false;
        for (auto result : array) {
            ondemand::value element;
            if (result.get(element)) return false;
            ondemand::json_type type{};
            if (element.type().get(type)) return false;
            if (type != ondemand::json_type::object) continue;
            ondemand::object inner;
            if (element.get_object().get(inner) || !fields(inner, *key.inner, depth)) return false;
        }
        return true;
    }

    // A text that was looked at in place, or is of no use: to take it is less than to have it skipped as who knows what.
    static void pass_text(ondemand::value& value) {
        if (value.raw_json_token().front() == '"') static_cast<void>(value.get_raw_json_string());
    }

    // A text, or what stands there.
    bool text_of(ondemand::value& value, std::string_view& out) {
        std::string_view token = value.raw_json_token();
        while (!token.empty() &&
               (token.back() == ' ' || token.back() == '\t' || token.back() == '\r' || token.back() == '\n'))
            token.remove_suffix(1);
        if (records_ && out.empty() && (token == R"("")" || token == "null"))
            out = "null";                  // that it is there says something
        if (token == R"("")") return true; // of several in a list one that says nothing takes nothing away
        if (token.size() >= 2 && token.front() == '"') {
            if (token.back() == '"' && (!escapes_ || std::memchr(token.data(), '\\', token.size()) == nullptr)) {
                out = {token.data() + 1, token.size() - 2};
                static_cast<void>(value.get_raw_json_string());
                return true;
            }
            std::string_view decoded;
            if (value.get_string().get(decoded)) return false;
            out = piece_->keep(std::string(decoded));
            return true;
        }
        if (token == "null") return true;
        if (token.starts_with('{') || token.starts_with('[')) {
            std::string_view whole;
            if (simdjson::to_json_string(value).get(whole)) return false;
            out = whole;
            return true;
        }
        out = token;
        return true;
    }

    Columns columns_;
    Names names_;
    bool strict_;
    bool records_;
    bool escapes_ = true; // some text of the piece may stand otherwise than it is meant
    ondemand::parser parser_, line_parser_;
    simdjson::dom::parser dom_;
    Piece* piece_ = nullptr;
    Sink* sink_ = nullptr;
};

} // namespace

std::unique_ptr<Reader> ndjson_reader(const Settings& settings) { return std::make_unique<NdjsonReader>(settings); }

} // namespace callflow::logs
