// A response laid out for Tropo: which verbs become steps, and who handles `continue` and
// `incomplete`.
#pragma once

#include "providers/findings.hpp"

#include <optional>
#include <string_view>

namespace callflow::providers::tropo {

// TwiML's verbs have addresses of their own, and what follows a verb is reached when nothing came
// of it. A Tropo document has one address for "all done" (`continue`) and one for "a step failed"
// (`incomplete`, after which no further step is run). So:
//
//   continue    the address of the last verb that has one, else the closing redirect's or `next:`
//   incomplete  what follows that verb (texts, then a redirect), else `next:`, else the signal
//               `incomplete` where it is handled
//
// A verb that goes to its address whatever happens (dial; gather with actionOnEmptyResult) needs no
// `incomplete` for `next:` or the signal: Tropo hands an event without a handler to `continue`. What
// follows it all the same is taken for Tropo's alone and becomes `incomplete`.
struct Plan {
    std::size_t steps = 0;                        // verbs [0, steps) are steps
    std::size_t reachable = 0;                    // verbs [steps, reachable) follow the last verb with an address
    const flow::ResolvedVerb* redirect = nullptr; // the closing one, where it is reached
    std::optional<std::string_view> next;         // address of `continue`
    std::optional<std::string_view> incomplete;   // address of `incomplete`
};

[[nodiscard]] Plan make_plan(const flow::ResolvedResponse& response, const Findings& findings);

// The address that a verb's outcome goes to, null where it has none (on Tropo).
[[nodiscard]] const std::string* outcome_address(const flow::ResolvedVerb& verb);

} // namespace callflow::providers::tropo
