// Verbs as authored, and as they are once everything in them has been evaluated.
#pragma once

#include "base/source.hpp"
#include "expr/template.hpp"
#include "flow/vocabulary.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace callflow::flow {

// `if:` (or `unless:`, negated). An evaluation error does not hold, negated or not.
struct Condition {
    expr::Expression expression;
    bool negated = false;
    base::Span where;
};

// An event named in an address: `chose`, `agent.talk_ended`, `{event, actor, params}`.
struct EventReference {
    std::string actor; // empty for a bare event
    std::string event;
    std::vector<std::pair<std::string, expr::Template>> params;
    base::Span where;
};

// A named value of an effect, request or verb: a text, or (`json`, `form`, `headers`) a list or map of
// them.
struct Field {
    enum class Shape : std::uint8_t { text, list, map };
    std::string name; // empty in a list
    Shape shape = Shape::text;
    expr::Template value;              // of a text
    bool plain = false;                // a literal without quotes: `true`, `12`, null are meant as such
    std::vector<EventReference> event; // none or one: an address or `event`
    std::vector<Field> children;       // of a list or map
    base::Span where;
};

struct Attribute {
    const AttributeSpec* spec = nullptr;
    expr::Template value; // a literal is already normal: `true`, seconds as a number, lists joined by blanks
    std::vector<EventReference> event; // none or one; then `value` is empty
    std::vector<Field> json;           // one where the type is json; then `value` is empty
    base::Span key;
    base::Span where;
};

struct ProviderAttributes {
    std::string provider;
    std::vector<Attribute> attributes;
};

struct Verb;

// `each: {in, as, shuffle, do}`: repeats verbs, once for each item of a list.
struct Each {
    expr::Expression in; // gives a list
    std::string as;      // the item's name in the body
    expr::Slot slot = 0; // where it lives
    bool shuffle = false;
    std::vector<Verb> body;
    base::Span where; // the list
};

// `prompt: welcome` of a say: which named text, and what says in which language.
struct SpokenPrompt {
    std::uint32_t prompt = 0; // index into Flow::prompts
    // The verb's own `language` decides in which language, else the var `language`, else what
    // `defaults` say, else there is only one text.
    enum class Given : std::uint8_t { nowhere, by_defaults, by_verb } given = Given::nowhere;
    expr::Template language;
    base::Span where; // the prompt's name
};

struct Verb {
    const VerbSpec* spec = nullptr;            // each_spec() of an `each`
    std::vector<Condition> conditions;         // `if`, `unless` beside it
    std::vector<Attribute> attributes;         // content included, in author's order, after merging `defaults`
    std::vector<ProviderAttributes> overrides; // `twilio: {…}`, `tropo: {…}`
    std::vector<Verb> children;                // gather's prompt, dial's nouns, in the order written
    std::vector<Each> each;                    // none or one
    std::vector<SpokenPrompt> prompt;          // none or one: then it has no `text`
    bool sensitive = false;                    // what the caller brings to it is kept out of traces, logs and reports
    std::string_view written = {};             // of one that a `transfer` became, as its author says; else empty
    base::Span where;                          // the verb's key
};

// A verb with every template evaluated, conditions decided and addresses made: what a provider
// renders.
struct ResolvedAttribute {
    const AttributeSpec* spec = nullptr;
    std::string value;
    base::Span where = {}; // the value, in a document that was read back
};
struct ResolvedVerb {
    const VerbSpec* spec = nullptr;
    std::vector<ResolvedAttribute> attributes; // content included
    std::vector<ResolvedVerb> children;
    base::Span where;
    std::string_view written = {}; // of one that a `transfer` became, as its author says; else empty

    // As messages call it.
    [[nodiscard]] std::string_view word() const { return written.empty() ? spec->name : written; }
    // The value of an attribute, null where it was not given.
    [[nodiscard]] const std::string* find(std::string_view name) const;
    // The content attribute's value, null where it was not given.
    [[nodiscard]] const std::string* content() const;
};

// The answer of a state.
struct ResolvedSignal {
    std::string_view signal; // a name of signal_specs()
    std::string address;
};
// An event that a timer or a `redirect` effect may have the provider fetch while the call is here.
struct ResolvedInterrupt {
    std::string event; // `agent.put`
    std::string address;
};
struct ResolvedResponse {
    std::vector<ResolvedVerb> verbs;
    bool has_next = false;                     // the state has a `next:` and a response that can run out
    std::string next;                          // the address of the reserved event `next`
    std::vector<ResolvedSignal> signals;       // handled here or by an `on:` outward; empty in a final state
    std::vector<ResolvedInterrupt> interrupts; // of providers that have to be told beforehand; empty in a final state
    bool final = false;
    bool text = false; // answers a text message: no voice call is there
    base::Span where;  // the state's response, for findings

    void clear();
};

} // namespace callflow::flow
