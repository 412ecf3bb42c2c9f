// The keys of the flow language, one table for each kind of mapping. The reader, its findings and
// the schema work from these. (Verbs and their attributes are flow/vocabulary.hpp.)
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace callflow::syntax {

// Every word that is a key somewhere.
enum class Key : std::uint8_t {
    // clang-format off
    actor, actors, after, again, as_, at, before, body, call, callflow, case_, days, default_, defaults,
    defer_callbacks, description, dialled, dialplan, do_, else_, event, final, flow, flows, form, from, from_user, group,
    headers, hours, if_, in_, include, initial, json, keys, label, log, machine_detection, machines, match, max, menu,
    method, min, name, next, no_input, no_match, on, originate, params, platform, prompt, prompts, query, record,
    redirect, request, response, ring, run, save, scenarios, send_digits, sensitive, set, shuffle, signals, start,
    states, status, switch_, tags, talk, timeout, timers, to, together, tries, type, unique, unless, url, values,
    vars, webhook, when, words, zone,
    // clang-format on
};

// What a key's value is.
enum class Takes : std::uint8_t {
    version,      // 1
    text,         // words for people, as they are
    texts,        // a list of them
    name,         // [A-Za-z_][A-Za-z0-9_]*
    name_or_true, // a name, or `true`
    template_text,
    expression, // CEL
    boolean,
    integer,
    duration,    // `1m30s`
    choice,      // a word of KeySpec::words
    plain,       // a value as YAML writes it
    plains,      // a list of them
    event,       // `word` or `actor.word`
    reference,   // an event, or {event, actor, params}
    address,     // a template with {{ event }} in it
    state,       // a state's name
    transition,  // STATE, {to, …}, {switch, …} or a list
    transitions, // key: transition
    handlers,    // event: transition, or a list of blocks
    effects,     // a list of effects
    callbacks,   // a list of effects with `unique` (and `when`)
    assignments, // var: expression
    verbs,       // a list of verbs
    response,    // a list of verbs, or {twilio: […], tropo: […]}
    timers,      // event: duration
    fields,      // a mapping (or for json anything) of templates
    mapping,     // of the kind KeySpec::inner
    named,       // name: mapping (or short form) of the kind KeySpec::inner
    signals,     // signal: event
    defaults,    // verb: attributes
    dialplans,   // name: a list of entries, or a list
    pattern,     // a regular expression
    patterns,    // name: pattern
    targets,     // an address, a flow, or a list of them
    hours,       // `08:00-18:00`
    anything,
};

// The kinds of mappings that have a table.
enum class Mapping : std::uint8_t {
    none,
    flow,
    actor,
    var,
    prompt,
    state,
    block,
    transition,
    choice,
    effect,
    before_callback,
    after_callback,
    webhook,
    redirect,
    originate,
    event_reference,
    menu,
    request,
    body,
    each,
    part,
    dial_entry,
    dial_target,
};

struct KeySpec {
    Key key = Key::actor;
    std::string_view name;
    Takes takes = Takes::anything;
    std::string_view summary; // one line
    bool required = false;
    Mapping inner = Mapping::none;                // for Takes::mapping and named
    std::span<const std::string_view> words = {}; // for Takes::choice
};

struct MappingSpec {
    Mapping mapping;
    std::string_view title; // with its article: `a state`
    std::span<const KeySpec> keys;
};

// All tables, in order of Mapping (Mapping::none first, empty).
[[nodiscard]] std::span<const MappingSpec> mappings();
[[nodiscard]] const MappingSpec& keys_of(Mapping mapping);
// Null where the mapping has no such key.
[[nodiscard]] const KeySpec* find_key(const MappingSpec& mapping, std::string_view name);

} // namespace callflow::syntax
