// Requests that an application makes while the caller waits: asked on entering a state, answered from outside.
#include "engine/stepper.hpp"
#include "engine/values.hpp"

#include <utility>

namespace callflow::engine {

using expr::Value;

namespace {

bool is_success(const Answer& answer) { return answer.status >= 200 && answer.status < 300; }

} // namespace

bool agrees(const flow::Request& request, const Answer& answer) {
    return request.hands_over && is_success(answer) && answer.body.find(request.accepted) != std::string::npos;
}

// The call rests until the answer comes.
bool Stepper::ask() {
    const flow::Request& request = *compiled_.flow.states[state()].request;
    call_.request.fields.clear();
    for (const flow::Field& field : request.fields) {
        Value value;
        if (!field_value(field, value)) return false;
        call_.request.fields.emplace_back(field.name, std::move(value));
    }
    call_.request.waits = true;
    call_.request.handed_over = false;
    return true;
}

void Stepper::answer(const Answer& answer) {
    result_.at = call_.now;
    if (!call_.request.waits) {
        result_.outcome = Outcome::ignored; // the call has gone elsewhere meanwhile
        return;
    }
    ++call_.alone;
    const flow::Request& asked = *compiled_.flow.states[state()].request;
    if (agrees(asked, answer)) {
        call_.request.waits = false;
        call_.request.handed_over = true;
        return; // stays, and is answered with the state's response
    }
    const bool success = is_success(answer) && !asked.hands_over;
    Request request;
    request.event = success ? compiled_.success : compiled_.failure;
    if (request.event == flow::none) request.name = success ? "success" : "failure";
    request.input.emplace_back("status", Value::integer(answer.status));
    if (!answer.json.is_absent()) request.input.emplace_back("json", answer.json);
    request.input.emplace_back("body", Value::string(answer.body));
    request_ = &request;
    result_.event = request.event;
    call_.request.waits = false; // also where the step fails: the answer has been used
    remember();
    if (!take_answer(answer, request)) fail_and_signal(request);
    request_ = nullptr;
}

// The state's own `on:`, its flow's, its `next:`, and last what stands further out.
bool Stepper::take_answer(const Answer& answer, const Request& request) {
    put_input(request);
    put_event(request);
    if (compiled_.transition.any) clear_transition();
    if (!save(answer, is_success(answer))) return false;
    const flow::StateId id = state();
    level_ = call_.configuration;
    const flow::Branch* branch = choose(compiled_.tables.candidates(id, request.event));
    if (branch == nullptr) branch = choose(compiled_.tables.candidates(id, flow::next_event));
    if (branch == nullptr) branch = find_outward(request.event);
    if (branch == nullptr) return refuse(request);
    return take(*branch, request.event, call_.configuration) && run_on();
}

// Before the guards of the outcome look at it.
bool Stepper::save(const Answer& answer, bool success) {
    const flow::Request& request = *compiled_.flow.states[state()].request;
    const flow::Var* var = request.save.empty() ? nullptr : compiled_.flow.find_var(request.save);
    if (var == nullptr) return true;
    Value value = !success                  ? expr::empty_value(var->type)
                  : answer.json.is_absent() ? Value::string(answer.body)
                                            : answer.json;
    if (success && !fits(value, var->type))
        return fail(var->name + " takes " + to_string(var->type) + ", and the answer is " +
                        std::string(to_string(value.kind())),
                    request.where);
    if (std::string wrong = outside_domain(*var, value); success && !wrong.empty())
        return fail(var->name + ": " + wrong, request.where);
    record(flow::EffectKind::set, Group::transition).fields.emplace_back(var->name, value);
    put(var->slot, std::move(value));
    return true;
}

} // namespace callflow::engine
