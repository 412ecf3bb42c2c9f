#include "draw/svg_heading.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace callflow::draw {
namespace {

constexpr double narrowest = 420; // even above a small drawing
constexpr std::size_t most_lines = 4;
constexpr std::size_t most_characters = 600;

// Where the line has to end: behind the last word that fits, or the last letter where one word is longer.
std::size_t end_of_line(std::string_view text, const StyleSpec& spec, double width) {
    std::size_t blank = 0;
    std::size_t letter = 0;
    for (std::size_t offset = 0; offset < text.size();) {
        if (text[offset] == ' ') blank = offset;
        (void)base::decode_utf8(text, offset);
        if (text_width(text.substr(0, offset), spec.size, spec.weight) > width)
            return blank > 0 ? blank : std::max<std::size_t>(letter, 1);
        letter = offset;
    }
    return text.size();
}

} // namespace

std::vector<Line> headings_of(const Diagram& diagram, bool titled, double width) {
    std::vector<Line> lines;
    double y = 0;
    const auto add = [&](std::string text, Style style) {
        const StyleSpec& spec = spec_of(style);
        y += spec.height;
        const double wide = text_width(text, spec.size, spec.weight);
        lines.push_back({.text = std::move(text), .style = style, .x = 0, .y = y - spec.height * 0.24, .width = wide});
    };
    if (titled) {
        add(shortened(diagram.title, 80), Style::heading);
        const std::string description = shortened(diagram.description, most_characters);
        std::string_view rest = description;
        for (std::size_t i = 0; i < most_lines && !rest.empty(); ++i) {
            const std::size_t end = end_of_line(rest, spec_of(Style::detail), std::max(width, narrowest));
            const bool cut = i + 1 == most_lines && end < rest.size();
            add(std::string(rest.substr(0, end)) + (cut ? "…" : ""), Style::detail);
            rest = base::trim(rest.substr(end));
        }
    }
    for (const std::string& notice : diagram.notices) add(shortened(notice, 110), Style::note);
    return lines;
}

} // namespace callflow::draw
