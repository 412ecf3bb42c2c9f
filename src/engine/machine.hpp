// The one machine behind every command: compiled once from the model, then steps calls through it.
#pragma once

#include "base/result.hpp"
#include "engine/call.hpp"
#include "engine/step.hpp"
#include "flow/model.hpp"
#include "flow/verb.hpp"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::engine {

// One candidate for an event in a configuration, guards not looked at.
struct Candidate {
    const flow::Handler* handler = nullptr; // null for `next:`
    const flow::Branch* branch = nullptr;
    bool flow_wide = false;
};

struct Limits {
    std::uint32_t run_to_completion = 100; // transient states in one step
    std::uint32_t timers = 100'000;        // timers that fire in one advance()
    // `event`, `actor`, `state` and `attempt` are kept up only where an expression of the flow
    // reads them. For replay and measurements; whoever evaluates expressions of his own against a
    // call's slots must leave it false.
    bool only_names_read = false;
};

// Immutable after construction; steps of different calls may run in different threads. Refers to
// the flow, which must have no errors and outlive it.
class Machine {
public:
    explicit Machine(const flow::Flow& flow, Limits limits = {});
    ~Machine();
    Machine(Machine&&) noexcept;
    Machine(const Machine&) = delete;

    [[nodiscard]] const flow::Flow& flow() const;
    [[nodiscard]] std::uint32_t configurations() const;
    [[nodiscard]] flow::StateId state_of(Configuration configuration) const;
    [[nodiscard]] Configuration configuration_of(flow::StateId state) const;

    // Everything a configuration allows for an event, in the order in which it is tried: the
    // state's own `actor.event`, its own bare `event`, then the flow's in the same order, each in
    // document order. `next_event` gives the state's `next:`. O(1) look-up.
    [[nodiscard]] std::span<const Candidate> candidates(Configuration configuration, flow::EventId event) const;
    // Whether any state (or an `on:` outward) handles the event under any actor.
    [[nodiscard]] bool knows(flow::EventId event) const;
    // What has to be fired for an event as people write it, `customer.hangs_up` or
    // `wants_voicemail`. It refers to `text` where the flow does not name the event with this
    // actor.
    [[nodiscard]] Request request(std::string_view text) const;
    // The signal an event is, null for none.
    [[nodiscard]] const flow::SignalSpec* signal_of(flow::EventId event) const;

    // A call with its vars at their defaults, in the initial state but not started. `info` fills
    // `call.*` by field name.
    [[nodiscard]] Call new_call(std::string id, std::span<const std::pair<std::string, expr::Value>> info,
                                Time now) const;
    // Sets a var from outside (`given`, `set` steps, `--set`). The message names what is wrong with
    // the value.
    [[nodiscard]] base::Result<void> set_var(Call& call, std::string_view name, const expr::Value& value) const;
    // Sets a field of `call` from outside, `status` for one. Unknown fields and those no expression
    // reads are left alone. `channel` also says whether the call is answered with text messages.
    void set_info(Call& call, std::string_view field, const expr::Value& value) const;
    // Enters the initial state (or `start`'s event is the caller's business): timers start,
    // transient states run, no callbacks.
    void start(Call& call, StepResult& result) const;
    // Puts the call into a state as if it had just entered it: timers start, no callbacks.
    void enter(Call& call, Configuration configuration) const;

    // Fires an event. `result` is cleared and reused, so that a loop of steps does not allocate. On
    // an evaluation error the call is as before and signal `error` has been fired where somebody
    // handles it.
    void step(Call& call, const Request& request, StepResult& result) const;

    // Moves the clock on to `now`, firing timers that fall due on the way, each as a step of its
    // own appended to `results`.
    void advance(Call& call, Time now, std::vector<StepResult>& results) const;
    // Due time of the call's next timer; false when none runs.
    [[nodiscard]] bool next_timer(const Call& call, Time& due) const;

    // Evaluates the response of the call's state for a provider (`twilio`, `tropo`): conditions
    // decided, templates evaluated, addresses made. An error names the expression and why; the call
    // is not changed.
    [[nodiscard]] base::Result<void> respond(const Call& call, std::string_view provider, flow::ResolvedResponse& out,
                                             StepError* where = nullptr) const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace callflow::engine
