// Values in CEL's own spelling.
#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "expr/print.hpp"

#include <cmath>

namespace callflow::expr {

namespace {

constexpr std::string_view hex = "0123456789abcdef";

// The letter of a control character's short escape, or 0.
char short_escape(char c) {
    switch (c) {
    case '\n': return 'n';
    case '\r': return 'r';
    case '\t': return 't';
    default: return 0;
    }
}

// Double quotes, unless the text has such and no single ones. What cannot be seen is escaped.
void append_quoted(std::string& out, std::string_view text, bool bytes) {
    const bool single = text.find('"') != std::string_view::npos && text.find('\'') == std::string_view::npos;
    const char quote = single ? '\'' : '"';
    if (bytes) out.push_back('b');
    out.push_back(quote);
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == quote || c == '\\') {
            out.push_back('\\');
            out.push_back(c);
        } else if (const char letter = short_escape(c); letter != 0) {
            out.push_back('\\');
            out.push_back(letter);
        } else if (byte < 0x20 || byte == 0x7f || (bytes && byte >= 0x80)) {
            out += "\\x"; // of a text the code point, of bytes the octet: below 0x80 the same
            out.push_back(hex[byte >> 4]);
            out.push_back(hex[byte & 15]);
        } else {
            out.push_back(c);
        }
    }
    out.push_back(quote);
}

void append_real(std::string& out, double number) {
    if (std::isfinite(number)) {
        base::JsonWriter(out).value(number);
    } else {
        out += "double(\"";
        Value::real(number).append_text(out);
        out += "\")";
    }
}

void append_call(std::string& out, std::string_view function, const Value& value) {
    out += function;
    out += "(\"";
    value.append_text(out);
    out += "\")";
}

// As deep as a value, which is bounded.
void append_list(std::string& out, const Value& value) {
    out.push_back('[');
    bool first = true;
    for (const Value& item : value.as_list()) {
        if (!first) out += ", ";
        first = false;
        append_literal(out, item);
    }
    out.push_back(']');
}

void append_map(std::string& out, const Value& value) {
    out.push_back('{');
    bool first = true;
    for (const auto& [key, held] : value.as_map()) {
        if (!first) out += ", ";
        first = false;
        append_literal(out, key);
        out += ": ";
        append_literal(out, held);
    }
    out.push_back('}');
}

} // namespace

void append_literal(std::string& out, const Value& value) {
    switch (value.kind()) {
    case Kind::absent:
    case Kind::null: out += "null"; return;
    case Kind::unsigned_integer:
        value.append_text(out);
        out.push_back('u');
        return;
    case Kind::real: append_real(out, value.as_real()); return;
    case Kind::string: append_quoted(out, value.as_string(), false); return;
    case Kind::bytes: append_quoted(out, value.as_string(), true); return;
    case Kind::list: append_list(out, value); return;
    case Kind::map: append_map(out, value); return;
    case Kind::timestamp: append_call(out, "timestamp", value); return;
    case Kind::duration: append_call(out, "duration", value); return;
    default: value.append_text(out);
    }
}

} // namespace callflow::expr
