// The functions that expressions may call: one table of overloads, which the checker asks for types and the run for
// what to do. Private to expr.
#pragma once

#include "expr/value.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace callflow::expr {

enum class Function : std::uint8_t {
    or_default, // default(a, b)
    size,
    contains,
    starts_with,
    ends_with,
    matches,
    to_bool,
    to_bytes,
    to_double,
    to_int,
    to_string,
    to_uint,
    to_timestamp,
    to_duration,
    to_dyn,
    type_of,
    to_json,
    get_full_year,
    get_month,
    get_date,
    get_day_of_month,
    get_day_of_week,
    get_day_of_year,
    get_hours,
    get_minutes,
    get_seconds,
    get_milliseconds,
    char_at,
    index_of,
    last_index_of,
    substring,
    lower_ascii,
    upper_ascii,
    trim,
    reverse,
    replace,
    split,
    join,
    quote,
    format,
    greatest,
    least,
    ceil,
    floor,
    round,
    trunc,
    abs,
    sign,
    sqrt,
    is_nan,
    is_inf,
    is_finite,
    bit_and,
    bit_or,
    bit_xor,
    bit_not,
    bit_shift_left,
    bit_shift_right,
    count, // how many there are
};

// How a function is called: size(x) or x.size().
enum class Style : std::uint8_t { global = 1, method = 2, both = 3 };

struct FunctionInfo {
    std::string_view name;
    Function function = Function::or_default;
    Style style = Style::global;
};

// The function called so, or null.
[[nodiscard]] const FunctionInfo* find_function(std::string_view name);
// All names, those of macros too, for suggestions.
[[nodiscard]] std::vector<std::string_view> function_names();

[[nodiscard]] inline bool allows(Style style, bool method) {
    return (static_cast<unsigned>(style) & (method ? 2u : 1u)) != 0;
}

// A set of kinds.
class Kinds {
public:
    constexpr Kinds() = default;
    constexpr explicit Kinds(Kind kind) : bits_(1u << static_cast<unsigned>(kind)) {}
    [[nodiscard]] constexpr bool has(Kind kind) const { return (bits_ >> static_cast<unsigned>(kind) & 1u) != 0; }
    friend constexpr Kinds operator|(Kinds a, Kinds b) {
        a.bits_ |= b.bits_;
        return a;
    }

private:
    std::uint32_t bits_ = 0;
};

// What one parameter takes. `elements` says what the elements of a list may be; the run leaves that to the function.
struct Parameter {
    Kinds kinds;
    Kinds elements;
};

// Arguments of a call, the receiver first; none is an error.
using Arguments = std::span<const Value* const>;
using Implementation = Value (*)(Arguments);

struct Overload {
    Function function = Function::or_default;
    std::array<Parameter, 4> takes;
    std::uint8_t count = 0; // of takes
    bool repeats = false;   // the last parameter stands for any number of arguments, but at least one
    // Kind of the result; of a list's elements too. absent: nothing is known.
    Kind gives = Kind::absent;
    Kind gives_elements = Kind::absent;
    Implementation run = nullptr; // null where the function is an instruction of its own

    [[nodiscard]] bool has_arity(std::size_t arguments) const {
        return repeats ? arguments >= count : arguments == count;
    }
    [[nodiscard]] const Parameter& parameter(std::size_t number) const {
        return takes[number < count ? number : count - 1U];
    }
};

[[nodiscard]] std::span<const Overload> overloads_of(Function function);
// What one call costs in steps of a metered run, whatever its arguments are.
[[nodiscard]] std::uint64_t steps_of(Function function);
// How much dearer than others it is for each byte of its arguments.
[[nodiscard]] std::uint64_t dearness_of(Function function);
// Making a pattern of so many bytes, in steps: classes of Unicode make a short pattern a large one.
[[nodiscard]] constexpr std::uint64_t steps_of_pattern(std::uint64_t bytes) { return 10'000 + 200 * bytes; }
// The name that a function is called by.
[[nodiscard]] std::string_view name_of(Function function);

} // namespace callflow::expr
