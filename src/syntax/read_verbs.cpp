// `response:` and its verbs.
#include "base/edit_distance.hpp"
#include "base/text.hpp"
#include "syntax/reader.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::syntax {
namespace codes = base::codes;

namespace {

// `[say: Hello, Joe]`: quotes around the text of the item before and all that its commas cut off, where the word is the last of it.
void quote_with_commas(doc::View list, doc::View word, base::Diagnostic& found) {
    doc::View spoken;
    for (const doc::View item : doc::items(list)) {
        if (item.id() == word.id()) break;
        if (!item.is_scalar()) spoken = item;
    }
    if (!spoken || !spoken.is_mapping() || spoken.size() != 1) return;
    const doc::View text = spoken.first_child().next();
    const doc::View next = word.next();
    const auto bare = [](doc::View one) {
        return one.is_plain() && one.text().find_first_of("\"\\") == std::string_view::npos;
    };
    if (!bare(text) || !bare(word) || (next && next.is_scalar())) return;
    found.edits.push_back({{text.span().file, text.span().begin, text.span().begin}, "\""});
    found.edits.push_back({{word.span().file, word.span().end, word.span().end}, "\""});
}

constexpr std::string_view response_example = "a list of verbs: [say: Hello, hangup]";

bool is_provider(std::string_view word) {
    const auto keys = flow::provider_keys();
    return std::ranges::find(keys, word) != keys.end();
}

// What other platforms and libraries call a verb of this language.
std::string_view neutral(std::string_view word) {
    constexpr std::pair<std::string_view, std::string_view> others[] = {
        {"ask", "gather"},      {"speak", "say"},        {"sms", "message"}, {"Sms", "message"},
        {"getInput", "gather"}, {"getDigits", "gather"}, {"sleep", "pause"},
    };
    for (const auto& [other, ours] : others) {
        if (other == word) {
            return ours;
        }
    }
    return {};
}

// The verbs that a noun may stand in.
std::string owners_of(std::string_view noun) {
    std::vector<std::string> names;
    for (const flow::VerbSpec& one : flow::vocabulary()) {
        if (one.prompt_key.empty() && std::ranges::find(one.children, noun) != one.children.end()) {
            names.push_back(fmt::format("`{}`", one.name));
        }
    }
    return listed(std::vector<std::string_view>(names.begin(), names.end()));
}

} // namespace

void Reader::response(View value, flow::Response& out, View key) {
    out.present = true;
    out.where = key.span();
    if (!value.is_mapping() || value.size() == 0) {
        if (in_.is_list(value, "a list of verbs", response_example)) {
            verbs(value, nullptr, out.verbs);
        }
        return;
    }
    for (const doc::Entry entry : doc::entries(value)) {
        if (!entry.key.is_scalar() || entry.key.text().starts_with("x-")) {
            continue;
        }
        if (!is_provider(entry.key.text())) {
            base::Diagnostic& found =
                in_.report(codes::wrong_type, entry.key.span(),
                           fmt::format("a response is a list of verbs, or one list for each of {}",
                                       listed(flow::provider_keys(), " and ")));
            if (flow::find_verb(entry.key.text()) != nullptr) {
                found.help = fmt::format("begin the line with a hyphen: `- {}: …`", entry.key.text());
            } else if (!in_.offer(found, entry.key, flow::provider_keys()) && !out.by_provider.empty()) {
                found.help = fmt::format("there is no provider {}", base::quoted(entry.key.text()));
            }
            return;
        }
        const auto same = [&](const flow::ProviderResponse& one) { return one.provider == entry.key.text(); };
        if (std::ranges::any_of(out.by_provider, same)) {
            continue;
        }
        flow::ProviderResponse one;
        one.provider = entry.key.text();
        if (in_.is_list(entry.value, "a list of verbs", response_example)) {
            verbs(entry.value, nullptr, one.verbs);
        }
        out.by_provider.push_back(std::move(one));
    }
}

void Reader::verbs(View value, const flow::VerbSpec* parent, std::vector<flow::Verb>& out) {
    out.reserve(out.size() + value.size());
    for (const View item : doc::items(value)) {
        verb(item, parent, out);
    }
}

void Reader::verb(View item, const flow::VerbSpec* parent, std::vector<flow::Verb>& out) {
    flow::Verb made;
    if (item.is_scalar()) {
        made.where = item.span();
        made.spec = find_verb(item, parent);
        if (made.spec != nullptr) {
            if (!made.spec->inside.empty() && parent == nullptr) {
                stands_alone(View(), made);
            } else {
                complete(made);
                check_content(made);
            }
            out.push_back(std::move(made));
        }
        return;
    }
    if (!in_.is_mapping(item, "a verb", "`say: Hello`")) {
        return;
    }
    const View key = verb_key(item, parent, made);
    if (made.spec == nullptr) {
        return;
    }
    if (made.spec == &flow::each_spec()) {
        each(key.next(), parent, made);
    } else if (!made.spec->inside.empty() && parent == nullptr) {
        stands_alone(key.next(), made);
    } else {
        verb_body(key.next(), made);
    }
    out.push_back(std::move(made));
}

