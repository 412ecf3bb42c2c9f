// What somebody from outside knows of a call whose names he does not see: a log holds the keys that were pressed, the machine's vars
// it mostly does not.
#pragma once

#include "engine/call.hpp"
#include "expr/value.hpp"
#include "flow/transition.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace callflow::engine {

// Whether a condition held, where that can be told.
enum class Holds : std::uint8_t { no, yes, unknown };

// What expressions came to for somebody who knew what is not known here, by their texts; nothing is said of all others.
struct Decided {
    // Of a condition, not negated: for an `attempt` that is not known and then for the first one, the second, … as far as they differ
    // (of all beyond the first counts). Each `0`, `1`, or `?` where it was not known there either.
    std::map<std::string, std::string, std::less<>> conditions;
    // Of what a switch goes by: the case that has its value, nothing where none has.
    std::map<std::string, std::optional<std::string>, std::less<>> switches;
};

// Names of input fields and vars with their values; all others are unknown. Refers to what the caller has.
struct Known {
    std::span<const std::pair<std::string_view, expr::Value>> input = {};
    std::span<const std::pair<std::string_view, expr::Value>> vars = {};
    const Decided* decided = nullptr;
};

// A transition on a way that an event may have sent a call, those through states in which nobody waits included.
struct Passage {
    Configuration from = flow::none; // where it begins; none: where the call stood when the event came
    Configuration level =
        flow::none; // the state that takes it: `from`'s own, or one around it; of a sub-flow its first state
    Configuration to = flow::none;        // where it leads
    const flow::Branch* branch = nullptr; // null: a sub-flow begins
    bool same = false;                    // the state stays as it was, its timers run on
    bool operator==(const Passage&) const = default;
};

} // namespace callflow::engine
