// Fields of those whom a call is brought together with: SIP headers, conferences, text messages.
#include "base/text.hpp"
#include "doc/read.hpp"
#include "flow/sip_address.hpp"
#include "providers/tropo/destination.hpp"
#include "providers/tropo/fields.hpp"
#include "providers/tropo/raw.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::providers::tropo {

using flow::ResolvedVerb;

namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

void set_header(Headers& headers, std::string_view name, std::string_view value) {
    const auto at = std::ranges::find(headers, name, &Headers::value_type::first);
    if (at == headers.end()) {
        headers.emplace_back(flow::header_value(name), flow::header_value(value));
    } else {
        at->second = flow::header_value(value);
    }
}

// `x-id=7&x-name=Ann` of a SIP address.
void add_query(Headers& headers, std::string_view query) {
    while (!query.empty()) {
        const std::size_t end = std::min(query.find('&'), query.size());
        const std::string_view pair = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        const std::size_t equals = std::min(pair.find('='), pair.size());
        const std::string_view written = pair.substr(std::min(equals + 1, pair.size()));
        if (equals > 0) {
            set_header(headers, pair.substr(0, equals),
                       base::percent_decode(written, false).value_or(std::string(written)));
        }
    }
}

} // namespace

bool FieldWriter::headers(const ResolvedVerb& verb, const Field& field) const {
    Headers all;
    for (const ResolvedVerb& noun : verb.children) {
        const std::string* uri = noun.spec->name == "sip" ? noun.find("uri") : nullptr;
        if (uri != nullptr) {
            add_query(all, sip_query(*uri));
        }
        for (const ResolvedVerb& header : noun.children) {
            const std::string* name = header.spec->name == "header" ? header.find("name") : nullptr;
            const std::string* value = header.find("value");
            if (name != nullptr) {
                set_header(all, *name, value == nullptr ? std::string_view() : std::string_view(*value));
            }
        }
    }
    if (const std::string* own = verb.find(field.attribute)) {
        base::Sources sources;
        base::Diagnostics ignored;
        auto document = doc::read_json(sources, sources.add(std::string(field.name), *own), ignored);
        if (document && document->root().is_scalar()) { // a text that holds JSON
            document = doc::read_json(
                sources, sources.add(std::string(field.name), std::string(document->root().text())), ignored);
        }
        const bool object = document && document->root().is_mapping();
        bool texts = object;
        if (object)
            for (const doc::Entry entry : doc::entries(document->root())) texts = texts && entry.value.is_scalar();
        if (!texts && verb.spec->name != "dial") { // a document of Tropo's own stays what it is
            write_json(*json_, field.name, *own);
            return true;
        }
        if (!texts) {
            findings_.left_out(verb, field.attribute, object ? "a header is one text" : "a JSON object is expected");
        } else {
            for (const doc::Entry entry : doc::entries(document->root()))
                set_header(all, entry.key.text(), entry.value.text());
        }
    }
    if (all.empty()) {
        return false;
    }
    json_->key(field.name).begin_object();
    for (const auto& [name, value] : all) {
        json_->member(name, value);
    }
    json_->end_object();
    return true;
}

bool FieldWriter::announcement(const ResolvedVerb& verb, const Field& field) const {
    const std::string* value = verb.find(field.attribute);
    if (value == nullptr) {
        return false;
    }
    base::Sources sources;
    base::Diagnostics ignored;
    const auto document = doc::read_json(sources, sources.add(std::string(field.name), *value), ignored);
    const bool is_text =
        !document || !ignored.empty() || (document->root().is_scalar() && !document->root().is_plain());
    if (is_text) {
        json_->key(field.name).begin_object();
        json_
            ->member("value",
                     document && document->root().is_scalar() ? document->root().text() : std::string_view(*value))
            .end_object();
    } else {
        write_value(document->root(), json_->key(field.name));
    }
    return true;
}

// Tropo is silent where nothing is said, so that only what beeps is written.
bool FieldWriter::beep(const ResolvedVerb& verb, const Field& field, std::string_view when) const {
    const std::string* value = verb.find(field.attribute);
    if (value == nullptr || (*value != "true" && *value != when)) {
        return false;
    }
    json_->member(field.name, true);
    return true;
}

bool FieldWriter::written(const ResolvedVerb& verb, const Field& field) const {
    json_->key(field.name).begin_array();
    message_say(verb);
    json_->end_array();
    return true;
}

bool FieldWriter::own_terminator(const ResolvedVerb& verb, const Field& field) const {
    const std::string* key = verb.find(field.attribute);
    if (key == nullptr) {
        return false;
    }
    json_->key(field.name).begin_object().member("terminator", *key).end_object();
    return true;
}

void FieldWriter::message_say(const ResolvedVerb& verb) const {
    if (std::ranges::any_of(verb.children, is_heard)) {
        for (const ResolvedVerb& child : verb.children) {
            says(child);
        }
        return;
    }
    const std::string* text = verb.find("text");
    json_->begin_object().member("value", text == nullptr ? std::string_view() : std::string_view(*text));
    if (const std::string* media = verb.find("media")) {
        json_->key("media").begin_array();
        for (std::string_view rest = base::trim(*media); !rest.empty();) {
            const std::size_t end = std::min(rest.find(' '), rest.size());
            json_->value(rest.substr(0, end));
            rest = base::trim(rest.substr(end));
        }
        json_->end_array();
    }
    json_->end_object();
}

// A message is spoken by telephone unless something else is said; TwiML's is always written.
bool FieldWriter::channel(const ResolvedVerb& verb, const Field& field, std::string_view attribute,
                          std::string_view usual) const {
    if (const std::string* value = verb.find(attribute)) {
        json_->member(field.name, *value);
        return true;
    }
    if (verb.find("channel") != nullptr) {
        return false; // who says how it is carried may leave the network to Tropo
    }
    json_->member(field.name, usual);
    return true;
}

void FieldWriter::conference(const ResolvedVerb& dial, const ResolvedVerb& noun, bool may_fail) const {
    fields(noun, *find_row(*noun.spec), may_fail);
    const std::string* star = dial.find("hangupOnStar");
    if (star != nullptr && *star == "true" && noun.find("terminator") == nullptr) {
        json_->member("terminator", "*");
    }
    for (const flow::ResolvedAttribute& one : dial.attributes) {
        const std::string_view name = one.spec->name;
        if (name != "action" && name != "hangupOnStar" && !is_usual("dial", name, one.value)) {
            findings_.left_out(dial, name);
        }
    }
}

} // namespace callflow::providers::tropo
