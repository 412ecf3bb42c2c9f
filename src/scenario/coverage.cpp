#include "scenario/coverage.hpp"

#include "flow/graph.hpp"
#include "flow/guards.hpp"
#include "flow/responses.hpp"

#include <algorithm>
#include <cassert>
#include <set>
#include <utility>

namespace callflow::scenario {
namespace {

using flow::Annotation;

std::uint64_t key_of(base::Span where) { return (std::uint64_t{where.file} << 32U) | where.begin; }

// The parts of a flow, one kind after the other.
class Parts {
public:
    Parts(const flow::Flow& flow, std::vector<Annotation>& items, Shared shared)
        : flow_(flow), items_(items), shared_(shared) {}

    void states() {
        const std::vector<bool> reachable = flow::reachable(flow_);
        for (flow::StateId id = 0; id < flow_.states.size(); ++id) {
            if (!reachable[id]) continue; // validate says so
            const flow::State& state = flow_.states[id];
            add(Annotation::Part::state, state.body, &state, state.where);
        }
    }

    void transitions() {
        each_place([&](flow::BodyId body, const flow::State* state, const std::vector<flow::Handler>& on) {
            for (const flow::Handler& handler : on)
                branches(body, state, flow_.events[handler.event].text(), handler.branches);
            if (state != nullptr) branches(body, state, "next", state->next);
        });
    }

    // Of transitions, or of responses.
    void conditions(Annotation::Part part) {
        std::set<std::uint64_t> verbs;
        for (const flow::State& state : flow_.states) {
            flow::each_verb(state.response, [&](const flow::Verb& verb) {
                for (const flow::Condition& one : verb.conditions) verbs.insert(key_of(one.where));
            });
        }
        std::set<std::uint64_t> seen;
        const auto take = [&](const flow::Guarded& guarded, const flow::Condition& one) {
            const bool spoken = verbs.contains(key_of(one.where));
            if (!one.where.valid() || spoken != (part == Annotation::Part::response)) return;
            if (!seen.insert(key_of(one.where)).second) return;
            const flow::State* state = guarded.state == flow::none ? nullptr : &flow_.states[guarded.state];
            Annotation& item = add(part, state == nullptr ? 0 : state->body, state, one.where);
            item.text = (one.negated ? "unless: " : "if: ") + std::string(one.expression.text());
        };
        flow::each_guarded(flow_, [&](const flow::Guarded& guarded) {
            for (const flow::Condition* one : guarded.enclosing) take(guarded, *one);
            for (const flow::Condition& one : guarded.own) take(guarded, one);
        });
    }

    void callbacks() {
        for (flow::BodyId id = 0; id < flow_.bodies.size(); ++id) {
            const flow::Body& body = flow_.bodies[id];
            callbacks(id, nullptr, "before", body.before);
            callbacks(id, nullptr, "after", body.after);
            for (const flow::StateId state : body.states) {
                callbacks(id, &flow_.states[state], "before", flow_.states[state].before);
                callbacks(id, &flow_.states[state], "after", flow_.states[state].after);
            }
        }
    }

private:
    template <class Visit> void each_place(Visit&& visit) {
        for (flow::BodyId id = 0; id < flow_.bodies.size(); ++id) {
            visit(id, nullptr, flow_.bodies[id].on);
            for (const flow::StateId state : flow_.bodies[id].states)
                visit(id, &flow_.states[state], flow_.states[state].on);
        }
    }

    void branches(flow::BodyId body, const flow::State* state, const std::string& event,
                  const std::vector<flow::Branch>& all) {
        flow::each_branch(all, [&](const flow::Branch& branch) {
            // What a menu does on silence and on a wrong key is written once.
            const flow::State* const of = shared_ == Shared::once ? nullptr : state;
            if (!branch.where.valid() || !seen_.emplace(of, key_of(branch.where)).second) return;
            Annotation& item = add(Annotation::Part::transition, body, state, branch.where);
            item.event = event;
            item.to = branch.kind == flow::Branch::Kind::same ? "same" : flow_.states[branch.target].name;
        });
    }

