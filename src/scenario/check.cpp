// Expectations against what happened.
#include "base/codes.hpp"
#include "base/listed.hpp"
#include "base/text.hpp"
#include "providers/barred.hpp"
#include "providers/provider.hpp"
#include "scenario/emulation.hpp"
#include "scenario/runner.hpp"
#include "scenario/verify.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::scenario {
namespace {

base::Diagnostic& wrong(Run& run, const Expect& expect, std::string_view key, std::string message) {
    return run.failed(base::codes::expectation_failed, place_of(expect, key), std::move(message));
}

// set, log and requests are not listed among effects.
bool counts(const TraceEffect& effect) { return effect.kind != "set" && effect.kind != "log"; }

// An effect, and whose it is: the scenario's name of the call.
struct Done {
    const TraceEffect* effect;
    std::string_view call;
};

std::vector<Done> effects_since(const Run& run, std::size_t first) {
    std::vector<Done> found;
    for (std::size_t i = first; i < run.trace.steps.size(); ++i) {
        for (const TraceEffect& effect : run.trace.steps[i].effects) {
            if (counts(effect)) found.push_back({&effect, run.trace.steps[i].call});
        }
    }
    return found;
}

// A call may be named as the scenario does, or by its id.
bool same_call(const Run& run, std::string_view left, std::string_view right) {
    return left == right || std::ranges::any_of(run.calls, [&](const OpenCall& open) {
               const std::string_view name = open.spec->name;
               const std::string_view id = open.call.id;
               return (left == name && right == id) || (left == id && right == name);
           });
}

std::string name_of(const TraceEffect& effect) { return effect.kind == "run" ? effect.hook : effect.kind; }

const expr::Value* find_field(const TraceEffect& effect, std::string_view name) {
    const auto at =
        std::find_if(effect.fields.begin(), effect.fields.end(), [&](const auto& one) { return one.first == name; });
    return at == effect.fields.end() ? nullptr : &at->second;
}

// `event: agent.talks` is the event `talks` of the agent, as in a flow.
bool is_event(const PlainValue& field, const TraceEffect& effect) {
    const expr::Value* event = find_field(effect, "event");
    const expr::Value* actor = find_field(effect, "actor");
    return field.name == "event" && event != nullptr && actor != nullptr &&
           field.value.to_text() == fmt::format("{}.{}", actor->to_text(), event->to_text());
}

bool matches(const Run& run, const ExpectedEffect& expected, const Done& done) {
    const TraceEffect& effect = *done.effect;
    if (expected.kind != effect.kind || expected.hook != effect.hook) return false;
    return std::all_of(expected.fields.begin(), expected.fields.end(), [&](const PlainValue& field) {
        const expr::Value* actual = find_field(effect, field.name);
        if (field.name == "call" && effect.kind == "redirect") // one that names no call is its own
            return same_call(run, field.value.to_text(),
                             actual != nullptr ? actual->to_text() : std::string(done.call));
        return actual != nullptr &&
               (*actual == field.value || actual->to_text() == field.value.to_text() || is_event(field, effect));
    });
}

// A hook by its name, others as they are written: `{redirect: {call: "CA1", event: "hold"}}`.
std::string describe(const TraceEffect& effect) {
    if (effect.fields.empty()) return name_of(effect);
    std::vector<std::string> fields;
    fields.reserve(effect.fields.size());
    for (const auto& [name, value] : effect.fields)
        fields.push_back(fmt::format("{}: {}", name, base::shortened(value.to_json(), 200)));
    return fmt::format("{{{}: {{{}}}}}", name_of(effect), fmt::join(fields, ", "));
}

std::string describe(const ExpectedEffect& expected) {
    TraceEffect effect;
    effect.kind = expected.kind;
    effect.hook = expected.hook;
    for (const PlainValue& field : expected.fields) effect.fields.emplace_back(field.name, field.value);
    return describe(effect);
}

std::string list_effects(const std::vector<ExpectedEffect>& effects) {
    std::vector<std::string> texts;
    texts.reserve(effects.size());
    for (const ExpectedEffect& one : effects) texts.push_back(describe(one));
    return texts.empty() ? "none" : base::listed(texts);
}

std::string list_effects(const std::vector<Done>& effects) {
    std::vector<std::string> texts;
    texts.reserve(effects.size());
    for (const Done& one : effects) texts.push_back(describe(*one.effect));
    return texts.empty() ? "none" : base::listed(texts);
}

void check_effects(Run& run, const Expect& expect, std::size_t first) {
    const auto actual = effects_since(run, first);
    if (expect.effects) {
        bool equal = expect.effects->size() == actual.size();
        for (std::size_t i = 0; equal && i < actual.size(); ++i) {
            equal = matches(run, (*expect.effects)[i], actual[i]);
        }
        if (!equal) {
            wrong(run, expect, "effects",
                  fmt::format("expected the effects {}; they were: {}", list_effects(*expect.effects),
                              list_effects(actual)));
        }
    }
    if (expect.effect_counts) {
        for (const auto& [name, count] : *expect.effect_counts) {
            const auto found = std::count_if(actual.begin(), actual.end(),
                                             [&](const Done& one) { return name_of(*one.effect) == name; });
            if (found == count) continue;
            wrong(run, expect, "effects",
                  fmt::format("expected {} {} times, it ran {} times", base::quoted(name), count, found));
        }
    }
    for (const ExpectedEffect& expected : expect.effects_include) {
        const bool found =
            std::any_of(actual.begin(), actual.end(), [&](const Done& one) { return matches(run, expected, one); });
        if (found) continue;
        run.failed(base::codes::expectation_failed, expected.where,
                   fmt::format("no effect {}; the effects were: {}", describe(expected), list_effects(actual)));
    }
}

// Remembers what was held against a file; whether it may differ from it.
bool take_snapshot(Run& run, Snapshot::State state, const ExpectedDocument& expected, const TraceDocument& actual,
                   std::string_view text) {
    if (run.options.snapshots == nullptr) return false;
    run.options.snapshots->push_back({below(run.base_folder, expected.path), actual.provider, actual.body,
                                      std::string(text), state, expected.where});
    return run.options.rewrite;
}

void check_document(Run& run, const Expect& expect, const ExpectedDocument& expected, const TraceDocument& actual) {
    const std::string path = below(run.base_folder, expected.path);
    if (!run.files.exists(path) && run.options.snapshots != nullptr) {
        if (take_snapshot(run, Snapshot::State::missing, expected, actual, {})) return;
        run.failed(base::codes::missing_snapshot, expected.where,
                   fmt::format("there is no file {} to hold the {} document against", base::quoted(expected.path),
                               actual.provider))
            .help = "look at the document, and have it written by `callflow test --update`";
        return;
    }
    auto bytes = run.files.read_regular(path, 64ull << 20);
    if (!bytes) {
        run.failed(base::codes::expectation_failed, expected.where, bytes.error().message);
        return;
    }
    const providers::Provider* provider = providers::find_provider(actual.provider);
    const base::FileId left = run.sources.add(path, std::move(*bytes));
    const base::FileId right = run.sources.add(fmt::format("({} document)", actual.provider), actual.body);
    base::Diagnostics unreadable;
    const auto differences = provider->compare(run.sources, left, right, unreadable);
    const std::string_view text = run.sources[left].text();
    const bool same = differences && differences->empty();
    if (take_snapshot(run, same ? Snapshot::State::same : Snapshot::State::different, expected, actual, text)) return;
    if (!differences) {
        if (run.passed) run.failed_at = run.trace.steps.size();
        run.passed = false;
        for (base::Diagnostic& one : unreadable.items()) run.diagnostics.add(std::move(one));
        return;
    }
    if (same) return;
    auto& finding = wrong(run, expect, "response",
                          fmt::format("the {} document differs from {} in {} place{}", actual.provider, expected.path,
                                      differences->size(), differences->size() == 1 ? "" : "s"));
    finding.where = expected.where;
    for (const providers::Difference& one : *differences) {
        const auto [expected_text, got] = base::quoted_apart(one.left, one.right);
        std::string note =
            fmt::format("{}: expected {}, got {}", one.path, one.left.empty() ? "nothing" : expected_text,
                        one.right.empty() ? "nothing" : got);
        finding.notes.push_back({{}, std::move(note)});
    }
}

void check_responses(Run& run, const Expect& expect, const OpenCall& open) {
    if (expect.response.empty()) return;
    std::vector<TraceDocument> documents;
    engine::StepError error;
    if (!documents_in_force(run, open, documents, error)) {
        wrong(run, expect, "response", fmt::format("the response could not be made: {}", error.message));
        return;
    }
    for (const ExpectedDocument& expected : expect.response) {
        for (const TraceDocument& actual : documents) {
            if (expected.provider.empty() ? actual.provider == run.first_provider
                                          : actual.provider == expected.provider) {
                check_document(run, expect, expected, actual);
            }
        }
    }
}

void check_vars(Run& run, const Expect& expect, const OpenCall& open) {
    for (const PlainValue& plain : expect.vars) {
        const flow::Var* var = run.machine.flow().find_var(plain.name);
        if (var == nullptr) {
            run.failed(base::codes::unknown_name, plain.where,
                       fmt::format("the flow has no var {}", base::quoted(plain.name)));
            continue;
        }
        const expr::Value& actual = open.call.slots[var->slot];
        const auto expected = as_type(plain, var->type);
        if (expected && *expected == actual) continue;
        run.failed(base::codes::expectation_failed, plain.where,
                   is_secret(run, open, plain.name)
                       ? fmt::format("{} is something else (sensitive)", base::quoted(plain.name))
                       : fmt::format("expected {} to be {}, it is {}", base::quoted(plain.name),
                                     base::shortened((expected ? *expected : plain.value).to_json(), 500),
                                     base::shortened(actual.to_json(), 500)));
    }
}

void check_state(Run& run, const Expect& expect, const OpenCall& open) {
    const std::string state = run.machine.path(open.call.configuration);
    if (expect.state && !run.machine.stands_in(open.call.configuration, *expect.state)) {
        wrong(run, expect, "state",
              fmt::format("expected state {}, the call is in {}", base::quoted(*expect.state), base::quoted(state)));
    }
    // The platform may be rid of a call that never hears of it: Tropo says nothing after a reject.
    const bool gone = run.emulation && open.leg != providers::emulate::no_leg && run.step.machine == 0 &&
                      run.emulation->timeline.leg(open.leg).phase == providers::emulate::Leg::Phase::ended;
    const bool ended = open.call.ended || gone;
    if (expect.ended && *expect.ended != ended) {
        const std::string machine(run.machine.machine_name(run.step.machine));
        const std::string whose = machine.empty() ? "the call" : fmt::format("machine {}", base::quoted(machine));
        wrong(run, expect, "ended", whose + (ended ? " has ended" : " has not ended"));
    }
    if (expect.outcome && *expect.outcome != open.call.outcome) {
        wrong(run, expect, "outcome",
              fmt::format("expected outcome {}, the call has {}", base::quoted(*expect.outcome),
                          open.call.outcome.empty() ? "none" : base::quoted(open.call.outcome)));
    }
    if (expect.elapsed && *expect.elapsed != run.now - run.start) {
        wrong(run, expect, "elapsed",
              fmt::format("expected {} to have passed, it was {}", base::format_duration(*expect.elapsed),
                          base::format_duration(run.now - run.start)));
    }
}

// What the trace rows of one step say together.
struct Happened {
    const TraceStep* unknown = nullptr;
    const TraceStep* refused = nullptr;
    const TraceStep* failed = nullptr;
};

Happened happened_since(const Run& run, std::size_t first) {
    Happened happened;
    for (std::size_t i = first; i < run.trace.steps.size(); ++i) {
        const TraceStep& step = run.trace.steps[i];
        if (step.outcome == "unknown" && happened.unknown == nullptr) happened.unknown = &step;
        if (step.outcome == "refused" && happened.refused == nullptr) happened.refused = &step;
        if (!step.error.empty() && happened.failed == nullptr) happened.failed = &step;
    }
    return happened;
}

void check_error(Run& run, const Expect& expect, const Happened& happened) {
    const std::string error = happened.failed != nullptr    ? happened.failed->error
                              : happened.unknown != nullptr ? "unknown_event"
                                                            : "";
    if (expect.any_error.value_or(false) && error.empty())
        wrong(run, expect, "error", "expected an error, there was none");
    if (expect.error && (error.empty() || error.find(*expect.error) == std::string::npos)) {
        wrong(run, expect, "error",
              fmt::format("expected an error with {}, {}", base::quoted(*expect.error),
                          error.empty() ? "there was none" : fmt::format("the error is: {}", error)));
    }
}

// Under what other name the state has the event that it refused; empty where it has not.
std::string handled_as(const engine::Machine& machine, const TraceStep& step) {
    const flow::Flow& flow = machine.flow();
    const std::string_view event = step.event;
    const std::string_view name = event.substr(event.find('.') == std::string_view::npos ? 0 : event.find('.') + 1);
    const engine::Configuration at = machine.find(fmt::format("{}", fmt::join(step.stack, "/")));
    if (at == flow::none || !step.tried.empty()) return {};
    for (flow::EventId id = 0; id < flow.events.size(); ++id) {
        if (flow.events[id].name != name || flow.events[id].text() == event) continue;
        if (!machine.candidates(at, id).empty())
            return fmt::format("the state handles `{}`: an event fired without an actor does not match a key with one, "
                               "nor one actor's another's",
                               flow.events[id].text());
    }
    return {};
}

// A step that does not expect a refusal or an error fails on one.
void check_outcomes(Run& run, const Expect& expect) {
    const Happened happened = happened_since(run, run.step.first_trace);
    const bool wants_error = expect.error || expect.any_error.value_or(false);
    if (wants_error) {
        check_error(run, expect, happened);
    } else if (happened.failed != nullptr) {
        report_error(run, *happened.failed, expect.present ? expect.where : happened.failed->where);
    } else if (happened.unknown != nullptr) {
        run.failed(base::codes::unknown_event, happened.unknown->where,
                   fmt::format("no state handles event {}", base::quoted(happened.unknown->event)));
    }
    if (happened.refused != nullptr && !expect.refused.value_or(false)) {
        auto& finding =
            run.failed(base::codes::refused_event, expect.present ? expect.where : happened.refused->where,
                       fmt::format("event {} was refused in state {}", base::quoted(happened.refused->event),
                                   base::quoted(happened.refused->state)));
        if (!happened.refused->moves.empty())
            finding.message = fmt::format("what the sub-flow came back with was refused: the call stays in {}",
                                          base::quoted(fmt::format("{}", fmt::join(happened.refused->stack, "/"))));
        finding.help = handled_as(run.machine, *happened.refused);
    }
    if (expect.refused.value_or(false) && happened.refused == nullptr) {
        wrong(run, expect, "refused", "the event was not refused");
    }
}

// New calls to numbers that settings bar are not made.
void check_new_calls(Run& run) {
    if (run.options.barred.empty()) return;
    for (const Done& one : effects_since(run, run.step.first_trace)) {
        const expr::Value* const to = one.effect->kind == "originate" ? find_field(*one.effect, "to") : nullptr;
        if (to == nullptr) continue;
        if (const std::string why = providers::barred_number(to->to_text(), run.options.barred); !why.empty())
            run.failed(base::codes::step_error, run.emulation ? run.emulation->where : run.trace.steps.back().where,
                       why);
    }
}

} // namespace

