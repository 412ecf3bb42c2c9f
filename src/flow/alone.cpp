#include "flow/alone.hpp"

#include "flow/bodies.hpp"
#include "flow/graph.hpp"
#include "flow/handling.hpp"

#include <algorithm>
#include <span>

namespace callflow::flow {
namespace {

constexpr std::size_t most_ends =
    20; // of a sub-flow that are looked at; with more of them it counts as one that may wait

bool is_opposite(const Condition& a, const Condition& b) {
    return a.negated != b.negated && a.expression.text() == b.expression.text();
}

// How many verbs at the beginning may all be left out together: each has a condition, and no two of them are opposites.
std::size_t may_be_left_out(const std::vector<Verb>& verbs) {
    constexpr std::size_t most = 100; // that are compared
    std::size_t count = 0;
    for (; count < verbs.size() && !verbs[count].conditions.empty() && count < most; ++count) {
        if (verbs[count].conditions.size() != 1) continue;
        for (std::size_t i = 0; i < count; ++i) {
            if (verbs[i].conditions.size() == 1 &&
                is_opposite(verbs[i].conditions.front(), verbs[count].conditions.front()))
                return 0;
        }
    }
    return count;
}

// The event that a redirect names; nothing for an address of somebody else's. What stands before it may be left out.
std::span<const EventReference> redirects_to(const State& state) {
    const std::vector<Verb>& verbs = state.response.verbs;
    const std::size_t at = may_be_left_out(verbs);
    if (at >= verbs.size() || verbs[at].spec == nullptr) return {};
    if (verbs[at].spec->name != "redirect" || !verbs[at].conditions.empty()) return {};
    for (const Attribute& one : verbs[at].attributes)
        if (one.spec->name == "url") return one.event;
    return {};
}

void append_reads(const expr::Expression& expression, std::vector<expr::Slot>& slots) {
    for (const expr::Reference& one : expression.references()) slots.push_back(one.slot);
}

} // namespace

// Asks a state's candidates for one event after the other.
struct Alone::Asking {
    const Flow& flow;
    StateId id;
    LoneState& found;
    EventId event = none;
    std::vector<expr::Slot> reads = {}; // of what stands around the branch at hand

