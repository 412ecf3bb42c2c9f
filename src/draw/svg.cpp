#include "draw/svg.hpp"

#include "draw/points.hpp"
#include "draw/svg_heading.hpp"
#include "draw/svg_ids.hpp"
#include "draw/svg_legend.hpp"
#include "draw/svg_markup.hpp"
#include "draw/svg_words.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace callflow::draw {
namespace {

constexpr double margin = 14;
constexpr double widest_more = 5; // what the most taken arrow is wider than one without a count

class Writer : private Markup {
public:
    Writer(const Diagram& diagram, const Faces& faces, const Layout& layout, const base::Sources& sources,
           const SvgOptions& options)
        : Markup(options.measure), diagram_(diagram), faces_(faces), layout_(layout), sources_(sources),
          options_(options), ids_(options.prefix) {}

    std::string write() {
        head();
        for (std::size_t i = 0; i < diagram_.frames.size(); ++i) frame(i);
        for (std::size_t i = 0; i < diagram_.edges.size(); ++i) edge(i);
        for (std::size_t i = 0; i < diagram_.edges.size(); ++i) edge_label(i);
        for (std::size_t i = 0; i < diagram_.nodes.size(); ++i) node(i);
        if (legend_.height > 0) out_ += legend_.shapes;
        out_ += "</svg>\n";
        return std::move(out_);
    }

private:
    void head() {
        double wide = layout_.size.width;
        const std::vector<Line> above = headings_of(diagram_, options_.title, wide);
        for (const Line& line : above) wide = std::max(wide, line.width);
        if (options_.legend) {
            legend_ = legend_of(diagram_, std::max(wide, 420.0), [this](const Line& line, double x, double y) {
                const std::size_t begin = out_.size();
                text(line, x, y);
                std::string written = out_.substr(begin);
                out_.resize(begin);
                return written;
            });
            wide = std::max(wide, legend_.width);
        }
        left_ = margin;
        top_ = margin + (above.empty() ? 0 : above.back().y + 12);
        const double width = wide + 2 * margin;
        const double legend_top = top_ + layout_.size.height + 16;
        const double height =
            legend_.height > 0 ? legend_top + legend_.height + margin : top_ + layout_.size.height + margin;
        if (!options_.in_page) put("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        put("<svg xmlns=\"http://www.w3.org/2000/svg\"");
        attribute("viewBox", fmt::format("0 0 {:.0f} {:.0f}", std::ceil(width), std::ceil(height)));
        attribute("width", std::ceil(width));
        attribute("height", std::ceil(height));
        const std::string title = ids_.make("drawing", "title");
        const std::string description = ids_.make("drawing", "description");
        attribute("class", "callflow");
        attribute("role", "group");
        attribute("aria-labelledby", title);
        attribute("aria-describedby", description);
        fmt::format_to(std::back_inserter(out_), ">\n<title id=\"{}\">", title);
        escaped(diagram_.title.empty() ? "call flow" : diagram_.title);
        fmt::format_to(std::back_inserter(out_), "</title>\n<desc id=\"{}\">", description);
        escaped(account_of(diagram_));
        put("</desc>\n<style>");
        put(style_sheet());
        put("</style>\n<rect class=\"back\"");
        attribute("width", std::ceil(width));
        attribute("height", std::ceil(height));
        put("/>\n");
        for (const Line& line : above) {
            text(line, margin + line.x, margin + line.y);
            put("\n");
        }
        if (legend_.height > 0) {
            legend_.shapes = fmt::format("<g class=\"legend\" transform=\"translate({:.0f} {:.0f})\">\n{}</g>\n",
                                         margin, legend_top, legend_.shapes);
        }
    }

    void begin_link(const base::Span& where) {
        if (options_.link_template.empty() || where.file >= sources_.size()) return;
        const base::Source& source = sources_[where.file];
        const base::Position at = source.position(where.begin);
        put("<a");
        attribute("href", link_of(options_.link_template, source.name(), at.line, at.column));
        put(">");
        linked_ = true;
    }
    void end_link() {
        if (linked_) put("</a>");
        linked_ = false;
    }

    static void add_classes(std::string& classes, const Paint& paint) {
        if (paint.mark != Mark::none) classes += fmt::format(" {}", to_string(paint.mark));
        if (!paint.steps.empty()) classes += " path";
        if (paint.heat >= 0) classes += fmt::format(" heat-{}", paint.heat);
    }

    void frame(std::size_t index) {
        const Frame& one = diagram_.frames[index];
        const Rectangle& box = layout_.frames[index];
        if (box.width <= 0) return;
        const bool body = one.kind == Frame::Kind::body;
        put("<g");
        attribute("id", ids_.make(body ? "flow" : "group", one.title));
        attribute("class", body ? "frame body" : "frame group");
        put(">");
        element("title", one.title);
        put("<rect rx=\"8\"");
        attribute("x", left_ + box.x);
        attribute("y", top_ + box.y);
        attribute("width", box.width);
        attribute("height", box.height);
        put("/>");
        const Face& face = faces_.frames[index];
        const Point title =
            layout_.titles.empty() ? Point{box.x + title_in.x, box.y + title_in.y} : layout_.titles[index];
        for (const Line& line : face.lines) text(line, left_ + title.x + line.x, top_ + title.y + line.y);
        put("</g>\n");
    }

