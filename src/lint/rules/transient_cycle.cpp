#include "base/text.hpp"
#include "lint/rule.hpp"

#include <algorithm>
#include <cstdint>
#include <fmt/format.h>
#include <span>
#include <string>
#include <vector>

namespace callflow::lint::rules {
namespace {

// The event that a redirect names; nothing for an address of somebody else's.
std::span<const flow::EventReference> redirects_to(const flow::Verb& verb) {
    for (const flow::Attribute& one : verb.attributes)
        if (one.spec->name == "url") return one.event;
    return {};
}

// Whether a call leaves the state by itself, at once: nothing is said, nothing is waited for.
bool is_instant(const flow::State& state) {
    if (state.final || state.menu || state.sub_flow) return false;
    if (state.request) return true;
    if (!state.response.present) return state.has_next;
    const std::vector<flow::Verb>& verbs = state.response.verbs;
    return !verbs.empty() && verbs.front().spec != nullptr && verbs.front().spec->name == "redirect" &&
           verbs.front().conditions.empty() && !redirects_to(verbs.front()).empty();
}

// Whether a condition of the branch looks at `attempt`, or at a var that the branch sets: it counts, and ends the circle.
bool counts(const flow::Flow& flow, const flow::Branch& branch) {
    for (const flow::Condition& condition : branch.conditions) {
        for (const expr::Reference& one : condition.expression.references()) {
            if (one.slot == flow.builtins.attempt) return true;
            if (std::ranges::find(branch.set, one.slot, &flow::Assignment::slot) != branch.set.end()) return true;
        }
    }
    return false;
}

// An edge that a call takes in an instant state without anybody doing anything.
bool is_taken(const Context& context, const flow::Edge& edge) {
    const flow::State& state = context.flow.states[edge.from];
    if (edge.branch != nullptr && counts(context.flow, *edge.branch)) return false;
    if (edge.kind == flow::EdgeKind::next) return !state.response.present;
    const flow::Event& event = context.flow.events[edge.event];
    if (state.request) return event.actor.empty() && (event.name == "success" || event.name == "failure");
    if (!state.response.present) return false;
    const flow::EventReference& named = redirects_to(state.response.verbs.front()).front();
    return event.name == named.event && (event.actor.empty() || event.actor == named.actor);
}

// Depth-first search for circles of instant states, each state entered once.
class Search {
public:
    Search(const Context& context, const base::Code& page, base::Diagnostics& diagnostics)
        : context_(context), page_(page), diagnostics_(diagnostics), seen_(context.flow.states.size(), Seen::no),
          instant_(context.flow.states.size()) {
        for (std::size_t id = 0; id < instant_.size(); ++id) instant_[id] = is_instant(context.flow.states[id]);
    }

    void run() {
        for (flow::StateId id = 0; id < instant_.size(); ++id) {
            if (instant_[id] && seen_[id] == Seen::no) from(id);
        }
    }

private:
    enum class Seen : std::uint8_t { no, on_path, done };
    struct Step {
        flow::StateId state = flow::none;
        std::size_t next = 0; // of the state's edges
    };

    [[nodiscard]] auto edges_of(flow::StateId id) const {
        const auto [first, last] = std::ranges::equal_range(context_.edges, id, {}, &flow::Edge::from);
        return std::span(first, last);
    }

    void from(flow::StateId begin) {
        path_ = {{begin, 0}};
        seen_[begin] = Seen::on_path;
        while (!path_.empty()) {
            Step& step = path_.back();
            const auto edges = edges_of(step.state);
            if (step.next == edges.size()) {
                seen_[step.state] = Seen::done;
                path_.pop_back();
                continue;
            }
            const flow::Edge& edge = edges[step.next++];
            if (!instant_[edge.to] || !is_taken(context_, edge)) continue;
            if (seen_[edge.to] == Seen::on_path) {
                report(edge);
            } else if (seen_[edge.to] == Seen::no) {
                seen_[edge.to] = Seen::on_path;
                path_.push_back({edge.to, 0});
            }
        }
    }

    // Whether a state of the circle can lead anywhere but into it.
    [[nodiscard]] bool may_leave(flow::StateId id, flow::StateId onward) const {
        return std::ranges::any_of(
            edges_of(id), [&](const flow::Edge& edge) { return edge.to != onward && is_taken(context_, edge); });
    }

    void report(const flow::Edge& back) {
        const auto first = std::ranges::find(path_, back.to, &Step::state);
        std::string names;
        bool ends = false;
        for (auto step = first; step != path_.end(); ++step) {
            names += context_.flow.states[step->state].name + " → ";
            ends = ends || may_leave(step->state, step + 1 == path_.end() ? back.to : step[1].state);
        }
        const flow::State& head = context_.flow.states[back.to];
        auto& finding = diagnostics_.report(page_, back.branch != nullptr ? back.branch->where : head.where,
                                            fmt::format("{} {}{}: nothing on the way waits for anybody",
                                                        ends ? "a call may go round" : "a call goes round for ever",
                                                        names, head.name));
        if (ends) finding.severity = base::Severity::warning;
        finding.help = "let one of them say or ask something, or lead the last one elsewhere";
    }

    const Context& context_;
    const base::Code& page_;
    base::Diagnostics& diagnostics_;
    std::vector<Seen> seen_;
    std::vector<bool> instant_;
    std::vector<Step> path_;
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
             "asks for documents until it gives up. Where every way round has a condition the circle may end, which "
             "is a warning.",
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