    void branches(const std::vector<Branch>& all) {
        for (const Branch& branch : all) {
            const std::size_t before = reads.size();
            for (const Condition& one : branch.conditions) append_reads(one.expression, reads);
            if (branch.kind != Branch::Kind::choose) {
                const StateId to = branch.kind == Branch::Kind::same ? id : branch.target;
                if (to != none) found.moves.push_back({to, &branch, event, reads});
            }
            for (const Switch& choice : branch.choose) {
                append_reads(choice.on, reads);
                for (const SwitchCase& one : choice.cases) branches(one.branches);
                branches(choice.otherwise);
            }
            reads.resize(before);
        }
    }
    // Whether a candidate is found whatever conditions say.
    bool handlers(const std::vector<Handler>& on, EventId key) {
        if (key == none) return false;
        for (const Handler& handler : on) {
            if (handler.event != key) continue;
            for (const Condition& one : handler.conditions) append_reads(one.expression, reads);
            branches(handler.branches);
            reads.clear();
            if (takes_always(handler)) return true;
        }
        return false;
    }
    // The state's own `on:`, its flow's, then its `next:` where that stands for what nobody takes.
    void ask(EventId name, const HandledAs& keys, bool or_next) {
        event = name;
        const State& state = flow.states[id];
        const Body& body = flow.bodies[state.body];
        for (const auto* on : {&state.on, &body.on}) {
            if (handlers(*on, keys.own)) return;
            if (keys.bare != keys.own && handlers(*on, keys.bare)) return;
        }
        if (or_next && state.has_next) {
            branches(state.next);
            return;
        }
        found.refused.push_back(event);
    }
};

Alone::Alone(const Flow& flow)
    : flow_(flow), states_(flow.states.size()), bodies_(flow.bodies.size()), came_from_(flow.states.size(), none),
      came_by_(flow.states.size(), none) {
    for (const BodyId body : innermost_first(flow)) look_at(body);
}

void Alone::look_at_state(StateId id) {
    const State& state = flow_.states[id];
    LoneState& found = states_[id];
    if (state.final) return;
    Asking asking{flow_, id, found};
    if (state.sub_flow) {
        if (state.sub_flow->body == none) return;
        const Summary& inner = bodies_[state.sub_flow->body];
        for (const End& end : inner.ends) asking.ask(end.event, {end.event, end.event}, end.outcome);
        found.may_rest = inner.may_rest;
    } else if (state.request) {
        const bool stays = state.request->hands_over; // where the SIP side agrees
        for (const std::string_view outcome : {"success", "failure"}) {
            if (stays && outcome == "success") continue;
            const EventId event = flow_.find_event("", outcome);
            asking.ask(event, {event, event}, true);
        }
        found.may_rest = stays;
    } else if (!state.response.present) {
        if (state.has_next) asking.ask(next_event, {none, none}, true);
        found.may_rest = !state.has_next;
    } else if (const auto named = redirects_to(state); !named.empty()) {
        const HandledAs keys = handled_as(flow_, named.front().actor, named.front().event);
        asking.ask(keys.own != none ? keys.own : keys.bare, keys, false);
        found.may_rest = may_be_left_out(state.response.verbs) != 0;
    } else if (const auto& verbs = state.response.verbs;
               state.has_next && !verbs.empty() && may_be_left_out(verbs) == verbs.size()) {
        asking.ask(next_event, {none, none}, true); // a response that may come to nothing
        found.may_rest = true;
    }
    found.may_rest = found.may_rest || !found.refused.empty();
}

// What the body comes to by itself when it begins.
void Alone::look_at(BodyId id) {
    const Body& body = flow_.bodies[id];
    for (const StateId state : body.states) look_at_state(state);
    if (body.role != BodyRole::sub_flow || body.initial == none) return;
    Summary& summary = bodies_[id];
    const auto ends_with = [&](End end) {
        if (end.event == none || std::ranges::find(summary.ends, end.event, &End::event) != summary.ends.end()) return;
        if (summary.ends.size() < most_ends)
            summary.ends.push_back(end);
        else
            summary.may_rest = true;
    };
    std::vector<StateId> found = {body.initial}; // in the order in which they are come to
    came_from_[body.initial] = body.initial;
    for (std::size_t i = 0; i < found.size(); ++i) {
        const StateId at = found[i];
        const State& state = flow_.states[at];
        if (state.final) {
            ends_with({flow_.find_event("", *state.final), at, true});
            continue;
        }
        const LoneState& lone = states_[at];
        for (const EventId event : lone.refused) ends_with({event, at, false});
        summary.may_rest = summary.may_rest || lone.may_rest;
        for (const LoneMove& move : lone.moves) {
            if (came_from_[move.to] != none) continue;
            came_from_[move.to] = at;
            came_by_[move.to] = move.event;
            found.push_back(move.to);
        }
    }
}

std::vector<StateId> Alone::way_through(StateId state, EventId event, std::size_t most) const {
    std::vector<StateId> way;
    append_way(state, event, most, way);
    return way;
}

// Each level adds a state before it looks further in, so that `most` bounds the depth.
void Alone::append_way(StateId state, EventId event, std::size_t most, std::vector<StateId>& way) const {
    const std::optional<SubFlow>& inner = flow_.states[state].sub_flow;
    if (!inner || inner->body == none || way.size() >= most) return;
    const std::vector<End>& ends = bodies_[inner->body].ends;
    const auto end = std::ranges::find(ends, event, &End::event);
    if (end == ends.end()) return;
    std::vector<std::pair<StateId, EventId>> steps; // backwards: a state, and by what it was left
    EventId by = end->event;
    for (StateId at = end->last;; at = came_from_[at]) {
        steps.emplace_back(at, by);
        by = came_by_[at];
        if (came_from_[at] == at) break;
    }
    for (; !steps.empty() && way.size() < most; steps.pop_back()) {
        way.push_back(steps.back().first);
        append_way(steps.back().first, steps.back().second, most, way);
    }
}

} // namespace callflow::flow
