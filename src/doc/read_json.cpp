// The one file that sees nlohmann/json. It judges what is not plainly JSON; places come from following its events through the source.
#include "base/codes.hpp"
#include "doc/bytes.hpp"
#include "doc/json_errors.hpp"
#include "doc/plain_json.hpp"
#include "doc/read.hpp"
#include "doc/tree_builder.hpp"

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>
#include <utility>

namespace callflow::doc {
namespace {

using nlohmann::json;

class Events final : public nlohmann::json_sax<json> {
public:
    Events(Document& document, base::Diagnostics& diagnostics, const Limits& limits, std::uint32_t begin)
        : document_(document), diagnostics_(diagnostics), builder_(document, diagnostics, limits),
          text_(document.source->text()), cursor_(begin) {}

    bool null() override { return leaf(Kind::null, begin(), 4); }
    bool boolean(bool value) override { return leaf(Kind::scalar, begin(), value ? 4 : 5); }
    bool number_integer(number_integer_t) override { return number(); }
    bool number_unsigned(number_unsigned_t) override { return number(); }
    bool number_float(number_float_t, const string_t&) override { return number(); }
    bool string(string_t& value) override { return quoted(value); }
    bool binary(binary_t&) override { return false; } // JSON text has none
    bool start_object(std::size_t) override { return open(Kind::mapping); }
    bool key(string_t& value) override { return quoted(value); }
    bool end_object() override { return close(); }
    bool start_array(std::size_t) override { return open(Kind::sequence); }
    bool end_array() override { return close(); }

    bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
        JsonFailure failure;
        failure.cursor = cursor_;
        failure.root_done = !document_.nodes.empty() && builder_.depth() == 0;
        failure.after_key = builder_.last_key() != no_node;
        if (const NodeId open = builder_.innermost(); open != no_node) {
            failure.opened = document_.nodes[open].span.begin;
            failure.in_mapping = document_.nodes[open].kind == Kind::mapping;
            failure.has_children = document_.nodes[open].child_count != 0;
        }
        report_json_failure(*document_.source, document_.file, failure, diagnostics_);
        return false;
    }

private:
    // Where the token of the present event begins.
    [[nodiscard]] std::uint32_t begin() const {
        const char* const data = text_.data();
        const char* at = data + cursor_;
        const char* const end = data + text_.size();
        while (at != end && is_between(*at)) {
            ++at;
        }
        return static_cast<std::uint32_t>(at - data);
    }

    static bool is_between(char c) { return c == ',' || c == ':' || c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

    bool add(Kind kind, Style style, std::uint32_t at, std::uint32_t end, std::string_view text) {
        cursor_ = end;
        return builder_.add(kind, style, {document_.file, at, end}, text) != no_node;
    }

    bool leaf(Kind kind, std::uint32_t at, std::uint32_t length) {
        return add(kind, Style::plain, at, at + length, kind == Kind::null ? "" : text_.substr(at, length));
    }

    bool number() {
        const std::uint32_t at = begin();
        return leaf(Kind::scalar, at, json_number_end(text_, at) - at);
    }

    bool quoted(string_t& value) {
        const std::uint32_t at = begin();
        auto end = at + 1 + static_cast<std::uint32_t>(value.size());
        std::string_view text;
        // An escape is longer than what it stands for, so no quote stands where one would without an escape, or other bytes do.
        if (end < text_.size() && text_.data()[end] == '"' &&
            std::memcmp(text_.data() + at + 1, value.data(), value.size()) == 0) {
            text = {text_.data() + at + 1, value.size()};
        } else {
            text = builder_.keep(std::move(value));
            end = at + 1;
            while (text_[end] != '"') {
                end += text_[end] == '\\' ? 2u : 1u;
            }
        }
        return add(Kind::scalar, Style::double_quoted, at, end + 1, text);
    }

    bool open(Kind kind) {
        const std::uint32_t at = begin();
        const bool added = add(kind, Style::flow, at, at, {});
        cursor_ = at + 1;
        return added;
    }

    bool close() {
        cursor_ = begin() + 1;
        builder_.close(cursor_, false);
        return true;
    }

    Document& document_;
    base::Diagnostics& diagnostics_;
    TreeBuilder builder_;
    std::string_view text_;
    std::uint32_t cursor_; // after the last token
};

Document empty_document(const base::Source& source, base::FileId file) {
    Document document;
    document.source = &source;
    document.file = file;
    document.json = true;
    document.nodes.reserve(std::min<std::size_t>(source.text().size() / 8 + 16, 1u << 20));
    return document;
}

} // namespace

std::optional<Document> judge_json(const base::Source& source, base::FileId file, base::Diagnostics& diagnostics,
                                   const Limits& limits) {
    const std::string_view text = source.text();
    const std::uint32_t begin = byte_order_mark(text);
    if (skip_json_space(text, begin) == text.size()) {
        diagnostics.report(base::codes::empty_document, {file, 0, 0}, "there is nothing in this file");
        return std::nullopt;
    }
    Document document = empty_document(source, file);
    Events events(document, diagnostics, limits, begin);
    try {
        if (!json::sax_parse(text.begin() + begin, text.end(), &events)) {
            return std::nullopt;
        }
    } catch (const json::exception& e) {
        diagnostics.report(base::codes::syntax_error, {file, 0, 0}, e.what());
        return std::nullopt;
    }
    return document;
}

std::optional<Document> read_json(const base::Sources& sources, base::FileId file, base::Diagnostics& diagnostics,
                                  const Limits& limits) {
    const base::Source& source = sources[file];
    if (!check_bytes(source, file, limits.bytes, diagnostics)) {
        return std::nullopt;
    }
    base::Diagnostics found; // said only where the whole is JSON
    Document document = empty_document(source, file);
    if (!read_plain_json(document, found, limits, byte_order_mark(source.text()))) {
        return judge_json(source, file, diagnostics, limits);
    }
    for (base::Diagnostic& diagnostic : found.items()) {
        diagnostics.add(std::move(diagnostic));
    }
    return document;
}

} // namespace callflow::doc
