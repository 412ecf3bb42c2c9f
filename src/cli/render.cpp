#include "cli/render.hpp"

#include "base/codes.hpp"
#include "base/text.hpp"
#include "flow/graph.hpp"
#include "providers/barred.hpp"
#include "scenario/launch.hpp"
#include "scenario/run.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace callflow::cli {
namespace {

// The call that `simulate --event` has, so that both write the same documents.
engine::Call new_call(const engine::Machine& machine, std::string_view provider, const RenderOptions& options) {
    scenario::Scenario quick = scenario::quick_scenario({});
    quick.calls.front().channel = options.channel;
    const bool alone = machine.flow().bodies[options.flow].role == flow::BodyRole::sub_flow;
    engine::Call call =
        scenario::new_call(machine, quick.calls.front(), provider, options.now, alone ? options.flow : 0);
    call.seed = options.seed;
    return call;
}

bool set_vars(const engine::Machine& machine, engine::Call& call, const Settings& settings,
              base::Diagnostics& findings) {
    for (const auto& [name, text] : settings) {
        const flow::Var* var = machine.flow().find_var(name);
        const auto value = expr::parse_plain(text, var->type);
        if (const auto done = machine.set_var(call, name, *value); !done) {
            findings.report(base::codes::bad_value, {}, done.error().message);
            return false;
        }
    }
    return true;
}

// Whether the call went on; a finding says why not. `at` becomes the machine that the event went to, where none was asked
// for.
bool fire(const engine::Machine& machine, engine::Call& call, const std::string& event, flow::BodyId flow,
          std::uint32_t& at, base::Diagnostics& findings) {
    engine::Request request = machine.request(event);
    at = flow != 0 ? machine.machine_of_body(flow) : machine.machine_of(request);
    request.machine = at;
    engine::StepResult result;
    const std::string state = machine.path(machine.seen_by(call, at).configuration);
    machine.step(call, request, result);
    switch (result.outcome) {
    case engine::Outcome::refused:
        findings.report(base::codes::refused_event, {},
                        fmt::format("event {} was refused in state {}", base::quoted(event), base::quoted(state)));
        return false;
    case engine::Outcome::failed:
        findings.report(base::codes::step_error, result.error.where, result.error.message);
        return false;
    case engine::Outcome::unknown:
        findings.report(base::codes::unknown_event, {}, fmt::format("no state handles event {}", base::quoted(event)));
        return false;
    case engine::Outcome::moved:
    case engine::Outcome::ignored:
    case engine::Outcome::ended: break;
    }
    return true;
}

bool bring_to(const engine::Machine& machine, engine::Call& call, const Situation& situation, flow::BodyId flow,
              std::uint32_t& at, base::Diagnostics& findings) {
    at = machine.machine_of_body(flow);
    if (situation.at != flow::none) {
        at = machine.machine_of(situation.at);
        machine.enter(call, situation.at);
    } else {
        engine::StepResult result;
        machine.start(call, result);
        if (result.outcome == engine::Outcome::failed) {
            findings.report(base::codes::step_error, result.error.where, result.error.message);
            return false;
        }
    }
    for (const std::string& event : situation.events) {
        if (!fire(machine, call, event, flow, at, findings)) return false;
    }
    return true;
}

// Its path, below the body's name where that is not the main one.
std::string label(const engine::Machine& machine, engine::Configuration at) {
    const flow::Body& root = machine.flow().bodies[machine.root(at)];
    return root.role == flow::BodyRole::main ? machine.path(at) : root.name + "/" + machine.path(at);
}

// Warnings and errors of what the provider would think of the document; the rest is for documents of others.
void check(const RenderedDocument& document, base::Sources& sources, base::Diagnostics& findings) {
    base::Sources own;
    base::Diagnostics found;
    const base::FileId file = own.add({}, document.text);
    static_cast<void>(document.provider->check(own, file, found));
    std::erase_if(found.items(), [](const base::Diagnostic& one) { return one.severity == base::Severity::note; });
    if (found.empty()) return;
    const base::FileId shown = sources.add(file_name(document), document.text);
    for (base::Diagnostic& one : found.items()) {
        one.where.file = shown;
        one.edits.clear(); // the flow is what has to be mended
        for (base::Note& note : one.notes) {
            if (note.where.valid()) note.where.file = shown;
        }
        findings.add(std::move(one));
    }
}

// Appends what the provider gets, unless something in it is barred.
void write(const flow::ResolvedResponse& response, std::string name, const providers::Provider& provider,
           const RenderOptions& options, base::Sources& sources, base::Diagnostics& findings,
           std::vector<RenderedDocument>& documents) {
    if (const std::string why = providers::barred_in(response, options.barred); !why.empty()) {
        findings.report(base::codes::step_error, response.where, why);
        return;
    }
    RenderedDocument document{std::move(name), &provider, {}};
    const std::size_t errors = findings.count(base::Severity::error);
    provider.render(response, document.text, &findings);
    const bool whole = findings.count(base::Severity::error) == errors; // else something is missing there
    if (whole) check(document, sources, findings);
    documents.push_back(std::move(document));
}

// A note: what is not known without a call is right in one.
void report_unknown(const engine::StepError& error, base::Diagnostics& findings) {
    auto& finding = findings.report(base::codes::step_error, error.where,
                                    "no call can be made with what is known here: " + error.message);
    finding.severity = base::Severity::note;
    finding.help = "give what it depends on with `--set`";
}

bool answers(const flow::State& state) {
    const bool passed_through = !state.response.present && !state.menu && state.has_next;
    return !passed_through && (!state.request || state.request->hands_over) && !state.sub_flow;
}

} // namespace

