// What the tables of attributes are made of: shared words, and makers of rows.
#pragma once

#include "flow/vocabulary.hpp"

namespace callflow::flow::attributes {

using Type = AttributeType;
using Words = std::span<const std::string_view>;

// --- words that several verbs share

inline constexpr std::string_view methods[] = {"GET", "POST"};
inline constexpr std::string_view auto_only[] = {"auto"};
inline constexpr std::string_view trims[] = {"trim-silence", "do-not-trim"};
inline constexpr std::string_view recording_events[] = {"in-progress", "completed", "absent"};
inline constexpr std::string_view dial_records[] = {"do-not-record",
                                                    "record-from-answer",
                                                    "record-from-ringing",
                                                    "record-from-answer-dual",
                                                    "record-from-ringing-dual",
                                                    "true",
                                                    "false"};
inline constexpr std::string_view tracks[] = {"inbound", "outbound", "both"};
inline constexpr std::string_view stream_tracks[] = {"inbound_track", "outbound_track", "both_tracks"};
inline constexpr std::string_view call_events[] = {"initiated", "ringing", "answered", "completed"};
inline constexpr std::string_view machine_detections[] = {"Enable", "DetectMessageEnd"};

// --- makers of rows

constexpr AttributeSpec text(std::string_view name, std::string_view summary) {
    return {.name = name, .type = Type::text, .summary = summary};
}
// What something is called there: never empty.
constexpr AttributeSpec title(std::string_view name, std::string_view summary, std::int64_t longest = INT64_MAX) {
    return {.name = name, .type = Type::text, .minimum = 1, .maximum = longest, .summary = summary};
}
constexpr AttributeSpec address(std::string_view name, std::string_view summary) {
    return {.name = name, .type = Type::address, .summary = summary};
}
// An address that may be empty.
constexpr AttributeSpec open_address(std::string_view name, std::string_view summary) {
    return {.name = name, .type = Type::address, .summary = summary, .may_be_empty = true};
}
constexpr AttributeSpec boolean(std::string_view name, std::string_view summary) {
    return {.name = name, .type = Type::boolean, .summary = summary};
}
constexpr AttributeSpec number(std::string_view name, Type type, std::int64_t minimum, std::int64_t maximum,
                               std::string_view summary, Words words = {}) {
    return {.name = name, .type = type, .values = words, .minimum = minimum, .maximum = maximum, .summary = summary};
}
// One of a list that may have grown since it was written down: other values deserve a warning at
// most.
constexpr AttributeSpec choice(std::string_view name, Words values, std::string_view summary,
                               Type type = Type::choice) {
    return {.name = name, .type = type, .values = values, .open_values = true, .summary = summary};
}
// The same, where the provider's own pages write the words with capital letters and without.
constexpr AttributeSpec choice_in_any_case(std::string_view name, Words values, std::string_view summary) {
    AttributeSpec out = choice(name, values, summary);
    out.any_case = true;
    return out;
}
constexpr AttributeSpec method(std::string_view name = "method",
                               std::string_view summary = "how the address is requested") {
    return {.name = name, .type = Type::choice, .values = methods, .summary = summary};
}
inline constexpr std::string_view method_of_wait =
    "how the address is requested, POST where left out, GET for the provider's own music";
inline constexpr std::int64_t any = INT64_MAX;
constexpr AttributeSpec short_text(std::string_view name, std::int64_t longest, std::string_view summary) {
    return {.name = name, .type = Type::text, .maximum = longest, .summary = summary};
}
constexpr AttributeSpec required(AttributeSpec spec) {
    spec.required = true;
    return spec;
}
// An address that no event can be: it has to begin with `scheme`.
constexpr AttributeSpec socket(std::string_view name, std::string_view scheme, std::string_view summary) {
    return {.name = name, .type = Type::uri, .summary = summary, .scheme = scheme};
}
constexpr AttributeSpec json(std::string_view name, std::string_view summary) {
    return {.name = name, .type = Type::json, .summary = summary};
}
// An old name that the provider still takes.
constexpr AttributeSpec old(AttributeSpec spec, std::string_view superseded) {
    spec.superseded = superseded;
    return spec;
}

} // namespace callflow::flow::attributes
