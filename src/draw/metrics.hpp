// How wide texts are, whatever fonts a machine has: boxes are made for these widths, and every text in a drawing is told to keep them.
#pragma once

#include <string_view>

namespace callflow::draw {

enum class Weight : unsigned char { regular, bold };

// The width of one line in the unit of `size` (the height of the font), by the advance widths of Helvetica as published in Adobe's
// font metrics for the standard PostScript fonts; other scripts by their width on a terminal, which is generous. Never 0 for a
// text with something to see.
[[nodiscard]] double text_width(std::string_view text, double size, Weight weight = Weight::regular);

} // namespace callflow::draw