    void callbacks(flow::BodyId body, const flow::State* state, std::string_view group,
                   const std::vector<flow::Callback>& all) {
        for (const flow::Callback& callback : all) {
            Annotation& item = add(Annotation::Part::callback, body, state, callback.effect.where);
            item.text = group;
            item.text += ": ";
            item.text += callback.effect.kind == flow::EffectKind::run ? "run " + callback.effect.hook
                                                                       : std::string(to_string(callback.effect.kind));
            if (callback.when == flow::When::failure) item.text += ", on failure";
            if (callback.unique) item.text += ", unique";
        }
    }

    Annotation& add(Annotation::Part part, flow::BodyId body, const flow::State* state, base::Span where) {
        Annotation& item = items_.emplace_back();
        item.part = part;
        item.body = body == 0 ? "" : flow_.bodies[body].name;
        if (state != nullptr) item.state = state->name;
        item.where = where;
        return item;
    }

    const flow::Flow& flow_;
    std::vector<Annotation>& items_;
    Shared shared_;
    std::set<std::pair<const flow::State*, std::uint64_t>> seen_;
};

bool is_condition(const Annotation& item) {
    return item.part == Annotation::Part::guard || item.part == Annotation::Part::response;
}

double& failed_of(Annotation& item) {
    if (item.numbers.empty()) item.numbers.emplace_back("failed", 0);
    return item.numbers.front().second;
}

} // namespace

void CoverageRecorder::add(base::Span where) { ++counts_[key_of(where)]; }

std::uint64_t CoverageRecorder::count(base::Span where) const {
    const auto found = counts_.find(key_of(where));
    return found == counts_.end() ? 0 : found->second;
}

void CoverageRecorder::note(const engine::Machine& machine, const engine::StepResult& result) {
    const flow::Flow& flow = machine.flow();
    for (const engine::Move& move : result.moves) {
        if (move.where.valid()) add(move.where);
        const flow::StateId innermost = machine.state_of(move.after);
        add(flow.states[innermost].where);
        // Into a sub-flow there are two moves in one: the state that has it is entered, too.
        if (move.to != flow::none && move.to != innermost) add(flow.states[move.to].where);
    }
    for (const engine::RecordedEffect& effect : result.effects) {
        if (effect.written != nullptr) add(effect.written->where);
    }
}

flow::Annotations parts_of(const flow::Flow& flow, Shared shared) {
    flow::Annotations all;
    all.name = flow.name;
    all.kind = "coverage";
    Parts parts(flow, all.items, shared);
    parts.states();
    parts.transitions();
    parts.conditions(Annotation::Part::guard);
    parts.callbacks();
    parts.conditions(Annotation::Part::response);
    return all;
}

void add_counts(flow::Annotations& parts, const CoverageRecorder& recorder) {
    for (Annotation& item : parts.items) {
        if (is_condition(item)) {
            const engine::OutcomeCounts counts = recorder.outcomes().of(item.where);
            item.count += counts.held;
            failed_of(item) += static_cast<double>(counts.failed);
        } else {
            item.count += recorder.count(item.where);
        }
    }
}

void add_counts(flow::Annotations& parts, const flow::Annotations& others) {
    assert(parts.items.size() == others.items.size());
    for (std::size_t i = 0; i < parts.items.size() && i < others.items.size(); ++i) {
        parts.items[i].count += others.items[i].count;
        if (!others.items[i].numbers.empty()) failed_of(parts.items[i]) += others.items[i].numbers.front().second;
    }
}

Covered covered(const Annotation& item) {
    if (!is_condition(item)) return {item.count > 0 ? 1U : 0U, 1};
    const bool failed = !item.numbers.empty() && item.numbers.front().second > 0;
    return {(item.count > 0 ? 1U : 0U) + (failed ? 1U : 0U), 2};
}

std::array<Covered, 5> covered(const flow::Annotations& parts) {
    std::array<Covered, 5> all;
    for (const Annotation& item : parts.items) all[static_cast<std::size_t>(item.part)] += covered(item);
    return all;
}

void mark(flow::Annotations& parts) {
    for (Annotation& item : parts.items) {
        const Covered one = covered(item);
        item.marks = {one.covered == one.all ? "covered" : one.covered == 0 ? "uncovered" : "partly"};
    }
    const std::array<Covered, 5> all = covered(parts);
    parts.numbers.clear();
    for (std::size_t i = 0; i < all.size(); ++i) {
        parts.numbers.emplace_back(std::string(coverage_kinds[i]) + "_covered", static_cast<double>(all[i].covered));
        parts.numbers.emplace_back(coverage_kinds[i], static_cast<double>(all[i].all));
    }
}

// --- the way there

namespace {

// Breadth first, so that the first way found is a shortest one.
class Walk {
public:
    using Come = std::pair<flow::StateId, flow::EventId>; // from where, by what
    Walk(const flow::Flow& flow, std::vector<Come>& come, std::vector<bool>& known)
        : flow_(flow), come_(come), known_(known) {
        come_.assign(flow.states.size(), {flow::none, flow::none});
        known_.assign(flow.states.size(), false);
    }

