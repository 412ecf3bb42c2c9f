#include "draw/paint.hpp"

#include "draw/paint_groups.hpp"
#include "draw/paint_shown.hpp"
#include "draw/paint_words.hpp"
#include "draw/transitions.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <map>

namespace callflow::draw {
namespace {

using flow::Annotation;
using flow::Annotations;

class Painter {
public:
    Painter(Diagram& diagram, const flow::Flow& flow, const Annotations& overlay, Heat heat, bool told_apart)
        : diagram_(diagram), overlay_(overlay), heat_(heat), shown_(diagram, flow, overlay.kind) {
        if (told_apart) whose_ = overlay.kind == "coverage" ? " in tests" : overlay.kind == "replay" ? " in calls" : "";
    }

    void run() {
        for (const Annotation& item : overlay_.items) {
            if (item.part != Annotation::Part::state) continue;
            most_ = std::max(most_, item.count);
            most_possible_ = std::max(most_possible_, item.count + possible_of(item));
        }
        if (most_ == 0) most_ = most_possible_;
        for (const Annotation& item : overlay_.items) {
            if (item.part == Annotation::Part::state) state(item);
        }
        for (const auto& [node, sum] : group_sums_) group(diagram_.nodes[node], sum);
        for (const Annotation& item : overlay_.items) {
            if (item.part == Annotation::Part::transition)
                transition(item);
            else if (item.part == Annotation::Part::response || item.part == Annotation::Part::callback)
                part_of_state(item);
        }
        settle_labels();
        if (std::string said = notice_of(overlay_, shown_.drawn_alone()); !said.empty())
            diagram_.notices.push_back(std::move(said));
        diagram_.painted = true;
        diagram_.red_is_slow |= overlay_.kind == "replay" && heat_ == Heat::time;
    }

private:
    // What one transition's items come to in the label that shows it.
    struct Sum {
        std::uint64_t count = 0;
        std::uint64_t possible = 0; // where a log does not tell which of several it was
        std::uint64_t most_of_one = 0;
        bool first = true;
    };

    [[nodiscard]] std::string times(std::uint64_t count) const { return fmt::format("×{}{}", grouped(count), whose_); }
    [[nodiscard]] std::string times(std::uint64_t least, std::uint64_t most) const {
        if (least == most) return times(least);
        return fmt::format("×{} to {}{}", grouped(least), grouped(most), whose_);
    }

    // A box for a state that the flow does not have.
    std::size_t ghost(std::size_t body, const std::string& name, Mark mark) {
        if (const std::size_t known = shown_.node_of(body, name); known != nowhere) return known;
        if (const std::size_t known = shown_.group_of(body, name); known != nowhere) return known;
        const bool shown = std::ranges::any_of(diagram_.nodes, [&](const Node& node) { return node.body == body; });
        if (!shown || name.empty()) return nowhere;
        Node node;
        node.kind = Node::Kind::ghost;
        node.name = name;
        node.title = shortened(name, 34);
        node.body = body;
        node.paint.mark = mark;
        for (std::size_t i = 0; i < diagram_.frames.size(); ++i) {
            if (diagram_.frames[i].kind == Frame::Kind::body && diagram_.frames[i].body == body) node.frame = i;
        }
        diagram_.nodes.push_back(std::move(node));
        shown_.add(body, name);
        return diagram_.nodes.size() - 1;
    }

    void state(const Annotation& item) {
        const auto body = shown_.body_of(item);
        if (!body) return;
        const Mark mark = mark_of(item);
        std::size_t index = shown_.node_of(*body, item.state);
        if (const std::size_t folded = shown_.group_of(*body, item.state); folded != nowhere) {
            group_sums_[folded].add(item, mark);
            auto& steps = diagram_.nodes[folded].paint.steps;
            steps.insert(steps.end(), item.steps.begin(), item.steps.end());
            return;
        }
        if (index == nowhere && (mark == Mark::removed || mark == Mark::deviating))
            index = ghost(*body, item.state, mark);
        if (index == nowhere) return;
        Node& node = diagram_.nodes[index];
        Paint& paint = node.paint;
        if (mark != Mark::none) paint.mark = mark;
        paint.steps.insert(paint.steps.end(), item.steps.begin(), item.steps.end());
        if (!item.was.empty()) node.detail = "was " + shortened(item.was, 30);
        for (const flow::Change& change : item.changes) {
            std::string words = words_of_change(change.path);
            const bool said = std::ranges::find(paint.notes, words) != paint.notes.end();
            if (!said && paint.notes.size() < 4) paint.notes.push_back(std::move(words));
        }
        if (overlay_.kind == "replay") visits_[index] += item.count + possible_of(item);
        if (overlay_.kind == "coverage" && item.count > 0) paint.notes.push_back(times(item.count));
        if (overlay_.kind == "replay") replayed_state(item, paint);
    }

