#include "service/desk.hpp"

#include "service/served.hpp"

#include <catch2/catch.hpp>

using namespace callflow;
using service_test::Served;

namespace {

constexpr engine::Time second = 1'000'000'000;

// One call at a desk, request by request.
struct Caller {
    explicit Caller(const Served& of) : served(of) {}
    service::Turn ask(std::string target, std::string body, std::string method = "POST") {
        const auto taken = served.desk().read({.method = method, .target = target, .body = body});
        REQUIRE(taken);
        service::Turn turn;
        now += second;
        if (!known) open = served.desk().begin(*taken, now, 1, turn);
        while (turn.starting) served.desk().resume(open, {.status = 200}, now, turn);
        served.desk().take(open, *taken, target, now, std::exchange(known, true), turn);
        return turn;
    }
    const Served& served;
    service::OpenCall open;
    engine::Time now = 0;
    bool known = false;
};

const std::string menu = R"(callflow: 1
name: menu
initial: ask
signals: {hangup: caller.hangs_up, error: broken}
actors: {caller: {}}
vars: {broken_name: ""}
states:
  ask:
    response: [gather: {numDigits: 1, action: caller.pressed, prompt: [say: "Press."]}]
    on:
      caller.pressed: {to: told, if: 'input.digits != "9"', do: [notify]}
      broken: sorry
    next: ask
  told:
    response: [say: '{{ 10 / (size(inputs.ask.digits) - 2) }} {{ inputs.ask.digits }}', gather: {numDigits: 1, action: caller.pressed}]
    on: {caller.pressed: ask, broken: sorry}
    next: ask
  sorry: {response: [say: "Sorry.", hangup], final: failed}
)";

} // namespace

TEST_CASE("a call's requests are answered with the documents of its states") {
    const Served served(menu);
    Caller caller(served);
    const service::Turn first = caller.ask("/calls/flow", "CallSid=CA1&CallStatus=ringing");
    CHECK(first.status == 200);
    CHECK(first.began);
    CHECK(first.content_type == "text/xml");
    CHECK(first.body.find("<Say>Press.</Say>") != std::string::npos);
    const service::Turn pressed =
        caller.ask("/calls/flow?call_id=CA1&actor=caller&event=pressed", "CallSid=CA1&Digits=1");
    CHECK(pressed.state_before == "ask");
    CHECK(pressed.state == "told");
    CHECK(pressed.outcome == "moved");
    CHECK(pressed.body.find("-10 1") != std::string::npos);
    REQUIRE(pressed.effects.size() == 1);
    CHECK(pressed.effects.front().hook == "notify");
}

TEST_CASE("what nobody's guard takes is answered with the state's own document again") {
    const Served served(menu);
    Caller caller(served);
    (void)caller.ask("/calls/flow", "CallSid=CA1");
    const service::Turn refused =
        caller.ask("/calls/flow?call_id=CA1&actor=caller&event=pressed", "CallSid=CA1&Digits=9");
    CHECK(refused.outcome == "refused");
    CHECK(refused.status == 200);
    CHECK(refused.body.find("Press.") != std::string::npos);
}

TEST_CASE("a response that errs fires the signal error, and the step's effects do not stand") {
    const Served served(menu);
    Caller caller(served);
    (void)caller.ask("/calls/flow", "CallSid=CA1");
    // two digits make the template divide by zero
    const service::Turn turn =
        caller.ask("/calls/flow?call_id=CA1&actor=caller&event=pressed", "CallSid=CA1&Digits=12");
    CHECK(turn.status == 200);
    CHECK(turn.state == "sorry");
    CHECK(turn.body.find("Sorry.") != std::string::npos);
    CHECK(turn.effects.empty());
    CHECK(turn.error.find("division") != std::string::npos);
}

TEST_CASE("an event that no state handles is not found, and moves nothing") {
    const Served served(menu);
    Caller caller(served);
    (void)caller.ask("/calls/flow", "CallSid=CA1");
    const service::Turn turn = caller.ask("/calls/flow?call_id=CA1&event=nonsense", "CallSid=CA1");
    CHECK(turn.status == 404);
    CHECK(turn.state == "ask");
}

