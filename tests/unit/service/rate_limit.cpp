#include "service/rate_limit.hpp"

#include <catch2/catch.hpp>

using callflow::service::RateLimit;

namespace {

constexpr callflow::engine::Time second = 1'000'000'000;

int allowed(RateLimit& limit, const std::string& address, int tries, callflow::engine::Time now) {
    int count = 0;
    for (int i = 0; i < tries; ++i) count += limit.allows(address, now) ? 1 : 0;
    return count;
}

} // namespace

TEST_CASE("an address may ask so often in a second, and again when time has passed") {
    RateLimit limit(10);
    CHECK(allowed(limit, "a", 30, 0) == 10);
    CHECK(allowed(limit, "b", 5, 0) == 5); // others are not its business
    CHECK(allowed(limit, "a", 30, second / 2) == 5);
    CHECK(allowed(limit, "a", 30, 100 * second) == 10);
    CHECK(allowed(limit, "a", 30, 50 * second) == 0); // a clock that goes back fills nothing
}

TEST_CASE("less than one in a second") {
    RateLimit limit(0.5);
    CHECK(allowed(limit, "a", 3, 0) == 1);
    CHECK(allowed(limit, "a", 3, second) == 0);
    CHECK(allowed(limit, "a", 3, 2 * second) == 1);
}

TEST_CASE("without a limit everybody may") {
    RateLimit limit(0);
    CHECK(allowed(limit, "a", 100'000, 0) == 100'000);
}

TEST_CASE("addresses are forgotten when there are too many, but for those that have just asked") {
    RateLimit limit(2);
    for (int i = 0; i < 10'000; ++i) CHECK(limit.allows(std::to_string(i), 0));
    CHECK_FALSE(limit.allows("one more", 0));
    CHECK(limit.allows("one more", 10 * second));
}
