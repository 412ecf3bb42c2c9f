// CF52: what is found in Tropo documents that others wrote.
#include "base/codes.hpp"

namespace callflow::base::codes {

const Code tropo_root{
    .code = "CF5200",
    .name = "tropo_root",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "not a Tropo document",
    .why =
        R"(A Tropo document is one JSON object with one key, `tropo`, whose value is an array of steps. An
empty array is fine.)",
    .bad = R"doc({"steps": []}
)doc",
    .good = R"doc({"tropo": [
  {"say": [{"value": "Hello"}]}
]}
)doc",
    .near_miss = {},
};

const Code tropo_step{
    .code = "CF5201",
    .name = "tropo_step",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "a step is an object with exactly one key",
    .why =
        R"(Each element of the `tropo` array is one action: an object whose only key is its name. A second
key (`name`, `next`) belongs into the value, another action into a step of its own.)",
    .bad = R"doc({"tropo": [
  {"redirect": {"to": "sip:agent@example.com"}, "name": "away"}
]}
)doc",
    .good = R"doc({"tropo": [
  {"redirect": {"to": "sip:agent@example.com", "name": "away"}}
]}
)doc",
    .near_miss = {},
};

const Code tropo_action{
    .code = "CF5202",
    .name = "tropo_action",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "Tropo has no such action",
    .why =
        R"(The name of a step is misspelt, has a blank in it or is written with an underscore. Names are
case-sensitive: `startRecording`, not `start_recording`.)",
    .bad = R"doc({"tropo": [
  {" reject": null}
]}
)doc",
    .good = R"doc({"tropo": [
  {"reject": null}
]}
)doc",
    .near_miss = {},
};

const Code tropo_field{
    .code = "CF5203",
    .name = "tropo_field",
    .severity = Severity::warning,
    .unreadable = false,
    .summary = "the action has no such field",
    .why =
        R"(Tropo passes over keys that it does not know, so the action does what it does without them. The
libraries of some languages write keys with underscores as they were given: Tropo knows only
`emailFormat`, not `email_format`.)",
    .bad = R"doc({"tropo": [
  {"ask": {"choices": {"value": "[4 DIGITS]"}, "say": {"value": "Your code?"}, "time_out": 5}}
]}
)doc",
    .good = R"doc({"tropo": [
  {"ask": {"choices": {"value": "[4 DIGITS]"}, "say": {"value": "Your code?"}, "timeout": 5}}
]}
)doc",
    .near_miss = {},
};

const Code tropo_value{
    .code = "CF5204",
    .name = "tropo_value",
    .severity = Severity::warning,
    .unreadable = false,
    .summary = "the field cannot have this value",
    .why =
        R"(A value of the wrong kind (a text where a number is meant, an object where a text is), a number
out of range or a word that Tropo does not know. Words are case-sensitive: channels and
networks are upper case, modes lower case.)",
    .bad = R"doc({"tropo": [
  {"message": {"to": "+15551230000", "network": "sms", "say": {"value": "Hello"}}}
]}
)doc",
    .good = R"doc({"tropo": [
  {"message": {"to": "+15551230000", "network": "SMS", "say": {"value": "Hello"}}}
]}
)doc",
    .near_miss = {},
};

const Code tropo_missing{
    .code = "CF5205",
    .name = "tropo_missing",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "a field that the action needs is missing",
    .why =
        R"(An ask needs choices, a say its value, an on its event; call, transfer and message need
somebody. Without it Tropo ends the session with an error. Where the libraries let it be
missing, it is a warning.)",
    .bad = R"doc({"tropo": [
  {"transfer": {"from": "+15551230000"}}
]}
)doc",
    .good = R"doc({"tropo": [
  {"transfer": {"to": "+15551230000"}}
]}
)doc",
    .near_miss = {},
};

const Code tropo_grammar{
    .code = "CF5206",
    .name = "tropo_grammar",
    .severity = Severity::warning,
    .unreadable = false,
    .summary = "the choices cannot be understood",
    .why =
        R"(Choices are `[4 DIGITS]`, `[1-4 DIGITS]`, `[ANY]` in a conversation by text, words with commas
between, or concepts: `sales(1, sales), support(2, support)`. Anything else matches nothing
that a caller can do.)",
    .bad = R"doc({"tropo": [
  {"ask": {"choices": {"value": "[4-1 DIGITS]"}, "say": {"value": "Your code?"}}}
]}
)doc",
    .good = R"doc({"tropo": [
  {"ask": {"choices": {"value": "[1-4 DIGITS]"}, "say": {"value": "Your code?"}}}
]}
)doc",
    .near_miss = {},
};

