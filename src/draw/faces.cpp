#include "draw/faces.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <span>

namespace callflow::draw {
namespace {

constexpr double side = 11; // between a box and its words
constexpr double above = 8;
constexpr double icon_gap = 3;
constexpr double loop_indent = 15;
constexpr double label_side = 4;
constexpr std::size_t longest_line = 46; // beyond, a guard gets a line of its own
constexpr std::size_t most_lines = 8;    // on one arrow, or in one box
constexpr double dot = 14;

std::size_t points_in(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80; }));
}

// Lines from top to bottom.
class Stack {
public:
    Stack(double left, double top) : left_(left), y_(top) {}

    Line& add(std::string text, Style style, double indent = 0) {
        const StyleSpec& spec = spec_of(style);
        Line line;
        line.width = text_width(text, spec.size, spec.weight);
        line.text = std::move(text);
        line.style = style;
        line.x = left_ + indent;
        line.y = y_ + spec.height * 0.76;
        y_ += spec.height;
        right_ = std::max(right_, line.x + line.width);
        face.lines.push_back(std::move(line));
        return face.lines.back();
    }
    void space(double height) { y_ += height; }
    void reach(double right) { right_ = std::max(right_, right); }
    Face finish(double margin, double bottom) {
        face.size = {std::ceil(right_ + margin), std::ceil(y_ + bottom)};
        return std::move(face);
    }
    [[nodiscard]] double y() const { return y_; }
    Face face;

private:
    double left_, y_, right_ = 0;
};

std::string steps_of(const Paint& paint) {
    constexpr std::size_t most = 6;
    if (paint.steps.empty()) return {};
    const auto shown = std::span(paint.steps).first(std::min(paint.steps.size(), most));
    return fmt::format("#{}{}", fmt::join(shown, ", #"), paint.steps.size() > most ? ", …" : "");
}

// Before the last blank within the most characters of a line, else there.
std::size_t break_of(std::string_view text) {
    std::size_t offset = 0;
    std::size_t blank = 0;
    for (std::size_t count = 0; count < longest_line && offset < text.size(); ++count) {
        if (text[offset] == ' ') blank = offset;
        do ++offset;
        while (offset < text.size() && (static_cast<unsigned char>(text[offset]) & 0xc0U) == 0x80);
    }
    return offset == text.size() || blank == 0 ? offset : blank;
}

void add_label(Stack& stack, const Label& label, std::size_t index, double indent, bool with_target, bool again) {
    const std::string_view sign = sign_of(label.paint.mark);
    std::string text =
        fmt::format("{}{}{}", sign, label.jump ? fmt::format("→ {}{}", label.to, label.event.empty() ? "" : ": ") : "",
                    again ? "or" : label.event);
    std::string guard = label.guard.empty() ? std::string() : fmt::format("[{}]", label.guard);
    std::string target = with_target && !label.to.empty() && label.to != "same" ? "→ " + label.to : std::string();
    if (!label.was.empty()) guard += fmt::format("{}was → {}", guard.empty() ? "" : " ", label.was);
    const std::string count = count_of(label.paint);
    const auto join = [&](std::string& one) {
        if (one.empty() || points_in(text) + points_in(one) + 1 > longest_line) return;
        text += (text.empty() ? "" : " ") + one;
        one.clear();
    };
    const bool only_guard = label.event.empty() && !label.jump;
    if (only_guard) text = std::string(sign);
    join(guard);
    if (guard.empty()) join(target);
    std::string number = count.empty() ? std::string() : "(" + count + ")";
    if (guard.empty() && target.empty()) join(number);
    if (text.empty() && guard.empty() && target.empty() && number.empty()) return;
    bool first = true;
    for (std::string* one : {&text, &guard, &target, &number}) {
        if (one->empty()) continue;
        const Style style = one == &number ? Style::note : one == &guard || only_guard ? Style::guard : Style::event;
        std::string_view rest = *one;
        while (!rest.empty()) {
            const std::size_t cut = break_of(rest);
            Line& line = stack.add(std::string(rest.substr(0, cut)), style, indent + (first ? 0 : 8));
            line.label = index;
            line.loop = first && indent > 0 && !label.jump;
            if (label.jump && first) line.x -= indent;
            first = false;
            rest = base::trim(rest.substr(cut));
        }
    }
}

void add_labels(Stack& stack, const std::vector<Label>& labels, double indent, bool with_target) {
    const std::size_t shown = labels.size() > most_lines ? most_lines - 1 : labels.size();
    for (std::size_t i = 0; i < shown; ++i) {
        const bool again = i > 0 && !labels[i].event.empty() && labels[i].event == labels[i - 1].event &&
                           labels[i].to == labels[i - 1].to && !labels[i].guard.empty();
        add_label(stack, labels[i], i, indent, with_target, again);
    }
    if (shown < labels.size()) stack.add(fmt::format("… and {} more", labels.size() - shown), Style::guard, indent);
}

} // namespace

