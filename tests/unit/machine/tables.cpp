// Big flows: the tables give what small flows' give, and stay small.
#include "machine/play.hpp"

#include <catch2/catch.hpp>

using namespace machine_test;

TEST_CASE("a flow of many states and events answers as a small one does") {
    constexpr int count = 3000;
    std::string text = "\ninitial: s0\non: {customer.stop: over, help: s0}\nstates:\n";
    for (int index = 0; index < count; ++index) {
        const std::string name = "s" + std::to_string(index);
        const std::string next = "s" + std::to_string((index + 1) % count);
        text += "  " + name + ": {response: [say: x], on: {go: " + next + ", own_" + name +
                ": same, agent.go: s0, stop: same}}\n";
    }
    Played flow(text + "  over: {final: true}\n");
    const Machine& machine = flow.machine();
    const auto event = [&](const char* actor, const std::string& name) {
        return machine.flow().find_event(actor, name);
    };
    CHECK(machine.configurations() == count + 1);
    for (callflow::engine::Configuration at = 0; at < count; ++at) {
        REQUIRE(machine.candidates(at, event("", "go")).size() == 1);
        REQUIRE(machine.candidates(at, event("agent", "go")).size() == 2);
        REQUIRE(machine.candidates(at, event("agent", "go"))[0].branch->target == 0);
        REQUIRE(machine.candidates(at, event("", "help")).size() == 1);
        REQUIRE(machine.candidates(at, event("", "help"))[0].flow_wide);
        const auto stop = machine.candidates(at, event("customer", "stop"));
        REQUIRE(stop.size() == 2);
        REQUIRE_FALSE(stop[0].flow_wide);
        REQUIRE(stop[1].flow_wide);
        REQUIRE(machine.candidates(at, event("", "stop")).size() == 1);
        REQUIRE(machine.candidates(at, event("", "own_s7")).size() == (at == 7 ? 1U : 0U));
    }
    CHECK(machine.candidates(count, event("", "help")).empty());
    CHECK(machine.candidates(count + 1, event("", "help")).empty());
    CHECK(machine.candidates(0, callflow::flow::none).empty());
}