std::string file_ending(const providers::Provider& provider) {
    return fmt::format(".{}.{}", provider.name, provider.extension);
}

std::string file_name(const RenderedDocument& document) {
    std::string name = document.state;
    std::replace(name.begin(), name.end(), '/', '.'); // names of states hold no dots
    return name + file_ending(*document.provider);
}

void render(const engine::Machine& machine, const Situation& situation, const RenderOptions& options,
            base::Sources& sources, base::Diagnostics& findings, std::vector<RenderedDocument>& documents) {
    flow::ResolvedResponse response;
    for (const providers::Provider* provider : options.providers) {
        engine::Call call = new_call(machine, provider->name, options);
        if (!set_vars(machine, call, options.set, findings)) continue;
        std::uint32_t at = 0;
        if (!bring_to(machine, call, situation, options.flow, at, findings)) continue;
        const engine::Call seen = machine.seen_by(call, at);
        engine::StepError error;
        if (const auto done = machine.respond(seen, provider->name, response, &error); !done) {
            findings.report(base::codes::step_error, error.where, done.error().message);
            continue;
        }
        write(response, label(machine, seen.configuration), *provider, options, sources, findings, documents);
    }
}

std::vector<Launch> launches_of(const flow::Flow& flow) {
    std::vector<Launch> found;
    flow::each_effect(flow, [&](const flow::Effect& effect) {
        const flow::Field* event = effect.find("event");
        if (effect.kind != flow::EffectKind::originate || event == nullptr || event->event.empty()) return;
        const flow::EventReference& whose = event->event.front();
        const std::string name = whose.actor.empty() ? whose.event : whose.actor + "." + whose.event;
        if (std::ranges::find(found, name, &Launch::event) == found.end()) found.push_back({name, &effect});
    });
    return found;
}

bool render_launch(const engine::Machine& machine, const Launch& launch, const RenderOptions& options,
                   base::Sources& sources, base::Diagnostics& findings, std::vector<RenderedDocument>& documents) {
    bool whole = true;
    for (const providers::Provider* provider : options.providers) {
        if (provider->launch == nullptr) continue;
        engine::Call call = new_call(machine, provider->name, options);
        std::uint32_t at = 0;
        whole = set_vars(machine, call, options.set, findings) && bring_to(machine, call, {}, 0, at, findings);
        if (!whole) break;
        engine::StepError error;
        const auto fields = machine.fields_of(call, *launch.effect, &error);
        if (!fields) {
            report_unknown(error, findings);
            return false;
        }
        const flow::EventReference& event = launch.effect->find("event")->event.front();
        providers::EffectView view;
        view.kind = flow::EffectKind::originate;
        view.fields = *fields;
        view.event = event.event;
        view.actor = event.actor;
        const auto address = machine.address_of_new(call, event);
        if (!address) {
            report_unknown({address.error().message, launch.effect->where}, findings);
            return false;
        }
        view.address = *address;
        const auto bare = machine.address(call, event.actor, event.event);
        if (bare) view.bare = *bare;
        const auto ordered = provider->effect_request(view);
        if (!ordered) continue;
        providers::DecodedRequest request;
        request.begins = true;
        request.launch = ordered->form;
        providers::Arrival arrival;
        arrival.means = providers::Arrival::Means::first;
        arrival.event = launch.event;
        arrival.actor = event.actor;
        const auto response =
            scenario::launch_response(machine, call, *provider, arrival, request, machine.request(launch.event));
        // Where the flow calls them itself, that is the answer to the event.
        if (response) write(*response, "launch-" + launch.event, *provider, options, sources, findings, documents);
    }
    return whole;
}

std::vector<engine::Configuration> answering_states(const engine::Machine& machine, flow::BodyId body) {
    const flow::Flow& flow = machine.flow();
    std::vector<engine::Configuration> found;
    for (engine::Configuration at = 0; at < machine.configurations(); ++at) {
        const flow::State& state = flow.states[machine.state_of(at)];
        const flow::BodyId root = machine.root(at);
        if (!answers(state) || (body != 0 && root != body)) continue;
        // What a sub-flow ends in is gone through at once.
        if (state.final && machine.outer(at) != flow::none) continue;
        if (root == body || machine.runs(at) || flow.bodies[root].named_by.empty()) found.push_back(at);
    }
    return found;
}

} // namespace callflow::cli
