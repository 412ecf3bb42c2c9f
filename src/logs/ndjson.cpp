// JSON texts one behind the other, the fields that are mapped and no others.
#include "logs/columns.hpp"
#include "logs/json_walk.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <simdjson.h>

namespace callflow::logs {
namespace {

class NdjsonReader final : public Reader {
public:
    explicit NdjsonReader(const Settings& settings)
        : columns_(settings), strict_(settings.strict), records_(settings.records) {
        int leaf = 0;
        for (const Mapped& one : columns_.mapped()) names_.add(one.column, leaf++);
        walk_.keep = [this](std::string text) { return piece_->keep(std::move(text)); };
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
    // All of them at once, up to the first that is not right; where that one's line begins, or what of it was not read.
    std::size_t read_together() {
        const std::string_view text = piece_->text();
        if (!walk_.begin(text, escapes_)) return 0;
        std::size_t read = 0;
        while (!walk_.done()) {
            const std::size_t here = walk_.place();
            if (!record(here)) return std::max(line_begin(here), read);
            read = walk_.reached();
        }
        return text.size();
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
        if (!walk_.begin(line, escapes_)) return false;
        while (!walk_.done())
            if (!record(at)) return false;
        return true;
    }

    bool record(std::size_t at) {
        columns_.clear();
        const auto take = [places = columns_.places(), records = records_](std::size_t column, std::string_view text,
                                                                           bool nothing) {
            std::string_view& out = *places[column];
            if (!nothing)
                out = text; // of several in a list one that says nothing takes nothing away
            else if (records && out.empty())
                out = "null"; // that it is there says something
        };
        if (!walk_.object(names_, take)) return false;
        columns_.emit(*sink_, at);
        return true;
    }

    Columns columns_;
    FieldNames names_;
    JsonWalk walk_;
    bool strict_;
    bool records_;
    bool escapes_ = true; // some text of the piece may stand otherwise than it is meant
    simdjson::dom::parser dom_;
    Piece* piece_ = nullptr;
    Sink* sink_ = nullptr;
};

} // namespace

std::unique_ptr<Reader> ndjson_reader(const Settings& settings) { return std::make_unique<NdjsonReader>(settings); }

} // namespace callflow::logs
