#include "tracking/pools/files.hpp"

#include <catch2/catch.hpp>

using namespace callflow::tracking;

namespace {

constexpr Millis begin = 1'767'225'600'000; // 2026-01-01

PoolFile two_companies() {
    PoolFile file = pool_file(1, {"ours", "theirs"});
    file.rules.quarantine_load = QuarantineLoad::full; // 90 days
    return file;
}

} // namespace

TEST_CASE("a call exactly at the end of the hold reaches the company, and the hold begins anew") {
    const PoolFile file = pool_file(1);
    Pools pools(file, begin);
    const auto number = shown(pools, visit_at(begin)).number;
    CHECK(reached(pools, number, begin + 14 * one_day) == 0);
    CHECK(reached(pools, number, begin + 28 * one_day) == 0);
    CHECK(reached(pools, number, begin + 42 * one_day + 1) == no_index);
    CHECK(pools.numbers()[number].released == begin + 42 * one_day);
}

TEST_CASE("a call a moment after the hold reaches nobody") {
    const PoolFile file = pool_file(1);
    Pools pools(file, begin);
    const auto number = shown(pools, visit_at(begin)).number;
    CHECK(reached(pools, number, begin + 14 * one_day + 1) == no_index);
    CHECK(pools.numbers()[number].state == NumberState::quarantine);
}

TEST_CASE("a call during the quarantine reaches nobody, and does not make it longer") {
    const PoolFile file = two_companies();
    Pools pools(file, begin);
    const auto number = shown(pools, visit_at(begin)).number;
    CHECK(reached(pools, number, begin + 50 * one_day) == no_index);
    CHECK(shown(pools, visit_at(begin + 104 * one_day - 1, 0, 1)).as == ShownAs::nothing);
    const Shown later = shown(pools, visit_at(begin + 104 * one_day, 0, 1));
    CHECK(later.as == ShownAs::grown);
    CHECK(later.number == number);
    CHECK(later.since_company == 104 * one_day);
}

TEST_CASE("a call during the quarantine reaches the last company where that is wanted") {
    PoolFile file = two_companies();
    file.rules.quarantine_answers = true;
    Pools pools(file, begin);
    const auto number = shown(pools, visit_at(begin)).number;
    CHECK(reached(pools, number, begin + 50 * one_day) == 0);
    CHECK(pools.numbers()[number].state == NumberState::quarantine);
    CHECK(reached(pools, number, begin + 104 * one_day) == no_index); // it is over
}

TEST_CASE("a show at the moment of the release keeps the number for the company") {
    const PoolFile file = two_companies();
    Pools pools(file, begin);
    const auto number = shown(pools, visit_at(begin)).number;
    const Shown again = shown(pools, visit_at(begin + 14 * one_day));
    CHECK(again.as == ShownAs::own);
    CHECK(again.number == number);
    CHECK(again.since_shown == 14 * one_day);
    CHECK(reached(pools, number, begin + 28 * one_day) == 0);
}

TEST_CASE("the hold counts from the later of last show and last call") {
    const PoolFile file = pool_file(1);
    Pools pools(file, begin);
    const auto number = shown(pools, visit_at(begin, one_hour)).number;
    CHECK(reached(pools, number, begin + 10 * one_minute) == 0); // before the visit's last page
    CHECK(reached(pools, number, begin + one_hour + 14 * one_day) == 0);
}

TEST_CASE("two visits in the same millisecond see two numbers") {
    const PoolFile file = pool_file(2);
    Pools pools(file, begin);
    const Shown first = shown(pools, visit_at(begin)), second = shown(pools, visit_at(begin));
    CHECK(first.number != second.number);
    const Shown third = shown(pools, visit_at(begin));
    CHECK(third.as == ShownAs::nothing);
    CHECK(third.lack == Lack::stock);
}

TEST_CASE("a number shown in two tabs is one, and the visitor's until the later tab is over") {
    const PoolFile file = pool_file(2);
    Pools pools(file, begin);
    const Shown first = shown(pools, visit_at(begin, 5 * one_minute, 0, 7));
    const Shown second = shown(pools, visit_at(begin + one_minute, 30 * one_minute, 0, 7));
    CHECK(second.as == ShownAs::kept);
    CHECK(second.number == first.number);
    CHECK(shown(pools, visit_at(begin + 26 * one_minute, one_hour)).number != first.number);
    CHECK(pools.regions()[0].busy.now() == 2);
    CHECK(shown(pools, visit_at(begin + 51 * one_minute + 1)).number == first.number);
}

TEST_CASE("at exactly the end of the keep-alive the number is still the visitor's") {
    const PoolFile file = pool_file(1);
    Pools pools(file, begin);
    static_cast<void>(shown(pools, visit_at(begin)));
    CHECK(shown(pools, visit_at(begin + 20 * one_minute)).as == ShownAs::nothing);
    CHECK(shown(pools, visit_at(begin + 20 * one_minute + 1)).as == ShownAs::own);
}

TEST_CASE("a visitor who crosses regions keeps the number while it is his, and then gets one of where he is") {
    const PoolFile file = pool_file(2, {"ours"}, {"north", "south"});
    Pools pools(file, begin);
    const Shown first = shown(pools, visit_at(begin, 0, 0, 7, 0));
    CHECK(shown(pools, visit_at(begin + one_minute, 0, 0, 7, 1)).number == first.number);
    const Shown later = shown(pools, visit_at(begin + one_hour, 0, 0, 7, 1));
    CHECK(later.number != first.number);
    CHECK(pools.numbers()[later.number].region == 1);
}

