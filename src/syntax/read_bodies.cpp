// Sub-flows and machines: bodies like the flow's own, and how they hang together.
#include "base/text.hpp"
#include "flow/bodies.hpp"
#include "syntax/reader.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::syntax {
namespace codes = base::codes;

// Names first: states lead to each other, and `inputs.STATE` knows those of every body.
void Reader::declare_bodies(View bodies, flow::BodyRole role) {
    const bool machines = role == flow::BodyRole::machine;
    if (!bodies || !in_.is_mapping(bodies, machines ? "a mapping of machines" : "a mapping of sub-flows",
                                   "`NAME: {initial: …, states: {…}}`")) {
        return;
    }
    for (const doc::Entry entry : doc::entries(bodies)) {
        if (!entry.key.is_scalar() || entry.key.text().starts_with("x-")) {
            continue;
        }
        in_.is_name(entry.key, machines ? "a machine's name" : "a sub-flow's name");
        const auto id = static_cast<flow::BodyId>(flow_.bodies.size());
        const auto [at, added] = bodies_.emplace(entry.key.text(), id);
        if (!added) {
            // Twice in one mapping is a duplicate key, which was reported when the document was read.
            if (flow_.bodies[at->second].role != role) {
                base::Diagnostic& found =
                    in_.report(codes::duplicate_name, entry.key.span(),
                               fmt::format("{} is a sub-flow already", base::quoted(entry.key.text())));
                found.help = "give the machine another name";
                found.notes.push_back({flow_.bodies[at->second].where, "defined here"});
            }
            continue;
        }
        flow_.bodies.emplace_back();
        body_values_.push_back(entry.value);
        body_ = id;
        if (in_.is_mapping(entry.value, "a flow", "`{initial: …, states: {…}}`")) {
            const View states = entry.value.find("states");
            if (states && in_.is_mapping(states, "a mapping of states", "`states: {greeting: {…}}`")) {
                declare_states(states);
                declare_saved(states);
            }
        }
        flow::Body& body = flow_.bodies[id];
        body.name = entry.key.text();
        body.role = role;
        body.where = entry.key.span();
    }
    body_ = 0;
}

void Reader::read_bodies() {
    for (std::size_t index = 0; index < body_values_.size(); ++index) {
        body_ = static_cast<flow::BodyId>(flow_.bodies.size() - body_values_.size() + index);
        if (body_values_[index].is_mapping()) {
            read_body(body_values_[index]);
        }
    }
    body_ = 0;
    resolve_sub_flows();
    check_recursion();
    check_machines();
}

void Reader::read_body(View value) {
    flow::Body& body = flow_.bodies[body_];
    View initial;
    View states;
    in_.each_key(value, Mapping::body, body.where, [&](const KeySpec& key, const doc::Entry& entry) {
        switch (key.key) {
        case Key::initial: initial = entry.value; break;
        case Key::states: states = entry.value; break;
        case Key::on: handlers(entry.value, body.on); break;
        case Key::before: callbacks(entry.value, Mapping::before_callback, body.before); break;
        case Key::after: callbacks(entry.value, Mapping::after_callback, body.after); break;
        default: in_.words(entry.value);
        }
    });
    if (states) {
        read_initial(initial);
        read_states(states);
    }
}

// What a sub-flow comes back with is an event, whether or not somebody names it.
void Reader::resolve_sub_flows() {
    for (flow::State& state : flow_.states) {
        flow::Body& own = flow_.bodies[state.body];
        if (state.final && own.role == flow::BodyRole::sub_flow) {
            own.outcomes.push_back(flow_.intern_event("", *state.final));
        }
        if (!state.sub_flow) {
            continue;
        }
        const auto at = bodies_.find(state.sub_flow->name);
        if (at == bodies_.end() || flow_.bodies[at->second].role != flow::BodyRole::sub_flow) {
            unknown_flow(*state.sub_flow);
            continue;
        }
        state.sub_flow->body = at->second;
        flow_.bodies[at->second].named_by.push_back(static_cast<flow::StateId>(&state - flow_.states.data()));
    }
    for (flow::Body& body : flow_.bodies) {
        std::ranges::sort(body.outcomes);
        body.outcomes.erase(std::unique(body.outcomes.begin(), body.outcomes.end()), body.outcomes.end());
    }
}

void Reader::unknown_flow(const flow::SubFlow& named) {
    const auto at = bodies_.find(named.name);
    const bool machine = at != bodies_.end();
    base::Diagnostic& found = in_.report(
        codes::unknown_flow, named.where,
        machine ? fmt::format("{} is a machine: it runs beside the flow, not inside a state", base::quoted(named.name))
                : fmt::format("there is no sub-flow {}", base::quoted(named.name)));
    if (machine) {
        found.help = "move it below `flows:`";
        found.notes.push_back({flow_.bodies[at->second].where, "defined here"});
        return;
    }
    std::vector<std::string_view> names;
    if (in_.may_search(flow_.bodies.size())) {
        for (const flow::Body& body : flow_.bodies) {
            if (body.role == flow::BodyRole::sub_flow) names.emplace_back(body.name);
        }
    }
    const std::string_view near = in_.nearest(named.name, names);
    if (near.empty()) {
        found.help = fmt::format("add `{}: {{initial: …, states: {{…}}}}` to `flows:`", named.name);
        return;
    }
    found.help = fmt::format("did you mean `{}`?", near);
    found.notes.push_back({flow_.bodies[bodies_.find(near)->second].where, "defined here"});
    found.edits.push_back({named.where, std::string(near)});
}

