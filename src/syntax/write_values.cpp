#include "syntax/write_values.hpp"

#include "base/ascii.hpp"
#include "base/text.hpp"
#include "doc/read.hpp"
#include "syntax/write_response.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace callflow::syntax {

namespace {

using flow::AttributeType;

constexpr std::string_view braces = "{{";

// Words that YAML, of this version or of an older one, takes for something else than a text.
bool is_special(std::string_view word) {
    constexpr auto words =
        std::to_array<std::string_view>({"null", "true", "false", "yes", "no", "on", "off", "y", "n"});
    return std::ranges::any_of(
        words, [&](std::string_view one) { return std::ranges::equal(one, word, {}, {}, base::to_lower); });
}

bool is_letter(char c) { return base::is_letter(c) || c == '_'; }

// Words and paths that mean the same without quotes, also within brackets.
bool is_plain_word(std::string_view text) {
    const bool begins =
        !text.empty() && (is_letter(text[0]) || text[0] == '/' || text.starts_with("./") || text.starts_with("../"));
    return begins && !is_special(text) && std::ranges::all_of(text, [](char c) {
               return is_letter(c) || base::is_digit(c) || c == '/' || c == '.' || c == '-';
           });
}

bool is_plain_words(std::string_view text) {
    if (text.ends_with(' ')) return false;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(' ', begin), text.size());
        if (!is_plain_word(text.substr(begin, end - begin))) return false;
        begin = end + 1;
    }
    return true;
}

// `12`, `0.5`: what is written the same as a number.
bool is_plain_number(std::string_view text) {
    const auto digits = [&](std::string_view part) {
        return !part.empty() && std::ranges::all_of(part, base::is_digit);
    };
    const std::size_t point = text.find('.');
    const std::string_view whole = text.substr(0, point);
    if (!digits(whole) || (whole.size() > 1 && whole[0] == '0')) return false;
    return point == std::string_view::npos || digits(text.substr(point + 1));
}

void append_cel_string(std::string& out, std::string_view text) {
    out += '"';
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        if (static_cast<unsigned char>(c) < 0x20) {
            out += fmt::format("\\x{:02x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
        } else {
            out += c;
        }
    }
    out += '"';
}

// The value of one expression that is only a text: no part of it is escaped by where it lands.
std::string as_expression(std::string_view text) {
    std::string out = "{{ ";
    append_cel_string(out, text);
    return out + " }}";
}

// A text with braces that are no template's.
std::string with_braces(std::string_view text) {
    std::string out;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t open = std::min(text.find(braces, begin), text.size());
        out += text.substr(begin, open - begin);
        if (open == text.size()) break;
        out += R"({{ "{{" }})";
        begin = open + braces.size();
    }
    return out;
}

// A text in double quotes for YAML, whatever characters it holds.
void append_quoted(std::string& out, std::string_view text) {
    out += '"';
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = at;
        const char32_t c = base::decode_utf8(text, at);
        const bool marks = c == 0x2028 || c == 0x2029 || c == 0xFEFF || (c >= 0x200B && c <= 0x200F) ||
                           (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) ||
                           (c >= 0xFFF0 && c <= 0xFFFF && c != 0xFFFD);
        switch (c) {
        case U'"': out += "\\\""; break;
        case U'\\': out += "\\\\"; break;
        case U'\n': out += "\\n"; break;
        case U'\r': out += "\\r"; break;
        case U'\t': out += "\\t"; break;
        default:
            if (c < 0x20 || (c >= 0x7F && c < 0xA0)) {
                out += fmt::format("\\x{:02x}", static_cast<std::uint32_t>(c));
            } else if (marks) {
                out += fmt::format("\\u{:04x}", static_cast<std::uint32_t>(c));
            } else {
                out += text.substr(begin, at - begin);
            }
        }
    }
    out += '"';
}

YamlNode quoted(std::string_view text) {
    std::string out;
    append_quoted(out, text);
    return YamlNode::scalar(std::move(out));
}

