#include "expr/functions.hpp"

#include <algorithm>
#include <array>

namespace callflow::expr {

namespace {

constexpr FunctionInfo later(std::string_view name, Style style) { return {name, Function::not_yet, style, 0, false}; }
constexpr FunctionInfo macro(std::string_view name) { return {name, Function::not_yet, Style::method, 0, true}; }

constexpr std::array functions = {
    FunctionInfo{"size", Function::size, Style::both, 1},
    FunctionInfo{"contains", Function::contains, Style::method, 2},
    FunctionInfo{"startsWith", Function::starts_with, Style::method, 2},
    FunctionInfo{"endsWith", Function::ends_with, Style::method, 2},
    FunctionInfo{"bool", Function::to_bool, Style::global, 1},
    FunctionInfo{"bytes", Function::to_bytes, Style::global, 1},
    FunctionInfo{"double", Function::to_double, Style::global, 1},
    FunctionInfo{"int", Function::to_int, Style::global, 1},
    FunctionInfo{"string", Function::to_string, Style::global, 1},
    FunctionInfo{"uint", Function::to_uint, Style::global, 1},
    FunctionInfo{"dyn", Function::to_dyn, Style::global, 1},
    FunctionInfo{"default", Function::or_default, Style::global, 2},
    FunctionInfo{"json", Function::to_json, Style::global, 1},
    macro("all"),
    macro("exists"),
    macro("exists_one"),
    macro("existsOne"),
    macro("map"),
    macro("filter"),
    later("matches", Style::both),
    later("type", Style::global),
    later("timestamp", Style::global),
    later("duration", Style::global),
    later("getFullYear", Style::method),
    later("getMonth", Style::method),
    later("getDate", Style::method),
    later("getDayOfMonth", Style::method),
    later("getDayOfWeek", Style::method),
    later("getDayOfYear", Style::method),
    later("getHours", Style::method),
    later("getMinutes", Style::method),
    later("getSeconds", Style::method),
    later("getMilliseconds", Style::method),
    later("lowerAscii", Style::method),
    later("upperAscii", Style::method),
    later("replace", Style::method),
    later("split", Style::method),
    later("join", Style::method),
    later("substring", Style::method),
    later("indexOf", Style::method),
    later("lastIndexOf", Style::method),
    later("charAt", Style::method),
    later("trim", Style::method),
    later("reverse", Style::method),
    later("format", Style::method),
    later("strings.quote", Style::global),
    later("quote", Style::both),
    later("math.greatest", Style::global),
    later("math.least", Style::global),
    later("math.ceil", Style::global),
    later("math.floor", Style::global),
    later("math.round", Style::global),
    later("math.trunc", Style::global),
    later("math.abs", Style::global),
    later("math.sign", Style::global),
    later("math.sqrt", Style::global),
    later("math.isNaN", Style::global),
    later("math.isInf", Style::global),
    later("math.isFinite", Style::global),
    later("math.bitAnd", Style::global),
    later("math.bitOr", Style::global),
    later("math.bitXor", Style::global),
    later("math.bitNot", Style::global),
    later("math.bitShiftLeft", Style::global),
    later("math.bitShiftRight", Style::global),
};

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

} // namespace callflow::expr
