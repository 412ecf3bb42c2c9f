// Texts made of others.
#include "base/ascii.hpp"
#include "base/text.hpp"
#include "base/utf8.hpp"
#include "expr/calls.hpp"

#include <array>
#include <limits>
#include <string>
#include <vector>

namespace callflow::expr::calls {

namespace {

template <class Change> Value each_byte(Arguments arguments, Change change) {
    std::string out(arguments[0]->as_string());
    for (char& c : out) c = change(c);
    return Value::string(out);
}

// How often at most, from an argument where a negative number, like none, is no bound.
std::uint64_t limit(Arguments arguments, std::size_t number) {
    if (arguments.size() <= number || arguments[number]->as_integer() < 0)
        return std::numeric_limits<std::uint64_t>::max();
    return static_cast<std::uint64_t>(arguments[number]->as_integer());
}

// Where the next `part` begins that is replaced or split at; the empty one stands before and behind every code point.
std::size_t next_part(std::string_view text, std::string_view part, std::size_t from) {
    if (!part.empty()) return find_text(text, part, from);
    return from < text.size() ? next_code_point(text, from) : std::string_view::npos;
}

// The letter of the escape that stands for a character in a quoted text, or 0.
char escape_of(char c) {
    constexpr std::string_view plain = "\a\b\f\n\r\t\v\\\"";
    constexpr std::string_view letters = "abfnrtv\\\"";
    const std::size_t found = plain.find(c);
    return found == std::string_view::npos ? '\0' : letters[found];
}

} // namespace

Value too_long() {
    return Value::error("this text is too long, " + std::to_string(max_text_bytes) + " bytes are allowed");
}

Value lower_ascii(Arguments arguments) { return each_byte(arguments, base::to_lower); }

Value upper_ascii(Arguments arguments) { return each_byte(arguments, base::to_upper); }

Value reverse(Arguments arguments) {
    const std::string_view text = arguments[0]->as_string();
    std::string out(text.size(), '\0');
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t next = next_code_point(text, at);
        text.copy(out.data() + (text.size() - next), next - at, at);
        at = next;
    }
    return Value::string(out);
}

Value replace(Arguments arguments) {
    const std::string_view text = arguments[0]->as_string();
    const std::string_view part = arguments[1]->as_string();
    const std::string_view by = arguments[2]->as_string();
    std::uint64_t left = limit(arguments, 3);
    std::string out;
    std::size_t done = 0;
    std::size_t found = part.empty() ? 0 : find_text(text, part);
    while (left > 0 && found != std::string_view::npos && out.size() <= max_text_bytes) {
        out += text.substr(done, found - done);
        out += by;
        done = found + part.size();
        found = next_part(text, part, done);
        --left;
    }
    out += text.substr(done);
    return out.size() > max_text_bytes ? too_long() : Value::string(out);
}

Value split(Arguments arguments) {
    const std::string_view text = arguments[0]->as_string();
    const std::string_view separator = arguments[1]->as_string();
    std::uint64_t left = limit(arguments, 2);
    std::vector<Value> parts;
    std::size_t done = 0;
    while (left > 1) {
        const std::size_t found = next_part(text, separator, done);
        // Split at the empty text, the last code point has none behind it.
        if (found == std::string_view::npos || (separator.empty() && found == text.size())) break;
        parts.push_back(Value::string(text.substr(done, found - done)));
        done = found + separator.size();
        --left;
    }
    const bool none = left == 0 || (separator.empty() && text.empty() && left > 1);
    if (!none) parts.push_back(Value::string(text.substr(done)));
    return Value::list(std::move(parts));
}

Value join(Arguments arguments) {
    const std::string_view between = arguments.size() > 1 ? arguments[1]->as_string() : std::string_view{};
    std::string out;
    bool first = true;
    for (const Value& item : arguments[0]->as_list()) {
        if (item.kind() != Kind::string)
            return Value::error("no such overload: join() of a list with " + std::string(to_string(item.kind())));
        if (!first) out += between;
        first = false;
        out += item.as_string();
        if (out.size() > max_text_bytes) return too_long();
    }
    return Value::string(out);
}

Value quote(Arguments arguments) {
    const std::string_view text = arguments[0]->as_string();
    std::string out = "\"";
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t next = next_code_point(text, at);
        if (const char letter = escape_of(text[at]); letter != '\0') {
            out.push_back('\\');
            out.push_back(letter);
        } else if (base::utf8::sequence_length(text, at) == 0) {
            base::append_utf8(out, 0xfffd);
        } else {
            out += text.substr(at, next - at);
        }
        at = next;
    }
    out.push_back('"');
    return out.size() > max_text_bytes ? too_long() : Value::string(out);
}

} // namespace callflow::expr::calls
