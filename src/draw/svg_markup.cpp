#include "draw/svg_markup.hpp"

#include "doc/xml.hpp"
#include "draw/svg.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <iterator>

namespace callflow::draw {

void Markup::escaped(std::string_view text) { static_cast<void>(doc::append_xml_text(out_, text)); }
void Markup::number(double value) { append_number(out_, value); }
void Markup::attribute(std::string_view name, std::string_view value) {
    out_ += ' ';
    out_ += name;
    out_ += "=\"";
    doc::append_xml_attribute(out_, value);
    out_ += '"';
}
void Markup::attribute(std::string_view name, double value) {
    out_ += ' ';
    out_ += name;
    out_ += "=\"";
    number(value);
    out_ += '"';
}
void Markup::element(std::string_view name, std::string_view text) {
    fmt::format_to(std::back_inserter(out_), "<{}>", name);
    escaped(text);
    fmt::format_to(std::back_inserter(out_), "</{}>", name);
}

void Markup::text(const Line& line, double x, double y) {
    const StyleSpec& spec = spec_of(line.style);
    put("<text");
    attribute("class", spec.name);
    if (measure_) {
        const double real = measure_(line.text, spec);
        put(" transform=\"translate(");
        number(x);
        put(" ");
        number(y);
        put(") scale(");
        // Letters of another font are made narrower or wider, and a part of that lower or higher, so that they keep their looks.
        const double scale = real > 0 ? line.width / real : 1.0;
        fmt::format_to(std::back_inserter(out_), "{:.4f} {:.4f}", scale, std::clamp(std::sqrt(scale), 0.85, 1.05));
        put(")\"");
    } else {
        attribute("x", x);
        attribute("y", y);
        attribute("textLength", line.width);
        put(" lengthAdjust=\"spacingAndGlyphs\"");
    }
    put(">");
    escaped(line.text);
    put("</text>");
}

} // namespace callflow::draw