YamlNode address(std::string_view text) {
    constexpr std::string_view here = "./";
    if (base::is_name(text)) return YamlNode::scalar(fmt::format("./{}", text));
    if (text.starts_with(here) && base::is_name(text.substr(here.size()))) return quoted(as_expression(text));
    return is_plain_word(text) ? YamlNode::scalar(std::string(text)) : quoted(text);
}

std::string key_text(std::string_view key) {
    std::string out;
    if (base::is_name(key) && !is_special(key)) {
        out = key;
    } else {
        append_quoted(out, key);
    }
    return out;
}

YamlNode json_value(doc::View value) {
    YamlNode out;
    switch (value.kind()) {
    case doc::Kind::null: return YamlNode::scalar("null");
    case doc::Kind::scalar:
        if (value.is_plain()) return YamlNode::scalar(std::string(value.text()));
        return quoted(value.text().find(braces) == std::string_view::npos ? std::string(value.text())
                                                                          : as_expression(value.text()));
    case doc::Kind::sequence:
        out.kind = YamlNode::Kind::list;
        for (const doc::View item : doc::items(value)) out.items.push_back(json_value(item));
        break;
    case doc::Kind::mapping:
        out.kind = YamlNode::Kind::map;
        for (const doc::Entry entry : doc::entries(value)) {
            out.entries.emplace_back(key_text(entry.key.text()), json_value(entry.value));
        }
    }
    return out;
}

YamlNode json(std::string_view value) {
    base::Sources sources;
    base::Diagnostics found;
    const auto document = doc::read_json(sources, sources.add("json", std::string(value)), found);
    return document && found.empty() ? json_value(document->root()) : quoted(with_braces(value));
}

// Several texts with blanks between them.
YamlNode list(std::string_view value) {
    YamlNode out;
    out.kind = YamlNode::Kind::list;
    for (std::string_view rest = base::trim(value); !rest.empty();) {
        const std::size_t end = std::min(rest.find(' '), rest.size());
        out.items.push_back(quoted(with_braces(rest.substr(0, end))));
        rest = base::trim(rest.substr(end));
    }
    if (out.items.size() == 1 && value.find(braces) == std::string_view::npos) {
        YamlNode one = std::move(out.items.front());
        return one;
    }
    return out;
}

} // namespace

YamlNode YamlNode::scalar(std::string text) {
    YamlNode out;
    out.text = std::move(text);
    return out;
}

YamlNode attribute_value(const flow::AttributeSpec& spec, std::string_view value) {
    // An author who writes nothing there has forgotten it; a document may mean it.
    const bool forgotten = spec.type == AttributeType::spoken || spec.type == AttributeType::phone_number ||
                           spec.type == AttributeType::uri ||
                           (spec.type == AttributeType::address && !spec.may_be_empty);
    if (value.empty() && forgotten) return quoted(as_expression(value));
    switch (spec.type) {
    case AttributeType::json: return json(value);
    case AttributeType::list: return list(value);
    case AttributeType::text:
    case AttributeType::spoken:
    case AttributeType::ssml:
    case AttributeType::xml: return quoted(with_braces(value));
    default: break;
    }
    if (value.find(braces) != std::string_view::npos) return quoted(as_expression(value));
    switch (spec.type) {
    case AttributeType::address: return address(value);
    case AttributeType::boolean:
        if (value == "true" || value == "false") return YamlNode::scalar(std::string(value));
        break;
    case AttributeType::integer:
    case AttributeType::decimal:
    case AttributeType::seconds:
        if (is_plain_number(value)) return YamlNode::scalar(std::string(value));
        break;
    case AttributeType::choice:
    case AttributeType::choices:
        if (value == "true" || value == "false" || is_plain_words(value)) return YamlNode::scalar(std::string(value));
        break;
    default: break;
    }
    return is_plain_word(value) && !spec.values.empty() ? YamlNode::scalar(std::string(value)) : quoted(value);
}

} // namespace callflow::syntax
