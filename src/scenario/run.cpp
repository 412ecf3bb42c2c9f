#include "scenario/run.hpp"

#include "base/codes.hpp"
#include "flow/bodies.hpp"
#include "flow/responses.hpp"
#include "scenario/emulation.hpp"
#include "scenario/guests.hpp"
#include "scenario/runner.hpp"
#include "scenario/sip_side.hpp"

#include <algorithm>
#include <iterator>

namespace callflow::scenario {
namespace {

constexpr engine::Time default_now = 946'684'800'000'000'000; // 2000-01-01T00:00:00Z

// Sets plain values on a call by the vars' types. What verify() has refused is left out.
void set_values(Run& run, OpenCall& open, const Values& values, TraceStep* trace = nullptr) {
    for (const PlainValue& plain : values) {
        const flow::Var* var = run.machine.flow().find_var(plain.name);
        const auto value = var == nullptr ? std::nullopt : as_type(plain, var->type);
        if (!value) continue;
        if (const auto done = run.machine.set_var(open.call, plain.name, *value); !done) {
            run.failed(base::codes::bad_value, plain.where, done.error().message);
        } else if (trace != nullptr) {
            trace->changed.emplace_back(plain.name, open.call.slots[var->slot]);
        }
    }
}

// The provider's own parameters as the call's first request brought them, in texts; absent where the scenario gives none.
expr::Value params_of(const CallSpec& spec) {
    if (spec.params.empty()) return {};
    std::vector<std::pair<expr::Value, expr::Value>> entries;
    entries.reserve(spec.params.size());
    for (const PlainValue& plain : spec.params) {
        entries.emplace_back(expr::Value::string(plain.name),
                             plain.unquoted ? expr::Value::string(plain.text) : plain.value);
    }
    return expr::Value::map(std::move(entries));
}

// Whether what happens to a call first is a person's doing.
bool begins_with_person(const Scenario& scenario, const CallSpec& call) {
    const bool first = &call == &scenario.calls.front();
    for (const Step& step : scenario.steps) {
        const bool person = step.kind == Step::Kind::person;
        if (person && step.person.who == call.name && step.call.empty() && !first) return true;
        if (step.call.empty() ? first : step.call == call.name) {
            if (step.kind == Step::Kind::set || step.kind == Step::Kind::wait) continue;
            return person && (first || step.person.who == call.name || step.call == call.name);
        }
    }
    return false;
}

void open_calls(Run& run) {
    for (const CallSpec& spec : run.scenario.calls) {
        const bool alone = run.machine.flow().bodies[run.options.flow].role == flow::BodyRole::sub_flow;
        run.calls.push_back(
            {&spec, new_call(run.machine, spec, run.providers.front(), run.now, alone ? run.options.flow : 0)});
        OpenCall& open = run.calls.back();
        open.known = !spec.state.empty();
        open.awaited = spec.state.empty() && begins_with_person(run.scenario, spec);
        open.call.slots[run.machine.flow().builtins.params] = params_of(spec);
        set_values(run, open, run.scenario.given);
        set_values(run, open, spec.vars);
        for (const auto& [name, text] : run.options.set) {
            PlainValue plain;
            plain.name = name;
            plain.text = text;
            plain.unquoted = true;
            plain.where = spec.where;
            set_values(run, open, {plain});
        }
        know_of_plan(run, open);
    }
}

// Whether something in a response is drawn by lot.
bool draws(const flow::Flow& flow) {
    bool found = false;
    for (const flow::State& state : flow.states) {
        flow::each_verb(state.response, [&](const flow::Verb& verb) {
            found =
                found || std::any_of(verb.each.begin(), verb.each.end(), [](const auto& one) { return one.shuffle; });
        });
    }
    return found;
}

// One account for each machine: the first has the effects of all.
void start_call(Run& run, OpenCall& open) {
    engine::StepResult result;
    result.keep_trace = true;
    if (!open.spec->state.empty()) {
        const engine::Configuration at = run.machine.find(open.spec->state);
        if (at == flow::none) return; // verify() has said so
        run.machine.start_in(open.call, at, result);
    } else {
        run.machine.start(open.call, result);
    }
    const std::size_t first = run.trace.steps.size();
    const std::vector<engine::Move> moves = std::move(result.moves);
    for (std::uint32_t machine = 0; machine < run.machine.machines(); ++machine) {
        result.moves.clear();
        std::copy_if(moves.begin(), moves.end(), std::back_inserter(result.moves),
                     [&](const engine::Move& move) { return run.machine.machine_of(move.after) == machine; });
        OpenCall room;
        const OpenCall& shown = seen(run, open, machine, room);
        TraceStep& trace = begin_trace(run, "start", shown, open.spec->where, machine);
        record(run, trace, shown, result);
        result.clear();
    }
    engine::Call before = open.call;
    const std::size_t rows = run.trace.steps.size();
    if (settle_requests(run, open, before, result, open.spec->where, true) && run.trace.steps.size() > rows) {
        OpenCall room;
        record(run, run.trace.steps.back(), seen(run, open, result.machine, room), result);
    }
    for (std::size_t i = first; i < run.trace.steps.size(); ++i) {
        if (!run.trace.steps[i].error.empty()) report_error(run, run.trace.steps[i], open.spec->where);
    }
}

OpenCall* find_call(Run& run, const Step& step) {
    for (OpenCall& open : run.calls) {
        if (open.spec->name == (step.call.empty() ? step.person.who : step.call)) return &open;
    }
    if (step.call.empty()) return &run.calls.front();
    return nullptr; // verify() has said so
}

// `event` must live as long as the request.
engine::Request request_of(const engine::Machine& machine, const std::string& event, const Values& input) {
    engine::Request request = machine.request(event);
    for (const PlainValue& plain : input) {
        const auto fields = flow::input_fields();
        const auto field =
            std::find_if(fields.begin(), fields.end(), [&](const expr::Field& one) { return one.name == plain.name; });
        const auto value = field == fields.end() ? std::nullopt : as_type(plain, field->type);
        request.input.emplace_back(plain.name, value ? *value : plain.value);
    }
    return request;
}

// Fires an event and renders what the caller hears then.
void fire(Run& run, OpenCall& open, const Step& step, std::string_view kind) {
    const std::string meant = event_text(run.machine.flow(), step.event);
    const std::string event = step.kind == Step::Kind::redirect ? signalled_as(run, open, meant, step.where) : meant;
    engine::Request request = request_of(run.machine, event, step.input);
    request.machine = picked(run, step);
    run.step.machine = request.machine != flow::none ? request.machine : run.machine.machine_of(request);
    OpenCall room;
    TraceStep& trace = begin_trace(run, kind, seen(run, open, run.step.machine, room), step.where, run.step.machine);
    trace.event = event;
    for (const PlainValue& plain : step.input) trace.input.emplace_back(plain.name, plain.value);
    if (step.kind == Step::Kind::redirect) trace.effects.push_back(redirect_effect(run, open, meant));
    engine::Call before = open.call;
    engine::StepResult result;
    result.keep_trace = true;
    run.machine.step(open.call, request, result);
    answer(run, open, std::move(before), result, step.where);
}

// Moves a live call on the pretend provider: it asks for the event's response itself.
void redirect_live(Run& run, OpenCall& open, const Step& step) {
    OpenCall room;
    TraceStep& trace = begin_trace(run, "redirect", seen(run, open, run.step.machine, room), step.where);
    trace.event = event_text(run.machine.flow(), step.event);
    trace.effects.push_back(redirect_effect(run, open, trace.event));
    const auto call = static_cast<std::size_t>(&open - run.calls.data());
    if (auto update = update_to(run, open, trace.event))
        run.emulation->wanted.push_back({.call = call, .update = std::move(update), .place = {}});
}

// Whether an effect of the rows from `first` on calls somebody of whom the scenario says what he does.
bool rings_somebody(const Run& run, std::size_t first) {
    const auto is_called = [&](const TraceEffect& effect) {
        return effect.kind == "originate" && std::ranges::any_of(effect.fields, [&](const auto& field) {
                   return field.first == "to" && std::ranges::any_of(run.calls, [&](const OpenCall& open) {
                              return open.awaited && !open.known && open.spec->to == field.second.to_text();
                          });
               });
    };
    for (std::size_t i = first; i < run.trace.steps.size(); ++i)
        if (std::ranges::any_of(run.trace.steps[i].effects, is_called)) return true;
    return false;
}

// What a step has set off on the pretend provider at this moment.
void settle_emulation(Run& run, std::size_t first_row, base::Span where) {
    if (!run.emulation && rings_somebody(run, first_row)) static_cast<void>(emulation_of(run, where));
    if (!run.emulation) return;
    want_effects(run, first_row);
    Timeline& timeline = run.emulation->timeline;
    timeline.settle();
    while (timeline.advance(timeline.now())) {
    }
}

void account(Run& run, const OpenCall& open, base::Span where) {
    StepAccount account;
    account.where = where;
    account.at = run.now - run.start;
    account.state = run.machine.path(open.call.configuration);
    account.outcome = open.call.outcome;
    account.ended = open.call.ended;
    const Spot who = heard_spot(run, open, false);
    account.heard = heard_since(*who.run, who.leg, heard_from(*who.run, who.leg, false));
    for (std::size_t i = run.step.first_trace; i < run.trace.steps.size(); ++i) {
        for (const TraceEffect& effect : run.trace.steps[i].effects) {
            if (effect.kind == "run" || effect.kind == "webhook" || effect.kind == "originate")
                account.effects.push_back(effect.kind == "run" ? effect.hook : effect.kind);
        }
    }
    run.accounts.push_back(std::move(account));
}

// Runs the callbacks that have waited for it.
void flush(Run& run, OpenCall& open, const Step& step) {
    using Group = engine::DeferredCallback::Group;
    const Group group = step.group == "before"    ? Group::before
                        : step.group == "failure" ? Group::failure
                                                  : Group::after;
    TraceStep& trace = begin_trace(run, "flush", open, step.where);
    trace.event = step.group;
    engine::StepResult result;
    run.machine.flush(open.call, group, result);
    record(run, trace, open, result);
    trace.outcome = result.outcome == engine::Outcome::failed ? trace.outcome : std::string();
    keep_secrets(run, open, trace);
}

} // namespace

void play(Run& run, const Step& step) {
    const std::uint32_t machine = picked(run, step);
    run.step = {run.trace.steps.size(), false, {}, machine == flow::none ? 0 : machine};
    const std::size_t first_row = run.step.first_trace;
    if (run.emulation) {
        run.emulation->where = step.where;
        run.emulation->step_number = static_cast<std::uint32_t>(&step - run.scenario.steps.data()) + 1;
    }
    if (run.guests) run.guests->begin_step(step.where);
    OpenCall* open = find_call(run, step);
    if (open == nullptr) return;
    OpenCall room;
    open->known = open->known || step.kind == Step::Kind::event || step.kind == Step::Kind::redirect;
    switch (step.kind) {
    case Step::Kind::event: fire(run, *open, step, "event"); break;
    case Step::Kind::callback: play_callback(run, *open, step); break;
    case Step::Kind::person: play_person(run, *open, step); break;
    case Step::Kind::redirect:
        if (open->leg == emulate::no_leg)
            fire(run, *open, step, "redirect");
        else
            redirect_live(run, *open, step);
        break;
    case Step::Kind::set:
        begin_trace(run, "set", seen(run, *open, run.step.machine, room), step.where, run.step.machine);
        for (OpenCall& one : run.calls) {
            if (!step.call.empty() && &one != open) continue;
            set_values(run, one, step.set, &one == open ? &run.trace.steps.back() : nullptr);
        }
        keep_secrets(run, *open, run.trace.steps.back());
        break;
    case Step::Kind::flush: flush(run, *open, step); break;
    case Step::Kind::wait: {
        begin_trace(run, "wait", seen(run, *open, run.step.machine, room), step.where, run.step.machine);
        if (run.emulation)
            pass_time(run, run.now + step.wait);
        else if (!wait_until(run, run.now + step.wait, step.where))
            return;
        break;
    }
    default: {
        const OpenCall& shown = seen(run, *open, run.step.machine, room);
        TraceStep& trace = begin_trace(run, "expect", shown, step.where, run.step.machine);
        engine::StepError error;
        if (run.options.stranger == nullptr && !render(run, shown, trace.documents, error)) {
            trace.error = error.message;
            trace.error_where = error.where;
            trace.outcome = "failed";
        }
        keep_secrets(run, *open, trace);
        break;
    }
    }
    settle_emulation(run, first_row, step.where);
    report_to_and_fro(run);
    account(run, *open, step.where);
    const bool elsewhere = run.guests && run.guests->end_step(step); // whose expectation it is
    check(run, elsewhere ? Expect{} : step.expect, seen(run, *open, run.step.machine, room), false);
    const bool of_caller = step.kind != Step::Kind::person || is_caller(run, step.person);
    const Spot who = heard_spot(run, *open, false);
    if (of_caller || run.step.leg != providers::emulate::no_leg) has_heard(*who.run, who.leg);
    if (run.guests && of_caller) run.guests->have_heard(run, *open);
}

std::uint32_t picked(const Run& run, const Step& step) {
    const flow::Flow& flow = run.machine.flow();
    const flow::BodyId named = step.flow.empty() ? flow::none : flow::find_body(flow, step.flow);
    if (named != flow::none) return run.machine.machine_of_body(named);
    return run.options.flow == 0 ? flow::none : run.machine.machine_of_body(run.options.flow);
}

base::Diagnostic& Run::failed(const base::Code& code, base::Span where, std::string message) {
    if (passed) failed_at = trace.steps.size();
    passed = false;
    return diagnostics.report(code, where, std::move(message));
}

engine::Call new_call(const engine::Machine& machine, const CallSpec& spec, std::string_view provider, engine::Time now,
                      flow::BodyId begin) {
    const auto text = [](std::string_view value) { return expr::Value::string(value); };
    const std::pair<std::string, expr::Value> info[] = {
        {"id", text(spec.id)},
        {"from", text(spec.from)},
        {"to", text(spec.to)},
        {"provider", text(provider)},
        {"direction", text(spec.direction)},
        {"status", text("in-progress")},
        {"started_at", expr::Value::timestamp(now)},
        {"channel", text(spec.channel)},
    };
    return machine.new_call(spec.id, info, now, begin);
}

void begin_run(Run& run) {
    const Scenario& scenario = run.scenario;
    run.start = run.host != nullptr ? run.host->start : run.options.now.value_or(scenario.now.value_or(default_now));
    run.now = run.host != nullptr ? run.host->now : run.start;
    if (run.host == nullptr) run.guests = guests_for(run);
    run.trace.flow = run.machine.flow().name;
    run.trace.scenario = scenario.name;
    run.trace.now = run.start;
    run.trace.seed = scenario.seed.value_or(run.options.seed);
    const bool by_chance =
        std::ranges::any_of(scenario.faults, [](const FaultSpec& one) { return one.chance.has_value(); });
    run.trace.drawn = run.options.stranger != nullptr || draws(run.machine.flow()) || by_chance || run.options.chaos;
    run.trace.providers = run.providers;
    constexpr std::size_t usual = 32; // rows of a short run
    run.trace.steps.reserve(usual);
    watch_secrets(run);
    open_calls(run);
    for (OpenCall& open : run.calls) open.call.seed = run.trace.seed;
    if (run.options.stranger != nullptr) return; // its calls begin with people
    for (OpenCall& open : run.calls) start_call(run, open);
}

void end_run(Run& run) {
    run.step = {0, false, {}, run.machine.machine_of_body(run.options.flow)};
    if (run.emulation) close_sounds(run);
    note_legs(run);
    OpenCall room;
    if (run.options.check && run.scenario.expect.present) {
        check(run, run.scenario.expect, seen(run, run.calls.front(), run.step.machine, room), true);
    }
    if (run.options.stranger != nullptr)
        leave_calls(run); // no provider leaves an application with calls that nobody is on
}

void play_scenario(Run& run) {
    const std::size_t findings = run.diagnostics.items().size();
    begin_run(run);
    for (const Step& step : run.scenario.steps) {
        const auto number = static_cast<std::size_t>(&step - run.scenario.steps.data());
        if (run.emulation && run.options.hang_up_before == number) run.emulation->timeline.hang_up_now();
        if (run.emulation && run.emulation->hung_up) break;
        play(run, step);
    }
    if (run.emulation && run.options.hang_up_before == run.scenario.steps.size()) run.emulation->timeline.hang_up_now();
    end_run(run);
    if (run.guests) run.guests->join();
    hide_secrets(run, findings);
}

Scenario quick_scenario(const std::vector<std::string>& events) {
    Scenario scenario;
    CallSpec caller;
    caller.name = "caller";
    caller.id = "CA00000000000000000000000000000001";
    scenario.calls.push_back(std::move(caller));
    for (const std::string& event : events) {
        Step step;
        step.kind = Step::Kind::event;
        step.event = event;
        scenario.steps.push_back(std::move(step));
    }
    if (events.empty()) scenario.steps.emplace_back(); // renders the first state
    return scenario;
}

} // namespace callflow::scenario
