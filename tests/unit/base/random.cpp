#include "base/random.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <map>
#include <numeric>
#include <vector>

namespace callflow {
namespace {

TEST_CASE("numbers are those of SplitMix64") {
    // The sequence that its authors' own program writes for this seed.
    base::Random random(1234567);
    CHECK(random.next() == 6457827717110365317U);
    CHECK(random.next() == 3203168211198807973U);
    CHECK(random.next() == 9817491932198370423U);
    CHECK(random.next() == 4593380528125082431U);
    CHECK(random.next() == 16408922859458223821U);
}

TEST_CASE("a number below a bound is drawn evenly") {
    base::Random random(7);
    std::array<int, 6> counts{};
    for (int i = 0; i < 60'000; ++i) ++counts.at(random.below(6));
    for (const int count : counts) {
        CHECK(count > 9'600);
        CHECK(count < 10'400);
    }
    CHECK(base::Random(7).below(1) == 0);
}

TEST_CASE("every order of three comes up about as often") {
    base::Random random(3);
    std::map<std::vector<int>, int> counts;
    for (int i = 0; i < 6'000; ++i) {
        std::vector<int> items = {1, 2, 3};
        random.shuffle(std::span(items));
        ++counts[items];
    }
    CHECK(counts.size() == 6);
    for (const auto& [order, count] : counts) {
        CHECK(count > 850);
        CHECK(count < 1'150);
    }
}

TEST_CASE("a seed follows from texts and numbers") {
    // FNV-1a's published values for the empty text and for `a`.
    constexpr std::uint64_t offset = 14695981039346656037U;
    CHECK(base::mix_seed(offset, std::string_view()) == offset);
    CHECK(base::mix_seed(offset, "a") == 0xaf63dc4c8601ec8cU);
    CHECK(base::mix_seed(offset, "foobar") == 0x85944171f73967e8U);
    CHECK(base::mix_seed(offset, std::uint64_t{1}) != base::mix_seed(offset, std::uint64_t{2}));
}

} // namespace
} // namespace callflow
