// What all parts of the flow reader share: the document, the names, the flow being built.
#pragma once

#include "doc/tree.hpp"
#include "flow/model.hpp"
#include "syntax/input.hpp"

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

struct MenuParts; // syntax/menu_parts.hpp

// Reads one document into one flow. Every method that reads a value reports what is wrong with it
// at its place and then goes on with something harmless, so that one mistake gives one finding.
class Reader {
public:
    Reader(const doc::Document& document, base::Diagnostics& diagnostics, flow::Flow& flow)
        : in_(document, diagnostics, flow.scope), document_(document), flow_(flow) {}

    void read(); // read_flow.cpp

private:
    using Span = base::Span;
    using Conditions = std::vector<flow::Condition>;
    void read_version(View value, Span head, const MappingSpec& spec);
    void declare(View vars, View actors, View states);
    void read_initial(View value);

    friend class DialplanReader;   // dialplan_reader.hpp
    friend class TransferExpander; // transfer_expander.hpp
    // --- names: read_names.cpp
    void declare_vars(View vars);
    void declare_saved(View states);
    void declare_actors(View actors);
    void declare_states(View states);
    void read_actors(View actors);
    void count_addresses();
    void read_signals(View signals);
    void read_address(View url, std::optional<flow::AddressTemplate>& out);
    void default_signals();
    void cross_events();
    struct EventName { // `word` or `actor.word`: its actor and name; nullopt after a finding
        std::string_view actor, event;
    };
    std::optional<EventName> event_name(View value, std::string_view what);
    flow::EventId event(View value, std::string_view what);
    bool is_actor(std::string_view name) const { return actors_.count(name) != 0; }
    std::vector<std::string_view> actor_names();
    void unknown_actor(View place, std::string_view actor, Span where);
    bool reference(View value, std::vector<flow::EventReference>& out); // whether an address is an event: `out`
    void long_reference(View value, flow::EventReference& out);
    void check_reference(const flow::EventReference& reference);

    // --- vars: read_vars.cpp
    void read_var(View name, View value);
    void long_var(View value, flow::Var& var, View name);
    bool is_map_itself(View value, View name);
    expr::Value plain_value(View value, const expr::Type& type);
    std::optional<expr::Type> plain_type(View value);
    void doubt_text(View value);
    void check_domain(const flow::Var& var, const expr::Value& value, Span where);

    // --- states: read_states.cpp
    void read_states(View states);
    void read_state(flow::State& state, View value);
    void state_key(flow::State& state, const KeySpec& key, const doc::Entry& entry);
    void check_final(const flow::State& state, View value);
    void read_timers(View value, std::vector<flow::Timer>& out);
    void read_final(View value, flow::State& state);

    // --- sub-flows and machines: read_bodies.cpp
    void declare_bodies(View bodies, flow::BodyRole role);
    void read_bodies();
    void read_body(View value);
    void resolve_sub_flows();
    void unknown_flow(const flow::SubFlow& named);
    void check_recursion();
    void check_machines();
    void shared_event(const flow::Event& event, Span where, Span other, flow::BodyId machine);

    // --- transitions: read_transitions.cpp
    void handlers(View value, std::vector<flow::Handler>& out);
    void handlers(View value, const Conditions& enclosing, std::uint32_t depth, std::vector<flow::Handler>& out);
    void block(View value, const Conditions& enclosing, std::uint32_t depth, std::vector<flow::Handler>& out);
    bool lacks_on(View block);
    bool lacks_to(View value);
    void branches(View value, std::vector<flow::Branch>& out);
    void branch(View value, std::vector<flow::Branch>& out);
    void choice(View value, flow::Branch& out);
    void cases(View value, std::vector<flow::SwitchCase>& out);
    void target(View value, flow::Branch& out);
    const flow::State* nearest_state(std::string_view word);
    // `key` is what the list is called where it stands.
    void check_last_next(const std::vector<flow::Branch>& next, Span where, std::string_view key = "next");

    // --- effects: read_effects.cpp
    void assignments(View value, std::vector<flow::Assignment>& out);
    void check_constant(const flow::Var& var, const expr::Expression& value, View where);
    void hint_at_text(View value, std::size_t finding);
    void unknown_var(View name);
    void effects(View value, std::vector<flow::Effect>& out);
    void callbacks(View value, Mapping kind, std::vector<flow::Callback>& out);
    bool effect(View value, Mapping kind, flow::Effect& out, flow::Callback* callback);
    void read_effect(const KeySpec& key, const doc::Entry& entry, flow::Effect& out);
    void effect_fields(View value, Mapping kind, flow::Effect& out, Span key);
    void effect_field(const KeySpec& key, const doc::Entry& entry, flow::Field& out);
    void tree(View value, flow::Field& out);

