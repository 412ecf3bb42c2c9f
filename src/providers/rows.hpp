// Finding a verb's row in a provider's table without comparing names one after the other.
#pragma once

#include "flow/vocabulary.hpp"

#include <algorithm>
#include <functional>
#include <span>
#include <string_view>

namespace callflow::providers {

// The element of `table` for a value of `specs`: where both list the same names in the same order,
// as they do, it has the same index. `name_of` gives an element's name. Null where there is none.
template <class Entry, class Spec, class Name>
[[nodiscard]] const Entry* find_beside(std::span<const Entry> table, std::span<const Spec> specs, const Spec& spec,
                                       const Name& name_of) {
    const std::less<const Spec*> before;
    if (!before(&spec, specs.data()) && before(&spec, specs.data() + specs.size())) {
        const auto index = static_cast<std::size_t>(&spec - specs.data());
        if (index < table.size() && name_of(table[index]) == spec.name) {
            return &table[index];
        }
    }
    const auto at = std::ranges::find(table, spec.name, name_of);
    return at == table.end() ? nullptr : &*at;
}

} // namespace callflow::providers
