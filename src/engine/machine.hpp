// The one machine behind every command: compiled once from the model, then steps calls through it.
#pragma once

#include "base/result.hpp"
#include "engine/call.hpp"
#include "engine/known.hpp"
#include "engine/outcomes.hpp"
#include "engine/step.hpp"
#include "engine/tries.hpp"
#include "flow/model.hpp"
#include "flow/secrets.hpp"
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
    // Notes what every condition came to, those of responses too; the machine then belongs to one thread. Null: nobody asks.
    ConditionOutcomes* outcomes = nullptr;
};

// A timer that has been taken away from a call.
struct DueTimer {
    flow::EventId event = flow::none; // none: no timer runs
    std::uint32_t machine = 0;
    Time due = 0;
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
    // How many configurations there are. Without sub-flows each is a StateId.
    [[nodiscard]] std::uint32_t configurations() const;
    // The innermost state.
    [[nodiscard]] flow::StateId state_of(Configuration configuration) const;
    // The states around the innermost one; none where nothing is around it.
    [[nodiscard]] Configuration outer(Configuration configuration) const;
    // Whether a call can be in it: not in a state of a sub-flow by itself, unless it began with that sub-flow.
    [[nodiscard]] bool runs(Configuration configuration) const;
    // `survey/ask`: the states, outermost first.
    [[nodiscard]] std::string path(Configuration configuration) const;
    // Whether its path, or the inner end of it, is the one given: `ask`, `survey/ask`.
    [[nodiscard]] bool stands_in(Configuration configuration, std::string_view path) const;
    // The first configuration of that path, best one that a call can be in; `root`: whose outermost state stands in that
    // body. none where there is no such state.
    [[nodiscard]] Configuration find(std::string_view path, flow::BodyId root = flow::none) const;
    // The body of the outermost state.
    [[nodiscard]] flow::BodyId root(Configuration configuration) const;

    // Everything that the innermost state of a configuration allows for an event, in the order in which it is tried:
    // the state's own `actor.event`, its own bare `event`, then the flow's in the same order, each in
    // document order. `next_event` gives the state's `next:`. O(1) look-up. The states around it are asked
    // after it: candidates(outer(configuration), event), and so on; not for `next_event`.
    [[nodiscard]] std::span<const Candidate> candidates(Configuration configuration, flow::EventId event) const;
    // Adds all configurations that a call may wait in after an event: sub-flows entered, their ends and states that go on by
    // themselves followed. Guards count as far as what is known decides them (null: nothing is). Each once, sorted; nothing where
    // nobody handles the event.
    void arrivals(Configuration configuration, flow::EventId event, std::vector<Configuration>& out,
                  const Known* known = nullptr) const;
    // Adds every transition of the ways that arrivals() follows, each once for each place it begins at.
    void passages(Configuration configuration, flow::EventId event, std::vector<Passage>& out,
                  const Known* known = nullptr) const;
    // Adds all configurations that a call may wait in when it has begun, of every machine; `begin` as for new_call().
    void beginnings(std::vector<Configuration>& out, flow::BodyId begin = 0) const;
    // The same three with tries counted, which then are known to guards, those of states that are gone through too.
    void arrivals(const CountedPlace& from, flow::EventId event, std::vector<CountedPlace>& out,
                  const Counting& counting, const Known* known = nullptr) const;
    void passages(const CountedPlace& from, flow::EventId event, std::vector<Passage>& out, const Counting& counting,
                  const Known* known = nullptr) const;
    void beginnings(std::vector<CountedPlace>& out, const Counting& counting, flow::BodyId begin = 0) const;
    // What an expression of the flow comes to, in that try (0: nobody knows); absent where what is known does not tell.
    [[nodiscard]] expr::Value value_of(const expr::Expression& one, const Known& known, std::uint8_t attempt = 0) const;

    // --- machines side by side: 0 is the top-level one, then those under `machines:`
    // An event goes to the machine that has it, one that no machine has to the top-level one. A hang-up, and the end of
    // the top-level flow, end the call for all of them. Flows with several machines may allocate in step().
    [[nodiscard]] std::uint32_t machines() const;
    // The one with that body; the top-level one for a sub-flow.
    [[nodiscard]] std::uint32_t machine_of_body(flow::BodyId body) const;
    // Empty for the top-level one.
    [[nodiscard]] std::string_view machine_name(std::uint32_t machine) const;
    // The machine that an event goes to.
    [[nodiscard]] std::uint32_t machine_of(const Request& request) const;
    // The machine a configuration belongs to.
    [[nodiscard]] std::uint32_t machine_of(Configuration configuration) const;
    // The call with that machine's place as its own: to be looked at and responded for, not to be stepped.
    [[nodiscard]] Call seen_by(const Call& call, std::uint32_t machine) const;

