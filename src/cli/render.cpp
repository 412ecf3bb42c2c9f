#include "cli/render.hpp"

#include "base/codes.hpp"
#include "base/text.hpp"
#include "scenario/run.hpp"

#include <fmt/format.h>
#include <utility>

namespace callflow::cli {
namespace {

// The call that `simulate --event` has, so that both write the same documents.
engine::Call new_call(const engine::Machine& machine, std::string_view provider, const RenderOptions& options) {
    scenario::Scenario quick = scenario::quick_scenario({});
    quick.calls.front().channel = options.channel;
    engine::Call call = scenario::new_call(machine, quick.calls.front(), provider, options.now);
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

// Whether the call went on; a finding says why not.
bool fire(const engine::Machine& machine, engine::Call& call, const std::string& event, base::Diagnostics& findings) {
    const engine::Request request = machine.request(event);
    engine::StepResult result;
    const std::string& state = machine.flow().states[machine.state_of(call.configuration)].name;
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

bool bring_to(const engine::Machine& machine, engine::Call& call, const Situation& situation,
              base::Diagnostics& findings) {
    if (situation.state != flow::none) {
        machine.enter(call, machine.configuration_of(situation.state));
    } else {
        engine::StepResult result;
        machine.start(call, result);
        if (result.outcome == engine::Outcome::failed) {
            findings.report(base::codes::step_error, result.error.where, result.error.message);
            return false;
        }
    }
    for (const std::string& event : situation.events) {
        if (!fire(machine, call, event, findings)) return false;
    }
    return true;
}

} // namespace

std::string file_ending(const providers::Provider& provider) {
    return fmt::format(".{}.{}", provider.name, provider.extension);
}

std::string file_name(const RenderedDocument& document) { return document.state + file_ending(*document.provider); }

void render(const engine::Machine& machine, const Situation& situation, const RenderOptions& options,
            base::Diagnostics& findings, std::vector<RenderedDocument>& documents) {
    flow::ResolvedResponse response;
    for (const providers::Provider* provider : options.providers) {
        engine::Call call = new_call(machine, provider->name, options);
        if (!set_vars(machine, call, options.set, findings)) continue;
        if (!bring_to(machine, call, situation, findings)) continue;
        const flow::State& state = machine.flow().states[machine.state_of(call.configuration)];
        engine::StepError error;
        if (const auto done = machine.respond(call, provider->name, response, &error); !done) {
            findings.report(base::codes::step_error, error.where, done.error().message);
            continue;
        }
        RenderedDocument document{state.name, provider, {}};
        provider->render(response, document.text, &findings);
        documents.push_back(std::move(document));
    }
}

std::vector<flow::StateId> answering_states(const flow::Flow& flow) {
    std::vector<flow::StateId> states;
    for (flow::StateId id = 0; id < flow.states.size(); ++id) {
        const flow::State& state = flow.states[id];
        const bool passed_through = !state.response.present && !state.menu && state.has_next;
        if (!passed_through && !state.request && !state.sub_flow) states.push_back(id);
    }
    return states;
}

} // namespace callflow::cli
