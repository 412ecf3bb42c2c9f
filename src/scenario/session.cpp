#include "scenario/session.hpp"

#include "scenario/emulation.hpp"
#include "scenario/guests.hpp"
#include "scenario/mishaps.hpp"
#include "scenario/sip_side.hpp"

#include <algorithm>

namespace callflow::scenario {

struct Session::Inner {
    SessionSetting given;
    Scenario scenario;
    RunOptions options;
    std::size_t findings = 0; // those that there were before
    std::unique_ptr<Run> run = nullptr;
};

Session::Session(const SessionSetting& setting, Scenario scenario)
    : inner_(std::make_unique<Inner>(Inner{setting, std::move(scenario), setting.options})) {
    inner_->findings = setting.diagnostics->items().size();
    begin();
}

Session::~Session() = default;

void Session::begin() {
    Inner& in = *inner_;
    const std::vector<std::string>& own = in.options.providers.empty() ? in.scenario.providers : in.options.providers;
    const Setting setting{*in.given.machine, in.scenario,       in.options,           *in.given.files,
                          in.given.folder,   *in.given.sources, *in.given.diagnostics};
    in.run.reset();
    in.run = std::make_unique<Run>(new_run(setting, {own.empty() ? std::string("twilio") : own.front()}));
    in.run->first_provider = in.run->providers.front();
    begin_run(*in.run);
    for (std::size_t i = 0; i < in.scenario.steps.size(); ++i) scenario::play(*in.run, in.scenario.steps[i]);
}

std::size_t Session::play(Step step) {
    Inner& in = *inner_;
    const std::size_t first = in.run->trace.steps.size();
    in.scenario.steps.push_back(std::move(step));
    scenario::play(*in.run, in.scenario.steps.back());
    if (in.run->emulation) close_sounds(*in.run);
    if (in.run->guests) in.run->guests->join();
    return first;
}

std::size_t Session::back(std::size_t steps) {
    Inner& in = *inner_;
    in.scenario.steps.resize(in.scenario.steps.size() - std::min(steps, in.scenario.steps.size()));
    in.given.diagnostics->items().resize(in.findings); // what was found in what is taken back
    begin();
    if (in.run->emulation) close_sounds(*in.run);
    if (in.run->guests) in.run->guests->join();
    return 0;
}

const Scenario& Session::scenario() const { return inner_->scenario; }

const Trace& Session::trace() const { return inner_->run->trace; }

std::string Session::state() const {
    const Run& run = *inner_->run;
    if (run.options.stranger != nullptr) return {};
    return run.machine.path(run.calls.front().call.configuration);
}

bool Session::reached() const { return inner_->run->calls.front().known; }

bool Session::over() const {
    const Run& run = *inner_->run;
    const OpenCall& open = run.calls.front();
    if (open.leg == emulate::no_leg) return open.call.ended;
    return run.emulation->timeline.leg(present_leg(run, open)).phase == emulate::Leg::Phase::ended;
}

std::vector<std::string> Session::asks() const {
    const Run& run = *inner_->run;
    const OpenCall& open = run.calls.front();
    std::vector<std::string> asked;
    if (open.leg == emulate::no_leg) return asked;
    const Spot at = spot_of(*inner_->run, present_leg(run, open));
    const emulate::Leg& leg = at.run->emulation->timeline.leg(at.leg);
    if (leg.takes_keys) asked.emplace_back("keys");
    if (leg.takes_speech) asked.emplace_back("speech");
    if (leg.takes_message) asked.emplace_back("message");
    return asked;
}

bool Session::asks_secret() const {
    const Run& run = *inner_->run;
    return is_secret(run, run.calls.front(), "input.digits");
}

bool Session::rings() const {
    const Run& run = *inner_->run;
    const OpenCall& open = run.calls.front();
    for (emulate::LegId id = 0; run.emulation && id < run.emulation->timeline.leg_count(); ++id) {
        const emulate::Leg& leg = run.emulation->timeline.leg(id);
        const bool ringing = leg.phase == emulate::Leg::Phase::ringing && !leg.of_refer;
        const bool answers_itself = run.guests && run.guests->at_line(run, id) != nullptr;
        if (ringing && id != open.leg && !answers_itself) return true;
    }
    return false;
}

std::vector<std::pair<std::string, std::string>> Session::vars() const {
    const Run& run = *inner_->run;
    std::vector<std::pair<std::string, std::string>> vars;
    for (const flow::Var& var : run.machine.flow().vars) {
        std::string value = run.calls.front().call.slots[var.slot].to_json();
        hide_secrets(run, value);
        vars.emplace_back(var.name,
                          is_secret(run, run.calls.front(), var.name) ? std::string(flow::hidden_text) : value);
    }
    return vars;
}

std::string Session::document() const {
    const std::vector<TraceStep>& rows = inner_->run->trace.steps;
    for (std::size_t i = rows.size(); i-- > 0;) {
        if (rows[i].documents.empty()) continue;
        std::string body = rows[i].documents.front().body;
        hide_secrets(*inner_->run, body);
        return body;
    }
    return {};
}

Trace Session::end() {
    Run& run = *inner_->run;
    end_run(run);
    if (run.guests) run.guests->join();
    hide_secrets(run, inner_->findings);
    return run.trace;
}

} // namespace callflow::scenario
