#include "base/text.hpp"
#include "draw/faces.hpp"
#include "draw/texts.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::draw {
namespace {

std::string line_of(std::string_view piece, std::size_t columns) {
    std::string out;
    for (std::size_t i = 0; i < columns; ++i) out += piece;
    return out;
}

// Boxes within boxes; what stands deeper begins at the left again.
constexpr std::size_t deepest = 16;

class Writer {
public:
    Writer(const Diagram& diagram, std::size_t width) : diagram_(diagram), width_(width) {
        out_of_.resize(diagram.nodes.size());
        for (std::size_t i = 0; i < diagram.edges.size(); ++i) out_of_[diagram.edges[i].from].push_back(i);
        find_parents();
    }

    std::string write() {
        if (!diagram_.title.empty()) {
            out_ += shortened(diagram_.title, 80);
            if (!diagram_.description.empty()) out_ += " — " + shortened(diagram_.description, 110);
            out_ += "\n";
        }
        for (const std::string& notice : diagram_.notices) out_ += shortened(notice, 110) + "\n";
        for (std::size_t i = 0; i < diagram_.nodes.size(); ++i) {
            if (parent_[i] != nowhere) continue;
            const Node& one = diagram_.nodes[i];
            heading(one);
            if (one.kind == Node::Kind::start)
                begin(i);
            else if (one.kind == Node::Kind::wide)
                note(one);
            else {
                out_ += "\n";
                box(i, "", "");
            }
            while (!open_.empty()) { // what stood too far in
                const std::size_t next = open_.front();
                open_.erase(open_.begin());
                out_ += "\n";
                box(next, "", "");
            }
        }
        return std::move(out_);
    }

private:
    // Which arrow a state stands below: the one by which it is reached first.
    void find_parents() {
        parent_.assign(diagram_.nodes.size(), nowhere);
        std::vector<bool> seen(diagram_.nodes.size(), false);
        const auto spread = [&](std::size_t root) {
            std::vector<std::size_t> queue = {root};
            seen[root] = true;
            for (std::size_t k = 0; k < queue.size(); ++k) {
                for (const std::size_t edge : out_of_[queue[k]]) {
                    const std::size_t to = diagram_.edges[edge].to;
                    if (seen[to]) continue;
                    seen[to] = true;
                    parent_[to] = edge;
                    queue.push_back(to);
                }
            }
        };
        for (std::size_t i = 0; i < diagram_.nodes.size(); ++i) {
            if (diagram_.nodes[i].kind == Node::Kind::start) spread(i);
        }
        for (std::size_t i = 0; i < diagram_.nodes.size(); ++i) {
            if (!seen[i]) spread(i);
        }
    }

    // The name of the machine or sub-flow, where there are several.
    void heading(const Node& one) {
        std::size_t frame = one.frame;
        while (frame != nowhere && diagram_.frames[frame].kind != Frame::Kind::body)
            frame = diagram_.frames[frame].parent;
        if (frame == nowhere || frame == last_frame_) return;
        last_frame_ = frame;
        out_ += fmt::format(
            "\n══ {} {}\n", diagram_.frames[frame].title,
            line_of("═", 60 - std::min<std::size_t>(60, base::display_width(diagram_.frames[frame].title))));
    }

    void begin(std::size_t index) {
        out_ += "\n  ●\n";
        for (const std::size_t edge : out_of_[index]) box(diagram_.edges[edge].to, "", "  │\n  ▼\n");
    }

    void note(const Node& one) {
        out_ += fmt::format("\n╌╌ {}\n", one.title);
        for (const Label& label : one.loops)
            out_ += fmt::format("   {} → {}\n", words_of(label), label.to == "same" ? "↻" : label.to);
    }

    std::string words_of(const Label& label) const {
        std::string text = fmt::format("{}{}", sign_of(label.paint.mark), label.text());
        const auto add = [&](const std::string& more) {
            if (!text.empty() && text.back() != ' ') text += ' ';
            text += more;
        };
        if (!label.was.empty()) add("(was → " + label.was + ")");
        if (const std::string count = count_of(label.paint); !count.empty()) add("(" + count + ")");
        if (text.ends_with(' ')) text.pop_back(); // of a sign without words
        return text;
    }