TEST_CASE("of a session whose last document names no address nothing more is heard") {
    const std::string session =
        R"({"session":{"id":"s1","callId":"c1","userType":"HUMAN","to":{"id":"1"},"from":{"id":"2"}}})";
    const std::string hello = "callflow: 1\nname: hello\ninitial: greeting\nstates:\n"
                              "  greeting: {response: [say: Hello, hangup], final: greeted}\n";
    const Served silent(hello);
    Caller caller(silent);
    CHECK(caller.ask("/calls/flow", session).last);
    CHECK(caller.open.over);
    const Served asking(menu);
    Caller asked(asking); // who is told of the hang-up still
    CHECK(!asked.ask("/calls/flow", session).last);
    CHECK(!asked.open.over);
    const Served of_twilio(hello);
    Caller rung(of_twilio); // whose status callback may still come
    CHECK(!rung.ask("/calls/flow", "CallSid=CA1&CallStatus=ringing").last);
    CHECK(!rung.open.over);
}

TEST_CASE("the end of a call wants no document") {
    const Served served(menu);
    Caller caller(served);
    (void)caller.ask("/calls/flow", "CallSid=CA1");
    const service::Turn turn = caller.ask("/calls/flow", "CallSid=CA1&CallStatus=completed&CallDuration=4");
    CHECK(turn.status == 204);
    CHECK(turn.body.empty());
    CHECK(caller.open.over);
}

TEST_CASE("a GET has its parameters in the address") {
    const Served served(menu);
    Caller caller(served);
    CHECK(caller.ask("/calls/flow?CallSid=CA1&CallStatus=ringing", "", "GET").status == 200);
    const service::Turn turn =
        caller.ask("/calls/flow?call_id=CA1&actor=caller&event=pressed&CallSid=CA1&Digits=1", "", "GET");
    CHECK(turn.state == "told");
}

TEST_CASE("what is no request of a provider is refused with a reason") {
    const Served served(menu);
    const auto refused = [&](std::string_view body, std::string_view target = "/calls/flow") {
        const auto taken = served.desk().read({.method = "POST", .target = target, .body = body});
        return !taken && !taken.error().message.empty();
    };
    CHECK(refused(""));
    CHECK(refused("{"));
    CHECK(refused("[1, 2]"));
    CHECK(refused("{\"other\": 1}"));
    CHECK(refused(std::string(2'000'000, 'x')));
    const Served only_tropo(menu);
    const service::Desk desk(only_tropo.machine(), {.providers = {"tropo"}, .set = {}});
    CHECK_FALSE(desk.read({.method = "POST", .target = "/calls/flow", .body = "CallSid=CA1"}));
}

TEST_CASE("a state that asks somebody makes the caller wait, and goes on with what came of it") {
    const Served served("callflow: 1\nname: f\ninitial: a\nvars: {who: ''}\nstates:\n"
                        "  a: {response: [say: hi], next: look}\n"
                        "  look: {request: {url: 'https://api.example.com/x', query: {n: '{{ call.from }}'}}, "
                        "on: {success: {to: told, set: {who: input.json.name}}, failure: a}}\n"
                        "  told: {response: [say: 'Hello {{ who }}'], next: a}\n");
    Caller caller(served);
    (void)caller.ask("/calls/flow", "CallSid=CA1&From=%2B1555");
    service::Turn turn = caller.ask("/calls/flow?call_id=CA1&event=next", "CallSid=CA1");
    REQUIRE(turn.waits);
    CHECK(turn.request.method == "GET");
    CHECK(turn.request.url == "https://api.example.com/x?n=%2B1555");
    const auto json = expr::Value::map({{expr::Value::string("name"), expr::Value::string("Ada")}});
    served.desk().resume(caller.open, {.status = 200, .json = json}, caller.now, turn);
    CHECK_FALSE(turn.waits);
    CHECK(turn.state == "told");
    CHECK(turn.body.find("Hello Ada") != std::string::npos);
}