    void group(Node& node, const GroupSum& sum) const {
        Paint& paint = node.paint;
        std::ranges::sort(paint.steps);
        if (overlay_.kind == "replay") {
            replayed_state(sum.as_one(), paint);
        } else if (overlay_.kind == "coverage") {
            const std::size_t states = node.members.size();
            paint.mark = sum.covered == 0 ? Mark::uncovered : sum.covered < states ? Mark::partly : Mark::covered;
            if (sum.covered > 0 && sum.covered < states)
                paint.notes.push_back(fmt::format("{} of {} covered", sum.covered, states));
            if (sum.count > 0) paint.notes.push_back(times(sum.count));
        } else {
            for (const auto& [mark, count] : sum.marks) {
                paint.notes.push_back(fmt::format("{} {}", count, to_string(mark)));
                const bool all = sum.marks.size() == 1 && count == node.members.size();
                paint.mark = all || overlay_.kind != "diff" ? mark : Mark::changed;
            }
        }
    }

    void replayed_state(const Annotation& item, Paint& paint) const {
        const double hang_ups = number_of(item, "hang_ups").value_or(0);
        const double deviations = number_of(item, "deviations").value_or(0);
        const auto slow = number_of(item, "p90_ms");
        const std::uint64_t possible = possible_of(item);
        const std::uint64_t most = item.count + possible;
        paint.unsure |= possible > 0;
        if (most > 0) paint.notes.push_back(times(item.count, most));
        // Of calls that may have been there or not, the share of those that hung up is from and to as well.
        const double least_share = most > 0 ? hang_ups / static_cast<double>(most) : 0;
        if (hang_ups > 0 && item.count > 0)
            paint.notes.push_back(share_text(least_share, hang_ups / static_cast<double>(item.count)) + " hang up");
        if (slow) paint.notes.push_back("p90 " + duration_text(*slow));
        if (deviations > 0) {
            paint.notes.push_back(fmt::format("! {} deviate", grouped(static_cast<std::uint64_t>(deviations))));
            paint.mark = Mark::deviating;
        }
        if (item.count == 0) return;
        if (heat_ == Heat::hang_ups) {
            constexpr std::array<double, 4> steps = {0.01, 0.05, 0.15, 0.3};
            paint.heat = static_cast<int>(std::ranges::count_if(steps, [&](double one) { return least_share > one; }));
        } else if (slow) {
            constexpr std::array<double, 4> steps = {5'000, 20'000, 60'000, 180'000};
            paint.heat = static_cast<int>(std::ranges::count_if(steps, [&](double one) { return *slow > one; }));
        }
    }

    // A response or callback that is otherwise changes its state.
    void part_of_state(const Annotation& item) {
        const auto body = shown_.body_of(item);
        if (!body || overlay_.kind != "diff") return;
        std::size_t index = shown_.node_of(*body, item.state);
        if (index == nowhere) index = shown_.group_of(*body, item.state);
        if (index == nowhere || diagram_.nodes[index].paint.mark != Mark::none) return;
        diagram_.nodes[index].paint.mark = Mark::changed;
    }

    void transition(const Annotation& item) {
        const Mark mark = mark_of(item);
        const std::vector<Label*> labels = mark == Mark::removed ? std::vector<Label*>() : shown_.labels_of(item);
        if (labels.empty() && (mark == Mark::removed || mark == Mark::deviating || mark == Mark::refused))
            foreign(item, mark);
        for (Label* const label : labels) add(item, mark, label, labels.size() > 1);
    }

    // `shared`: other labels say it as well, such as what holds in every state, drawn as an arrow from each.
    void add(const Annotation& item, Mark mark, Label* label, bool shared) {
        Sum& sum = sums_[label];
        label->paint.mark = joined(label->paint.mark, mark, sum.first && label->paint.mark == Mark::none);
        label->paint.steps.insert(label->paint.steps.end(), item.steps.begin(), item.steps.end());
        if (mark == Mark::rewired) label->was = item.was;
        for (const flow::Change& change : item.changes) {
            add_once(label->paint.notes, note_of_change(change));
            add_once(label->changes, sentence_of_change(change));
        }
        const std::uint64_t most = item.count + possible_of(item);
        if (shared && overlay_.kind == "replay") {
            sum.possible += most;
        } else {
            sum.count += item.count;
            sum.possible += possible_of(item);
            sum.most_of_one = std::max(sum.most_of_one, most);
        }
        sum.first = false;
    }

