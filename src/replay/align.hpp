// How few changes make a call's events fit the flow: what was left out, said twice, or in the wrong order.
#pragma once

#include "replay/names.hpp"
#include "replay/sets.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace callflow::replay {

struct Edit {
    enum class Kind : std::uint8_t {
        missing, // `name` should have come before the event at `at`
        extra,   // the event at `at` should not have come
        swapped, // the event at `at` should have come after the one behind it
    };
    Kind kind = Kind::missing;
    std::size_t at = 0;
    NameId name = nameless; // missing
};

// The fewest edits, at most three, that lead from a set through all events; of equally few the first found, which is the same one
// every time. Empty where there are none within the bounds, which stop a search that goes astray.
// `over`: they have to end where a call may be over.
[[nodiscard]] std::vector<Edit> align(Sets& sets, Names& names, const engine::Machine& machine, SetId from,
                                      std::span<const NameId> events, bool over);

} // namespace callflow::replay
