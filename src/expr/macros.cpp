#include "expr/macros.hpp"

#include <algorithm>
#include <array>

namespace callflow::expr {

namespace {

constexpr std::array macros = {
    Macro{"all", MacroKind::all, 1, false, "x.all(e, condition)"},
    Macro{"all", MacroKind::all, 2, false, "x.all(i, e, condition)"},
    Macro{"exists", MacroKind::exists, 1, false, "x.exists(e, condition)"},
    Macro{"exists", MacroKind::exists, 2, false, "x.exists(i, e, condition)"},
    Macro{"exists_one", MacroKind::exists_one, 1, false, "x.exists_one(e, condition)"},
    Macro{"exists_one", MacroKind::exists_one, 2, false, "x.exists_one(i, e, condition)"},
    Macro{"existsOne", MacroKind::exists_one, 1, false, "x.existsOne(e, condition)"},
    Macro{"existsOne", MacroKind::exists_one, 2, false, "x.existsOne(i, e, condition)"},
    Macro{"filter", MacroKind::filter, 1, false, "x.filter(e, condition)"},
    Macro{"map", MacroKind::map, 1, false, "x.map(e, value)"},
    Macro{"map", MacroKind::map, 1, true, "x.map(e, condition, value)"},
    Macro{"transformList", MacroKind::map, 2, false, "x.transformList(i, e, value)"},
    Macro{"transformList", MacroKind::map, 2, true, "x.transformList(i, e, condition, value)"},
    Macro{"transformMap", MacroKind::transform_map, 2, false, "x.transformMap(k, v, value)"},
    Macro{"transformMap", MacroKind::transform_map, 2, true, "x.transformMap(k, v, condition, value)"},
    Macro{"transformMapEntry", MacroKind::transform_entry, 2, false, "x.transformMapEntry(k, v, {key: value})"},
    Macro{"transformMapEntry", MacroKind::transform_entry, 2, true,
          "x.transformMapEntry(k, v, condition, {key: value})"},
};

} // namespace

const Macro* find_macro(std::string_view name, std::size_t arguments) {
    const auto* found = std::ranges::find_if(
        macros, [=](const Macro& macro) { return macro.name == name && macro.arguments() == arguments; });
    return found == macros.end() ? nullptr : &*found;
}

std::string macro_shapes(std::string_view name) {
    std::string shapes;
    for (const Macro& macro : macros) {
        if (macro.name != name) continue;
        if (!shapes.empty()) shapes += " or ";
        shapes += macro.shape;
    }
    return shapes;
}

std::vector<std::string_view> macro_names() {
    std::vector<std::string_view> names;
    for (const Macro& macro : macros) {
        if (names.empty() || names.back() != macro.name) names.push_back(macro.name);
    }
    return names;
}

std::uint32_t number_of(const Macro& macro) { return static_cast<std::uint32_t>(&macro - macros.data()); }

const Macro& macro_at(std::uint32_t number) { return macros[number]; }

} // namespace callflow::expr
