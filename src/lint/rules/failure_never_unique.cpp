#include "lint/rule.hpp"

#include <vector>

namespace callflow::lint::rules {
namespace {

void look(const std::vector<flow::Callback>& callbacks, const base::Code& page, base::Diagnostics& diagnostics) {
    for (const flow::Callback& callback : callbacks) {
        if (callback.when != flow::When::failure || !callback.unique) continue;
        auto& finding = diagnostics.report(page, callback.where, "`when: failure` with `unique` never runs");
        finding.help = "leave out `unique`: a refused event counts as a loopback";
    }
}

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    for (const flow::Body& body : context.flow.bodies) look(body.after, page, diagnostics);
    for (const flow::State& state : context.flow.states) look(state.after, page, diagnostics);
}

} // namespace

extern const Rule failure_never_unique;
const Rule failure_never_unique{
    .page = {.code = "CF3007",
             .name = "failure_never_unique",
             .severity = base::Severity::warning,
             .summary = "A failure callback that never runs",
             .why = "A refused event leaves the call in its state, so it counts as a loopback, and "
                    "`unique` leaves loopbacks out. Together with `when: failure` nothing remains.",
             .bad = R"(callflow: 1
name: shop
initial: greeting
states:
  greeting:
    response: [say: Hello]
    next: done
    after: [{run: notify, when: failure, unique: true}]
  done: {final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: greeting
states:
  greeting:
    response: [say: Hello]
    next: done
    after: [{run: notify, when: failure}]
  done: {final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: greeting
states:
  greeting:
    response: [say: Hello]
    next: done
    after: [{run: notify, when: always, unique: true}]
  done: {final: true}
)"},
    .category = "machine",
    .check = find,
};

} // namespace callflow::lint::rules
