#include "base/text.hpp"
#include "engine/machine.hpp"
#include "flow/alone.hpp"
#include "flow/graph.hpp"
#include "lint/rule.hpp"

#include <algorithm>
#include <cstdint>
#include <fmt/format.h>
#include <span>
#include <string>
#include <vector>

namespace callflow::lint::rules {
namespace {

constexpr std::size_t too_long = engine::Limits{}.run_to_completion;
constexpr std::size_t most_names = 30;  // of a path that are written
constexpr std::size_t most_steps = 200; // of a circle whose conditions are looked at

// Whether a condition of the move looks at what the move itself changes: taken again and again, it ends.
bool counts(const flow::Flow& flow, const flow::LoneMove& move) {
    const bool same = move.branch->kind == flow::Branch::Kind::same;
    return std::ranges::any_of(move.reads, [&](expr::Slot slot) {
        return (same && slot == flow.builtins.attempt) ||
               std::ranges::find(move.branch->set, slot, &flow::Assignment::slot) != move.branch->set.end();
    });
}

// Depth-first search for circles of states that the call leaves by itself, each state entered once.
class Search {
public:
    Search(const Context& context, const base::Code& page, base::Diagnostics& diagnostics)
        : flow_(context.flow), page_(page), diagnostics_(diagnostics), alone_(context.flow), can_rest_(find_rest()),
          seen_(context.flow.states.size(), Seen::no), place_(context.flow.states.size()) {}

    void run() {
        for (flow::StateId id = 0; id < seen_.size(); ++id) {
            if (!alone_[id].moves.empty() && seen_[id] == Seen::no) from(id);
        }
    }

private:
    enum class Seen : std::uint8_t { no, on_path, done };
    struct Step {
        flow::StateId state = flow::none;
        std::size_t next = 0; // of the state's moves; the one before it leads to the next step
    };

    // Per state: whether the call can come to rest from there by itself.
    [[nodiscard]] std::vector<bool> find_rest() const {
        std::vector<flow::Arrows::Pair> back;
        std::vector<flow::Node> rest;
        for (flow::StateId id = 0; id < flow_.states.size(); ++id) {
            if (alone_[id].may_rest) rest.push_back(id);
            for (const flow::LoneMove& move : alone_[id].moves) back.emplace_back(move.to, id);
        }
        return flow::reached_from(flow::Arrows(flow_.states.size(), back), rest);
    }

    void from(flow::StateId begin) {
        path_ = {{begin, 0}};
        place_[begin] = 0;
        seen_[begin] = Seen::on_path;
        while (!path_.empty()) {
            Step& step = path_.back();
            const std::vector<flow::LoneMove>& moves = alone_[step.state].moves;
            if (step.next == moves.size()) {
                seen_[step.state] = Seen::done;
                path_.pop_back();
                continue;
            }
            const flow::LoneMove& move = moves[step.next++];
            const flow::StateId to = move.to;
            if (can_rest_[step.state] && counts(flow_, move)) continue;
            if (seen_[to] == Seen::on_path) {
                close(to);
            } else if (seen_[to] == Seen::no && !alone_[to].moves.empty()) {
                seen_[to] = Seen::on_path;
                place_[to] = path_.size();
                path_.push_back({to, 0});
                if (path_.size() == too_long + 1) report_chain(move);
            }
        }
    }

    // A step that goes through so many states is stopped, though it would come to an end.
    void report_chain(const flow::LoneMove& move) {
        if (told_chain_) return;
        told_chain_ = true;
        auto& finding =
            diagnostics_.report(page_, move.branch->where,
                                fmt::format("{} states follow one another from {} on, and none waits for anybody",
                                            path_.size(), base::quoted(flow_.states[path_.front().state].name)));
        finding.severity = base::Severity::warning;
        finding.help = fmt::format(
            "more than {} in one step are taken for a circle: let one of them say or ask something", too_long);
    }

    [[nodiscard]] const flow::LoneMove& move_of(const Step& step) const {
        return alone_[step.state].moves[step.next - 1];
    }

    void close(flow::StateId head) {
        const std::span<const Step> circle = std::span(path_).subspan(place_[head]);
        const bool ends = can_rest_[head];
        if (ends && counts_rounds(circle.first(std::min(circle.size(), most_steps)))) return;
        const flow::LoneMove& back = move_of(path_.back());
        auto& finding = diagnostics_.report(page_, back.branch->where,
                                            fmt::format("{} {}: nothing on the way waits for anybody",
                                                        ends ? "a call may go round" : "a call goes round for ever",
                                                        fmt::join(names(circle), " → ")));
        if (ends) finding.severity = base::Severity::warning;
        finding.help = "let one of them say or ask something, or lead the last one elsewhere";
    }

