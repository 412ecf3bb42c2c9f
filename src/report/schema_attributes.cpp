// The values that an attribute takes.
#include "providers/provider.hpp"
#include "report/schema_parts.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <vector>

namespace callflow::report {
namespace {

using base::JsonWriter;
using flow::AttributeType;

constexpr std::string_view decimal_pattern = "^[+-]?(?:[0-9]+[.]?[0-9]*|[.][0-9]+)(?:[eE][+-]?[0-9]+)?$";

bool may_be_empty(const flow::AttributeSpec& spec) {
    return (spec.type != AttributeType::spoken && spec.type != AttributeType::address &&
            spec.type != AttributeType::phone_number && !(spec.type == AttributeType::text && spec.minimum == 1)) ||
           spec.may_be_empty;
}

void number(JsonWriter& json, const flow::AttributeSpec& spec, std::string_view type, std::string_view pattern) {
    json.begin_object().member("type", type);
    if (spec.minimum != INT64_MIN) json.member("minimum", spec.minimum);
    if (spec.maximum != INT64_MAX) json.member("maximum", spec.maximum);
    json.end_object();
    json.begin_object().member("type", "string").member("pattern", pattern).end_object();
}

void keys_of_telephone(JsonWriter& json, const flow::AttributeSpec& spec, std::string_view allowed) {
    json.begin_object().key("type").begin_array().value("string").value("integer").end_array();
    json.member("minimum", 0);
    if (spec.maximum == 1) json.member("maximum", 9);
    json.member("pattern", fmt::format("^[{}]{}$", allowed, spec.maximum == 1 ? "?" : "*")).end_object();
}

// Several words: a list, or one text with blanks or commas between them.
void several(JsonWriter& json, const flow::AttributeSpec& spec) {
    const bool closed = !spec.values.empty() && !spec.open_values;
    json.begin_object().member("type", "array").key("items").begin_object();
    if (closed)
        list_words(json, spec.values);
    else
        refer(json, "text");
    json.end_object().end_object();
    json.begin_object();
    if (closed) {
        json.member("type", "string");
        json.member("pattern",
                    fmt::format("^[ \\t\\r\\n,]*(?:(?:{})(?:[ \\t\\r\\n,]+|$))*$", fmt::join(spec.values, "|")));
    } else {
        refer(json, "text");
    }
    json.end_object();
}

// The forms of a value beside the words of `spec.values`.
void forms(JsonWriter& json, const flow::AttributeSpec& spec) {
    switch (spec.type) {
    case AttributeType::text:
    case AttributeType::spoken:
    case AttributeType::phone_number: reference(json, may_be_empty(spec) ? "text" : "spoken"); return;
    case AttributeType::address:
        reference(json, may_be_empty(spec) ? "text" : "spoken");
        reference(json, "event_reference");
        return;
    case AttributeType::boolean: reference(json, "boolean"); break;
    case AttributeType::integer: number(json, spec, "integer", integer_pattern(spec)); break;
    case AttributeType::decimal: number(json, spec, "number", decimal_pattern); break;
    case AttributeType::seconds: number(json, spec, "number", seconds_pattern(spec)); break;
    case AttributeType::key_set: keys_of_telephone(json, spec, "0-9A-D*#"); break;
    case AttributeType::dtmf: keys_of_telephone(json, spec, "0-9A-D*#wW"); break;
    case AttributeType::choice:
        if (spec.values.empty() || spec.open_values) {
            reference(json, "text");
            return;
        }
        break;
    case AttributeType::choices: several(json, spec); break;
    case AttributeType::list: {
        const bool destination = &spec == flow::find_attribute(*flow::find_verb("transfer"), "to");
        list_of(json, destination ? "dial_target" : "text");
        reference(json, destination ? "dial_target" : "text");
        return;
    }
    case AttributeType::uri:
        if (!spec.scheme.empty()) {
            json.begin_object().member("type", "string");
            json.member("pattern", fmt::format("^(?:{}|[{{][{{])", spec.scheme)).end_object();
            return;
        }
        reference(json, "text");
        return;
    case AttributeType::prompt: reference(json, "text"); return;
    case AttributeType::ssml:
    case AttributeType::xml: reference(json, "spoken"); return;
    case AttributeType::json: json.begin_object().end_object(); return;
    }
    reference(json, "template");
}

// The value as an author would write it.
void default_value(JsonWriter& json, const flow::AttributeSpec& spec, std::string_view value) {
    const bool number = spec.type == AttributeType::integer || spec.type == AttributeType::decimal ||
                        spec.type == AttributeType::seconds;
    if (number || spec.type == AttributeType::boolean) {
        json.key("default").raw(value);
    } else {
        json.member("default", value);
    }
}

} // namespace

void attribute(JsonWriter& json, const flow::VerbSpec& verb, const flow::AttributeSpec& spec) {
    json.begin_object();
    const providers::UsualValue usual = providers::usual_value(verb, spec.name);
    const bool differs = usual.value.empty() && !usual.text.empty();
    describe(json, differs ? fmt::format("{}; where it is left out: {}", spec.summary, usual.text)
                           : std::string(spec.summary));
    if (!usual.value.empty()) default_value(json, spec, usual.value);
    if (!spec.superseded.empty()) json.member("deprecated", true);
    json.key("anyOf").begin_array();
    if (!spec.values.empty()) {
        json.begin_object();
        list_words(json, spec.values);
        json.end_object();
    }
    forms(json, spec);
    json.end_array().end_object();
}

} // namespace callflow::report
