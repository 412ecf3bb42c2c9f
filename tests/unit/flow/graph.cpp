#include "flow/graph.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

namespace callflow::flow {
namespace {

// Flows made by hand: states by number, `to` as targets.
struct Maker {
    Flow flow;

    explicit Maker(std::size_t states) {
        flow.intern_event("", "next");
        flow.bodies.emplace_back();
        flow.bodies[0].initial = 0;
        for (std::size_t i = 0; i < states; ++i) {
            State state;
            state.name = "s" + std::to_string(i);
            flow.states.push_back(std::move(state));
            flow.bodies[0].states.push_back(static_cast<StateId>(i));
        }
    }
    static Branch to(StateId target, bool guarded = false) {
        Branch branch;
        branch.target = target;
        if (guarded) {
            branch.conditions.emplace_back();
        }
        return branch;
    }
    static Branch same() {
        Branch branch;
        branch.kind = Branch::Kind::same;
        return branch;
    }
    Handler handler(std::string_view event, std::vector<Branch> branches) {
        Handler made;
        made.event = flow.intern_event("", event);
        made.branches = std::move(branches);
        return made;
    }
};

TEST_CASE("a state's own handler that always finds a candidate hides the flow's") {
    Maker maker(2);
    Flow& flow = maker.flow;
    flow.bodies[0].on.push_back(maker.handler("y", {Maker::to(1)}));
    flow.states[1].final = "done";
    flow.states[0].on.push_back(maker.handler("y", {Maker::same()}));
    CHECK_FALSE(reachable(flow)[1]);
    // With a guard the flow's may still have its turn.
    flow.states[0].on[0].branches[0].conditions.emplace_back();
    CHECK(reachable(flow)[1]);
}

TEST_CASE("a state lets through just those flow-wide handlers whose events it does not always take") {
    constexpr StateId wide = 13;
    Maker maker(wide + 2);
    Flow& flow = maker.flow;
    flow.states[wide + 1].final = "done";
    // Event e0 leads to state 1, e1 to state 2, and so on, in two handlers each, a block apart.
    for (int round = 0; round < 2; ++round)
        for (StateId id = 0; id < wide; ++id)
            flow.bodies[0].on.push_back(maker.handler("e" + std::to_string(id), {Maker::to(id + 1)}));
    for (std::uint32_t hidden = 0; hidden < 1U << wide; hidden += 37) {
        flow.states[0].on.clear();
        std::vector<bool> expected(flow.states.size());
        expected[0] = true;
        for (StateId id = 0; id < wide; ++id) {
            if ((hidden >> id & 1) != 0)
                flow.states[0].on.push_back(maker.handler("e" + std::to_string(id), {Maker::same()}));
            else
                expected[id + 1] = true;
        }
        // Only what state 0 lets through: the others let nothing through, as if they were final.
        for (StateId id = 1; id <= wide; ++id) flow.states[id].final = "end";
        INFO(hidden);
        CHECK(reachable(flow) == expected);
    }
    flow.states[0].on.clear();
    const FlowWide handlers(flow, wide + 2);
    std::vector<Node> open;
    handlers.append_open(flow.states[0], open);
    CHECK(open.size() == 1); // one arrow for all
}

TEST_CASE("branches of switches count, and unknown targets do not") {
    Maker maker(3);
    Flow& flow = maker.flow;
    Switch choice;
    choice.cases.push_back({"a", {Maker::to(1)}, {}});
    choice.otherwise.push_back(Maker::to(none));
    Branch branch;
    branch.kind = Branch::Kind::choose;
    branch.choose.push_back(choice);
    flow.states[0].on.push_back(maker.handler("x", {branch}));
    CHECK(reachable(flow) == std::vector<bool>{true, true, false});
}

TEST_CASE("who can be reached, and which moves are asked for") {
    Maker maker(4);
    Flow& flow = maker.flow;
    flow.states[0].on.push_back(maker.handler("x", {Maker::to(1)}));
    flow.states[1].next.push_back(Maker::to(2));
    flow.states[3].on.push_back(maker.handler("x", {Maker::same()}));
    CHECK(reachable(flow) == std::vector<bool>{true, true, true, false});
    const Arrows without_next = moves(flow, [](StateId, EventId event) { return event != next_event; });
    const Node start = 0;
    CHECK(reached_from(without_next, {&start, 1}) == std::vector<bool>{true, true, false, false});
    CHECK(reached_from(without_next.reversed(), {&start, 1}) == std::vector<bool>{true, false, false, false});
}

TEST_CASE("flows of 100,000 states are walked in linear time") {
    constexpr StateId states = 100'000;
    Maker maker(states);
    Flow& flow = maker.flow;
    for (StateId id = 0; id + 1 < states; ++id) {
        flow.states[id].next.push_back(Maker::to(id + 1));
        flow.states[id].on.push_back(maker.handler("y", {Maker::same()}));
    }
    flow.states[states - 1].final = "done";
    for (int i = 0; i < 100; ++i) {
        // Hidden in every state by its own handler: the costly case.
        flow.bodies[0].on.push_back(maker.handler("y", {Maker::to(states - 1)}));
    }
    const std::vector<bool> reached = reachable(flow);
    CHECK(std::count(reached.begin(), reached.end(), true) == states);
}

} // namespace
} // namespace callflow::flow
