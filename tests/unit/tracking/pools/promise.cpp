// The promise over thousands of pools drawn by lot, checked here by hand, and the check itself.
#include "tracking/pools/files.hpp"

#include <catch2/catch.hpp>
#include <map>

using namespace callflow::tracking;
using callflow::base::Random;

namespace {

constexpr Millis begin = 1'767'225'600'000;

PoolFile random_file(Random& random) {
    PoolFile file;
    const auto below = [&](std::uint64_t end) { return static_cast<std::uint32_t>(random.below(end)); };
    for (std::uint32_t i = 0, all = 1 + below(3); i < all; ++i) {
        PoolRegion& region = file.regions.emplace_back();
        region.name = std::string(1, static_cast<char>('a' + i));
        region.stock = below(8) == 0 ? unlimited : below(12);
        region.reserve = below(6);
        if (below(2) == 0) {
            region.threshold = 1 + below(4);
            region.step = 1 + below(4);
            region.most = below(30);
            region.lead_time = below(5) * one_day;
        }
    }
    for (std::uint32_t i = 0, all = 1 + below(4); i < all; ++i) {
        PoolCompany& company = file.companies.emplace_back();
        company.name = std::string(1, static_cast<char>('A' + i));
        company.home = below(file.regions.size());
        company.multi_regional = below(2) == 0;
        company.limit = below(3) == 0 ? below(6) : unlimited;
    }
    PoolRules& rules = file.rules;
    rules.hold = below(4) == 0 ? 0 : below(20) * one_day;
    rules.quarantine_least = below(4) == 0 ? 0 : below(10) * one_day;
    rules.quarantine_most = rules.quarantine_least + below(10) * one_day;
    rules.quarantine_load = static_cast<QuarantineLoad>(below(3));
    rules.keep_alive = below(3) == 0 ? below(3) * one_day : below(300) * one_minute;
    rules.policy = static_cast<Policy>(below(4));
    rules.quarantine_answers = below(2) == 0;
    if (below(3) == 0) rules.growth_most = 1 + below(3);
    return file;
}

// What a number promises, kept by the test itself.
struct Promise {
    std::uint32_t company = no_index;
    Millis touched = 0;
};

void check_counts(const Pools& pools) {
    std::vector<std::array<std::uint32_t, 3>> states(pools.regions().size());
    std::vector<std::uint32_t> busy(pools.regions().size());
    for (const Pools::Number& one : pools.numbers()) {
        ++states[one.region][static_cast<std::size_t>(one.state)];
        busy[one.region] += one.busy ? 1 : 0;
    }
    for (std::size_t i = 0; i < states.size(); ++i) {
        const Pools::Region& region = pools.regions()[i];
        REQUIRE(region.free.now() == states[i][0]);
        REQUIRE(region.assigned.now() == states[i][1]);
        REQUIRE(region.quarantined.now() == states[i][2]);
        REQUIRE(region.busy.now() == busy[i]);
        REQUIRE(region.owned.now() == states[i][0] + states[i][1] + states[i][2]);
    }
}

} // namespace

TEST_CASE("no pool among three thousand passes a number on too early, loses one, or gives a held one's call away") {
    std::uint64_t passed_on = 0, calls_held = 0;
    for (std::uint64_t seed = 0; seed < 3'000; ++seed) {
        Random random(seed);
        const PoolFile file = random_file(random);
        Pools pools(file, begin);
        std::map<std::uint32_t, Promise> promises;
        Millis now = begin;
        for (int step = 0; step < 120; ++step) {
            // moments at which several things end at once are the interesting ones
            static constexpr Millis jumps[] = {0, 1, one_minute, 20 * one_minute, one_day, 3 * one_day, 14 * one_day};
            now += jumps[random.below(std::size(jumps))];
            if (random.below(4) == 0 && !promises.empty()) {
                auto at = promises.begin();
                std::advance(at, static_cast<std::ptrdiff_t>(random.below(promises.size())));
                const auto answer = pools.call(at->first, now);
                REQUIRE(answer.has_value());
                if (now - at->second.touched <= file.rules.hold) {
                    REQUIRE(*answer == at->second.company);
                    at->second.touched = std::max(at->second.touched, now);
                    ++calls_held;
                }
                continue;
            }
            PoolVisit visit = visit_at(now, static_cast<Millis>(random.below(30)) * one_minute);
            visit.company = static_cast<std::uint32_t>(random.below(file.companies.size()));
            if (random.below(2) == 0) visit.region = static_cast<std::uint32_t>(random.below(file.regions.size()));
            if (random.below(2) == 0) visit.visitor = static_cast<std::uint32_t>(random.below(6));
            const auto one = pools.show(visit);
            REQUIRE(one.has_value());
            if (one->number == no_index) continue;
            Promise& promise = promises[one->number];
            if (promise.company != no_index && promise.company != visit.company) {
                REQUIRE(now - promise.touched > file.rules.hold);
                REQUIRE(now - promise.touched >= file.rules.hold + file.rules.quarantine_least);
                promise.touched = 0;
                ++passed_on;
            }
            promise.company = visit.company;
            promise.touched = std::max(promise.touched, visit.end);
            REQUIRE(pools.numbers()[one->number].company == visit.company);
        }
        check_counts(pools);
    }
    // it was put to the test
    CHECK(passed_on > 1'000);
    CHECK(calls_held > 10'000);
}

TEST_CASE("the audit sees a number that is passed on too early, and tells its path") {
    const PoolFile file = pool_file(1, {"ours", "theirs"});
    PoolAudit audit(file.rules);
    CHECK_FALSE(audit.shown(0, 0, begin, begin + one_minute).has_value());
    CHECK_FALSE(audit.called(0, 0, begin + 14 * one_day).has_value());
    audit.released(0, begin + 28 * one_day);
    audit.freed(0, begin + 28 * one_day + 60 * one_day);
    const auto breach = audit.shown(0, 1, begin + 90 * one_day, begin + 90 * one_day);
    REQUIRE(breach.has_value());
    CHECK(describe(*breach, file, "+15550100") ==
          "number +15550100: last used by ours at 2026-01-15T00:00:00Z, released 2026-01-29T00:00:00Z, free "
          "2026-03-30T00:00:00Z, given to theirs at 2026-04-01T00:00:00Z, 76d after; 104d are promised");
    CHECK(audit.least_between() == 76 * one_day);
}

TEST_CASE("the audit sees a call inside the hold that does not reach the company") {
    const PoolFile file = pool_file(1);
    PoolAudit audit(file.rules);
    CHECK_FALSE(audit.shown(0, 0, begin, begin).has_value());
    CHECK(audit.called(0, no_index, begin + 14 * one_day).has_value());
    CHECK_FALSE(audit.called(0, no_index, begin + 14 * one_day + 1).has_value());
}
