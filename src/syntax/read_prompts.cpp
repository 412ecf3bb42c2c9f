// `prompts:`, texts by name and language, and the verbs that speak them.
#include "base/ascii.hpp"
#include "base/text.hpp"
#include "syntax/reader.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::syntax {
namespace {

std::vector<std::string_view> languages_of(const flow::Prompt& prompt) {
    std::vector<std::string_view> names;
    names.reserve(prompt.texts.size());
    for (const flow::PromptText& one : prompt.texts) {
        names.emplace_back(one.language);
    }
    return names;
}

} // namespace

namespace codes = base::codes;

namespace {

// `en`, `en-US`, `zh-Hans-CN`: subtags of letters and digits, the first of letters (BCP 47).
bool is_language(std::string_view text) {
    std::size_t length = 0;
    bool first = true;
    for (const char c : text) {
        const bool letter = base::is_letter(c);
        if (c == '-') {
            if (length == 0) {
                return false;
            }
            first = false;
            length = 0;
        } else if ((!letter && (first || c < '0' || c > '9')) || ++length > 8) {
            return false;
        }
    }
    return length > 0;
}

} // namespace

void Reader::read_prompts(View value) {
    if (!in_.is_mapping(value, "a mapping of texts", "`prompts: {welcome: {en: Hello}}`")) {
        return;
    }
    for (const doc::Entry entry : doc::entries(value)) {
        if (!entry.key.is_scalar() || entry.key.text().starts_with("x-") || prompts_.count(entry.key.text()) != 0) {
            continue;
        }
        in_.is_name(entry.key, "a prompt's name"); // under a bad name it can still be spoken
        prompts_.emplace(entry.key.text(), static_cast<std::uint32_t>(flow_.prompts.size()));
        flow::Prompt prompt;
        prompt.name = entry.key.text();
        prompt.where = entry.key.span();
        if (in_.is_mapping(entry.value, "a text for each language", "`{en: Hello, es: Hola}`")) {
            prompt_texts(entry, prompt);
        }
        flow_.prompts.push_back(std::move(prompt));
    }
}

void Reader::prompt_texts(const doc::Entry& entry, flow::Prompt& prompt) {
    for (const doc::Entry one : doc::entries(entry.value)) {
        const std::string_view language = one.key.text();
        const auto same = [&](const flow::PromptText& other) { return other.language == language; };
        if (!one.key.is_scalar() || language.starts_with("x-") || std::ranges::any_of(prompt.texts, same)) {
            continue;
        }
        if (!is_language(language)) {
            base::Diagnostic& found =
                in_.report(codes::bad_name, one.key.span(), fmt::format("{} is no language", base::quoted(language)));
            std::string hyphens(language);
            std::ranges::replace(hyphens, '_', '-');
            found.help = is_language(hyphens) ? fmt::format("write `{}`", hyphens)
                                              : "write a language, `en`, or one with its country, `en-US`";
            continue;
        }
        if (!in_.is_text(one.value, "a text")) {
            continue;
        }
        check_comment(one.value);
        if (one.value.text().empty()) {
            in_.report(codes::bad_value, one.value.span(), "a text that is spoken cannot be empty");
        }
        const std::size_t before = in_.diagnostics().items().size();
        prompt.texts.push_back({std::string(language), in_.text(one.value), one.key.span()});
        // A text knows what the flow knows, wherever it is spoken.
        for (std::size_t i = before; i < in_.diagnostics().items().size(); ++i) {
            base::Diagnostic& found = in_.diagnostics().items()[i];
            if (found.code != &codes::unknown_name || !found.edits.empty()) continue;
            found.help =
                "a prompt knows the flow's vars, `call`, `input` and the like; what an `each` calls its item is known "
                "below its `do:` only";
        }
    }
    if (entry.value.size() == 0) {
        in_.report(codes::bad_value, entry.value.span(),
                   fmt::format("the prompt {} has no text", base::quoted(prompt.name)))
            .help = "write a text for each language: `{en: Hello}`";
    }
}

// `prompt: welcome` of a say.
void Reader::spoken_prompt(const doc::Entry& entry, flow::Verb& out) {
    if (!in_.is_text(entry.value, "a prompt's name")) {
        return;
    }
    const std::string_view name = entry.value.text();
    if (name.find("{{") != std::string_view::npos) {
        in_.report(codes::unknown_prompt, entry.value.span(), "a prompt's name cannot be made of values").help =
            "let a condition decide: `- {say: {prompt: welcome}, if: vip}`";
        return;
    }
    const auto at = prompts_.find(name);
    if (at == prompts_.end()) {
        base::Diagnostic& found = in_.report(codes::unknown_prompt, entry.value.span(),
                                             fmt::format("there is no prompt {}", base::quoted(name)));
        std::vector<std::string_view> names;
        names.reserve(flow_.prompts.size());
        for (const flow::Prompt& one : flow_.prompts) {
            names.emplace_back(one.name);
        }
        if (!in_.offer(found, entry.value, names)) {
            found.help = base::is_name(name) ? fmt::format("add it: `prompts: {{{}: {{en: …}}}}`", name)
                                             : "a text is spoken as it is: `say: …`";
        }
        return;
    }
    flow::SpokenPrompt spoken;
    spoken.prompt = at->second;
    spoken.where = entry.value.span();
    out.prompt.push_back(std::move(spoken));
}

// What says in which language a prompt is spoken; the first `own` attributes are the verb's, the others
// come from `defaults`.
void Reader::prompt_language(flow::Verb& verb, std::size_t own) {
    if (verb.prompt.empty()) {
        return;
    }
    flow::SpokenPrompt& spoken = verb.prompt.front();
    for (std::size_t i = 0; i < verb.attributes.size(); ++i) {
        if (verb.attributes[i].spec->name == "language") {
            using Given = flow::SpokenPrompt::Given;
            spoken.language = verb.attributes[i].value;
            spoken.given = i < own ? Given::by_verb : Given::by_defaults;
        }
    }
    const flow::Prompt& prompt = flow_.prompts[spoken.prompt];
    if (spoken.given == flow::SpokenPrompt::Given::nowhere && prompt.texts.size() > 1 && vars_.count("language") == 0) {
        in_.report(codes::prompt_language, spoken.where,
                   fmt::format("nothing says in which language the prompt {} is spoken", base::quoted(prompt.name)))
            .help = fmt::format("declare a var: `language: {{values: [{}], default: {}}}`",
                                fmt::join(languages_of(prompt), ", "), prompt.texts.front().language);
    }
}

} // namespace callflow::syntax