const flow::VerbSpec* Reader::find_verb(View word, const flow::VerbSpec* parent) {
    const std::string_view name = word.text();
    if (name == flow::each_spec().name) {
        in_.report(codes::missing_key, word.span(), "`each` needs what it repeats").help =
            "write `each: {in: LIST, as: name, do: [say: …]}`";
        return nullptr;
    }
    const flow::VerbSpec* spec = flow::find_verb(name);
    const auto allowed = [&](const flow::VerbSpec& one) {
        return parent == nullptr ? one.in_response
                                 : std::ranges::find(parent->children, one.name) != parent->children.end();
    };
    if (spec != nullptr && allowed(*spec)) {
        return spec;
    }
    if (spec != nullptr) {
        base::Diagnostic& found =
            in_.report(codes::unknown_verb, word.span(),
                       parent == nullptr ? fmt::format("`{}` cannot stand in a response by itself", name)
                                         : fmt::format("`{}` cannot stand in the `{}` of `{}`", name,
                                                       parent->prompt_key, parent->name));
        if (parent != nullptr) {
            found.help = fmt::format("only {} can", listed(parent->children, " and "));
        } else if (const std::string owners = owners_of(name); !owners.empty()) {
            found.help = fmt::format("it belongs inside {}", owners);
        }
        return nullptr;
    }
    base::Diagnostic& found =
        in_.report(codes::unknown_verb, word.span(), fmt::format("there is no verb {}", base::quoted(name)));
    std::vector<std::string_view> names;
    for (const flow::VerbSpec& one : flow::vocabulary()) {
        if (allowed(one)) {
            names.push_back(one.name);
        }
    }
    names.push_back(flow::each_spec().name);
    const doc::Node& around = document_.nodes[word.node().parent];
    const bool is_item = around.kind == doc::Kind::sequence;
    const bool behind_comma = is_item && around.style == doc::Style::flow && around.first_child != word.id();
    if (const std::string_view ours = neutral(name); !ours.empty()) {
        found.help = fmt::format("here it is called `{}`", ours);
    } else if (!in_.offer(found, word, names)) {
        if (behind_comma) {
            found.help = "the comma before it ends the item; quote a text that contains one: `say: \"…, …\"`";
            quote_with_commas(View(document_, word.node().parent), word, found);
        } else if (is_item && !base::is_name(name))
            found.help = fmt::format("to speak it: `say: {}`", base::printable(name));
    }
    return nullptr;
}

// The item's verb; sets `out.spec` (null after a finding), place and conditions.
View Reader::verb_key(View item, const flow::VerbSpec* parent, flow::Verb& out) {
    View key;
    std::vector<View> others;
    bool told = false;
    for (const doc::Entry entry : doc::entries(item)) {
        const std::string_view word = entry.key.text();
        if (!entry.key.is_scalar() || word.starts_with("x-")) {
            continue;
        }
        if (word == "if" || word == "unless") {
            out.conditions.push_back(in_.condition(entry));
        } else if (const flow::VerbSpec* spec = flow::find_verb(word);
                   word == "each" || (spec != nullptr && spec->in_response)) {
            if (!key) {
                key = entry.key;
            } else if (!told) {
                told = true;
                base::Diagnostic& found =
                    in_.report(codes::several_verbs, entry.key.span(),
                               fmt::format("`{}` is a second verb beside `{}`", word, key.text()));
                found.help = fmt::format("begin a new item: `- {}: …`", word);
                found.notes.push_back({key.span(), "the first verb of this item"});
            }
        } else {
            others.push_back(entry.key);
        }
    }
    if (!key) {
        if (!others.empty()) {
            out.spec = find_verb(others.front(), parent); // says what is wrong with it
        } else {
            in_.report(codes::unknown_verb, item.span(), "there is no verb in this item").help =
                "write `say: Hello`, with `if:` beside it where wanted";
        }
        return key;
    }
    out.where = key.span();
    if (key.text() == "each") {
        out.spec = &flow::each_spec();
    } else {
        out.spec = find_verb(key, parent);
    }
    if (!told && out.spec != nullptr) {
        for (const View other : others) {
            beside_verb(other, *out.spec);
        }
    }
    return key;
}

