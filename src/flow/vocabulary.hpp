// The neutral verb vocabulary as data: what an author may write, whatever the provider. Names are
// TwiML's in lowerCamelCase.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace callflow::flow {

enum class AttributeType : std::uint8_t {
    text,         // anything, of minimum..maximum characters where they are given
    spoken,       // what the caller hears: the trap of a lost comment is checked
    address,      // an event reference, or an URL
    boolean,      // true, false
    integer,      // within minimum..maximum
    decimal,      // a number within minimum..maximum, kept as it is written
    seconds,      // integer or decimal seconds; a duration (`5s`, `1m`) is turned into seconds
    key_set,      // DTMF characters 0-9 A-D * #, at most `maximum` of them, may be empty
    dtmf,         // DTMF characters with pauses w W
    choice,       // one of `values`
    choices,      // several of `values`, a list or separated by blanks
    phone_number, // E.164 or what the provider takes; not checked further
    list,         // several texts, a list or separated by blanks
    uri,          // an address that is never an event: `sip:…?x=y`; values behind `?` are percent-encoded
    prompt,       // the name of one of the flow's `prompts:`
    xml,          // elements of the provider's own; values are escaped
    ssml,         // what is said with SSML in it (flow/ssml.hpp); values are escaped
    json,         // any tree, written as JSON
};

struct AttributeSpec {
    std::string_view name;
    AttributeType type = AttributeType::text;
    // Of choice and choices; of any other type the words it takes besides (`timeout: auto`).
    std::span<const std::string_view> values = {};
    bool open_values = false; // other values are allowed (a warning at most)
    std::int64_t minimum = INT64_MIN;
    std::int64_t maximum = INT64_MAX;
    std::string_view summary = {};    // one line for `explain`
    std::string_view provider = {};   // the only one that has it; those of VerbSpec::extras stand below its key
    bool required = false;            // the verb means nothing without it (content has VerbSpec::content_required)
    std::string_view scheme = {};     // of an uri: how it has to begin, `wss://`
    std::string_view superseded = {}; // an old name that the provider still takes: by what
    bool may_be_empty = false;        // of an address: an author may mean it, silence for one
    bool any_case = false;            // of a choice: capital letters and small ones are the same
};

// Whether a word is one of the attribute's values.
[[nodiscard]] bool is_value(const AttributeSpec& spec, std::string_view word);

// How many nouns a verb takes.
enum class Nouns : std::uint8_t { any, some, one };

// A verb, or a noun inside one.
struct VerbSpec {
    std::string_view name;
    // What the short form means: `say: Hello` is `say: {text: Hello}`. An attribute, or (dial) the
    // noun of that name.
    std::string_view content = {};
    bool content_required = false;
    // Attributes, nouns or the prompt_key that stand for the content (play: `digits`).
    std::span<const std::string_view> content_unless = {};
    std::span<const AttributeSpec> attributes = {};  // the content attribute included
    std::span<const AttributeSpec> extras = {};      // what only one provider has: `tropo: {…}`
    std::string_view prompt_key = {};                // key that holds a list of verbs (gather: `prompt`)
    std::span<const std::string_view> children = {}; // names allowed there, or as noun keys (dial: number, sip, …)
    Nouns needs = Nouns::any;                        // how many of them, where they are noun keys
    std::string_view inside = {};  // (conference) as a verb it means this verb with it inside, whose keys it takes too
    bool in_response = true;       // may stand in a response; false for nouns
    bool ends_document = false;    // nothing after it is reached (redirect, hangup, reject)
    bool waits_for_caller = false; // gather, record, dial, enqueue: may come back with an event
    bool action_always = false;    // with an `action`, nothing after it is reached (dial, enqueue)
    std::string_view action_if = {};    // an attribute which, where true, makes it so (gather: actionOnEmptyResult)
    std::string_view endless_if_0 = {}; // an attribute which, where 0, lets it go on until the call ends (play: loop)
    std::string_view summary = {};
};

// The key of a verb with nouns that lists them one by one, `nouns: [{number: …}, {client: …}, {number: …}]`: for an order that
// is none by kinds.
inline constexpr std::string_view nouns_key = "nouns";

// A noun that is less inside one verb than it is elsewhere: what `stop` ends is named, nothing else.
struct InsideSpec {
    std::string_view verb;
    std::string_view noun;
    std::string_view content;                     // what the short form means there; required
    std::span<const std::string_view> attributes; // the only ones that it has there, and no nouns
};
[[nodiscard]] std::span<const InsideSpec> inside_specs();
// Null where the noun is what it always is.
[[nodiscard]] const InsideSpec* find_inside(std::string_view verb, std::string_view noun);

// Every verb and noun of the language, sorted by name.
[[nodiscard]] std::span<const VerbSpec> vocabulary();
// What a Verb that is an `each` has for its spec; `each` itself is no verb of the vocabulary.
[[nodiscard]] const VerbSpec& each_spec();
// Null where there is none.
[[nodiscard]] const VerbSpec* find_verb(std::string_view name);
[[nodiscard]] const AttributeSpec* find_attribute(const VerbSpec& verb, std::string_view name);
// The same below a provider's key: the neutral attributes, the provider's own, and extra_spec().
[[nodiscard]] const AttributeSpec* find_attribute(const VerbSpec& verb, std::string_view name,
                                                  std::string_view provider);
// `twilio: {extra: {…}}`: a JSON object of what the platform may have and this vocabulary has not. Every verb and noun but
// `raw` has it below each provider's key. Null for no provider.
[[nodiscard]] const AttributeSpec* extra_spec(std::string_view provider);

// The signals a provider announces by itself, with their default events: hangup -> hangs_up, busy
// -> busy, …
struct SignalSpec {
    std::string_view name;
    std::string_view default_event;
    std::string_view summary;
};
[[nodiscard]] std::span<const SignalSpec> signal_specs();

// `twilio`, `tropo`: the keys that may override inside a verb or split a response.
[[nodiscard]] std::span<const std::string_view> provider_keys();

} // namespace callflow::flow
