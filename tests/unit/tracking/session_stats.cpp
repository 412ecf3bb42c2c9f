#include "tracking/session_stats.hpp"

#include <catch2/catch.hpp>

using namespace callflow::tracking;

namespace {

constexpr Time second = 1'000'000'000;

Session session(Time seconds, std::string state, std::string outcome) {
    Session out;
    out.began = 100 * second;
    out.ended = seconds < 0 ? 0 : out.began + seconds * second;
    out.left_in = std::move(state);
    out.ended_by = outcome.empty() ? "caller" : "flow";
    out.outcome = std::move(outcome);
    return out;
}

} // namespace

TEST_CASE("lengths, ends and keys are counted") {
    SessionCounter counter;
    for (const Time seconds : {1, 2, 3, 4, 5, 6, 7, 8, 9, 100})
        counter.add(session(seconds, "menu", seconds < 6 ? "done" : ""));
    counter.add(session(-1, "menu", ""));
    for (const char* const digits : {"1", "1", "2", ""}) {
        Step step;
        step.state_before = "menu";
        step.digits = digits;
        counter.add(step);
    }
    const SessionStats stats = counter.stats();
    CHECK(stats.sessions == 11);
    CHECK(stats.open == 1);
    CHECK(stats.steps == 4);
    CHECK(stats.lengths.count == 10);
    CHECK(stats.lengths.mean == Approx(14.5));
    CHECK(stats.lengths.median == Approx(5));
    CHECK(stats.lengths.p90 == Approx(9));
    CHECK(stats.lengths.longest == Approx(100));
    CHECK(stats.outcomes.at("done") == 5);
    CHECK(stats.outcomes.at("") == 5);
    CHECK(stats.hung_up_in.at("menu") == 5);
    CHECK(stats.pressed_in.at({"menu", "1"}) == 2);
    CHECK(stats.pressed_in.at({"menu", "2"}) == 1);
    CHECK(stats.pressed_in.size() == 2);
}

TEST_CASE("without sessions there are no lengths") {
    const SessionStats stats = SessionCounter().stats();
    CHECK(stats.sessions == 0);
    CHECK(stats.lengths.count == 0);
}
