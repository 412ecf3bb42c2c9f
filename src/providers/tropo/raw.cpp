#include "providers/tropo/raw.hpp"

#include "doc/read.hpp"

namespace callflow::providers::tropo {

namespace {

bool is_step(doc::View value) { return value.is_mapping() && value.size() == 1; }

void note_handler(doc::View step, std::vector<std::string>& handled) {
    const doc::View handler = step.find("on");
    const auto note = [&](doc::View one) {
        if (const doc::View event = one.find("event")) {
            handled.emplace_back(event.text());
        }
    };
    if (handler && handler.is_sequence()) {
        for (const doc::View one : doc::items(handler)) {
            note(one);
        }
    } else if (handler) {
        note(handler);
    }
}

} // namespace

// As deep as doc lets a document be.
void write_value(doc::View value, base::JsonWriter& json) {
    switch (value.kind()) {
    case doc::Kind::mapping:
        json.begin_object();
        for (const doc::Entry entry : doc::entries(value)) {
            write_value(entry.value, json.key(entry.key.text()));
        }
        json.end_object();
        break;
    case doc::Kind::sequence:
        json.begin_array();
        for (const doc::View item : doc::items(value)) {
            write_value(item, json);
        }
        json.end_array();
        break;
    case doc::Kind::null: json.null(); break;
    case doc::Kind::scalar:
        if (value.is_plain()) {
            json.raw(value.text()); // a number, true or false
        } else {
            json.value(value.text());
        }
    }
}

void write_raw(const flow::ResolvedVerb& verb, base::JsonWriter& json, const Findings& findings,
               std::vector<std::string>& handled) {
    const std::string* steps = verb.find("tropo");
    if (steps == nullptr) {
        findings.not_on_provider(verb, "no part in this raw", "write `raw: {tropo: …}` too");
        return;
    }
    base::Sources sources;
    base::Diagnostics found;
    const auto document = doc::read_json(sources, sources.add("raw", *steps), found);
    const auto take = [&](doc::View step) {
        if (!is_step(step)) {
            findings.unsayable(verb.where, "this is no step of Tropo: it needs one key, the action's name",
                               "write `tropo: {ACTION: {…}}`");
            return;
        }
        note_handler(step, handled);
        write_value(step, json);
    };
    if (!document || document->root().is_null() || !found.empty()) {
        findings.unsayable(verb.where, "this is no JSON", "write `tropo: {ACTION: {…}}`");
    } else if (document->root().is_sequence()) {
        for (const doc::View step : doc::items(document->root())) {
            take(step);
        }
    } else {
        take(document->root());
    }
}

} // namespace callflow::providers::tropo
