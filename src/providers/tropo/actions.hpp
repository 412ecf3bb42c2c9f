// The shape of Tropo documents as data: which objects there are, their fields, and what the fields can hold. How they come from
// the vocabulary stands in table.cpp; this is for what others wrote.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace callflow::providers::tropo {

enum class Holds : std::uint8_t {
    text,
    number,  // within minimum..maximum
    whole,   // the same without a fraction
    boolean, // true, false
    word,    // one of `words`
    address, // of the web, or relative
    object,  // of the shape that is called `of`
    names,   // a text, or a list of texts
    headers, // any keys with texts
    grammar, // choices.value
    key,     // one of 0-9 * #
    either,  // true, false, or an object of the shape `of`
    upload,  // an address, an object of the shape `of`, or a list of both
    none,    // null
};

struct FieldShape {
    std::string_view name;
    Holds holds = Holds::text;
    std::string_view of = {}; // shape of an object
    bool list = false;        // or a list of them
    std::span<const std::string_view> words = {};
    double minimum = 0;
    double maximum = 1e9;
    bool needed = false;
    bool better = false;           // the documentation wants it, libraries do without: a warning
    std::string_view instead = {}; // an old name: what it is called now
};

// An action, or an object inside one.
struct Shape {
    std::string_view name;
    std::span<const FieldShape> fields = {};
    bool is_action = true;
    bool empty = false;          // null, {} or "null" will do
    std::string_view shown = {}; // in findings, where its own name says nothing
};

// Null where there is none.
[[nodiscard]] const Shape* find_shape(std::string_view key);
[[nodiscard]] std::span<const Shape> shapes();

} // namespace callflow::providers::tropo
