// A laid-out diagram as one SVG document: valid by itself, without fonts, scripts or anything from elsewhere.
#pragma once

#include "base/source.hpp"
#include "draw/diagram.hpp"
#include "draw/faces.hpp"
#include "draw/layout.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::draw {

// Fonts as wide as Helvetica first, after whose widths boxes are made; then the narrow one of the family that most machines have, whose
// plain one is a sixth wider. As CSS and fontconfig both read them.
inline constexpr const char* font_families =
    "Helvetica,Arial,Liberation Sans,Nimbus Sans,TeX Gyre Heros,DejaVu Sans Condensed,DejaVu Sans,sans-serif";

struct SvgOptions {
    std::string prefix = {};        // before every id, so that two drawings fit one page
    bool title = false;             // the flow's name and description above
    bool legend = false;            // what colours, signs and lines mean, below
    std::string link_template = {}; // `https://…/{file}#L{line}`; empty: no links
    bool in_page = false;           // as a part of an HTML page: no XML declaration
    // Of a viewer that does not stretch texts itself: how wide it makes one. Each is then scaled to the width it has to keep.
    std::function<double(std::string_view text, const StyleSpec& style)> measure = {};
};

// Deterministic. `sources` are where the flow was read from; names of files appear in links only.
[[nodiscard]] std::string to_svg(const Diagram& diagram, const Faces& faces, const Layout& layout,
                                 const base::Sources& sources, const SvgOptions& options);

// The style sheet of a drawing: light, dark where the viewer prefers that and does not print.
[[nodiscard]] std::string_view style_sheet();

// One colour of that sheet, `#rrggbb`, in both schemes.
struct Colour {
    std::string_view name;
    std::string_view light, dark;
};
[[nodiscard]] const std::vector<Colour>& palette();

// The shapes of a sign, 14 by 14, as SVG elements in the colour of their text.
[[nodiscard]] std::string_view icon_shapes(Icon icon);

// A number with at most two decimals, without a point where there are none.
void append_number(std::string& out, double number);

} // namespace callflow::draw
