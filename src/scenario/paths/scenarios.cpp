#include "scenario/paths/scenarios.hpp"

#include "doc/read.hpp"
#include "flow/graph.hpp"
#include "flow/uses.hpp"
#include "providers/provider.hpp"
#include "scenario/mishaps.hpp"
#include "scenario/runner.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::scenario {

using expr::Value;

namespace {

PlainValue plain(std::string name, Value value) {
    PlainValue made;
    made.name = std::move(name);
    made.value = std::move(value);
    return made;
}

// Whether a file can say the value: null is a word there, and not every number or text of every type is plain.
bool reads_back(const PlainValue& value, const expr::Type& type) {
    if (value.value.kind() == expr::Kind::null || value.value.is_absent()) return false;
    if (type.tag != expr::Type::Tag::plain) return true;
    const auto read = value.value.kind() == expr::Kind::string ? std::optional(value.value)
                                                               : expr::parse_plain(value.value.to_text(), type);
    return read && *read == value.value;
}

// What an expectation says of an effect; what must not be told is left out.
ExpectedEffect expected(const TraceEffect& effect, const CallSpec& call, bool secrets) {
    ExpectedEffect made;
    made.kind = effect.kind;
    made.hook = effect.hook;
    std::string actor;
    for (const auto& [name, value] : effect.fields)
        if (name == "actor") actor = value.to_text();
    for (const auto& [name, value] : effect.fields) {
        if (name == "actor" || name == "address" || value.is_absent()) continue;
        if (!secrets && std::ranges::find(effect.secret, name) != effect.secret.end()) continue;
        Value shown = value;
        if (name == "event" && !actor.empty()) shown = Value::string(actor + "." + value.to_text());
        if (name == "call" && value.to_text() == call.id) shown = Value::string(call.name);
        made.fields.push_back(plain(name, std::move(shown)));
    }
    return made;
}

// What a state's request sends; what must not be told is left out.
void add_sent(const engine::Machine& machine, const TraceStep& row, bool secrets, Expect& expect) {
    const engine::Configuration at = row.request.empty() ? flow::none : machine.find(row.sender);
    if (at == flow::none) return;
    const flow::State& state = machine.flow().states[machine.state_of(at)];
    if (!state.request) return;
    if (!expect.sends) expect.sends = ExpectedRequests{true, {}};
    ExpectedRequest& made = expect.sends->requests.emplace_back();
    made.fields.push_back(plain("state", Value::string(row.sender)));
    made.fields.push_back(plain("method", Value::string(row.request.front().method)));
    // Those that are for the server of a scenario's own are no part of what is sent.
    constexpr std::string_view played[] = {"user", "callid", "destination"};
    for (auto& [name, value] : secrets ? row.sent : told_fields(machine.flow(), *state.request, row.sent))
        if (name != "method" && std::ranges::find(played, name) == std::end(played))
            made.fields.push_back(plain(name, value));
}

// Whether everything sensitive that the call holds is what the scenario has made up for it: then it may be told.
bool are_made_up(const Scenario& made, const flow::Flow& flow, std::span<const Value> slots) {
    return std::ranges::all_of(flow.vars, [&](const flow::Var& var) {
        if (!var.sensitive) return true;
        const Value& value = slots[var.slot];
        const std::string text = value.to_text();
        if (text.empty() || (value.kind() != expr::Kind::string && value == var.initial)) return true;
        return std::ranges::any_of(made.steps, [&](const Step& step) {
            return std::ranges::any_of(step.input, [&](const PlainValue& one) { return one.value.to_text() == text; });
        });
    });
}

bool has_effects(const flow::Flow& flow) {
    bool found = false;
    flow::each_effect(flow, [&](const flow::Effect& one) {
        found = found || (one.kind != flow::EffectKind::set && one.kind != flow::EffectKind::log);
    });
    return found;
}

} // namespace

ScenarioMaker::ScenarioMaker(const engine::Machine& machine, const Search& search, const PathOptions& options,
                             base::FileStore& files, bool documents)
    : machine_(machine), search_(search), options_(options), files_(files), wants_documents_(documents),
      has_effects_(has_effects(machine.flow())) {
    flow::each_setting(machine.flow(),
                       [&](const flow::Setting& one) { set_by_flow_.insert(machine.flow().vars[one.var].name); });
}

