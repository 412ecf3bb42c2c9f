// `defaults:`, and how verbs take them.
#include "syntax/reader.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::syntax {
namespace codes = base::codes;

void Reader::read_defaults(View value) {
    if (!in_.is_mapping(value, "a mapping of verbs", "`defaults: {say: {language: en-US}}`")) {
        return;
    }
    for (const doc::Entry entry : doc::entries(value)) {
        if (!entry.key.is_scalar() || entry.key.text().starts_with("x-")) {
            continue;
        }
        flow::Verb made;
        made.spec = flow::find_verb(entry.key.text());
        if (made.spec == nullptr) {
            find_verb(entry.key, nullptr);
            continue;
        }
        if (!in_.is_mapping(entry.value, "a mapping of attributes", "`{language: en-US}`")) {
            continue;
        }
        verb_keys(entry.value, made);
        for (const doc::Entry inner : doc::entries(entry.value)) {
            if (!made.spec->prompt_key.empty() && inner.key.text() == made.spec->prompt_key) {
                in_.report(codes::unknown_attribute, inner.key.span(), "defaults are attributes only");
                made.children.clear();
            }
        }
        if (!made.prompt.empty()) {
            in_.report(codes::unknown_attribute, made.prompt.front().where, "a prompt is no default").help =
                "name it where it is said";
        }
        if (!made.children.empty()) {
            in_.report(codes::unknown_attribute, made.children.front().where, "defaults are attributes only");
        }
        defaults_.try_emplace(made.spec, VerbDefaults{std::move(made.attributes), std::move(made.overrides)});
    }
}

// What a verb takes from elsewhere, once its own keys are read.
void Reader::complete(flow::Verb& verb) {
    const std::size_t own = verb.attributes.size();
    merge_defaults(verb);
    prompt_language(verb, own);
}

// Order of precedence: defaults, the verb, its provider's map.
void Reader::merge_defaults(flow::Verb& verb) {
    const auto at = defaults_.find(verb.spec);
    if (at == defaults_.end()) {
        return;
    }
    const auto given = [](const std::vector<flow::Attribute>& attributes, const flow::AttributeSpec* spec) {
        return std::ranges::any_of(attributes, [&](const flow::Attribute& one) { return one.spec == spec; });
    };
    const std::size_t own = verb.attributes.size();
    for (const flow::ProviderAttributes& from : at->second.overrides) {
        auto to = std::ranges::find(verb.overrides, from.provider, &flow::ProviderAttributes::provider);
        if (to == verb.overrides.end()) {
            verb.overrides.push_back({from.provider, {}});
            to = verb.overrides.end() - 1;
        }
        for (const flow::Attribute& one : from.attributes) {
            if (!given(to->attributes, one.spec) && !given(verb.attributes, one.spec)) {
                to->attributes.push_back(one);
            }
        }
    }
    for (const flow::Attribute& one : at->second.attributes) {
        const auto end = verb.attributes.begin() + static_cast<std::ptrdiff_t>(own);
        const bool elsewhere =
            inside_ != nullptr && std::ranges::find(inside_->attributes, one.spec->name) == inside_->attributes.end();
        const bool spoken = !verb.prompt.empty() && one.spec->name == verb.spec->content; // the prompt is its text
        if (!spoken && !elsewhere && std::none_of(verb.attributes.begin(), end, [&](const flow::Attribute& other) {
                return other.spec == one.spec;
            })) {
            verb.attributes.push_back(one);
        }
    }
}

// For all providers or for one.
bool Reader::has_default(const flow::VerbSpec& verb, std::string_view attribute) const {
    const auto at = defaults_.find(&verb);
    if (at == defaults_.end()) return false;
    const auto in = [&](const std::vector<flow::Attribute>& attributes) {
        return std::ranges::any_of(attributes, [&](const flow::Attribute& one) { return one.spec->name == attribute; });
    };
    return in(at->second.attributes) ||
           std::ranges::any_of(at->second.overrides,
                               [&](const flow::ProviderAttributes& one) { return in(one.attributes); });
}

} // namespace callflow::syntax
