// The schema of flows: the tables of keys, and what stands for a mapping or beside it.
#include "report/schema.hpp"
#include "report/schema_parts.hpp"
#include "syntax/keys.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace callflow::report {
namespace {

using base::JsonWriter;
using syntax::KeySpec;
using syntax::Mapping;
using syntax::MappingSpec;
using syntax::Takes;

// `a block of `on`` -> `block_of_on`
std::string definition_of(const MappingSpec& mapping) {
    std::string name;
    for (const char c : mapping.title.substr(mapping.title.find(' ') + 1)) {
        if (c != '`') name += c == ' ' ? '_' : c;
    }
    return name;
}

std::string definition_of(Mapping mapping) { return definition_of(syntax::keys_of(mapping)); }

// The value that stands for a whole mapping: `redirect: EVENT`; empty where nothing does.
std::string_view short_form(Mapping mapping) {
    switch (mapping) {
    case Mapping::effect:
    case Mapping::before_callback:
    case Mapping::after_callback: return "name"; // run
    case Mapping::webhook: return "spoken";      // url
    case Mapping::redirect:
    case Mapping::event_reference: return "event";
    case Mapping::var: return "plain"; // default
    default: return {};
    }
}

// What keys of one mapping demand of each other.
struct Demand {
    Mapping mapping;
    std::string_view keyword;
    std::string_view schema;
};

constexpr std::string_view one_effect =
    R"([{"required": ["run"]}, {"required": ["set"]}, {"required": ["log"]}, {"required": ["webhook"]}, )"
    R"({"required": ["redirect"]}, {"required": ["originate"]}])";
constexpr std::string_view one_body =
    R"([{"not": {"required": ["json", "form"]}}, {"not": {"required": ["json", "body"]}}, )"
    R"({"not": {"required": ["form", "body"]}}])";

constexpr Demand demands[] = {
    {Mapping::state, "allOf",
     R"([{"if": {"required": ["final"]}, "then": {"properties": )"
     R"({"next": false, "timers": false, "menu": false, "request": false, "flow": false}}}, )"
     R"({"if": {"required": ["menu"]}, "then": {"properties": {"request": false, "flow": false, "response": false}}}, )"
     R"({"if": {"required": ["request"]}, "then": {"properties": {"flow": false}}}, )"
     R"({"if": {"required": ["flow"]}, "then": {"properties": {"response": false}}}])"},
    {Mapping::block, "not", R"({"required": ["if", "unless"]})"},
    {Mapping::effect, "oneOf", one_effect},
    {Mapping::before_callback, "oneOf", one_effect},
    {Mapping::after_callback, "oneOf", one_effect},
    {Mapping::webhook, "allOf", one_body},
    {Mapping::request, "allOf", one_body},
    {Mapping::redirect, "anyOf", R"([{"required": ["event"]}, {"required": ["status"]}])"},
    {Mapping::menu, "anyOf", R"([{"required": ["else"]}, {"required": ["no_input", "no_match"]}])"},
    // Its type comes from `type`, the default or the first of the values; where not every value is allowed, the empty
    // one may not be, so that a default has to be there.
    {Mapping::var, "anyOf", R"([{"required": ["default"]}, {"required": ["type"]}, {"required": ["values"]}])"},
    {Mapping::var, "allOf",
     R"([{"if": {"required": ["values"]}, "then": {"required": ["default"], )"
     R"("properties": {"values": {"minItems": 1, "items": {"$ref": "#/$defs/text"}}}}}, )"
     R"({"if": {"required": ["type"], "properties": {"type": {"enum": ["bool", "string", "list", "map"]}}}, )"
     R"("then": {"properties": {"min": false, "max": false}}}, )"
     R"({"if": {"required": ["type"], "properties": {"type": {"enum": ["int", "double", "timestamp", "duration"]}}, )"
     R"("anyOf": [{"required": ["min"]}, {"required": ["max"]}]}, "then": {"required": ["default"]}}, )"
     R"({"if": {"required": ["type"], "properties": {"type": {"const": "bool"}}}, )"
     R"("then": {"properties": {"default": {"$ref": "#/$defs/boolean"}}}}, )"
     R"({"if": {"required": ["type"], "properties": {"type": {"const": "int"}}}, )"
     R"("then": {"properties": {"default": {"$ref": "#/$defs/whole_number"}}}}, )"
     R"({"if": {"required": ["type"], "properties": {"type": {"enum": ["double", "timestamp", "duration", "string"]}}}, )"
     R"("then": {"properties": {"default": {"$ref": "#/$defs/text"}}}}, )"
     R"({"if": {"required": ["type"], "properties": {"type": {"const": "list"}}}, )"
     R"("then": {"properties": {"default": {"type": "array"}}}}, )"
     R"({"if": {"required": ["type"], "properties": {"type": {"const": "map"}}}, )"
     R"("then": {"properties": {"default": {"type": "object"}}}}])"},
};

// A key with values of its own kind rather than a definition's. False where a definition does.
bool write_own(JsonWriter& json, const KeySpec& key) {
    const auto begin = [&] {
        json.begin_object();
        describe(json, key.summary);
    };
    switch (key.takes) {
    case Takes::choice:
        begin();
        list_words(json, key.words);
        json.end_object();
        return true;
    case Takes::callbacks: list_of(json, fmt::format("item_of_{}", key.name), key.summary); return true;
    case Takes::named:
        begin();
        pattern_entries(json, name_pattern(), fmt::format("named_{}", definition_of(key.inner)));
        json.end_object();
        return true;
    case Takes::mapping: {
        const std::string_view brief = short_form(key.inner);
        if (brief.empty()) {
            reference(json, definition_of(key.inner), key.summary);
        } else {
            any_of(json, std::array{brief, std::string_view(definition_of(key.inner))}, key.summary);
        }
        return true;
    }
    case Takes::fields:
    case Takes::plain:
    case Takes::plains:
    case Takes::anything:
        begin();
        if (key.takes == Takes::plains) json.member("type", "array");
        if (key.takes == Takes::fields && key.key != syntax::Key::json) json.member("type", "object");
        json.end_object();
        return true;
    default: return false;
    }
}

std::string_view definition_of(Takes takes) {
    switch (takes) {
    case Takes::version: return "version";
    case Takes::text: return "text";
    case Takes::texts: return "texts";
    case Takes::name: return "name";
    case Takes::name_or_true: return "outcome";
    case Takes::template_text: return "text";
    case Takes::expression: return "expression";
    case Takes::boolean: return "boolean";
    case Takes::integer: return "count";
    case Takes::duration: return "duration";
    case Takes::event: return "event";
    case Takes::reference: return "event_or_reference";
    case Takes::address: return "spoken";
    case Takes::state: return "state_name";
    case Takes::transition: return "way";
    case Takes::transitions: return "ways";
    case Takes::handlers: return "handlers";
    case Takes::effects: return "effects";
    case Takes::assignments: return "assignments";
    case Takes::verbs: return "verbs";
    case Takes::response: return "response";
    case Takes::timers: return "timers";
    case Takes::signals: return "signals";
    case Takes::defaults: return "defaults";
    case Takes::dialplans: return "dialplans";
    case Takes::pattern: return "text";
    case Takes::patterns: return "patterns";
    case Takes::targets: return "dial_targets";
    case Takes::hours: return "hours";
    default: return "text";
    }
}

void write_key(JsonWriter& json, const KeySpec& key, Mapping owner) {
    json.key(key.name);
    if (key.key == syntax::Key::if_ || key.key == syntax::Key::unless) {
        reference(json, "condition", key.summary);
    } else if (owner == Mapping::menu && key.takes == Takes::verbs) {
        list_of(json, "item.gather", key.summary);
    } else if (key.key == syntax::Key::url && key.takes == Takes::template_text) {
        reference(json, "spoken", key.summary);
    } else if (owner == Mapping::dial_entry && key.takes == Takes::texts) { // one or a list
        any_of(json, std::array<std::string_view, 2>{"text", "some_texts"}, key.summary);
    } else if (key.key == syntax::Key::scenarios) {
        list_of(json, "scenario", key.summary);
    } else if (!write_own(json, key)) {
        reference(json, definition_of(key.takes), key.summary);
    }
}

void define_mapping(JsonWriter& json, const MappingSpec& mapping) {
    json.key(definition_of(mapping)).begin_object();
    json.member("title", mapping.title).member("type", "object").key("properties").begin_object();
    for (const KeySpec& key : mapping.keys) write_key(json, key, mapping.mapping);
    if (mapping.mapping == Mapping::menu) attribute_keys(json, *flow::find_verb("gather"));
    json.end_object();
    close_keys(json);
    if (std::ranges::any_of(mapping.keys, &KeySpec::required)) {
        json.key("required").begin_array();
        for (const KeySpec& key : mapping.keys) {
            if (key.required) json.value(key.name);
        }
        json.end_array();
    }
    for (const Demand& one : demands) {
        if (one.mapping == mapping.mapping) json.key(one.keyword).raw(one.schema);
    }
    json.end_object();
}

// Whether some key's value is `name: mapping` of this kind.
bool is_named(Mapping mapping) {
    return std::ranges::any_of(syntax::mappings(), [&](const MappingSpec& owner) {
        return std::ranges::any_of(
            owner.keys, [&](const KeySpec& key) { return key.takes == Takes::named && key.inner == mapping; });
    });
}

// `named_var`: what stands below a name of `vars`.
void define_named(JsonWriter& json, Mapping mapping) {
    json.key(fmt::format("named_{}", definition_of(mapping)));
    if (mapping == Mapping::prompt) {
        json.begin_object().member("title", "a text for each language").member("type", "object");
        json.key("additionalProperties");
        reference(json, "text");
        json.end_object();
    } else if (mapping == Mapping::var) {
        json.raw(R"({"if": {"type": "object"}, "then": {"$ref": "#/$defs/var"}, "else": {"not": {"type": "null"}}})");
    } else {
        reference(json, definition_of(mapping));
    }
}

// A file that flows include.
void define_part(JsonWriter& json) {
    constexpr std::string_view keys[] = {"states", "flows", "machines", "prompts", "vars", "defaults", "actors"};
    json.key("part").begin_object().member("title", "a part of flows").member("type", "object");
    json.key("properties").begin_object().key("callflow-part");
    reference(json, "version", "version of the format");
    for (const std::string_view name : keys) {
        write_key(json, *syntax::find_key(syntax::keys_of(Mapping::flow), name), Mapping::flow);
    }
    json.end_object();
    close_keys(json);
    json.key("required").begin_array().value("callflow-part").end_array().end_object();
}

void define_signals(JsonWriter& json) {
    json.key("signals").begin_object().member("type", "object").key("properties").begin_object();
    for (const flow::SignalSpec& signal : flow::signal_specs()) {
        json.key(signal.name);
        reference(json, "event", fmt::format("{}; {} where left out", signal.summary, signal.default_event));
    }
    json.end_object();
    close_keys(json);
    json.end_object();
}

// A list of verbs, or one for each provider.
void define_response(JsonWriter& json) {
    json.key("response").begin_object().key("anyOf").begin_array();
    reference(json, "verbs");
    json.begin_object().member("type", "object").member("minProperties", 1).key("properties").begin_object();
    for (const std::string_view provider : flow::provider_keys()) {
        json.key(provider);
        reference(json, "verbs", fmt::format("what {} is sent", provider));
    }
    json.end_object();
    close_keys(json);
    json.end_object().end_array().end_object();
}

// Lists of mappings and of what stands for them.
void define_items(JsonWriter& json) {
    const auto item = [&](std::string_view name, Mapping mapping) {
        json.key(name);
        any_of(json, std::array{short_form(mapping), std::string_view(definition_of(mapping))});
    };
    item("item_of_effects", Mapping::effect);
    item("item_of_before", Mapping::before_callback);
    item("item_of_after", Mapping::after_callback);
    item("event_or_reference", Mapping::event_reference);
    json.key("effects");
    list_of(json, "item_of_effects");
    json.key("verbs");
    list_of(json, "item");
    json.key("blocks");
    list_of(json, definition_of(Mapping::block));
}

} // namespace

void define_mappings(JsonWriter& json) {
    for (const MappingSpec& mapping : syntax::mappings()) {
        if (mapping.mapping == Mapping::none) continue;
        if (mapping.mapping != Mapping::prompt) define_mapping(json, mapping);
        if (is_named(mapping.mapping)) define_named(json, mapping.mapping);
    }
    define_part(json);
    define_items(json);
    define_signals(json);
    define_response(json);
    json.key("candidate");
    any_of(json, std::array<std::string_view, 3>{"state_name", "transition", "transition_with_switch"});
    json.key("way").raw(R"({"anyOf": [{"$ref": "#/$defs/candidate"}, )"
                        R"({"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/candidate"}}]})");
    json.key("ways").raw(R"({"type": "object", "additionalProperties": {"$ref": "#/$defs/way"}})");
    json.key("dial_list").raw(R"({"type": "array", "items": {"$ref": "#/$defs/entry_of_a_dialplan"}})");
    json.key("dialplans")
        .raw(R"({"anyOf": [{"$ref": "#/$defs/dial_list"}, )"
             R"({"type": "object", "additionalProperties": {"$ref": "#/$defs/dial_list"}}]})");
    json.key("patterns").raw(R"({"type": "object", "additionalProperties": {"$ref": "#/$defs/text"}})");
    json.key("some_texts").raw(R"({"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/text"}})");
    json.key("hours").raw(R"({"type": "string", "pattern": "^ *[0-9]{1,2}:[0-9]{2} *- *[0-9]{1,2}:[0-9]{2} *$"})");
    json.key("dial_target");
    any_of(json, std::array<std::string_view, 2>{"spoken", "flow_in_a_dialplan"});
    json.key("dial_targets")
        .raw(R"({"anyOf": [{"$ref": "#/$defs/dial_target"}, )"
             R"({"type": "array", "minItems": 1, "maxItems": 20, )"
             R"("items": {"$ref": "#/$defs/dial_target"}}]})");
    const auto entries = [&](std::string_view name, const std::string& pattern, std::string_view value) {
        json.key(name).begin_object();
        pattern_entries(json, pattern, value);
        json.end_object();
    };
    entries("events", event_pattern(), "way");
    entries("timers", event_pattern(), "duration");
    entries("assignments", name_pattern(), "expression");
    json.key("handlers");
    any_of(json, std::array<std::string_view, 2>{"events", "blocks"});
}

std::string flow_schema() {
    std::string out;
    JsonWriter json(out, JsonWriter::Layout::indented);
    begin_schema(json, "flow", "A flow of callflow",
                 "Phone calls as a state machine: `callflow: 1`, or with `callflow-part: 1` what flows include. "
                 "Made by `callflow schema flow`; see callflow-flow(5).");
    json.key("if").raw(R"({"required": ["callflow-part"]})");
    json.key("then").raw(R"({"$ref": "#/$defs/part"})");
    json.key("else").raw(R"({"$ref": "#/$defs/flow"})");
    json.key("$defs").begin_object();
    define_values(json);
    define_mappings(json);
    define_verbs(json);
    define_scenarios(json);
    json.end_object().end_object();
    return out + "\n";
}

} // namespace callflow::report
