#include "expr/functions.hpp"

#include "expr/calls.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace callflow::expr {

namespace {

constexpr FunctionInfo later(std::string_view name, Style style) { return {name, Function::not_yet, style, false}; }
constexpr FunctionInfo macro(std::string_view name) { return {name, Function::not_yet, Style::method, true}; }

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
    macro("all"),
    macro("exists"),
    macro("exists_one"),
    macro("existsOne"),
    macro("map"),
    macro("filter"),
    later("type", Style::global),
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

constexpr Kind boolean = Kind::boolean;
constexpr Kind integer = Kind::integer;
constexpr Kind uinteger = Kind::unsigned_integer;
constexpr Kind real = Kind::real;
constexpr Kind text = Kind::string;
constexpr Kind bytes = Kind::bytes;
constexpr Kind moment = Kind::timestamp;
constexpr Kind span = Kind::duration;
constexpr Kind unknown = Kind::absent;
constexpr Kinds number = Kinds(integer) | uinteger | real;
constexpr Kinds anything =
    Kinds(Kind::null) | boolean | number | text | bytes | Kind::list | Kind::map | moment | span | Kind::type;
constexpr Parameter texts = {Kind::list, text};
constexpr Parameter number_or_numbers = {number | Kind::list, number};

constexpr Overload row(Function function, std::initializer_list<Parameter> takes, Kind gives, Implementation run) {
    Overload out;
    out.function = function;
    for (const Parameter& parameter : takes) out.takes[out.count++] = parameter;
    out.gives = gives;
    out.run = run;
    return out;
}
constexpr Overload any_number(Overload overload) {
    overload.repeats = true;
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
    row(size, {Kinds(text) | bytes | Kind::list | Kind::map}, integer, run::size),
    row(contains, {text, text}, boolean, run::contains),
    row(starts_with, {text, text}, boolean, run::starts_with),
    row(ends_with, {text, text}, boolean, run::ends_with),
    row(matches, {text, text}, boolean, run::matches),
    row(to_bool, {Kinds(boolean) | text}, boolean, run::to_bool),
    row(to_bytes, {Kinds(bytes) | text}, bytes, run::to_bytes),
    row(to_double, {number | text}, real, run::to_double),
    row(to_int, {number | text | moment}, integer, run::to_int),
    row(to_string, {number | text | boolean | bytes | moment | span}, text, run::to_string),
    row(to_uint, {number | text}, uinteger, run::to_uint),
    row(to_timestamp, {Kinds(moment) | text | integer}, moment, run::to_timestamp),
    row(to_duration, {Kinds(span) | text}, span, run::to_duration),
    row(to_dyn, {anything}, unknown, run::same),
    row(to_json, {anything}, text, run::to_json),
    row(get_full_year, {moment}, integer, run::get_full_year),
    row(get_full_year, {moment, text}, integer, run::get_full_year),
    row(get_month, {moment}, integer, run::get_month),
    row(get_month, {moment, text}, integer, run::get_month),
    row(get_date, {moment}, integer, run::get_date),
    row(get_date, {moment, text}, integer, run::get_date),
    row(get_day_of_month, {moment}, integer, run::get_day_of_month),
    row(get_day_of_month, {moment, text}, integer, run::get_day_of_month),
    row(get_day_of_week, {moment}, integer, run::get_day_of_week),
    row(get_day_of_week, {moment, text}, integer, run::get_day_of_week),
    row(get_day_of_year, {moment}, integer, run::get_day_of_year),
    row(get_day_of_year, {moment, text}, integer, run::get_day_of_year),
    row(get_hours, {moment}, integer, run::get_hours),
    row(get_hours, {moment, text}, integer, run::get_hours),
    row(get_hours, {span}, integer, run::hours_of_duration),
    row(get_minutes, {moment}, integer, run::get_minutes),
    row(get_minutes, {moment, text}, integer, run::get_minutes),
    row(get_minutes, {span}, integer, run::minutes_of_duration),
    row(get_seconds, {moment}, integer, run::get_seconds),
    row(get_seconds, {moment, text}, integer, run::get_seconds),
    row(get_seconds, {span}, integer, run::seconds_of_duration),
    row(get_milliseconds, {moment}, integer, run::get_milliseconds),
    row(get_milliseconds, {moment, text}, integer, run::get_milliseconds),
    row(get_milliseconds, {span}, integer, run::milliseconds_of_duration),
    row(char_at, {text, integer}, text, run::char_at),
    row(index_of, {text, text}, integer, run::index_of),
    row(index_of, {text, text, integer}, integer, run::index_of),
    row(last_index_of, {text, text}, integer, run::last_index_of),
    row(last_index_of, {text, text, integer}, integer, run::last_index_of),
    row(substring, {text, integer}, text, run::substring),
    row(substring, {text, integer, integer}, text, run::substring),
    row(lower_ascii, {text}, text, run::lower_ascii),
    row(upper_ascii, {text}, text, run::upper_ascii),
    row(trim, {text}, text, run::trim),
    row(reverse, {text}, text, run::reverse),
    row(replace, {text, text, text}, text, run::replace),
    row(replace, {text, text, text, integer}, text, run::replace),
    gives_texts(row(split, {text, text}, Kind::list, run::split)),
    gives_texts(row(split, {text, text, integer}, Kind::list, run::split)),
    row(join, {texts}, text, run::join),
    row(join, {texts, text}, text, run::join),
    row(quote, {text}, text, run::quote),
    row(format, {text, Kind::list}, text, run::format),
    row(greatest, {number_or_numbers}, unknown, run::greatest),
    any_number(row(greatest, {number, number}, unknown, run::greatest)),
    row(least, {number_or_numbers}, unknown, run::least),
    any_number(row(least, {number, number}, unknown, run::least)),
    row(ceil, {real}, real, run::ceil),
    row(floor, {real}, real, run::floor),
    row(round, {real}, real, run::round),
    row(trunc, {real}, real, run::trunc),
    row(abs, {integer}, integer, run::abs),
    row(abs, {uinteger}, uinteger, run::abs),
    row(abs, {real}, real, run::abs),
    row(sign, {integer}, integer, run::sign),
    row(sign, {uinteger}, uinteger, run::sign),
    row(sign, {real}, real, run::sign),
    row(sqrt, {number}, real, run::sqrt),
    row(is_nan, {real}, boolean, run::is_nan),
    row(is_inf, {real}, boolean, run::is_inf),
    row(is_finite, {real}, boolean, run::is_finite),
    row(bit_and, {integer, integer}, integer, run::bit_and),
    row(bit_and, {uinteger, uinteger}, uinteger, run::bit_and),
    row(bit_or, {integer, integer}, integer, run::bit_or),
    row(bit_or, {uinteger, uinteger}, uinteger, run::bit_or),
    row(bit_xor, {integer, integer}, integer, run::bit_xor),
    row(bit_xor, {uinteger, uinteger}, uinteger, run::bit_xor),
    row(bit_not, {integer}, integer, run::bit_not),
    row(bit_not, {uinteger}, uinteger, run::bit_not),
    row(bit_shift_left, {integer, integer}, integer, run::bit_shift_left),
    row(bit_shift_left, {uinteger, integer}, uinteger, run::bit_shift_left),
    row(bit_shift_right, {integer, integer}, integer, run::bit_shift_right),
    row(bit_shift_right, {uinteger, integer}, uinteger, run::bit_shift_right),
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
    std::vector<std::string_view> names;
    names.reserve(functions.size() + 1);
    for (const FunctionInfo& info : functions) names.push_back(info.name);
    names.emplace_back("has");
    return names;
}

std::span<const Overload> overloads_of(Function function) {
    const Rows& of = rows[static_cast<std::size_t>(function)];
    return std::span(overloads).subspan(of.first, of.count);
}

std::string_view name_of(Function function) {
    const auto* found = std::ranges::find(functions, function, &FunctionInfo::function);
    return found == functions.end() ? std::string_view("this function") : found->name;
}

} // namespace callflow::expr
