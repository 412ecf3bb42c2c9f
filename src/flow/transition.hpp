// How a call moves: events, candidates, what they do.
#pragma once

#include "flow/verb.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::flow {

using StateId = std::uint32_t;
using EventId = std::uint32_t;
using BodyId = std::uint32_t;
inline constexpr std::uint32_t none = 0xffffffffu;

// An event, with or without an actor. Interned: equal pairs have one id. `next` is EventId 0.
struct Event {
    std::string actor;
    std::string name;
    [[nodiscard]] std::string text() const { return actor.empty() ? name : actor + "." + name; }
};
inline constexpr EventId next_event = 0;

struct Assignment {
    expr::Slot slot = 0;
    std::uint32_t var = none; // index into Flow::vars
    expr::Expression value;
    base::Span where;
};

enum class EffectKind : std::uint8_t { run, set, log, webhook, redirect, originate };
[[nodiscard]] std::string_view to_string(EffectKind kind);

// What a transition or callback does to the world; recorded, never carried out by the machine.
struct Effect {
    using Field = flow::Field;
    EffectKind kind = EffectKind::run;
    std::string hook;            // run
    std::vector<Assignment> set; // set
    // log: {text}; webhook: {url, method, headers, json|form|body}; redirect: {call, event,
    // status}; originate: {to, from, event, …}
    std::vector<Field> fields;
    // The field of that name, null where it was not given.
    [[nodiscard]] const Field* find(std::string_view field) const;
    base::Span where;
};

enum class When : std::uint8_t { success, failure, always };
struct Callback {
    Effect effect;
    When when = When::success;
    bool unique = false; // not on loopbacks
    base::Span where;
};

struct Switch;

// One candidate of a transition.
struct Branch {
    std::vector<Condition> conditions; // its own; enclosing blocks' are the handler's
    enum class Kind : std::uint8_t { state, same, choose } kind = Kind::state;
    StateId target = none; // kind state
    std::vector<Assignment> set;
    std::vector<Effect> effects; // `do:`
    std::vector<Switch> choose;  // kind choose: one
    base::Span where;            // the target's name, or the `switch` key
};
struct SwitchCase {
    std::string value; // compared with the value's text
    std::vector<Branch> branches;
    base::Span where;
};
struct Switch {
    expr::Expression on;
    std::vector<SwitchCase> cases;
    std::vector<Branch> otherwise; // `else`
    bool menu = false;             // the cases are a menu's keys
    base::Span where;
};

// One key of an `on:`.
struct Handler {
    EventId event = none;
    std::vector<Condition> conditions; // of all enclosing blocks
    std::vector<Branch> branches;
    bool menu = false; // made by the state's menu
    base::Span where;  // the event's key
};

struct Timer {
    EventId event = none;
    std::int64_t after = 0; // nanoseconds
    base::Span where;
};

} // namespace callflow::flow