    std::string classes_of(const Edge& one) const {
        static constexpr std::string_view kinds[] = {"start", "event", "next", "timer", "wide"};
        std::string classes = fmt::format("edge {}", kinds[static_cast<std::size_t>(one.kind)]);
        if (!one.reachable) classes += " unreachable";
        add_classes(classes, one.paint);
        if (std::ranges::any_of(one.labels, [](const Label& label) { return !label.paint.steps.empty(); }))
            classes += " path";
        return classes;
    }

    std::string ends_of(const Edge& one) const {
        return fmt::format("{}-{}", name_of(diagram_.nodes[one.from]), name_of(diagram_.nodes[one.to]));
    }
    void ends(const Edge& one) {
        if (diagram_.nodes[one.from].kind != Node::Kind::start) attribute("data-from", diagram_.nodes[one.from].name);
        attribute("data-to", diagram_.nodes[one.to].name);
        attribute("data-flow", fmt::format("{}", diagram_.nodes[one.from].body));
        if (!one.labels.empty()) attribute("data-event", one.labels.front().name);
    }
    void description(const std::string& text) {
        if (!text.empty()) element("desc", text);
    }

    void edge(std::size_t index) {
        const Edge& one = diagram_.edges[index];
        const PlacedEdge& placed = layout_.edges[index];
        if (placed.curve.empty()) return;
        put("<g");
        attribute("id", ids_.make("edge", ends_of(one)));
        attribute("class", classes_of(one));
        ends(one);
        put(">");
        element("title", tooltip_of(diagram_, one));
        description(account_of(one));
        if (!one.labels.empty()) begin_link(one.labels.front().where);
        if (one.paint.most_width > one.paint.width) line(placed, "maybe", one.paint.most_width);
        line(placed, "arrow", one.paint.width);
        arrowhead(placed, one.paint.width);
        end_link();
        put("</g>\n");
    }

    void line(const PlacedEdge& placed, std::string_view name, double width) {
        put("<path");
        attribute("class", name);
        if (width > 0) {
            put(" style=\"stroke-width:");
            number(1.3 + widest_more * width);
            put("\"");
        }
        put(" d=\"M");
        for (std::size_t i = 0; i < placed.curve.size(); ++i) {
            if (i == 1)
                put("C");
            else if (i > 1)
                put(" ");
            number(left_ + placed.curve[i].x);
            put(",");
            number(top_ + placed.curve[i].y);
        }
        put("\"/>");
    }

    void arrowhead(const PlacedEdge& placed, double width) {
        const Point& end = placed.curve.back();
        double dx = placed.tip.x - end.x;
        double dy = placed.tip.y - end.y;
        double length = std::hypot(dx, dy);
        if (length < 0.5) return;
        dx /= length;
        dy /= length;
        length = std::max(length, 4.0);
        const double half = 3.4 + widest_more * width / 2;
        put("<path class=\"head\" d=\"M");
        number(left_ + placed.tip.x);
        put(",");
        number(top_ + placed.tip.y);
        for (const double way : {1.0, -1.0}) {
            put("L");
            number(left_ + end.x - dy * half * way);
            put(",");
            number(top_ + end.y + dx * half * way);
        }
        put("z\"/>");
    }

    void edge_label(std::size_t index) {
        const Edge& one = diagram_.edges[index];
        const Face& face = faces_.edges[index];
        if (face.lines.empty() || layout_.edges[index].curve.empty()) return;
        const Point& middle = layout_.edges[index].label;
        const double x = left_ + middle.x - face.size.width / 2;
        const double y = top_ + middle.y - face.size.height / 2;
        std::string classes = "label";
        if (!one.reachable) classes += " unreachable";
        add_classes(classes, one.paint);
        put("<g");
        attribute("id", ids_.make("label", ends_of(one)));
        attribute("class", classes);
        ends(one);
        put(">");
        element("title", tooltip_of(diagram_, one));
        leader(layout_.edges[index], {x - left_, y - top_, face.size.width, face.size.height});
        put("<rect class=\"label-back\"");
        attribute("x", x + 3);
        attribute("y", y + 2);
        attribute("width", face.size.width - 6);
        attribute("height", face.size.height - 4);
        put("/>");
        for (const Line& line : face.lines) labelled(line, one.labels, x, y);
        put("</g>\n");
    }

