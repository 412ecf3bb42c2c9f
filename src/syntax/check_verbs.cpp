// What a verb has to hold once its keys are read, and what it cannot hold together.
#include "base/text.hpp"
#include "syntax/headers.hpp"
#include "syntax/reader.hpp"
#include "syntax/words.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::syntax {
namespace codes = base::codes;

namespace {

const flow::Attribute* find_given(const flow::Verb& verb, std::string_view name) {
    const auto at =
        std::ranges::find_if(verb.attributes, [&](const flow::Attribute& one) { return one.spec->name == name; });
    return at == verb.attributes.end() ? nullptr : &*at;
}

// Where something stands for the content: an attribute, a noun or the prompt; null where there is none of that name.
const base::Span* find_instead(const flow::Verb& verb, std::string_view name) {
    if (const flow::Attribute* attribute = find_given(verb, name)) {
        return &attribute->key;
    }
    const auto noun = std::ranges::find_if(
        verb.children, [&](const flow::Verb& one) { return name == verb.spec->prompt_key || one.spec->name == name; });
    return noun == verb.children.end() ? nullptr : &noun->where;
}

// A verb that has to have nouns, or exactly one.
void check_nouns(Input& in, const flow::Verb& verb) {
    const flow::VerbSpec& spec = *verb.spec;
    if (spec.needs == flow::Nouns::any) {
        return;
    }
    if (verb.children.empty()) {
        std::string help = fmt::format("write `{}: {{{}: …}}`", spec.name, spec.children.front());
        if (spec.children.size() > 1) {
            help += fmt::format("; it takes {}", listed(spec.children));
        }
        in.report(codes::missing_key, verb.where, fmt::format("there is no noun in `{}`", spec.name)).help = help;
    } else if (spec.needs == flow::Nouns::one && verb.children.size() > 1) {
        base::Diagnostic& found = in.report(codes::conflicting_keys, verb.children[1].where,
                                            fmt::format("`{}` takes one noun, and this is the second", spec.name));
        found.help = "leave out one of the two";
        found.notes.push_back({verb.children[0].where, "the first one"});
    }
}

void check_required(Input& in, const flow::Verb& verb) {
    for (const flow::AttributeSpec& one : verb.spec->attributes) {
        // A payment's prompt without its step is Twilio's to warn of: what it does with it is no flow's business.
        if (verb.spec->name == "prompt") continue;
        if (one.required && find_given(verb, one.name) == nullptr) {
            in.report(codes::missing_key, verb.where, fmt::format("`{}` needs its {}", verb.spec->name, one.name))
                .help = fmt::format("write `{}: {{{}: …}}`", verb.spec->name, one.name);
        }
    }
}

// A text of its own beside something else that is said: neither is preferred.
void check_one_text(Input& in, const flow::Verb& verb) {
    const flow::Attribute* content = find_given(verb, verb.spec->content);
    if (!verb.prompt.empty()) {
        for (const std::string_view name : {verb.spec->content, std::string_view("ssml")}) {
            if (const flow::Attribute* own = find_given(verb, name)) {
                base::Diagnostic& found =
                    in.report(codes::conflicting_keys, own->key,
                              fmt::format("`{}` says a text of its own beside its prompt", verb.spec->name));
                found.help = "leave out one of the two";
                found.notes.push_back({verb.prompt.front().where, "the prompt"});
            }
        }
        return;
    }
    for (const std::string_view name : verb.spec->content_unless) {
        const base::Span* other = find_instead(verb, name);
        const bool excludes = name == "ssml" || name == "sipUri" || name == verb.spec->prompt_key;
        if (content != nullptr && other != nullptr && excludes) {
            base::Diagnostic& found = in.report(
                codes::conflicting_keys, *other,
                fmt::format("`{}` stands beside `{}`, and only one of them can hold", name, verb.spec->content));
            found.help = "leave out one of the two";
            found.notes.push_back({content->key, "the other one"});
        }
    }
}

} // namespace

// Whether a key means something for the noun where it stands; if not, that is a finding.
bool Reader::taken_inside(View key) {
    const std::string_view word = key.text();
    const bool is_key = inside_ != nullptr && (flow::find_attribute(*flow::find_verb(inside_->noun), word) != nullptr ||
                                               flow::find_verb(word) != nullptr);
    if (!is_key || std::ranges::find(inside_->attributes, word) != inside_->attributes.end()) {
        return true;
    }
    in_.report(codes::unknown_attribute, key.span(),
               fmt::format("`{}` means nothing for a {} inside `{}`", word, inside_->noun, inside_->verb))
        .help = fmt::format("it takes its {} only: `{}: {{{}: …}}`", inside_->content, inside_->verb, inside_->noun);
    return false;
}

void Reader::check_content(const flow::Verb& verb) {
    const flow::VerbSpec& spec = *verb.spec;
    check_nouns(in_, verb);
    check_required(in_, verb);
    check_one_text(in_, verb);
    if (spec.name == "header")
        for (const flow::Attribute& one : verb.attributes) check_header_value(in_, one.value.text(), one.where);
    const std::string_view content = inside_ != nullptr ? inside_->content : spec.content;
    if (!verb.prompt.empty() || (!spec.content_required && inside_ == nullptr)) {
        return;
    }
    const bool noun = flow::find_attribute(spec, content) == nullptr;
    const auto stands_for = [&](std::string_view name) { return find_instead(verb, name) != nullptr; };
    if (noun ? !verb.children.empty() : find_given(verb, content) != nullptr) {
        return;
    }
    if (inside_ == nullptr && std::ranges::any_of(spec.content_unless, stands_for)) {
        return;
    }
    base::Diagnostic& found =
        in_.report(codes::missing_key, verb.where, fmt::format("`{}` needs its {}", spec.name, content));
    found.help = fmt::format("write `{0}: …`, or `{0}: {{{1}: …}}`", spec.name, content);
}

} // namespace callflow::syntax
