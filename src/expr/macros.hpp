// The macros: what looks like a method and is a loop. Private to expr.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::expr {

enum class MacroKind : std::uint8_t {
    all,
    exists,
    exists_one,
    filter,
    map,             // transformList too
    transform_map,   // the value is what the key of the range's element gets
    transform_entry, // the value is a map whose entries are added
};

// One form of a macro. Its arguments are variables, then a condition if it is `filtered`, then what is
// made of each element. One variable takes a list's elements or a map's keys; two take index and element, or key
// and value.
struct Macro {
    std::string_view name;
    MacroKind kind = MacroKind::all;
    std::uint8_t variables = 1;
    bool filtered = false;
    std::string_view shape; // how it is called, for messages

    [[nodiscard]] std::uint32_t arguments() const { return variables + (filtered ? 2U : 1U); }
};

// The macro called so with so many arguments (the receiver left out), or null.
[[nodiscard]] const Macro* find_macro(std::string_view name, std::size_t arguments);
// How the macro called so is written, `x.all(e, …) or x.all(i, e, …)`; empty if there is none.
[[nodiscard]] std::string macro_shapes(std::string_view name);
[[nodiscard]] std::vector<std::string_view> macro_names();

// A macro as Node::data, and back.
[[nodiscard]] std::uint32_t number_of(const Macro& macro);
[[nodiscard]] const Macro& macro_at(std::uint32_t number);

} // namespace callflow::expr