void Reader::beside_verb(View key, const flow::VerbSpec& verb) {
    const std::string_view word = key.text();
    base::Diagnostic& found =
        in_.report(codes::unknown_key, key.span(),
                   fmt::format("{} cannot stand beside the verb `{}`", base::quoted(word), verb.name));
    const bool inside = flow::find_attribute(verb, word) != nullptr || word == verb.prompt_key || is_provider(word) ||
                        std::ranges::find(verb.children, word) != verb.children.end();
    if (!inside) {
        found.help = "beside a verb only `if` and `unless` have a meaning";
    } else if (verb.content.empty()) {
        found.help = fmt::format("it belongs inside: `{}: {{{}: …}}`", verb.name, word);
    } else {
        found.help = fmt::format("it belongs inside: `{}: {{{}: …, {}: …}}`", verb.name, verb.content, word);
    }
}

void Reader::verb_body(View value, flow::Verb& out) {
    if (value.is_null() && (!out.spec->content_required || value.node().from_alias)) {
        complete(out);
        if (!value.node().from_alias) {
            check_content(out);
        }
        return;
    }
    if (value.is_mapping()) {
        const std::size_t findings = in_.findings();
        verb_keys(value, out);
        complete(out);
        if (in_.findings() == findings) {
            check_content(out);
        }
        return;
    }
    verb_content(value, out);
    complete(out);
}

// `say: Hello`
void Reader::verb_content(View value, flow::Verb& out) {
    const flow::VerbSpec& spec = *out.spec;
    const std::string_view content = inside_ != nullptr ? inside_->content : spec.content;
    if (content.empty()) {
        base::Diagnostic& found =
            in_.report(codes::wrong_type, value.span(),
                       fmt::format("`{}` takes a mapping of attributes, and {} was found", spec.name, describe(value)));
        if (spec.needs != flow::Nouns::any) {
            found.help = fmt::format("write `{}: {{{}: …}}`", spec.name, spec.children.front());
        } else if (spec.attributes.empty()) {
            found.help = fmt::format("write `{}` alone", spec.name);
        } else {
            found.help = fmt::format("write `{}: {{{}: …}}`", spec.name,
                                     spec.prompt_key.empty() ? spec.attributes.front().name : spec.prompt_key);
        }
        return;
    }
    const flow::AttributeSpec* attribute_spec = flow::find_attribute(spec, content);
    if (attribute_spec == nullptr) {
        // dial: its content is a noun
        if (const flow::VerbSpec* noun = flow::find_verb(spec.content);
            in_.is_text(value, fmt::format("the {} of `{}`", spec.content, spec.name))) {
            flow::Verb child;
            child.spec = noun;
            child.where = value.span();
            verb_body(value, child);
            out.children.push_back(std::move(child));
        }
        return;
    }
    flow::Attribute made;
    if (attribute(*attribute_spec, value, value, made)) {
        out.attributes.push_back(std::move(made));
    }
}

void Reader::verb_keys(View value, flow::Verb& out) {
    const flow::VerbSpec& spec = *out.spec;
    out.attributes.reserve(value.size());
    for (const doc::Entry entry : doc::entries(value)) {
        const std::string_view word = entry.key.text();
        if (!entry.key.is_scalar() || word.starts_with("x-")) {
            continue;
        }
        const flow::AttributeSpec* known = flow::find_attribute(spec, word);
        if (!taken_inside(entry.key)) {
            continue;
        }
        const bool is_noun = spec.prompt_key.empty() && std::ranges::find(spec.children, word) != spec.children.end();
        if (is_noun && (known == nullptr || !entry.value.is_scalar())) { // conversationRelay: `language` is both
            children(*flow::find_verb(word), entry, out);
        } else if (known != nullptr && known->type == flow::AttributeType::prompt) {
            spoken_prompt(entry, out);
        } else if (known != nullptr) {
            const auto same = [&](const flow::Attribute& one) { return one.spec == known; };
            flow::Attribute made;
            if (std::ranges::none_of(out.attributes, same) && attribute(*known, entry.key, entry.value, made)) {
                out.attributes.push_back(std::move(made));
            }
        } else if (!spec.prompt_key.empty() && word == spec.prompt_key) {
            if (in_.is_list(entry.value, fmt::format("a list of {}", listed(spec.children, " and ")),
                            "a list: [say: Hello]")) {
                verbs(entry.value, &spec, out.children);
            }
        } else if (word == flow::nouns_key && spec.prompt_key.empty() && !spec.children.empty()) {
            mixed_nouns(entry.value, out);
        } else if (outer_attribute(entry)) {
            continue;
        } else if (is_provider(word) && spec.name != "raw") {
            overrides(entry.value, word, spec, out.overrides);
        } else if (word == "sensitive") {
            out.sensitive = in_.boolean(entry.value);
        } else {
            unknown_attribute(entry.key, spec, {});
        }
    }
}

} // namespace callflow::syntax