TEST_CASE(
    "everybody sees the home region's numbers where there is no other, where nobody knows, and where that is the rule") {
    PoolFile file = pool_file(1, {"ours"}, {"north", "south"});
    file.companies[0].home = 1;
    SECTION("unknown region") {
        Pools pools(file, begin);
        CHECK(pools.numbers()[shown(pools, visit_at(begin)).number].region == 1);
    }
    SECTION("the visitor's region is empty") {
        Pools pools(file, begin);
        CHECK(pools.numbers()[shown(pools, visit_at(begin, 0, 0, no_index, 0)).number].region == 0);
        const Shown second = shown(pools, visit_at(begin, 0, 0, no_index, 0));
        CHECK(second.by_home);
        CHECK(second.lack == Lack::stock);
        CHECK(pools.numbers()[second.number].region == 1);
        CHECK(shown(pools, visit_at(begin, 0, 0, no_index, 0)).as == ShownAs::nothing);
    }
    SECTION("one region for all") {
        file.companies[0].multi_regional = false;
        Pools pools(file, begin);
        CHECK(pools.numbers()[shown(pools, visit_at(begin, 0, 0, no_index, 0)).number].region == 1);
    }
}

TEST_CASE("each policy takes its own idle number") {
    PoolFile file = pool_file(3);
    file.rules.keep_alive = 0;
    const auto third = [&](Policy policy, std::uint32_t visitor) {
        file.rules.policy = policy;
        Pools pools(file, begin);
        // numbers 0, 1 and 2; 1 is idle first, then 2, then 0
        static_cast<void>(shown(pools, visit_at(begin, 3 * one_minute, 0, 5)));
        static_cast<void>(shown(pools, visit_at(begin, 1 * one_minute, 0, 6)));
        static_cast<void>(shown(pools, visit_at(begin, 2 * one_minute, 0, 7)));
        return shown(pools, visit_at(begin + one_hour, 0, 0, visitor)).number;
    };
    CHECK(third(Policy::oldest, 9) == 1);
    CHECK(third(Policy::newest, 9) == 0);
    CHECK(third(Policy::compact, 9) == 0);
    CHECK(third(Policy::sticky, 9) == 1);
    CHECK(third(Policy::sticky, 7) == 2);
    CHECK(third(Policy::oldest, 7) == 1);
}

TEST_CASE("the quarantine is shorter when free numbers are short") {
    PoolFile file = pool_file(2, {"ours", "theirs"});
    file.regions[0].reserve = 2;
    Pools pools(file, begin);
    const auto first = shown(pools, visit_at(begin)).number;
    CHECK(pools.load(0) == Approx(0.5));
    CHECK(pools.advance(begin + 15 * one_day).has_value());
    CHECK(pools.numbers()[first].state == NumberState::quarantine);
    // with one of two free the quarantine is 135 days; nobody has taken the other one
    CHECK(pools.advance(begin + 149 * one_day).has_value());
    static_cast<void>(shown(pools, visit_at(begin + 149 * one_day, 0, 1)));
    CHECK(pools.numbers()[first].state == NumberState::free);
    // and the other company took the one that was free longer
    CHECK(pools.numbers()[first].company == 0);
}

TEST_CASE("stock is topped up when it falls below its threshold, after the lead time, up to its most") {
    PoolFile file = pool_file(2);
    file.rules.keep_alive = one_day;
    file.regions[0].threshold = 2;
    file.regions[0].step = 2;
    file.regions[0].most = 4;
    file.regions[0].lead_time = one_hour;
    Pools pools(file, begin);
    for (int i = 0; i < 2; ++i) CHECK(shown(pools, visit_at(begin)).as == ShownAs::grown);
    CHECK(shown(pools, visit_at(begin + one_hour - 1)).lack == Lack::stock);
    for (int i = 0; i < 2; ++i) CHECK(shown(pools, visit_at(begin + one_hour)).as == ShownAs::grown);
    CHECK(shown(pools, visit_at(begin + 3 * one_hour)).lack == Lack::stock);
    CHECK(pools.regions()[0].owned.now() == 4);
    CHECK(pools.regions()[0].ordered == 2);
}

TEST_CASE("a burst of robots grows a pool by no more than the cap of each interval") {
    PoolFile file = pool_file(unlimited);
    file.rules.growth_most = 50;
    file.rules.growth_every = 5 * one_minute;
    Pools pools(file, begin);
    std::uint32_t got = 0, capped = 0;
    for (int i = 0; i < 10'000; ++i) {
        const Shown one = shown(pools, visit_at(begin + i * 60, one_minute)); // ten minutes
        got += one.as == ShownAs::grown ? 1 : 0;
        capped += one.lack == Lack::growth ? 1 : 0;
    }
    CHECK(got == 100);
    CHECK(capped == 9'900);
    CHECK(pools.regions()[0].owned.now() == 100);
}

TEST_CASE("a company has no more numbers than its limit") {
    PoolFile file = pool_file(10);
    file.companies[0].limit = 3;
    file.companies[0].fallback = "+15550100";
    Pools pools(file, begin);
    for (int i = 0; i < 3; ++i) CHECK(shown(pools, visit_at(begin)).as == ShownAs::grown);
    const Shown fourth = shown(pools, visit_at(begin));
    CHECK(fourth.as == ShownAs::fallback);
    CHECK(fourth.lack == Lack::limit);
}
