// Machines that run side by side for one call. Private to the machine.
#pragma once

#include "engine/compiled.hpp"

namespace callflow::engine {

// As long as it lives, a machine of the call stands where the top-level one does otherwise, so that a step works on it:
// its `state` and `attempt` are the ones that expressions see.
class Turn {
public:
    Turn(const Compiled& compiled, Call& call, std::uint32_t machine);
    ~Turn();
    Turn(const Turn&) = delete;

private:
    Call& call_;
    std::uint32_t machine_;
};

// Puts a machine where the top-level one stands, which takes its place, and `state` and `attempt` to be its own.
void bring_in(const Compiled& compiled, Call& call, std::uint32_t machine);

// Lets the machine that the request is meant for take it, and what a step of one machine means for the others happen.
void step_one(const Compiled& compiled, Call& call, const Request& request, StepResult& result);
// The same for what came of a machine's request.
void answer_one(const Compiled& compiled, Call& call, const Answer& answer, StepResult& result, std::uint32_t machine);
// Every machine enters its initial state, the top-level one first; the one whose configuration `at` is (if not none) enters
// that instead.
void start_all(const Compiled& compiled, Call& call, Configuration at, StepResult& result);
// The machine whose configuration it is has just entered it, the others their initial states.
void enter_all(const Compiled& compiled, Call& call, Configuration at);

// The timers of a machine.
[[nodiscard]] std::vector<RunningTimer>& timers_of(Call& call, std::uint32_t machine);
// The machine whose timer is due next, none where no timer runs.
[[nodiscard]] std::uint32_t next_due(const Call& call);

} // namespace callflow::engine
