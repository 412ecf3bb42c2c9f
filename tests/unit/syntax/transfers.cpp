#include "syntax/finding.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

namespace callflow {
namespace {

using test::Case;
using test::in_flow;
using test::in_state;

TEST_CASE("findings in dialplans") {
    const Case cases[] = {
        {"a list is the plan in", "dialplan: [{match: \"^232$\", to: \"sip:999@sip.example.com\"}]"},
        {"groups are names",
         "dialplan: [{match: \"^5(?P<desk>..)\", to: \"sip:{{ desk }}@e.com\", from_user: \"{{ captures[1] }}\"}]"},
        {"of their entry alone",
         "dialplan: [{match: \"^5(?P<desk>..)\", to: \"+1{{ desk }}\"}, {to: \"sip:{{ @@desk }}@e.com\"}]",
         "unknown_name", ""},
        {"and may not be others already", "dialplan: [{match: @@\"(?P<dialled>.)\", to: \"+1555\"}]", "duplicate_name",
         "a name of its own"},
        {"a pattern", "dialplan: [{match: @@\"^(232\", to: \"+1555\"}]", "bad_value", "no regular expression"},
        {"a number is none", "dialplan: [{match: @@\"+1555\", to: \"+1555\"}]", "bad_value", "`dialled:`"},
        {"whom it leads to", "dialplan: [@@{match: \"^2\"}]", "missing_key", "to"},
        {"a flow that is there", "dialplan: [{to: {flow: @@tset}}]", "unknown_flow", "`test`"},
        {"the flow's own name", "dialplan: [{to: {flow: test, at: \"sip:9@e.com\", platform: tropo}}]"},
        {"no line breaks in addresses", "dialplan: [{to: @@\"sip:a@e.com\\r\\nX-Evil: 1\"}]", "bad_value",
         "line break"},
        {"no parameters in users", "dialplan: [{to: @@\"sip:a;user=b@e.com\"}]", "bad_value", "before the `@`"},
        {"a number without parameters", "dialplan: [{to: @@\"+1555&x=1\"}]", "bad_value", "add parameters"},
        {"an address has a host", "dialplan: [{to: @@\"sip:\"}]", "bad_value", "no host"},
        {"and a user", "dialplan: [{to: @@\"sip:@e.com\"}]", "bad_value", "before the `@`"},
        {"and a scheme", "dialplan: [{to: @@\"a@e.com\"}]", "bad_value", "sip:a@e.com"},
        {"keys of an entry", "dialplan: [{to: \"+1555\", @@time: \"08:00-18:00\"}]", "unknown_key", "hours"},
        {"a user of From", "dialplan: [{to: \"+1555\", from_user: @@\"a;b\"}]", "bad_value", "From header"},
        {"hours", "dialplan: [{to: \"+1555\", hours: @@noon}]", "bad_value", "08:00-18:00"},
        {"hours that are some", "dialplan: [{to: \"+1555\", hours: @@\"08:00-08:00\"}]", "bad_value", ""},
        {"days", "dialplan: [{to: \"+1555\", days: [mon-fri, @@holiday]}]", "bad_value", "mon-fri"},
        {"a zone", "dialplan: [{to: \"+1555\", zone: @@Mars}]", "bad_value", "Europe/Paris"},
        {"a header's name", "dialplan: [{to: \"+1555\", headers: {@@\"X Team\": a}}]", "bad_value", "X-Team"},
        {"somebody to ring together with", "dialplan: [{to: \"+1555\", together: @@true}]", "bad_value", "nobody"},
        {"somebody at all", "dialplan: [{to: @@[]}]", "bad_value", "nobody"},
    };
    for (const Case& one : cases) {
        DYNAMIC_SECTION(one.sentence) { test::check_finding(one, in_flow(one.text)); }
    }
}

TEST_CASE("findings in transfers") {
    const Case cases[] = {
        {"a number is dialled", "    response: [transfer: \"+15551230000\"]\n    on: {success: b, failure: b}"},
        {"whom", "    response: [@@transfer: {ring: 20s}]", "missing_key", "to"},
        {"one of three", "    response: [transfer: {@@to: \"+1555\", agent: joe}]", "conflicting_keys", "`agent`"},
        {"a bridge lets nobody go", "    response: [transfer: {to: \"+1555\", via: bridge, mode: @@blind}]",
         "conflicting_keys", "via: refer"},
        {"a REFER does not stay", "    response: [transfer: {to: \"sip:a@e.com\", via: refer, mode: @@attended}]",
         "conflicting_keys", "via: bridge"},
        {"and names a SIP address", "    response: [transfer: {to: @@\"+1555\", mode: blind}]", "bad_value",
         "sip:+1555@HOST"},
        {"one of them", "    response: [transfer: {to: @@[\"sip:a@e.com\", \"sip:b@e.com\"], mode: blind}]",
         "bad_value", "one destination"},
        {"what a bridge has alone", "    response: [transfer: {to: \"sip:a@e.com\", mode: blind, @@ring: 20s}]",
         "conflicting_keys", "via: bridge"},
        {"http needs an address", "    response: [@@transfer: {to: \"5\", via: http, user: a, callid: b}]",
         "missing_key", "`url`"},
        {"and who has the call", "    response: [@@transfer: {to: \"5\", url: \"https://e.com\", callid: b}]",
         "missing_key", "account"},
        {"unless its request is written out",
         "    response: [transfer: {to: \"5\", url: \"https://e.com\", json: {a: 1}}]\n    on: {failure: b}"},
        {"it is asked once",
         "    request: {url: \"https://e.com\"}\n    response: [@@transfer: {to: \"5\", url: \"https://e.com\", body: a}]",
         "conflicting_keys", "second request"},
        {"and not under a condition",
         "    response: [{@@transfer: {to: \"5\", url: \"https://e.com\", body: a}, if: vip}]", "conflicting_keys",
         "transition"},
        {"no line breaks", "    response: [transfer: {to: @@\"sip:a@e.com\\nX: 1\"}]", "bad_value", "line break"},
    };
    for (const Case& one : cases) {
        DYNAMIC_SECTION(one.sentence) { test::check_finding(one, in_state(one.text)); }
    }
}

TEST_CASE("a transfer becomes what the provider has, and its outcomes lead where they were to") {
    const test::Reading reading(
        in_state("    response: [transfer: {to: [\"+1555\", \"sip:a@e.com\"], ring: 20s, whisper: told}]\n"
                 "    on: {success: b, failure: done, told: b}"));
    INFO(reading.listing());
    REQUIRE(reading.found.empty());
    const flow::State& state = reading.flow->states.front();
    REQUIRE(state.response.verbs.size() == 1);
    const flow::Verb& dial = state.response.verbs.front();
    CHECK(dial.spec->name == "dial");
    REQUIRE(dial.children.size() == 2);
    CHECK(dial.children[0].spec->name == "number");
    CHECK(dial.children[1].spec->name == "sip");
    const flow::EventId event = reading.flow->find_event("", "transferred");
    const auto handler = std::ranges::find(state.on, event, &flow::Handler::event);
    REQUIRE(handler != state.on.end());
    CHECK(handler->branches.size() == 2);
    CHECK(reading.flow->states[handler->branches[0].target].name == "b");
    CHECK(reading.flow->states[handler->branches[1].target].name == "done");
}

TEST_CASE("a transfer by http is a request, and its success the hang-up") {
    const test::Reading reading(in_state(
        "    response: [transfer: {to: \"5\", url: \"https://e.com\", user: joe, callid: x}, say: Please hold]\n"
        "    on: {success: b, failure: done}"));
    INFO(reading.listing());
    REQUIRE(reading.found.empty());
    const flow::State& state = reading.flow->states.front();
    REQUIRE(state.request);
    CHECK(state.request->hands_over);
    REQUIRE(state.response.verbs.size() == 1);
    CHECK(state.response.verbs.front().spec->name == "say");
    CHECK(state.on.front().event == reading.flow->find_event("", "hangs_up"));
    CHECK(reading.flow->states[state.on.front().branches.front().target].name == "b");
}

} // namespace
} // namespace callflow
