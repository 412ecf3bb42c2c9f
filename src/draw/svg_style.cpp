#include "draw/svg.hpp"

#include <cmath>
#include <fmt/format.h>

namespace callflow::draw {
namespace {

// `selector {property: colour}`, for both schemes.
struct RuleOf {
    std::string_view selector, property, colour;
};

constexpr RuleOf rules[] = {
    {".back", "fill", "background"},
    {".label-back", "fill", "background"},
    {"text", "fill", "text"},
    {".detail,.heard,.guard", "fill", "muted"},
    {".icon,.loop", "color", "muted"},
    {".arrow,.leader,.maybe", "stroke", "line"},
    {".head,.dot", "fill", "line"},
    {".frame rect", "stroke", "frame"},
    {".frame text", "fill", "muted"},
    {".say .box", "fill", "say"},
    {".say .box,.pass .box", "stroke", "say-line"},
    {".pass .box", "fill", "background"},
    {".ask .box", "fill", "ask"},
    {".ask .box", "stroke", "ask-line"},
    {".record .box", "fill", "record"},
    {".record .box", "stroke", "record-line"},
    {".connect .box", "fill", "connect"},
    {".connect .box", "stroke", "connect-line"},
    {".request .box", "fill", "request"},
    {".request .box", "stroke", "request-line"},
    {".sub-flow .box", "fill", "sub-flow"},
    {".sub-flow .box", "stroke", "sub-flow-line"},
    {".final .box", "fill", "final"},
    {".final .box,.final .inner", "stroke", "final-line"},
    {".wide .box", "fill", "wide"},
    {".wide .box", "stroke", "wide-line"},
    {".ghost .box", "fill", "background"},
    {".unreachable .box", "fill", "background"},
    {".unreachable .box,.unreachable .arrow", "stroke", "frame"},
    {".unreachable .head", "fill", "frame"},
    {".unreachable text", "fill", "muted"},
    {".heat-0 .box", "fill", "heat-0"},
    {".heat-1 .box", "fill", "heat-1"},
    {".heat-2 .box", "fill", "heat-2"},
    {".heat-3 .box", "fill", "heat-3"},
    {".heat-4 .box", "fill", "heat-4"},
    {".covered .box,.covered .arrow", "stroke", "good"},
    {".covered .head", "fill", "good"},
    {".added .box,.added .arrow", "stroke", "good"},
    {".added .head", "fill", "good"},
    {".uncovered .box,.uncovered .arrow,.partly .box,.partly .arrow", "stroke", "warn"},
    {".uncovered .head,.partly .head", "fill", "warn"},
    {".changed .box,.rewired .box,.rewired .arrow,.changed .arrow", "stroke", "warn"},
    {".changed .head,.rewired .head", "fill", "warn"},
    {".removed .box,.removed .arrow,.ghost .box,.deviating .box,.deviating .arrow,.refused .box,.refused .arrow",
     "stroke", "bad"},
    {".removed .head,.deviating .head,.refused .head", "fill", "bad"},
    {".path .box,.path .arrow", "stroke", "path"},
    {".path .head", "fill", "path"},
};

constexpr std::string_view shapes = R"(.title{font-size:13px;font-weight:700}
.detail,.heard,.event,.guard{font-size:11px}
.heard{font-style:italic}
.note{font-size:10.5px;font-weight:700}
.frame text{font-size:12px;font-weight:700}
.heading{font-size:18px;font-weight:700}
.box{stroke-width:1.4}
.initial .box{stroke-width:2.2}
.inner{fill:none;stroke-width:1}
.frame rect{fill:none;stroke-width:1}
.frame.group rect{stroke-dasharray:5 3}
.wide .box,.unreachable .box,.ghost .box,.removed .box{stroke-dasharray:4 3}
.arrow{fill:none;stroke-width:1.3}
.leader{fill:none;stroke-width:.7}
.maybe{fill:none;stroke-opacity:.3}
.edge.timer .arrow{stroke-dasharray:7 3}
.edge.wide .arrow{stroke-dasharray:2 3}
.unreachable .arrow,.removed .arrow,.uncovered .arrow,.deviating .arrow,.refused .arrow{stroke-dasharray:6 4}
.covered .box,.uncovered .box,.partly .box,.added .box,.removed .box,.changed .box,.rewired .box,.deviating .box,.path .box{stroke-width:2.4}
.added .arrow,.rewired .arrow,.removed .arrow,.changed .arrow,.deviating .arrow,.path .arrow{stroke-width:2.2}
a{cursor:pointer}
)";

// Each rule below the drawing's own class, or a page that holds the drawing would have its own titles and texts styled by it.
std::string scoped(std::string_view css) {
    std::string out;
    bool selects = true;
    bool begins = true;
    for (const char c : css) {
        if (selects && begins && c != '\n') out += ".callflow ";
        begins = (selects && c == ',') || c == '}' || (begins && c == '\n');
        if (c == '{' || c == '}') selects = c == '}';
        out += c;
    }
    return out;
}

std::string rules_of(bool dark) {
    std::string css;
    for (const RuleOf& rule : rules) {
        for (const Colour& colour : palette()) {
            if (colour.name == rule.colour)
                css += fmt::format("{}{{{}:{}}}\n", rule.selector, rule.property, dark ? colour.dark : colour.light);
        }
    }
    return css;
}

} // namespace

