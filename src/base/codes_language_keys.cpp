// CF1: keys, verbs and attributes.
#include "base/codes.hpp"

namespace callflow::base::codes {

const Code missing_key{
    .code = "CF1010",
    .name = "missing_key",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "a key that must be there is missing",
    .why =
        R"(Some keys have no sensible default. A flow has to say in which state a call begins, for
example: the order of states in the file means nothing, so that they can be sorted and moved
without changing the call.)",
    .bad = R"yaml(callflow: 1
name: example
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

const Code bad_name{
    .code = "CF1011",
    .name = "bad_name",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "a word cannot be a name",
    .why =
        R"(Names of states, events, actors, vars and prompts are letters, digits and underscores, and
do not begin with a digit, because they stand in expressions and in web addresses, where
other characters mean something else. Words of the language, such as same, next, input or
true, cannot be names.)",
    .bad = R"yaml(callflow: 1
name: example
initial: first-greeting
states:
  first-greeting:
    response: [say: Hello]
    next: done
  done: {final: true}
)yaml",
    .good = R"yaml(callflow: 1
name: example
initial: first_greeting
states:
  first_greeting:
    response: [say: Hello]
    next: done
  done: {final: true}
)yaml",
    .near_miss = {},
};

const Code duplicate_name{
    .code = "CF1012",
    .name = "duplicate_name",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "a name is defined twice",
    .why =
        R"(Files that are included, and machines that run side by side, share one set of names. If two
of them define the same name, it would depend on the order of the files which one a call
meets. Rename one, or remove the copy that is no longer wanted.)",
    .bad = {},
    .good = {},
    .near_miss = {},
};

const Code format_version{
    .code = "CF1013",
    .name = "format_version",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "the head key is missing or of another version",
    .why =
        R"(Every file says what it is and in which version of the language it is written: `callflow: 1`
for a flow, `callflow-scenario: 1` for a scenario, `callflow-part: 1` for a file to include.
A file of a later version may mean other things by the same words, so it is not guessed at.)",
    .bad = R"yaml(callflow: 2
name: example
initial: greeting
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

const Code not_yet_supported{
    .code = "CF1014",
    .name = "not_yet_supported",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "this version cannot do it yet",
    .why =
        R"(What is asked for is written correctly, but this version of the program does not carry it
out: people on a platform that it cannot play. Rather than leaving it out silently, and telling
you about a call that is not the one you wrote, it stops. A later version, or another way to
write the same, helps.)",
    .bad = {},
    .good = {},
    .near_miss = {},
};

const Code unknown_verb{
    .code = "CF1015",
    .name = "unknown_verb",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "a verb is not known",
    .why =
        R"(An item of a response is one verb with what it needs. The verbs are those of TwiML, with a
small first letter (`say`, `play`, `gather`, `dial`), and a few for what only other
platforms have. A verb that nobody knows would be left out of the call.)",
    .bad = R"yaml(callflow: 1
name: example
initial: greeting
states:
  greeting:
    response: [sya: Hello]
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

const Code unknown_attribute{
    .code = "CF1016",
    .name = "unknown_attribute",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "a verb has no such attribute",
    .why =
        R"(Platforms ignore attributes they do not know or refuse the whole document, and both are
found out by the caller. Attributes are spelled as TwiML spells them, capital letters
included. What only one platform has goes below its name: `twilio: {…}` or `tropo: {…}`
inside the verb.)",
    .bad = R"yaml(callflow: 1
name: example
initial: greeting
states:
  greeting:
    response:
      - say: {text: Hello, lop: 2}
    next: done
  done: {final: true}
)yaml",
    .good = R"yaml(callflow: 1
name: example
initial: greeting
states:
  greeting:
    response:
      - say: {text: Hello, loop: 2}
    next: done
  done: {final: true}
)yaml",
    .near_miss = {},
};

const Code bad_duration{
    .code = "CF1017",
    .name = "bad_duration",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "a length of time cannot be read",
    .why = R"(A length of time is a number with its unit, or several of them without blanks: `90s`,
`1m30s`, `500ms`, `2h`. The units are h, m, s, ms, us and ns. A number alone would leave
open whether seconds or milliseconds are meant.)",
    .bad = R"yaml(callflow: 1
name: example
initial: greeting
states:
  greeting:
    response:
      - dial: {number: "+15551230000", action: talked}
    timers: {time_out: 2 hours}
    on: {talked: done, time_out: done}
  done: {final: true}
)yaml",
    .good = R"yaml(callflow: 1
name: example
initial: greeting
states:
  greeting:
    response:
      - dial: {number: "+15551230000", action: talked}
    timers: {time_out: 2h}
    on: {talked: done, time_out: done}
  done: {final: true}
)yaml",
    .near_miss = {},
};

const Code conflicting_keys{
    .code = "CF1018",
    .name = "conflicting_keys",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "two keys exclude each other",
    .why =
        R"(Each of the keys makes sense, but not both in one place: a state that ends the call has no
way on, a block of `on` has one condition, a state has one kind of work to do. Which of
the two was meant cannot be told, so neither is preferred.)",
    .bad = R"yaml(callflow: 1
name: example
initial: greeting
states:
  greeting:
    response: [say: Hello]
    next: done
  done: {final: true, next: greeting}
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
