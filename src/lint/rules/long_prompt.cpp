#include "lint/rule.hpp"

#include <cstdint>
#include <fmt/format.h>

namespace callflow::lint::rules {
namespace {

constexpr double most_before = 20;  // seconds to the first key
constexpr double most_without = 40; // seconds of a prompt that names none

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    for (const Asking& one : context.survey.askings()) {
        if (!one.takes_keys || one.heard.empty()) continue;
        std::uint32_t words = 0;
        bool names_one = false;
        for (const Heard& heard : one.heard) {
            names_one = !heard.offers.empty();
            words += names_one ? heard.offers.front().words_before : count_words(heard.text);
            if (names_one) break;
        }
        const double seconds = seconds_of(words);
        if (seconds <= (names_one ? most_before : most_without)) continue;
        diagnostics
            .report(page, one.heard.front().where,
                    names_one ? fmt::format("callers listen for about {:.0f} s before they hear the first key", seconds)
                              : fmt::format("callers listen for about {:.0f} s before they are waited for", seconds))
            .help = "say less, or say it behind the choices";
    }
}

} // namespace

extern const Rule long_prompt;
const Rule long_prompt{
    .page = {.code = "CF6007",
             .name = "long_prompt",
             .severity = base::Severity::note,
             .summary = "A prompt that is long before it names a key",
             .why = "Who has to listen for more than twenty seconds before the first choice hangs up, or presses "
                    "zero. Put the choices first, and what is said most often into a state of its own that can be "
                    "passed over. A word counts as 0.4 s, as in simulations.",
             .bad = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    menu:
      prompt:
        - say: >-
            Welcome to the shop. We are glad that you have called us today and hope that you are well. Please
            listen carefully, as our choices have changed since the last time. This call may be recorded, so that we can
            teach our people and see that you are served as well as you should be. For sales press 1, for service press 2.
      keys: {1: sales, 2: service}
      else: service
  sales: {response: [say: Sales], final: true}
  service: {response: [say: Service], final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    menu:
      prompt: [say: "Welcome to the shop. This call may be recorded. For sales press 1, for service press 2."]
      keys: {1: sales, 2: service}
      else: service
  sales: {response: [say: Sales], final: true}
  service: {response: [say: Service], final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    menu:
      prompt:
        - say: >-
            For sales press 1, for service press 2. We are glad that you have called us today and hope that you are
            well. Our choices have changed since the last time. This call may be recorded, so that we can teach our
            people and see that you are served as well as you should be. Thank you for being with us, and stay well.
      keys: {1: sales, 2: service}
      else: service
  sales: {response: [say: Sales], final: true}
  service: {response: [say: Service], final: true}
)"},
    .category = "caller experience",
    .check = find,
};

} // namespace callflow::lint::rules
