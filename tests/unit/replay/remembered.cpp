// What is remembered of calls, times and ways.
#include "base/hash.hpp"
#include "replay/calls.hpp"
#include "replay/ended_calls.hpp"
#include "replay/times.hpp"
#include "replay/variants.hpp"
#include "replay/window.hpp"

#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <set>
#include <string>

using namespace callflow;
using namespace callflow::replay;

TEST_CASE("the hash that divides calls is XXH3's, which other programs can compute") {
    CHECK(base::stable_hash("") == 0x2d06800538d394c2u); // of the algorithm's description
    CHECK(base::stable_hash("CA0123456789") == base::stable_hash(std::string("CA") + "0123456789"));
}

TEST_CASE("open calls are found by id, however long, and their places are used again") {
    OpenCalls calls;
    std::mt19937 drawn(1);
    std::map<std::string, std::uint32_t> model;
    for (int i = 0; i < 20'000; ++i) {
        std::string id = "call-" + std::to_string(drawn() % 3000);
        if (drawn() % 7 == 0) id += std::string(60, 'x');
        const std::uint64_t hash = base::stable_hash(id);
        if (drawn() % 3 == 0) {
            OpenCall* call = calls.find(hash);
            REQUIRE((call != nullptr) == model.contains(id));
            if (call != nullptr) calls.erase(*call);
            model.erase(id);
            continue;
        }
        OpenCall* const there = calls.find(hash);
        REQUIRE((there != nullptr) == model.contains(id));
        OpenCall& call = there != nullptr ? *there : calls.make(hash, id);
        CHECK(calls.id_of(call) == id);
        CHECK(call.events == model[id]);
        call.events = ++model[id];
        CHECK(calls.expect(hash));
    }
    CHECK(calls.size() == model.size());
    std::set<std::string> ids;
    calls.each([&](const OpenCall& call) { ids.insert(std::string(calls.id_of(call))); });
    CHECK(ids.size() == model.size());
}