// Whether the first document says something that no scenario has looked at. An event alone does not show it.
bool ScenarioMaker::begins_with_news(const World& world) {
    if (options_.random) return false;
    std::vector<Feature> begun;
    static_cast<void>(search_.begin(world, begun));
    bool news = looked_at_.empty();
    for (const Feature one : begun)
        if (counts(one, options_.cover) && looked_at_.insert(one).second) news = true;
    return news;
}

// What is given and what happens; answers of requests become mocks, in turn where they differ.
void ScenarioMaker::add_steps(const PathWalk& walk, bool look, Scenario& made) const {
    const flow::Flow& flow = machine_.flow();
    made.calls = {call_of(walk.world)};
    made.providers = options_.providers;
    if (search_.tells_providers_apart()) made.providers = {provider_of(walk.world, options_)};
    for (const auto& [path, value] : walk.world)
        if (path == "now")
            made.now = moment_of(walk.world);
        else if (flow.find_var(path) != nullptr)
            made.given.push_back(plain(path, value));
    if (options_.now) made.now = options_.now;
    for (const auto& [name, text] : options_.set) {
        std::erase_if(made.given, [&](const PlainValue& one) { return one.name == name; });
        const auto value = expr::parse_plain(text, flow.find_var(name)->type);
        made.given.push_back(plain(name, value ? *value : Value::string(text)));
    }
    std::vector<Feature> unused;
    engine::Call call = search_.begin(walk.world, unused);
    if (look) made.steps.emplace_back();
    for (const Stimulus& one : walk.steps) {
        Step step;
        if (one.kind == Stimulus::Kind::answer) {
            const std::string state = machine_.path(place_of(call, waiting_machine(call)));
            auto mock = std::ranges::find(made.mocks, state, &Mock::state);
            if (mock == made.mocks.end()) {
                made.mocks.push_back({.state = state, .answers = {}, .in_turn = true, .where = {}});
                mock = made.mocks.end() - 1;
            }
            mock->answers.push_back(one.answer);
        } else if (one.kind == Stimulus::Kind::set) {
            step.kind = Step::Kind::set;
            step.set.push_back(plain(one.var, one.value));
        } else if (one.kind == Stimulus::Kind::wait) {
            step.kind = Step::Kind::wait;
            engine::Time due = 0;
            if (machine_.next_timer(call, due)) step.wait = due - call.now;
        } else {
            step.kind = one.kind == Stimulus::Kind::redirect ? Step::Kind::redirect : Step::Kind::event;
            step.event = flow.events[one.event].text();
            if (one.machine != flow::none) step.flow = machine_.machine_name(one.machine);
            for (const auto& [name, value] : one.input) step.input.push_back(plain(name, value));
        }
        static_cast<void>(search_.apply(call, one));
        if (one.kind != Stimulus::Kind::answer) made.steps.push_back(std::move(step));
    }
    for (Mock& mock : made.mocks) {
        const MockAnswer& first = mock.answers.front();
        const bool alike = std::ranges::all_of(mock.answers, [&](const MockAnswer& one) {
            return one.status == first.status && one.json == first.json && one.body == first.body &&
                   one.fail == first.fail;
        });
        if (!alike || first.json.is_absent() != mock.answers.back().json.is_absent()) continue;
        mock.in_turn = false;
        mock.answers.resize(1);
    }
    if (made.steps.empty()) made.steps.emplace_back(); // the first document
    end_by_hanging_up(made, call);
}

// Callbacks that wait are run, and whoever is left on the line hangs up.
void ScenarioMaker::end_by_hanging_up(Scenario& made, const engine::Call& call) const {
    using Group = engine::DeferredCallback::Group;
    for (const auto& [group, name] :
         {std::pair{Group::before, "before"}, {Group::after, "after"}, {Group::failure, "failure"}}) {
        if (std::ranges::none_of(call.deferred, [&](const auto& one) { return one.group == group; })) continue;
        Step step;
        step.kind = Step::Kind::flush;
        step.group = name;
        made.steps.push_back(std::move(step));
    }
    if (call.ended || options_.random || options_.cover == PathOptions::Cover::states) return;
    for (const flow::Signal& signal : machine_.flow().signals) {
        if (signal.spec->name != "hangup") continue;
        Step step;
        step.kind = Step::Kind::event;
        step.event = machine_.flow().events[signal.event].text();
        made.steps.push_back(std::move(step));
    }
}