const Code tropo_address{
    .code = "CF5207",
    .name = "tropo_address",
    .severity = Severity::warning,
    .unreadable = false,
    .summary = "an address that leads somewhere else than it looks",
    .why =
        R"(An address without a scheme is relative to that of the document: `www.example.com/next` is a
file in a folder called www.example.com. Where a recording goes has to be complete.)",
    .bad = R"doc({"tropo": [
  {"on": {"event": "continue", "next": "www.example.com/next.json"}}
]}
)doc",
    .good = R"doc({"tropo": [
  {"on": {"event": "continue", "next": "https://www.example.com/next.json"}}
]}
)doc",
    .near_miss = {},
};

const Code tropo_name{
    .code = "CF5208",
    .name = "tropo_name",
    .severity = Severity::warning,
    .unreadable = false,
    .summary = "two of one name in the same document",
    .why =
        R"(Results are told apart by the names of their actions, and a document has one handler for an
event: of two with the same name one is lost.)",
    .bad = R"doc({"tropo": [
  {"on": {"event": "continue", "next": "/one"}},
  {"on": {"event": "continue", "next": "/two"}}
]}
)doc",
    .good = R"doc({"tropo": [
  {"on": {"event": "continue", "next": "/one"}},
  {"on": {"event": "incomplete", "next": "/two"}}
]}
)doc",
    .near_miss = {},
};

const Code tropo_order{
    .code = "CF5209",
    .name = "tropo_order",
    .severity = Severity::warning,
    .unreadable = false,
    .summary = "an action stands where it does nothing",
    .why =
        R"(After hangup, reject or redirect nothing is run; redirect and reject are for calls that are not
answered, so they come first, and a call is made where the session has none; ring and connect
happen in a transfer, join and leave in a conference, and choices belong to an action. What Tropo
answers with an error (a redirect of an answered call, a transfer in a conversation by text) is
one here.)",
    .bad = R"doc({"tropo": [
  {"hangup": null},
  {"say": [{"value": "Hello"}]}
]}
)doc",
    .good = R"doc({"tropo": [
  {"say": [{"value": "Hello"}]},
  {"hangup": null}
]}
)doc",
    .near_miss = {},
};

const Code tropo_old{
    .code = "CF5210",
    .name = "tropo_old",
    .severity = Severity::note,
    .unreadable = false,
    .summary = "an old name that Tropo still takes",
    .why =
        R"(It works, and the documentation has another name for it: `playTones` was `sendTones`,
`terminator` was `exitTone`.)",
    .bad = R"doc({"tropo": [
  {"conference": {"id": "1234", "exitTone": "#"}}
]}
)doc",
    .good = R"doc({"tropo": [
  {"conference": {"id": "1234", "terminator": "#"}}
]}
)doc",
    .near_miss = {},
};

const Code tropo_unit{
    .code = "CF5211",
    .name = "tropo_unit",
    .severity = Severity::warning,
    .unreadable = false,
    .summary = "a number that looks as if it were in another unit",
    .why =
        R"(Tropo waits milliseconds in `wait` and counts seconds everywhere else. A wait of 5 is over
before anybody notices; a timeout of 5000 is longer than an hour.)",
    .bad = R"doc({"tropo": [
  {"wait": {"milliseconds": 5}}
]}
)doc",
    .good = R"doc({"tropo": [
  {"wait": {"milliseconds": 5000}}
]}
)doc",
    .near_miss = {},
};

const Code tropo_pair{
    .code = "CF5212",
    .name = "tropo_pair",
    .severity = Severity::warning,
    .unreadable = false,
    .summary = "fields that do not go together",
    .why =
        R"(Each of them is fine by itself: a maskTemplate needs asrLogSecurity mask, an SMS goes to the
first of several receivers only, choices of a record or transfer count for their terminator
alone, and signals interrupt a transfer or conference only where a terminator is set.)",
    .bad = R"doc({"tropo": [
  {"message": {"to": ["+15551230000", "+15551230001"], "network": "SMS", "say": {"value": "Hello"}}}
]}
)doc",
    .good = R"doc({"tropo": [
  {"message": {"to": "+15551230000", "network": "SMS", "say": {"value": "Hello"}}},
  {"message": {"to": "+15551230001", "network": "SMS", "say": {"value": "Hello"}}}
]}
)doc",
    .near_miss = {},
};

} // namespace callflow::base::codes
