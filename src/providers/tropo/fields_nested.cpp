// Fields made of what stands inside a verb: prompts, handlers, and actions within those.
#include "doc/fragment.hpp"
#include "doc/read.hpp"
#include "providers/tropo/fields.hpp"
#include "providers/tropo/raw.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::providers::tropo {

using flow::ResolvedVerb;

void write_json(base::JsonWriter& json, std::string_view key, std::string_view value) {
    base::Sources sources;
    base::Diagnostics ignored;
    const auto document = doc::read_json(sources, sources.add(std::string(key), std::string(value)), ignored);
    if (document && ignored.empty()) {
        write_value(document->root(), json.key(key));
    } else {
        json.member(key, value);
    }
}

// Fields by name, behind those that are known.
void FieldWriter::extra(const ResolvedVerb& verb, std::span<const std::string_view> written) const {
    const auto given = std::ranges::find(verb.attributes, flow::extra_spec("tropo"), &flow::ResolvedAttribute::spec);
    if (given == verb.attributes.end()) {
        return;
    }
    base::Sources sources;
    base::Diagnostics ignored;
    const auto document = doc::read_json(sources, sources.add("extra", given->value), ignored);
    if (!document || !document->root().is_mapping()) {
        findings_.left_out(verb, "extra", "a mapping of fields is expected");
        return;
    }
    for (const doc::Entry one : doc::entries(document->root())) {
        if (std::ranges::find(written, one.key.text()) == written.end()) {
            write_value(one.value, json_->key(one.key.text()));
        } else {
            findings_.left_out(verb, fmt::format("extra.{}", one.key.text()), "it stands there already");
        }
    }
}

// Tropo knows SSML by the element around it.
bool FieldWriter::ssml(const ResolvedVerb& verb, const Field& field) const {
    const std::string* text = verb.find(field.attribute);
    if (text == nullptr) {
        return false;
    }
    std::vector<doc::FragmentElement> elements;
    if (const auto problem = doc::read_mixed(*text, {}, elements)) {
        findings_.unsayable(verb.where, fmt::format("this cannot be put into SSML: {}", problem->message),
                            problem->help);
        json_->member(field.name, "");
        return true;
    }
    json_->member(field.name, fmt::format("<speak>{}</speak>", *text));
    return true;
}

bool FieldWriter::any_prompt(const ResolvedVerb& verb, const Field& field) const {
    if (verb.spec->name == "record") {
        if (!verb.children.empty()) {
            json_->key(field.name);
            prompt(verb.children);
        }
        return !verb.children.empty();
    }
    // Of a handler: what it does besides speaking has fields of its own.
    if (std::ranges::none_of(verb.children, is_heard)) {
        return false;
    }
    json_->key(field.name).begin_array();
    for (const ResolvedVerb& child : verb.children) {
        if (is_heard(child)) {
            says(child);
        }
    }
    json_->end_array();
    return true;
}

bool FieldWriter::handlers(const ResolvedVerb& verb, const Field& field) const {
    const auto is_handler = [](const ResolvedVerb& child) { return child.spec->name == "on"; };
    if (std::ranges::none_of(verb.children, is_handler)) {
        return false;
    }
    json_->key(field.name).begin_array();
    for (const ResolvedVerb& child : verb.children) {
        if (is_handler(child)) {
            json_->begin_object();
            fields(child, *find_row(*child.spec), false);
            json_->end_object();
        }
    }
    json_->end_array();
    return true;
}

// The action of one kind that a handler holds; a second one has no place.
bool FieldWriter::inner(const ResolvedVerb& verb, const Field& field) const {
    bool written = false;
    for (const ResolvedVerb& child : verb.children) {
        const Row* row = find_row(*child.spec);
        if (row == nullptr || row->support.element != field.name) {
            continue;
        }
        if (written) {
            findings_.left_out_there(child, fmt::format("a second {} in a handler", child.spec->name));
            continue;
        }
        written = true;
        json_->key(field.name).begin_object();
        fields(child, *row, false);
        json_->end_object();
    }
    return written;
}

} // namespace callflow::providers::tropo
