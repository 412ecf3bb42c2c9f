// What all parts of the flow reader share: the document, the flow being built, findings.
#pragma once

#include "base/codes.hpp"
#include "base/diagnostic.hpp"
#include "doc/tree.hpp"
#include "expr/expression.hpp"
#include "flow/model.hpp"
#include "syntax/keys.hpp"
#include "syntax/words.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace callflow::syntax {

// Attributes that verbs of one kind take where they are not given.
struct VerbDefaults {
    std::vector<flow::Attribute> attributes;
    std::vector<flow::ProviderAttributes> overrides;
};

// Reads one document into one flow. Every method that reads a value reports what is wrong with it
// at its place and then goes on with something harmless, so that one mistake gives one finding.
class Reader {
public:
    Reader(const doc::Document& document, base::Diagnostics& diagnostics, flow::Flow& flow)
        : document_(document), diagnostics_(diagnostics), flow_(flow) {}

    void read(); // read_flow.cpp

private:
    using Span = base::Span;
    using Conditions = std::vector<flow::Condition>;

    // --- findings: reader.cpp
    base::Diagnostic& report(const base::Code& code, Span where, std::string message);
    // Offers the nearest of the candidates as help and edit; false where none is near.
    bool offer(base::Diagnostic& found, View word, std::span<const std::string_view> candidates,
               std::string_view prefix = {});
    void not_yet(View key, std::string_view what);
    void unknown_key(View key, const MappingSpec& mapping);

    // --- values: read_values.cpp
    // Whether nothing stands there; then the finding says what was expected.
    bool missing(View value, std::string_view expected, std::string_view example = {});
    bool is_commented_out(View null) const;
    bool is_text(View value, std::string_view expected);
    bool is_list(View value, std::string_view expected, std::string_view example);
    bool is_mapping(View value, std::string_view expected, std::string_view example);
    bool is_name(View value, std::string_view what);
    bool is_choice(View value, std::span<const std::string_view> words);
    std::string words(View value); // a text for people
    std::vector<std::string> list_of_words(View value);
    bool boolean(View value);
    std::int64_t integer(View value, std::int64_t minimum, std::int64_t otherwise);
    std::int64_t duration(View value); // nanoseconds, 0 after a finding
    expr::Locate locate(View scalar) const;
    expr::Expression expression(View value, const expr::Type& want);
    expr::Template text(View value); // a template; the value must be a scalar
    flow::Condition condition(const doc::Entry& entry);

    // Walks over a mapping's known keys: `visit(spec, entry)` for each, once. Unknown, repeated and
    // missing keys and those of a later version are dealt with here.
    template <class Visit> void each_key(View mapping, Mapping kind, Span owner, Visit&& visit);
    const KeySpec* known_key(const doc::Entry& entry, const MappingSpec& spec, std::uint64_t& seen);
    void missing_keys(const MappingSpec& spec, std::uint64_t seen, Span owner);

    void read_version(View value, Span head);
    void declare(View vars, View actors, View states);
    void read_initial(View value);

    // --- names: read_names.cpp
    void declare_vars(View vars);
    void declare_saved(View states);
    void declare_actors(View actors);
    void declare_states(View states);
    void read_actors(View actors);
    void read_signals(View signals);
    void read_address(View url, std::optional<flow::AddressTemplate>& out);
    void default_signals();
    void cross_events();
    // `word` or `actor.word`: its actor and name; nullopt after a finding.
    struct EventName {
        std::string_view actor, event;
    };
    std::optional<EventName> event_name(View value, std::string_view what);
    flow::EventId event(View value, std::string_view what);
    bool is_actor(std::string_view name) const { return actors_.count(name) != 0; }
    void unknown_actor(View place, std::string_view actor, Span where);
    // Whether an address that a verb takes is an event; fills `out` if so.
    bool reference(View value, std::vector<flow::EventReference>& out);
    void long_reference(View value, flow::EventReference& out);
    void check_reference(const flow::EventReference& reference);

    // --- vars: read_vars.cpp
    void read_var(View name, View value);
    void long_var(View value, flow::Var& var, View name);
    expr::Value plain_value(View value, const expr::Type& type);
    std::optional<expr::Type> plain_type(View value);
    void check_domain(const flow::Var& var, const expr::Value& value, Span where);

    // --- states: read_states.cpp
    void read_states(View states);
    void read_state(flow::State& state, View value);
    void state_key(flow::State& state, const KeySpec& key, const doc::Entry& entry);
    void check_final(const flow::State& state, View value);
    void read_timers(View value, std::vector<flow::Timer>& out);
    void read_final(View value, flow::State& state);

