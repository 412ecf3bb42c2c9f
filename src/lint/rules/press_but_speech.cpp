#include "base/text.hpp"
#include "lint/rule.hpp"

#include <fmt/format.h>

namespace callflow::lint::rules {
namespace {

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    for (const Asking& one : context.survey.askings()) {
        if (one.takes_keys) continue;
        for (const Heard& heard : one.heard) {
            if (heard.offers.empty()) continue;
            diagnostics
                .report(page, heard.where,
                        fmt::format("the prompt tells to press {}, and only speech is taken",
                                    base::quoted(heard.offers.front().key)))
                .help = "take both: `input: dtmf speech`";
            break;
        }
    }
}

} // namespace

extern const Rule press_but_speech;
const Rule press_but_speech{
    .page = {.code = "CF6020",
             .name = "press_but_speech",
             .severity = base::Severity::warning,
             .summary = "A prompt that tells to press where only speech is taken",
             .why = "With `input: speech` keys are not listened to: the caller presses one, and nothing happens.",
             .bad = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [gather: {input: speech, action: said, prompt: [say: "For sales press 1, or say sales."]}]
    on: {said: done}
    next: done
  done: {response: [say: Goodbye], final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [gather: {input: dtmf speech, numDigits: 1, action: said, prompt: [say: "For sales press 1, or say sales."]}]
    on: {said: done}
    next: done
  done: {response: [say: Goodbye], final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [gather: {input: speech, action: said, prompt: [say: "Tell us your number, one digit after the other."]}]
    on: {said: done}
    next: done
  done: {response: [say: Goodbye], final: true}
)"},
    .category = "caller experience",
    .check = find,
};

} // namespace callflow::lint::rules