const std::vector<Colour>& palette() {
    static const std::vector<Colour> colours = {
        {"background", "#ffffff", "#14181f"},    {"text", "#1b2330", "#e8ecf2"},
        {"muted", "#475160", "#b6c0cd"},         {"line", "#5d6877", "#94a0b0"},
        {"frame", "#808a98", "#77839a"},         {"say", "#f3f5f8", "#222833"},
        {"say-line", "#6b7686", "#8b97a8"},      {"ask", "#e8effc", "#1b2c4f"},
        {"ask-line", "#3563c9", "#7ea6ff"},      {"record", "#fdeaea", "#43201f"},
        {"record-line", "#b83232", "#ff8f87"},   {"connect", "#e5f4e9", "#193524"},
        {"connect-line", "#2b7a43", "#6ccf8b"},  {"request", "#fdf1dc", "#3b2c10"},
        {"request-line", "#9a6100", "#e3ac4d"},  {"sub-flow", "#f1eafa", "#322347"},
        {"sub-flow-line", "#7647b8", "#c59bff"}, {"final", "#e6e9ee", "#2b323d"},
        {"final-line", "#39424f", "#c3ccd8"},    {"wide", "#fffbe3", "#33300f"},
        {"wide-line", "#7d6b00", "#cdbb4a"},     {"heat-0", "#eef7ee", "#1e3323"},
        {"heat-1", "#fdf6d8", "#3a3514"},        {"heat-2", "#fde7bf", "#473413"},
        {"heat-3", "#fbd3b4", "#522c1b"},        {"heat-4", "#f8c0b9", "#5c2222"},
        {"good", "#1d7a38", "#6ccf8b"},          {"warn", "#9a5b00", "#f0b055"},
        {"bad", "#b3261e", "#ff8f87"},           {"path", "#3563c9", "#7ea6ff"},
    };
    return colours;
}

std::string_view style_sheet() {
    static const std::string css = scoped(fmt::format("text{{font-family:{}}}\n{}", font_families, shapes)) +
                                   scoped(rules_of(false)) + "@media screen and (prefers-color-scheme:dark){\n" +
                                   scoped(rules_of(true)) + "}\n";
    return css;
}

