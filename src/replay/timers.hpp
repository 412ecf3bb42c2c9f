// Timers of the states that calls are in: since when each may be running, and whether an event comes when they have it come.
// Private to replay.
#pragma once

#include "replay/calls.hpp"
#include "replay/names.hpp"
#include "replay/partial.hpp"
#include "replay/sets.hpp"

#include <absl/container/flat_hash_map.h>
#include <absl/container/inlined_vector.h>
#include <cstdint>
#include <vector>

namespace callflow::replay {

// Belongs to one thread. Of flows without timers nothing is remembered.
class Timers {
public:
    // An event may come `tolerance` milliseconds too early or late; negative: nobody looks.
    Timers(const engine::Machine& machine, const Names& names, const Sets& sets, Millis tolerance);

    [[nodiscard]] bool any() const { return any_; }
    // A call is there, since then; not `sure`: it may have been there for long.
    void begin(std::uint64_t call, SetId set, Millis since, bool sure);
    // What an event's time says, before move().
    [[nodiscard]] Verdict judge(std::uint64_t call, StepId id, Millis now);
    // A call took a step.
    void move(std::uint64_t call, StepId id, Millis now);
    void end(std::uint64_t call) { calls_.erase(call); }

    void adopt(std::uint64_t call, const std::vector<TimedPart>& parts);
    [[nodiscard]] std::vector<TimedPart> leave(std::uint64_t call) const;

private:
    // A state with timers that the call may be in: entered between these times. Of timers that have fired a bit each is set.
    struct Timed {
        engine::Configuration at = flow::none;
        Millis earliest = 0, latest = 0;
        std::uint64_t fired = 0;
    };
    using All = absl::InlinedVector<Timed, 2>;
    // What a step makes of a state with timers: whether the call may have been in it all the time, and may have come into it.
    struct Moved {
        engine::Configuration at = flow::none;
        bool stayed = false, entered = false;
    };
    struct Way {
        std::vector<Moved> moved;
        std::vector<std::vector<engine::Configuration>>
            from; // per machine: where the call may have been when the event came
    };

    [[nodiscard]] const flow::State& state(engine::Configuration at) const {
        return machine_.flow().states[machine_.state_of(at)];
    }
    [[nodiscard]] const std::vector<engine::Configuration>& places(SetId set);
    [[nodiscard]] const Way& way(StepId id);
    [[nodiscard]] std::vector<Moved> moves(const Step& step);
    // Whether the event came too early or late for a call that was in a member of the set.
    [[nodiscard]] Verdict judge(const All& all, engine::Configuration member, flow::EventId event, Millis now) const;

    const engine::Machine& machine_;
    const Names& names_;
    const Sets& sets_;
    Millis tolerance_;
    bool any_;
    absl::flat_hash_map<std::uint64_t, All> calls_;
    absl::flat_hash_map<SetId, std::vector<engine::Configuration>> places_;
    absl::flat_hash_map<StepId, Way> ways_;
};

} // namespace callflow::replay
