// Nouns: what stands inside a verb as keys of it, and the noun that may stand alone.
#include "base/text.hpp"
#include "syntax/reader.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace callflow::syntax {
namespace codes = base::codes;

// A noun in dial: one, or a list of them.
void Reader::children(const flow::VerbSpec& noun, const doc::Entry& entry, flow::Verb& out) {
    const auto* around = std::exchange(inside_, flow::find_inside(out.spec->name, noun.name));
    const auto add = [&](View value) {
        flow::Verb child;
        child.spec = &noun;
        child.where = entry.key.span();
        verb_body(value, child);
        out.children.push_back(std::move(child));
    };
    if (!entry.value.is_sequence()) {
        add(entry.value);
    } else {
        for (const View item : doc::items(entry.value)) {
            add(item);
        }
    }
    inside_ = around;
}

// `nouns: [{number: "+1…"}, {client: joe}, {number: "+1…"}]`: where nouns of several kinds stand in no order of kinds.
void Reader::mixed_nouns(View value, flow::Verb& out) {
    const flow::VerbSpec& spec = *out.spec;
    const std::string example = fmt::format("`nouns: [{{{}: …}}]`", spec.children.front());
    if (!in_.is_list(value, "a list of nouns", example)) {
        return;
    }
    for (const View item : doc::items(value)) {
        if (!in_.is_mapping(item, "a noun", fmt::format("`{{{}: …}}`", spec.children.front()))) {
            continue;
        }
        bool first = true;
        for (const doc::Entry entry : doc::entries(item)) {
            if (!entry.key.is_scalar() || entry.key.text().starts_with("x-")) {
                continue;
            }
            if (!first) {
                in_.report(codes::several_verbs, entry.key.span(),
                           fmt::format("{} is a second noun in this item", base::quoted(entry.key.text())))
                    .help = "begin a new item for it";
                break;
            }
            first = false;
            if (std::ranges::find(spec.children, entry.key.text()) != spec.children.end()) {
                children(*flow::find_verb(entry.key.text()), entry, out);
            } else {
                unknown_attribute(entry.key, spec, {});
            }
        }
    }
}

// `conference: {name: sales, action: left}` is `dial: {action: left, conference: {name: sales}}`.
// `verb` is the noun with its place and conditions; it becomes the verb around it.
void Reader::stands_alone(View value, flow::Verb& verb) {
    flow::Verb outer;
    outer.spec = flow::find_verb(verb.spec->inside);
    outer.where = verb.where;
    outer.conditions = std::move(verb.conditions);
    verb.conditions.clear();
    if (value) {
        outer_ = &outer;
        verb_body(value, verb);
        outer_ = nullptr;
    } else {
        complete(verb);
        check_content(verb);
    }
    complete(outer);
    outer.children.push_back(std::move(verb));
    verb = std::move(outer);
}

// Whether a key of a noun that stands alone is one of the verb around it; then it is read into that.
bool Reader::outer_attribute(const doc::Entry& entry) {
    if (outer_ == nullptr) {
        return false;
    }
    const flow::AttributeSpec* known = flow::find_attribute(*outer_->spec, entry.key.text());
    if (known == nullptr) {
        return false;
    }
    flow::Attribute made;
    if (attribute(*known, entry.key, entry.value, made)) {
        outer_->attributes.push_back(std::move(made));
    }
    return true;
}

// The same below a provider's key.
bool Reader::outer_override(const doc::Entry& entry, std::string_view provider) {
    const flow::AttributeSpec* known =
        outer_ == nullptr ? nullptr : flow::find_attribute(*outer_->spec, entry.key.text(), provider);
    if (known == nullptr) {
        return false;
    }
    auto to = std::ranges::find(outer_->overrides, provider, &flow::ProviderAttributes::provider);
    if (to == outer_->overrides.end()) {
        outer_->overrides.push_back({std::string(provider), {}});
        to = outer_->overrides.end() - 1;
    }
    flow::Attribute made;
    if (attribute(*known, entry.key, entry.value, made)) {
        to->attributes.push_back(std::move(made));
    }
    return true;
}

} // namespace callflow::syntax