std::string ScenarioMaker::document(const std::string& state, const std::string& provider, const std::string& text) {
    const auto [known, fresh] = by_text_.try_emplace(provider + "\n" + text);
    if (!fresh) return known->second;
    std::string name = state;
    std::ranges::replace(name, '/', '.');
    const std::string ending = fmt::format(".{}.{}", provider, providers::find_provider(provider)->extension);
    std::string file = "documents/" + name + ending;
    for (int i = 2; !taken_.insert(file).second; ++i) file = fmt::format("documents/{}_{}{}", name, i, ending);
    documents_.push_back({file, text});
    return known->second = file;
}

// Plays the steps and takes down what came of each. How many of them can be played.
std::size_t ScenarioMaker::expect(Scenario& made) {
    base::Sources sources;
    base::Diagnostics findings;
    RunOptions options;
    options.check = false;
    const std::string folder;
    const flow::Flow& flow = machine_.flow();
    Run run = new_run({machine_, made, options, files_, folder, sources, findings}, made.providers);
    run.first_provider = made.providers.front();
    begin_run(run);
    std::vector<Expect> expects;
    for (const Step& step : made.steps) {
        const std::vector<Value> before = run.calls.front().call.slots;
        const bool ended_before = run.calls.front().call.ended;
        play(run, step);
        if (!run.passed) break;
        OpenCall room;
        const OpenCall& open = seen(run, run.calls.front(), run.step.machine, room);
        Expect& expect = expects.emplace_back();
        expect.present = true;
        expect.state = machine_.path(open.call.configuration);
        std::vector<ExpectedEffect> effects;
        bool answered = false, unmocked = false;
        const bool secrets = are_made_up(made, flow, before) && are_made_up(made, flow, open.call.slots);
        for (std::size_t i = run.step.first_trace; i < run.trace.steps.size(); ++i) {
            const TraceStep& row = run.trace.steps[i];
            if (row.outcome == "refused") expect.refused = true;
            if (!row.error.empty() || row.outcome == "unknown") expect.any_error = true;
            unmocked = unmocked || row.unmocked;
            answered = answered || !row.documents.empty();
            if (row.kind == "request") add_sent(machine_, row, secrets, expect);
            for (const TraceEffect& effect : row.effects)
                if (effect.kind != "set" && effect.kind != "log")
                    effects.push_back(expected(effect, made.calls.front(), secrets));
        }
        if (unmocked) {
            expects.pop_back();
            break;
        }
        if (has_effects_ || !effects.empty()) expect.effects = std::move(effects);
        for (const flow::Var& var : flow.vars) {
            const Value& now = open.call.slots[var.slot];
            if ((var.sensitive && !secrets) || var.slot >= before.size() || now == before[var.slot]) continue;
            PlainValue value = plain(var.name, now);
            if (!reads_back(value, var.type)) continue;
            if (set_by_flow_.contains(var.name)) expect.vars.push_back(std::move(value));
        }
        if (open.call.attempt > 1 && !open.call.ended) expect.check = fmt::format("attempt == {}", open.call.attempt);
        if (open.call.ended && (!ended_before || expects.size() == 1)) {
            if (open.call.outcome.empty())
                expect.ended = true;
            else
                expect.outcome = open.call.outcome;
        }
        std::vector<TraceDocument> documents;
        engine::StepError error;
        if (answered && wants_documents_ && render(run, open, documents, error)) {
            const TraceStep& row = run.trace.steps.back();
            for (const TraceDocument& one : documents) {
                const auto same = std::ranges::find(row.documents, one.provider, &TraceDocument::provider);
                if (same == row.documents.end() || same->body != one.body) continue;
                expect.response.push_back({documents.size() == 1 ? std::string() : one.provider,
                                           document(machine_.path(open.call.configuration), one.provider, one.body),
                                           {}});
            }
        }
        if (!run.passed) {
            expects.pop_back();
            break;
        }
    }
    if (expects.size() < made.steps.size()) note_trouble(made, run.trace, findings);
    for (std::size_t i = 0; i < expects.size(); ++i) made.steps[i].expect = std::move(expects[i]);
    // At the end nothing else has changed.
    if (expects.size() == made.steps.size()) {
        const engine::Call& call = run.calls.front().call;
        const bool secrets = are_made_up(made, flow, call.slots);
        for (const flow::Var& var : flow.vars) {
            if ((var.sensitive && !secrets) || !set_by_flow_.contains(var.name) || var.slot >= call.slots.size())
                continue;
            PlainValue value = plain(var.name, call.slots[var.slot]);
            if (reads_back(value, var.type)) made.expect.vars.push_back(std::move(value));
        }
        made.expect.present = !made.expect.vars.empty();
    }
    return expects.size();
}

