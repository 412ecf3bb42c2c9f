// What one step did, as values: for traces, tests and service.
#pragma once

#include "base/source.hpp"
#include "engine/call.hpp"
#include "flow/model.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::engine {

enum class Outcome : std::uint8_t {
    moved,   // a transition was taken, loopbacks included
    refused, // no candidate held: state unchanged; or nobody took what a sub-flow came back with, after `moves`
    ignored, // a signal nobody handles, or any signal in a final state
    ended,   // an unhandled hang-up ended the call
    failed,  // an evaluation error: nothing changed
    unknown, // no state handles the event under any actor
};
[[nodiscard]] std::string_view to_string(Outcome outcome);

// Stands between the message of an error and that of its handler, where that failed as well.
inline constexpr std::string_view handler_failed_too = "; what handles it failed too: ";

// An evaluation error with its place.
struct StepError {
    std::string message;
    base::Span where;
};

// A recorded effect: `run: notify_team`, `webhook: {url: …}`, with every template evaluated. Sets
// and logs are recorded too.
struct RecordedEffect {
    flow::EffectKind kind = flow::EffectKind::run;
    std::string hook;                                        // run
    std::vector<std::pair<std::string, expr::Value>> fields; // others: set's vars, log's `text`, webhook's `url`, …
    std::vector<std::pair<std::string, std::string>> event;  // redirect, originate: `event`, `actor`, `address`
    enum class Group : std::uint8_t { before, transition, success, failure } group = Group::transition;
    const flow::Effect* written = nullptr; // as the flow has it; lives as long as the machine
};

// A candidate that was tried and what its guards said: kept only when a trace is wanted.
struct Tried {
    const flow::Handler* handler = nullptr;
    const flow::Branch* branch = nullptr;
    bool held = false;
    std::string
        why; // the condition that failed, in author's spelling, and its error if it had one; of a switch its case
    std::vector<std::pair<std::string, expr::Value>> saw; // what that read by path, absent where there was nothing
};

// A move of one state to the next; a step has several when transient states are run through, and where sub-flows begin
// and end.
struct Move {
    flow::StateId from = flow::none; // none for the entry of an initial state
    flow::StateId to = flow::none;
    flow::EventId event = flow::none; // next_event for a transient state's `next:`
    bool loopback = false;
    base::Span where; // the target in the flow file; invalid for an entry
    // Where the call stood before and stands then, with the states around: `from` and `to` are those whose transition it
    // is, which need not be the innermost ones. `before` is none for the entry of an initial state.
    Configuration before = flow::none;
    Configuration after = flow::none;
    // How many of the result's `effects` and `tried` belong to this move and those before it.
    std::uint32_t effects = 0;
    std::uint32_t tried = 0;
};

struct StepResult {
    bool keep_trace = false; // set by the caller; `tried` is filled only then
    Outcome outcome = Outcome::moved;
    flow::EventId event = flow::none;
    std::uint32_t machine = 0; // the one that the event went to
    Time at = 0;               // the call's clock when the step ran: of timers, their due time
    std::vector<Move> moves;
    std::vector<RecordedEffect> effects;
    std::vector<Tried> tried;
    StepError error;           // of outcome failed; also of guards that erred, last one
    bool error_signal = false; // outcome failed, and signal `error` then moved the call: `moves` are that signal's
    std::vector<flow::StateId> loop; // run-to-completion bound: the path

    void clear(); // keeps capacity and keep_trace

    // The machine's working space: what a step may have to undo, and buffers of earlier steps.
    // Means nothing between steps.
    struct Scratch {
        std::vector<std::pair<expr::Slot, expr::Value>> undo; // old values, oldest first
        std::vector<expr::Value> values;                      // right sides of one `set`
        std::vector<expr::Value> input;                       // the fields that are read, absent where not brought
        std::vector<RunningTimer> timers;                     // as they were before the step
        std::vector<std::uint32_t> outer_attempts;            // as they were before the step
        std::vector<RecordedEffect> spare;                    // effects to fill again
        std::string text;
    };
    Scratch scratch;
};

} // namespace callflow::engine
