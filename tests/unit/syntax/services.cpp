#include "syntax/finding.hpp"

#include <catch2/catch.hpp>

namespace callflow {
namespace {

using test::Case;

TEST_CASE("findings in what a call is handed to") {
    const Case cases[] = {
        {"connect takes one noun", "    response: [connect: {stream: \"wss://e.com/a\"}]"},
        {"no fewer", "    response: [@@connect: {action: \"/x\"}]", "missing_key", "`connect: {stream: …}`; it takes"},
        {"not even as a bare word", "    response: [@@connect]", "missing_key", "no noun in `connect`"},
        {"and no more", "    response: [connect: {room: a, @@stream: \"wss://e.com/a\"}]", "conflicting_keys",
         "this is the second"},
        {"none in short form", "    response: [connect: @@room]", "wrong_type", "`connect: {stream: …}`"},
        {"start takes several", "    response: [start: {recording: , transcription: {name: a}}]"},
        {"what a noun needs", "    response: [connect: {@@conversationRelay: {voice: x}}]", "missing_key",
         "needs its url"},
        {"a socket", "    response: [connect: {stream: @@\"https://e.com\"}]", "bad_value", "begins with wss://"},
        {"the beginning of one", "    response: [connect: {stream: @@\"https://{{ vip }}\"}]", "bad_value", "wss://"},
        {"that a value may be", "    response: [connect: {stream: \"{{ plan }}/a\"}]"},
        {"a noun where it cannot stand", "    response: [start: {@@room: a}]", "unknown_attribute", ""},
        {"stop names what it ends", "    response: [stop: {stream: one, siprec: {name: two}}]"},
        {"and says nothing else", "    response: [stop: {transcription: {name: a, @@track: both_tracks}}]",
         "unknown_attribute", "inside `stop`"},
        {"but the name", "    response: [stop: {@@stream: {}}]", "missing_key", "needs its name"},
        {"refer takes one address", "    response: [refer: {sip: \"sip:a@e.com\"}]"},
        {"nothing but that", "    response: [refer: {sip: {uri: \"sip:a@e.com\", @@url: \"/x\"}}]", "unknown_attribute",
         "inside `refer`"},
        {"and no parameters", "    response: [refer: {sip: {uri: \"sip:a@e.com\", @@header: {name: a}}}]",
         "unknown_attribute", "inside `refer`"},
        {"an address of sip may be several", "    response: [dial: {sip: {sipUri: [\"sip:a@e.com\"]}}]"},
        {"but not both", "    response: [dial: {sip: {uri: \"sip:a@e.com\", @@sipUri: \"sip:b@e.com\"}}]",
         "conflicting_keys", "only one of them"},
        {"a payment", "    response: [pay: {chargeAmount: 10.50, prompt: {for: postal-code, prompt: [say: Where]}}]"},
        {"too many tries", "    response: [pay: {maxAttempts: @@4}]", "bad_value", "at most 3"},
        {"an amount", "    response: [pay: {chargeAmount: @@ten}]", "bad_value", "is not a number"},
        {"a greater amount", "    response: [pay: {chargeAmount: @@1000001}]", "bad_value", "at most 1000000"},
        {"a step of a payment may be missing", "    response: [pay: {prompt: {prompt: [say: Hello]}}]"},
        {"its prompt", "    response: [pay: {prompt: {for: postal-code, prompt: [@@hangup]}}]", "unknown_verb",
         "only say, play and pause can"},
        {"a noun is no verb", "    response: [@@stream: x]", "unknown_verb", "inside `connect`, `start` or `stop`"},
    };
    for (const Case& one : cases) {
        DYNAMIC_SECTION(one.sentence) { test::check_finding(one, test::in_state(one.text)); }
    }
}

TEST_CASE("findings in SSML") {
    const Case cases[] = {
        {"elements in a text", "    response: [say: {ssml: \"Hello <break time='1s'/><p><s>{{ plan }}</s></p>\"}]"},
        {"no elements at all", "    response: [say: {ssml: Hello}]"},
        {"instead of a text", "    response: [say: {text: Hello, @@ssml: Hello}]", "conflicting_keys",
         "only one of them"},
        {"not empty", "    response: [say: {ssml: @@\"\"}]", "bad_value", "empty"},
        {"well-formed", "    response: [say: {ssml: \"Hello @@<p>you\"}]", "bad_raw", "not closed"},
        {"a value in a tag", "    response: [say: {ssml: \"<@@{{ plan }}/>\"}]", "bad_raw", ""},
        {"an element", "    response: [say: {ssml: \"Hello <@@breaks/>\"}]", "bad_raw", "did you mean `break`?"},
        {"speak is written by itself", "    response: [say: {ssml: \"<@@speak>Hello</speak>\"}]", "bad_raw",
         "leave it out"},
        {"in its place", "    response: [say: {ssml: \"<p><@@p>Hello</p></p>\"}]", "bad_raw", "cannot stand in <p>"},
        {"within what holds no elements", "    response: [say: {ssml: \"<sub alias='a'><@@break/></sub>\"}]", "bad_raw",
         "holds no elements"},
        {"without a text", "    response: [say: {ssml: \"<@@break>x</break>\"}]", "bad_raw", "holds no text"},
        {"an attribute", "    response: [say: {ssml: \"<break tme='@@1s'/>\"}]", "bad_raw", "did you mean `time`?"},
        {"a length of time", "    response: [say: {ssml: \"<break time='@@1 second'/>\"}]", "bad_raw", "`100ms`"},
        {"a value put in", "    response: [say: {ssml: \"<break time='{{ plan }}'/>\"}]"},
        {"what it needs", "    response: [say: {ssml: \"<@@say-as>1</say-as>\"}]", "bad_raw", "needs its interpret-as"},
    };
    for (const Case& one : cases) {
        DYNAMIC_SECTION(one.sentence) { test::check_finding(one, test::in_state(one.text)); }
    }
}

TEST_CASE("findings in what only Tropo has") {
    const Case cases[] = {
        {"a handler", "    response: {tropo: [on: {event: exit, next: \"/x\", prompt: [say: Hello, wait: 5]}]}"},
        {"of an event", "    response: {tropo: [@@on: {next: \"/x\"}]}", "missing_key", "needs its event"},
        {"with verbs that it can hold", "    response: {tropo: [on: {event: exit, prompt: [@@record]}]}",
         "unknown_verb", "cannot stand in the `prompt` of `on`"},
        {"a wait", "    response: {tropo: [wait: @@1s]}", "bad_value", "not a whole number"},
        {"a place for the recording", "    response: {tropo: [@@startRecording: {format: audio/wav}]}", "missing_key",
         "needs its url"},
        {"or several", "    response: {tropo: [startRecording: {destinations: [{url: \"http://e.com\"}]}]}"},
        {"texts of a message", "    response: [message: {prompt: [say: Hello, say: you]}]"},
        {"instead of its text", "    response: [message: {text: Hello, prompt: [@@say: Hello]}]", "conflicting_keys",
         "only one of them"},
    };
    for (const Case& one : cases) {
        DYNAMIC_SECTION(one.sentence) { test::check_finding(one, test::in_state(one.text)); }
    }
}

} // namespace
} // namespace callflow
