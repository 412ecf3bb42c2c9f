// What one version of a flow has otherwise than another, by what it means: layout, comments, the order of keys and the
// spelling of expressions make no difference.
#pragma once

#include "flow/annotations.hpp"
#include "flow/model.hpp"

namespace callflow::flow {

// Holds `now` against `old`, which both must be free of errors. The result is of kind `diff`, without file names; `changes` are
// those of the flow as a whole, and items are only what is otherwise, states first:
// - a state marked `added`, `removed` (its `where` is in the old flow), `renamed` (`was`: the old name) or `changed`, with what
//   has changed in it, its transitions left out;
// - a transition marked `added`, `removed`, `rewired` (same event and guards, but it leads elsewhere; `was`: where it led) or
//   `changed` (its guards, what it sets or does, or when it is tried); of a state that is removed all are. `text` has its
//   guards as their author wrote them; the states of old transitions have their new names where they were renamed.
// A state counts as renamed where of the added and of the removed ones of a body just one each holds and does the same; where
// renamed states lead to each other in long chains, the first fifty of a chain.
// `numbers` say how many items have each mark. Values of sensitive vars are not in it.
// Takes time in proportion to the flows, but for lists of verbs or candidates in which much has changed, which are compared in
// square time up to a bound and item by item beyond.
[[nodiscard]] Annotations diff(const Flow& old, const Flow& now);

} // namespace callflow::flow
