#include "draw/svg_legend.hpp"

#include "draw/svg.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <set>

namespace callflow::draw {
namespace {

constexpr double row = 22;
constexpr double sample = 34; // how wide a piece of a line or box is
constexpr double between = 22;

struct Entry {
    std::string shapes; // 14 high
    std::string words;
    double width = sample; // of the shapes
};

std::string box(std::string_view classes) {
    return fmt::format(R"(<g class="state {}"><rect class="box" x="1" y="0" width="30" height="14" rx="4"/></g>)",
                       classes);
}

std::string line(std::string_view classes) {
    return fmt::format(
        R"(<g class="edge {}"><path class="arrow" d="M0,7C8,7 16,7 24,7"/><path class="head" d="M32,7L24,3.6L24,10.4z"/></g>)",
        classes);
}

std::string_view words_of(Role role) {
    switch (role) {
    case Role::say: return "the caller listens";
    case Role::ask: return "the caller is asked";
    case Role::record: return "the caller is recorded";
    case Role::connect: return "people talk, or wait to talk";
    case Role::request: return "asks a service";
    case Role::sub_flow: return "another flow";
    case Role::pass: return "goes on at once";
    case Role::final: return "the end";
    }
    return {};
}

std::string_view words_of(Mark mark) {
    switch (mark) {
    case Mark::covered: return "covered by tests";
    case Mark::uncovered: return "○ not covered";
    case Mark::partly: return "◐ partly covered";
    case Mark::added: return "+ added";
    case Mark::removed: return "− removed";
    case Mark::changed: return "~ changed";
    case Mark::rewired: return "~ leads elsewhere";
    case Mark::deviating: return "! not in the flow";
    case Mark::refused: return "! refused";
    case Mark::none: break;
    }
    return {};
}

class Builder {
public:
    explicit Builder(const Diagram& diagram) : diagram_(diagram) {}

    std::vector<Entry> entries() {
        look();
        for (const Role role : roles_) add(box(to_string(role)), words_of(role));
        if (wide_)
            add(R"(<g class="wide"><rect class="box" x="1" y="0" width="30" height="14" rx="4"/></g>)",
                "holds in every state");
        if (aside_)
            add(R"(<g class="wide"><rect class="box" x="1" y="0" width="30" height="14" rx="4"/></g>)",
                "a dialplan, or a flow of another file");
        if (handed_) add(line("wide"), "hands the call over");
        if (unreachable_) add(box("unreachable"), "nothing leads there");
        if (ghost_ && !marks_.contains(Mark::deviating)) // whose words are the same
            add(R"(<g class="ghost"><rect class="box" x="1" y="0" width="30" height="14" rx="4"/></g>)",
                "not in the flow");
        for (const Icon icon : icons_)
            add(fmt::format(R"svg(<g class="icon">{}</g>)svg", icon_shapes(icon)), to_string(icon), icon_size);
        if (loops_)
            add(R"svg(<path class="loop" d="M9 3.6A4 4 0 1 0 10 6.6M9.6.8v3.2H6.4" fill="none" stroke="currentColor" stroke-width="1.4"/>)svg",
                "stays in the state", icon_size);
        if (timer_) add(line("timer"), "after a time");
        for (const Mark mark : marks_) add(line(to_string(mark)), words_of(mark));
        if (path_) add(line("path"), "#1, #2, … the steps of a call");
        if (counted_) add({}, "×3: three times", 0);
        if (unsure_) add({}, "×3 to 9: calls do not tell which of several transitions it was", 0);
        if (width_)
            add(R"(<g class="edge"><path class="arrow" style="stroke-width:5" d="M0,7C8,7 16,7 32,7"/></g>)",
                "the wider, the more calls");
        if (most_width_)
            add(R"(<g class="edge"><path class="maybe" style="stroke-width:6" d="M0,7C8,7 16,7 32,7"/><path class="arrow" d="M0,7C8,7 16,7 32,7"/></g>)",
                "pale: calls that may have gone there");
        if (heat_) {
            std::string shapes;
            for (int i = 0; i < 5; ++i)
                shapes += fmt::format(
                    R"(<g class="state heat-{}"><rect class="box" x="{}" y="0" width="7" height="14"/></g>)", i,
                    i * 6.5);
            add(shapes, diagram_.red_is_slow ? "the redder, the longer calls stay" : "the redder, the more hang-ups");
        }
        return std::move(entries_);
    }

private:
    void add(std::string shapes, std::string_view words, double width = sample) {
        entries_.push_back({std::move(shapes), std::string(words), width});
    }

    void look(const Paint& paint) {
        if (paint.mark != Mark::none) marks_.insert(paint.mark);
        path_ |= !paint.steps.empty();
        heat_ |= paint.heat >= 0;
        width_ |= paint.width > 0;
        most_width_ |= paint.most_width > 0;
        unsure_ |= paint.unsure;
        counted_ |= std::ranges::any_of(paint.notes, [](const std::string& one) { return one.starts_with("×"); });
    }
    void look() {
        for (const Node& node : diagram_.nodes) {
            look(node.paint);
            if (node.kind == Node::Kind::state) roles_.insert(node.role);
            wide_ |= node.kind == Node::Kind::wide && !node.aside;
            aside_ |= node.aside;
            ghost_ |= node.kind == Node::Kind::ghost;
            unreachable_ |= !node.reachable && node.kind == Node::Kind::state;
            icons_.insert(node.icons.begin(), node.icons.end());
            loops_ |= node.kind == Node::Kind::state &&
                      std::ranges::any_of(node.loops, [](const Label& one) { return !one.jump; });
            for (const Label& label : node.loops) look(label.paint);
        }
        for (const Edge& edge : diagram_.edges) {
            look(edge.paint);
            for (const Label& label : edge.labels) look(label.paint);
            timer_ |= edge.kind == Edge::Kind::timer;
            const Node& from = diagram_.nodes[edge.from];
            handed_ |= edge.kind == Edge::Kind::wide && (from.kind != Node::Kind::wide || from.aside);
        }
    }

    const Diagram& diagram_;
    std::vector<Entry> entries_;
    std::set<Role> roles_;
    std::set<Icon> icons_;
    std::set<Mark> marks_;
    bool wide_ = false, ghost_ = false, unreachable_ = false, loops_ = false, timer_ = false, path_ = false,
         aside_ = false, handed_ = false, heat_ = false, width_ = false, most_width_ = false, counted_ = false,
         unsure_ = false;
};

} // namespace

Legend legend_of(const Diagram& diagram, double width,
                 const std::function<std::string(const Line& line, double x, double y)>& write) {
    Legend legend;
    double x = 0;
    double y = 0;
    const StyleSpec& spec = spec_of(Style::detail);
    for (Entry& one : Builder(diagram).entries()) {
        const double words = text_width(one.words, spec.size, spec.weight);
        if (x > 0 && x + one.width + 6 + words > width) {
            x = 0;
            y += row;
        }
        legend.shapes +=
            fmt::format("<g class=\"entry\" transform=\"translate({:.0f} {:.0f})\">{}</g>", x, y, one.shapes);
        legend.shapes += write({.text = one.words, .style = Style::detail, .width = words}, x + one.width + 6, y + 11);
        legend.shapes += "\n";
        x += std::ceil(one.width + 6 + words + between);
        legend.width = std::max(legend.width, x - between);
        legend.height = y + row;
    }
    return legend;
}

} // namespace callflow::draw
