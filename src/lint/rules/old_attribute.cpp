#include "flow/responses.hpp"
#include "lint/rule.hpp"

#include <fmt/format.h>

namespace callflow::lint::rules {
namespace {

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    const auto look = [&](const flow::Attribute& one, const flow::Verb& verb) {
        if (one.spec->superseded.empty()) return;
        diagnostics.report(page, one.key, fmt::format("`{}` of `{}` is an old name", one.spec->name, verb.spec->name))
            .help = fmt::format("`{}` has taken its place", one.spec->superseded);
    };
    for (const flow::State& state : context.flow.states) {
        flow::each_verb(state.response, [&](const flow::Verb& verb) {
            for (const flow::Attribute& one : verb.attributes) look(one, verb);
            for (const flow::ProviderAttributes& own : verb.overrides) {
                for (const flow::Attribute& one : own.attributes) look(one, verb);
            }
        });
    }
}

} // namespace

extern const Rule old_attribute;
const Rule old_attribute{
    .page = {.code = "CF5022",
             .name = "old_attribute",
             .severity = base::Severity::note,
             .summary = "An attribute under a name that its provider does not describe any more",
             .why =
                 "It still works, but no page of the provider's says how. What has taken its place is described, and "
                 "mostly does more.",
             .bad = R"(callflow: 1
name: shop
initial: greeting
states:
  greeting:
    response: [dial: {number: "+15551230000", ifMachine: hangup, action: talked}]
    on: {talked: done}
  done: {final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: greeting
states:
  greeting:
    response: [dial: {number: {number: "+15551230000", machineDetection: Enable}, action: talked}]
    on: {talked: done}
  done: {final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: greeting
states:
  greeting:
    response: [dial: {number: "+15551230000", hangupOnStar: true, action: talked}]
    on: {talked: done}
  done: {final: true}
)"},
    .category = "portability",
    .check = find,
};

} // namespace callflow::lint::rules