namespace {

const std::string back = R"(callflow: 1
name: back
initial: idle
start: hello
states:
  idle:
    on: {hello: greeting, up: [{to: talking, if: 'input.answered_by != "machine_start"'}, over], ours: ringing}
  greeting: {response: [say: "Hello."], final: true}
  talking: {response: [say: "Here is {{ call.from }} for {{ call.to }}."], final: true}
  ringing: {response: {tropo: [call: {to: "{{ call.to }}"}, say: "By ourselves."], twilio: [say: "Rung."]}, final: true}
  over: {response: [hangup], final: true}
)";

std::string launched(const std::string& parameters) {
    return R"({"session": {"id": "s1", "userType": "NONE", "parameters": {"token": "t", "action": "create", )" +
           parameters + "}}}";
}

} // namespace

TEST_CASE("a launched session calls whom it is for, and the event it is for comes when they have picked up") {
    const Served served(back);
    Caller caller(served);
    const service::Turn first =
        caller.ask("/calls/flow",
                   launched(R"("event": "up", "to": "+15550001", "from": "+15550002", "machineDetection": "Enable")"));
    CHECK(first.event.empty());
    CHECK(first.state == "idle");
    CHECK(first.body.find(R"({"call": {"to": "+15550001", "from": "+15550002", "machineDetection": true)") !=
          std::string::npos);
    CHECK(first.body.find(R"("next": "/calls/flow?call_id=s1&event=up")") != std::string::npos);
    const service::Turn up = caller.ask(
        "/calls/flow?call_id=s1&event=up",
        R"({"result": {"sessionId": "s1", "state": "ANSWERED", "sequence": 1, "complete": true, "userType": "HUMAN"}})");
    CHECK(up.event == "up");
    CHECK(up.state == "talking");
    CHECK(up.body.find("Here is +15550002 for +15550001.") != std::string::npos);
}

TEST_CASE("a launched session without an event begins as any call when they have picked up") {
    const Served served(back);
    Caller caller(served);
    const service::Turn first = caller.ask("/calls/flow", launched(R"("to": "+15550001")"));
    CHECK(first.body.find(R"("next": "/calls/flow?call_id=s1&event=hello")") != std::string::npos);
    CHECK(first.state == "idle");
}

TEST_CASE("a launched session that has reached nobody is over") {
    const Served served("callflow: 1\nname: back\ninitial: idle\nstates:\n"
                        "  idle: {response: [say: Welcome, hangup], on: {up: talking, busy: given_up}}\n"
                        "  talking: {response: [say: Hello], final: true}\n"
                        "  given_up: {response: [say: They are busy.], final: true}\n");
    Caller caller(served);
    (void)caller.ask("/calls/flow", launched(R"("event": "up", "to": "+15550001")"));
    const service::Turn turn =
        caller.ask("/calls/flow?call_id=s1",
                   R"({"result": {"sessionId": "s1", "state": "FAILED", "sequence": 1, "complete": false,
            "actions": {"name": "call", "disposition": "BUSY", "connectedDuration": 0}}})");
    CHECK(turn.event == "busy");
    CHECK(turn.state == "given_up");
    CHECK(turn.body == "{\"tropo\": []}\n"); // there is nobody to say it to
}

TEST_CASE("a flow that calls them itself, and a launch that names nobody, are answered by the flow") {
    const Served served(back);
    Caller caller(served);
    const service::Turn ours = caller.ask("/calls/flow", launched(R"("event": "ours", "to": "+15550001")"));
    CHECK(ours.state == "ringing");
    CHECK(ours.body.find("By ourselves.") != std::string::npos);
    Caller other(served);
    const service::Turn nobody = other.ask("/calls/flow", launched(R"("event": "up")"));
    CHECK(nobody.state == "talking");
}
