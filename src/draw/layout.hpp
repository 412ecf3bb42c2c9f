// Where boxes, arrows and frames go. What they say is not known here, only how large it is. Graphviz does it, which is a module,
// for its libraries cost a start more than the rest of callflow (base/module.hpp).
#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::draw {

// Lengths are points of 1/72 inch, which are a picture's pixels; y grows downwards.

struct Size {
    double width = 0, height = 0;
};
struct Point {
    double x = 0, y = 0;
};
struct Rectangle {
    double x = 0, y = 0, width = 0, height = 0; // x and y of the upper left corner
};

struct LayoutNode {
    Size size;
    std::size_t frame = static_cast<std::size_t>(-1);
    bool round = false; // a dot, not a box
};
struct LayoutEdge {
    std::size_t from = 0, to = 0;
    Size label;     // zero: none
    int weight = 1; // how much it wants to be short and straight
};
struct LayoutFrame {
    std::size_t parent = static_cast<std::size_t>(-1); // an earlier one
    Size title;
    bool alone = false; // no arrow leads into it or out of it, and it stands in no other: see parts_of()
};

enum class Effort : std::uint8_t {
    full,  // labels have places of their own, arrows are curves around the boxes
    quick, // no labels, few rounds, straight lines
};

// How hard Graphviz tries, as attributes of its graph.
struct Trouble {
    std::string_view attribute, value; // of constants
};

struct LayoutRequest {
    bool sideways = false; // from left to right
    Effort effort = Effort::full;
    bool routed = false;              // whether route() will draw the curves: rows are asked for, of a full layout
    std::span<const Trouble> trouble; // see trouble_for()
    std::vector<LayoutNode> nodes;
    std::vector<LayoutEdge> edges; // no loops
    std::vector<LayoutFrame> frames;
};

// A place in a row that boxes, labels and passing arrows have in common. Rows are counted along the arrows (downwards, or from left to
// right), places across them.
struct Slot {
    enum class Kind : std::uint8_t { box, label, line };
    double low = 0, high = 0; // what is kept free for it
    double at = 0;            // where the arrow passes; of a box its middle
    Kind kind = Kind::box;
};
struct Row {
    double begin = 0, end = 0; // along the arrows
    std::vector<Slot> slots;   // by `at`
};
struct Stop {
    std::uint32_t row = 0, slot = 0; // of Layout::rows, of its slots
};

struct PlacedEdge {
    std::vector<Point>
        curve;             // a cubic Bézier spline: 3n + 1 points, ending where its arrowhead begins; empty: not drawn
    Point tip;             // of the arrowhead
    Point label;           // its middle, where the request gave it a size
    bool led = false;      // whether the label needs a line to it, be it not far off
    bool mistaken = false; // whether another arrow is nearer to the label: it needs one, however near it is
    // Where it may pass: from one of its boxes through the rows between to the other, in the order of rows. Empty: its curve stands.
    std::vector<Stop> stops;
};

struct Layout {
    Size size;                // of everything, from 0, 0
    std::vector<Point> nodes; // their middles
    std::vector<PlacedEdge> edges;
    std::vector<Rectangle> frames;
    std::vector<Row> rows; // empty: all curves stand
    std::vector<Point>
        titles; // of each frame, the upper left corner of its words; empty: all stand in their frames' corners
    std::vector<std::size_t> covered; // edges whose labels lie on something, for want of room
};

// Where a frame's title stands in its corner.
inline constexpr Point title_in = {6, 3};

// What the module hands out, by a function of this name: `extern "C" const GraphvizModule* callflow_graphviz()`.
struct GraphvizModule {
    // For a process that ends soon: not to be called by two threads at once, nor often, for nothing that Graphviz has made is freed. An error of kind internal with Graphviz's own words where it gives up,
    // or where it complains while it places frames, whatever it then makes of them.
    base::Result<Layout> (*lay_out)(const LayoutRequest& request) = nullptr;
};

// How hard to try at a graph of that many nodes and arrows: for a small one whatever it takes.
[[nodiscard]] std::span<const Trouble> trouble_for(Effort effort, std::size_t nodes, std::size_t edges);

// The same for another try at a graph whose layout was not sound.
[[nodiscard]] std::span<const Trouble> other_trouble();
// The same where that was no better: rows are counted across frames, so that states of different groups stand side by side.
[[nodiscard]] std::span<const Trouble> common_rows();
// The same for a graph that took too long: few rounds, for a layout with labels all the same.
[[nodiscard]] std::span<const Trouble> hasty_trouble();
// Whether all boxes are inside of the picture and none lies on another, each stands in its frames and in no others, frames that are not
// within each other do not overlap, and every arrow has a curve: with many frames Graphviz now and then misplaces some.
[[nodiscard]] bool is_sound(const LayoutRequest& request, const Layout& layout);

// The module, loaded; an error of kind system where it is missing or of another build.
[[nodiscard]] base::Result<const GraphvizModule*> find_graphviz();

// Whether a frame is that one or stands in it.
[[nodiscard]] bool is_within(const LayoutRequest& request, std::size_t frame, std::size_t outer);
// Whether both ends of an arrow are.
[[nodiscard]] bool is_inside(const LayoutRequest& request, std::size_t edge, std::size_t frame);

// The layout made large enough for its curves, labels and frames, and moved so that it begins at 0, 0 again.
void fit_size(const LayoutRequest& request, Layout& layout);

// A layout that always ends soon: rows by the fewest arrows from the first node, straight arrows, no labels. Linear but for sorting.
[[nodiscard]] Layout lay_out_in_rows(const LayoutRequest& request);

// A layout as bytes of this machine, for a process to hand to its parent; and back. False where the bytes are no layout of `request`.
[[nodiscard]] std::string to_bytes(const Layout& layout);
[[nodiscard]] bool from_bytes(const std::string& bytes, const LayoutRequest& request, Layout& layout);

} // namespace callflow::draw
