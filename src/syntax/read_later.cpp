// Parts of the language that a later version carries out: read as far as the model holds them. That
// they are not carried out yet is said where their keys are met.
#include "base/text.hpp"
#include "syntax/reader.hpp"

namespace callflow::syntax {

void Reader::read_later(View include, View defer) {
    if (include) {
        in_.list_of_words(include);
    }
    if (defer) {
        flow_.defer_callbacks = in_.boolean(defer);
    }
}

void Reader::read_menu(View value, View key, flow::State& state) {
    if (!in_.is_mapping(value, "a menu", "`{prompt: […], keys: {1: STATE}, else: STATE}`")) {
        return;
    }
    flow::Menu menu;
    menu.where = key.span();
    const flow::VerbSpec& gather = *flow::find_verb("gather");
    const auto transitions = [&](View mapping, std::vector<std::pair<std::string, std::vector<flow::Branch>>>& out) {
        if (!in_.is_mapping(mapping, "a mapping of transitions", "`{1: STATE}`")) {
            return;
        }
        for (const doc::Entry one : doc::entries(mapping)) {
            if (one.key.is_scalar()) {
                out.emplace_back(one.key.text(), std::vector<flow::Branch>());
                branches(one.value, out.back().second);
            }
        }
    };
    const MappingSpec& spec = keys_of(Mapping::menu);
    std::uint64_t seen = 0;
    for (const doc::Entry entry : doc::entries(value)) {
        if (const flow::AttributeSpec* known = flow::find_attribute(gather, entry.key.text())) {
            flow::Attribute made;
            if (attribute(*known, entry.key, entry.value, made)) {
                menu.attributes.push_back(std::move(made));
            }
            continue;
        }
        const KeySpec* found = in_.known_key(entry, spec, seen);
        if (found == nullptr) {
            continue;
        }
        switch (found->key) {
        case Key::prompt:
        case Key::again:
            if (in_.is_list(entry.value, "a list of verbs", "a list: [say: Hello]")) {
                verbs(entry.value, &gather, found->key == Key::prompt ? menu.prompt : menu.again);
            }
            break;
        case Key::keys: transitions(entry.value, menu.keys); break;
        case Key::words: transitions(entry.value, menu.words); break;
        case Key::tries: menu.tries = in_.integer(entry.value, 1, menu.tries); break;
        case Key::else_: branches(entry.value, menu.otherwise); break;
        case Key::no_input: branches(entry.value, menu.no_input); break;
        default: branches(entry.value, menu.no_match);
        }
    }
    in_.missing_keys(spec, seen, key.span());
    state.menu = std::move(menu);
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
