#include "fixture.hpp"

namespace callflow::scenario {
namespace {

TEST_CASE("keys wait until the call takes them, and with a time of their own they do not") {
    Played played;
    CHECK(events(played.run("steps: [{caller: {press: \"3\"}}]"), "callback") == Texts{"0 chose"});
    CHECK(events(played.run("steps: [{caller: {press: \"3\", after: 2s}}]"), "callback") == Texts{"2000 chose"});
}

TEST_CASE("listening ends when a phone rings, and when the call is over") {
    Played played;
    const Trace rings = played.run("steps: [{caller: {press: \"1\"}}, {caller: listen}]");
    CHECK(rings.steps.back().state == "talk");
    const Trace over = played.run("steps: [{caller: hang_up}, {caller: listen}]");
    CHECK(over.steps.back().state == "gone");
}

TEST_CASE("a callee is whoever was rung last, and is told apart by the number") {
    Played played;
    const Trace trace =
        played.run("steps: [{caller: {press: \"1\"}}, {callee: {answer: true, after: 3s, to: \"+15550001\"}}]");
    CHECK(told(trace, "bridged").size() == 2);
    CHECK(played.passed);
    played.run("steps: [{caller: {press: \"1\"}}, {callee: {answer: true, to: \"+15559999\"}}]");
    CHECK(!played.passed);
    CHECK(played.messages().back().find("nobody is rung at +15559999") != std::string::npos);
}

TEST_CASE("nobody can answer where nobody is rung, nor dial twice") {
    Played played;
    played.run("steps: [{caller: hang_up}, {callee: answer}]");
    CHECK(!played.passed);
    CHECK(played.messages().back().find("nobody is rung") != std::string::npos);
    played.run("steps: [{caller: dial}, {caller: dial}]");
    CHECK(played.messages().back().find("the call has begun already") != std::string::npos);
}

TEST_CASE("an actor whose signal is the hang-up is the caller") {
    Played played;
    CHECK(played.run("steps: [{customer: {press: \"3\"}}]").steps.back().state == "message");
}

TEST_CASE("who speaks does nothing else meanwhile") {
    Played played;
    const Trace trace =
        played.run("steps: [{caller: {press: \"3\"}}, {caller: {leave_message: 4s}}, {caller: hang_up}]");
    const Texts did = told(trace, "did");
    CHECK(did.back() == "caller hang_up");
    CHECK(trace.steps.back().at == 4'000'000'000);
}

} // namespace
} // namespace callflow::scenario
