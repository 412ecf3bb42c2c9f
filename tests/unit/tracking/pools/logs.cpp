// Visits and calls of files: what they say, what is wrong in them, and what the pool makes of them.
#include "base/source.hpp"
#include "doc/read.hpp"
#include "tracking/pools/files.hpp"
#include "tracking/pools/visit_tables.hpp"

#include <catch2/catch.hpp>

using namespace callflow::tracking;
using callflow::base::stream_over;

namespace {

PoolFile named_pool() {
    PoolFile file = pool_file(2, {"ours", "theirs"});
    file.regions[0].numbers = {"+1 555 0101", "+15550102"};
    file.companies[0].fallback = "+15550199";
    file.companies[0].fixed = {{"flyer", "+15550190"}};
    return file;
}

struct Read {
    VisitLog log;
    TableCounts visits, calls;
};

Read read(const PoolFile& file, std::string visits, std::string calls = {}, std::string_view map = {}) {
    TableSettings settings;
    REQUIRE(parse_table_map(map, settings).has_value());
    VisitTables tables(file, settings);
    const auto one = tables.read_visits("visits", stream_over(std::move(visits)));
    REQUIRE(one.has_value());
    if (!calls.empty()) REQUIRE(tables.read_calls("calls", stream_over(std::move(calls))).has_value());
    Read out{tables.finish(), tables.visits(), tables.calls()};
    return out;
}

PoolOutcome play(const PoolFile& file, const VisitLog& log) {
    auto out = simulate_pools(file, {.seed = 1, .log = &log, .fixed = {}, .every = -1, .progress = nullptr});
    REQUIRE(out.has_value());
    return std::move(*out);
}

constexpr const char* visits_head = "visit_id,visitor_id,ts_start,ts_last,company,channel,number_shown\n";
constexpr const char* calls_head = "call_id,ts_start,to,visit_id\n";

} // namespace

TEST_CASE("rows are taken or counted, and add up") {
    const PoolFile file = named_pool();
    const Read all = read(file, "visit_id,ts_start,ts_last,company,region,ip\n"
                                "v1,2026-01-05T09:00:00Z,2026-01-05T09:05:00Z,ours,main,\n"
                                "v2,yesterday,,ours,,\n"
                                "v3,2026-01-05T09:00:00Z,2026-01-05T08:00:00Z,ours,,\n"
                                "v4,2026-01-05T09:00:00Z,,nobody,,\n"
                                ",2026-01-05T09:00:00Z,,ours,,\n"
                                "v6,2026-01-05T08:00:00Z,,ours,elsewhere,\n"
                                "v7,2026-01-05T09:00:00Z,,,,\n"
                                "v8,2026-01-05T09:00:00Z,,ours,,192.168.0.1\n");
    CHECK(all.visits.rows == 8);
    CHECK(all.visits.taken == 3);
    std::uint64_t skipped = 0;
    for (const auto& one : all.visits.skipped) skipped += one.second;
    CHECK(skipped == 5);
    CHECK(all.visits.unknown_regions == 1);
    CHECK(all.visits.unknown_addresses == 1);
    REQUIRE(all.log.visits.size() == 3);
    CHECK(all.log.names[all.log.visits[0].name] == "v6"); // in the order of time
    CHECK(all.visits.first.size() == 5);
    CHECK(all.visits.first[1] == "visits:4: skipped, it ends before it begins");
}

TEST_CASE("JSON lines say the same as CSV, and columns may have other names") {
    const PoolFile file = named_pool();
    const Read json = read(file, "{\"id\":\"v1\",\"begin\":1767603600,\"company\":\"ours\"}\n",
                           "{\"call\":\"c1\",\"time\":1767603660,\"dialled\":\"+15550102\"}\n",
                           "visits.ts_start=begin,calls.to=dialled");
    CHECK(json.visits.taken == 1);
    CHECK(json.calls.taken == 1);
    CHECK(json.log.visits[0].visit.start == 1'767'603'600'000);
    TableSettings settings;
    CHECK(
        parse_table_map("visits.ts_strat=x", settings).error().message ==
        "--map knows no 'ts_strat' of visits (did you mean ts_start?): it maps visit_id, ts_start, ts_last, visitor_id, company, region, ip, channel, number_shown");
    CHECK_FALSE(parse_table_map("ts_start=x", settings).has_value());
}

TEST_CASE("numbers are the same however people write them") {
    CHECK(plain_number("+1 (555) 01-01") == "+15550101");
    CHECK(plain_number("0015550101") == "+15550101");
    CHECK(plain_number("555.0101") == "5550101");
}

