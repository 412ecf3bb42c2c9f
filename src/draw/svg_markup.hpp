// Elements and texts of an SVG, appended to one string.
#pragma once

#include "draw/faces.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace callflow::draw {

class Markup {
public:
    using Measure = std::function<double(std::string_view text, const StyleSpec& style)>;
    // How wide the viewer makes a text by itself, where it cannot be told; empty: `textLength` tells it. Must outlive this.
    explicit Markup(const Measure& measure) : measure_(measure) {}

    void put(std::string_view raw) { out_ += raw; }
    void escaped(std::string_view text);
    void number(double value);
    // A blank, the name, and the value in quotes.
    void attribute(std::string_view name, std::string_view value);
    void attribute(std::string_view name, double value);
    // `<name>text</name>`.
    void element(std::string_view name, std::string_view text);
    // One line of a face, begun at that point and exactly as wide as it says.
    void text(const Line& line, double x, double y);

protected:
    std::string out_;

private:
    const Measure& measure_;
};

} // namespace callflow::draw
