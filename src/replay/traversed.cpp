#include "replay/traversed.hpp"

#include "replay/places.hpp"

#include <algorithm>

namespace callflow::replay {
namespace {

using engine::Configuration;
using engine::Passage;

bool among(const std::vector<Configuration>& all, Configuration one) {
    return std::ranges::find(all, one) != all.end();
}

// Adds the passages that lead to one of `ends`; false where none does.
bool add_ways(Traversed& out, const std::vector<Passage>& all, const std::vector<Configuration>& ends) {
    std::vector<bool> leads(all.size());
    for (bool more = true; more;) {
        more = false;
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (leads[i]) continue;
            bool there = among(ends, all[i].to);
            for (std::size_t k = 0; k < all.size() && !there; ++k) there = leads[k] && all[k].from == all[i].to;
            leads[i] = there;
            more = more || there;
        }
    }
    bool any = false;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (!leads[i]) continue;
        for (std::size_t k = 0; k < i; ++k) // two that begin at one place
            if (leads[k] && all[k].from == all[i].from) out.certain = false;
        any = true;
        out.passages.push_back(all[i]);
        if (!among(ends, all[i].to) && !among(out.through, all[i].to)) out.through.push_back(all[i].to);
    }
    return any;
}

} // namespace

Traversed traversed(const engine::Machine& machine, Names& names, const StepKey& step) {
    Traversed out;
    const flow::EventId event = step.event.empty() ? flow::none : names[names.of({}, step.event)].event;
    if (event == flow::none || step.kind != Verdict::ok) return out;
    const std::uint32_t own = machine.machine_of(engine::Request{.event = event});
    std::vector<Configuration> ends;
    for (const Member& one : members_of(machine, step.to))
        if (!one.hung_up && machine.machine_of(one.at) == own) ends.push_back(one.at);
    out.certain = true;
    std::size_t from = 0;
    std::vector<Passage> all;
    for (const Member& one : members_of(machine, step.from)) {
        if (one.hung_up || machine.machine_of(one.at) != own) continue;
        all.clear();
        machine.passages(one.at, event, all);
        if (add_ways(out, all, ends)) ++from;
    }
    out.certain = out.certain && from == 1;
    return out;
}

Traversed traversed_at_first(const engine::Machine& machine) {
    Traversed out;
    std::vector<Configuration> ends;
    machine.beginnings(ends);
    const flow::Flow& flow = machine.flow();
    const auto go = [&](Configuration at, flow::EventId event) {
        std::vector<Passage> all;
        machine.passages(at, event, all);
        add_ways(out, all, ends);
    };
    for (const flow::Body& body : flow.bodies) { // those that a sub-flow begins with do no harm
        const flow::State& first = flow.states[body.initial];
        if (first.response.present || among(ends, body.initial)) continue;
        out.through.push_back(body.initial);
        go(body.initial, flow::next_event);
        for (const std::string_view outcome : {"success", "failure"}) {
            const flow::EventId event = flow.find_event({}, outcome);
            if (first.request && event != flow::none) go(body.initial, event);
        }
    }
    if (flow.start != flow::none) {
        std::vector<Configuration> started;
        for (const Configuration one : ends) machine.arrivals(one, flow.start, started);
        std::vector<Passage> all;
        for (const Configuration one : ends) machine.passages(one, flow.start, all);
        add_ways(out, all, started);
    }
    out.certain = false;
    return out;
}

} // namespace callflow::replay
