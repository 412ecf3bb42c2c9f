// What can happen to a call, and what it makes of it.
#include "flow/bodies.hpp"
#include "flow/handling.hpp"
#include "flow/redirects.hpp"
#include "flow/uses.hpp"
#include "scenario/paths/search.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace callflow::scenario {

using expr::Value;

namespace {

// The provider waits for an answer, unless it only told something.
bool wants_document(engine::Outcome outcome) {
    return outcome == engine::Outcome::moved || outcome == engine::Outcome::refused ||
           outcome == engine::Outcome::failed;
}

} // namespace

std::uint32_t waiting_machine(const engine::Call& call) {
    if (call.request.waits) return 0;
    for (std::uint32_t i = 0; i < call.beside.size(); ++i)
        if (call.beside[i].request.waits) return i + 1;
    return flow::none;
}

engine::Configuration place_of(const engine::Call& call, std::uint32_t machine) {
    return machine == 0 ? call.configuration : call.beside[machine - 1].configuration;
}

CallSpec call_of(const World& world) {
    CallSpec spec;
    spec.name = "caller";
    spec.id = made_id(spec.name);
    for (const auto& [path, value] : world) {
        if (path == "call.from") spec.from = value.to_text();
        if (path == "call.to") spec.to = value.to_text();
        if (path == "call.channel") spec.channel = value.to_text();
        if (path == "call.direction") spec.direction = value.to_text();
        if (!path.starts_with("params.")) continue;
        PlainValue param;
        param.name = path.substr(7);
        param.value = value;
        spec.params.push_back(std::move(param));
    }
    return spec;
}

std::int64_t moment_of(const World& world) {
    const auto now = world.find("now");
    if (now == world.end()) return 946'684'800'000'000'000; // 2000-01-01T00:00:00Z
    const base::Moment moment = now->second.as_timestamp();
    return moment.seconds * 1'000'000'000 + moment.nanoseconds;
}

// --- what can happen

// Events as keys spell them, and as documents and effects name them.
void Search::choose_events() {
    const std::vector<bool> handled = flow::handled_events(flow_);
    std::set<flow::EventId> all;
    for (flow::EventId id = 1; id < handled.size(); ++id)
        if (handled[id]) all.insert(id);
    flow::each_reference(flow_, [&](const flow::Named& one) {
        const flow::EventId id = flow_.find_event(one.event->actor, one.event->event);
        if (id != flow::none && id != flow::next_event && machine_.knows(id)) all.insert(id);
    });
    fired_.assign(all.begin(), all.end());
    for (const flow::Body& body : flow_.bodies) own_ends_.insert(body.outcomes.begin(), body.outcomes.end());
    succeeds_ = flow_.find_event({}, "success");
    fails_ = flow_.find_event({}, "failure");
    own_ends_.insert(succeeds_);
    own_ends_.insert(fails_);
}

const std::vector<flow::EventId>& Search::events_at(engine::Configuration at) {
    const auto [place, fresh] = events_.try_emplace(at);
    if (!fresh) return place->second;
    const flow::State& state = flow_.states[machine_.state_of(at)];
    const bool silent = all_are_tropo(options_) && flow::silent_redirect(state) != nullptr;
    for (const flow::EventId id : fired_) {
        // What a reply means nobody fires: the mock's reply does, or a hang-up where others have taken the call over.
        const bool replied = state.request && (id == succeeds_ || id == fails_);
        bool handled = false, own_end = replied || (silent && flow::is_transfer_outcome(flow_, state, id));
        for (engine::Configuration level = at; level != flow::none; level = machine_.outer(level)) {
            handled = handled || !machine_.candidates(level, id).empty();
            own_end = own_end || (level != at && flow::is_outcome(flow_, flow_.states[machine_.state_of(level)], id));
        }
        if (handled && !own_end) place->second.push_back(id);
    }
    return place->second;
}

