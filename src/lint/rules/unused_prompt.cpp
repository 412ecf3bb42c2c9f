#include "base/text.hpp"
#include "flow/responses.hpp"
#include "lint/rule.hpp"

#include <fmt/format.h>
#include <vector>

namespace callflow::lint::rules {
namespace {

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    const flow::Flow& flow = context.flow;
    std::vector<bool> used(flow.prompts.size(), false);
    const auto mark = [&](const flow::Verb& verb) {
        for (const flow::SpokenPrompt& spoken : verb.prompt) used[spoken.prompt] = true;
    };
    for (const flow::State& state : flow.states) flow::each_verb(state.response, mark);
    for (std::size_t i = 0; i < flow.prompts.size(); ++i) {
        if (used[i]) continue;
        const flow::Prompt& prompt = flow.prompts[i];
        diagnostics.report(page, prompt.where, fmt::format("no verb speaks the prompt {}", base::quoted(prompt.name)))
            .help = fmt::format("speak it, `say: {{prompt: {}}}`, or take it out", prompt.name);
    }
}

} // namespace

extern const Rule unused_prompt;
const Rule unused_prompt{
    .page = {.code = "CF6012",
             .name = "unused_prompt",
             .severity = base::Severity::note,
             .summary = "A prompt that is never spoken",
             .why =
                 "A text that nobody hears is kept up to date in every language for nothing, or the verb that should "
                 "speak it says something else.",
             .bad = R"(callflow: 1
name: shop
initial: greeting
prompts:
  welcome: {en: Hello}
  goodbye: {en: Bye}
states:
  greeting:
    response: [say: {prompt: welcome}]
    next: done
  done: {final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: greeting
prompts:
  welcome: {en: Hello}
  goodbye: {en: Bye}
states:
  greeting:
    response: [say: {prompt: welcome}]
    next: done
  done: {final: true, response: [say: {prompt: goodbye}, hangup]}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: greeting
vars: {names: {type: list, default: [Ann, Bob]}}
prompts:
  welcome: {en: Hello}
  hint: {en: Press a key}
states:
  greeting:
    response:
      - each: {in: names, as: one, do: [say: {prompt: welcome}, say: "{{ one }}"]}
      - gather: {numDigits: 1, action: chose, prompt: [say: {prompt: hint}]}
    on: {chose: done}
    next: done
  done: {final: true}
)"},
    .category = "caller experience",
    .check = find,
};

} // namespace callflow::lint::rules