    // --- verbs: read_verbs.cpp, check_verbs.cpp, read_attributes.cpp
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
    bool taken_inside(View key);
    void check_content(const flow::Verb& verb);
    void complete(flow::Verb& verb);
    void merge_defaults(flow::Verb& verb);
    [[nodiscard]] bool has_default(const flow::VerbSpec& verb, std::string_view attribute) const;
    void overrides(View value, std::string_view provider, const flow::VerbSpec& verb,
                   std::vector<flow::ProviderAttributes>& out);
    void unknown_attribute(View key, const flow::VerbSpec& verb, std::string_view provider);
    bool attribute(const flow::AttributeSpec& spec, View key, View value, flow::Attribute& out);
    void check_comment(View value);
    std::string literal(const flow::AttributeSpec& spec, View value);
    std::string seconds(const flow::AttributeSpec& spec, View value);
    std::string word_list(const flow::AttributeSpec& spec, View value);

    // --- nouns: read_nouns.cpp; elements and steps as they are: read_raw.cpp; each: read_each.cpp
    void children(const flow::VerbSpec& noun, const doc::Entry& entry, flow::Verb& out);
    void mixed_nouns(View value, flow::Verb& out);
    void stands_alone(View value, flow::Verb& verb);
    bool outer_attribute(const doc::Entry& entry);
    bool outer_override(const doc::Entry& entry, std::string_view provider);
    bool raw_elements(View value, expr::Template& out);
    bool ssml(View value, expr::Template& out);
    bool raw_steps(View value, flow::Field& out);
    void each(View value, const flow::VerbSpec* parent, flow::Verb& out);
    bool item_name(View as);

    // --- named texts: read_prompts.cpp
    void read_prompts(View value);
    void prompt_texts(const doc::Entry& entry, flow::Prompt& prompt);
    void spoken_prompt(const doc::Entry& entry, flow::Verb& out);
    void prompt_language(flow::Verb& verb, std::size_t own);

    // --- menus: read_menu.cpp, expand_menu.cpp; requests: read_request.cpp
    void read_menu(View value, View key, flow::State& state);
    void menu_part(const KeySpec& key, const doc::Entry& entry, MenuParts& menu);
    void menu_attribute(const doc::Entry& entry, MenuParts& menu);
    void menu_keys(View value, MenuParts& menu);
    void menu_words(View value, MenuParts& menu);
    void check_menu(const MenuParts& menu);
    void check_menu_key(const MenuParts& menu, const flow::SwitchCase& key);
    void check_beside_menu(const flow::State& state, View value);
    void expand_menu(MenuParts& menu, flow::State& state);
    void menu_gather(MenuParts& menu, flow::State& state);
    void menu_grammar(const MenuParts& menu, flow::Verb& gather);
    void describe_menu(const MenuParts& menu, flow::State& state);
    std::vector<flow::Branch> menu_branches(MenuParts& menu);
    std::vector<flow::Branch> try_again(const MenuParts& menu);
    flow::Condition made_condition(const std::string& text, Span where);
    flow::Condition speech_test(std::string_view pattern, Span where);
    void read_request(View value, View key, flow::State& state);

    Input in_;
    const doc::Document& document_;
    flow::Flow& flow_;
    std::unordered_map<std::string_view, std::uint32_t> vars_;    // index into Flow::vars
    std::unordered_map<std::string_view, std::uint32_t> actors_;  // index into Flow::actors
    std::unordered_map<std::string_view, std::uint32_t> prompts_; // index into Flow::prompts
    std::unordered_map<const flow::VerbSpec*, VerbDefaults> defaults_;
    const flow::InsideSpec* inside_ = nullptr; // of the noun that is read, where it is less than elsewhere
    flow::Verb* outer_ = nullptr;              // the verb around a noun that stands alone, while that is read
    std::unordered_map<std::string_view, std::uint32_t> addresses_; // how many actors have one of that text
    std::vector<bool> told_;                                        // per actor: that its address does not name it
    std::unordered_map<std::string_view, flow::BodyId> bodies_;     // of sub-flows and machines, by name
    std::vector<View> body_values_;                                 // theirs, in order of declaration
    flow::BodyId body_ = 0;                                         // the one that is being read
};

} // namespace callflow::syntax
