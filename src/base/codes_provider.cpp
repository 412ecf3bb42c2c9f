// CF5: what rendering for a provider finds.
#include "base/codes.hpp"

namespace callflow::base::codes {

const Code not_on_provider{
    .code = "CF5001",
    .name = "not_on_provider",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "the provider has no such verb",
    .why =
        R"(The flow asks for something the platform it is rendered for cannot do: Tropo has no queues,
payments or media streams, for example. The caller would hear nothing where the verb stands.
Use a verb that both have, or write the response twice: `response: {twilio: […], tropo:
[…]}`. Both examples are rendered for Tropo.)",
    .bad = R"yaml(callflow: 1
name: example
initial: greeting
states:
  greeting:
    response:
      - enqueue: {name: sales, action: talked}
    on: {talked: done}
  done: {final: true}
)yaml",
    .good = R"yaml(callflow: 1
name: example
initial: greeting
states:
  greeting:
    response:
      - dial: {number: "+15551230000", action: talked}
    on: {talked: done}
  done: {final: true}
)yaml",
    .near_miss = {},
};

const Code left_out{
    .code = "CF5002",
    .name = "left_out",
    .severity = Severity::note,
    .unreadable = false,
    .summary = "an attribute has no equivalent and is left out",
    .why = R"(The platform has the verb but not this attribute. The call works, though not quite as
written: the note says what the caller will miss. Put the attribute below the name of the
platform that has it if that is intended: `twilio: {reason: busy}`. Both examples are
rendered for Tropo.)",
    .bad = R"yaml(callflow: 1
name: example
initial: closed
states:
  closed:
    final: true
    response:
      - reject: {reason: busy}
)yaml",
    .good = R"yaml(callflow: 1
name: example
initial: closed
states:
  closed:
    final: true
    response: [reject]
)yaml",
    .near_miss = {},
};

const Code one_continue{
    .code = "CF5003",
    .name = "one_continue",
    .severity = Severity::warning,
    .unreadable = false,
    .summary = "a Tropo document can name only one next address",
    .why =
        R"(A TwiML verb has its own address for what comes of it. A Tropo document has one for the
whole document, so only the last verb with an address keeps it, and what the earlier ones
bring arrives under the wrong event. Where both have the same address, the later one is asked all
the same, whatever came of the first: Tropo asks for an address when all steps are done. Gathers
that ask again in the same words are attempts of one. Give all others a state of their own.)",
    .bad = R"yaml(callflow: 1
name: example
initial: greeting
states:
  greeting:
    response:
      - gather:
          action: typed
          numDigits: 1
          prompt: [say: "For sales press 1, else leave a message"]
      - record: {action: recorded, maxLength: 60}
    on: {typed: done, recorded: done}
    next: done
  done: {final: true}
)yaml",
    .good = R"yaml(callflow: 1
name: example
initial: greeting
states:
  greeting:
    response:
      - gather:
          action: typed
          numDigits: 1
          prompt: [say: "For sales press 1, else leave a message"]
    on: {typed: done}
    next: message
  message:
    response:
      - record: {action: recorded, maxLength: 60}
    on: {recorded: done}
    next: done
  done: {final: true}
)yaml",
    .near_miss = {},
};

const Code unsayable_text{
    .code = "CF5004",
    .name = "unsayable_text",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "a text cannot be carried as it is written",
    .why =
        R"(XML has no way to write most control characters, not even escaped, so a TwiML document with
one is no document. And Tropo plays a text that looks like the address of a sound file
instead of speaking it. Remove the character, or reword the text.)",
    .bad = R"yaml(callflow: 1
name: example
initial: greeting
states:
  greeting:
    response:
      - say: "Hello\a"
    next: done
  done: {final: true}
)yaml",
    .good = R"yaml(callflow: 1
name: example
initial: greeting
states:
  greeting:
    response:
      - say: "Hello"
    next: done
  done: {final: true}
)yaml",
    .near_miss = {},
};

const Code lost_part{
    .code = "CF5005",
    .name = "lost_part",
    .severity = Severity::note,
    .unreadable = false,
    .summary = "a part of a document is lost when it is converted",
    .why =
        R"(The document holds something that what it becomes has no place for: an element in the wrong
place, text between verbs, or a habit of one platform that the other does not share. Most of
it the platform passes over anyway. Where it matters, the note says what the caller will
miss; `callflow convert --strict` ends 1 when there is any.)",
    .bad = {},
    .good = {},
    .near_miss = {},
};

} // namespace callflow::base::codes
