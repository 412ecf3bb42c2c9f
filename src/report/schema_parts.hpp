// What the schemas of flows and scenarios are made of. Internal to report.
#pragma once

#include "base/json_writer.hpp"
#include "flow/vocabulary.hpp"

#include <span>
#include <string>
#include <string_view>

namespace callflow::report {

// Members of an object.

// `"$ref": "#/$defs/NAME"`
void refer(base::JsonWriter& json, std::string_view definition);
// The description, unless there is nothing to say.
void describe(base::JsonWriter& json, std::string_view summary);
// `"enum": […]`; `true`, `false` and numbers also as YAML reads them without quotes.
void list_words(base::JsonWriter& json, std::span<const std::string_view> words);
// Keys that begin with `x-` are let pass, those that match `pattern` are of the definition `value`, there are no others.
void pattern_entries(base::JsonWriter& json, std::string_view pattern, std::string_view value);
// Only the keys written before, and those that begin with `x-`.
void close_keys(base::JsonWriter& json);

// Whole values.

// `{"description": …, "$ref": …}`, in one line
void reference(base::JsonWriter& json, std::string_view definition, std::string_view summary = {});
// `{"type": "array", "items": {"$ref": …}, "description": …}`
void list_of(base::JsonWriter& json, std::string_view definition, std::string_view summary = {});
// `{"anyOf": [{"$ref": …}, …], "description": …}`
void any_of(base::JsonWriter& json, std::span<const std::string_view> definitions, std::string_view summary = {});

// Patterns of whole texts.
[[nodiscard]] std::string name_pattern();  // a name that is not reserved
[[nodiscard]] std::string event_pattern(); // `word`, `actor.word`

// The opening of a schema's root up to its first definition.
void begin_schema(base::JsonWriter& json, std::string_view name, std::string_view title, std::string_view description);

// Definitions, each a member of `$defs`.
void define_values(base::JsonWriter& json);          // texts, names, durations, …
void define_scenario_values(base::JsonWriter& json); // those that scenarios use
void define_mappings(base::JsonWriter& json);        // syntax/keys.hpp, and what its values are
void define_verbs(base::JsonWriter& json);           // flow/vocabulary.hpp
void define_scenarios(base::JsonWriter& json);       // scenario/keys.hpp; all names begin with `scenario`

// A verb's attribute; `action` of `gather` is the definition `gather.action`.
void attribute(base::JsonWriter& json, const flow::VerbSpec& verb, const flow::AttributeSpec& spec);
// Members for keys of attributes: a reference to each. `nouns_too`: those that are nouns of the verb, too, are left to it.
void attribute_keys(base::JsonWriter& json, const flow::VerbSpec& verb, std::string_view provider = {},
                    bool nouns_too = false);

// Patterns of what an attribute of that type takes, within its bounds: schema_patterns.cpp.
[[nodiscard]] std::string integer_pattern(const flow::AttributeSpec& spec);
[[nodiscard]] std::string seconds_pattern(const flow::AttributeSpec& spec);

} // namespace callflow::report
