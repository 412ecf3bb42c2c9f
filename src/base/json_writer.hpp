// Writes JSON text, value by value, straight into a string.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace callflow::base {

// Appends a JSON string literal with its quotes: control characters, quotes and backslashes
// escaped, each byte that is not UTF-8 replaced by U+FFFD, everything else as it is.
void append_json_string(std::string& out, std::string_view text);

// A stream of values. The caller sees to it that keys and values alternate in an object and that
// what is opened is closed; commas, colons, line breaks and indentation come from here. Allocates
// nothing but the output, to which it appends; the output must outlive the writer. No line break at
// the end.
//
//     JsonWriter json(out);
//     json.begin_object().member("name",
//     "x").key("list").begin_array().value(1).end_array().end_object();
class JsonWriter {
public:
    enum class Layout : std::uint8_t {
        compact,  // no blanks at all
        indented, // a value per line, two spaces a level, `[]` and `{}` when empty
        rows,     // what stands in the outermost value's members a line each, all below in that line
    };

    explicit JsonWriter(std::string& out, Layout layout = Layout::compact) : out_(&out), layout_(layout) {}

    JsonWriter& begin_object() { return begin('{'); }
    JsonWriter& end_object() { return end('}'); }
    JsonWriter& begin_array() { return begin('['); }
    JsonWriter& end_array() { return end(']'); }
    JsonWriter& key(std::string_view name);

    JsonWriter& value(std::string_view text);
    // Without these two a literal would be taken for a bool.
    JsonWriter& value(const char* text) { return value(std::string_view(text)); }
    JsonWriter& value(const std::string& text) { return value(std::string_view(text)); }
    JsonWriter& value(std::same_as<bool> auto truth) { return literal(truth ? "true" : "false"); }
    // The fewest digits that read back as the same number, always with a `.` or an exponent so that
    // it reads back as a double. JSON has no infinities and no NaN: these become null.
    JsonWriter& value(double number);
    template <std::integral Number>
        requires(!std::same_as<Number, bool> && !std::same_as<Number, char>)
    JsonWriter& value(Number number) {
        if constexpr (std::signed_integral<Number>) {
            return integer(static_cast<std::int64_t>(number));
        } else {
            return unsigned_integer(static_cast<std::uint64_t>(number));
        }
    }
    JsonWriter& null() { return literal("null"); }
    // A value that is JSON already, written as it is.
    JsonWriter& raw(std::string_view json) { return literal(json); }

    template <class Value> JsonWriter& member(std::string_view name, const Value& of) { return key(name).value(of); }

private:
    JsonWriter& begin(char bracket);
    JsonWriter& end(char bracket);
    JsonWriter& literal(std::string_view text);
    JsonWriter& integer(std::int64_t number);
    JsonWriter& unsigned_integer(std::uint64_t number);
    void before_value();
    void new_line();

    std::string* out_;
    Layout layout_;
    bool comma_ = false;     // something stands before in this object or array
    bool after_key_ = false; // the value follows its colon
    std::uint32_t depth_ = 0;
};

} // namespace callflow::base
