// What has a place in a row keeps off what stands beside it there.
#pragma once

#include "draw/layout.hpp"

namespace callflow::draw {

// Graphviz moves words and lines aside for the arrows that it draws, over what stands beside them: they go back between their
// neighbours, `apart` from them, words with `beside_label` on both sides. Boxes stay.
void set_apart(Row& row, bool sideways, double apart, double beside_label);

} // namespace callflow::draw
