// The keys of scenario files, one table for each kind of mapping. The reader, its findings and the
// schema work from these.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace callflow::scenario {

// What a key's value is.
enum class Takes : std::uint8_t {
    version, // 1
    text,
    name,     // of a state, call or flow
    boolean,  // true or false
    integer,  // a whole number
    duration, // `1m30s`; `0` too
    moment,   // `2000-01-01T00:00:00Z`
    expression,
    event,       // `word` or `actor.word`, `next` too
    providers,   // one, or a list
    values,      // name: plain value
    texts,       // one, or a list
    error,       // true, false, or a text that it contains
    response,    // a file, or one for each provider
    effects,     // a list; a mapping counts
    effect_list, // a list, or one effect
    requests,    // a list, or one request: its fields, or a text
    choice,      // a word of KeySpec::words
    http_status, // 100 to 599
    calls,       // name: call
    steps,       // a list
    scenarios,   // a list
    expect,      // what is expected
    mocks,       // state: answer, or a list of answers
    documents,   // pattern: a file, a text or an answer, or a list of them
    durations,   // pattern: duration
    person,      // what a person does
    flag,        // true; of a person the word alone stands for it
    pressed,     // keys of a phone
    message,     // a length of time, a text, or true
    number,      // a real number
    assumptions, // name: value
    faults,      // a list of what goes wrong
    counted,     // a whole number; a text, or a list of them
    names,       // a text, or a list of them; a mapping counts
    minutes,     // a whole number, or a length of time
    callback,    // a request's fields, or {file: …}; or these for each provider
    anything,
};

enum class Mapping : std::uint8_t { scenario, call, step, expect, mock, document, person, fault };

struct KeySpec {
    std::string_view name;
    Takes takes = Takes::anything;
    std::string_view summary;                     // one line
    std::span<const std::string_view> words = {}; // for Takes::choice
};

// Keys in the order in which they are usually written.
[[nodiscard]] std::span<const KeySpec> keys_of(Mapping mapping);
// Whether a key of a person's is something they do, rather than how.
[[nodiscard]] bool is_act(const KeySpec& key);
// Null where the mapping has no such key.
[[nodiscard]] const KeySpec* find_key(Mapping mapping, std::string_view name);

} // namespace callflow::scenario
