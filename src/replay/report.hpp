// What an account says, worked out for people: the tables of a report as plain data.
#pragma once

#include "base/source.hpp"
#include "engine/machine.hpp"
#include "replay/account.hpp"
#include "replay/places.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace callflow::replay {

// Lengths of time; milliseconds.
struct Lengths {
    std::uint64_t count = 0, sum = 0;
    std::uint64_t p50 = 0, p90 = 0, p99 = 0; // less than 3.2 % off
    std::uint64_t max = 0;
    [[nodiscard]] double mean() const { return count == 0 ? 0 : static_cast<double>(sum) / static_cast<double>(count); }
};

struct Headline {
    std::uint64_t calls = 0;
    std::uint64_t followed = 0; // ok, or not over and ok so far
    std::array<std::uint64_t, verdict_count> verdicts{};
    bool talks = false; // the flow says where people talk, so that the next four are known
    std::uint64_t answered = 0;
    std::uint64_t abandoned = 0;
    std::uint64_t unclear = 0; // hung up where they may have talked, or not
    Lengths answer;
    Lengths length; // of calls
    Millis first = logs::no_time, last = logs::no_time;
    std::uint64_t records = 0, events = 0, nameless = 0, late = 0, decoded = 0, timeless = 0;
    std::array<Skipped, logs::reason_count> skipped{};

    [[nodiscard]] std::uint64_t left_out() const; // records that were skipped
    // 0..1; 1 where there are no calls.
    [[nodiscard]] double share() const {
        return calls == 0 ? 1 : static_cast<double>(followed) / static_cast<double>(calls);
    }
};

// A state, or several of which the log does not say in which a call was.
struct StateRow {
    std::string state; // `routing`, `routing | voicemail`
    Place place;
    std::uint64_t entered = 0; // visits; of several states those that no event has told apart
    std::uint64_t came = 0;    // visits as far as was known when they began: of them a hang-up is a share
    Lengths stayed;
    std::uint64_t hung_up = 0;
    Lengths before;             // how long those who hung up had been there
    std::uint64_t ended = 0;    // calls that were there when their log ended
    std::uint64_t deviated = 0; // calls whose first fault was there
    std::string prompt; // what was said or played last, templates as they are written; empty: nothing, or nobody knows
    std::vector<std::pair<std::string, std::uint64_t>> left; // by which events, the most frequent first
};

// Keys pressed in a state.
struct DigitsRow {
    struct Keys {
        std::string text; // `1`; `(6 digits)` where the flow tells no two of them apart; `(secret)`
        std::uint64_t count = 0;
        bool wrong = false; // no transition is for them
    };
    std::string state;
    Place place;
    std::vector<Keys> keys; // the most frequent first
    std::uint64_t pressed = 0, wrong = 0;
    std::uint64_t silent = 0;  // nothing was pressed: it ran out, or came back without keys
    std::uint64_t retries = 0; // it was asked again
};

struct DeviationRow {
    Verdict kind = Verdict::not_allowed;
    std::string state, event, logged;
    std::uint64_t count = 0;
    Millis first = logs::no_time, last = logs::no_time;
    std::vector<Example> examples;
    Place place;
    std::string why;
    std::vector<std::string> instead;
};

// What no call came through.
struct DeadRow {
    std::string state;
    std::string event, to; // of a transition
    Place place;
};

struct UnknownRow {
    std::string event;
    std::uint64_t count = 0;
    std::string nearest; // empty: none
};

struct VariantRow {
    std::vector<std::string> events;
    Verdict verdict = Verdict::ok;
    std::uint64_t count = 0;
};

struct Report {
    std::string flow;
    Headline headline;
    std::vector<StateRow> states;             // by when they were declared, several behind single ones
    std::uint64_t time = 0, unknown_time = 0; // milliseconds spent in all rows, and in those of several states
    std::vector<DigitsRow> digits;
    std::vector<DeviationRow> deviations; // the most frequent first
    std::vector<DeadRow> dead_states, dead_transitions;
    std::vector<UnknownRow> unknown;
    std::vector<VariantRow> variants; // the most frequent first; all that were counted
    std::uint64_t variant_calls = 0;  // that they stand for
    std::uint32_t variant_level = 0;  // one in 2^level calls was counted
};

// The same report for the same account. `sources` gives the lines of places.
[[nodiscard]] Report make_report(const engine::Machine& machine, const base::Sources& sources, const Account& account);

[[nodiscard]] Lengths lengths_of(const Times& times);

} // namespace callflow::replay