std::string_view sign_of(Mark mark) {
    switch (mark) {
    case Mark::added: return "+ ";
    case Mark::removed: return "− ";
    case Mark::changed:
    case Mark::rewired: return "~ ";
    case Mark::uncovered: return "○ ";
    case Mark::partly: return "◐ ";
    case Mark::deviating:
    case Mark::refused: return "! ";
    default: return "";
    }
}

std::string count_of(const Paint& paint) {
    std::string text = steps_of(paint);
    for (const std::string& note : paint.notes) text += (text.empty() ? "" : " · ") + note;
    return text;
}

const StyleSpec& spec_of(Style style) {
    static constexpr std::array<StyleSpec, 8> specs = {{{"title", 13, 18, Weight::bold},
                                                        {"detail", 11, 15, Weight::regular},
                                                        {"heard", 11, 15, Weight::regular},
                                                        {"event", 11, 14, Weight::regular},
                                                        {"guard", 11, 14, Weight::regular},
                                                        {"note", 10.5, 14, Weight::bold},
                                                        {"frame", 12, 18, Weight::bold},
                                                        {"heading", 18, 26, Weight::bold}}};
    return specs[static_cast<std::size_t>(style)];
}

Face face_of(const Node& node) {
    if (node.kind == Node::Kind::start) return {.size = {dot, dot}, .lines = {}, .icons = {}};
    Stack stack(side, above);
    const std::string title = fmt::format("{}{}", sign_of(node.paint.mark), node.title);
    const Line& first = stack.add(title, Style::title);
    double x = first.x + first.width + 9;
    const double y = above + 2;
    for (std::size_t i = 0; i < node.icons.size(); ++i) {
        stack.face.icons.push_back({x, y});
        x += icon_size + icon_gap;
    }
    if (!node.icons.empty()) stack.reach(x - icon_gap);
    if (!node.detail.empty()) stack.add(node.detail, Style::detail);
    for (std::size_t i = 0; i < node.hears.size(); ++i) {
        stack.add(fmt::format("{}{}{}", i == 0 ? "“" : "", node.hears[i], i + 1 == node.hears.size() ? "”" : ""),
                  Style::heard);
    }
    if (!node.loops.empty()) {
        if (stack.face.lines.size() > 1) stack.space(2);
        add_labels(stack, node.loops, node.kind == Node::Kind::wide ? 0 : loop_indent, node.kind == Node::Kind::wide);
    }
    if (node.jumps_here > 0) stack.add(fmt::format("← {} more lead here", node.jumps_here), Style::detail);
    if (const std::string count = count_of(node.paint); !count.empty()) stack.add(count, Style::note);
    // Icons stand at the right end of the title.
    Face face = stack.finish(side, above);
    face.size.width = std::max(face.size.width, 64.0);
    if (!face.icons.empty()) {
        const double shift = face.size.width - side + icon_gap - x;
        for (Point& icon : face.icons) icon.x += shift;
    }
    return face;
}

Face face_of(const Edge& edge) {
    Stack stack(label_side, 2);
    add_labels(stack, edge.labels, 0, false);
    if (const std::string count = count_of(edge.paint); !count.empty()) stack.add(count, Style::note);
    if (stack.face.lines.empty()) return {};
    return stack.finish(label_side, 2);
}

Face face_of(const Frame& frame) {
    Stack stack(2, 2);
    stack.add(frame.title, Style::frame);
    return stack.finish(2, 2);
}

Faces faces_of(const Diagram& diagram) {
    Faces faces;
    faces.nodes.reserve(diagram.nodes.size());
    faces.edges.reserve(diagram.edges.size());
    for (const Node& node : diagram.nodes) faces.nodes.push_back(face_of(node));
    for (const Edge& edge : diagram.edges) faces.edges.push_back(face_of(edge));
    for (const Frame& frame : diagram.frames) faces.frames.push_back(face_of(frame));
    return faces;
}

LayoutRequest request_of(const Diagram& diagram, const Faces& faces, bool sideways) {
    LayoutRequest request;
    request.sideways = sideways;
    for (std::size_t i = 0; i < diagram.nodes.size(); ++i) {
        const Node& node = diagram.nodes[i];
        request.nodes.push_back(
            {.size = faces.nodes[i].size, .frame = node.frame, .round = node.kind == Node::Kind::start});
    }
    for (std::size_t i = 0; i < diagram.edges.size(); ++i) {
        const Edge& edge = diagram.edges[i];
        request.edges.push_back({.from = edge.from,
                                 .to = edge.to,
                                 .label = faces.edges[i].size,
                                 .weight = edge.kind == Edge::Kind::start  ? 4
                                           : edge.kind == Edge::Kind::wide ? 0
                                                                           : 1});
    }
    for (std::size_t i = 0; i < diagram.frames.size(); ++i)
        request.frames.push_back({.parent = diagram.frames[i].parent,
                                  .title = faces.frames[i].size,
                                  .alone = diagram.frames[i].kind == Frame::Kind::body});
    request.trouble = trouble_for(Effort::full, request.nodes.size(), request.edges.size());
    return request;
}

} // namespace callflow::draw
