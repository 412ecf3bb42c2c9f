#include "base/text.hpp"
#include "lint/rule.hpp"

#include <fmt/format.h>

namespace callflow::lint::rules {
namespace {

// Whether the call is still unanswered behind this verb, whatever it says (facts: a leading pause waits
// before the call is picked up; so do a dial with answerOnBridge, and what never lets go on).
bool may_leave_ringing(const flow::Verb& verb) {
    const std::string_view name = verb.spec->name;
    if (!verb.conditions.empty() || name == "pause" || name == "reject" || name == "redirect" || name == "each" ||
        name == "raw")
        return true;
    for (const flow::Attribute& one : verb.attributes)
        if (one.spec->name == "answerOnBridge") return true;
    return false;
}

void scan(const std::vector<flow::Verb>& verbs, const base::Code& page, base::Diagnostics& diagnostics) {
    const flow::Verb* answers = nullptr;
    for (const flow::Verb& verb : verbs) {
        if (verb.spec->name == "reject" && answers != nullptr) {
            auto& finding =
                diagnostics.report(page, verb.where, "a call that has been answered cannot be rejected any more");
            finding.notes.push_back(
                {answers->where, fmt::format("this {} answers it", base::quoted(answers->spec->name))});
            finding.help = "put the reject first, or end the call with `hangup`";
            return;
        }
        if (answers == nullptr && !may_leave_ringing(verb)) answers = &verb;
    }
}

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    for (const flow::State& state : context.flow.states) {
        scan(state.response.verbs, page, diagnostics);
        for (const flow::ProviderResponse& one : state.response.by_provider) scan(one.verbs, page, diagnostics);
    }
}

} // namespace

extern const Rule late_reject;
const Rule late_reject{
    .page = {.code = "CF6010",
             .name = "late_reject",
             .severity = base::Severity::warning,
             .summary = "A reject behind a verb that answers the call",
             .why = "A reject refuses a call that still rings; the caller hears a busy tone or that the number is not "
                    "in service, and is billed nothing. Whatever speaks, plays or listens answers the call first: then "
                    "there is nothing left to refuse, and Tropo raises an error.",
             .bad = R"(callflow: 1
name: shop
initial: closed
states:
  closed:
    response: [say: We are closed, reject]
    final: true
)",
             .good = R"(callflow: 1
name: shop
initial: closed
states:
  closed:
    response: [reject: {reason: busy}]
    final: true
)",
             .near_miss = R"(callflow: 1
name: shop
initial: closed
vars: {polite: true}
states:
  closed:
    response:
      - pause: 2
      - {say: We are closed, if: polite}
      - {reject: {reason: busy}, unless: polite}
    final: true
)"},
    .category = "caller experience",
    .check = find,
};

} // namespace callflow::lint::rules
