#include "flow/graph.hpp"

#include <catch2/catch.hpp>
#include <chrono>

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

TEST_CASE("edges come in order of state and declaration") {
    Maker maker(3);
    Flow& flow = maker.flow;
    flow.states[0].on.push_back(maker.handler("x", {Maker::to(1, true), Maker::same()}));
    flow.states[0].next.push_back(Maker::to(2));
    flow.states[2].final = "done";
    flow.bodies[0].on.push_back(maker.handler("y", {Maker::to(2)}));

    const std::vector<Edge> all = edges(flow);
    REQUIRE(all.size() == 5);
    CHECK((all[0].from == 0 && all[0].to == 1 && all[0].kind == EdgeKind::event));
    CHECK((all[1].from == 0 && all[1].to == 0 && all[1].same));
    CHECK((all[2].to == 2 && all[2].kind == EdgeKind::next && all[2].event == next_event));
    CHECK((all[3].from == 0 && all[3].to == 2 && all[3].kind == EdgeKind::flow_wide));
    CHECK((all[4].from == 1 && all[4].kind == EdgeKind::flow_wide));
}

TEST_CASE("a state's own handler that always finds a candidate hides the flow's") {
    Maker maker(2);
    Flow& flow = maker.flow;
    flow.bodies[0].on.push_back(maker.handler("y", {Maker::to(1)}));
    flow.states[1].final = "done";
    flow.states[0].on.push_back(maker.handler("y", {Maker::same()}));
    CHECK(edges(flow).size() == 1);
    CHECK_FALSE(reachable(flow)[1]);
    CHECK_FALSE(can_finish(flow)[0]);
    // With a guard the flow's may still have its turn.
    flow.states[0].on[0].branches[0].conditions.emplace_back();
    CHECK(edges(flow).size() == 2);
    CHECK(reachable(flow)[1]);
    CHECK(can_finish(flow)[0]);
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
    REQUIRE(edges(flow).size() == 1);
    CHECK(reachable(flow) == std::vector<bool>{true, true, false});
}

TEST_CASE("who can be reached and who can finish") {
    Maker maker(5);
    Flow& flow = maker.flow;
    flow.states[0].on.push_back(maker.handler("x", {Maker::to(1)}));
    flow.states[1].next.push_back(Maker::to(2));
    flow.states[1].on.push_back(maker.handler("trap", {Maker::to(3)}));
    flow.states[2].final = "done";
    flow.states[3].on.push_back(maker.handler("x", {Maker::same()}));
    CHECK(reachable(flow) == std::vector<bool>{true, true, true, true, false});
    CHECK(can_finish(flow) == std::vector<bool>{true, true, true, false, false});
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
    const std::vector<bool> finishing = can_finish(flow);
    CHECK(std::count(reached.begin(), reached.end(), true) == states);
    CHECK(std::count(finishing.begin(), finishing.end(), true) == states);
}

} // namespace
} // namespace callflow::flow