    void run() {
        for (const flow::Body& body : flow_.bodies) {
            if (body.role != flow::BodyRole::sub_flow) reach(body.initial, flow::none, flow::none);
        }
        for (std::size_t i = 0; i < queue_.size(); ++i) leave(queue_[i]);
    }

private:
    void reach(flow::StateId state, flow::StateId from, flow::EventId event) {
        if (state == flow::none || known_[state]) return;
        known_[state] = true;
        come_[state] = {from, event};
        queue_.push_back(state);
    }
    void follow(flow::StateId from, flow::EventId event, const std::vector<flow::Branch>& branches) {
        flow::each_branch(branches, [&](const flow::Branch& branch) {
            if (branch.kind == flow::Branch::Kind::state) reach(branch.target, from, event);
        });
    }
    void leave(flow::StateId id) {
        const flow::State& state = flow_.states[id];
        if (state.sub_flow && state.sub_flow->body != flow::none)
            reach(flow_.bodies[state.sub_flow->body].initial, id, flow::none);
        if (state.final) return;
        for (const flow::Handler& handler : state.on) follow(id, handler.event, handler.branches);
        follow(id, flow::next_event, state.next);
        for (const flow::Handler& handler : flow_.bodies[state.body].on) follow(id, handler.event, handler.branches);
    }

    const flow::Flow& flow_;
    std::vector<Come>& come_;
    std::vector<bool>& known_;
    std::vector<flow::StateId> queue_;
};

} // namespace

EventPaths::EventPaths(const flow::Flow& flow) : flow_(flow) {
    std::vector<std::pair<flow::StateId, flow::EventId>> come;
    Walk(flow, come, known_).run();
    from_.reserve(come.size());
    for (const auto& [state, event] : come) from_.push_back({state, event});
}

std::vector<std::string> EventPaths::to_state(flow::StateId state) const {
    std::vector<std::string> events;
    if (!known_[state]) return events;
    for (flow::StateId at = state; from_[at].state != flow::none; at = from_[at].state) {
        if (from_[at].event != flow::none) events.push_back(flow_.events[from_[at].event].text());
    }
    std::ranges::reverse(events);
    return events;
}

std::vector<std::string> EventPaths::to(const Annotation& part) const {
    flow::BodyId body = 0;
    for (flow::BodyId id = 1; id < flow_.bodies.size(); ++id) {
        if (flow_.bodies[id].name == part.body) body = id;
    }
    // What holds in all states of a body can be tried in its first one.
    const flow::StateId state = part.state.empty() ? flow_.bodies[body].initial : flow_.find_state(body, part.state);
    if (state == flow::none) return {};
    std::vector<std::string> events = to_state(state);
    if (part.part == Annotation::Part::transition) events.push_back(part.event);
    return events;
}

} // namespace callflow::scenario