std::string_view icon_shapes(Icon icon) {
    switch (icon) {
    case Icon::menu: // the keys of a telephone
        return R"(<path d="M2 1h2.4v2.4H2zM5.8 1h2.4v2.4H5.8zM9.6 1H12v2.4H9.6zM2 4.8h2.4v2.4H2zM5.8 4.8h2.4v2.4H5.8zM9.6 4.8H12v2.4H9.6zM2 8.6h2.4V11H2zM5.8 8.6h2.4V11H5.8zM9.6 8.6H12V11H9.6z" fill="currentColor"/>)";
    case Icon::record:
        return R"(<circle cx="7" cy="6.5" r="5.2" fill="none" stroke="currentColor" stroke-width="1.3"/><circle cx="7" cy="6.5" r="2.6" fill="currentColor"/>)";
    case Icon::dial: // a handset
        return R"(<path d="M2.2 1.2 4.6.6l1.5 3-1.5 1.3c.6 1.5 1.9 2.9 3.6 3.7l1.4-1.5 2.9 1.6-.7 2.4c-.2.6-.8.9-1.4.8C5.6 11.3 2 7.6 1.3 2.600c-.1-.6.3-1.2.9-1.400z" fill="currentColor"/>)";
    case Icon::queue: // people in a row
        return R"(<path d="M1.3 4.500a1.6 1.6 0 1 1 3.2 0 1.6 1.6 0 1 1-3.2 0zM5.4 4.500a1.6 1.6 0 1 1 3.2 0 1.6 1.6 0 1 1-3.2 0zM9.5 4.500a1.6 1.6 0 1 1 3.2 0 1.6 1.6 0 1 1-3.2 0zM.9 11V9q0-2 2-2t2 2v2zM5 11V9q0-2 2-2t2 2v2zM9.1 11V9q0-2 2-2t2 2v2z" fill="currentColor"/>)";
    case Icon::conference: // three around a table
        return R"(<circle cx="7" cy="2.8" r="1.9" fill="currentColor"/><circle cx="2.6" cy="10" r="1.9" fill="currentColor"/><circle cx="11.4" cy="10" r="1.9" fill="currentColor"/><path d="M5.9 4.6 3.7 8.200M8.1 4.600l2.2 3.600M4.6 10h4.8" fill="none" stroke="currentColor" stroke-width="1.3"/>)";
    case Icon::transfer:
        return R"(<path d="M1.5 10.500V8q0-3 3-3h5" fill="none" stroke="currentColor" stroke-width="1.6"/><path d="M8.5 1.5 13 5 8.5 8.500z" fill="currentColor"/>)";
    case Icon::message:
        return R"(<path d="M1.2 2.500h11.600v8.500H1.200z" fill="none" stroke="currentColor" stroke-width="1.3"/><path d="M1.2 2.7 7 7.300l5.8-4.6" fill="none" stroke="currentColor" stroke-width="1.3"/>)";
    case Icon::payment:
        return R"(<path d="M1 2.500h12V11H1z" fill="none" stroke="currentColor" stroke-width="1.3"/><path d="M1 4.500h12v2H1z" fill="currentColor"/>)";
    case Icon::stream:
        return R"(<path d="M1 6.500h1.500M4 3.500v6M6.5 1.500v10M9 4v5M11.5 5.500v2" fill="none" stroke="currentColor" stroke-width="1.5"/>)";
    case Icon::request: // a service: a cloud
        return R"(<path d="M4 10.800a2.8 2.8 0 0 1-.3-5.6 3.6 3.6 0 0 1 6.8-.4A3 3 0 0 1 10.4 10.800z" fill="none" stroke="currentColor" stroke-width="1.3"/>)";
    case Icon::sub_flow:
        return R"(<path d="M1.5 1.500h11v10h-11z" fill="none" stroke="currentColor" stroke-width="1.3"/><path d="M4 4.200h6v4.600H4z" fill="currentColor"/>)";
    case Icon::hang_up: // a handset laid down
        return R"(<path d="M1 8.600c0-4.6 12-4.6 12 0v1.600l-3.4-.7V7.800c-1.6-.6-3.6-.6-5.2 0v1.700L1 10.200z" fill="currentColor"/>)";
    }
    return {};
}

void append_number(std::string& out, double number) {
    const double rounded = std::round(number * 100) / 100;
    std::string text = fmt::format("{:.2f}", rounded == 0 ? 0.0 : rounded);
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
    out += text;
}

} // namespace callflow::draw
