// What a run did, step by step, as values that own everything: for people, as JSON, for later overlays.
#pragma once

#include "base/source.hpp"
#include "expr/value.hpp"
#include "flow/transition.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace callflow::scenario {

struct TraceTried {     // a candidate and what its guards said
    std::string event;  // the key it stands under: `customer.hangs_up`, `next`
    std::string target; // state, `same`
    bool held = false;
    std::string failed = {}; // of one that held: what went wrong when it was carried out, so that it was not
    std::string why;         // the condition that did not hold, and its error if it had one; of a switch its case
    std::vector<std::pair<std::string, expr::Value>> saw; // the names that it read, absent where they had no value
    base::Span where;
};

struct TraceMove {
    std::string from, to; // `ask`, with states around it `survey/ask`; `from` is empty for an initial state
    std::string event;
    bool loopback = false;
    base::Span where;
    std::size_t effects = 0; // how many of the step's `effects` and `tried` belong to this move and those before it
    std::size_t tried = 0;
    // States of the flow that was played, by number: whose transition it is, or who it was that took one of an `on:` that holds in
    // many (none for an entry); and those that were entered, the outermost first. Not written.
    flow::StateId owner = flow::none;
    std::vector<flow::StateId> entered = {};
};

// The HTTP request that would carry an effect out.
struct TraceRequest {
    std::string provider; // empty: of any
    std::string method, url;
    std::vector<std::pair<std::string, std::string>> headers, form;
    std::string body;
};

struct TraceEffect {
    std::string kind; // run, set, log, webhook, redirect, originate
    std::string hook;
    std::vector<std::pair<std::string, expr::Value>> fields;
    std::string group; // before, transition, success, failure
    std::vector<TraceRequest> requests;
    std::vector<std::string> secret = {}; // fields that something sensitive goes into
    bool told = false;                    // the pretend provider was: it does it once
};

struct TraceDocument {
    std::string provider;
    std::string content_type;
    std::string body;
};

// What a provider's request was taken for.
struct TraceDecoded {
    std::string as;   // event, first, signal, again, foreign
    std::string kind; // gather, dial, status, …
    std::string signal;
    std::string actor;
    std::string call_id;
    std::vector<std::pair<std::string, expr::Value>> call; // what it says of the call
};

// What people hear and do and what becomes of their call, on an emulated one.
struct TraceMoment {
    std::string who = {};   // whose leg: a call's name, `callee`
    std::string party = {}; // of a leg that was dialled: its number
    std::string text = {};  // what is heard, done, waited for, …
    std::string sound = {}; // of what is heard: speech, file, beep, ringing, busy, music, keys
    std::string code = {};  // of an error the provider's, of an assumption its name, of a conference what becomes of it
    std::int64_t until = -1; // of what is heard: when it ended or was cut, as TraceStep::at; -1 while it goes on
    bool stops = false;      // of an error: the document goes no further
};

struct TraceStep {
    std::uint32_t number = 0; // from 1; the start of a call is a step too
    std::string kind; // start, event, callback, timer, request, redirect, set, wait, flush, expect, document, person;
                      // with a `moment` began, status, heard, asked, did, verb, error, assumed, bridged, parted, fault,
                      // answer, others, left, conference
    std::string call; // the scenario's name of the call
    std::int64_t at = 0; // nanoseconds since the run began
    std::string event;   // `customer.hangs_up`
    std::vector<std::pair<std::string, expr::Value>> input;
    std::string failure;    // of kind request: why there was no answer, `timeout`
    std::string outcome;    // moved, refused, ignored, ended, failed, unknown; empty where nothing was fired
    std::string error;      // of outcome failed
    base::Span error_where; // the expression it arose in, in the flow
    bool endless = false;   // the error is a loop of states that never waits
    bool unmocked = false;  // the error is a request that no mock answers
    std::optional<std::string> agreement = {}; // of a transfer's: what a reply says that agrees
    bool foreign = false;                      // the error is an address that is none of the flow's
    bool emulated = false;                     // of kind callback: the pretend provider made the request
    bool unable = false;                       // the error is that a person cannot do it
    bool cut_off = false;                      // the error is a bound of the emulator's
    std::vector<TraceMoment> moment;           // none or one
    std::string machine;                       // the one that it is about; empty for the top-level one
    std::string state_before, state;
    flow::StateId place_before = flow::none; // the state before, by its number; not written
    std::vector<std::string> stack;          // `state` and those around it, the outermost first
    std::uint32_t attempt = 1;
    std::vector<TraceTried> tried;
    std::vector<TraceMove> moves;
    std::vector<TraceEffect> effects;
    std::vector<TraceRequest> request; // none or one: of kind request as the application makes it, of kind callback
                                       // as the provider does
    std::vector<std::pair<std::string, expr::Value>> sent = {}; // of kind request: url, method, json, …; not shown
    std::string sender = {};                                    // likewise: the state that asks, `outer/inner`
    std::vector<TraceDecoded> decoded;                          // of kind callback: none or one
    std::vector<std::pair<std::string, expr::Value>> changed;   // vars with their new values
    std::vector<TraceDocument> documents;
    std::vector<std::string> secret = {}; // short texts made of something sensitive that stand in the documents
    bool ended = false;
    std::string end_outcome;
    base::Span where; // the step in the scenario file; invalid for --event
};

// What became of a scenario's calls when somebody hung up at every moment in turn.
struct TraceHangUps {
    std::size_t moments = 0; // at which somebody hung up
    std::size_t stuck = 0;   // of them: those after which a call stood in a state that is not final
};

// Whom a leg talked to, and when. Times since the run began.
struct TraceTalk {
    std::string party = {};
    std::int64_t from = 0, until = -1; // -1: still
    std::string through = {};          // the line to the flow at which the party is; empty where they talk directly
};
// A leg of the run: whose it was, and on which platform.
struct TraceLeg {
    std::string name, platform, from, to; // platform: `sip`, `tropo`, …
    std::int64_t began = 0, answered = -1, ended = -1;
    std::string ended_by;
    std::vector<TraceTalk> talks;
};

struct Trace {
    std::string flow;     // the flow's name
    std::string scenario; // the scenario's name, empty for a quick run
    std::int64_t now = 0; // start of the clock
    std::uint64_t seed = 0;
    bool drawn = false; // whether the flow draws anything by lot
    std::vector<std::string> providers;
    std::vector<TraceStep> steps;
    std::vector<TraceHangUps> hang_ups; // none or one
    std::vector<TraceLeg> legs;         // all of them, where one talked to somebody or came by way of a SIP side
};

} // namespace callflow::scenario