void Search::machine_stimuli(const engine::Call& call, std::uint32_t machine, std::vector<Stimulus>& all) {
    const engine::Configuration at = place_of(call, machine);
    const flow::StateId id = machine_.state_of(at);
    const flow::State& state = flow_.states[id];
    if (state.final && machine_.outer(at) == flow::none) return;
    bool guarded = false;
    const std::vector<engine::RunningTimer>& timers = machine == 0 ? call.timers : call.beside[machine - 1].timers;
    for (const flow::EventId event : events_at(at)) {
        // What a timer that runs here brings comes when it is time.
        if (std::ranges::any_of(timers, [&](const engine::RunningTimer& one) {
                return flow_.states[one.state].timers[one.index].event == event;
            }))
            continue;
        std::vector<engine::Candidate> candidates;
        for (engine::Configuration level = at; level != flow::none; level = machine_.outer(level)) {
            const auto some = machine_.candidates(level, event);
            candidates.insert(candidates.end(), some.begin(), some.end());
        }
        guarded = true;
        for (Inputs& input : inventor_.inputs(id, candidates, call.slots)) {
            Stimulus one;
            one.kind = std::ranges::binary_search(outside_, event) ? Stimulus::Kind::redirect : Stimulus::Kind::event;
            if (one.kind == Stimulus::Kind::redirect && !input.empty()) one.kind = Stimulus::Kind::event;
            one.event = event;
            one.input = std::move(input);
            all.push_back(std::move(one));
        }
    }
    if (state.has_next && !machine_.candidates(at, flow::next_event).empty()) {
        Stimulus one;
        one.event = flow::next_event;
        one.machine = machine == 0 ? flow::none : machine;
        all.push_back(std::move(one));
    }
    // Something that is known, and not here: what a refusal runs is seen, too.
    if (!guarded && state.after.empty() && flow_.bodies[state.body].after.empty()) return;
    for (const flow::EventId event : fired_) {
        const std::vector<flow::EventId>& here = events_at(at);
        const bool known = machine_.knows(event) && machine_.signal_of(event) == nullptr;
        if (!known || own_ends_.contains(event) || std::ranges::find(here, event) != here.end()) continue;
        engine::Request request;
        request.event = event;
        if (machine_.machine_of(request) != machine) continue;
        Stimulus one;
        one.event = event;
        all.push_back(std::move(one));
        break;
    }
}

std::vector<Stimulus> Search::stimuli(const engine::Call& call) {
    std::vector<Stimulus> all;
    if (const std::uint32_t asking = waiting_machine(call); asking != flow::none) {
        for (const MockAnswer& answer : inventor_.answers(machine_.state_of(place_of(call, asking)))) {
            Stimulus one;
            one.kind = Stimulus::Kind::answer;
            one.machine = asking;
            one.answer = answer;
            all.push_back(std::move(one));
        }
        return all;
    }
    if (call.ended) return all;
    for (std::uint32_t machine = 0; machine < machine_.machines(); ++machine) machine_stimuli(call, machine, all);
    if (engine::Time due = 0; machine_.next_timer(call, due)) {
        Stimulus one;
        one.kind = Stimulus::Kind::wait;
        all.push_back(std::move(one));
    }
    return all;
}

// --- what it makes of it

bool Search::responds(const engine::Call& call, std::uint32_t machine, engine::StepError& error) const {
    flow::ResolvedResponse response;
    if (!call.beside.empty()) return responds(machine_.seen_by(call, machine_.answering(machine)), error, response);
    return responds(call, error, response);
}

bool Search::responds(const engine::Call& seen, engine::StepError& error, flow::ResolvedResponse& response) const {
    if (provider_slot_ != flow::none && provider_slot_ < seen.slots.size())
        return machine_.respond(seen, seen.slots[provider_slot_].to_text(), response, &error).has_value();
    return std::ranges::all_of(options_.providers, [&](const std::string& provider) {
        return machine_.respond(seen, provider, response, &error).has_value();
    });
}

