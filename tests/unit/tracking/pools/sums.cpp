// Erlang's formula, published tables, and what simulations of pools were found to say.
#include "tracking/pools/erlang.hpp"
#include "tracking/pools/files.hpp"
#include "tracking/pools/sweep.hpp"

#include <catch2/catch.hpp>

using namespace callflow::tracking;

namespace {

// (a^n / n!) / sum of a^k / k!, term by term.
double by_definition(std::uint32_t numbers, double load) {
    long double term = 1, sum = 1;
    for (std::uint32_t k = 1; k <= numbers; ++k) sum += term *= static_cast<long double>(load) / k;
    return static_cast<double>(term / sum);
}

// Two thousand visits a day for sixty days by a day's curve, of five minutes; 3 % call, 30 % of these late, by a median of six hours.
PoolFile measured() {
    PoolFile file = pool_file(unlimited);
    file.synthetic.days = 60;
    file.synthetic.visits_per_day = 2000;
    return file;
}

PoolOutcome run(const PoolFile& file, std::vector<FixedPool> fixed = {}) {
    auto out =
        simulate_pools(file, {.seed = 1, .log = nullptr, .fixed = std::move(fixed), .every = -1, .progress = nullptr});
    if (!out) throw std::runtime_error(out.error().message);
    return std::move(*out);
}

} // namespace

TEST_CASE("Erlang B is that of its definition and of published tables") {
    for (const std::uint32_t numbers : {1u, 2u, 5u, 10u, 50u, 150u})
        for (const double load : {0.1, 1.0, 5.0, 12.0, 60.0, 140.0})
            CHECK(erlang_b(numbers, load) == Approx(by_definition(numbers, load)).epsilon(1e-10));
    CHECK(erlang_b(10, 5) == Approx(0.0184).margin(0.00005));
    CHECK(erlang_b(20, 12) == Approx(0.0098).margin(0.00005));
    CHECK(erlang_b(1, 1) == Approx(0.5));
    CHECK(erlang_b(5, 3) == Approx(0.1101).margin(0.00005));
    CHECK(erlang_b(10, 10) == Approx(0.2146).margin(0.00005));
    CHECK(erlang_b(0, 3) == 1);
    CHECK(erlang_b(3, 0) == 0);
    CHECK(erlang_b(1'000'000, 5) == 0);
}

TEST_CASE("numbers for a blocked share are those of the table") {
    struct Row {
        double load;
        std::uint32_t five, one, tenth;
    };
    for (const Row& row :
         {Row{10, 15, 18, 21}, {25, 31, 36, 41}, {50, 56, 64, 71}, {100, 105, 117, 128}, {200, 202, 221, 238}}) {
        CHECK(erlang_numbers(row.load, 0.05) == row.five);
        CHECK(erlang_numbers(row.load, 0.01) == row.one);
        CHECK(erlang_numbers(row.load, 0.001) == row.tenth);
    }
    CHECK(erlang_numbers(0, 0.01) == 1);
}

TEST_CASE("a simulation under Erlang's assumptions blocks what Erlang says") {
    PoolFile file = measured();
    file.synthetic.streams = {{0, 1, *curve_named("flat")}};
    file.synthetic.visits_per_day = 1440; // one a minute, busy for 25 minutes: a load of 25
    file.synthetic.days = 100;
    for (const std::uint32_t numbers : {20u, 25u, 31u, 36u}) {
        const PoolOutcome outcome = run(file, {{0, 0, numbers}});
        const double expected = erlang_b(numbers, 25);
        CHECK(outcome.blocked_share() == Approx(expected).margin(0.1 * expected + 0.001));
        // the report's own figure, which follows each hour's load, is the same within the noise of hours
        CHECK(outcome.pools[0].expected_blocked / static_cast<double>(outcome.visits) == Approx(expected).margin(0.03));
    }
}

