// Transfers that have failed before anything is sent: a value says whom they go to, and names nobody.
#include "base/text.hpp"
#include "engine/stepper.hpp"
#include "flow/handling.hpp"
#include "flow/sip_address.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace callflow::engine {

using expr::Value;

namespace {

flow::EventId taken_as(const flow::Flow& flow, const flow::EventReference& reference) {
    const flow::HandledAs keys = flow::handled_as(flow, reference.actor, reference.event);
    return keys.own != flow::none ? keys.own : keys.bare;
}

// The event that an author's own `action:` names; none for an address.
flow::EventId asked_for(const flow::Flow& flow, const flow::State& state, const flow::Transfer& transfer) {
    flow::EventId found = flow::none;
    const auto look = [&](const std::vector<flow::Verb>& verbs) {
        for (const flow::Verb& verb : verbs)
            for (const flow::Attribute& one : verb.attributes)
                if (verb.where == transfer.where && one.spec->name == "action" && !one.event.empty())
                    found = taken_as(flow, one.event.front());
    };
    look(state.response.verbs);
    for (const flow::ProviderResponse& one : state.response.by_provider) look(one.verbs);
    return found;
}

} // namespace

// Takes the state's `failure`, or what its own `action:` names, with a line in the log that says why, where nobody is left to call; a
// state that has none fails the step, as a new call to nobody does.
bool Stepper::call_nobody(bool& moved) {
    const flow::State& at = compiled_.flow.states[state()];
    const flow::Transfer* failed = nullptr;
    StepError error;
    for (const flow::Transfer& one : at.transfers) {
        if (!in_use(one)) continue;
        if (names_somebody(one, error)) return true;
        failed = &one;
    }
    if (failed == nullptr) return true;
    Request request;
    request.event = failed->own_action            ? asked_for(compiled_.flow, at, *failed)
                    : failed->event != flow::none ? failed->event
                                                  : compiled_.failure;
    // What the platform would say, so that a bridge's or REFER's conditions see no success in it.
    request.input = {{"dial_status", Value::string("failed")},
                     {"dial_bridged", Value::boolean(false)},
                     {"refer_status", Value::string("failed")}};
    const flow::Branch* branch = nullptr;
    if (request.event != flow::none) {
        put_input(request);
        put_event(request);
        if (compiled_.transition.any) clear_transition();
        branch = failed_branch(request);
    }
    if (branch == nullptr) return fail(std::move(error.message), error.where);
    record(flow::EffectKind::log, Group::transition)
        .fields.emplace_back("text", Value::string("the transfer failed: " + error.message));
    moved = true;
    return take(*branch, request.event, call_.configuration);
}

// The state's own handlers, its `next:`, and last what stands further out, as of a request that failed.
const flow::Branch* Stepper::failed_branch(const Request& request) {
    level_ = call_.configuration;
    const flow::Branch* branch = choose(compiled_.tables.candidates(state(), request.event));
    if (branch == nullptr && compiled_.flow.states[state()].request)
        branch = choose(compiled_.tables.candidates(state(), flow::next_event));
    return branch != nullptr ? branch : find_outward(request.event);
}

// Whether the conditions of the verb that it became hold; the SIP side is asked whatever they say.
bool Stepper::in_use(const flow::Transfer& transfer) const {
    const flow::Response& response = compiled_.flow.states[state()].response;
    const auto skipped = [&](const flow::Verb& verb) {
        return verb.where == transfer.where && std::ranges::any_of(verb.conditions, [&](const flow::Condition& one) {
                   const Value value = one.expression.evaluate(call_.slots);
                   return value.kind() != expr::Kind::boolean || value.as_boolean() == one.negated;
               });
    };
    return std::ranges::none_of(response.verbs, skipped) &&
           std::ranges::none_of(response.by_provider, [&](const flow::ProviderResponse& one) {
               return std::ranges::any_of(one.verbs, skipped);
           });
}

// One of several is enough. What an expression errs of is for the response to say.
bool Stepper::names_somebody(const flow::Transfer& transfer, StepError& error) const {
    for (const expr::Template& to : transfer.to) {
        std::string address, why;
        const bool whole = flow::is_sip_address(to.text())
                               ? flow::append_uri(to, call_.slots, address, why)
                               : to.append(address, call_.slots, expr::Template::Target::text, &why);
        const std::string_view nobody = whole ? flow::calls_nobody(address) : std::string_view();
        if (nobody.empty()) return true;
        error = {fmt::format("{} cannot be called: {}", base::quoted(address), nobody), transfer.to_where};
    }
    return transfer.to.empty();
}

} // namespace callflow::engine