// A response that errs undoes the step, so that nothing was entered or taken; signal `error` is fired where somebody handles it.
void Search::answer_check(engine::Call& call, const engine::Call& before, engine::StepResult& result,
                          Happened& happened, std::size_t first) const {
    if (waiting_machine(call) != flow::none || !wants_document(result.outcome)) return;
    engine::StepError error;
    if (responds(call, result.machine, error)) {
        if (call.beside.empty())
            map_.of_response(call, happened.features);
        else
            map_.of_response(machine_.seen_by(call, machine_.answering(result.machine)), happened.features);
        return;
    }
    happened.unanswered = machine_.state_of(place_of(call, result.machine));
    happened.error = error;
    happened.features.push_back(feature(FeatureKind::failed, machine_.state_of(call.configuration), flow::next_event));
    if (result.outcome != engine::Outcome::moved) {
        happened.stuck = true;
        return;
    }
    call = before;
    const auto undone = std::ranges::remove_if(
        happened.features.begin() + static_cast<std::ptrdiff_t>(first), happened.features.end(),
        [](Feature one) { return kind_of(one) == FeatureKind::state || kind_of(one) == FeatureKind::branch; });
    happened.features.erase(undone.begin(), undone.end());
    for (const flow::Signal& signal : flow_.signals) {
        if (signal.spec->name != "error" || !machine_.knows(signal.event)) continue;
        engine::Request request;
        request.event = signal.event;
        request.input.emplace_back("error", Value::string(error.message));
        engine::StepResult after;
        after.keep_trace = true;
        const engine::Call old = call;
        machine_.step(call, request, after);
        map_.of_step(after, old.slots, old, call, happened.features);
        happened.stuck = after.outcome != engine::Outcome::moved ||
                         (waiting_machine(call) == flow::none && !responds(call, after.machine, error));
        return;
    }
    happened.stuck = true;
}

Happened Search::apply(engine::Call& call, const Stimulus& stimulus) const {
    Happened happened;
    const engine::Call before = call;
    engine::StepResult result;
    result.keep_trace = true;
    switch (stimulus.kind) {
    case Stimulus::Kind::set:
        happened.possible = machine_.set_var(call, stimulus.var, stimulus.value).has_value();
        return happened;
    case Stimulus::Kind::wait: {
        engine::Time due = 0;
        happened.possible = machine_.next_timer(call, due);
        if (!happened.possible) return happened;
        const auto fired = [&](const std::vector<engine::RunningTimer>& timers) {
            for (const engine::RunningTimer& one : timers)
                if (one.due <= due) happened.features.push_back(feature(FeatureKind::timer, one.state, one.index));
        };
        fired(call.timers);
        for (const engine::SideMachine& one : call.beside) fired(one.timers);
        std::vector<engine::StepResult> results;
        machine_.advance(call, due, results, true);
        for (engine::StepResult& one : results) {
            const std::size_t first = happened.features.size();
            map_.of_step(one, before.slots, before, call, happened.features);
            engine::Call old = before;
            std::erase_if(old.timers, [due](const engine::RunningTimer& timer) { return timer.due <= due; });
            old.now = due;
            answer_check(call, old, one, happened, first);
        }
        return happened;
    }
    case Stimulus::Kind::answer: {
        const std::uint32_t asking = waiting_machine(call);
        happened.possible = asking != flow::none;
        if (!happened.possible) return happened;
        const flow::StateId state = machine_.state_of(place_of(call, asking));
        const bool answered = stimulus.answer.fail.empty();
        engine::Answer answer;
        if (answered) {
            answer.status = stimulus.answer.status;
            answer.json = stimulus.answer.json;
            answer.body = stimulus.answer.body      ? *stimulus.answer.body
                          : answer.json.is_absent() ? std::string()
                                                    : answer.json.to_json();
        }
        engine::Call asked = call;
        engine::Request brought;
        brought.input = {{"status", Value::integer(answer.status)}, {"body", Value::string(answer.body)}};
        if (!answer.json.is_absent()) brought.input.emplace_back("json", answer.json);
        machine_.bring(asked, brought);
        machine_.answer(call, answer, result, asking);
        // `save` comes before the guards: they saw the var as it is now.
        const flow::Var* saved = flow_.find_var(flow_.states[state].request->save);
        if (saved != nullptr) asked.slots[saved->slot] = call.slots[saved->slot];
        map_.of_step(result, asked.slots, before, call, happened.features);
        const flow::Request& request = *flow_.states[state].request;
        const bool went_well = request.hands_over ? engine::agrees(request, answer) : answer.status / 100 == 2;
        happened.features.push_back(feature(FeatureKind::answer, state, !answered ? 2 : went_well ? 1 : 0));
        break;
    }
    default: {
        engine::Request request;
        request.event = stimulus.event;
        request.input = stimulus.input;
        request.machine = stimulus.machine;
        engine::Call asked = call;
        machine_.bring(asked, request);
        machine_.step(call, request, result);
        map_.of_step(result, asked.slots, before, call, happened.features);
        if (result.outcome == engine::Outcome::unknown) happened.possible = false;
        break;
    }
    }
    answer_check(call, before, result, happened, 0);
    return happened;
}

} // namespace callflow::scenario
