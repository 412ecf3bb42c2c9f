// The answer of a state: verbs with everything evaluated.
#include "machine/play.hpp"

#include <catch2/catch.hpp>

using namespace machine_test;

TEST_CASE("templates, conditions and children are resolved") {
    Played flow(R"(
vars: {name: Ann, vip: true, n: 3, zero: 0}
states:
  a:
    response:
      - say: "Hello {{ name }}"
      - {say: VIP, if: vip}
      - {say: not shown, unless: vip}
      - {say: errs, if: 1 / zero == 1}
      - {say: errs too, unless: 1 / zero == 1}
      - gather:
          numDigits: "{{ n }}"
          prompt: [{say: inside}, {say: hidden, if: n > 5}, {play: {url: "https://x.example/{{ name + '/' }}.mp3?n={{ name + '&' }}"}}]
      - hangup
)");
    CHECK(flow.respond() == Texts{"say text=Hello Ann", "say text=VIP",
                                  "gather numDigits=3 [say text=inside] "
                                  "[play url=https://x.example/Ann%2F.mp3?n=Ann%26]",
                                  "hangup"});
}

TEST_CASE("a state without a response answers with nothing") {
    Played flow("\nstates: {a: {on: {hangs_up: a}}}\n");
    CHECK(flow.respond().empty());
}

TEST_CASE("event references become the actor's address, else the flow's") {
    Played flow(R"(
actors: {customer: {}, agent: {url: "/agents/{{ who }}?event={{ event }}&a={{ actor }}"}}
vars: {who: x y}
states:
  a:
    response:
      - gather: {action: {event: pressed, params: {page: "{{ who }}&2"}}, prompt: [say: x]}
      - enqueue: {name: sales, action: agent.done}
      - redirect: customer.later
    on: {pressed: same, agent.done: same, later: same}
)");
    CHECK(flow.respond() == Texts{"gather action=/calls/flow?call_id=CA1&event=pressed&page=x%20y%262 [say text=x]",
                                  "enqueue name=sales action=/agents/x%20y?event=done&a=agent",
                                  "redirect url=/calls/flow?call_id=CA1&actor=customer&event=later"});
}

TEST_CASE("event and actor in an address are those of the reference, not of the step") {
    Played flow(R"(
actors: {customer: {}}
url: "/f?event={{ event }}&kind={{ 'k' + event + actor }}"
states:
  a: {response: [{redirect: later}], on: {later: same, now_: same}}
)");
    flow.fire("now_");
    CHECK(flow.respond() == Texts{"redirect url=/f?event=later&kind=klater"});
}

TEST_CASE("an address that begins with a value is that value's") {
    Played flow(R"(
vars: {base: "https://x.example/a b?c=d"}
states: {a: {response: [{play: {url: "{{ base }}"}}, {play: {url: "{{ base }}&e={{ base }}"}}, hangup]}}
)");
    CHECK(flow.respond() == Texts{"play url=https://x.example/a b?c=d",
                                  "play url=https://x.example/a b?c=d&e=https%3A%2F%2Fx.example%2Fa%20b%3Fc%3Dd",
                                  "hangup"});
}

TEST_CASE("a response that can run out closes with next") {
    const auto closes = [](std::string_view verbs) {
        Played flow("\nvars: {yes: true, no: false}\nstates: {a: {response: " + std::string(verbs) +
                    ", next: b, on: {e: b}}, b: {final: true}}\n");
        const Texts answer = flow.respond();
        return !answer.empty() && answer.back() == "next /calls/flow?call_id=CA1&event=next";
    };
    CHECK(closes("[say: x]"));
    CHECK(closes("[{gather: {action: e, prompt: [say: x]}}]"));
    CHECK(closes("[{say: x, if: no}]"));
    CHECK(closes("[{hangup: {}, if: no}]"));
    CHECK_FALSE(closes("[say: x, hangup]"));
    CHECK_FALSE(closes("[{hangup: {}, if: yes}]"));
    CHECK_FALSE(closes("[{redirect: e}, say: x]"));
}

TEST_CASE("a final state has neither next nor signals") {
    Played flow(R"(
on: {hangs_up: b}
states:
  a: {response: [say: x], final: true}
  b: {final: true}
)");
    CHECK(flow.respond() == Texts{"say text=x", "final"});
}

TEST_CASE("signals that are handled here or flow-wide have addresses") {
    Played flow(R"(
signals: {hangup: customer.hangs_up, incomplete: nothing}
on: {hangs_up: b, e: b}
states:
  a: {response: [say: x], on: {nothing: b, error: b}}
  b: {final: true}
)");
    CHECK(flow.respond() == Texts{"say text=x", "on hangup /calls/flow?call_id=CA1&actor=customer&event=hangs_up",
                                  "on incomplete /calls/flow?call_id=CA1&event=nothing",
                                  "on error /calls/flow?call_id=CA1&event=error"});
}

