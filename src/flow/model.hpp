// A flow as values. Indexes into vectors, no pointers between nodes. Built by syntax, read by
// everything else.
#pragma once

#include "flow/address.hpp"
#include "flow/dialplan.hpp"
#include "flow/names.hpp"
#include "flow/transition.hpp"
#include "flow/verb.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace callflow::flow {

struct Var {
    std::string name;
    expr::Type type;
    expr::Value initial;
    bool defaulted = true; // whether `initial` is what the author wrote
    expr::Domain domain;   // values, min, max
    bool sensitive = false;
    std::string description;
    expr::Slot slot = 0;
    base::Span where;
};

struct Actor {
    std::string name;
    std::optional<AddressTemplate> address; // else the flow's
    base::Span where;
};

// `signals: {hangup: customer.hangs_up}`; signals not named there have their default event.
struct Signal {
    const SignalSpec* spec = nullptr;
    EventId event = none;
    base::Span where; // invalid for a default
};

struct ProviderResponse {
    std::string provider;
    std::vector<Verb> verbs;
};
struct Response {
    bool present = false;
    std::vector<Verb> verbs;
    std::vector<ProviderResponse> by_provider; // `response: {twilio: […], tropo: […]}`: then `verbs` is empty
    base::Span where;
};

// `menu:` as drawings and rules look at it; what it does was expanded into the state's response, `on:` and `next:`.
struct MenuChoice {
    std::string text;             // the keys, or the pattern of what is said
    std::vector<StateId> targets; // in the order they are tried; the menu's own state for `same`
    base::Span where;
};
struct Menu {
    std::vector<MenuChoice> keys, words;
    std::int64_t tries = 3;
    EventId event = none;     // what keys and words come back as: `pressed`
    bool own_input = false;   // `no_input:` is given, and leaves nothing to `else`,
    bool own_match = false;   // `no_match:` is
    bool own_grammar = false; // `tropo: {choices: …}` is
    base::Span tries_where;   // invalid where the key was left out, like the next
    base::Span otherwise;     // the key `else`
    base::Span where;
};
// What a state asks the application's own services.
struct Request {
    std::vector<Field> fields; // url, method, query, form, json, body, headers
    std::int64_t timeout = 10'000'000'000;
    std::string save;
    // It asks the SIP side to take the call. Where that agrees the call stays in the state, whose response is what the caller hears
    // until then; any other answer is `failure`.
    bool hands_over = false;
    std::string accepted; // what the reply of one that agrees contains; empty: any of status 2xx
    base::Span where;
};
struct SubFlow {
    std::string name;
    BodyId body = none; // none where there is no flow of that name
    base::Span where;
};

struct State {
    std::string name;
    BodyId body = 0;
    std::string description, group, label;
    std::vector<std::string> tags;
    bool talk = false;
    Response response;
    std::vector<Handler> on;
    std::vector<Branch> next;
    bool has_next = false;
    base::Span next_where;
    std::optional<std::string> final; // outcome
    std::vector<Callback> before, after;
    std::vector<Timer> timers;
    std::optional<Menu> menu;
    std::optional<Request> request;
    std::vector<Transfer> transfers; // in order
    std::optional<SubFlow> sub_flow;
    base::Span where; // the name
};

// The top-level flow, a sub-flow or a machine: its own states, `on:` and callbacks.
enum class BodyRole : std::uint8_t { main, sub_flow, machine };
struct Body {
    std::string name;
    BodyRole role = BodyRole::main;
    StateId initial = none;
    std::vector<Handler> on; // hold in every state that is not final
    std::vector<Callback> before, after;
    std::vector<StateId> states; // in order of declaration
    // Of a sub-flow: the states that have it as `flow:`, and its outcomes as events, sorted, each once.
    std::vector<StateId> named_by;
    std::vector<EventId> outcomes;
    base::Span where;
    base::Span initial_where;
};

struct PromptText {
    std::string language;
    expr::Template text;
    base::Span where;
};
struct Prompt {
    std::string name;
    std::vector<PromptText> texts;
    base::Span where;

    // The text for a language: the one of exactly that name, else of its primary subtag (`es` for
    // `es-MX`), else the first whose primary subtag it shares. Null where there is none. Case does
    // not count (BCP 47).
    [[nodiscard]] const PromptText* text_for(std::string_view language) const;
};

struct Flow {
    std::string name;
    std::string description;
    base::FileId file = base::no_file;
    expr::Scope scope; // slots of vars and builtins; read-only once built
    BuiltinSlots builtins;
    std::vector<Var> vars;
    std::vector<Actor> actors;
    std::vector<Event> events;   // [0] is `next`
    std::vector<Signal> signals; // one per SignalSpec, in that order
    std::vector<Prompt> prompts;
    AddressTemplate address; // `url:`, else the default
    EventId start = none;
    bool defer_callbacks = false;
    std::vector<Body> bodies;  // [0] is the main one
    std::vector<State> states; // of all bodies
    std::vector<Dialplan> dialplans;
    DialSlots dial_slots;

    [[nodiscard]] const Dialplan* find_dialplan(std::string_view plan) const; // null where there is none
    [[nodiscard]] EventId find_event(std::string_view actor,
                                     std::string_view name) const; // none where there is no such event
    EventId intern_event(std::string_view actor, std::string_view event);
    [[nodiscard]] StateId find_state(BodyId body, std::string_view name) const; // none where there is no such state
    [[nodiscard]] const Actor* find_actor(std::string_view actor) const;
    [[nodiscard]] const Var* find_var(std::string_view var) const;
    // Where an event's address is made: its actor's own, else the flow's.
    [[nodiscard]] const AddressTemplate& address_of(std::string_view actor) const;
    // Reads a requested address back, whosever it is: actors' own addresses first, which say who
    // the actor is even where they do not name him, then the flow's. nullopt for an address that is
    // none of them.
    [[nodiscard]] std::optional<AddressTemplate::Match> read_address(std::string_view requested) const;
    void index_state(StateId id); // makes it findable

private:
    std::unordered_map<std::string, EventId> event_index_;
    std::unordered_map<std::string, StateId> state_index_;
};

} // namespace callflow::flow