TEST_CASE("ended calls are known again with how they ended, in about eight bytes each") {
    EndedCalls ended;
    constexpr int count = 300'000;
    for (int i = 0; i < count; ++i)
        ended.add(base::stable_hash(std::to_string(i)), i % 3 != 0, static_cast<SetId>(i % 20));
    for (int i = 0; i < count; i += 7) {
        const EndedCalls::Found found = ended.find(base::stable_hash(std::to_string(i)));
        REQUIRE(found.there);
        REQUIRE(found.ok == (i % 3 != 0));
        REQUIRE(found.set == static_cast<SetId>(i % 20));
    }
    for (int i = count; i < count + 100'000; ++i) REQUIRE_FALSE(ended.find(base::stable_hash(std::to_string(i))).there);
    ended.spoil(base::stable_hash("1"));
    CHECK_FALSE(ended.find(base::stable_hash("1")).ok);
    CHECK(ended.size() == count);
    CHECK(static_cast<double>(ended.bytes()) / count < 10);
}

TEST_CASE("quantiles are less than a thirtieth off, sums and maxima exact, and heaps add up") {
    Times one, other, both;
    std::mt19937 drawn(2);
    std::vector<std::int64_t> all;
    for (int i = 0; i < 10'000; ++i) {
        const auto value = static_cast<std::int64_t>(drawn() % (1u << (drawn() % 24)));
        all.push_back(value);
        (i % 2 == 0 ? one : other).add(value);
        both.add(value);
    }
    std::ranges::sort(all);
    Times sum;
    sum.add(other);
    sum.add(one);
    CHECK(sum.count() == both.count());
    CHECK(sum.sum() == both.sum());
    CHECK(sum.largest() == static_cast<std::uint64_t>(all.back()));
    CHECK(sum.buckets() == both.buckets());
    for (const double share : {0.01, 0.5, 0.9, 0.99, 1.0}) {
        const auto rank = static_cast<std::size_t>(std::max(1.0, share * 10'000)) - 1;
        const auto exact = static_cast<double>(all[rank]);
        CHECK(static_cast<double>(both.quantile(share)) == Approx(exact).epsilon(0.033).margin(1));
    }
    CHECK(Times().quantile(0.5) == 0);
}

TEST_CASE("lengths that are whole seconds are told as such") {
    for (std::int64_t seconds = 1; seconds <= 32; ++seconds) {
        Times times;
        times.add(seconds * 1000);
        times.add(100'000); // the longest is known exactly
        CHECK(times.quantile(0.5) == static_cast<std::uint64_t>(seconds) * 1000);
    }
}

namespace {

// The ways of so many calls, each by itself, counted by `parts` workers.
std::map<std::vector<NameId>, std::uint64_t> counted(std::uint32_t calls, std::uint32_t parts, std::uint32_t& level) {
    std::map<std::vector<NameId>, std::uint64_t> out;
    level = 0;
    std::vector<Variants::Counted> all;
    for (std::uint32_t part = 0; part < parts; ++part) {
        Variants ways;
        for (std::uint32_t call = 0; call < calls; ++call) {
            if (call % parts != part) continue;
            const std::uint64_t hash = base::stable_hash(std::to_string(call));
            std::uint32_t way = Variants::begin;
            for (std::uint32_t rest = call % 3 == 0 ? 7 : call; rest != 0; rest /= 10)
                way = ways.go_on(way, rest % 10 + 1);
            ways.count(way, hash, Verdict::ok);
            if (ways.full()) ways.thin_out([](const auto&) {});
        }
        level = std::max(level, ways.level());
        for (Variants::Counted& one : ways.all()) all.push_back(std::move(one));
    }
    for (const Variants::Counted& one : all)
        if (one.level >= level) out[one.names] += one.count;
    return out;
}

} // namespace

TEST_CASE("where calls went in too many ways a sample is counted, the same for one worker and for several") {
    std::uint32_t level = 0;
    const auto few = counted(3'000, 1, level);
    CHECK(level == 0);
    CHECK(few.size() == 2'000); // one of them is what a third of the calls went
    const auto many = counted(700'000, 1, level);
    CHECK(level > 0);
    CHECK(many.size() < Variants::max_ways);
    // the way that a third of the calls went is a third of the sample
    std::uint64_t sum = 0;
    for (const auto& [way, count] : many) sum += count;
    CHECK(static_cast<double>(many.at({8})) / static_cast<double>(sum) == Approx(1.0 / 3).epsilon(0.02));
    std::uint32_t other = 0;
    const auto parts = counted(700'000, 3, other);
    if (other == level) CHECK(parts == many);
}

TEST_CASE("records come out in order of time, equal ones as they came, as far as the window reaches") {
    std::mt19937 drawn(3);
    Window window;
    std::vector<Record> taken;
    const auto take = [&](std::span<const Record> records) {
        taken.insert(taken.end(), records.begin(), records.end());
    };
    std::uint64_t number = 0;
    for (int piece = 0; piece < 50; ++piece) {
        auto batch = std::make_unique<Batch>();
        for (int i = 0; i < 100; ++i) {
            Record record;
            record.call = number++;
            record.time = piece * 1000 + i * 10 - static_cast<std::int64_t>(drawn() % 3000) / 100 * 100;
            batch->largest = std::max(batch->largest, record.time);
            batch->records.push_back(record);
        }
        window.add(std::move(batch));
        window.release(piece * 1000 - 4000, take);
    }
    window.release(1'000'000, take);
    REQUIRE(taken.size() == number);
    CHECK(window.late() == 0);
    for (std::size_t i = 1; i < taken.size(); ++i)
        REQUIRE((taken[i - 1].time < taken[i].time ||
                 (taken[i - 1].time == taken[i].time && taken[i - 1].call < taken[i].call)));
    auto late = std::make_unique<Batch>();
    late->records.push_back({});
    window.add(std::move(late));
    CHECK(window.late() == 1);
}
