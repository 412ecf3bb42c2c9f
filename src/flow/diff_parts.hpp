// Parts of diff(): what diff.cpp puts together. For this folder only.
#pragma once

#include "flow/annotations.hpp"
#include "flow/model.hpp"

#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::flow {

using Changes = std::vector<Change>;

// Two flows that are held against each other.
struct Versions {
    const Flow& old;
    const Flow& now;
};

// Adds a change where the two differ.
void compare_texts(Changes& changes, std::string path, std::string old, std::string now, base::Span where);

// An item of a list that is compared.
struct Listed {
    std::string text;       // equal items have equal texts
    std::string_view label; // those that differ are held against each other where this is the same
    base::Span where;
};
inline constexpr std::size_t not_there = std::numeric_limits<std::size_t>::max();
struct Aligned {
    std::size_t old = not_there, now = not_there; // one of the two may be not_there
};
// Every item of both lists once, in order: equal ones side by side, then between those the ones of the same label.
[[nodiscard]] std::vector<Aligned> align(std::span<const Listed> old, std::span<const Listed> now);
void compare_callbacks(Changes& changes, const std::string& path, const Versions& flows,
                       const std::vector<Callback>& old, const std::vector<Callback>& now);

// What states hold and do, but for their names and transitions.
void compare_states(Changes& changes, const Versions& flows, const State& old, const State& now);
// All of that but descriptions, labels, groups and tags, as one text: states with the same one do the same until they are left.
[[nodiscard]] std::string spell_content(const Flow& flow, const State& state);

// One candidate of an event, with all conditions that stand before it.
struct Way {
    EventId event = none;
    std::string guards; // spelled, in one order
    std::string shown;  // as written
    const Branch* branch = nullptr;
};
// The candidates in the order in which they are tried; a switch is one for each of its cases, and `else`.
[[nodiscard]] std::vector<Way> ways_of(const Flow& flow, const State& state);
[[nodiscard]] std::vector<Way> ways_of(const Flow& flow, const Body& body);
// What a candidate sets and does.
[[nodiscard]] std::string spell_effects(const Flow& flow, const Branch& branch);
void compare_effects(Changes& changes, const Versions& flows, const Branch& old, const Branch& now);

// What is otherwise in vars, actors, signals, prompts and addresses.
void compare_declarations(Changes& changes, const Versions& flows);

} // namespace callflow::flow
