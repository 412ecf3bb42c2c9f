// The worked count of the call_center gem: which callbacks run, how often, in which order.
#include "machine/play.hpp"

#include <catch2/catch.hpp>
#include <map>

using namespace machine_test;

TEST_CASE("callbacks run in the gem's order and as often as in the gem") {
    Played flow(R"(
states:
  a: {on: {customer.end: ended}, response: [say: x]}
  ended:
    on: {customer.end: same}
    after:
      - {run: after_always, when: always}
      - after_success
      - {run: after_failure, when: failure}
      - {run: after_always_uniq, when: always, unique: true}
      - {run: after_success_uniq, unique: true}
      - {run: after_failure_uniq, when: failure, unique: true}
    before:
      - before_always
      - {run: before_always_uniq, unique: true}
  elsewhere: {on: {customer.hangs_up: same}}
)");
    std::map<std::string, int> count;
    const auto fire = [&](const char* event) {
        const Outcome outcome = flow.fire(event);
        for (const std::string& effect : flow.effects()) ++count[effect];
        return outcome;
    };
    using Effects = std::vector<std::string>;
    CHECK(fire("customer.end") == Outcome::moved);
    CHECK(flow.state() == "ended");
    CHECK(flow.effects() == Effects{"before_always", "before_always_uniq", "after_always", "after_success",
                                    "after_always_uniq", "after_success_uniq"});
    CHECK(fire("customer.end") == Outcome::moved);
    CHECK(flow.effects() == Effects{"before_always", "after_always", "after_success"});
    CHECK(fire("customer.end") == Outcome::moved);
    CHECK(flow.effects() == Effects{"before_always", "after_always", "after_success"});
    CHECK(fire("customer.hangs_up") == Outcome::refused);
    CHECK(flow.effects() == Effects{"after_always", "after_failure"});
    CHECK(flow.state() == "ended");
    CHECK(count == std::map<std::string, int>{{"before_always", 3},
                                              {"before_always_uniq", 1},
                                              {"after_always", 4},
                                              {"after_success", 3},
                                              {"after_failure", 1},
                                              {"after_always_uniq", 1},
                                              {"after_success_uniq", 1}});
}
