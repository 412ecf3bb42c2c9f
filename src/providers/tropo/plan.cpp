#include "providers/tropo/plan.hpp"

#include "providers/tropo/tropo.hpp"

#include <algorithm>

namespace callflow::providers::tropo {

namespace {

using flow::ResolvedResponse;
using flow::ResolvedVerb;

bool is_redirect(const ResolvedVerb& verb) { return verb.spec->name == "redirect"; }

// Whether the verb's address is requested whatever comes of it: TwiML's table of what jumps and what
// falls through to the next verb.
bool always_jumps(const ResolvedVerb& verb) {
    const std::string* when_empty = verb.find("actionOnEmptyResult");
    return verb.spec->action_always || (when_empty != nullptr && *when_empty == "true");
}

std::optional<std::string_view> find_signal(const ResolvedResponse& response, std::string_view name) {
    const auto at = std::ranges::find(response.signals, name, &flow::ResolvedSignal::signal);
    return at == response.signals.end() ? std::nullopt : std::optional<std::string_view>(at->address);
}

// Handlers of a response in which no verb has an address.
void plan_without_address(Plan& plan, const ResolvedResponse& response, const ResolvedVerb* last) {
    plan.steps = plan.reachable;
    if (last != nullptr) {
        if (is_redirect(*last)) {
            plan.reachable = --plan.steps;
            const std::string* address = last->content();
            plan.next = address == nullptr ? std::string_view() : std::string_view(*address);
        }
    } else if (response.has_next) {
        plan.next = response.next;
        plan.incomplete = response.next;
    }
    if (!plan.incomplete) {
        plan.incomplete = find_signal(response, "incomplete");
    }
}

// Handlers of a response in which `verb` is the last with an address; `last` is null or ends it.
void plan_with_address(Plan& plan, const ResolvedResponse& response, const ResolvedVerb& verb, const ResolvedVerb* last,
                       const Findings& findings) {
    plan.next = *outcome_address(verb);
    if (last != nullptr) {
        if (is_redirect(*last)) {
            --plan.reachable;
            const std::string* address = last->content();
            plan.incomplete = address == nullptr ? std::string_view() : std::string_view(*address);
            return;
        }
        if (!always_jumps(verb)) {
            findings.not_on_provider(*last,
                                     "no way to end the call in a handler: what comes of the verb "
                                     "with an address goes on to that address",
                                     "redirect to an event whose state ends the call");
        }
        --plan.reachable;
        return;
    }
    if (always_jumps(verb)) {
        return;
    }
    plan.incomplete =
        response.has_next ? std::optional<std::string_view>(response.next) : find_signal(response, "incomplete");
}

} // namespace

const std::string* outcome_address(const ResolvedVerb& verb) {
    const Row* row = find_row(*verb.spec);
    return row == nullptr || row->support.element.empty() ? nullptr : verb.find("action");
}

Plan make_plan(const ResolvedResponse& response, const Findings& findings) {
    const auto& verbs = response.verbs;
    const auto end = std::ranges::find_if(verbs, [](const ResolvedVerb& verb) { return verb.spec->ends_document; });
    const ResolvedVerb* last = end == verbs.end() ? nullptr : &*end;
    Plan plan;
    plan.reachable = static_cast<std::size_t>(end - verbs.begin()) + (last != nullptr ? 1U : 0U);

    if (last != nullptr && is_redirect(*last)) {
        plan.redirect = last;
    }
    std::optional<std::size_t> addressed;
    for (std::size_t i = plan.reachable; i-- > 0;) {
        if (outcome_address(verbs[i]) == nullptr) {
            continue;
        }
        if (!addressed) {
            addressed = i;
        } else if (*outcome_address(verbs[i]) != *outcome_address(verbs[*addressed])) {
            findings.several_addresses(verbs[i], verbs[*addressed]);
        } else if (!always_jumps(verbs[i])) {
            findings.asked_all_the_same(verbs[i], verbs[*addressed]);
        }
    }
    if (addressed) {
        plan.steps = *addressed + 1;
        plan_with_address(plan, response, verbs[*addressed], last, findings);
    } else {
        plan_without_address(plan, response, last);
    }
    plan.reachable = std::max(plan.reachable, plan.steps);
    return plan;
}

} // namespace callflow::providers::tropo
