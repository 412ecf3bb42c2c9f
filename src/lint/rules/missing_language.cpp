#include "base/text.hpp"
#include "flow/responses.hpp"
#include "lint/rule.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string>
#include <vector>

namespace callflow::lint::rules {
namespace {

using Given = flow::SpokenPrompt::Given;

// The languages that the var can name, as far as its declaration tells.
std::vector<std::string> languages(const flow::Var& var) {
    if (!var.domain.values.empty()) return var.domain.values;
    const std::string initial = var.initial.to_text();
    return initial.empty() ? std::vector<std::string>() : std::vector<std::string>{initial};
}

std::string listed(const flow::Prompt& prompt) {
    std::vector<std::string_view> names;
    names.reserve(prompt.texts.size());
    for (const flow::PromptText& one : prompt.texts) names.emplace_back(one.language);
    return fmt::format("{}", fmt::join(names, ", "));
}

// A verb that speaks in a language of its own, or in the one of `defaults` where there is no var.
void check_literal(const flow::Flow& flow, const flow::SpokenPrompt& spoken, const base::Code& page,
                   base::Diagnostics& diagnostics) {
    const flow::Prompt& prompt = flow.prompts[spoken.prompt];
    if (!spoken.language.is_literal() || prompt.text_for(spoken.language.literal()) != nullptr) return;
    auto& finding = diagnostics.report(page, spoken.where,
                                       fmt::format("the prompt {} has no text for {}, and cannot be spoken here",
                                                   base::quoted(prompt.name), spoken.language.literal()));
    finding.notes.push_back({prompt.where, fmt::format("it has texts for {}", listed(prompt))});
    finding.help = fmt::format("add a text: `{}: …`", spoken.language.literal());
}

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    const flow::Flow& flow = context.flow;
    const flow::Var* var = flow.find_var("language");
    std::vector<bool> by_var(flow.prompts.size(), false); // spoken in the call's language
    for (const flow::State& state : flow.states) {
        flow::each_verb(state.response, [&](const flow::Verb& verb) {
            for (const flow::SpokenPrompt& spoken : verb.prompt) {
                if (spoken.given != Given::by_verb && var != nullptr)
                    by_var[spoken.prompt] = true;
                else if (spoken.given != Given::nowhere)
                    check_literal(flow, spoken, page, diagnostics);
            }
        });
    }
    if (var == nullptr) return;
    for (std::size_t i = 0; i < flow.prompts.size(); ++i) {
        const flow::Prompt& prompt = flow.prompts[i];
        std::vector<std::string> missing = languages(*var);
        std::erase_if(missing, [&](const std::string& one) { return prompt.text_for(one) != nullptr; });
        if (!by_var[i] || missing.empty()) continue;
        auto& finding = diagnostics.report(
            page, prompt.where,
            fmt::format("the prompt {} has no text for {}", base::quoted(prompt.name), fmt::join(missing, ", ")));
        finding.notes.push_back({var->where, "the language of a call"});
        finding.help = fmt::format("add a text: `{}: …`", missing.front());
    }
}

} // namespace

extern const Rule missing_language;
const Rule missing_language{
    .page = {.code = "CF6011",
             .name = "missing_language",
             .severity = base::Severity::warning,
             .summary = "A prompt without a text for a language that calls have",
             .why = "A prompt is spoken in the call's `language`: the text of exactly that language, else that of its "
                    "first part (`es` for es-MX). Where there is neither, the step of a call in that language fails.",
             .bad = R"(callflow: 1
name: shop
initial: greeting
vars: {language: {values: [en-US, es-MX], default: en-US}}
prompts:
  welcome: {en: Hello}
states:
  greeting:
    response: [say: {prompt: welcome}]
    next: done
  done: {final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: greeting
vars: {language: {values: [en-US, es-MX], default: en-US}}
prompts:
  welcome: {en: Hello, es: Hola}
states:
  greeting:
    response: [say: {prompt: welcome}]
    next: done
  done: {final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: greeting
vars: {language: {values: [en-US, es-MX], default: en-US}}
prompts:
  brand: {en: Acme}
states:
  greeting:
    response: [say: {prompt: brand, language: en-GB}]
    next: done
  done: {final: true}
)"},
    .category = "caller experience",
    .check = find,
};

} // namespace callflow::lint::rules
