#include "syntax/finding.hpp"

#include <catch2/catch.hpp>

namespace callflow {
namespace {

using test::Case;
using test::in_flow;
using test::in_state;
using test::Reading;

TEST_CASE("a text that its commas cut off gets its quotes") {
    const auto mended = [](std::string_view response) {
        const std::string text =
            "callflow: 1\nname: x\ninitial: a\nstates: {a: {final: true, response: [" + std::string(response) + "]}}\n";
        const test::Reading reading(text);
        std::vector<base::TextEdit> edits;
        for (const base::Diagnostic& one : reading.found.items())
            edits.insert(edits.end(), one.edits.begin(), one.edits.end());
        const std::string out = base::apply_edits(text, edits);
        const std::size_t begin = out.find("response: [") + 11;
        return out.substr(begin, out.find("]}}") - begin);
    };
    CHECK(mended("say: Hello, Joe") == "say: \"Hello, Joe\"");
    CHECK(mended("say: Red, or blue, or green") == "say: \"Red, or blue, or green\"");
    CHECK(mended("say: 'Hello', Joe") == "say: 'Hello', Joe");
    CHECK(mended("{say: Hello, if: true}, Joe") == "{say: Hello, if: true}, Joe");
}

TEST_CASE("findings in responses") {
    const Case cases[] = {
        {"a response is a list of verbs", "    response: [say: Hello, hangup]"},
        {"a verb with nothing may have a colon", "    response: [hangup: , record: ]"},
        {"a condition stands beside the verb", "    response: [{say: Hello, if: vip, unless: tries > 1}]"},
        {"a response may differ by provider", "    response: {twilio: [say: Hello], tropo: [say: Hi, hangup]}"},
        {"x- keys are ignored anywhere", "    x-note: 1\n    response: [{say: {text: Hello, x-a: 1}, x-b: 2}]"},
        {"an empty response", "    response: []"},

        {"a response is no text", "    response: @@Hello", "wrong_type", "list of verbs"},
        {"nor a verb", "    response: {@@say: Hello}", "wrong_type", "hyphen"},
        {"nor nothing", "    response@@:", "null_value", "list of verbs"},
        {"a verb is known", "    response: [@@sya: Hello]", "unknown_verb", "did you mean `say`?"},
        {"capital letters count", "    response: [@@Say: Hello]", "unknown_verb", "did you mean `say`?"},
        {"words of other platforms", "    response: [@@ask: {prompt: [say: Hello]}]", "unknown_verb", "`gather`"},
        {"a text is no verb", "    response: [@@Hello there]", "unknown_verb", "say: Hello there"},
        {"a noun is no verb", "    response: [@@number: \"+15551230000\"]", "unknown_verb", "inside `dial`"},
        {"an item has a verb", "    response: [@@{if: vip}]", "unknown_verb", "no verb"},
        {"an item has one verb", "    response: [{say: Hello, @@hangup: }]", "several_verbs", "new item"},
        {"an attribute stands inside the verb", "    response: [{say: Hello, @@loop: 2}]", "unknown_key",
         "`say: {text: …, loop: …}`"},
        {"a word beside the verb", "    response: [{say: Hello, @@foo: 2}]", "unknown_key", "only `if` and `unless`"},
        {"a condition is no attribute", "    response: [say: {text: Hello, @@if: vip}]", "unknown_attribute",
         "beside the verb"},
        {"a verb needs its content", "    response: [@@say]", "missing_key", "its text"},
        {"a verb needs its content in the long form", "    response: [@@say: {loop: 2}]", "missing_key", "its text"},
        {"a verb needs its content after the colon", "    response: [say@@: ]", "null_value", ""},
        {"play needs a url or digits", "    response: [@@play: {loop: 2}]", "missing_key", "its url"},
        {"play may have digits instead", "    response: [play: {digits: 1w2}]"},
        {"enqueue may have a workflow instead", "    response: [enqueue: {workflowSid: WW1}]"},
        {"dial needs somebody", "    response: [@@dial: {timeout: 20}]", "missing_key", "number"},
        {"dial takes a number", "    response: [dial: +15551230000]"},
        {"dial takes nouns",
         "    response: [dial: {number: [+15551230000, {number: \"+15551230001\", sendDigits: 1w}]}]"},
        {"a noun has attributes", "    response: [dial: {number: {number: \"1\", @@sendDigit: 1}}]",
         "unknown_attribute", "did you mean `sendDigits`?"},
        {"a verb without attributes", "    response: [hangup: @@now]", "wrong_type", "write `hangup` alone"},
        {"a verb without a short form", "    response: [gather: @@Press 1]", "wrong_type", "`gather: {prompt: …}`"},
        {"a prompt is a list", "    response: [gather: {prompt: @@Hello}]", "wrong_type", "[say: Hello]"},
        {"a prompt holds say, play and pause", "    response: [gather: {prompt: [say: Hello, pause, play: ./a.mp3]}]"},
        {"and nothing else", "    response: [gather: {prompt: [@@hangup]}]", "unknown_verb",
         "only say, play and pause can"},
        {"a verb of the prompt beside it", "    response: [gather: {@@say: Hello}]", "unknown_attribute",
         "`prompt: [say: …]`"},
        {"an attribute is known", "    response: [say: {text: Hello, @@lop: 2}]", "unknown_attribute",
         "did you mean `loop`?"},
        {"an attribute of one provider stands below it", "    response: [record: {@@url: http://x.example/y}]",
         "unknown_attribute", "`tropo: {url: …}`"},
        {"an attribute of one provider",
         "    response: [record: {tropo: {url: \"http://x.example/y\", maxLength: 5}}]"},
        {"an attribute of the other provider", "    response: [record: {twilio: {@@asyncUpload: true}}]",
         "unknown_attribute", "only tropo"},

        {"a comment cuts a text", "    response:\n      - say: Press 1 @@# for sales", "lost_comment",
         "\"Press 1 # for sales\""},
        {"in the long form too", "    response:\n      - say:\n          text: Press 1 @@# for sales", "lost_comment",
         ""},
        {"not behind quotes", "    response:\n      - say: \"Press 1\" # for sales"},
        {"not behind attributes",
         "    response:\n      - play: ./1.mp3 # for sales\n      - say: {text: A, loop: 2} # b"},
        {"a text that YAML takes apart", "    response: [say: {@@a: b}]", "unknown_attribute", ""},
        {"a list is no text", "    response: [say: @@[a, b]]", "wrong_type", "quotes"},
        {"a template names what is known", "    response: [say: \"Hello {{ @@nme }}\"]", "unknown_name", ""},
        {"a template is closed", "    response: [say: \"Hello @@{{ plan\"]", "template_syntax", ""},
    };
    for (const Case& one : cases) {
        DYNAMIC_SECTION(one.sentence) { test::check_finding(one, in_state(one.text)); }
    }
}

TEST_CASE("findings in attributes") {
    const Case cases[] = {
        {"true", "gather: {actionOnEmptyResult: true}"},
        {"a template", "gather: {numDigits: \"{{ tries }}\", timeout: \"{{ tries }}\"}"},
        {"yes", "gather: {actionOnEmptyResult: @@yes}", "bad_value", "neither true nor false"},
        {"a number", "gather: {numDigits: @@four}", "bad_value", "whole number"},
        {"a number in range", "gather: {numDigits: @@0}", "bad_value", "at least 1"},
        {"seconds", "gather: {timeout: 5}"},
        {"seconds with a fraction", "gather: {timeout: 2.5}"},
        {"a duration", "gather: {timeout: 1m30s}"},
        {"a word instead", "gather: {speechTimeout: auto}"},
        {"neither", "gather: {timeout: @@soon}", "bad_duration", "auto"},
        {"too long", "dial: {number: \"1\", timeout: @@11m}", "bad_value", "at most 600"},
        {"keys", "gather: {finishOnKey: \"#\"}"},
        {"several keys where one ends the input", "gather: {finishOnKey: @@\"##\"}", "bad_value",
         "at most 1 character"},
        {"several keys where any of them does", "record: {finishOnKey: \"*#\"}"},
        {"no keys", "gather: {finishOnKey: \"\"}"},
        {"a star", "gather: {finishOnKey: \"*\"}"},
        {"no key", "gather: {finishOnKey: @@x}", "bad_value", "0123456789"},
        {"null", "gather: {finishOnKey@@: }", "null_value", "\"#\""},
        {"null before a comment", "gather: {finishOnKey@@: #\n    }", "null_value", "begins a comment"},
        {"null by its word", "say: {text: @@null}", "null_value", "\"null\""},
        {"a list of words", "gather: {input: [dtmf, speech]}"},
        {"words", "gather: {input: dtmf speech}"},
        {"another word is doubted", "gather: {input: @@dtfm}", "bad_value", "did you mean `dtmf`?"},
        {"a choice", "dial: {number: \"1\", record: @@record-from-anwser}", "bad_value",
         "did you mean `record-from-answer`?"},
        {"an event", "gather: {action: chose}"},
        {"an actor's event", "gather: {action: customer.chose}"},
        {"an address", "gather: {action: \"https://example.com/x\"}"},
        {"a file", "play: welcome.mp3"},
        {"an actor that is misspelt", "gather: {action: @@custmer.chose}", "unknown_actor", "did you mean `customer`?"},
        {"a long reference", "gather: {action: {event: chose, actor: agent, params: {page: \"2\"}}}"},
        {"without an event", "gather: {action: @@{actor: agent}}", "missing_key", "`event`"},
        {"with an unknown actor", "gather: {action: {event: chose, actor: @@nobody}}", "unknown_actor", ""},
        {"with a parameter the address has", "gather: {action: @@{event: chose, params: {event: x}}}", "bad_address",
         "another name"},
        {"with an unknown key", "gather: {action: {event: chose, @@page: 2}}", "unknown_key",
         "event, actor and params"},
        {"a queue without a name", "enqueue: @@\"\"", "bad_value", "`name` cannot be empty"},
        {"a conference without a name", "conference: {name: @@\"\"}", "bad_value", "`name` cannot be empty"},
        {"a client without a name", "dial: {client: @@\"\"}", "bad_value", "`identity` cannot be empty"},
        {"a text that may be empty", "gather: {hints: \"\"}"},
        {"an empty address", "redirect: @@\"\"", "bad_value", "cannot be empty"},
    };
    for (const Case& one : cases) {
        DYNAMIC_SECTION(one.sentence) {
            const std::string text = "    response: [" + std::string(one.text) + "]";
            test::check_finding(one, in_state(text));
        }
    }
}

TEST_CASE("a value outside an open list is a warning") {
    const Reading reading(in_state("    response: [gather: {speechModel: newest}]"));
    REQUIRE(reading.found.items().size() == 1);
    CHECK(reading.found.items()[0].severity == base::Severity::warning);
}

TEST_CASE("verbs in the model") {
    const Reading reading(in_flow(R"(actors: {customer: {}}
vars: {vip: false}
defaults:
  say: {voice: Polly.Joanna, language: en-US, loop: 2, twilio: {voice: Polly.Amy}}
on:
  x: b
x-states:)") + "");
    INFO(reading.listing());
    REQUIRE(reading.found.empty());
    const Reading verbs(R"(callflow: 1
initial: a
actors: {customer: {}}
vars: {vip: false}
defaults:
  say: {voice: Polly.Joanna, language: en-US, twilio: {voice: Polly.Amy, loop: 3}}
states:
  a:
    response:
      - {say: {text: "Hello {{ call.from }}", language: es-MX, loop: 1}, if: vip}
      - gather:
          timeout: 1m30s
          action: customer.chose
          input: [dtmf, speech]
          prompt: [say: Hi, pause: 2]
          tropo: {attempts: 2}
      - dial: {timeout: 20, number: [+1555, "010"], action: done}
      - redirect: {url: {event: chose, params: {page: "{{ vip }}"}}}
    on: {chose: b, done: b}
  b: {final: true}
)");
    INFO(verbs.listing());
    REQUIRE(verbs.found.empty());
    const std::vector<flow::Verb>& list = verbs.flow->states[0].response.verbs;
    REQUIRE(list.size() == 4);

    const flow::Verb& say = list[0];
    CHECK(say.spec->name == "say");
    REQUIRE(say.conditions.size() == 1);
    REQUIRE(say.attributes.size() == 4);
    CHECK(say.attributes[0].spec->name == "text");
    CHECK_FALSE(say.attributes[0].value.is_literal());
    CHECK(say.attributes[1].value.literal() == "es-MX");
    CHECK(say.attributes[3].spec->name == "voice");
    CHECK(say.attributes[3].value.literal() == "Polly.Joanna");
    // What the verb itself says is stronger than a provider's default.
    REQUIRE(say.overrides.size() == 1);
    REQUIRE(say.overrides[0].attributes.size() == 1);
    CHECK(say.overrides[0].attributes[0].value.literal() == "Polly.Amy");

    const flow::Verb& gather = list[1];
    REQUIRE(gather.attributes.size() == 3);
    CHECK(gather.attributes[0].value.literal() == "90");
    REQUIRE(gather.attributes[1].event.size() == 1);
    CHECK(gather.attributes[1].event[0].actor == "customer");
    CHECK(gather.attributes[1].event[0].event == "chose");
    CHECK(gather.attributes[2].value.literal() == "dtmf speech");
    REQUIRE(gather.children.size() == 2);
    CHECK(gather.children[0].attributes.size() == 3); // defaults hold in prompts too
    CHECK(gather.children[1].attributes[0].value.literal() == "2");
    REQUIRE(gather.overrides.size() == 1);
    CHECK(gather.overrides[0].provider == "tropo");

    const flow::Verb& dial = list[2];
    REQUIRE(dial.children.size() == 2);
    CHECK(dial.children[0].attributes[0].value.literal() == "+1555");
    CHECK(dial.children[1].attributes[0].value.literal() == "010");

    const flow::EventReference& event = list[3].attributes[0].event.at(0);
    CHECK(event.event == "chose");
    REQUIRE(event.params.size() == 1);
    CHECK(event.params[0].first == "page");
}

TEST_CASE("findings in defaults") {
    const Case cases[] = {
        {"a verb is known", "defaults: {@@sya: {voice: x}}", "unknown_verb", "`say`"},
        {"an attribute is known", "defaults: {say: {@@voce: x}}", "unknown_attribute", "`voice`"},
        {"attributes are a mapping", "defaults: {say: @@loud}", "wrong_type", ""},
        {"a template", "vars: {language: en}\ndefaults: {say: {language: \"{{ language }}\"}}"},
    };
    for (const Case& one : cases) {
        DYNAMIC_SECTION(one.sentence) { test::check_finding(one, in_flow(one.text)); }
    }
}

} // namespace
} // namespace callflow
