#include "fixture.hpp"

namespace callflow::scenario {
namespace {

TEST_CASE("what is heard has an end, that of its words or the key that cuts it") {
    Played played;
    const Trace whole = played.run("steps: [{caller: stay_silent}]");
    const Trace cut = played.run("steps: [{wait: 500ms}, {caller: dial}, {wait: 600ms}, {caller: {press: \"3\"}}]");
    const auto heard = [](const Trace& trace) {
        for (const TraceStep& row : trace.steps)
            if (row.kind == "heard") return std::pair(row.at, row.moment.front().until);
        return std::pair<std::int64_t, std::int64_t>(-1, -1);
    };
    constexpr std::int64_t ms = 1'000'000;
    CHECK(heard(whole) == std::pair(0 * ms, 1'600 * ms)); // four words of 0.4 s
    CHECK(heard(cut).second - heard(cut).first == 600 * ms);
}

TEST_CASE("a dialled phone is told by its number") {
    Played played;
    const Trace trace = played.run("steps: [{caller: {press: \"1\"}}, {callee: answer}, {callee: hang_up}]");
    bool seen = false;
    for (const TraceStep& row : trace.steps) {
        if (row.kind != "began" || row.moment.front().party.empty()) continue;
        CHECK(row.moment.front().who == "callee");
        CHECK(row.moment.front().party == "+15550001");
        seen = true;
    }
    CHECK(seen);
}

TEST_CASE("addresses stand without the host that the pretend provider asks") {
    Played played;
    const Trace trace = played.run("steps: [{caller: {press: \"1\"}}, {callee: busy}]");
    for (const TraceStep& row : trace.steps)
        for (const TraceRequest& request : row.request) CHECK(request.url.starts_with("/shop"));
}

TEST_CASE("each fault is told in its own words, several at one moment too") {
    Played played;
    const Trace trace = played.run("faults: [{late: chose, by: 2s, times: 1}, {duplicate: dial}, {lost: status}]\n"
                                   "steps: [{caller: {press: \"1\"}}, {callee: busy}, {caller: hang_up}]");
    Texts faults;
    for (const TraceStep& row : trace.steps)
        if (row.kind == "fault") faults.push_back(row.moment.front().code);
    REQUIRE(faults.size() == 3);
    CHECK(faults[0] == "late by 2s");
    CHECK(faults[1] == "twice");
    CHECK(faults[2] == "lost");
}

} // namespace
} // namespace callflow::scenario