TEST_CASE("numbers at the peak, reuse gaps and wrong visits are those that were measured") {
    struct Row {
        Millis keep_alive;
        double peak, oldest_gap, newest_gap, oldest_wrong, newest_wrong;
    };
    for (const Row& row :
         {Row{20, 92, 0.63, 0.34, 28.1, 29.2}, {60, 208, 1.51, 1.01, 23.8, 26.0}, {240, 688, 5.63, 4.02, 12.7, 15.0}}) {
        PoolFile file = measured();
        file.rules.keep_alive = row.keep_alive * one_minute;
        file.rules.policy = Policy::oldest;
        const PoolOutcome oldest = run(file);
        file.rules.policy = Policy::newest;
        const PoolOutcome newest = run(file);
        const auto hours = [](const PoolOutcome& of) {
            return static_cast<double>(of.inside.quantile(0.5)) / static_cast<double>(one_hour);
        };
        CHECK(oldest.peak_busy() == Approx(row.peak).epsilon(0.05));
        CHECK(newest.peak_busy() == oldest.peak_busy()); // the same visits
        CHECK(hours(oldest) == Approx(row.oldest_gap).epsilon(0.06));
        CHECK(hours(newest) == Approx(row.newest_gap).epsilon(0.06));
        CHECK(oldest.wrong_share() * 100 == Approx(row.oldest_wrong).margin(1.5));
        CHECK(newest.wrong_share() * 100 == Approx(row.newest_wrong).margin(1.5));
        // P(correct) is right about itself
        CHECK(oldest.likely_sum / static_cast<double>(oldest.likely_calls) ==
              Approx(1 - oldest.wrong_share()).margin(0.025));
        CHECK(oldest.released() == 0); // it keeps every number warm
    }
}

TEST_CASE("a long hold costs hardly any numbers and saves the stock, as was measured") {
    struct Row {
        double hold;
        std::uint64_t touched, released;
        double nobody;
    };
    for (const Row& row : {Row{0.1, 4365, 4328, 10.3},
                           {0.5, 2366, 2287, 3.0},
                           {1, 308, 229, 0.16},
                           {3, 136, 56, 0.0},
                           {14, 94, 11, 0.0}}) {
        PoolFile file = measured();
        file.rules.policy = Policy::newest;
        file.rules.hold = static_cast<Millis>(row.hold * static_cast<double>(one_day));
        const PoolOutcome outcome = run(file);
        const auto noise = [](std::uint64_t number) { return 0.03 * static_cast<double>(number) + 25; };
        CHECK(static_cast<double>(outcome.touched()) == Approx(row.touched).margin(noise(row.touched)));
        CHECK(static_cast<double>(outcome.released()) == Approx(row.released).margin(noise(row.released)));
        CHECK(outcome.share(CallEnd::nobody) * 100 == Approx(row.nobody).margin(1.2));
        CHECK(outcome.peak_busy() == Approx(92).epsilon(0.05)); // in all cases
    }
}

TEST_CASE("the rules of thumb are what they say") {
    PoolDemand demand;
    demand.visits_per_hour = 200;
    demand.visits_per_day = 2000;
    demand.visit_minutes = 3;
    const auto sizes = pool_sizes(demand, {0.01});
    REQUIRE(sizes.size() == 5);
    CHECK(sizes[0].numbers == erlang_numbers(200.0 * 23 / 60, 0.01));
    CHECK(sizes[0].blocked <= 0.01);
    CHECK(sizes[1].rule == "offered-load");
    CHECK(sizes[1].numbers == 10); // 200 visits of three minutes
    CHECK(sizes[4].rule == "day-20");
    CHECK(sizes[4].numbers == 100);
    demand.sources = 4;
    CHECK(pool_sizes(demand, {0.01})[4].numbers == 100);
}

TEST_CASE("the smallest pool that keeps a bound is the smallest") {
    PoolFile file = measured();
    file.synthetic.days = 10;
    const PoolOutcome grown = run(file);
    const SimulationSettings settings{.seed = 1, .log = nullptr, .fixed = {}, .every = -1, .progress = nullptr};
    const auto solved = solve(file, settings, grown, {"blocked", 0.01});
    REQUIRE(solved.has_value());
    REQUIRE(solved->found);
    CHECK(run(file, {{0, 0, solved->numbers}}).blocked_share() < 0.01);
    CHECK(run(file, {{0, 0, solved->numbers - 1}}).blocked_share() >= 0.01);
    CHECK(solved->with_one_less == Approx(run(file, {{0, 0, solved->numbers - 1}}).blocked_share()));
}
