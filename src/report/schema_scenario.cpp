// The schema of scenarios.
#include "report/schema.hpp"
#include "report/schema_parts.hpp"
#include "scenario/keys.hpp"

#include <fmt/format.h>

namespace callflow::report {
namespace {

using base::JsonWriter;
using scenario::KeySpec;
using scenario::Mapping;
using scenario::Takes;

std::string_view definition_of(Takes takes) {
    switch (takes) {
    case Takes::version: return "version";
    case Takes::name:
    case Takes::text: return "text";
    case Takes::boolean: return "boolean";
    case Takes::integer: return "whole_number";
    case Takes::duration: return "duration_or_none";
    case Takes::expression: return "expression";
    case Takes::values: return "plain_values";
    case Takes::moment: return "scenario.moment";
    case Takes::event: return "scenario.event";
    case Takes::providers: return "scenario.providers";
    case Takes::texts: return "scenario.texts";
    case Takes::error: return "text";
    case Takes::response: return "scenario.response";
    case Takes::effects: return "scenario.effects";
    case Takes::effect_list: return "scenario.effect_list";
    case Takes::requests: return "scenario.sent_list";
    case Takes::http_status: return "scenario.http_status";
    case Takes::calls: return "scenario.calls";
    case Takes::steps: return "scenario.steps";
    case Takes::scenarios: return "scenario.list";
    case Takes::expect: return "scenario.expect";
    case Takes::mocks: return "scenario.mocks";
    case Takes::documents: return "scenario.documents";
    case Takes::durations: return "scenario.durations";
    case Takes::person: return "scenario.person";
    case Takes::callback: return "scenario.callback";
    case Takes::flag: return "scenario.flag";
    case Takes::pressed: return "scenario.pressed";
    case Takes::message: return "text";
    case Takes::number: return "scenario.fraction";
    case Takes::assumptions: return "scenario.assumptions";
    case Takes::faults: return "scenario.faults";
    case Takes::counted: return "scenario.texts";
    case Takes::names: return "scenario.counted";
    case Takes::minutes: return "scenario.minutes";
    case Takes::choice:
    case Takes::anything: break;
    }
    return {};
}

void write_key(JsonWriter& json, const KeySpec& key) {
    json.key(key.name);
    if (const std::string_view definition = definition_of(key.takes); !definition.empty()) {
        reference(json, definition, key.summary);
        return;
    }
    json.begin_object();
    describe(json, key.summary);
    if (!key.words.empty()) list_words(json, key.words);
    json.end_object();
}

void begin_mapping(JsonWriter& json, std::string_view name, std::string_view title, Mapping mapping) {
    json.key(name).begin_object().member("title", title).member("type", "object").key("properties").begin_object();
    for (const KeySpec& key : scenario::keys_of(mapping)) {
        if (key.takes != Takes::scenarios) write_key(json, key);
    }
    json.end_object();
}

// A step is of one kind, or only expects; `input` goes with an event. Any other key names an actor, who does something.
constexpr std::string_view step_demands =
    R"([{"if": {"required": ["input"]}, "then": {"anyOf": [{"required": ["event"]}, {"required": ["redirect"]}]}}, )"
    R"({"if": {"required": ["url"]}, "then": {"required": ["callback"]}}, )"
    R"({"not": {"propertyNames": {"pattern": "^(?:call|flow|input|url|x-.*)$"}}}])";

void define_step(JsonWriter& json) {
    constexpr std::string_view kinds[] = {"event", "callback", "caller", "callee", "set", "wait", "redirect", "flush"};
    begin_mapping(json, "scenario.step", "a step", Mapping::step);
    json.key("patternProperties").begin_object().member("^x-", true);
    std::string names;
    for (const KeySpec& key : scenario::keys_of(Mapping::step)) names += fmt::format("{}|", key.name);
    names.pop_back();
    json.key(fmt::format("^(?!(?:{})$)[A-Za-z_][A-Za-z0-9_]*$", names));
    reference(json, "scenario.person", "what this actor does");
    json.end_object().member("additionalProperties", false);
    json.key("allOf").raw(step_demands);
    // One kind at most.
    json.key("oneOf").begin_array();
    for (const std::string_view kind : kinds)
        json.begin_object().key("required").begin_array().value(kind).end_array().end_object();
    json.begin_object().key("not").begin_object().key("anyOf").begin_array();
    for (const std::string_view kind : kinds)
        json.begin_object().key("required").begin_array().value(kind).end_array().end_object();
    json.end_array().end_object().end_object();
    json.end_array().end_object();
}

// `hang_up`, `{press: "1#", after: 2s}`: one thing, and maybe when.
void define_person(JsonWriter& json) {
    json.key("scenario.person").begin_object().member("title", "what a person does").key("anyOf").begin_array();
    json.begin_object().key("enum").begin_array();
    for (const KeySpec& key : scenario::keys_of(Mapping::person)) {
        if (key.takes == Takes::flag || key.takes == Takes::message) json.value(key.name);
    }
    json.end_array().end_object();
    json.begin_object().member("type", "object").key("properties").begin_object();
    for (const KeySpec& key : scenario::keys_of(Mapping::person)) write_key(json, key);
    json.end_object();
    close_keys(json);
    json.key("oneOf").begin_array();
    for (const KeySpec& key : scenario::keys_of(Mapping::person)) {
        if (!scenario::is_act(key)) continue;
        json.begin_object().key("required").begin_array().value(key.name).end_array().end_object();
    }
    json.end_array().end_object().end_array().end_object();
}

// `{lost: status}`: one thing that goes wrong, and when.
void define_fault(JsonWriter& json) {
    begin_mapping(json, "scenario.fault", "what goes wrong", Mapping::fault);
    close_keys(json);
    json.key("oneOf").begin_array();
    for (const KeySpec& key : scenario::keys_of(Mapping::fault)) {
        if (key.takes != Takes::text) continue;
        json.begin_object().key("required").begin_array().value(key.name).end_array().end_object();
    }
    json.end_array().end_object();
}

struct Shape {
    std::string_view name;
    std::string_view schema;
};

constexpr Shape shapes[] = {
    {"scenario.moment",
     R"({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?)"
     R"(([Zz]|[+-][0-9]{2}:[0-9]{2})$"})"},
    {"scenario.event", R"({"type": "string", "pattern": "^(?:[A-Za-z_][A-Za-z0-9_]*[.])?[A-Za-z_][A-Za-z0-9_]*$"})"},
    {"scenario.texts", R"({"anyOf": [{"$ref": "#/$defs/text"}, {"$ref": "#/$defs/texts"}]})"},
    {"scenario.http_status", R"({"anyOf": [{"type": "integer", "minimum": 100, "maximum": 599}, )"
                             R"({"type": "string", "pattern": "^[+]?0*[1-5][0-9][0-9]$"}]})"},
    {"scenario.calls", R"({"type": ["object", "null"], "additionalProperties": {"anyOf": [{"type": "null"}, )"
                       R"({"$ref": "#/$defs/scenario.call"}]}})"},
    {"scenario.steps", R"({"type": "array", "items": {"$ref": "#/$defs/scenario.step"}})"},
    {"scenario.list", R"({"type": "array", "items": {"$ref": "#/$defs/scenario"}})"},
    {"scenario.durations", R"({"type": "object", "additionalProperties": {"$ref": "#/$defs/duration_or_none"}})"},
    {"scenario.mocks", R"({"type": "object", "additionalProperties": {"anyOf": [{"$ref": "#/$defs/scenario.mock"}, )"
                       R"({"type": "array", "items": {"$ref": "#/$defs/scenario.mock"}}]}})"},
    {"scenario.documents",
     R"({"type": "object", "additionalProperties": {"anyOf": [{"$ref": "#/$defs/scenario.foreign"}, )"
     R"({"type": "array", "items": {"$ref": "#/$defs/scenario.foreign"}}]}})"},
    {"scenario.foreign", R"({"anyOf": [{"$ref": "#/$defs/text"}, {"$ref": "#/$defs/scenario.document"}]})"},
    {"scenario.effect",
     R"({"anyOf": [{"$ref": "#/$defs/text"}, {"type": "object", "minProperties": 1, "maxProperties": 1, )"
     R"("properties": {"run": {"$ref": "#/$defs/text"}, "set": {"$ref": "#/$defs/plain_values"}, )"
     R"("log": {}, "webhook": {"$ref": "#/$defs/plain_values"}, "redirect": {"$ref": "#/$defs/plain_values"}, )"
     R"("originate": {"$ref": "#/$defs/plain_values"}}, "additionalProperties": false}]})"},
    {"scenario.flag", R"({"enum": [true, "true"]})"},
    {"scenario.pressed",
     R"({"anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": "^[0-9*#A-D]+$"}]})"},
    {"scenario.fraction", R"({"anyOf": [{"type": "number", "minimum": 0, "maximum": 1}, )"
                          R"({"type": "string", "pattern": "^[+]?(?:0*[.]?[0-9]*|0*1[.]?0*)$"}]})"},
    {"scenario.assumptions", R"({"type": "object", "additionalProperties": {"$ref": "#/$defs/text"}})"},
    {"scenario.faults", R"({"type": "array", "items": {"$ref": "#/$defs/scenario.fault"}})"},
    {"scenario.counted", R"({"anyOf": [{"$ref": "#/$defs/scenario.texts"}, {"type": "object", )"
                         R"("additionalProperties": {"$ref": "#/$defs/whole_number"}}]})"},
    {"scenario.minutes", R"({"anyOf": [{"type": "integer", "minimum": 0}, )"
                         R"({"type": "string", "pattern": "^[+]?[0-9]+$"}, {"$ref": "#/$defs/duration_or_none"}]})"},
    {"scenario.callback", R"({"type": ["object", "null"]})"},
    {"scenario.effect_list", R"({"anyOf": [{"$ref": "#/$defs/scenario.effect"}, )"
                             R"({"type": "array", "items": {"$ref": "#/$defs/scenario.effect"}}]})"},
    {"scenario.sent",
     R"({"anyOf": [{"$ref": "#/$defs/text"}, {"type": "object", "properties": {"state": {"$ref": "#/$defs/text"}, )"
     R"("method": {"$ref": "#/$defs/text"}, "url": {"$ref": "#/$defs/text"}, "query": {}, "headers": {}, )"
     R"("json": {}, "form": {}, "body": {}}, "patternProperties": {"^x-": {}}, "additionalProperties": false}]})"},
    {"scenario.sent_list", R"({"anyOf": [{"$ref": "#/$defs/scenario.sent"}, )"
                           R"({"type": "array", "items": {"$ref": "#/$defs/scenario.sent"}}]})"},
    {"scenario.effects",
     R"({"anyOf": [{"$ref": "#/$defs/text"}, {"type": "array", "items": {"$ref": "#/$defs/scenario.effect"}}, )"
     R"({"type": "object", "additionalProperties": {"$ref": "#/$defs/whole_number"}}]})"},
};

// One word of the providers', or a list of them.
void define_providers(JsonWriter& json) {
    json.key("scenario.provider").begin_object();
    list_words(json, flow::provider_keys());
    json.end_object();
    json.key("scenario.providers")
        .raw(R"({"anyOf": [{"$ref": "#/$defs/scenario.provider"}, )"
             R"({"type": "array", "items": {"$ref": "#/$defs/scenario.provider"}}]})");
    json.key("scenario.response").begin_object().key("anyOf").begin_array();
    reference(json, "text");
    json.begin_object().member("type", "object").key("properties").begin_object();
    for (const std::string_view provider : flow::provider_keys()) {
        json.key(provider);
        reference(json, "text", fmt::format("the document for {}", provider));
    }
    json.end_object().member("additionalProperties", false).end_object();
    json.end_array().end_object();
}

} // namespace

void define_scenarios(JsonWriter& json) {
    const auto whole = [&](std::string_view name, std::string_view title, Mapping mapping) {
        begin_mapping(json, name, title, mapping);
        close_keys(json);
        json.end_object();
    };
    whole("scenario", "a scenario", Mapping::scenario);
    whole("scenario.call", "a call", Mapping::call);
    whole("scenario.expect", "what is expected", Mapping::expect);
    whole("scenario.mock", "an answer", Mapping::mock);
    whole("scenario.document", "what an address of others answers", Mapping::document);
    define_step(json);
    define_person(json);
    define_fault(json);
    define_providers(json);
    for (const Shape& one : shapes) json.key(one.name).raw(one.schema);
}

std::string scenario_schema() {
    std::string out;
    JsonWriter json(out, JsonWriter::Layout::indented);
    begin_schema(json, "scenario", "Scenarios of callflow",
                 "What happens to calls, and what is expected of them: `callflow-scenario: 1`. "
                 "Made by `callflow schema scenario`; see callflow-scenario(5).");
    json.key("type").value("object").key("required").begin_array().value("callflow-scenario").end_array();
    json.key("if").raw(R"({"required": ["scenarios"]})");
    json.key("then").begin_object().key("properties").begin_object().key("callflow-scenario");
    reference(json, "version", "version of the format");
    json.key("scenarios");
    reference(json, "scenario.list", "scenarios, each with keys of its own");
    json.end_object();
    close_keys(json);
    json.end_object();
    json.key("else").raw(R"({"$ref": "#/$defs/scenario"})");
    json.key("$defs").begin_object();
    define_scenario_values(json);
    define_scenarios(json);
    json.end_object().end_object();
    return out + "\n";
}

} // namespace callflow::report
