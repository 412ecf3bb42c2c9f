// Kinds of values, and static types.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::expr {

enum class Kind : std::uint8_t {
    absent, // nothing was brought: a slot nobody filled; reads as its declared type's empty value,
            // has() is false
    null,
    boolean,
    integer, // int64
    unsigned_integer,
    real,   // double
    string, // UTF-8
    bytes,
    list,
    map,       // keys bool, int, uint, string; insertion order kept
    timestamp, // UTC, years 1 to 9999, to the nanosecond
    duration,  // nanoseconds
    type,      // a type as a value: type(1)
    error,     // an evaluation error and why
};
[[nodiscard]] std::string_view to_string(Kind kind); // CEL's names: bool, int, uint, double, null_type, …

// A static type. `dyn` where nothing is known.
struct Type {
    enum class Tag : std::uint8_t { dyn, plain, list, map, record };
    Tag tag = Tag::dyn;
    Kind kind = Kind::null;      // for plain
    std::vector<Type> arguments; // list: element; map: key, value
    std::uint32_t record = 0;    // index into a Scope's records

    static Type dynamic() { return {}; }
    static Type of(Kind kind) { return {Tag::plain, kind, {}, 0}; }
    friend bool operator==(const Type&, const Type&) = default;
};
[[nodiscard]] std::string to_string(const Type& type); // `int`, `list(string)`, `dyn`

} // namespace callflow::expr
