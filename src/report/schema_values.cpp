// Values at the leaves, and the pieces that all definitions are made of.
#include "flow/names.hpp"
#include "report/schema_parts.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::report {
namespace {

using base::JsonWriter;

struct Leaf {
    std::string_view name;
    std::string_view schema;
    bool of_scenarios = false; // used there too
};

// A plain scalar is what YAML makes of it, and a text for the reader: hence several types.
constexpr Leaf leaves[] = {
    {"text", R"({"type": ["string", "number", "boolean"]})", true},
    {"spoken", R"({"type": ["string", "number", "boolean"], "minLength": 1})"},
    {"template", R"({"type": "string", "pattern": "\\{\\{"})"},
    {"state_name", R"({"type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_]*$"})"},
    {"outcome", R"({"anyOf": [{"const": true}, {"type": "string", "pattern": "^(?!false$)[A-Za-z_][A-Za-z0-9_]*$"}]})"},
    // YAML's null is CEL's too.
    {"expression", R"({"type": ["string", "number", "boolean", "null"], "minLength": 1})", true},
    {"condition", R"({"type": ["string", "boolean"], "minLength": 1})"},
    {"boolean", R"({"enum": [true, false, "true", "false"]})", true},
    {"whole_number", R"({"anyOf": [{"type": "integer"}, {"type": "string", "pattern": "^[+-]?[0-9]+$"}]})", true},
    {"count",
     R"({"anyOf": [{"type": "integer", "minimum": 1}, {"type": "string", "pattern": "^[+]?0*[1-9][0-9]*$"}]})"},
    {"duration",
     R"({"type": "string", "pattern": "^[+]?(?=[^1-9]*[1-9])(?:(?:[0-9]+[.]?[0-9]*|[.][0-9]+)(?:h|ms|m|s|us|ns))+$", )"
     R"("patternErrorMessage": "a length of time is a number with its unit: 500ms, 90s, 1m30s, 2h"})"},
    {"duration_or_none",
     R"({"anyOf": [{"enum": [0, "0"]}, {"type": "string", )"
     R"("pattern": "^[+]?(?:(?:[0-9]+[.]?[0-9]*|[.][0-9]+)(?:h|ms|m|s|us|ns))+$"}]})",
     true},
    {"texts", R"({"type": "array", "items": {"$ref": "#/$defs/text"}})", true},
    {"version", R"({"enum": [1, "1"]})", true},
    {"plain_values", R"({"type": ["object", "null"]})", true},
};

constexpr std::string_view name_tail = "[A-Za-z_][A-Za-z0-9_]*$";

// Looks ahead: what follows is none of the language's own words.
std::string not_reserved() { return fmt::format("(?!(?:{})$)", fmt::join(flow::reserved_names(), "|")); }

bool is_number(std::string_view word) {
    return !word.empty() && word.find_first_not_of("0123456789") == std::string_view::npos;
}

} // namespace

std::string name_pattern() { return fmt::format("^{}{}", not_reserved(), name_tail); }

std::string event_pattern() { return fmt::format("^(?:[A-Za-z_][A-Za-z0-9_]*[.])?{}{}", not_reserved(), name_tail); }

void refer(JsonWriter& json, std::string_view definition) {
    json.member("$ref", fmt::format("#/$defs/{}", definition));
}

void describe(JsonWriter& json, std::string_view summary) {
    if (!summary.empty()) json.member("description", summary);
}

void list_words(JsonWriter& json, std::span<const std::string_view> words) {
    json.key("enum").begin_array();
    for (const std::string_view word : words) {
        json.value(word);
        if (word == "true" || word == "false" || is_number(word)) json.raw(word);
    }
    json.end_array();
}

void pattern_entries(JsonWriter& json, std::string_view pattern, std::string_view value) {
    json.member("type", "object").key("patternProperties").begin_object();
    json.member("^x-", true);
    json.key(pattern);
    reference(json, value);
    json.end_object().member("additionalProperties", false);
}

void close_keys(JsonWriter& json) {
    json.key("patternProperties").begin_object().member("^x-", true).end_object();
    json.member("additionalProperties", false);
}

// In one line: most of a schema is this.
void reference(JsonWriter& json, std::string_view definition, std::string_view summary) {
    std::string text;
    JsonWriter line(text);
    line.begin_object();
    describe(line, summary);
    refer(line, definition);
    line.end_object();
    json.raw(text);
}

void list_of(JsonWriter& json, std::string_view definition, std::string_view summary) {
    json.begin_object();
    describe(json, summary);
    json.member("type", "array").key("items");
    reference(json, definition);
    json.end_object();
}

void any_of(JsonWriter& json, std::span<const std::string_view> definitions, std::string_view summary) {
    json.begin_object();
    describe(json, summary);
    json.key("anyOf").begin_array();
    for (const std::string_view one : definitions) reference(json, one);
    json.end_array().end_object();
}

void begin_schema(JsonWriter& json, std::string_view name, std::string_view title, std::string_view description) {
    json.begin_object();
    json.member("$schema", "https://json-schema.org/draft/2020-12/schema");
    json.member("$id", fmt::format("https://callflow.example/schemas/{}.schema.json", name));
    json.member("title", title).member("description", description);
}

void define_scenario_values(JsonWriter& json) {
    for (const Leaf& leaf : leaves) {
        if (leaf.of_scenarios) json.key(leaf.name).raw(leaf.schema);
    }
}

void define_values(JsonWriter& json) {
    for (const Leaf& leaf : leaves) json.key(leaf.name).raw(leaf.schema);
    const auto pattern = [&](std::string_view name, std::string_view text, std::string_view message) {
        json.key(name).begin_object().member("type", "string").member("pattern", text);
        json.member("patternErrorMessage", message).end_object();
    };
    pattern("name", name_pattern(), "letters, digits and _ only, no digit first, and no word of the language");
    pattern("event", event_pattern(), "an event is a word, or an actor and a word: customer.hangs_up");
}

} // namespace callflow::report
