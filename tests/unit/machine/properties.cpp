// What holds for any flow and any events: random ones, drawn from fixed seeds.
#include "machine/play.hpp"

#include <catch2/catch.hpp>
#include <random>

using namespace machine_test;

namespace {

// Draws flows of a handful of states in which everything may happen, errors and loops included.
class Draw {
public:
    explicit Draw(unsigned seed) : random_(seed) {}

    std::size_t below(std::size_t n) { return random_() % n; }
    bool chance(std::size_t percent) { return below(100) < percent; }

    std::string flow() {
        std::string text = "\nvars: {n: {type: int, default: 1, min: -3, max: 6}, s: \"\"}\n";
        if (chance(50)) text += "signals: {hangup: customer.e}\n";
        text += "on: " + on() + "\n" + callbacks("") + "states:\n";
        for (std::size_t index = 0; index < states; ++index) {
            text += "  " + state(index) + ":\n    on: " + on() + "\n" + callbacks("    ");
            if (chance(70)) text += "    response: [say: \"{{ n }}\"]\n";
            if (chance(60)) text += "    next: [" + transition(true) + ", " + state(below(states)) + "]\n";
            if (chance(40)) text += "    timers: {e: " + std::to_string(below(5) + 1) + "s, f: 2s}\n";
        }
        return text + "  done: {final: true}\n";
    }

    std::string event() {
        static constexpr const char* names[] = {"e",    "f",     "customer.e", "agent.f", "g",
                                                "next", "error", "hangs_up",   "agent.g"};
        return names[below(std::size(names))];
    }

private:
    static constexpr std::size_t states = 5;

    static std::string state(std::size_t index) { return std::string(1, static_cast<char>('a' + index)); }
    std::string guard() {
        static constexpr const char* guards[] = {"n > 1", "6 / n > 2", "attempt < 3", "s == input.digits",
                                                 "n % 2 == 0"};
        return guards[below(std::size(guards))];
    }
    std::string expression() {
        static constexpr const char* all[] = {"n + 1", "n - 1", "6 / n", "n * 2", "1"};
        return all[below(std::size(all))];
    }
    std::string transition(bool guarded) {
        std::string text = "{to: " + (chance(20) ? "same" : chance(5) ? "done" : state(below(states)));
        if (guarded) text += (chance(50) ? ", if: " : ", unless: ") + guard();
        if (chance(30)) text += ", set: {n: " + expression() + ", s: input.digits}";
        if (chance(30)) text += ", do: [hook, {log: \"{{ 6 / n }}\"}]";
        return text + "}";
    }
    std::string on() {
        std::string text;
        for (const char* event : {"e", "f", "customer.e", "agent.f", "g", "error"})
            if (chance(45))
                text += (text.empty() ? "" : ", ") + std::string(event) + ": [" + transition(true) + ", " +
                        transition(chance(50)) + "]";
        return "{" + text + "}";
    }
    std::string callbacks(const char* indent) {
        std::string text;
        if (chance(40)) text += std::string(indent) + "before: [x, {set: {n: " + expression() + "}, unique: true}]\n";
        if (chance(40))
            text += std::string(indent) + "after: [{run: y, when: always}, {log: \"{{ 4 / n }}\", when: failure}, z]\n";
        return text;
    }

    std::mt19937 random_;
};

} // namespace

TEST_CASE("the same events give the same call, step by step") {
    for (unsigned seed = 0; seed < 60; ++seed) {
        Draw draw(seed);
        const std::string text = draw.flow();
        Played one(text);
        Played two(text);
        for (int step = 0; step < 40; ++step) {
            const std::string event = draw.event();
            const Inputs input = {{"digits", Value::integer(step % 3)}};
            REQUIRE(one.fire(event, input) == two.fire(event, input));
            REQUIRE(one.effects() == two.effects());
            REQUIRE(one.path() == two.path());
            one.wait(step % 4);
            two.wait(step % 4);
            REQUIRE(everything(one.call()) == everything(two.call()));
        }
    }
}

TEST_CASE("steps that do not move change no more than they may") {
    std::size_t seen[6] = {};
    for (unsigned seed = 0; seed < 300; ++seed) {
        Draw draw(seed);
        Played flow(draw.flow());
        flow.start();
        for (int step = 0; step < 40; ++step) {
            const callflow::engine::Call before = flow.call();
            const std::string event = draw.event();
            INFO("seed " << seed << " step " << step << " event " << event);
            const Outcome outcome = flow.fire(event, {{"digits", Value::string("1")}});
            ++seen[static_cast<std::size_t>(outcome)];
            const bool moved = !flow.last().moves.empty();
            if (outcome == Outcome::failed && !flow.last().error_signal) {
                REQUIRE(flow.effects().empty());
                REQUIRE_FALSE(moved);
                callflow::engine::Call after = flow.call();
                if (after.hung_up && !before.hung_up) { // all that a failed hang-up leaves
                    after.hung_up = false;
                    after.ended = before.ended;
                    after.timers = before.timers;
                }
                REQUIRE(everything(after) == everything(before));
            }
            if (outcome == Outcome::unknown) REQUIRE(everything(flow.call()) == everything(before));
            REQUIRE(moved == (outcome == Outcome::moved || flow.last().error_signal));
            if (!moved) {
                REQUIRE(flow.call().configuration == before.configuration);
                REQUIRE(flow.call().attempt == before.attempt);
                REQUIRE(flow.call().outcome == before.outcome);
            }
            for (const auto& effect : flow.last().effects)
                REQUIRE((effect.group == callflow::engine::RecordedEffect::Group::failure) ==
                        (outcome == Outcome::refused));
            if (flow.call().ended) REQUIRE(flow.call().timers.empty());
        }
    }
    for (const Outcome outcome : {Outcome::moved, Outcome::refused, Outcome::ignored, Outcome::ended, Outcome::failed})
        CHECK(seen[static_cast<std::size_t>(outcome)] > 20);
}

TEST_CASE("copying a call copies all of it") {
    for (unsigned seed = 0; seed < 40; ++seed) {
        Draw draw(seed);
        Played flow(draw.flow());
        flow.start();
        for (int step = 0; step < 20; ++step) {
            const callflow::engine::Call saved = flow.call();
            const std::string event = draw.event();
            flow.fire(event);
            const std::string after = everything(flow.call());
            flow.call() = saved;
            flow.fire(event);
            REQUIRE(everything(flow.call()) == after);
        }
    }
}
