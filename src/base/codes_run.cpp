// CF8: runs.
#include "base/codes.hpp"

namespace callflow::base::codes {

const Code expectation_failed{
    .code = "CF8001",
    .name = "expectation_failed",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "a run did not do what was expected",
    .why =
        R"(A scenario says what must be true after a step, and it was not. Either the flow has changed
on purpose, and the scenario has to follow, or the flow does something its author did not
mean. What was expected and what was found stand below.)",
    .bad = R"yaml(callflow: 1
name: example
initial: greeting
states:
  greeting:
    response: [say: Hello]
    next: done
  done: {final: true}
scenarios:
  - name: a call
    provider: twilio
    steps:
      - event: next
        expect: {state: greeting}
)yaml",
    .good = R"yaml(callflow: 1
name: example
initial: greeting
states:
  greeting:
    response: [say: Hello]
    next: done
  done: {final: true}
scenarios:
  - name: a call
    provider: twilio
    steps:
      - event: next
        expect: {state: done}
)yaml",
    .near_miss = {},
};

const Code refused_event{
    .code = "CF8002",
    .name = "refused_event",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "a step was refused",
    .why =
        R"(The event is known, but in the state the call is in no transition takes it, or the guards of
all that would do not hold. In a real call nothing would have happened. If that is what the
scenario is about, let the step expect it: `expect: {refused: true}`.)",
    .bad = R"yaml(callflow: 1
name: example
initial: greeting
vars: {vip: false}
states:
  greeting:
    response:
      - gather:
          action: typed
          prompt: [say: Please type your number]
    on:
      typed: {to: sales, if: vip}
    next: done
  sales:
    response: [say: Welcome]
    next: done
  done: {final: true}
scenarios:
  - name: a call
    provider: twilio
    steps:
      - event: typed
)yaml",
    .good = R"yaml(callflow: 1
name: example
initial: greeting
vars: {vip: false}
states:
  greeting:
    response:
      - gather:
          action: typed
          prompt: [say: Please type your number]
    on:
      typed: {to: sales, if: vip}
    next: done
  sales:
    response: [say: Welcome]
    next: done
  done: {final: true}
scenarios:
  - name: a call
    provider: twilio
    steps:
      - event: typed
        expect: {refused: true}
)yaml",
    .near_miss = {},
};

const Code step_error{
    .code = "CF8003",
    .name = "step_error",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "a step ended in an error",
    .why =
        R"(Something in the step could not be computed: a division by zero, a text that is no number, a
value outside a var's bounds. The step is then dropped as a whole; state, vars and effects
are as before it. If the scenario is about the error, let the step expect it.)",
    .bad = R"yaml(callflow: 1
name: example
initial: greeting
vars: {agents: 0, share: 0}
states:
  greeting:
    response: [say: Hello]
    next: {to: done, set: {share: 100 / agents}}
  done: {final: true}
scenarios:
  - name: a call
    provider: twilio
    steps:
      - event: next
)yaml",
    .good = R"yaml(callflow: 1
name: example
initial: greeting
vars: {agents: 4, share: 0}
states:
  greeting:
    response: [say: Hello]
    next: {to: done, set: {share: 100 / agents}}
  done: {final: true}
scenarios:
  - name: a call
    provider: twilio
    steps:
      - event: next
)yaml",
    .near_miss = {},
};

const Code unknown_event{
    .code = "CF8004",
    .name = "unknown_event",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "no state handles the event",
    .why =
        R"(No state of the flow has a transition for this event, whichever actor it comes from. That is
not an event that comes at a bad moment, which is refused, but one that can never have an
effect, so it is taken for a slip.)",
    .bad = R"yaml(callflow: 1
name: example
initial: greeting
vars: {vip: false}
states:
  greeting:
    response:
      - gather:
          action: typed
          prompt: [say: Please type your number]
    on:
      typed: {to: sales, if: vip}
    next: done
  sales:
    response: [say: Welcome]
    next: done
  done: {final: true}