TEST_CASE("a provider's own attributes override, its own response replaces") {
    Played flow(R"(
states:
  a:
    response:
      - play: {url: "https://x.example/1.mp3", loop: 100, tropo: {loop: 1}}
      - hangup
    on: {e: b}
  b: {response: {twilio: [say: T, hangup], tropo: [say: P, hangup]}}
)");
    CHECK(flow.respond("twilio") == Texts{"play url=https://x.example/1.mp3 loop=100", "hangup"});
    CHECK(flow.respond("tropo") == Texts{"play url=https://x.example/1.mp3 loop=1", "hangup"});
    flow.fire("e");
    CHECK(flow.respond("twilio") == Texts{"say text=T", "hangup"});
    CHECK(flow.respond("tropo") == Texts{"say text=P", "hangup"});
}

TEST_CASE("values are written as their attributes take them") {
    const auto gather = [](const char* attribute, const char* expression) {
        Played flow("\nvars: {d: {type: duration, default: 90s}}\n"
                    "states: {a: {response: [{gather: {action: e, prompt: [say: x], " +
                    std::string(attribute) + ": '{{ " + expression + " }}'}}, hangup], on: {e: same}}}\n");
        std::string text = flow.respond()[0];
        const std::string start = "gather action=/calls/flow?call_id=CA1&event=e";
        if (text.starts_with(start)) text = text.substr(start.size());
        return text;
    };
    CHECK(gather("timeout", "5") == " timeout=5 [say text=x]");
    CHECK(gather("timeout", "d") == " timeout=90 [say text=x]");
    CHECK(gather("timeout", "\"1m\"") == " timeout=60 [say text=x]");
    CHECK(gather("timeout", "null") == " [say text=x]");
    CHECK(gather("timeout", "\"soon\"") == "error: timeout: 'soon' is not a number of seconds or a duration");
    CHECK(gather("numDigits", "2 + 2") == " numDigits=4 [say text=x]");
    CHECK(gather("numDigits", "1.5").starts_with("error: numDigits: "));
    CHECK(gather("numDigits", "-1").starts_with("error: numDigits: "));
    CHECK(gather("actionOnEmptyResult", "1 == 1") == " actionOnEmptyResult=true [say text=x]");
    CHECK(gather("actionOnEmptyResult", "\"yes\"").starts_with("error: actionOnEmptyResult: "));
    CHECK(gather("finishOnKey", "\"*\"") == " finishOnKey=* [say text=x]");
    CHECK(gather("finishOnKey", "\"x\"").starts_with("error: finishOnKey: "));
    CHECK(gather("input", "[\"dtmf\", \"speech\"]") == " input=dtmf speech [say text=x]");
    CHECK(gather("method", "\"PUSH\"") == "error: method: 'PUSH' is not one of its values");
    CHECK(gather("hints", "1 / 0").starts_with("error: "));
}

TEST_CASE("a response that errs says where, and the call is not changed") {
    Played flow(R"(
vars: {n: 0}
states: {a: {response: [{say: "{{ 1 / n }}"}, hangup]}}
)");
    flow.start();
    const std::string before = everything(flow.call());
    callflow::flow::ResolvedResponse response;
    callflow::engine::StepError error;
    CHECK_FALSE(flow.machine().respond(flow.call(), "twilio", response, &error));
    CHECK(error.where.valid());
    CHECK(response.verbs.empty());
    CHECK(everything(flow.call()) == before);
}

TEST_CASE("buffers of an earlier response leave nothing behind") {
    Played flow(R"(
states:
  a: {response: [{gather: {action: e, numDigits: 1, prompt: [say: x, say: y]}}, say: z], on: {e: b}, next: b}
  b: {response: [{gather: {action: e, prompt: [say: x]}}], on: {e: c}}
  c: {final: true}
)");
    flow.start();
    callflow::flow::ResolvedResponse response;
    REQUIRE(flow.machine().respond(flow.call(), "twilio", response));
    CHECK(response.has_next);
    flow.fire("e");
    REQUIRE(flow.machine().respond(flow.call(), "twilio", response));
    CHECK_FALSE(response.has_next);
    CHECK(response.next.empty());
    REQUIRE(response.verbs.size() == 1);
    CHECK(response.verbs[0].attributes.size() == 1);
    CHECK(response.verbs[0].children.size() == 1);
    flow.fire("e");
    REQUIRE(flow.machine().respond(flow.call(), "twilio", response));
    CHECK(response.verbs.empty());
    CHECK(response.final);
}
