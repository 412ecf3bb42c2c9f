// CF1: names and what they refer to.
#include "base/codes.hpp"

namespace callflow::base::codes {

const Code unknown_target{
    .code = "CF1019",
    .name = "unknown_target",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "a transition leads to a state that is not there",
    .why =
        R"(A call that takes this transition would have nowhere to go. Usually the name is misspelt, or
the state was renamed or moved into a sub-flow: transitions lead only to states of their own
flow.)",
    .bad = R"yaml(callflow: 1
name: example
initial: greeting
states:
  greeting:
    response: [say: Hello]
    next: dome
  done: {final: true}
)yaml",
    .good = R"yaml(callflow: 1
name: example
initial: greeting
states:
  greeting:
    response: [say: Hello]
    next: done
  done: {final: true}
)yaml",
    .near_miss = {},
};

const Code unknown_actor{
    .code = "CF1020",
    .name = "unknown_actor",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "an event names an actor that is not declared",
    .why =
        R"(An event such as customer.hangs_up belongs to an actor, one side of the call. Events of an
actor that is not declared under `actors` can never arrive, so what is written for them
would never happen.)",
    .bad = R"yaml(callflow: 1
name: example
initial: greeting
actors: {customer: {}}
signals: {hangup: customer.hangs_up}
on: {custommer.hangs_up: cancelled}
states:
  greeting:
    response: [say: Hello]
    next: done
  done: {final: true}
  cancelled: {final: true}
)yaml",
    .good = R"yaml(callflow: 1
name: example
initial: greeting
actors: {customer: {}}
signals: {hangup: customer.hangs_up}
on: {customer.hangs_up: cancelled}
states:
  greeting:
    response: [say: Hello]
    next: done
  done: {final: true}
  cancelled: {final: true}
)yaml",
    .near_miss = {},
};

const Code guarded_last_next{
    .code = "CF1021",
    .name = "guarded_last_next",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "the last candidate of next has a guard",
    .why =
        R"(`next` says where the call goes when a state has run its course. If every candidate has a
condition, there are calls for which none holds, and they would be dropped in the middle of
a conversation. Let the list end with a state that needs no condition.)",
    .bad = R"yaml(callflow: 1
name: example
initial: greeting
vars: {vip: false}
states:
  greeting:
    response: [say: Hello]
    next:
      - to: sales
        if: vip
  sales:
    response: [say: Welcome back]
    next: done
  done: {final: true}
)yaml",
    .good = R"yaml(callflow: 1
name: example
initial: greeting
vars: {vip: false}
states:
  greeting:
    response: [say: Hello]
    next:
      - to: sales
        if: vip
      - done
  sales:
    response: [say: Welcome back]
    next: done
  done: {final: true}
)yaml",
    .near_miss = {},
};

const Code bad_address{
    .code = "CF1022",
    .name = "bad_address",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "an event cannot be read back from an address",
    .why =
        R"(A platform reports what happened by requesting an address, and the event has to be found in
it again. So `event` must stand in every `url` of a flow or actor, and it, `actor` and
`call.id` each as one whole part of the path or one whole query value, not glued to other
text.)",
    .bad = R"yaml(callflow: 1
name: example
initial: greeting
url: "/calls?id={{ call.id }}"
states:
  greeting:
    response:
      - gather:
          action: typed
          prompt: [say: Please type your number]
    on: {typed: done}
    next: done
  done: {final: true}
)yaml",
    .good = R"yaml(callflow: 1
name: example
initial: greeting
url: "/calls?id={{ call.id }}&event={{ event }}"
states:
  greeting:
    response:
      - gather:
          action: typed
          prompt: [say: Please type your number]
    on: {typed: done}
    next: done
  done: {final: true}
)yaml",
    .near_miss = {},
};

const Code unknown_signal{
    .code = "CF1023",
    .name = "unknown_signal",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "a signal is not known",
    .why =
        R"(Signals are what a platform announces by itself: hangup, busy, no_answer, failed, canceled,
machine, fallback, incomplete and error. `signals` gives them event names of your own.
Another word on the left side would stand for something that never comes.)",
    .bad = R"yaml(callflow: 1
name: example
initial: greeting
actors: {customer: {}}
signals: {hangupp: customer.hangs_up}
on: {customer.hangs_up: cancelled}
states:
  greeting:
    response: [say: Hello]
    next: done
  done: {final: true}
  cancelled: {final: true}
)yaml",
    .good = R"yaml(callflow: 1
name: example
initial: greeting
actors: {customer: {}}
signals: {hangup: customer.hangs_up}
on: {customer.hangs_up: cancelled}
states:
  greeting:
    response: [say: Hello]
    next: done
  done: {final: true}
  cancelled: {final: true}
)yaml",
    .near_miss = {},
};

const Code too_many_states{
    .code = "CF1024",
    .name = "too_many_states",
    .severity = Severity::error,
    .unreadable = true,
    .summary = "the flow has too many states",
    .why =
        R"(A flow may have 100,000 states with all its sub-flows and included files. The largest phone
menus in use have a few hundred; more come from a generator that unrolls what a var could
hold. Keep the difference in vars and let one state serve for many.)",
    .bad = {},
    .good = {},
    .near_miss = {},
};

const Code unknown_alias{
    .code = "CF1025",
    .name = "unknown_alias",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "an alias names an anchor that is not there",
    .why =
        R"(In YAML `*name` repeats the value that was marked `&name` further up. There is no such mark
before this place, or the alias stands inside the very value it names. To write a text that
begins with an asterisk, the star key for example, put it in quotes.)",
    .bad = R"yaml(callflow: 1
name: example
initial: greeting
states:
  greeting:
    response: [say: Hello]
    next: *last
  done: {final: true}
)yaml",
    .good = R"yaml(callflow: 1
name: example
initial: greeting
states:
  greeting:
    response: [say: Hello]
    next: done
  done: {final: true}
)yaml",
    .near_miss = {},
    .fixable = true,
};

const Code unknown_state{
    .code = "CF1026",
    .name = "unknown_state",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "a state is named that is not there",
    .why = R"(A state is referred to outside a transition: as the place where a call begins, in
`inputs.STATE`, or where a scenario puts a call. No state has that name in this flow.)",
    .bad = R"yaml(callflow: 1
name: example
initial: greting
states:
  greeting:
    response: [say: Hello]
    next: done
  done: {final: true}
)yaml",
    .good = R"yaml(callflow: 1
name: example
initial: greeting
states:
  greeting:
    response: [say: Hello]
    next: done
  done: {final: true}
)yaml",
    .near_miss = {},
};

} // namespace callflow::base::codes