    // --- transitions: read_transitions.cpp
    void handlers(View value, std::vector<flow::Handler>& out);
    void handlers(View value, const Conditions& enclosing, std::uint32_t depth, std::vector<flow::Handler>& out);
    void block(View value, const Conditions& enclosing, std::uint32_t depth, std::vector<flow::Handler>& out);
    void branches(View value, std::vector<flow::Branch>& out);
    void branch(View value, std::vector<flow::Branch>& out);
    void choice(View value, flow::Branch& out);
    void cases(View value, std::vector<flow::SwitchCase>& out);
    void target(View value, flow::Branch& out);
    const flow::State* nearest_state(std::string_view word);
    void check_last_next(const std::vector<flow::Branch>& next, Span where);

    // --- effects: read_effects.cpp
    void assignments(View value, std::vector<flow::Assignment>& out);
    void hint_at_text(View value, std::size_t finding);
    void unknown_var(View name);
    void effects(View value, std::vector<flow::Effect>& out);
    void callbacks(View value, Mapping kind, std::vector<flow::Callback>& out);
    bool effect(View value, Mapping kind, flow::Effect& out, flow::Callback* callback);
    void read_effect(const KeySpec& key, const doc::Entry& entry, flow::Effect& out);
    void effect_fields(View value, Mapping kind, flow::Effect& out, Span key);
    void effect_field(const KeySpec& key, const doc::Entry& entry, flow::Field& out);
    void tree(View value, flow::Field& out);

    // --- verbs: read_verbs.cpp, read_attributes.cpp
    void read_defaults(View value);
    void response(View value, flow::Response& out, View key);
    // `parent` is the verb whose prompt it is, null for a response.
    void verbs(View value, const flow::VerbSpec* parent, std::vector<flow::Verb>& out);
    void verb(View value, const flow::VerbSpec* parent, std::vector<flow::Verb>& out);
    View verb_key(View item, const flow::VerbSpec* parent, flow::Verb& out);
    const flow::VerbSpec* find_verb(View word, const flow::VerbSpec* parent);
    void beside_verb(View key, const flow::VerbSpec& verb);
    void verb_body(View value, flow::Verb& out);
    void verb_content(View value, flow::Verb& out);
    void verb_keys(View value, flow::Verb& out);
    void children(const flow::VerbSpec& noun, const doc::Entry& entry, flow::Verb& out);
    void check_content(const flow::Verb& verb);
    void merge_defaults(flow::Verb& verb);
    void overrides(View value, std::string_view provider, const flow::VerbSpec& verb,
                   std::vector<flow::ProviderAttributes>& out);
    void unknown_attribute(View key, const flow::VerbSpec& verb, std::string_view provider);
    bool attribute(const flow::AttributeSpec& spec, View key, View value, flow::Attribute& out);
    void check_comment(View value);
    std::string literal(const flow::AttributeSpec& spec, View value);
    std::string seconds(const flow::AttributeSpec& spec, View value);
    std::string word_list(const flow::AttributeSpec& spec, View value);
    void check_word(const flow::AttributeSpec& spec, View value, std::string_view word);
    void check_range(const flow::AttributeSpec& spec, View value, double number);

    // --- what a later version does: read_later.cpp
    void read_later(View prompts, View flows, View machines, View include, View defer);
    void read_prompts(View value);
    void read_bodies(View value);
    void read_menu(View value, View key, flow::State& state);
    void read_request(View value, View key, flow::State& state);

    const doc::Document& document_;
    base::Diagnostics& diagnostics_;
    flow::Flow& flow_;
    std::unordered_map<std::string_view, std::uint32_t> vars_;   // index into Flow::vars
    std::unordered_map<std::string_view, std::uint32_t> actors_; // index into Flow::actors
    std::unordered_map<const flow::VerbSpec*, VerbDefaults> defaults_;
    std::vector<bool> told_;        // per actor: that its address does not name it
    std::uint32_t lost_states_ = 0; // unknown states that a near one was looked for
    flow::BodyId body_ = 0;
};

template <class Visit> void Reader::each_key(View mapping, Mapping kind, Span owner, Visit&& visit) {
    const MappingSpec& spec = keys_of(kind);
    std::uint64_t seen = 0;
    for (const doc::Entry entry : doc::entries(mapping)) {
        if (const KeySpec* key = known_key(entry, spec, seen)) {
            visit(*key, entry);
        }
    }
    missing_keys(spec, seen, owner);
}

} // namespace callflow::syntax
