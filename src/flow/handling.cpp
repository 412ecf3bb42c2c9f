#include "flow/handling.hpp"

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

bool handles(const Flow& flow, const State& state, const HandledAs& event) {
    return handles(state.on, event) || (!state.final && handles(flow.bodies[state.body].on, event));
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

std::vector<std::string_view> event_names(const Flow& flow, const State& state) {
    std::vector<std::string_view> names;
    for (const auto* handlers : {&state.on, &flow.bodies[state.body].on}) {
        for (const Handler& handler : *handlers) {
            if (handler.event != none) names.push_back(flow.events[handler.event].name);
        }
    }
    return names;
}

} // namespace callflow::flow