TEST_CASE("a call belongs to the visit that saw its number last, never to one after it") {
    const PoolFile file = named_pool();
    const Read all =
        read(file,
             std::string(visits_head) + "v1,a,2026-01-05T09:00:00Z,2026-01-05T09:05:00Z,ours,ads,+15550101\n"
                                        "v2,b,2026-01-05T10:00:00Z,2026-01-05T10:05:00Z,ours,ads,+15550101\n"
                                        "v3,c,2026-01-05T12:00:00Z,2026-01-05T12:05:00Z,ours,ads,+15550102\n",
             std::string(calls_head) + "before,2026-01-05T08:00:00Z,+15550101,\n"   // any show: nobody has it
                                       "atonce,2026-01-05T09:00:00Z,+15550101,v1\n" // at the very moment
                                       "first,2026-01-05T09:30:00Z,+1 555 0101,v1\n"
                                       "late,2026-01-05T10:30:00Z,+15550101,v1\n"  // v2 saw it in between
                                       "early,2026-01-05T11:00:00Z,+15550102,v3\n" // its visit comes later
                                       "foreign,2026-01-05T13:00:00Z,+15559999,\n"
                                       "flyer,2026-01-05T13:00:00Z,+15550190,\n"
                                       "office,2026-01-05T13:00:00Z,+15550199,\n"
                                       "guess,2026-01-05T13:00:00Z,+15550102,\n");
    const PoolOutcome out = play(file, all.log);
    CHECK(out.calls == 9);
    CHECK(out.ended(CallEnd::nobody) == 1);
    CHECK(out.ended(CallEnd::right) == 2);
    CHECK(out.ended(CallEnd::wrong_visit) == 1);
    CHECK(out.ended(CallEnd::unknown_visit) == 1);
    CHECK(out.ended(CallEnd::no_pool) == 1);
    CHECK(out.ended(CallEnd::fixed) == 1);
    CHECK(out.ended(CallEnd::untracked) == 1);
    CHECK(out.ended(CallEnd::booked) == 1);
    CHECK(out.breaches == 0);
    REQUIRE(out.doubts.size() == 1); // who called half an hour after v2, an hour and a half after v1
    CHECK(all.log.names[all.log.calls[out.doubts[0].call].name] == "late");
    CHECK(out.doubts[0].candidates.size() == 2);
}

TEST_CASE("a caller who has another company's visitor's number wants that company") {
    PoolFile file = named_pool();
    file.rules.hold = one_day;
    file.rules.quarantine_least = file.rules.quarantine_most = one_day;
    const Read all = read(file,
                          std::string(visits_head) + "v1,a,2026-01-05T09:00:00Z,,ours,ads,\n"
                                                     "v2,b,2026-01-08T09:00:00Z,,theirs,ads,\n"
                                                     "v3,c,2026-01-08T09:01:00Z,,theirs,ads,\n",
                          std::string(calls_head) + "c1,2026-01-08T10:00:00Z,,v1\n");
    const PoolOutcome out = play(file, all.log);
    CHECK(out.passed_on == 1);
    CHECK(out.ended(CallEnd::other_company) == 1);
    CHECK(out.least_between == 3 * one_day + one_minute);
}

TEST_CASE("numbers that a log has shown against the rules are breaches, with their path") {
    const PoolFile file = named_pool();
    const Read all =
        read(file, std::string(visits_head) + "v1,a,2026-01-05T09:00:00Z,2026-01-05T09:05:00Z,ours,ads,+15550101\n"
                                              "v2,b,2026-01-05T09:01:00Z,,theirs,ads,+15550101\n" // while it is v1's
                                              "v3,c,2026-02-05T09:00:00Z,,ours,ads,+15550101\n"   // in quarantine
                                              "v4,d,2026-01-05T09:00:00Z,,ours,ads,+15557777\n");
    const PoolOutcome out = play(file, all.log);
    CHECK(out.breaches == 2);
    CHECK(out.unknown_shown == 1);
    REQUIRE(out.first_breaches.size() == 2);
    CHECK(out.first_breaches[0].at < out.first_breaches[0].touched);
    CHECK(out.first_breaches[1].at > out.first_breaches[1].touched + file.rules.hold);
}

TEST_CASE("empty files make an empty report") {
    const PoolFile file = named_pool();
    const Read none = read(file, "", "");
    CHECK(none.visits.rows == 0);
    const PoolOutcome out = play(file, none.log);
    CHECK(out.visits == 0);
    CHECK(out.calls == 0);
    const Read head = read(file, visits_head, calls_head);
    CHECK(play(file, head.log).visits == 0);
}

TEST_CASE("same seed, same visits; another seed, others") {
    PoolFile file = pool_file(unlimited);
    file.synthetic.days = 3;
    file.synthetic.returning = 0.3;
    const auto gaps = [&](std::uint64_t seed) {
        auto out = simulate_pools(file, {.seed = seed, .log = nullptr, .fixed = {}, .every = -1, .progress = nullptr});
        return std::tuple(out->visits, out->calls, out->inside.quantile(0.5), out->likely_sum, out->number_millis);
    };
    CHECK(gaps(1) == gaps(1));
    CHECK(gaps(1) != gaps(2));
}