    // flow::revealing() of the flow: what a trace has to be careful about. Nothing where nothing is sensitive.
    [[nodiscard]] std::span<const flow::Revealing> revealing() const;
    // Whose state answers a request that a machine has taken: its own, or the top-level one's where it never says anything,
    // for its caller hears the flow.
    [[nodiscard]] std::uint32_t answering(std::uint32_t machine) const;
    // Whether any state (or an `on:` outward) handles the event under any actor.
    [[nodiscard]] bool knows(flow::EventId event) const;
    // What has to be fired for an event as people write it, `customer.hangs_up` or
    // `wants_voicemail`. It refers to `text` where the flow does not name the event with this
    // actor.
    [[nodiscard]] Request request(std::string_view text) const;
    // The signal an event is, null for none.
    [[nodiscard]] const flow::SignalSpec* signal_of(flow::EventId event) const;

    // A call with its vars at their defaults, in the initial state but not started. `info` fills
    // `call.*` by field name. `begin`: the body in which the top-level machine begins, a sub-flow tried by itself.
    [[nodiscard]] Call new_call(std::string id, std::span<const std::pair<std::string, expr::Value>> info, Time now,
                                flow::BodyId begin = 0) const;
    // Sets a var from outside (`given`, `set` steps, `--set`). The message names what is wrong with
    // the value.
    [[nodiscard]] base::Result<void> set_var(Call& call, std::string_view name, const expr::Value& value) const;
    // Sets a field of `call` from outside, `status` for one. Unknown fields and those no expression
    // reads are left alone. `channel` also says whether the call is answered with text messages.
    void set_info(Call& call, std::string_view field, const expr::Value& value) const;
    // Enters the initial state of every machine (or `start`'s event is the caller's business): timers start,
    // transient states run, no callbacks.
    void start(Call& call, StepResult& result) const;
    // The same for a call that has just entered some other state.
    void start_in(Call& call, Configuration configuration, StepResult& result) const;
    // Puts the call into a state (that of a sub-flow: into its initial one): timers start, no callbacks, and nothing follows.
    void enter(Call& call, Configuration configuration) const;

    // Fires an event. `result` is cleared and reused, so that a loop of steps does not allocate. On
    // an evaluation error the call is as before and signal `error` has been fired where somebody
    // handles it.
    void step(Call& call, const Request& request, StepResult& result) const;

    // What a request brings that fires nothing, `input` and `params`, for the responses that follow.
    void bring(Call& call, const Request& request) const;
    // Hands over what came of the request that the call waits for (Call::request, or that of a machine beside): its outcome,
    // `success` for a status of 200 to 299 and `failure` otherwise, is a step like an event. Ignored where nothing waits.
    void answer(Call& call, const Answer& answer, StepResult& result, std::uint32_t machine = 0) const;
    // Runs the callbacks of a group that a flow with `defer_callbacks` has collected. On an evaluation error nothing was run.
    void flush(Call& call, DeferredCallback::Group group, StepResult& result) const;

    // Moves the clock on to `now`, firing timers that fall due on the way, each as a step of its
    // own appended to `results`, with what was tried where `keep_trace` is set.
    void advance(Call& call, Time now, std::vector<StepResult>& results, bool keep_trace = false) const;
    // Due time of the call's next timer; false when none runs.
    [[nodiscard]] bool next_timer(const Call& call, Time& due) const;
    // Takes the call's next timer away, for whoever sees to it that its event comes another way.
    [[nodiscard]] DueTimer take_timer(Call& call) const;

    // Evaluates the response of the call's state for a provider (`twilio`, `tropo`): conditions
    // decided, templates evaluated, addresses made. An error names the expression and why; the call
    // is not changed.
    [[nodiscard]] base::Result<void> respond(const Call& call, std::string_view provider, flow::ResolvedResponse& out,
                                             StepError* where = nullptr) const;

    // What the fields of an effect come to in the call as it stands, except the event that a redirect or a new call is for. Whom a new
    // call calls is an address (flow::append_uri), and neither that nor who calls may add lines or parameters to it.
    [[nodiscard]] base::Result<std::vector<std::pair<std::string, expr::Value>>>
    fields_of(const Call& call, const flow::Effect& effect, StepError* where = nullptr) const;

    // What the provider fetches to have an event fired: for redirects from outside. An error says why there is no address.
    [[nodiscard]] base::Result<std::string> address(const Call& call, std::string_view actor,
                                                    std::string_view event) const;
    // Likewise for the event of a new call, with what it brings with it; there is no call yet whose id it could bear.
    [[nodiscard]] base::Result<std::string> address_of_new(const Call& call, const flow::EventReference& event) const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace callflow::engine
