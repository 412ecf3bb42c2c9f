#include "expr/functions.hpp"

#include "expr/calls.hpp"
#include "expr/macros.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace callflow::expr {

namespace {

constexpr std::array functions = {
    FunctionInfo{"size", Function::size, Style::both},
    FunctionInfo{"contains", Function::contains, Style::method},
    FunctionInfo{"startsWith", Function::starts_with, Style::method},
    FunctionInfo{"endsWith", Function::ends_with, Style::method},
    FunctionInfo{"matches", Function::matches, Style::both},
    FunctionInfo{"bool", Function::to_bool, Style::global},
    FunctionInfo{"bytes", Function::to_bytes, Style::global},
    FunctionInfo{"double", Function::to_double, Style::global},
    FunctionInfo{"int", Function::to_int, Style::global},
    FunctionInfo{"string", Function::to_string, Style::global},
    FunctionInfo{"uint", Function::to_uint, Style::global},
    FunctionInfo{"timestamp", Function::to_timestamp, Style::global},
    FunctionInfo{"duration", Function::to_duration, Style::global},
    FunctionInfo{"dyn", Function::to_dyn, Style::global},
    FunctionInfo{"default", Function::or_default, Style::global},
    FunctionInfo{"json", Function::to_json, Style::global},
    FunctionInfo{"type", Function::type_of, Style::global},
    FunctionInfo{"getFullYear", Function::get_full_year, Style::method},
    FunctionInfo{"getMonth", Function::get_month, Style::method},
    FunctionInfo{"getDate", Function::get_date, Style::method},
    FunctionInfo{"getDayOfMonth", Function::get_day_of_month, Style::method},
    FunctionInfo{"getDayOfWeek", Function::get_day_of_week, Style::method},
    FunctionInfo{"getDayOfYear", Function::get_day_of_year, Style::method},
    FunctionInfo{"getHours", Function::get_hours, Style::method},
    FunctionInfo{"getMinutes", Function::get_minutes, Style::method},
    FunctionInfo{"getSeconds", Function::get_seconds, Style::method},
    FunctionInfo{"getMilliseconds", Function::get_milliseconds, Style::method},
    FunctionInfo{"charAt", Function::char_at, Style::method},
    FunctionInfo{"indexOf", Function::index_of, Style::method},
    FunctionInfo{"lastIndexOf", Function::last_index_of, Style::method},
    FunctionInfo{"substring", Function::substring, Style::method},
    FunctionInfo{"lowerAscii", Function::lower_ascii, Style::method},
    FunctionInfo{"upperAscii", Function::upper_ascii, Style::method},
    FunctionInfo{"trim", Function::trim, Style::method},
    FunctionInfo{"reverse", Function::reverse, Style::method},
    FunctionInfo{"replace", Function::replace, Style::method},
    FunctionInfo{"split", Function::split, Style::method},
    FunctionInfo{"join", Function::join, Style::method},
    FunctionInfo{"format", Function::format, Style::method},
    FunctionInfo{"strings.quote", Function::quote, Style::global},
    FunctionInfo{"quote", Function::quote, Style::both},
    FunctionInfo{"math.greatest", Function::greatest, Style::global},
    FunctionInfo{"math.least", Function::least, Style::global},
    FunctionInfo{"math.ceil", Function::ceil, Style::global},
    FunctionInfo{"math.floor", Function::floor, Style::global},
    FunctionInfo{"math.round", Function::round, Style::global},
    FunctionInfo{"math.trunc", Function::trunc, Style::global},
    FunctionInfo{"math.abs", Function::abs, Style::global},
    FunctionInfo{"math.sign", Function::sign, Style::global},
    FunctionInfo{"math.sqrt", Function::sqrt, Style::global},
    FunctionInfo{"math.isNaN", Function::is_nan, Style::global},
    FunctionInfo{"math.isInf", Function::is_inf, Style::global},
    FunctionInfo{"math.isFinite", Function::is_finite, Style::global},
    FunctionInfo{"math.bitAnd", Function::bit_and, Style::global},
    FunctionInfo{"math.bitOr", Function::bit_or, Style::global},
    FunctionInfo{"math.bitXor", Function::bit_xor, Style::global},
    FunctionInfo{"math.bitNot", Function::bit_not, Style::global},
    FunctionInfo{"math.bitShiftLeft", Function::bit_shift_left, Style::global},
    FunctionInfo{"math.bitShiftRight", Function::bit_shift_right, Style::global},
};

constexpr Kinds null(Kind::null);
constexpr Kinds boolean(Kind::boolean);
constexpr Kinds integer(Kind::integer);
constexpr Kinds uinteger(Kind::unsigned_integer);
constexpr Kinds real(Kind::real);
constexpr Kinds text(Kind::string);
constexpr Kinds bytes(Kind::bytes);
constexpr Kinds list(Kind::list);
constexpr Kinds map(Kind::map);
constexpr Kinds moment(Kind::timestamp);
constexpr Kinds span(Kind::duration);
constexpr Kinds type(Kind::type);
constexpr Kinds number = integer | uinteger | real;
constexpr Kinds anything = null | boolean | number | text | bytes | list | map | moment | span | type;
constexpr Kind unknown = Kind::absent;

constexpr Overload row(Function function, std::initializer_list<Kinds> takes, Kind gives, Implementation run) {
    Overload out;
    out.function = function;
    for (const Kinds kinds : takes) out.takes[out.count++].kinds = kinds;
    out.gives = gives;
    out.run = run;
    return out;
}
constexpr Overload any_number(Overload overload) {
    overload.repeats = true;
    return overload;
}
// The lists among its first arguments have such elements.
constexpr Overload of(Kinds elements, Overload overload) {
    overload.takes[0].elements = elements;
    return overload;
}
constexpr Overload gives_texts(Overload overload) {
    overload.gives_elements = Kind::string;
    return overload;
}

using enum Function;
namespace run = calls;

// Overloads of one function stand together. Of those with the same number of arguments no two take the same kinds.
constexpr std::array overloads = {
    row(or_default, {anything, anything}, unknown, nullptr),
    row(size, {text | bytes | list | map}, Kind::integer, run::size),
    row(contains, {text, text}, Kind::boolean, run::contains),
    row(starts_with, {text, text}, Kind::boolean, run::starts_with),
    row(ends_with, {text, text}, Kind::boolean, run::ends_with),
    row(matches, {text, text}, Kind::boolean, run::matches),
    row(to_bool, {boolean | text}, Kind::boolean, run::to_bool),
    row(to_bytes, {bytes | text}, Kind::bytes, run::to_bytes),
    row(to_double, {number | text}, Kind::real, run::to_double),
    row(to_int, {number | text | moment}, Kind::integer, run::to_int),
    row(to_string, {number | text | boolean | bytes | moment | span}, Kind::string, run::to_string),
    row(to_uint, {number | text}, Kind::unsigned_integer, run::to_uint),
    row(to_timestamp, {moment | text | integer}, Kind::timestamp, run::to_timestamp),
    row(to_duration, {span | text}, Kind::duration, run::to_duration),
    row(to_dyn, {anything}, unknown, run::same),
    row(type_of, {anything}, Kind::type, run::type_of),
    row(to_json, {anything}, Kind::string, run::to_json),
    row(get_full_year, {moment}, Kind::integer, run::get_full_year),
    row(get_full_year, {moment, text}, Kind::integer, run::get_full_year),
    row(get_month, {moment}, Kind::integer, run::get_month),
    row(get_month, {moment, text}, Kind::integer, run::get_month),
    row(get_date, {moment}, Kind::integer, run::get_date),
    row(get_date, {moment, text}, Kind::integer, run::get_date),
    row(get_day_of_month, {moment}, Kind::integer, run::get_day_of_month),
    row(get_day_of_month, {moment, text}, Kind::integer, run::get_day_of_month),
    row(get_day_of_week, {moment}, Kind::integer, run::get_day_of_week),
    row(get_day_of_week, {moment, text}, Kind::integer, run::get_day_of_week),
    row(get_day_of_year, {moment}, Kind::integer, run::get_day_of_year),
    row(get_day_of_year, {moment, text}, Kind::integer, run::get_day_of_year),
    row(get_hours, {moment}, Kind::integer, run::get_hours),
    row(get_hours, {moment, text}, Kind::integer, run::get_hours),
    row(get_hours, {span}, Kind::integer, run::hours_of_duration),
    row(get_minutes, {moment}, Kind::integer, run::get_minutes),
    row(get_minutes, {moment, text}, Kind::integer, run::get_minutes),
    row(get_minutes, {span}, Kind::integer, run::minutes_of_duration),
    row(get_seconds, {moment}, Kind::integer, run::get_seconds),
    row(get_seconds, {moment, text}, Kind::integer, run::get_seconds),
    row(get_seconds, {span}, Kind::integer, run::seconds_of_duration),
    row(get_milliseconds, {moment}, Kind::integer, run::get_milliseconds),
    row(get_milliseconds, {moment, text}, Kind::integer, run::get_milliseconds),
    row(get_milliseconds, {span}, Kind::integer, run::milliseconds_of_duration),
    row(char_at, {text, integer}, Kind::string, run::char_at),
    row(index_of, {text, text}, Kind::integer, run::index_of),
    row(index_of, {text, text, integer}, Kind::integer, run::index_of),
    row(last_index_of, {text, text}, Kind::integer, run::last_index_of),
    row(last_index_of, {text, text, integer}, Kind::integer, run::last_index_of),
    row(substring, {text, integer}, Kind::string, run::substring),
    row(substring, {text, integer, integer}, Kind::string, run::substring),
    row(lower_ascii, {text}, Kind::string, run::lower_ascii),
    row(upper_ascii, {text}, Kind::string, run::upper_ascii),
    row(trim, {text}, Kind::string, run::trim),
    row(reverse, {text}, Kind::string, run::reverse),
    row(replace, {text, text, text}, Kind::string, run::replace),
    row(replace, {text, text, text, integer}, Kind::string, run::replace),
    gives_texts(row(split, {text, text}, Kind::list, run::split)),
    gives_texts(row(split, {text, text, integer}, Kind::list, run::split)),
    of(text, row(join, {list}, Kind::string, run::join)),
    of(text, row(join, {list, text}, Kind::string, run::join)),
    row(quote, {text}, Kind::string, run::quote),
    row(format, {text, list}, Kind::string, run::format),
    of(number, row(greatest, {number | list}, unknown, run::greatest)),
    any_number(row(greatest, {number, number}, unknown, run::greatest)),
    of(number, row(least, {number | list}, unknown, run::least)),
    any_number(row(least, {number, number}, unknown, run::least)),
    row(ceil, {real}, Kind::real, run::ceil),
    row(floor, {real}, Kind::real, run::floor),
    row(round, {real}, Kind::real, run::round),
    row(trunc, {real}, Kind::real, run::trunc),
    row(abs, {integer}, Kind::integer, run::abs),
    row(abs, {uinteger}, Kind::unsigned_integer, run::abs),
    row(abs, {real}, Kind::real, run::abs),
    row(sign, {integer}, Kind::integer, run::sign),
    row(sign, {uinteger}, Kind::unsigned_integer, run::sign),
    row(sign, {real}, Kind::real, run::sign),
    row(sqrt, {number}, Kind::real, run::sqrt),
    row(is_nan, {real}, Kind::boolean, run::is_nan),
    row(is_inf, {real}, Kind::boolean, run::is_inf),
    row(is_finite, {real}, Kind::boolean, run::is_finite),
    row(bit_and, {integer, integer}, Kind::integer, run::bit_and),
    row(bit_and, {uinteger, uinteger}, Kind::unsigned_integer, run::bit_and),
    row(bit_or, {integer, integer}, Kind::integer, run::bit_or),
    row(bit_or, {uinteger, uinteger}, Kind::unsigned_integer, run::bit_or),
    row(bit_xor, {integer, integer}, Kind::integer, run::bit_xor),
    row(bit_xor, {uinteger, uinteger}, Kind::unsigned_integer, run::bit_xor),
    row(bit_not, {integer}, Kind::integer, run::bit_not),
    row(bit_not, {uinteger}, Kind::unsigned_integer, run::bit_not),
    row(bit_shift_left, {integer, integer}, Kind::integer, run::bit_shift_left),
    row(bit_shift_left, {uinteger, integer}, Kind::unsigned_integer, run::bit_shift_left),
    row(bit_shift_right, {integer, integer}, Kind::integer, run::bit_shift_right),
    row(bit_shift_right, {uinteger, integer}, Kind::unsigned_integer, run::bit_shift_right),
};

struct Rows {
    std::uint8_t first = 0;
    std::uint8_t count = 0;
};

// Where the overloads of each function stand, so that a call finds them at once.
constexpr auto rows = [] {
    std::array<Rows, static_cast<std::size_t>(Function::count)> out{};
    for (std::size_t i = 0; i < overloads.size(); ++i) {
        Rows& of = out[static_cast<std::size_t>(overloads[i].function)];
        if (of.count++ == 0) of.first = static_cast<std::uint8_t>(i);
    }
    return out;
}();
static_assert(overloads.size() < 256);

} // namespace

const FunctionInfo* find_function(std::string_view name) {
    const auto* found = std::ranges::find(functions, name, &FunctionInfo::name);
    return found == functions.end() ? nullptr : &*found;
}

std::vector<std::string_view> function_names() {
    std::vector<std::string_view> names = macro_names();
    for (const FunctionInfo& info : functions) names.push_back(info.name);
    names.emplace_back("has");
    return names;
}

std::span<const Overload> overloads_of(Function function) {
    const Rows& of = rows[static_cast<std::size_t>(function)];
    return std::span(overloads).subspan(of.first, of.count);
}

std::uint64_t steps_of(Function function) {
    constexpr std::uint64_t asking_the_system = 50; // for a time zone
    return function >= get_full_year && function <= get_milliseconds ? asking_the_system : 1;
}

std::uint64_t dearness_of(Function function) {
    switch (function) {
    case replace:
    case split: return 8; // each byte may be a place of its own
    case trim: return 4;
    default: return 1;
    }
}

std::string_view name_of(Function function) {
    const auto* found = std::ranges::find(functions, function, &FunctionInfo::function);
    return found == functions.end() ? std::string_view("this function") : found->name;
}

} // namespace callflow::expr
