// What logs said of a flow's calls, as plain data by name: two accounts become one by adding, in any order.
#pragma once

#include "logs/event.hpp"
#include "replay/calls.hpp"
#include "replay/times.hpp"

#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::replay {

// Stands for each key of what may not be written down.
inline constexpr char hidden_key = '?';

// A call as an example: those with the smallest hashes are kept, so that it does not matter who counts.
struct Example {
    std::uint64_t hash = 0;
    std::string call;
    Millis time = 0;
    auto operator<=>(const Example&) const = default;
};
inline constexpr std::size_t max_examples = 3;

// An event in a set of states, with the state that the log names (empty: none, or it fits).
struct StepKey {
    std::string from; // Sets::text()
    std::string event;
    std::string logged;
    std::string to; // for events that fit
    Verdict kind = Verdict::ok;
    auto operator<=>(const StepKey&) const = default;
};

// The first fault of one call.
struct Fault {
    std::string call;
    Verdict verdict = Verdict::ok;
    std::uint32_t at =
        0; // which of the call's records it was, from 1; of unfinished calls the last; 0 after a call's end: nobody counts on
    Millis time = 0;
    StepKey step; // its `kind` is the verdict
};

// A record with what it did, for those who look at single calls. Texts of the log live until the call that tells of it returns.
struct Seen {
    std::string_view call;
    Millis time = 0;
    Millis since = 0; // the call had been where it was
    StepKey
        step; // `to` is there whatever its verdict, which is that of this event alone; no `event`: the record names none
    std::string_view logged; // the state that the log names
    std::string_view digits;
    std::string_view document; // what the log says was answered
};

struct StepCount {
    std::uint64_t count = 0;
    std::uint64_t anew = 0; // of them those that left where the call was and came back there
    bool hangup = false;
    Times before; // of hang-ups: how long the call had been there
};

// First faults of calls, alike.
struct Deviation {
    std::uint64_t count = 0;
    Millis first = logs::no_time;
    Millis last = logs::no_time;
    std::vector<Example> examples; // sorted
};

struct VariantKey {
    std::vector<std::string> events;
    Verdict verdict = Verdict::ok;
    std::uint32_t level = 0; // Variants::level_of
    auto operator<=>(const VariantKey&) const = default;
};

// A record that was skipped, as an example: the first ones.
struct SkippedAt {
    std::string file;
    std::uint64_t line = 0;
    std::string text; // its beginning
    auto operator<=>(const SkippedAt&) const = default;
};
inline constexpr std::size_t max_skipped = 5;
struct Skipped {
    std::uint64_t count = 0;
    std::vector<SkippedAt> first; // sorted
};

struct Account {
    std::uint64_t records = 0;  // that were read, skipped ones not counted
    std::uint64_t events = 0;   // of them that name an event
    std::uint64_t nameless = 0; // that name none
    std::uint64_t late = 0;     // that came too late to be put in order
    std::uint64_t decoded = 0;  // that were no UTF-8 and taken for Latin-1
    std::uint64_t timeless = 0; // that do not say when they were, and count as when the record before them was
    std::array<Skipped, logs::reason_count> skipped{};
    Millis first = logs::no_time;
    Millis last = logs::no_time;

    std::uint64_t calls = 0;
    std::array<std::uint64_t, verdict_count> verdicts{};
    std::uint64_t abandoned = 0; // calls that a hang-up ended before anybody talked with the caller
    std::uint64_t unclear = 0;   // that one ended where nobody knows whether somebody had
    Times answers;               // from a call's first event until people talked (`talk: true`)
    Times lengths;               // of calls, from first to last event
    std::map<StepKey, StepCount> steps;
    std::map<std::string, Times> stays;      // per set of states: how long calls were there before they went on
    std::map<StepKey, Deviation> deviations; // by their first fault
    std::map<std::pair<std::string, std::string>, std::uint64_t> digits; // per set of states and keys pressed
    std::map<std::string, std::uint64_t> ends; // per set of states: calls that were there when the log ended
    std::map<VariantKey, std::uint64_t> variants;
    std::uint32_t variant_level = 0; // only calls of this level and above are in `variants`

    void add(const Account& other);
};

// Two counts of the same fault become one.
void add(Deviation& into, const Deviation& other);
// Keeps the smallest of both, at most `most`, sorted, each once.
void keep_smallest(std::vector<Example>& into, const Example& one);

} // namespace callflow::replay
