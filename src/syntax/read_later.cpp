// Parts of the language that a later version carries out: read as far as the model holds them. That
// they are not carried out yet is said where their keys are met.
#include "base/text.hpp"
#include "syntax/reader.hpp"

namespace callflow::syntax {

void Reader::read_later(View prompts, View include, View defer) {
    if (prompts) {
        read_prompts(prompts);
    }
    if (include) {
        in_.list_of_words(include);
    }
    if (defer) {
        flow_.defer_callbacks = in_.boolean(defer);
    }
}

void Reader::read_prompts(View value) {
    if (!in_.is_mapping(value, "a mapping of texts", "`prompts: {welcome: {en: Hello}}`")) {
        return;
    }
    for (const doc::Entry entry : doc::entries(value)) {
        if (!entry.key.is_scalar() || entry.key.text().starts_with("x-") ||
            !in_.is_name(entry.key, "a prompt's name") ||
            !in_.is_mapping(entry.value, "a text for each language", "`{en: Hello, es: Hola}`")) {
            continue;
        }
        flow::Prompt prompt;
        prompt.name = entry.key.text();
        prompt.where = entry.key.span();
        for (const doc::Entry one : doc::entries(entry.value)) {
            if (one.key.is_scalar() && in_.is_text(one.value, "a text")) {
                check_comment(one.value);
                prompt.texts.push_back({std::string(one.key.text()), in_.text(one.value), one.key.span()});
            }
        }
        flow_.prompts.push_back(std::move(prompt));
    }
}

void Reader::read_request(View value, View key, flow::State& state) {
    if (!in_.is_mapping(value, "a request", "`{url: …, save: NAME}`")) {
        return;
    }
    flow::Request request;
    request.where = key.span();
    in_.each_key(value, Mapping::request, key.span(), [&](const KeySpec& spec, const doc::Entry& entry) {
        if (spec.key == Key::timeout) {
            request.timeout = in_.duration(entry.value);
        } else if (spec.key == Key::save) {
            if (in_.is_name(entry.value, "a var's name")) {
                request.save = entry.value.text();
            }
        } else {
            request.fields.emplace_back();
            effect_field(spec, entry, request.fields.back());
        }
    });
    state.request = std::move(request);
}

} // namespace callflow::syntax
