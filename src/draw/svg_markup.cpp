#include "draw/svg_markup.hpp"

#include "base/text.hpp"
#include "doc/xml.hpp"
#include "draw/svg.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <iterator>

namespace callflow::draw {

namespace {

// Whether a line is read from right to left: its first letter with a direction is Hebrew, Arabic or of their kin (UAX 9, rules P2 and P3).
bool is_from_right(std::string_view text) {
    for (std::size_t offset = 0; offset < text.size();) {
        const char32_t point = base::decode_utf8(text, offset);
        if ((point >= 0x590 && point < 0x900) || (point >= 0xfb1d && point < 0xfe00) ||
            (point >= 0xfe70 && point < 0xff00) || (point >= 0x10800 && point < 0x11000) ||
            (point >= 0x1e800 && point < 0x1f000))
            return point < 0x660 || point > 0x669; // digits have none
        const bool letter = (point >= 'a' && point <= 'z') || (point >= 'A' && point <= 'Z') || point == 0xaa ||
                            point == 0xb5 || point == 0xba ||
                            (point >= 0xc0 && point != 0xd7 && point != 0xf7 && point < 0x2000) ||
                            (point >= 0x2c00 && point < 0x2e00) || (point >= 0x3040 && point < 0x1f000);
        if (letter) return false;
    }
    return false;
}

} // namespace

void Markup::escaped(std::string_view text) {
    std::string shown;
    for (std::size_t offset = 0; offset < text.size();) {
        const std::size_t before = offset;
        const bool turns = turns_text(base::decode_utf8(text, offset));
        shown += turns ? std::string_view("\ufffd") : text.substr(before, offset - before);
    }
    static_cast<void>(doc::append_xml_text(out_, shown));
}
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
    const bool from_right = is_from_right(line.text);
    // It begins at the right end of the same place; where the text is scaled, librsvg misses that end, but not the left one.
    if (from_right) put(" direction=\"rtl\" unicode-bidi=\"isolate\"");
    if (from_right && measure_) put(" text-anchor=\"end\"");
    if (from_right && !measure_) x += line.width;
    if (measure_) {
        const double real = measure_(line.text, spec);
        // Letters of another font are made narrower or wider, and a part of that lower or higher, so that they keep their looks.
        // Where the font has no such letters the width says nothing: they stay as they are, rather than be drawn out of shape.
        const double scale = real > 0 ? std::clamp(line.width / real, 0.75, 1.3) : 1.0;
        // What is left of its place is at the end; where letters are missing, what is measured may be more than there is room for.
        if (from_right && real > 0) x += std::max(0.0, line.width - real * scale);
        put(" transform=\"translate(");
        number(x);
        put(" ");
        number(y);
        put(") scale(");
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