void report_error(Run& run, const TraceStep& step, base::Span where) {
    const base::Code& code = step.endless    ? base::codes::endless_loop
                             : step.unmocked ? base::codes::unmocked_request
                             : step.foreign  ? base::codes::foreign_callback
                             : step.unable   ? base::codes::person_cannot
                             : step.cut_off  ? base::codes::cut_off
                                             : base::codes::step_error;
    const std::string_view what = step.event.empty() ? step.kind : step.event;
    const std::string& state = step.moves.empty() ? step.state : step.state_before;
    auto& finding =
        run.failed(code, where,
                   step.kind == "error"              ? fmt::format("the application failed: {}", step.error)
                   : run.options.stranger != nullptr ? step.error
                   : state.empty()                   ? fmt::format("{}: {}", what, step.error)
                                   : fmt::format("{} in state {}: {}", what, base::quoted(state), step.error));
    if (step.unmocked) {
        finding.help =
            !step.agreement
                ? fmt::format("say what it is answered: `mocks: {{{}: {{status: 200, json: {{…}}}}}}`", step.state)
                : fmt::format(
                      "say what the SIP side answers: `mocks: {{{}: {{status: 200{}}}}}`; a call with `dialplan:` comes by "
                      "it, and is moved",
                      step.state,
                      step.agreement->empty() ? "" : fmt::format(", body: {}", base::quoted(*step.agreement)));
    }
    if (step.error_where.valid()) finding.notes.push_back({step.error_where, "it arises here"});
}

void check(Run& run, const Expect& expect, const OpenCall& open, bool whole) {
    if (!whole) check_new_calls(run);
    if (!run.options.check) return;
    if (!whole) check_outcomes(run, expect);
    if (!expect.present) return;
    check_state(run, expect, open);
    check_vars(run, expect, open);
    check_effects(run, expect, run.step.first_trace);
    check_sends(run, expect);
    check_responses(run, expect, open);
    check_heard(run, expect, open, whole);
    check_condition(run, expect, open, whole);
}

} // namespace callflow::scenario
