#include "flow/handling.hpp"

#include "base/edit_distance.hpp"
#include "flow/graph.hpp"

#include <algorithm>

namespace callflow::flow {

HandledAs handled_as(const Flow& flow, std::string_view actor, std::string_view event) {
    return {flow.find_event(actor, event), flow.find_event("", event)};
}

bool handles(const std::vector<Handler>& handlers, const HandledAs& event) {
    return std::any_of(handlers.begin(), handlers.end(), [&](const Handler& handler) {
        return handler.event != none && (handler.event == event.own || handler.event == event.bare);
    });
}

namespace {

// Whether `takes(handlers)` holds for those of the state, of its body, or, in a sub-flow, of some state around it.
// Neither of the body nor of the states around counts what stands in a final state.
template <class Takes> bool some_take(const Flow& flow, const State& state, Takes&& takes) {
    std::vector<bool> seen(flow.bodies.size());
    std::vector<const State*> open = {&state};
    while (!open.empty()) {
        const State& one = *open.back();
        open.pop_back();
        const Body& body = flow.bodies[one.body];
        if (takes(one.on) && (&one == &state || !one.final)) return true;
        if (!one.final && takes(body.on)) return true;
        if (seen[one.body]) continue;
        seen[one.body] = true;
        for (const StateId outer : body.named_by) open.push_back(&flow.states[outer]);
    }
    return false;
}

} // namespace

bool handles(const Flow& flow, const State& state, const HandledAs& event) {
    return some_take(flow, state, [&](const std::vector<Handler>& on) { return handles(on, event); });
}

bool takes_always(const Flow& flow, const State& state, EventId event) {
    return some_take(flow, state, [&](const std::vector<Handler>& on) {
        return std::ranges::any_of(on, [&](const Handler& one) { return one.event == event && takes_always(one); });
    });
}

bool handled_inside(const Flow& flow, const State& state, const HandledAs& event) {
    if (!state.sub_flow || state.sub_flow->body == none) return false;
    std::vector<bool> seen(flow.bodies.size());
    std::vector<BodyId> open = {state.sub_flow->body};
    while (!open.empty()) {
        const Body& body = flow.bodies[open.back()];
        const BodyId id = open.back();
        open.pop_back();
        if (seen[id]) continue;
        seen[id] = true;
        if (handles(body.on, event)) return true;
        for (const StateId inner : body.states) {
            const State& one = flow.states[inner];
            if (handles(one.on, event)) return true;
            if (one.sub_flow && one.sub_flow->body != none) open.push_back(one.sub_flow->body);
        }
    }
    return false;
}

std::vector<bool> handled_events(const Flow& flow) {
    std::vector<bool> handled(flow.events.size(), false);
    const auto mark = [&](const std::vector<Handler>& handlers) {
        for (const Handler& handler : handlers) {
            if (handler.event != none) handled[handler.event] = true;
        }
    };
    for (const Body& body : flow.bodies) mark(body.on);
    for (const State& state : flow.states) mark(state.on);
    return handled;
}

std::string nearest_key(const Flow& flow, const State& state, const Event& event) {
    std::vector<std::string> keys;
    for (const auto* handlers : {&state.on, &flow.bodies[state.body].on}) {
        for (const Handler& handler : *handlers) {
            if (handler.event != none) keys.push_back(flow.events[handler.event].text());
        }
    }
    std::vector<std::string_view> names(keys.begin(), keys.end());
    if (const std::string_view near = base::nearest(event.text(), names); !near.empty()) return std::string(near);
    for (std::string_view& name : names) name.remove_prefix(name.find('.') + 1); // npos + 1 is 0
    const std::string_view near = base::nearest(event.name, names);
    if (near.empty()) return {};
    return keys[static_cast<std::size_t>(std::ranges::find(names, near) - names.begin())];
}

} // namespace callflow::flow
