// Timers run on the clock of the run.
#include "machine/play.hpp"

#include <catch2/catch.hpp>

using namespace machine_test;

namespace {

constexpr std::int64_t second = 1'000'000'000;

constexpr std::string_view waiting = R"(
states:
  a:
    response: [say: x]
    timers: {late: 10s, soon: 4s, also: 4s}
    on: {late: done, soon: {to: same, do: [soon]}, also: {to: same, do: [also]}, again: same, anew: a, go: done}
  done: {final: true}
)";

} // namespace

TEST_CASE("timers start on entering and fire in due order, equal ones as declared") {
    Played flow(waiting);
    flow.start();
    callflow::engine::Time due = 0;
    REQUIRE(flow.machine().next_timer(flow.call(), due));
    CHECK(due == 4 * second);
    CHECK(flow.wait(3).empty());
    const auto fired = flow.wait(1);
    REQUIRE(fired.size() == 2);
    CHECK(Played::effects(fired[0]) == Texts{"soon"});
    CHECK(Played::effects(fired[1]) == Texts{"also"});
    CHECK(fired[0].at == 4 * second);
    CHECK(flow.call().attempt == 3);
    const auto rest = flow.wait(100);
    REQUIRE(rest.size() == 1);
    CHECK(rest[0].at == 10 * second);
    CHECK(flow.state() == "done");
    CHECK(flow.call().now == 104 * second);
    CHECK_FALSE(flow.machine().next_timer(flow.call(), due));
}

TEST_CASE("same leaves timers running, naming the state itself restarts them") {
    Played flow(waiting);
    flow.start();
    flow.wait(3);
    flow.fire("again");
    CHECK(flow.call().timers.front().due == 4 * second);
    flow.fire("anew");
    CHECK(flow.call().timers.front().due == 7 * second);
}

TEST_CASE("timers stop on leaving") {
    Played flow(waiting);
    flow.fire("go");
    CHECK(flow.call().timers.empty());
    CHECK(flow.wait(100).empty());
}

TEST_CASE("a timer that nobody takes is refused once") {
    Played flow(R"(
vars: {no: false}
states: {a: {response: [say: x], timers: {t: 1s}, on: {t: {to: same, if: no}}}}
)");
    const auto fired = flow.wait(10);
    REQUIRE(fired.size() == 1);
    CHECK(fired[0].outcome == Outcome::refused);
}

TEST_CASE("timers of the states entered on the way fire as well, at their time") {
    Played flow(R"(
vars: {at: ""}
states:
  a: {response: [say: x], timers: {t: 1s}, on: {t: {to: b, set: {at: string(now)}}}}
  b: {response: [say: x], timers: {t: 2s}, on: {t: {to: a, set: {at: 'at + " " + string(now)'}}}}
)");
    CHECK(flow.wait(5).size() == 3);
    CHECK(flow.state() == "b");
    flow.wait(0);
    CHECK(flow.wait(1).size() == 1);
    CHECK(flow.var("at") == "1970-01-01T00:00:04Z 1970-01-01T00:00:06Z");
}

TEST_CASE("a hung-up call has no timers") {
    Played flow(waiting);
    flow.fire("hangs_up");
    CHECK(flow.wait(100).empty());
}

TEST_CASE("a timer that restarts itself for ever ends at a bound") {
    Limits limits;
    limits.timers = 50;
    Played flow(R"(
states: {a: {response: [say: x], timers: {t: 1ms}, on: {t: a}}}
)",
                limits);
    const auto fired = flow.wait(1000);
    REQUIRE(fired.size() == 51);
    CHECK(fired.back().outcome == Outcome::failed);
    CHECK(fired.back().error.where.valid());
    CHECK(flow.call().now == 1000 * second);
}
