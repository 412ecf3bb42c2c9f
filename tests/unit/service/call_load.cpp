#include "service/call_load.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <set>

using namespace callflow;
using service::CallOutcome;
using service::LoadClock;
using service::LoadReport;
using service::RequestAccount;

namespace {

// A clock that only moves when somebody sleeps.
struct Still {
    std::atomic<std::int64_t> time = 1'000'000;
    LoadClock clock() {
        return {.now = [this] { return time.load(); },
                .sleep_until =
                    [this](std::int64_t until) {
                        for (std::int64_t now = time; now < until && !time.compare_exchange_weak(now, until);) {
                        }
                    }};
    }
};

RequestAccount answered(unsigned status, std::int64_t took) {
    RequestAccount one;
    one.status = status;
    one.took = std::chrono::microseconds(took);
    return one;
}

} // namespace

TEST_CASE("Every call is made once, and all of it is summed up") {
    Still still;
    std::atomic<int> calls = 0;
    const LoadReport report =
        service::ring_many({.calls = 100, .rate = 0, .concurrency = 4}, still.clock(), [&](std::size_t number) {
            ++calls;
            CallOutcome outcome;
            outcome.passed = number % 10 != 0;
            outcome.requests.push_back(answered(number % 2 == 0 ? 200 : 404, static_cast<std::int64_t>(number) + 1));
            if (number == 7) {
                RequestAccount failed;
                failed.failure = net::ClientFailure::timeout;
                outcome.requests.push_back(failed);
            }
            return outcome;
        });
    CHECK(calls == 100);
    CHECK(report.calls == 100);
    CHECK(report.passed == 90);
    CHECK(report.requests == 101);
    CHECK(report.statuses == std::map<unsigned, std::size_t>{{200, 50}, {404, 50}});
    CHECK(report.failures == std::map<std::string, std::size_t>{{"timeout", 1}});
    CHECK(report.percentile(50) == 50);
    CHECK(report.percentile(90) == 90);
    CHECK(report.percentile(99) == 99);
    CHECK(report.percentile(100) == 100);
    CHECK(LoadReport().percentile(50) == 0);
}

TEST_CASE("Calls begin at their rate, and late ones are counted") {
    Still still;
    std::vector<std::int64_t> began;
    const LoadReport even =
        service::ring_many({.calls = 5, .rate = 50, .concurrency = 1}, still.clock(), [&](std::size_t) {
            began.push_back(still.time);
            return CallOutcome();
        });
    CHECK(began == std::vector<std::int64_t>{1'000'000, 1'020'000, 1'040'000, 1'060'000, 1'080'000});
    CHECK(even.elapsed == 80'000);
    CHECK(even.late == 0);
    const LoadReport late =
        service::ring_many({.calls = 5, .rate = 50, .concurrency = 1}, still.clock(), [&](std::size_t) {
            still.time += 60'000; // each takes three times as long as there is
            return CallOutcome();
        });
    CHECK(late.late == 2); // the fourth by 120 ms, the fifth by 160 ms
}

TEST_CASE("It stops when it is told to") {
    Still still;
    std::size_t done = 0;
    const LoadReport report = service::ring_many(
        {.calls = 100, .rate = 0, .concurrency = 1}, still.clock(), [](std::size_t) { return CallOutcome(); },
        [&] { return done == 3; }, [&](std::size_t count) { done = count; });
    CHECK(report.calls == 3);
}
