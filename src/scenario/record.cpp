// From what the engine did to what a trace tells.
#include "base/codes.hpp"
#include "base/text.hpp"
#include "providers/barred.hpp"
#include "providers/provider.hpp"
#include "scenario/coverage.hpp"
#include "scenario/runner.hpp"
#include "scenario/sent.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <unordered_set>

namespace callflow::scenario {
namespace {

std::string group_name(engine::RecordedEffect::Group group) {
    switch (group) {
    case engine::RecordedEffect::Group::before: return "before";
    case engine::RecordedEffect::Group::transition: return "transition";
    case engine::RecordedEffect::Group::success: return "success";
    case engine::RecordedEffect::Group::failure: return "failure";
    }
    return {};
}

void add_request(TraceEffect& effect, std::string_view provider, const providers::OutgoingRequest& request) {
    effect.requests.push_back(
        {std::string(provider), request.method, request.url, request.headers, request.form, request.body});
}

void add_requests(const Run& run, const OpenCall& open, const engine::RecordedEffect& recorded, TraceEffect& effect) {
    providers::EffectView view{.kind = recorded.kind, .fields = recorded.fields, .call_id = open.call.id};
    for (const auto& [name, value] : recorded.event)
        (name == "event" ? view.event : name == "actor" ? view.actor : view.address) = value;
    const bool calls = recorded.kind == flow::EffectKind::originate;
    const std::string bare =
        calls ? run.machine.address(open.call, view.actor, view.event).value_or(std::string()) : std::string();
    view.bare = bare;
    if (recorded.kind == flow::EffectKind::webhook) add_request(effect, {}, providers::webhook_request(view));
    const expr::Value* const to = calls ? view.find("to") : nullptr;
    if (to != nullptr && !providers::barred_number(to->to_text(), run.options.barred).empty())
        return; // nothing is sent
    for (const std::string& name : run.providers) {
        const providers::Provider* provider = providers::find_provider(name);
        if (const auto request = provider->effect_request(view)) add_request(effect, name, *request);
    }
}

TraceEffect effect_of(const Run& run, const OpenCall& open, const engine::RecordedEffect& recorded) {
    TraceEffect effect;
    effect.kind = flow::to_string(recorded.kind);
    effect.hook = recorded.hook;
    effect.fields = recorded.fields;
    for (const auto& [name, value] : recorded.event) {
        effect.fields.emplace_back(name, expr::Value::string(value));
    }
    effect.group = group_name(recorded.group);
    if (recorded.written != nullptr) effect.secret = secret_fields(run, *recorded.written);
    add_requests(run, open, recorded, effect);
    return effect;
}

TraceTried tried_of(const flow::Flow& flow, const engine::Tried& tried) {
    TraceTried trace;
    trace.event = tried.handler != nullptr ? flow.events[tried.handler->event].text() : "next";
    if (tried.branch != nullptr) {
        switch (tried.branch->kind) {
        case flow::Branch::Kind::same: trace.target = "same"; break;
        case flow::Branch::Kind::choose: trace.target = tried.branch->choose.front().menu ? "keys" : "switch"; break;
        case flow::Branch::Kind::state: trace.target = flow.states[tried.branch->target].name; break;
        }
        trace.where = tried.branch->where;
    }
    trace.held = tried.held;
    trace.why = tried.why;
    trace.saw = tried.saw;
    return trace;
}

// Vars that a step's effects set, with the values they have now.
void add_changes(const flow::Flow& flow, const engine::Call& call, TraceStep& trace) {
    std::unordered_set<std::string> known;
    for (const auto& [changed, now] : trace.changed) known.insert(changed);
    for (const TraceEffect& effect : trace.effects) {
        if (effect.kind != "set") continue;
        for (const auto& [name, value] : effect.fields) {
            const flow::Var* var = flow.find_var(name);
            if (var != nullptr && known.insert(name).second) trace.changed.emplace_back(name, call.slots[var->slot]);
        }
    }
}

// A loop as a run through many states shows it, once round instead: `a -> b -> a`, with the candidates of that round.
void show_loop(const flow::Flow& flow, const std::vector<flow::StateId>& path, TraceStep& trace) {
    std::size_t first = path.size() - 1;
    while (first > 0 && path[first - 1] != path.back()) --first;
    if (first > 0) --first;
    std::string text;
    for (std::size_t i = first; i < path.size(); ++i) {
        if (!text.empty()) text += " -> ";
        text += flow.states[path[i]].name;
    }
    trace.endless = true;
    trace.error = fmt::format("the flow goes round without waiting for the caller: {}", text);
    trace.tried.resize(std::min(trace.tried.size(), path.size() - first));
}

} // namespace

std::string event_text(const flow::Flow& flow, std::string_view text) {
    if (text.find('.') != std::string_view::npos || flow.find_event("", text) != flow::none) {
        return std::string(text);
    }
    for (const flow::Actor& actor : flow.actors) {
        if (!text.starts_with(actor.name + "_")) continue;
        const std::string_view name = text.substr(actor.name.size() + 1);
        if (flow.find_event(actor.name, name) != flow::none) return fmt::format("{}.{}", actor.name, name);
    }
    return std::string(text);
}

bool knows_event(const flow::Flow& flow, std::string_view text) {
    const std::string event = event_text(flow, text);
    const std::size_t dot = event.find('.');
    const std::string_view name = std::string_view(event).substr(dot == std::string::npos ? 0 : dot + 1);
    if (flow.find_event("", name) != flow::none) return true;
    const std::string_view actor = std::string_view(event).substr(0, dot == std::string::npos ? 0 : dot);
    if (!actor.empty() && flow.find_actor(actor) == nullptr) return flow.find_event(actor, name) != flow::none;
    // Handled under another actor it is refused, not unknown.
    return std::ranges::any_of(flow.events, [&](const flow::Event& one) { return one.name == name; });
}

namespace {

void place(const engine::Machine& machine, const engine::Call& call, TraceStep& trace) {
    trace.stack.clear();
    for (engine::Configuration at = call.configuration; at != flow::none; at = machine.outer(at)) {
        trace.stack.insert(trace.stack.begin(), machine.flow().states[machine.state_of(at)].name);
    }
    trace.state = trace.stack.back();
    trace.attempt = call.attempt;
    trace.ended = call.ended;
    trace.end_outcome = call.outcome;
}

// A step that failed has undone what it took: which candidates those were, and why.
void mark_undone(const flow::Flow& flow, const engine::StepResult& result, TraceStep& trace) {
    if (result.outcome != engine::Outcome::failed) return;
    std::string error;
    for (const flow::Signal& one : flow.signals)
        if (one.spec != nullptr && one.spec->name == "error") error = flow.events[one.event].text();
    const auto mark = [&](bool signal, std::string_view why) {
        const auto last = std::find_if(trace.tried.rbegin(), trace.tried.rend(), [&](const TraceTried& one) {
            return one.held && (one.event == error) == signal;
        });
        if (last != trace.tried.rend()) last->failed = why;
    };
    const std::string_view whole = result.error.message;
    const std::size_t second = whole.find(engine::handler_failed_too);
    mark(false, whole.substr(0, second));
    if (second != std::string_view::npos) mark(true, whole.substr(second + engine::handler_failed_too.size()));
}

} // namespace

const OpenCall& seen(const Run& run, const OpenCall& open, std::uint32_t machine, OpenCall& room) {
    if (open.call.beside.empty()) return open; // NOLINT(bugprone-return-const-ref-from-parameter): see runner.hpp
    room = open;
    room.call = run.machine.seen_by(open.call, machine);
    return room;
}

TraceStep& begin_trace(Run& run, std::string_view kind, const OpenCall& open, base::Span where, std::uint32_t machine) {
    TraceStep& trace = run.trace.steps.emplace_back();
    trace.number = static_cast<std::uint32_t>(run.trace.steps.size());
    trace.kind = kind;
    trace.call = open.spec->name;
    trace.at = run.now - run.start;
    trace.where = where;
    trace.machine = run.machine.machine_name(machine);
    if (run.options.stranger != nullptr) return trace; // nothing is known of any state
    place(run.machine, open.call, trace);
    trace.state_before = trace.state;
    trace.place_before = run.machine.state_of(open.call.configuration);
    return trace;
}

namespace {

// Into a sub-flow there are two moves in one: the state that has it is entered, too.
std::vector<flow::StateId> entered_by(const engine::Machine& machine, const engine::Move& move) {
    const flow::StateId innermost = machine.state_of(move.after);
    if (move.to != flow::none && move.to != innermost) return {move.to, innermost};
    return {innermost};
}

} // namespace

void record(Run& run, TraceStep& trace, const OpenCall& open, const engine::StepResult& result) {
    const flow::Flow& flow = run.machine.flow();
    keep_computed(run, open, trace);
    if (trace.kind != "start") trace.outcome = engine::to_string(result.outcome);
    trace.error = result.outcome == engine::Outcome::failed ? result.error.message : "";
    place(run.machine, open.call, trace);
    for (const engine::Tried& tried : result.tried) trace.tried.push_back(tried_of(flow, tried));
    mark_undone(flow, result, trace);
    for (const engine::Move& move : result.moves) {
        trace.moves.push_back(
            {move.before == flow::none ? "" : run.machine.path(move.before), run.machine.path(move.after),
             move.event == flow::none ? "" : flow.events[move.event].text(), move.loopback, move.where,
             trace.effects.size() + move.effects, trace.tried.size() - result.tried.size() + move.tried, move.from,
             entered_by(run.machine, move)});
    }
    for (const engine::RecordedEffect& effect : result.effects) trace.effects.push_back(effect_of(run, open, effect));
    add_changes(flow, open.call, trace);
    trace.error_where = trace.error.empty() ? base::Span() : result.error.where;
    if (!result.loop.empty()) show_loop(flow, result.loop, trace);
    keep_secrets(run, open, trace);
    if (run.options.coverage != nullptr) run.options.coverage->note(run.machine, result);
}

namespace {

// What the provider would refuse the document for, said of the response that it comes from.
void refusals(Run& run, const providers::Provider& provider, const std::string& document, base::Span where,
              base::Diagnostics& findings) {
    constexpr std::size_t most = 32;
    const auto is_it = [&](const auto& one) { return one.first == &provider && one.second == document; };
    if (std::ranges::any_of(run.sound, is_it)) return;
    base::Sources sources;
    base::Diagnostics found;
    const base::FileId file = sources.add({}, document);
    static_cast<void>(provider.check(sources, file, found));
    for (base::Diagnostic& one : found.items()) {
        if (one.severity != base::Severity::error) continue;
        one.where = where;
        one.notes.clear();
        one.edits.clear();
        findings.add(std::move(one));
    }
    if (found.has_errors()) return;
    if (run.sound.size() >= most) run.sound.erase(run.sound.begin());
    run.sound.emplace_back(&provider, document);
}

} // namespace

bool put_document(Run& run, const providers::Provider& provider, const flow::ResolvedResponse& response,
                  std::vector<TraceDocument>& documents, engine::StepError& error) {
    if (std::string why = providers::barred_in(response, run.options.barred); !why.empty()) {
        error.message = std::move(why);
        error.where = response.where;
        documents.clear();
        return false;
    }
    TraceDocument document;
    document.provider = provider.name;
    document.content_type = provider.content_type;
    base::Diagnostics findings;
    provider.render(response, document.body, &findings);
    refusals(run, provider, document.body, response.where, findings);
    // What the provider cannot do at all: no caller could get there. Notes and warnings are for `render` to say, but for what only
    // values of this call have brought about.
    for (base::Diagnostic& finding : findings.items()) {
        const bool failed = finding.severity == base::Severity::error;
        const bool of_values = finding.code == &base::codes::left_out && finding.severity == base::Severity::warning;
        if (failed) run.passed = false;
        if (failed || of_values) run.diagnostics.add(std::move(finding));
    }
    documents.push_back(std::move(document));
    return true;
}

bool render(Run& run, const OpenCall& open, std::vector<TraceDocument>& documents, engine::StepError& error) {
    flow::ResolvedResponse response;
    for (const std::string& name : run.providers) {
        const providers::Provider* provider = providers::find_provider(name);
        if (provider == nullptr) continue;
        engine::Call seen = open.call; // as this provider's application sees it
        run.machine.set_info(seen, "provider", expr::Value::string(name));
        if (const auto done = run.machine.respond(seen, name, response, &error); !done) {
            error.message = done.error().message;
            documents.clear();
            return false;
        }
        if (!put_document(run, *provider, response, documents, error)) return false;
    }
    return true;
}

bool documents_in_force(Run& run, const OpenCall& open, std::vector<TraceDocument>& documents,
                        engine::StepError& error) {
    if (run.options.stranger == nullptr) return render(run, open, documents, error);
    const std::vector<TraceStep>& rows = run.trace.steps;
    for (std::size_t i = rows.size(); i-- > 0 && documents.empty();) {
        if (rows[i].call == open.spec->name) documents = rows[i].documents;
    }
    return true;
}

} // namespace callflow::scenario
