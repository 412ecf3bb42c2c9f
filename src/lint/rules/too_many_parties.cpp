#include "flow/responses.hpp"
#include "lint/rule.hpp"

#include <fmt/format.h>

namespace callflow::lint::rules {
namespace {

constexpr std::size_t most = 10;

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    for (const flow::State& state : context.flow.states) {
        flow::each_verb(state.response, [&](const flow::Verb& verb) {
            if (verb.spec->name != "dial" || verb.children.size() <= most) return;
            auto& finding = diagnostics.report(
                page, verb.where,
                fmt::format("this dial calls {} parties, and Twilio calls {} at most", verb.children.size(), most));
            finding.help = "call the others in a second dial, or let the callers wait in a queue";
        });
    }
}

} // namespace

extern const Rule too_many_parties;
const Rule too_many_parties{
    .page = {.code = "CF5011",
             .name = "too_many_parties",
             .severity = base::Severity::warning,
             .summary = "A dial to more than ten parties",
             .why = "Twilio calls at most ten parties in one dial. A queue has no such bound: agents who are free take "
                    "the first caller out of it.",
             .bad = R"(callflow: 1
name: shop
initial: calling
states:
  calling:
    response:
      - dial: {client: [a, b, c, d, e, f, g, h, i, j, k]}
    next: done
  done: {final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: calling
states:
  calling:
    response:
      - dial: {client: [a, b, c, d, e, f, g, h, i, j]}
    next: done
  done: {final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: calling
states:
  calling:
    response:
      - dial: {client: [a, b, c, d, e, f]}
      - dial: {client: [g, h, i, j, k]}
    next: done
  done: {final: true}
)"},
    .category = "portability",
    .check = find,
};

} // namespace callflow::lint::rules
