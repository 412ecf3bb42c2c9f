// Verbs, nouns and their attributes.
#include "report/schema_parts.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <vector>

namespace callflow::report {
namespace {

using base::JsonWriter;
using flow::AttributeType;

// `each: {in, as, shuffle, do}`, unless it has a table by now.
constexpr std::string_view each =
    R"({"type": "object", "title": "Verbs that are repeated", "required": ["in", "as", "do"], "properties": {)"
    R"("in": {"description": "the list", "$ref": "#/$defs/expression"}, )"
    R"("as": {"description": "the name of each item", "$ref": "#/$defs/name"}, )"
    R"("shuffle": {"description": "whether the order is drawn", "$ref": "#/$defs/boolean"}, )"
    R"("do": {"description": "verbs", "type": "array", "items": {"$ref": "#/$defs/item"}}}, )"
    R"("patternProperties": {"^x-": true}, "additionalProperties": false})";

bool has_each() { return flow::find_verb("each") != nullptr; }

bool content_is_noun(const flow::VerbSpec& verb) {
    return !verb.content.empty() && flow::find_attribute(verb, verb.content) == nullptr;
}

void noun_keys(JsonWriter& json, const flow::VerbSpec& verb) {
    for (const std::string_view name : verb.children) {
        const flow::VerbSpec* noun = flow::find_verb(name);
        json.key(name).begin_object();
        if (noun != nullptr) describe(json, noun->summary);
        const bool less = flow::find_inside(verb.name, name) != nullptr;
        const std::string definition = less ? fmt::format("verb.{}.{}", verb.name, name) : fmt::format("verb.{}", name);
        json.key("anyOf").begin_array();
        reference(json, definition);
        if (verb.needs != flow::Nouns::one) list_of(json, definition);
        if (flow::find_attribute(verb, name) != nullptr) reference(json, fmt::format("{}.{}", verb.name, name));
        json.end_array().end_object();
    }
    if (verb.children.empty()) return;
    json.key(flow::nouns_key).begin_object();
    describe(json, "the same nouns one by one, in whichever order they are to stand");
    json.member("type", "array").key("items").begin_object().member("type", "object");
    json.key("properties").begin_object();
    for (const std::string_view name : verb.children) {
        const bool less = flow::find_inside(verb.name, name) != nullptr;
        json.key(name);
        json.begin_object().key("anyOf").begin_array();
        const std::string definition = less ? fmt::format("verb.{}.{}", verb.name, name) : fmt::format("verb.{}", name);
        reference(json, definition);
        list_of(json, definition);
        json.end_array().end_object();
    }
    json.end_object();
    close_keys(json);
    json.end_object().end_object();
}

// Keys inside a verb that are no attributes: its prompt or nouns, what it does for one provider only.
void other_keys(JsonWriter& json, const flow::VerbSpec& verb) {
    if (!verb.prompt_key.empty()) {
        json.key(verb.prompt_key);
        list_of(json, fmt::format("item.{}", verb.name), "what the caller hears meanwhile, a list of verbs");
    } else {
        noun_keys(json, verb);
    }
    for (const std::string_view provider : flow::provider_keys()) {
        if (flow::find_attribute(verb, provider) != nullptr) continue; // raw: what it holds for that provider
        json.key(provider);
        reference(json, fmt::format("attributes.{}.{}", verb.name, provider),
                  fmt::format("attributes that are otherwise for {}", provider));
    }
    if (flow::find_attribute(verb, "sensitive") == nullptr) {
        json.key("sensitive");
        reference(json, "boolean", "whether what is typed or said is kept out of traces, logs and reports");
    }
    if (verb.name == "say" && flow::find_attribute(verb, "prompt") == nullptr) {
        json.key("prompt");
        reference(json, "name", "a text of `prompts`, in the call's language");
    }
}

// Attributes of the verb around a noun that stands alone, as far as the noun has none of that name.
void outer_keys(JsonWriter& json, const flow::VerbSpec& noun, std::string_view provider) {
    const flow::VerbSpec& outer = *flow::find_verb(noun.inside);
    const auto key = [&](const flow::AttributeSpec& one, std::string_view name) {
        if (flow::find_attribute(noun, one.name, provider) != nullptr) return;
        json.key(one.name);
        reference(json, name);
    };
    for (const flow::AttributeSpec& one : outer.attributes) key(one, fmt::format("{}.{}", outer.name, one.name));
    for (const flow::AttributeSpec& one : outer.extras) {
        if (one.provider == provider) key(one, fmt::format("{}.{}.{}", outer.name, one.provider, one.name));
    }
}

// `conference: {name: x, action: left}`: keys of the noun and of the verb around it.
void alone_form(JsonWriter& json, const flow::VerbSpec& noun) {
    json.begin_object().member("type", "object").key("properties").begin_object();
    attribute_keys(json, noun);
    noun_keys(json, noun);
    outer_keys(json, noun, {});
    for (const std::string_view provider : flow::provider_keys()) {
        json.key(provider).begin_object().member("type", "object").key("properties").begin_object();
        attribute_keys(json, noun, provider);
        outer_keys(json, noun, provider);
        json.end_object();
        close_keys(json);
        json.end_object();
    }
    json.key("sensitive");
    reference(json, "boolean", "whether what is typed or said is kept out of traces, logs and reports");
    json.end_object();
    close_keys(json);
    json.end_object();
}

// The definition of a verb as it stands in a response.
std::string item_definition(const flow::VerbSpec& verb) {
    return fmt::format("{}.{}", verb.inside.empty() ? "verb" : "alone", verb.name);
}

void long_form(JsonWriter& json, const flow::VerbSpec& verb) {
    json.begin_object().member("type", "object").key("properties").begin_object();
    attribute_keys(json, verb, {}, verb.prompt_key.empty());
    other_keys(json, verb);
    json.end_object();
    close_keys(json);
    if ((verb.content_required && content_is_noun(verb)) || verb.needs != flow::Nouns::any) {
        json.key(verb.needs == flow::Nouns::one ? "oneOf" : "anyOf").begin_array();
        for (const std::string_view name : verb.children)
            json.begin_object().key("required").begin_array().value(name).end_array().end_object();
        json.begin_object().key("required").begin_array().value(flow::nouns_key).end_array().end_object();
        json.end_array();
    }
    if (verb.name == "raw") json.key("anyOf").raw(R"([{"required": ["twiml"]}, {"required": ["tropo"]}])");
    if (flow::find_attribute(verb, "prompt") != nullptr && verb.content == "text")
        json.key("not").raw(R"({"required": ["text", "prompt"]})");
    json.end_object();
}

// Whether the word alone is enough.
bool may_be_bare(const flow::VerbSpec& verb) {
    return !verb.content_required && verb.needs == flow::Nouns::any &&
           std::ranges::none_of(verb.attributes, &flow::AttributeSpec::required);
}

// A noun inside a verb in which it is less than elsewhere: `stop: {stream: NAME}`.
void define_inside(JsonWriter& json, const flow::InsideSpec& inside) {
    const flow::VerbSpec& noun = *flow::find_verb(inside.noun);
    json.key(fmt::format("verb.{}.{}", inside.verb, inside.noun)).begin_object().member("title", inside.noun);
    json.key("anyOf").begin_array();
    reference(json, fmt::format("{}.{}", inside.noun, inside.content));
    json.begin_object().member("type", "object").key("properties").begin_object();
    for (const std::string_view name : inside.attributes) {
        json.key(name);
        reference(json, fmt::format("{}.{}", inside.noun, name));
    }
    for (const std::string_view provider : flow::provider_keys()) {
        json.key(provider);
        reference(json, fmt::format("attributes.{}.{}", noun.name, provider));
    }
    json.key("sensitive");
    reference(json, "boolean");
    json.end_object();
    close_keys(json);
    json.end_object().end_array().end_object();
}

void define_verb(JsonWriter& json, const flow::VerbSpec& verb) {
    for (const flow::AttributeSpec& one : verb.attributes) {
        json.key(fmt::format("{}.{}", verb.name, one.name));
        attribute(json, verb, one);
    }
    for (const flow::AttributeSpec& one : verb.extras) {
        json.key(fmt::format("{}.{}.{}", verb.name, one.provider, one.name));
        attribute(json, verb, one);
    }
    for (const std::string_view provider : flow::provider_keys()) {
        json.key(fmt::format("attributes.{}.{}", verb.name, provider));
        json.begin_object().member("type", "object").key("properties").begin_object();
        attribute_keys(json, verb, provider);
        json.end_object();
        close_keys(json);
        json.end_object();
    }
    json.key(fmt::format("verb.{}", verb.name)).begin_object().member("title", verb.name);
    describe(json, verb.summary);
    json.key("anyOf").begin_array();
    if (may_be_bare(verb)) json.begin_object().member("type", "null").end_object();
    if (const flow::AttributeSpec* content = flow::find_attribute(verb, verb.content)) {
        if (content->type == AttributeType::address)
            reference(json, "spoken");
        else
            reference(json, fmt::format("{}.{}", verb.name, verb.content));
    } else if (!verb.content.empty()) {
        reference(json, "spoken");
    }
    long_form(json, verb);
    json.end_array().end_object();
    if (verb.inside.empty()) return;
    json.key(item_definition(verb)).begin_object().member("title", verb.name);
    describe(json, verb.summary);
    json.key("anyOf").begin_array();
    reference(json, fmt::format("verb.{}", verb.name));
    alone_form(json, verb);
    json.end_array().end_object();
}

// An item of a list of verbs: one verb, and conditions beside it.
void define_item(JsonWriter& json, std::string_view name, std::span<const flow::VerbSpec* const> verbs) {
    json.key(name).begin_object().key("anyOf").begin_array();
    json.begin_object().key("enum").begin_array();
    for (const flow::VerbSpec* verb : verbs) {
        const bool bare = may_be_bare(*verb) || verb->content_required;
        if (bare && !content_is_noun(*verb) && verb->name != "raw") json.value(verb->name);
    }
    json.end_array().end_object();
    json.begin_object().member("type", "object").key("properties").begin_object();
    for (const flow::VerbSpec* verb : verbs) {
        json.key(verb->name);
        reference(json, item_definition(*verb), verb->summary);
    }
    if (!has_each()) {
        json.key("each");
        reference(json, "each", "repeats verbs for each item of a list");
    }
    json.key("if");
    reference(json, "condition", "what has to hold");
    json.key("unless");
    reference(json, "condition", "what may not hold");
    json.end_object();
    close_keys(json);
    json.key("oneOf").begin_array();
    const auto needs = [&](std::string_view key) {
        json.begin_object().key("required").begin_array().value(key).end_array().end_object();
    };
    for (const flow::VerbSpec* verb : verbs) needs(verb->name);
    if (!has_each()) needs("each");
    json.end_array().end_object();
    json.end_array().end_object();
}

// `defaults:` holds attributes only.
void define_defaults(JsonWriter& json) {
    json.key("defaults").begin_object().member("type", "object").key("properties").begin_object();
    for (const flow::VerbSpec& verb : flow::vocabulary()) {
        json.key(verb.name).begin_object();
        describe(json, verb.summary);
        json.member("type", "object").key("properties").begin_object();
        attribute_keys(json, verb);
        for (const std::string_view provider : flow::provider_keys()) {
            json.key(provider);
            reference(json, fmt::format("attributes.{}.{}", verb.name, provider));
        }
        json.end_object();
        close_keys(json);
        json.end_object();
    }
    json.end_object();
    close_keys(json);
    json.end_object();
}

} // namespace

void attribute_keys(JsonWriter& json, const flow::VerbSpec& verb, std::string_view provider, bool nouns_too) {
    for (const flow::AttributeSpec& one : verb.attributes) {
        if (nouns_too && std::ranges::find(verb.children, one.name) != verb.children.end()) continue; // said there
        json.key(one.name);
        reference(json, fmt::format("{}.{}", verb.name, one.name));
    }
    for (const flow::AttributeSpec& one : verb.extras) {
        if (one.provider != provider || flow::find_attribute(verb, one.name) != nullptr) continue;
        json.key(one.name);
        reference(json, fmt::format("{}.{}.{}", verb.name, one.provider, one.name));
    }
    const flow::AttributeSpec* extra = flow::extra_spec(provider);
    if (extra == nullptr || verb.name == "raw") return;
    json.key(extra->name).begin_object();
    describe(json, extra->summary);
    json.member("type", "object").end_object();
}

void define_verbs(JsonWriter& json) {
    std::vector<const flow::VerbSpec*> in_response;
    for (const flow::VerbSpec& verb : flow::vocabulary()) {
        if (verb.in_response) in_response.push_back(&verb);
        define_verb(json, verb);
        if (verb.prompt_key.empty()) continue;
        std::vector<const flow::VerbSpec*> in_prompt;
        for (const std::string_view name : verb.children) in_prompt.push_back(flow::find_verb(name));
        define_item(json, fmt::format("item.{}", verb.name), in_prompt);
    }
    for (const flow::InsideSpec& inside : flow::inside_specs()) define_inside(json, inside);
    define_item(json, "item", in_response);
    if (!has_each()) json.key("each").raw(each);
    define_defaults(json);
}

} // namespace callflow::report