// The last thing that was found to be wrong: in the flow where an expression of it erred, else at the state of that moment.
void ScenarioMaker::note_trouble(const Scenario& made, const Trace& trace, const base::Diagnostics& findings) {
    trouble_ = {account_of(made), {}, "it cannot be played", flow::none};
    for (const base::Diagnostic& one : findings.items())
        if (one.severity != base::Severity::note) {
            trouble_.why = one.message;
            trouble_.where = one.where;
        }
    for (const TraceStep& row : trace.steps) {
        if (!row.error.empty() && row.error_where.valid()) trouble_.where = row.error_where;
        const engine::Configuration at = row.error.empty() ? flow::none : machine_.find(row.state);
        if (at != flow::none) trouble_.state = machine_.state_of(at);
        // What a provider cannot do is a finding of the same words, with its place.
        const bool placed = row.error_where.valid() || (row.error == trouble_.why && trouble_.where.valid());
        if (at != flow::none && !placed) trouble_.where = machine_.flow().states[trouble_.state].where;
        if (!row.error.empty()) trouble_.why = row.error;
    }
    const engine::Configuration at = trace.steps.empty() ? flow::none : machine_.find(trace.steps.back().state);
    if (at == flow::none) return;
    if (trouble_.state == flow::none) trouble_.state = machine_.state_of(at);
    if (!trouble_.where.valid()) trouble_.where = machine_.flow().states[trouble_.state].where;
}

// As it will be read.
bool ScenarioMaker::passes(const Scenario& made) {
    base::Sources sources;
    base::Diagnostics findings;
    const base::FileId file = sources.add({}, write_expecting(made));
    const std::optional<doc::Document> document = doc::read_document(sources, file, findings);
    std::vector<Scenario> read;
    if (document) read = read_scenarios(*document, findings);
    if (read.size() != 1 || findings.has_errors()) {
        note_trouble(made, {}, findings);
        return false;
    }
    for (Step& step : read.front().steps) step.expect.response.clear(); // they are what was just rendered
    const RunOptions options;
    const std::vector<RunResult> results = run(machine_, read.front(), options, files_, {}, sources, findings);
    const auto failed = std::ranges::find_if(results, [](const RunResult& one) { return !one.passed; });
    if (failed != results.end()) note_trouble(made, failed->trace, findings);
    return failed == results.end();
}

bool looks_first(const Scenario& made) { return !made.steps.empty() && made.steps.front().kind == Step::Kind::expect; }

// The state that the walk comes to by the step behind those that were played.
flow::StateId ScenarioMaker::ahead(const PathWalk& walk, std::size_t played) const {
    std::vector<Feature> unused;
    engine::Call call = search_.begin(walk.world, unused);
    for (const Stimulus& one : walk.steps) {
        if (one.kind != Stimulus::Kind::answer && played-- == 0) break;
        static_cast<void>(search_.apply(call, one));
    }
    return machine_.state_of(call.configuration);
}

bool ScenarioMaker::make(PathWalk& walk, Scenario& made) {
    const bool look = begins_with_news(walk.world);
    for (int tries = 0; tries < 2; ++tries) {
        made = {};
        add_steps(walk, look, made);
        const std::size_t playable = expect(made);
        if (playable < made.steps.size()) {
            cut_.push_back(trouble_);
            cut_.back().state = ahead(walk, playable + (looks_first(made) ? 0 : 1));
            made.steps.resize(playable);
            if (playable == 0) return false;
            made.expect = {};
        }
        if (passes(made)) {
            made.name = name_of(made);
            return true; // of a walk that was cut: what is left of it
        }
        if (walk.steps.empty()) break;
        walk.steps.resize(walk.steps.size() / 2);
    }
    made.steps.clear();
    return false;
}

std::vector<Feature> features_of(const Search& search, const PathWalk& walk, const Scenario& made) {
    std::vector<Feature> features;
    engine::Call call = search.begin(walk.world, features);
    std::size_t left = made.steps.size() - (looks_first(made) ? 1 : 0);
    for (const Stimulus& one : walk.steps) {
        if (one.kind != Stimulus::Kind::answer && left-- == 0) break;
        Happened happened = search.apply(call, one);
        features.insert(features.end(), happened.features.begin(), happened.features.end());
    }
    return features;
}

} // namespace callflow::scenario
