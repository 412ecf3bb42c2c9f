// What holds for any flow with sub-flows and machines beside it: random ones, drawn from fixed seeds.
#include "machine/play.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

using namespace machine_test;

namespace {

// Flows of three bodies inside each other, and a machine that may run the innermost one's twin.
class Draw {
public:
    explicit Draw(unsigned seed) : random_(seed) {}

    std::size_t below(std::size_t n) { return random_() % n; }
    bool chance(std::size_t percent) { return below(100) < percent; }

    std::string flow() {
        std::string text = "\ninitial: a0\nvars: {n: {type: int, default: 1, min: -3, max: 6}}\n";
        text += "on: " + on("a", events) + "\nstates:\n" + states("a", "s", "  ");
        text += "flows:\n" + body("s", "p", "t", events) + body("t", "x", "", events) + body("u", "x", "", own);
        return text + "machines:\n" + body("m", "k", "u", own);
    }
    std::string event() {
        if (chance(20)) return own[below(own.size())];
        return chance(15) ? "next" : chance(5) ? "hangs_up" : events[below(events.size())];
    }

private:
    using Names = std::vector<std::string>;

    std::string body(const char* name, const char* prefix, const char* inner, const Names& takes) {
        return "  " + std::string(name) + ":\n    initial: " + prefix + "0\n    on: " + on(prefix, takes) +
               "\n    before: [b_" + name + "]\n    states:\n" + states(prefix, inner, "      ", takes);
    }
    std::string states(const char* prefix, const std::string& inner, const std::string& indent) {
        return states(prefix, inner, indent, events);
    }
    std::string states(const char* prefix, const std::string& inner, const std::string& indent, const Names& takes) {
        std::string text;
        for (int index = 0; index < 3; ++index) {
            text += indent + prefix + std::to_string(index) + ": {";
            const bool enters = !inner.empty() && chance(50);
            if (enters)
                text += "flow: " + inner + ", ";
            else if (chance(75))
                text += "response: [say: \"{{ n }}\"], ";
            if (chance(60)) text += "next: [" + transition(prefix) + ", " + target(prefix) + "], ";
            if (chance(40)) text += "timers: {" + takes.front() + ": " + std::to_string(below(4) + 1) + "s}, ";
            text += "after: [{run: after_" + std::string(prefix) +
                    ", when: always}], on: " + on(prefix, takes, enters ? Names{"good", "bad"} : Names{}) + "}\n";
        }
        return text + indent + prefix + "3: {final: good}\n" + indent + prefix + "4: {final: bad}\n";
    }
    std::string target(const char* prefix) { return prefix + std::to_string(below(chance(80) ? 3 : 5)); }
    std::string transition(const char* prefix) {
        static constexpr const char* guards[] = {"n > 1", "6 / n > 2", "attempt < 3", "n % 2 == 0"};
        static constexpr const char* sets[] = {"n + 1", "n - 1", "6 / n"};
        std::string text = "{to: " + (chance(25) ? "same" : target(prefix)) + ", if: " + guards[below(4)];
        if (chance(40)) text += ", set: {n: " + std::string(sets[below(3)]) + "}";
        return text + "}";
    }
    std::string on(const char* prefix, const Names& takes, const Names& outcomes = {}) {
        std::string text;
        for (const Names& names : {takes, outcomes})
            for (const std::string& event : names)
                if (chance(45))
                    text += (text.empty() ? "" : ", ") + event + ": [" + transition(prefix) +
                            (chance(60) ? ", " + target(prefix) : "") + "]";
        return "{" + text + "}";
    }

    std::mt19937 random_;
    const Names events = {"e", "f", "g", "error"};
    const Names own = {"i", "j"};
};

} // namespace

TEST_CASE("stacks hold together, failed steps change nothing, and calls stand only where an event can lead") {
    std::size_t moved = 0;
    std::size_t deep = 0;
    std::size_t beside = 0;
    std::size_t failed = 0;
    std::size_t outward = 0;
    for (unsigned seed = 0; seed < 400; ++seed) {
        Draw draw(seed);
        const std::string text = draw.flow();
        Played flow(text);
        flow.start();
        const Machine& machine = flow.machine();
        for (int step = 0; step < 30; ++step) {
            const Call before = flow.call();
            const std::string event = draw.event();
            INFO("seed " << seed << " step " << step << " event " << event << text);
            const Outcome outcome = flow.fire(event);
            const StepResult& result = flow.last();
            const Call was = machine.seen_by(before, result.machine);
            const Call is = machine.seen_by(flow.call(), result.machine);
            const auto depth = machine.path(is.configuration);
            REQUIRE(static_cast<std::size_t>(std::count(depth.begin(), depth.end(), '/')) == is.outer_attempts.size());
            for (const auto& timer : is.timers) REQUIRE(timer.depth <= is.outer_attempts.size());
            REQUIRE(std::is_sorted(is.timers.begin(), is.timers.end(),
                                   [](const auto& a, const auto& b) { return a.due < b.due; }));
            if (outcome == Outcome::failed && !result.error_signal) {
                ++failed;
                REQUIRE(is.configuration == was.configuration);
                REQUIRE(is.outer_attempts == was.outer_attempts);
                REQUIRE(result.moves.empty());
                if (!flow.call().hung_up) REQUIRE(everything(is) == everything(was));
            }
            // Moves that a refusal stands behind are those to the end of a sub-flow.
            if (outcome == Outcome::refused && result.moves.empty()) REQUIRE(is.configuration == was.configuration);
            if (outcome == Outcome::moved) {
                std::vector<callflow::engine::Configuration> all;
                machine.arrivals(was.configuration, machine.request(event).event, all);
                // It may also have stopped where nobody took an outcome or no guard of a `next:` held.
                const auto& state = machine.flow().states[machine.state_of(is.configuration)];
                const bool waits = state.response.present && !state.final;
                INFO(machine.path(was.configuration) << " -> " << depth);
                if (waits) REQUIRE(std::find(all.begin(), all.end(), is.configuration) != all.end());
                ++moved;
                deep += static_cast<std::size_t>(!is.outer_attempts.empty());
                beside += result.machine;
                const bool inside_stayed = is.configuration == was.configuration && is.attempt == was.attempt;
                outward += static_cast<std::size_t>(inside_stayed && !is.outer_attempts.empty());
            }
            if (flow.call().ended) {
                REQUIRE(flow.call().timers.empty());
                for (const auto& one : flow.call().beside) REQUIRE(one.timers.empty());
            }
            if (draw.chance(30)) flow.wait(1);
            const callflow::engine::Call saved = flow.call();
            flow.fire(event);
            const std::string after = everything(flow.call());
            flow.call() = saved;
            flow.fire(event);
            REQUIRE(everything(flow.call()) == after);
        }
    }
    CHECK(moved > 1000);
    CHECK(deep > 300);
    CHECK(beside > 100);
    CHECK(failed > 20);
    CHECK(outward > 20);
}
