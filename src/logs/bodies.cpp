#include "logs/bodies.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <simdjson.h>

namespace callflow::logs {
namespace {

namespace dom = simdjson::dom;

std::string form_field(std::string_view form, std::string_view name) {
    while (!form.empty()) {
        const std::size_t end = std::min(form.find('&'), form.size());
        const std::string_view pair = form.substr(0, end);
        form.remove_prefix(std::min(end + 1, form.size()));
        const std::size_t equals = pair.find('=');
        if (pair.substr(0, equals) != name || equals == std::string_view::npos) continue;
        return base::percent_decode(pair.substr(equals + 1), true).value_or(std::string(pair.substr(equals + 1)));
    }
    return {};
}

// How Python writes lists and dictionaries, as JSON.
std::string json_of_python(std::string_view text) {
    std::string out;
    const auto word = [&](std::size_t at, std::string_view one) { return text.substr(at, one.size()) == one; };
    for (std::size_t i = 0; i < text.size();) {
        const char c = text[i];
        const bool marked =
            (c == 'u' || c == 'b') && i + 1 < text.size() && (text[i + 1] == '\'' || text[i + 1] == '"');
        if (c != '\'' && c != '"' && !marked) {
            if (word(i, "None") || word(i, "True") || word(i, "False")) {
                out += c == 'N' ? "null" : c == 'T' ? "true" : "false";
                i += c == 'F' ? 5 : 4;
                continue;
            }
            out += c == '(' ? '[' : c == ')' ? ']' : c;
            ++i;
            continue;
        }
        if (marked) ++i;
        const char quote = text[i++];
        out += '"';
        for (; i < text.size() && text[i] != quote; ++i) {
            if (text[i] == '\\' && i + 1 < text.size()) {
                const char next = text[++i];
                if (next == 'x' && i + 2 < text.size()) { // `\xe9`
                    out.append("\\u00").append(text.substr(i + 1, 2));
                    i += 2;
                } else {
                    if (next != '\'') out += '\\';
                    out += next;
                }
            } else {
                if (text[i] == '"') out += '\\';
                out += text[i];
            }
        }
        out += '"';
        ++i;
    }
    return out;
}

std::string json_field(dom::element at, std::string_view path) {
    dom::array list;
    if (!at.get_array().get(list)) {
        std::string out;
        for (const dom::element one : list)
            if (std::string text = json_field(one, path); !text.empty()) out = std::move(text);
        return out;
    }
    if (path.empty()) {
        std::string_view text;
        if (!at.get_string().get(text)) return std::string(text);
        return at.is_number() ? simdjson::minify(at) : std::string();
    }
    const std::size_t dot = std::min(path.find('.'), path.size());
    dom::element inner;
    if (at.at_key(path.substr(0, dot)).get(inner)) return {};
    return json_field(inner, path.substr(std::min(dot + 1, path.size())));
}

} // namespace

bool is_body(std::string_view text) {
    text = base::trim(text);
    return text.starts_with('{') || text.starts_with('[');
}

std::string_view without_method(std::string_view text) {
    const std::size_t blank = text.find(' ');
    if (blank == std::string_view::npos || blank > 12) return text;
    for (const char c : text.substr(0, blank))
        if (c < 'A' || c > 'Z') return text;
    text.remove_prefix(blank + 1);
    return text.substr(0, text.find(' '));
}

std::string field_of(std::string_view text, std::span<const std::string> names) {
    std::string out;
    if (is_body(text)) {
        dom::parser parser;
        dom::element whole;
        if (parser.parse(text.data(), text.size(), true).get(whole)) {
            const std::string json = json_of_python(text);
            if (parser.parse(json).get(whole)) return out;
            for (std::size_t i = 0; out.empty() && i < names.size(); ++i) out = json_field(whole, names[i]);
            return out;
        }
        for (std::size_t i = 0; out.empty() && i < names.size(); ++i) out = json_field(whole, names[i]);
        return out;
    }
    text = without_method(text);
    const std::size_t query = text.find('?');
    if (query < text.find('=')) text.remove_prefix(query + 1);
    text = text.substr(0, text.find('#'));
    for (std::size_t i = 0; out.empty() && i < names.size(); ++i) out = form_field(text, names[i]);
    return out;
}

} // namespace callflow::logs