void Reader::check_recursion() {
    const std::vector<flow::StateId> circle = flow::find_recursion(flow_);
    if (circle.empty()) {
        if (flow::count_configurations(flow_) > flow::max_configurations) {
            in_.report(codes::too_many_states, flow_.bodies.back().where,
                       fmt::format("states and sub-flows combine in more than {} ways", flow::max_configurations))
                .help = "let fewer states name the same sub-flows inside each other";
        }
        return;
    }
    const flow::State& last = flow_.states[circle.back()];
    std::string path = last.sub_flow->name;
    constexpr std::size_t shown = 20;
    for (std::size_t i = 0; i < circle.size(); ++i) {
        if (i >= shown && i + 1 < circle.size()) {
            path += i == shown ? " -> …" : "";
            continue;
        }
        path += " -> " + flow_.states[circle[i]].sub_flow->name;
    }
    base::Diagnostic& found = in_.report(codes::recursive_flow, last.sub_flow->where,
                                         fmt::format("sub-flow {} runs inside itself: {}",
                                                     base::quoted(last.sub_flow->name), base::printable(path, 1000)));
    found.help = "go back by the outer state: end the sub-flow with an outcome that leads there anew";
    for (std::size_t i = 0; i + 1 < circle.size() && i < shown; ++i) {
        const flow::State& state = flow_.states[circle[i]];
        found.notes.push_back(
            {state.sub_flow->where, fmt::format("{} begins here", base::quoted(state.sub_flow->name))});
    }
}

namespace {

// An event that a machine takes from outside, by its bare name: whose it is, and which machine's.
struct Taken {
    flow::EventId event = flow::none;
    std::uint32_t machine = 0;
    base::Span where;
};

// Calls `visit(handler)` for every event that may come from outside while a body runs: not for what its sub-flows and
// requests come back with, which only the state that waits for it hears.
template <class Visit> void each_event(const flow::Flow& flow, const flow::Body& body, Visit&& visit) {
    for (const flow::Handler& handler : body.on) visit(handler);
    for (const flow::StateId id : body.states) {
        const flow::State& state = flow.states[id];
        for (const flow::Handler& handler : state.on) {
            const flow::Event& event = flow.events[handler.event];
            const bool answered =
                state.request && event.actor.empty() && (event.name == "success" || event.name == "failure");
            if (!answered && !flow::is_outcome(flow, state, handler.event)) visit(handler);
        }
    }
}

} // namespace

// An event goes to the machine that has it, so only one may.
void Reader::check_machines() {
    const std::vector<flow::BodyId> roots = flow::machines(flow_);
    if (roots.size() < 2) {
        return;
    }
    std::unordered_map<std::string_view, std::vector<Taken>> taken;
    std::vector<std::uint32_t> owner(flow_.bodies.size(), flow::none);
    std::vector<bool> shared(flow_.bodies.size()); // looked into for a second machine, which is enough
    std::vector<flow::BodyId> open;
    for (std::uint32_t machine = 0; machine < roots.size(); ++machine) {
        open.push_back(roots[machine]);
        while (!open.empty() && !in_.full()) {
            const flow::BodyId id = open.back();
            open.pop_back();
            if (owner[id] == machine || shared[id]) {
                continue;
            }
            shared[id] = owner[id] != flow::none;
            owner[id] = machine;
            each_event(flow_, flow_.bodies[id], [&](const flow::Handler& handler) {
                const flow::Event& event = flow_.events[handler.event];
                std::vector<Taken>& others = taken[event.name];
                const auto same = [&](const Taken& one) {
                    const std::string& actor = flow_.events[one.event].actor;
                    return actor == event.actor || actor.empty() || event.actor.empty();
                };
                const auto own = [&](const Taken& one) { return one.event == handler.event && one.machine == machine; };
                if (std::ranges::any_of(others, own)) return;
                const auto other =
                    std::ranges::find_if(others, [&](const Taken& one) { return one.machine != machine && same(one); });
                if (other != others.end()) shared_event(event, handler.where, other->where, roots[machine]);
                others.push_back({handler.event, machine, handler.where});
            });
            for (const flow::StateId state : flow_.bodies[id].states) {
                const auto& inner = flow_.states[state].sub_flow;
                if (inner && inner->body != flow::none) open.push_back(inner->body);
            }
        }
    }
}

// `event` is taken at two places, the second in the given machine.
void Reader::shared_event(const flow::Event& event, Span where, Span other, flow::BodyId machine) {
    const std::string& name = flow_.bodies[machine].name;
    const bool twice = where.begin == other.begin && where.file == other.file;
    base::Diagnostic& found = in_.report(
        codes::shared_event, where,
        twice ? fmt::format("the sub-flow that takes event {} runs in two machines", base::quoted(event.text()))
              : fmt::format("event {} is in two machines", base::quoted(event.text())));
    if (twice) {
        found.help = fmt::format("give machine {} a sub-flow with events of its own", base::quoted(name));
        found.notes.push_back({flow_.bodies[machine].where, "this is the second machine"});
        return;
    }
    const bool hangup = std::ranges::any_of(flow_.signals, [&](const flow::Signal& signal) {
        return signal.spec->name == "hangup" && flow_.events[signal.event].name == event.name;
    });
    found.help = hangup ? "let one machine take it: a hang-up ends the call for all of them"
                        : "an event goes to the machine that has it: give one of the two another name";
    found.notes.push_back({other, "here it is taken too"});
}

} // namespace callflow::syntax
