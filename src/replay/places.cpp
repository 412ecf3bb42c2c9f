#include "replay/places.hpp"

#include "flow/secrets.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::replay {

using engine::Configuration;

Place place_of(const base::Sources& sources, base::Span where) {
    if (where.file >= sources.size()) return {};
    const base::Source& source = sources[where.file];
    const base::Position at = source.position(where.begin);
    return {source.name(), at.line, at.column};
}

std::vector<Member> members_of(const engine::Machine& machine, std::string_view set) {
    constexpr std::string_view gone = " (hung up)";
    std::vector<Member> out;
    while (!set.empty()) {
        const std::size_t bar = set.find(" | ");
        std::string_view path = set.substr(0, bar);
        const bool hung_up = path.ends_with(gone);
        if (hung_up) path.remove_suffix(gone.size());
        const Configuration at = machine.find(path);
        if (at != flow::none) out.push_back({at, hung_up});
        set = bar == std::string_view::npos ? std::string_view() : set.substr(bar + 3);
    }
    return out;
}

std::uint32_t event_machine(const engine::Machine& machine, Names& names, std::string_view event) {
    const flow::EventId id = event.empty() ? flow::none : names[names.of({}, event)].event;
    return id == flow::none ? 0 : machine.machine_of(engine::Request{.event = id});
}

std::string handling(const engine::Machine& machine, std::string_view set, const Name& name) {
    const auto bar = set.find(" | ");
    if (bar == std::string_view::npos || name.event == flow::none || name.signal != nullptr) return std::string(set);
    const std::uint32_t own = machine.machine_of(engine::Request{.event = name.event});
    std::vector<std::string> paths;
    std::vector<Configuration> led;
    bool any = false;
    for (const Member& one : members_of(machine, set)) {
        led.clear();
        const bool asked = machine.machine_of(one.at) == own;
        if (asked && !one.hung_up) machine.arrivals(one.at, name.event, led);
        any = any || !led.empty();
        if (!asked || !led.empty()) paths.push_back(machine.path(one.at) + (one.hung_up ? " (hung up)" : ""));
    }
    if (!any) return std::string(set);
    std::ranges::sort(paths);
    return fmt::format("{}", fmt::join(paths, " | "));
}

std::string row_of(const engine::Machine& machine, std::string_view set, std::uint32_t which) {
    std::vector<std::string> paths;
    const std::vector<Member> members = members_of(machine, set);
    for (const Member& one : members)
        if (machine.machine_of(one.at) == which) paths.push_back(machine.path(one.at));
    if (paths.empty())
        for (const Member& one : members) paths.push_back(machine.path(one.at));
    if (paths.empty()) return std::string(set);
    std::ranges::sort(paths);
    paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
    return fmt::format("{}", fmt::join(paths, " | "));
}

std::vector<flow::EventId> events_of(const engine::Machine& machine, Configuration at) {
    const flow::Flow& flow = machine.flow();
    std::vector<flow::EventId> out;
    const auto add = [&](const std::vector<flow::Handler>& handlers) {
        for (const flow::Handler& one : handlers)
            if (std::ranges::find(out, one.event) == out.end()) out.push_back(one.event);
    };
    for (Configuration level = at; level != flow::none; level = machine.outer(level)) {
        const flow::State& state = flow.states[machine.state_of(level)];
        if (state.final) continue;
        add(state.on);
        add(flow.bodies[state.body].on);
    }
    if (flow.states[machine.state_of(at)].has_next) out.push_back(flow::next_event);
    return out;
}

std::vector<Configuration> waiting_places(const engine::Machine& machine) {
    std::vector<Configuration> open;
    machine.beginnings(open);
    std::vector<bool> seen(machine.configurations());
    for (const Configuration one : open) seen[one] = true;
    std::vector<Configuration> out;
    std::vector<Configuration> next;
    while (!open.empty()) {
        const Configuration at = open.back();
        open.pop_back();
        out.push_back(at);
        next.clear();
        for (const flow::EventId event : events_of(machine, at)) machine.arrivals(at, event, next);
        for (const Configuration one : next) {
            if (seen[one]) continue;
            seen[one] = true;
            open.push_back(one);
        }
    }
    std::ranges::sort(out);
    return out;
}

bool may_be_secret(const engine::Machine& machine, std::string_view set, std::string_view event) {
    const flow::Flow& flow = machine.flow();
    if (!flow::has_secrets(flow)) return false;
    for (const Member& one : members_of(machine, set))
        if (flow::asks_for_secrets(flow.states[machine.state_of(one.at)])) return true;
    const auto alone = [](std::string_view text) { return text.substr(std::min(text.find('.') + 1, text.size())); };
    for (const flow::State& state : flow.states) {
        if (!flow::asks_for_secrets(state)) continue;
        const auto among = [&](const std::vector<flow::Handler>& all) {
            return std::ranges::any_of(all, [&](const flow::Handler& one) {
                return flow.events[one.event].name == alone(event) || event.ends_with(flow.events[one.event].name);
            });
        };
        if (among(state.on) || among(flow.bodies[state.body].on)) return true;
    }
    return false;
}

const flow::Handler* handler_of(const engine::Machine& machine, Configuration at, flow::EventId event) {
    for (Configuration level = at; level != flow::none; level = machine.outer(level)) {
        for (const engine::Candidate& one : machine.candidates(level, event))
            if (one.handler != nullptr) return one.handler;
        if (event == flow::next_event) break;
    }
    return nullptr;
}

} // namespace callflow::replay
