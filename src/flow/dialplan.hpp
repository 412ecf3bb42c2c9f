// Dialplans: whom a number means, as the SIP side of a flow decides it.
#pragma once

#include "base/pattern.hpp"
#include "base/source.hpp"
#include "expr/template.hpp"
#include "flow/transition.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::flow {

// Where an entry sends the call: an address, or a flow that answers at one.
struct DialTarget {
    expr::Template address; // `sip:…`, a number; of a flow where its platform is called, empty where that is not said
    std::string flow;       // the flow's own name or that of a body; empty: an address alone
    BodyId body = none;     // of `flow`; none where there is no flow of that name
    std::string platform;   // of `flow`: on which provider it runs; empty: not said
    base::Span where;
};

// A text that has to match: a regular expression found anywhere in it.
struct DialTest {
    std::string name;                     // of a header, as it is written; else empty
    std::string text;                     // the expression as it is written
    std::optional<base::Pattern> pattern; // nothing where it is none, which was reported
    base::Span where;
};

inline constexpr int minutes_of_day = 24 * 60;

struct DialEntry {
    std::vector<DialTest> match;           // none or one: the user or number dialled
    std::vector<std::string> exact;        // the users or numbers dialled, character by character; empty: any
    std::vector<DialTest> from;            // none or one: who calls
    std::vector<DialTest> headers;         // all of them have to be there and match
    int begins = 0, ends = minutes_of_day; // minutes of the day; a beginning behind the end spans midnight
    unsigned days = 0x7f;                  // bit 0: Monday
    bool timed = false;                    // `hours` or `days` are given
    std::string zone = "UTC";              // of hours and days
    std::vector<Condition> conditions;     // `if`, `unless`
    std::vector<std::pair<int, expr::Slot>> captures; // groups of `match` that have names, and where their texts go
    expr::Template from_user;                         // who is shown to the called party; empty: the caller
    std::vector<DialTarget> to;                       // at least one, unless that was reported
    bool together = false;              // all ring at once and the first answer counts, instead of one after the other
    std::int64_t ring = 30'000'000'000; // nanoseconds each is rung
    base::Span where;                   // the entry
};

// A list by name: the first entry that holds counts. `in` is for calls that come in, `transfer` for those that are moved.
struct Dialplan {
    std::string name;
    std::vector<DialEntry> entries;
    base::Span where;     // the name
    bool answers = false; // no plan of an author's: what transfers themselves say of who answers where
};

// What expressions of dialplans know besides the flow's names.
struct DialSlots {
    expr::Slot dialled = 0;  // `dialled`
    expr::Slot captures = 0; // `captures`: what matched, then the groups
};

inline constexpr std::string_view dialplan_in = "in", dialplan_transfer = "transfer";

// How a transfer goes: the platform stays between the two, asks the caller's side by SIP or by HTTP to call somebody else, or
// sends it elsewhere before it has answered.
enum class Via : std::uint8_t { bridge, refer, http, redirect };
[[nodiscard]] std::string_view to_string(Via via);

// `transfer` as rules and drawings look at it; what it does was expanded into the state's response, `on:` and `request`.
struct Transfer {
    Via via = Via::bridge;
    bool blind = false;
    std::vector<expr::Template> to; // numbers, addresses; of http the destination
    std::string accepted;           // of http: what a reply contains that is none of failure
    bool own_action = false;        // `action:` is given, so there are no outcomes
    EventId event = none;           // what a bridge or a REFER comes back with
    base::Span to_where;
    base::Span where; // the verb
};

} // namespace callflow::flow