scenarios:
  - name: a call
    provider: twilio
    steps:
      - event: typo
)yaml",
    .good = R"yaml(callflow: 1
name: example
initial: greeting
vars: {vip: false}
states:
  greeting:
    response:
      - gather:
          action: typed
          prompt: [say: Please type your number]
    on:
      typed: {to: sales, if: vip}
    next: done
  sales:
    response: [say: Welcome]
    next: done
  done: {final: true}
scenarios:
  - name: a call
    provider: twilio
    steps:
      - event: typed
        expect: {refused: true}
)yaml",
    .near_miss = {},
};

const Code unknown_call{
    .code = "CF8005",
    .name = "unknown_call",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "a step names a call that is not open",
    .why =
        R"(A scenario may follow several calls at once, which are named under `calls`; where there is
none, the one call is named caller. The step speaks of another, or of one that has ended.)",
    .bad = R"yaml(callflow: 1
name: example
initial: greeting
states:
  greeting:
    response: [say: Hello]
    next: done
  done: {final: true}
scenarios:
  - name: a call
    provider: twilio
    steps:
      - {call: other, event: next}
)yaml",
    .good = R"yaml(callflow: 1
name: example
initial: greeting
states:
  greeting:
    response: [say: Hello]
    next: done
  done: {final: true}
scenarios:
  - name: a call
    provider: twilio
    steps:
      - {call: caller, event: next}
)yaml",
    .near_miss = {},
};

const Code endless_loop{
    .code = "CF8006",
    .name = "endless_loop",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "the call goes round without end",
    .why =
        R"(Some states do not wait for the caller and pass the call on at once. Here they pass it on to
each other, and no caller can break the circle: on a real platform the call would hang or be
cut off. After a bounded number of steps the run is stopped and the path shown. Let one of
the states wait for something, or give the circle a way out.)",
    .bad = R"yaml(callflow: 1
name: example
initial: first
states:
  first: {next: second}
  second: {next: first}
scenarios:
  - name: a call
    provider: twilio
    steps:
      - expect: {state: first}
)yaml",
    .good = R"yaml(callflow: 1
name: example
initial: first
states:
  first: {next: second}
  second: {next: done}
  done: {final: true}
scenarios:
  - name: a call
    provider: twilio
    steps:
      - expect: {state: done}
)yaml",
    .near_miss = {},
};

const Code missing_document{
    .code = "CF8007",
    .name = "missing_document",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "a scenario expects a document that is not there",
    .why =
        R"(The document of the step is to be compared with a file, and there is none of that name. Paths are
relative to the scenario's own file. `callflow render` writes the documents of a flow; look at one
before you keep it as what is expected.)",
    .bad = {},
    .good = {},
    .near_miss = {},
};

const Code missing_flow{
    .code = "CF8008",
    .name = "missing_flow",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "a scenario names a flow that is not there",
    .why = R"(`flow:` is the path of the flow that the scenario is played against, relative to the scenario's own
file. There is no such file, so nothing in the scenario can be checked or played.)",
    .bad = {},
    .good = {},
    .near_miss = {},
};

const Code unmocked_request{
    .code = "CF8009",
    .name = "unmocked_request",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "a request that no mock answers",
    .why = R"(A simulation sends nothing. What a state's `request:` is answered with stands in the scenario, by the
state's name: `mocks: {account_lookup: {status: 200, json: {vip: true}}}`, or `{fail: timeout}` for none. A
list answers in turn, and when it has run out there is no answer either.)",
    .bad = {},
    .good = {},
    .near_miss = {},
};

const Code replay_part{
    .code = "CF8030",
    .name = "replay_part",
    .severity = Severity::error,
    .unreadable = true,
    .summary = "a file that is to be a part of a replay is none",
    .why =
        R"(`callflow replay --partial` writes what one process found in its part of the logs, `callflow replay --merge` puts
such files together. They belong to one version of callflow, one flow and one way of reading the logs: parts of different ones
would add up to nothing.)",
    .bad = {},
    .good = {},
    .near_miss = {},
};

} // namespace callflow::base::codes
