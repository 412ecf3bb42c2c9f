#include "base/text.hpp"
#include "flow/responses.hpp"
#include "lint/rule.hpp"

#include <fmt/format.h>

namespace callflow::lint::rules {
namespace {

// Of a timer beside a `next:`: hardly longer than a prompt and the silence after it.
constexpr std::int64_t shortest = 30'000'000'000;

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    for (const flow::State& state : context.flow.states) {
        if (state.timers.empty()) continue;
        bool asks = false;
        flow::each_verb(state.response, [&](const flow::Verb& verb) { asks = asks || verb.spec->name == "gather"; });
        if (!asks) continue;
        for (const flow::Timer& timer : state.timers) {
            if (state.has_next && timer.after > shortest) continue; // a bound on the whole state
            auto& finding = diagnostics.report(page, timer.where,
                                               fmt::format("timer {} stands in for a caller who stays silent",
                                                           base::quoted(context.flow.events[timer.event].text())));
            finding.help = "write the seconds as the verb's `timeout` and the target as `next:`";
        }
    }
}

} // namespace

extern const Rule timer_for_silence;
const Rule timer_for_silence{
    .page = {.code = "CF3008",
             .name = "timer_for_silence",
             .severity = base::Severity::warning,
             .summary = "A timer where the caller asked for input may stay silent",
             .why = "A timer moves the live call, whatever the caller is doing; it does not know "
                    "when the prompt has ended. Silence after a prompt is the provider's business: "
                    "the verb's own timeout, and `next:` says where the call goes then.",
             .bad = R"(callflow: 1
name: shop
initial: greeting
states:
  greeting:
    response:
      - gather: {numDigits: 1, action: chose, prompt: [say: Press a key]}
      - pause: {length: 60}
    on: {chose: done, no_input: done}
    timers: {no_input: 5s}
  done: {final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: greeting
states:
  greeting:
    response:
      - gather: {numDigits: 1, timeout: 5s, action: chose, prompt: [say: Press a key]}
    on: {chose: done}
    next: done
  done: {final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: greeting
states:
  greeting:
    response:
      - gather: {numDigits: 1, timeout: 5s, action: chose, prompt: [say: Press a key]}
    on: {chose: done, too_long: done}
    next: same
    timers: {too_long: 10m}
  done: {final: true}
)"},
    .category = "caller experience",
    .check = find,
};

} // namespace callflow::lint::rules