    // The words beside a box: signs, what is heard, cut to the room that there is, its group and counts.
    std::string beside(const Node& one, std::size_t room) const {
        std::string text;
        for (const Icon icon : one.icons) text += fmt::format("{}{}", text.empty() ? "" : ", ", to_string(icon));
        if (!one.detail.empty()) text += (text.empty() ? "" : ", ") + one.detail;
        if (!one.reachable) text += text.empty() ? "nothing leads here" : ", nothing leads here";
        std::string behind;
        if (one.frame != nowhere && diagram_.frames[one.frame].kind == Frame::Kind::group)
            behind = "  group: " + diagram_.frames[one.frame].title;
        if (const std::string count = count_of(one.paint); !count.empty()) behind += fmt::format("  ({})", count);
        if (!one.heard.empty()) {
            const std::size_t used = base::display_width(text) + base::display_width(behind) + 4;
            constexpr std::size_t least = 12;
            text += fmt::format("{}“{}”", text.empty() ? "" : "  ",
                                shortened(one.heard, std::max(least, room - std::min(room, used))));
        }
        text += behind;
        return text.substr(std::min(text.find_first_not_of(' '), text.size()));
    }

    // A state with everything below it; `indent` stands before each of its lines, `before` before the first ones.
    void box(std::size_t index, const std::string& indent, std::string_view before) {
        const Node& one = diagram_.nodes[index];
        const bool final = one.role == Role::final && one.kind == Node::Kind::state;
        const std::string title = fmt::format("{}{}", sign_of(one.paint.mark), one.title);
        const std::size_t columns = base::display_width(title) + 2;
        const bool open = !one.loops.empty() || !out_of_[index].empty();
        out_ += before;
        const std::string_view side = final ? "║" : "│";
        const std::string edge = line_of(final ? "═" : "─", columns);
        out_ += fmt::format("{}{}{}{}\n", indent, final ? "╔" : "╭", edge, final ? "╗" : "╮");
        const std::size_t used = base::display_width(indent) + columns + 3;
        std::string words = beside(one, width_ - std::min(width_, used));
        if (used + 12 < width_) words = shortened(words, width_ - used);
        out_ += fmt::format("{}{} {} {}{}{}\n", indent, side, title, side, words.empty() ? "" : " ", words);
        std::string foot = edge;
        if (open) foot = std::string("┬") + line_of("─", columns - 1);
        out_ += fmt::format("{}{}{}{}\n", indent, final ? "╚" : "╰", foot, final ? "╝" : "╯");
        ++depth_;
        ways(index, indent + " ");
        --depth_;
    }

    void ways(std::size_t index, const std::string& indent) {
        const Node& one = diagram_.nodes[index];
        std::size_t left = one.loops.size() + out_of_[index].size();
        for (const Label& label : one.loops) {
            --left;
            const std::string_view corner = left == 0 ? "╰" : "├";
            const bool stays = label.to == "same" || label.to == one.name || label.to.empty();
            out_ += fmt::format("{}{}─ {} {}\n", indent, corner, words_of(label), stays ? "↻" : "→ " + label.to);
        }
        for (const std::size_t number : out_of_[index]) {
            --left;
            const Edge& edge = diagram_.edges[number];
            const std::string_view corner = left == 0 ? "╰" : "├";
            const bool mine = parent_[edge.to] == number;
            const bool below = mine && depth_ < deepest;
            if (mine && !below) open_.push_back(edge.to);
            const std::string target = fmt::format("→ {}", diagram_.nodes[edge.to].title);
            for (std::size_t i = 0; i < edge.labels.size(); ++i) {
                std::string words = words_of(edge.labels[i]);
                if (words.empty() && below) words = "goes on";
                const std::string_view rail = i == 0 ? corner : left == 0 ? " " : "│";
                const bool last = i + 1 == edge.labels.size();
                out_ += fmt::format("{}{}{} {}{}\n", indent, rail, i == 0 ? "─" : " ", words,
                                    last && !below ? (words.empty() ? target : " " + target) : "");
            }
            if (edge.labels.empty()) out_ += fmt::format("{}{}─ {}\n", indent, corner, below ? "goes on" : target);
            if (below) box(edge.to, indent + (left == 0 ? "   " : "│  "), "");
        }
    }

    const Diagram& diagram_;
    std::size_t width_;
    std::string out_;
    std::size_t last_frame_ = nowhere;
    std::size_t depth_ = 0;
    std::vector<std::size_t> open_;
    std::vector<std::vector<std::size_t>> out_of_;
    std::vector<std::size_t> parent_; // the arrow; nowhere: none leads there
};

} // namespace

std::string to_boxes(const Diagram& diagram, std::size_t width) { return Writer(diagram, width).write(); }

} // namespace callflow::draw
