#include "base/text.hpp"
#include "draw/faces.hpp"
#include "draw/texts.hpp"

#include <fmt/format.h>
#include <map>

namespace callflow::draw {
namespace {

// Text between quotes: Mermaid knows entities by name and number, and takes `#` for the beginning of one.
std::string quoted(std::string_view text) {
    std::string out;
    std::size_t offset = 0;
    while (offset < text.size()) {
        const std::size_t before = offset;
        const char32_t point = base::decode_utf8(text, offset);
        switch (point) {
        case U'"': out += "#quot;"; break;
        case U'#': out += "#35;"; break;
        case U'<': out += "#lt;"; break;
        case U'>': out += "#gt;"; break;
        case U'&': out += "#amp;"; break;
        case U'`': out += "#96;"; break;
        case U';': out += "#59;"; break;
        case U'|': out += "#124;"; break;
        case U'\\': out += "#92;"; break;
        case U'$': out += "#36;"; break; // two of them begin a formula
        default: out += text.substr(before, offset - before);
        }
    }
    return out;
}

std::string line_of(const Label& label, bool with_target) {
    std::string text = quoted(std::string(sign_of(label.paint.mark)) + label.text());
    const auto add = [&](const std::string& more) { text += (text.empty() || text.back() == ' ' ? "" : " ") + more; };
    if (with_target && !label.to.empty()) add("→ " + quoted(label.to));
    if (!label.was.empty()) add("(was → " + quoted(label.was) + ")");
    if (const std::string count = count_of(label.paint); !count.empty()) add("(" + quoted(count) + ")");
    return text;
}

// In a box: what stays, or leads to a state without an arrow of its own.
std::string loop_of(const Label& label, bool wide) {
    const std::string text = line_of(label, wide);
    if (label.jump) return fmt::format("→ {}{}{}", quoted(label.to), text.empty() ? "" : ": ", text);
    return (wide ? "" : "↻ ") + text;
}

class Writer {
public:
    explicit Writer(const Diagram& diagram) : diagram_(diagram) {}

    std::string write(bool sideways) {
        out_ = fmt::format("flowchart {}\n", sideways ? "LR" : "TB");
        for (const std::string& notice : diagram_.notices) out_ += fmt::format("  %% {}\n", quoted(notice));
        inside(nowhere, 1);
        for (const Edge& edge : diagram_.edges) arrow(edge);
        out_ += "  classDef ask fill:#e8effc,stroke:#3563c9,color:#1b2330\n"
                "  classDef record fill:#fdeaea,stroke:#b83232,color:#1b2330\n"
                "  classDef connect fill:#e5f4e9,stroke:#2b7a43,color:#1b2330\n"
                "  classDef request fill:#fdf1dc,stroke:#9a6100,color:#1b2330\n"
                "  classDef subflow fill:#f1eafa,stroke:#7647b8,color:#1b2330\n"
                "  classDef final fill:#e6e9ee,stroke:#39424f,color:#1b2330\n"
                "  classDef wide fill:#fffbe3,stroke:#7d6b00,color:#1b2330,stroke-dasharray:4 3\n"
                "  classDef unreachable fill:#ffffff,stroke:#808a98,color:#475160,stroke-dasharray:4 3\n";
        return std::move(out_);
    }

private:
    // What stands in a frame itself, then the frames in it.
    void inside(std::size_t frame, int depth) {
        const std::string indent(static_cast<std::size_t>(depth) * 2, ' ');
        for (std::size_t i = 0; i < diagram_.nodes.size(); ++i) {
            if (diagram_.nodes[i].frame == frame) node(i, indent);
        }
        for (std::size_t i = 0; i < diagram_.frames.size(); ++i) {
            if (diagram_.frames[i].parent != frame) continue;
            out_ += fmt::format("{}subgraph f{}[\"{}\"]\n", indent, i, quoted(diagram_.frames[i].title));
            inside(i, depth + 1);
            out_ += indent + "end\n";
        }
    }

    void node(std::size_t index, const std::string& indent) {
        const Node& one = diagram_.nodes[index];
        if (one.kind == Node::Kind::start) {
            out_ += fmt::format("{}n{}(( ))\n", indent, index);
            return;
        }
        std::string text = fmt::format("<b>{}{}</b>", sign_of(one.paint.mark), quoted(one.title));
        if (!one.detail.empty()) text += "<br>" + quoted(one.detail);
        for (const std::string& line : one.hears) text += fmt::format("<br><i>{}</i>", quoted(line));
        if (const std::string count = count_of(one.paint); !count.empty()) text += "<br>" + quoted(count);
        const bool wide = one.kind == Node::Kind::wide;
        for (const Label& label : one.loops) text += "<br>" + loop_of(label, wide);
        if (one.jumps_here > 0) text += fmt::format("<br>← {} more lead here", one.jumps_here);
        const bool round = one.role == Role::final;
        out_ += fmt::format("{}n{}{}\"{}\"{}{}\n", indent, index, round ? "([" : "[", text, round ? "])" : "]",
                            class_of(one));
    }

    static std::string class_of(const Node& one) {
        if (!one.reachable) return ":::unreachable";
        if (one.kind == Node::Kind::wide) return ":::wide";
        switch (one.role) {
        case Role::ask: return ":::ask";
        case Role::record: return ":::record";
        case Role::connect: return ":::connect";
        case Role::request: return ":::request";
        case Role::sub_flow: return ":::subflow";
        case Role::final: return ":::final";
        default: return {};
        }
    }

    void arrow(const Edge& edge) {
        const bool dashed = edge.kind == Edge::Kind::wide || edge.kind == Edge::Kind::timer;
        std::string text;
        for (const Label& label : edge.labels) {
            const std::string line = line_of(label, false);
            if (!line.empty()) text += (text.empty() ? "" : "<br>") + line;
        }
        out_ += fmt::format("  n{} {}{} n{}\n", edge.from, dashed ? "-.->" : "-->",
                            text.empty() ? "" : fmt::format("|\"{}\"|", text), edge.to);
    }

    const Diagram& diagram_;
    std::string out_;
};

} // namespace

std::string to_mermaid(const Diagram& diagram, bool sideways) { return Writer(diagram).write(sideways); }

} // namespace callflow::draw