    // A thin line from words that stand off their arrow to it: from the letters, not from the room around them.
    void leader(const PlacedEdge& placed, const Rectangle& words) {
        constexpr double near = 12;
        constexpr double touching = 1.5;
        const Box room = {words.x, words.y, words.x + words.width, words.y + words.height};
        const Point to = nearest_point(placed, 4, room);
        const double away = std::sqrt(room.away_squared(to));
        if (!placed.mistaken && away <= (placed.led ? touching : near)) return;
        const Box letters = letters_in(room);
        const Point from = {std::clamp(to.x, letters.left, letters.right),
                            std::clamp(to.y, letters.top, letters.bottom)};
        put("<path class=\"leader\" d=\"M");
        number(left_ + from.x);
        put(",");
        number(top_ + from.y);
        put("L");
        number(left_ + to.x);
        put(",");
        number(top_ + to.y);
        put("\"/>");
    }

    void labelled(const Line& line, const std::vector<Label>& labels, double x, double y) {
        const Label* const label = line.label < labels.size() ? &labels[line.label] : nullptr;
        if (label != nullptr) {
            put("<g");
            std::string classes = "transition";
            add_classes(classes, label->paint);
            attribute("class", classes);
            attribute("data-event", label->name);
            if (!label->to.empty()) attribute("data-to", label->to);
            put(">");
            if (const std::string said = tooltip_of(*label); !said.empty()) element("title", said);
            begin_link(label->where);
        }
        text(line, x + line.x, y + line.y);
        if (label != nullptr) {
            end_link();
            put("</g>");
        }
    }

    void node(std::size_t index) {
        const Node& one = diagram_.nodes[index];
        const Face& face = faces_.nodes[index];
        const Point& middle = layout_.nodes[index];
        const double x = left_ + middle.x - face.size.width / 2;
        const double y = top_ + middle.y - face.size.height / 2;
        static constexpr std::string_view kinds[] = {"state", "start", "wide", "ghost", "group-box"};
        const std::string_view kind = kinds[static_cast<std::size_t>(one.kind)];
        const bool is_state = one.kind == Node::Kind::state || one.kind == Node::Kind::ghost;
        std::string classes(kind);
        if (is_state) classes += fmt::format(" {}", to_string(one.role));
        if (one.kind == Node::Kind::group) classes += " say";
        if (one.initial) classes += " initial";
        if (!one.reachable) classes += " unreachable";
        add_classes(classes, one.paint);
        put("<g");
        attribute("id", ids_.make(is_state ? "state" : kind, one.name.empty() ? diagram_.title : one.name));
        attribute("class", classes);
        if (is_state) attribute("data-state", one.name);
        if (one.kind == Node::Kind::group) attribute("data-group", one.name);
        attribute("data-flow", fmt::format("{}", one.body));
        put(">");
        if (one.kind == Node::Kind::start) {
            element("title", "start");
            put("<circle class=\"dot\" r=\"6\"");
            attribute("cx", left_ + middle.x);
            attribute("cy", top_ + middle.y);
            put("/></g>\n");
            return;
        }
        element("title", tooltip_of(one));
        description(account_of(one));
        begin_link(one.where);
        box(one, x, y, face.size);
        for (std::size_t i = 0; i < face.icons.size(); ++i) {
            put("<g class=\"icon\" transform=\"translate(");
            number(x + face.icons[i].x);
            put(" ");
            number(y + face.icons[i].y);
            put(")\">");
            put(icon_shapes(one.icons[i]));
            put("</g>");
        }
        end_link();
        for (const Line& line : face.lines) {
            if (line.loop) loop_sign(x + line.x - 14, y + line.y - 9.5);
            if (line.label == nowhere) {
                begin_link(one.where);
                text(line, x + line.x, y + line.y);
                end_link();
            } else {
                labelled(line, one.loops, x, y);
            }
        }
        put("</g>\n");
    }

    void box(const Node& one, double x, double y, const Size& size) {
        const bool round = one.role == Role::final && one.kind == Node::Kind::state;
        const auto rectangle = [&](std::string_view name, double inset, double radius) {
            put("<rect");
            attribute("class", name);
            attribute("x", x + inset);
            attribute("y", y + inset);
            attribute("width", size.width - 2 * inset);
            attribute("height", size.height - 2 * inset);
            attribute("rx", radius);
            put("/>");
        };
        rectangle("box", 0, round ? 14 : 6);
        if (round) rectangle("inner", 3, 11);
    }

    void loop_sign(double x, double y) {
        put("<path class=\"loop\" transform=\"translate(");
        number(x);
        put(" ");
        number(y);
        put(R"lit()" d="M9 3.6A4 4 0 1 0 10 6.6M9.6.8v3.2H6.4" fill="none" stroke="currentColor" stroke-width="1.4"/>)lit");
    }

    const Diagram& diagram_;
    const Faces& faces_;
    const Layout& layout_;
    const base::Sources& sources_;
    const SvgOptions& options_;
    Ids ids_;
    Legend legend_;
    double left_ = 0, top_ = 0;
    bool linked_ = false;
};

} // namespace

std::string to_svg(const Diagram& diagram, const Faces& faces, const Layout& layout, const base::Sources& sources,
                   const SvgOptions& options) {
    Writer writer(diagram, faces, layout, sources, options);
    return writer.write();
}

} // namespace callflow::draw
