#include "fixture.hpp"

namespace callflow::scenario {
namespace {

// Nobody handles the hang-up, under the name that people expect.
constexpr std::string_view deaf = R"(callflow: 1
initial: menu
url: "/shop?event={{ event }}&actor={{ actor }}"
actors: {customer: {}}
states:
  menu:
    response: [gather: {numDigits: 1, action: chose, prompt: [say: Press 1]}]
    on: {chose: done, customer.hangs_up: done}
    next: done
  done: {response: [say: Goodbye, hangup], final: true}
)";

TEST_CASE("somebody hangs up at every moment in turn, and a flow that hears of it leaves nobody behind") {
    Played played;
    played.options.hang_up_everywhere = true;
    const Trace trace =
        played.run("steps: [{caller: {press: \"1\"}}, {callee: answer}, {wait: 3s}, {callee: hang_up}]");
    REQUIRE(trace.hang_ups.size() == 1);
    CHECK(trace.hang_ups.front().moments >= 5);
    CHECK(trace.hang_ups.front().stuck == 0);
    CHECK(played.passed);
}

TEST_CASE("a call that is over in a state that is not final is a finding, which knows what was meant") {
    Played played(deaf);
    played.options.hang_up_everywhere = true;
    const Trace trace = played.run("steps: [{caller: stay_silent}]");
    CHECK(trace.hang_ups.front().stuck > 0);
    CHECK(!played.passed);
    REQUIRE(!played.found.items().empty());
    const base::Diagnostic& finding = played.found.items().back();
    CHECK(finding.message.find("the call stays in state 'menu', which is not final") != std::string::npos);
    CHECK(finding.help.find("`signals: {hangup: customer.hangs_up}`") != std::string::npos);
}

TEST_CASE("what chaos does is drawn with the seed") {
    Played played;
    played.options.chaos = true;
    played.options.check = false;
    const auto faults = [&](std::uint64_t seed) {
        played.options.seed = seed;
        Texts all;
        for (const TraceStep& row :
             played.run("steps: [{caller: {press: \"1\"}}, {callee: answer}, {callee: hang_up}]").steps)
            if (row.kind == "fault") all.push_back(row.moment.front().text + row.moment.front().code);
        return all;
    };
    bool differ = false;
    for (std::uint64_t seed = 0; seed < 8; ++seed) {
        CHECK(faults(seed) == faults(seed));
        differ = differ || faults(seed) != faults(seed + 1);
    }
    CHECK(differ);
}

TEST_CASE("callbacks that change places come two by two, and the last one alone") {
    constexpr std::string_view flow = R"(callflow: 1
initial: a
url: "/a?event={{ event }}"
states:
  a:
    response:
      - dial:
          action: talked
          number: {number: "+15550001", statusCallback: told, statusCallbackEvent: initiated ringing answered}
    on: {talked: b, told: same}
  b: {final: true, on: {told: same}}
)";
    Played played(flow);
    const Trace trace =
        played.run("faults: [{reordered: told}]\nsteps: [{caller: listen}, {wait: 5s}, {callee: answer}, {wait: 30s}]");
    Texts statuses;
    for (const TraceStep& row : trace.steps)
        for (const auto& [name, value] : row.input)
            if (row.event == "told" && name == "call_status")
                statuses.push_back(std::to_string(row.at / 1'000'000) + " " + value.to_text());
    CHECK(statuses == Texts{"0 ringing", "0 initiated", "20000 in-progress"});
}

} // namespace
} // namespace callflow::scenario
