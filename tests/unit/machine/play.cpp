#include "machine/play.hpp"

#include "doc/read.hpp"
#include "syntax/read_flow.hpp"

#include <catch2/catch.hpp>

namespace machine_test {

using namespace callflow;

namespace {

constexpr std::int64_t second = 1'000'000'000;

std::string shown(const flow::ResolvedVerb& verb) {
    std::string text(verb.spec->name);
    for (const flow::ResolvedAttribute& one : verb.attributes)
        text += " " + std::string(one.spec->name) + "=" + one.value;
    for (const flow::ResolvedVerb& child : verb.children) text += " [" + shown(child) + "]";
    return text;
}

} // namespace

Played::Played(std::string_view text, Limits limits) {
    base::Sources sources;
    base::Diagnostics diagnostics;
    std::string whole = "callflow: 1\nname: played\n";
    if (text.find("\ninitial:") == std::string_view::npos) whole += "initial: a\n";
    if (text.find("\nactors:") == std::string_view::npos) whole += "actors: {customer: {}, agent: {}}\n";
    const base::FileId file = sources.add("flow.yaml", whole.append(text));
    const auto document = doc::read_yaml(sources, file, diagnostics);
    REQUIRE(document);
    flow_ = syntax::read_flow(*document, diagnostics);
    for (const base::Diagnostic& one : diagnostics.items())
        if (one.severity == base::Severity::error)
            FAIL_CHECK(one.message + " in line " << sources[file].position(one.where.begin).line << " of\n"
                                                 << sources[file].text());
    REQUIRE(flow_);
    REQUIRE_FALSE(diagnostics.has_errors());
    machine_ = std::make_unique<Machine>(*flow_, limits);
    call_ = machine_->new_call("CA1", {}, 0);
    result_.keep_trace = true;
}

Played& Played::at(std::string_view state) {
    const flow::StateId id = flow_->find_state(0, state);
    REQUIRE(id != flow::none);
    machine_->enter(call_, id); // a state of the flow itself stands in no other
    entered_ = true;
    return *this;
}

void Played::start() {
    machine_->start(call_, result_);
    entered_ = true;
}

Outcome Played::fire(std::string_view event, const Inputs& input) {
    if (!entered_) start();
    engine::Request request = machine_->request(event);
    request.input = input;
    machine_->step(call_, request, result_);
    return result_.outcome;
}

std::vector<StepResult> Played::wait(std::int64_t seconds) {
    if (!entered_) start();
    std::vector<StepResult> results;
    machine_->advance(call_, call_.now + seconds * second, results);
    return results;
}

void Played::set(std::string_view var, const Value& value) {
    const auto done = machine_->set_var(call_, var, value);
    if (!done) FAIL(done.error().message);
}

std::string Played::state() const { return flow_->states[machine_->state_of(call_.configuration)].name; }

std::vector<std::string> Played::effects(const StepResult& result) {
    std::vector<std::string> all;
    for (const engine::RecordedEffect& effect : result.effects) {
        std::string text = effect.kind == flow::EffectKind::run ? effect.hook : std::string(to_string(effect.kind));
        for (const auto& [name, value] : effect.fields) text += " " + name + "=" + value.to_text();
        for (const auto& [name, value] : effect.event) text += " " + name + ":" + value;
        all.push_back(std::move(text));
    }
    return all;
}

std::string Played::path() const {
    std::string text;
    for (const engine::Move& move : result_.moves) text += (text.empty() ? "" : " ") + flow_->states[move.to].name;
    return text;
}

std::string Played::var(std::string_view name) const {
    const flow::Var* var = flow_->find_var(name);
    REQUIRE(var != nullptr);
    return call_.slots[var->slot].to_text();
}

std::vector<std::string> Played::respond(std::string_view provider) {
    if (!entered_) start();
    flow::ResolvedResponse response;
    const auto done = machine_->respond(call_, provider, response);
    if (!done) return {"error: " + done.error().message};
    std::vector<std::string> all;
    for (const flow::ResolvedVerb& verb : response.verbs) all.push_back(shown(verb));
    if (response.has_next) all.push_back("next " + response.next);
    for (const flow::ResolvedSignal& signal : response.signals)
        all.push_back("on " + std::string(signal.signal) + " " + signal.address);
    if (response.final) all.emplace_back("final");
    return all;
}

std::string everything(const Call& call) {
    std::string text = std::to_string(call.configuration) + " " + std::to_string(call.attempt) +
                       (call.started ? " started" : "") + (call.ended ? " ended" : "") +
                       (call.hung_up ? " hung up" : "") + " " + call.outcome + "\n";
    for (const engine::RunningTimer& timer : call.timers)
        text += std::to_string(timer.index) + "@" + std::to_string(timer.due) + " ";
    for (const std::uint32_t attempt : call.outer_attempts) text += "around " + std::to_string(attempt) + " ";
    for (const engine::SideMachine& one : call.beside) {
        text += "\nbeside " + std::to_string(one.configuration) + " " + std::to_string(one.attempt) +
                (one.ended ? " ended " : " ") + one.outcome;
        for (const engine::RunningTimer& timer : one.timers)
            text += " " + std::to_string(timer.index) + "@" + std::to_string(timer.due);
    }
    for (const Value& value : call.slots) text += "\n" + std::string(to_string(value.kind())) + " " + value.to_json();
    return text;
}

} // namespace machine_test
