#include "scenario/emulation.hpp"

#include "fixture.hpp"

namespace callflow::scenario {
namespace {

TEST_CASE("addresses get a host for the provider, and lose it for people") {
    CHECK(on_site("/a?b=1") == "https://app.example.com/a?b=1");
    CHECK(on_site("a") == "https://app.example.com/a");
    CHECK(on_site("http://other.example.com/a") == "http://other.example.com/a");
    CHECK(on_site("").empty());
    CHECK(off_site("https://app.example.com/a?b=1") == "/a?b=1");
    CHECK(off_site("https://app.example.com.evil.example/a") == "https://app.example.com.evil.example/a");
    CHECK(off_site("https://app.example.com") == "https://app.example.com");
}

TEST_CASE("a timer of the flow moves the live call at its time") {
    Played played;
    const Trace trace = played.run("steps: [{caller: {press: \"1\"}}, {callee: answer}, {wait: 59s}, {wait: 2s}]");
    CHECK(events(trace, "timer") == Texts{"60000 late"});
    CHECK(events(trace, "callback").back() == "60000 late");
    CHECK(trace.steps.back().state == "message");
}

TEST_CASE("a redirect makes the provider ask for the event's document") {
    Played played;
    const Trace trace = played.run("steps: [{caller: {press: \"1\"}}, {callee: answer}, {redirect: late}]");
    CHECK(events(trace, "redirect") == Texts{"0 late"});
    CHECK(events(trace, "callback").back() == "0 late");
}

TEST_CASE("the clock of the run and the provider's are one") {
    Played played;
    const Trace trace = played.run("steps: [{wait: 10s}, {caller: dial}, {wait: 1s}, {caller: hang_up}]");
    CHECK(trace.steps.back().at == 11'000'000'000);
    CHECK(events(trace, "callback").back() == "11000 customer.hangs_up");
}

TEST_CASE("a call that has been given a state goes on there, without a first request") {
    Played played;
    const Trace trace = played.run(
        "calls: {caller: {state: message}}\nsteps: [{caller: {leave_message: 2s}}, {caller: {press: \"#\"}}]");
    CHECK(events(trace, "callback").front() == "2000 recorded");
    CHECK(trace.steps.back().state == "done");
}

TEST_CASE("two runs of a scenario are the same") {
    Played played;
    const std::string body =
        "steps: [{caller: {press: \"1\"}}, {callee: {answer: true, after: 3s}}, {callee: hang_up}]";
    const Trace one = played.run(body);
    const Trace two = played.run(body);
    REQUIRE(one.steps.size() == two.steps.size());
    for (std::size_t i = 0; i < one.steps.size(); ++i) {
        CHECK(one.steps[i].at == two.steps[i].at);
        CHECK(one.steps[i].kind == two.steps[i].kind);
        CHECK(one.steps[i].event == two.steps[i].event);
    }
}

} // namespace
} // namespace callflow::scenario