    // An arrow that the flow does not have. Those that were found before stay where they are: edges are only added at the end.
    void foreign(const Annotation& item, Mark mark) {
        const auto body = shown_.body_of(item);
        if (!body) return;
        const std::size_t from = ghost(*body, item.state, mark);
        if (from == nowhere) return;
        Label label;
        label.name = item.event;
        label.event = shortened(item.event == "next" && mark != Mark::refused ? std::string() : item.event, 44);
        // A step that failed before anything came.
        if (item.event.empty() && mark == Mark::refused) label.event = "error";
        label.guard = shortened(item.text, 44);
        label.to = item.to;
        label.where = item.where;
        label.paint.mark = mark;
        label.paint.steps = item.steps;
        if (const std::uint64_t most = item.count + possible_of(item); most > 0 && overlay_.kind != "path")
            label.paint.notes.push_back(times(item.count, most));
        label.paint.unsure = possible_of(item) > 0;
        const bool stays = item.to.empty() || item.to == "same" || item.to == item.state;
        const std::size_t to = stays ? from : ghost(*body, item.to, mark);
        if (to == nowhere) return;
        if (to == from) {
            added_loops_.emplace_back(from, std::move(label));
        } else {
            Edge edge;
            edge.from = from;
            edge.to = to;
            edge.paint.mark = mark;
            edge.labels.push_back(std::move(label));
            added_.push_back(std::move(edge));
        }
    }

    // How often at most. Several that are said in one may each have been the same call; all of them leave one state for another.
    std::uint64_t most_times(const Sum& sum, std::size_t from, std::size_t to) const {
        return std::max({std::min(sum.count + sum.possible, most_between(from, to)), sum.count, sum.most_of_one});
    }
    std::uint64_t most_between(std::size_t from, std::size_t to) const {
        std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
        for (const std::size_t end : {from, to}) {
            const auto visits = visits_.find(end);
            if (from != to && visits != visits_.end()) most = std::min(most, visits->second);
        }
        return most;
    }

    // Counts into words; how often they were taken together, at least and at most.
    std::pair<std::uint64_t, std::uint64_t> count_in(std::vector<Label>& labels, std::size_t from,
                                                     std::size_t to) const {
        std::pair<std::uint64_t, std::uint64_t> all = {0, 0};
        for (Label& label : labels) {
            const auto at = sums_.find(&label);
            if (at == sums_.end() || overlay_.kind == "path") continue;
            const bool stays = label.to.empty() || label.to == "same";
            const std::size_t target = to != nowhere ? to
                                       : stays       ? from
                                                     : shown_.node_of(diagram_.nodes[from].body, label.to);
            const std::uint64_t least = at->second.count;
            const std::uint64_t most = most_times(at->second, from, target);
            label.paint.unsure |= most > least;
            if (most > 0) label.paint.notes.push_back(times(least, most));
            all.first += least;
            all.second += most;
        }
        all.second = std::max(all.first, std::min(all.second, most_between(from, to)));
        return all;
    }

    void settle_labels() {
        for (std::size_t i = 0; i < diagram_.nodes.size(); ++i) {
            Node& node = diagram_.nodes[i];
            (void)count_in(node.loops, i, nowhere);
            if (overlay_.kind == "diff") take_apart(node.loops);
        }
        for (Edge& edge : diagram_.edges) {
            const auto [least, most] = count_in(edge.labels, edge.from, edge.to);
            if (overlay_.kind == "diff") take_apart(edge.labels);
            bool first = true;
            for (const Label& label : edge.labels) {
                edge.paint.mark = joined(edge.paint.mark, label.paint.mark, first);
                first = false;
            }
            // An arrow that was there and has one label more is not new.
            const auto is_new = [](const Label& label) { return label.paint.mark == Mark::added; };
            if (edge.paint.mark == Mark::added && !std::ranges::all_of(edge.labels, is_new))
                edge.paint.mark = Mark::changed;
            if (overlay_.kind != "replay" || most_ == 0) continue;
            const auto width = [&](std::uint64_t count) {
                return std::min(1.0, std::sqrt(static_cast<double>(count) / static_cast<double>(most_)));
            };
            edge.paint.width = width(least);
            edge.paint.most_width = most > least ? width(most) : 0;
        }
        for (auto& [node, label] : added_loops_) diagram_.nodes[node].loops.push_back(std::move(label));
        for (Edge& edge : added_) diagram_.edges.push_back(std::move(edge));
    }

    Diagram& diagram_;
    const Annotations& overlay_;
    Heat heat_;
    Shown shown_;
    std::string_view whose_;                     // said behind each count
    std::uint64_t most_ = 0, most_possible_ = 0; // of the states
    std::map<std::size_t, GroupSum> group_sums_;
    std::map<const Label*, Sum> sums_;
    std::map<std::size_t, std::uint64_t> visits_; // at most, by node
    std::vector<Edge> added_;
    std::vector<std::pair<std::size_t, Label>> added_loops_;
};

} // namespace

void paint(Diagram& diagram, const flow::Flow& flow, const flow::Annotations& overlay, Heat heat, bool told_apart) {
    Painter painter(diagram, flow, overlay, heat, told_apart);
    painter.run();
}

} // namespace callflow::draw