    // What the sub-flow of a step goes through before the step's move.
    [[nodiscard]] std::vector<flow::StateId> inside(const Step& step) const {
        return alone_.way_through(step.state, move_of(step).event, most_names);
    }

    // Once round, as simulate names it.
    [[nodiscard]] std::vector<std::string> names(std::span<const Step> circle) const {
        std::vector<std::string> found;
        for (const Step& step : circle) {
            found.push_back(flow_.states[step.state].name);
            for (const flow::StateId id : inside(step)) found.push_back(flow_.states[id].name);
            if (found.size() < most_names) continue;
            found.resize(most_names);
            found.emplace_back("…");
            break;
        }
        found.push_back(flow_.states[circle.front().state].name);
        return found;
    }

    // Whether a condition on the way looks at a var that the way sets, or at the `attempt` of a state that it stays in:
    // it counts the rounds, and ends them.
    [[nodiscard]] bool counts_rounds(std::span<const Step> circle) const {
        std::vector<expr::Slot> sets;
        const auto add = [&](const std::vector<flow::Assignment>& all) {
            for (const flow::Assignment& one : all) sets.push_back(one.slot);
        };
        const auto look = [&](flow::StateId at, const flow::LoneMove& move) {
            add(move.branch->set);
            for (const flow::Effect& effect : move.branch->effects) add(effect.set);
            if (move.branch->kind == flow::Branch::Kind::same && move.to == at) sets.push_back(flow_.builtins.attempt);
            const flow::State& to = flow_.states[move.to];
            const flow::Body& body = flow_.bodies[to.body];
            for (const auto* callbacks : {&to.before, &to.after, &body.before, &body.after})
                for (const flow::Callback& one : *callbacks) add(one.effect.set);
        };
        std::vector<flow::StateId> on_way;
        for (const Step& step : circle) {
            look(step.state, move_of(step));
            on_way.push_back(step.state);
            for (const flow::StateId id : inside(step)) {
                on_way.push_back(id);
                for (const flow::LoneMove& move : alone_[id].moves) look(id, move);
            }
        }
        std::ranges::sort(sets);
        return std::ranges::any_of(on_way, [&](flow::StateId id) {
            return std::ranges::any_of(alone_[id].moves, [&](const flow::LoneMove& move) {
                return std::ranges::any_of(move.reads,
                                           [&](expr::Slot slot) { return std::ranges::binary_search(sets, slot); });
            });
        });
    }

    const flow::Flow& flow_;
    const base::Code& page_;
    base::Diagnostics& diagnostics_;
    const flow::Alone alone_;
    std::vector<bool> can_rest_;
    bool told_chain_ = false;
    std::vector<Seen> seen_;
    std::vector<Step> path_;
    std::vector<std::size_t> place_; // in it, of states that are on it
};

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    Search(context, page, diagnostics).run();
}

} // namespace

extern const Rule transient_cycle;
const Rule transient_cycle{
    .page =
        {.code = "CF3015",
         .name = "transient_cycle",
         .severity = base::Severity::error,
         .summary = "States that lead to each other without ever waiting",
         .why =
             "A state without a response goes on at once, and one that only redirects has the provider ask again at once. When "
             "such states lead in a circle, a call never comes to rest: a run stops after 100 of them, and a provider "
             "asks for documents until it gives up. A sub-flow that can run through without waiting is part of such a "
             "circle. Where there is a way out of it the circle may end, which is a warning; where a condition on the "
             "way looks at what the way itself sets, the rounds are counted and nothing is said.",
         .bad = R"(callflow: 1
name: shop
initial: greeting
vars: {open: false}
states:
  greeting:
    response: [say: Hello]
    next: choose
  choose: {next: [{to: sales, if: open}, wait]}
  wait: {next: choose}
  sales: {final: true}
)",
         .good = R"(callflow: 1
name: shop
initial: greeting
vars: {open: false}
states:
  greeting:
    response: [say: Hello]
    next: choose
  choose: {next: [{to: sales, if: open}, wait]}
  wait:
    response: [play: "https://example.com/music.mp3"]
    next: choose
  sales: {final: true}
)",
         .near_miss = R"(callflow: 1
name: shop
initial: greeting
states:
  greeting:
    response: [say: Hello]
    on: {again: choose}
    next: choose
  choose: {next: [{to: done, if: attempt > 1}, greeting]}
  done: {final: true}
)"},
    .category = "machine",
    .check = find,
};

} // namespace callflow::lint::rules
