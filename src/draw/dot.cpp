#include "doc/xml.hpp"
#include "draw/faces.hpp"
#include "draw/svg.hpp"
#include "draw/texts.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::draw {
namespace {

constexpr double inch = 72;
// Boxes and arrows up to which Graphviz leads arrows around boxes in seconds also where frames have rows in common.
constexpr std::size_t most_curved = 500;

std::string_view light(std::string_view name) {
    const auto& colours = palette();
    const auto at = std::ranges::find(colours, name, &Colour::name);
    return at == colours.end() ? "#000000" : at->light;
}

class Writer {
public:
    Writer(const Diagram& diagram, bool sideways)
        : diagram_(diagram), faces_(faces_of(diagram)), request_(request_of(diagram, faces_, sideways)) {}

    std::string write() {
        put("digraph callflow {{\n");
        // Graphviz, which gives each frame rows of its own unless it is told not to, fails at some such flows: "trouble in init_rank".
        const bool common_rows = leads_between_frames();
        const bool straight = common_rows && request_.nodes.size() + request_.edges.size() > most_curved;
        if (straight)
            put("  // splines=true would lead arrows around boxes, but at this size dot takes minutes for it.\n");
        put("  graph [rankdir={}, nodesep=0.3, ranksep={}, splines={}, labeljust=l, pad=0.2, fontname=\"Helvetica\"{}];\n",
            request_.sideways ? "LR" : "TB", request_.sideways ? "0.35" : "0.3", straight ? "line" : "true",
            diagram_.title.empty() ? std::string() : fmt::format(", tooltip=\"{}\"", quoted(diagram_.title)));
        for (const Trouble& one : request_.trouble) put("  {}={};\n", one.attribute, one.value);
        if (common_rows) put("  newrank=true;\n");
        put("  node [shape=box, style=\"rounded,filled\", fixedsize=shape, fontname=\"Helvetica\", fontsize=11, fontcolor=\"{}\"];\n",
            light("text"));
        put("  edge [arrowsize=0.8, fontname=\"Helvetica\", fontsize=11, color=\"{}\", fontcolor=\"{}\"];\n",
            light("line"), light("text"));
        inside(nowhere, 1);
        for (std::size_t i = 0; i < diagram_.edges.size(); ++i) edge(i);
        put("}}\n");
        return std::move(out_);
    }

private:
    template <class... Args> void put(fmt::format_string<Args...> format, Args&&... args) {
        fmt::format_to(std::back_inserter(out_), format, std::forward<Args>(args)...);
    }

    bool leads_between_frames() const {
        return std::ranges::any_of(diagram_.edges, [&](const Edge& one) {
            return diagram_.nodes[one.from].frame != diagram_.nodes[one.to].frame;
        });
    }

    // Between quotes; backslashes would begin Graphviz's own escapes.
    static std::string quoted(std::string_view text) {
        std::string out;
        for (const char c : text) {
            if (c == '"' || c == '\\') out += '\\';
            out += c;
        }
        return out;
    }

    static void add_words(std::string& out, const Line& line) {
        const StyleSpec& spec = spec_of(line.style);
        const std::string_view tag = spec.weight == Weight::bold ? "b" : line.style == Style::heard ? "i" : "";
        out += fmt::format("<font point-size=\"{}\">", spec.size - 1); // others' fonts may be wider
        if (!tag.empty()) out += fmt::format("<{}>", tag);
        if (line.loop) out += "↻ ";
        doc::append_xml_text(out, line.text);
        if (!tag.empty()) out += fmt::format("</{}>", tag);
        out += "</font><br align=\"left\"/>";
    }

    static std::string words_of(const Face& face) {
        std::string words;
        for (const Line& line : face.lines) add_words(words, line);
        return words;
    }

    // The lines in a box of at least the size that they have here.
    static std::string table(const Face& face) {
        const std::string words = words_of(face);
        return fmt::format("<<table border=\"0\" cellborder=\"0\" cellspacing=\"0\" cellpadding=\"0\" width=\"{:.0f}\" "
                           "height=\"{:.0f}\"><tr><td>{}</td></tr></table>>",
                           face.size.width, face.size.height, words);
    }

    void inside(std::size_t frame, int depth) {
        const std::string indent(static_cast<std::size_t>(depth) * 2, ' ');
        for (std::size_t i = 0; i < diagram_.frames.size(); ++i) {
            if (diagram_.frames[i].parent != frame) continue;
            put("{}subgraph cluster_{} {{\n{}  label={}; color=\"{}\"; style=\"rounded{}\"; tooltip=\"{}\";\n", indent,
                i, indent, table(faces_.frames[i]), light("frame"),
                diagram_.frames[i].kind == Frame::Kind::group ? ",dashed" : "", quoted(diagram_.frames[i].title));
            inside(i, depth + 1);
            put("{}}}\n", indent);
        }
        for (std::size_t i = 0; i < diagram_.nodes.size(); ++i) {
            if (diagram_.nodes[i].frame == frame) node(i, indent);
        }
    }

    void node(std::size_t index, const std::string& indent) {
        const Node& one = diagram_.nodes[index];
        const Size& size = faces_.nodes[index].size;
        if (one.kind == Node::Kind::start) {
            put("{}n{} [shape=circle, style=filled, label=\"\", width={:.4f}, height={:.4f}, fillcolor=\"{}\", tooltip=\"start\"];\n",
                indent, index, size.width / inch, size.height / inch, light("line"));
            return;
        }
        std::string role(to_string(one.role));
        std::string fill(light(role));
        std::string line(light(role + "-line"));
        if (one.role == Role::pass) fill = light("background"), line = light("say-line");
        if (one.kind == Node::Kind::wide) fill = light("wide"), line = light("wide-line");
        if (!one.reachable || one.kind == Node::Kind::ghost) fill = light("background"), line = light("frame");
        const bool dashed = one.kind == Node::Kind::wide || one.kind == Node::Kind::ghost || !one.reachable;
        put("{}n{} [width={:.4f}, height={:.4f}, fillcolor=\"{}\", color=\"{}\"{}{}, tooltip=\"{}\", label={}];\n",
            indent, index, size.width / inch, size.height / inch, fill, line,
            dashed ? ", style=\"rounded,filled,dashed\"" : "", one.role == Role::final ? ", peripheries=2" : "",
            quoted(one.name.empty() ? one.title : one.name), "<" + words_of(faces_.nodes[index]) + ">");
    }

    void edge(std::size_t index) {
        const Edge& one = diagram_.edges[index];
        const LayoutEdge& asked = request_.edges[index];
        std::string attributes;
        const auto add = [&](std::string_view text) {
            attributes += (attributes.empty() ? "" : ", ") + std::string(text);
        };
        if (asked.label.width > 0) add(fmt::format("label={}", table(faces_.edges[index])));
        if (asked.weight != 1) add(fmt::format("weight={}", asked.weight));
        if (one.kind == Edge::Kind::timer) add("style=dashed");
        if (one.kind == Edge::Kind::wide) add("style=dotted");
        put("  n{} -> n{}{};\n", one.from, one.to,
            attributes.empty() ? std::string() : fmt::format(" [{}]", attributes));
    }

    const Diagram& diagram_;
    Faces faces_;
    LayoutRequest request_;
    std::string out_;
};

} // namespace

std::string to_dot(const Diagram& diagram, bool sideways) { return Writer(diagram, sideways).write(); }

} // namespace callflow::draw
