// CF1: sub-flows and machines.
#include "base/codes.hpp"

namespace callflow::base::codes {

const Code unknown_flow{
    .code = "CF1030",
    .name = "unknown_flow",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "a state names a sub-flow that is not there",
    .why =
        R"(A state with `flow: NAME` runs the body of that name below `flows:`. Without it the call would
have nothing to do there. A body below `machines:` is no sub-flow: it runs beside the flow for
as long as the call lasts.)",
    .bad = R"yaml(callflow: 1
name: example
initial: survey
states:
  survey: {flow: satisfacton, next: done}
  done: {final: true}
flows:
  satisfaction:
    initial: thanks
    states:
      thanks: {response: [say: Thank you], next: completed}
      completed: {final: true}
)yaml",
    .good = R"yaml(callflow: 1
name: example
initial: survey
states:
  survey: {flow: satisfaction, next: done}
  done: {final: true}
flows:
  satisfaction:
    initial: thanks
    states:
      thanks: {response: [say: Thank you], next: completed}
      completed: {final: true}
)yaml",
    .near_miss = {},
};

const Code recursive_flow{
    .code = "CF1031",
    .name = "recursive_flow",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "a sub-flow runs inside itself",
    .why =
        R"(Sub-flows form a stack, and one that came to itself again would let it grow for as long as the
caller goes round. To begin a sub-flow anew, end it with an outcome and let the state outside
lead to itself: that is a loop, not a deeper stack.)",
    .bad = R"yaml(callflow: 1
name: example
initial: survey
states:
  survey: {flow: questions, next: done}
  done: {final: true}
flows:
  questions:
    initial: ask
    states:
      ask: {response: [say: Hello], next: again}
      again: {flow: questions, next: completed}
      completed: {final: true}
)yaml",
    .good = R"yaml(callflow: 1
name: example
initial: survey
states:
  survey: {flow: questions, on: {again: survey}, next: done}
  done: {final: true}
flows:
  questions:
    initial: ask
    states:
      ask: {response: [gather: {action: chose}], on: {chose: once_more}, next: completed}
      once_more: {final: again}
      completed: {final: true}
)yaml",
    .near_miss = {},
};

const Code shared_event{
    .code = "CF1032",
    .name = "shared_event",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "an event is in two machines",
    .why =
        R"(Machines run side by side, and an event goes to the one that has it. One that stands in two of
them could go to either. A bare event stands for those of every actor, and the events of a
sub-flow are those of the machine it runs in; what a sub-flow or a request comes back with is
heard only where it was asked for.)",
    .bad = R"yaml(callflow: 1
name: example
initial: waiting
states:
  waiting: {response: [play: music.mp3], on: {agent_free: done}, next: same}
  done: {final: true}
machines:
  recording:
    initial: off
    states:
      off: {on: {agent_free: running}, response: []}
      running: {final: true}
)yaml",
    .good = R"yaml(callflow: 1
name: example
initial: waiting
states:
  waiting: {response: [play: music.mp3], on: {agent_free: done}, next: same}
  done: {final: true}
machines:
  recording:
    initial: off
    states:
      off: {on: {recording_started: running}, response: []}
      running: {final: true}
)yaml",
    .near_miss = {},
};

} // namespace callflow::base::codes
