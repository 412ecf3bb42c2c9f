// Flows drawn by lot: whatever is made of them passes, is bounded, and covers what is not said to be uncovered.
#include "base/random.hpp"
#include "scenario/paths/made.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

namespace {

using callflow::base::Random;

// A flow of eight states, each of some kind, with guards on four vars and on what is brought.
class Drawn {
public:
    explicit Drawn(std::uint64_t seed) : random_(seed) {}

    std::string text() {
        std::string out = "\nvars: {n: 0, m: 3, flag: false, word: \"\", open: true}\n";
        if (random_.below(2) == 0) out += "on: {customer.hangs_up: s7}\nsignals: {hangup: customer.hangs_up}\n";
        out += "initial: s0\nstates:\n";
        for (int i = 0; i < 7; ++i) out += state(i);
        return out + "  s7: {response: [say: The end], final: over}\n";
    }

private:
    std::string target() { return fmt::format("s{}", random_.below(8)); }
    std::string guard() {
        const char* all[] = {"n > 2",
                             "n + m == 4",
                             "flag",
                             "!flag && open",
                             "word == \"abc\"",
                             "size(word) > 3",
                             "m != 3 || n < 1",
                             "open",
                             "attempt < 3",
                             "word.startsWith(\"a\")",
                             "now.getHours() >= 12"};
        return all[random_.below(std::size(all))];
    }
    std::string typed_guard() {
        const char* all[] = {"input.digits == \"12\"", "size(input.digits) == 3", "input.digits == word",
                             "input.digits.matches(\"^[1-3]+#$\")", "input.digits in [\"1\", \"2\"] && n < 2"};
        return random_.below(2) == 0 ? guard() : all[random_.below(std::size(all))];
    }
    std::string settings() {
        const char* all[] = {"n: n + 1", "m: m - 1", "flag: \"!flag\"", "word: \"'abc'\"", "word: input.digits"};
        return random_.below(3) == 0 ? "" : fmt::format(", set: {{{}}}", all[random_.below(std::size(all))]);
    }
    std::string candidates(bool typed) {
        std::string out = "[";
        for (std::uint64_t i = 0, count = random_.below(3); i < count; ++i)
            out += fmt::format("{{to: {}, if: '{}'{}}}, ", random_.below(4) == 0 ? "same" : target(),
                               typed ? typed_guard() : guard(), settings());
        return out + fmt::format("{{to: {}{}}}]", target(), settings());
    }
    std::string state(int number) {
        switch (random_.below(5)) {
        case 0: // onward, or it might go round for ever
            return fmt::format("  s{}: {{next: [{{to: s{}, if: '{}'}}, s7]}}\n", number,
                               static_cast<std::uint64_t>(number) + 1 +
                                   random_.below(7 - static_cast<std::uint64_t>(number)),
                               guard());
        case 1:
            return fmt::format(
                "  s{0}:\n    menu: {{prompt: [say: Choose], keys: {{1: {1}, 2: {{to: {2}, set: {{n: n + 1}}}}}}, "
                "tries: 2, else: {3}}}\n",
                number, target(), target(), target());
        case 2:
            return fmt::format(
                "  s{}:\n    request: {{url: \"https://example.com/{}\", save: a{}}}\n    on: {{success: [{{to: {}, if: "
                "a{}.good && a{}.count > 2}}, {}], failure: {}}}\n",
                number, number, number, target(), number, number, target(), target());
        default:
            return fmt::format(
                "  s{0}:\n    response: [{{say: You are open, if: open}}, gather: {{numDigits: 3, action: typed, prompt: [say: "
                "Type]}}]\n    on: {{typed: {1}, late: {2}}}\n    next: {3}\n    timers: {{late: 1m}}\n    after: [entered, {{run: "
                "refused, when: failure}}]\n",
                number, candidates(true), target(), candidates(false));
        }
    }
    Random random_;
};

} // namespace

TEST_CASE("whatever a flow is like, the set made of it passes", "[paths]") {
    for (std::uint64_t seed = 0; seed < 25; ++seed) {
        Drawn drawn(seed);
        const std::string text = drawn.text();
        INFO(text);
        paths_test::Options options;
        options.max_calls = 600;
        const paths_test::Made made(text, options);
        CHECK(made.set().calls <= 700);
        CHECK(made.set().left_out.empty());
    }
}
