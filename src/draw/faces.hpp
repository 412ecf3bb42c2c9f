// The words of a drawing line by line, with sizes: what a layout has to make room for, and what is then written there.
#pragma once

#include "draw/diagram.hpp"
#include "draw/layout.hpp"
#include "draw/metrics.hpp"

#include <string>
#include <vector>

namespace callflow::draw {

enum class Style : std::uint8_t { title, detail, heard, event, guard, note, frame, heading };

struct StyleSpec {
    std::string_view name; // also its class in SVG
    double size = 0;       // of the font
    double height = 0;     // of a line
    Weight weight = Weight::regular;
};
[[nodiscard]] const StyleSpec& spec_of(Style style);

struct Line {
    std::string text;
    Style style = Style::title;
    double x = 0, y = 0;         // where the text begins on its base line, from the face's upper left corner
    double width = 0;            // which it has to keep
    bool loop = false;           // the sign of a transition that stays stands before it
    std::size_t label = nowhere; // of a node's loops or an edge's labels, by number
};

struct Face {
    Size size;
    std::vector<Line> lines;
    std::vector<Point> icons; // a node's, their upper left corners
};

inline constexpr double icon_size = 14;

[[nodiscard]] Face face_of(const Node& node);
// What stands before the words of a part with that mark: `+ `.
[[nodiscard]] std::string_view sign_of(Mark mark);
// Steps, counts and times in one line; empty where there are none.
[[nodiscard]] std::string count_of(const Paint& paint);

// Nothing in it where the arrow says nothing.
[[nodiscard]] Face face_of(const Edge& edge);
[[nodiscard]] Face face_of(const Frame& frame);

struct Faces {
    std::vector<Face> nodes, edges, frames;
};
[[nodiscard]] Faces faces_of(const Diagram& diagram);

// What a layout is asked to place.
[[nodiscard]] LayoutRequest request_of(const Diagram& diagram, const Faces& faces, bool sideways);

} // namespace callflow::draw
