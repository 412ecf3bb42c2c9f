#include "tracking/attribution/rows.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace callflow::tracking;

namespace {

constexpr Table numbers = Table::numbers, visits = Table::visits, calls = Table::calls, leads = Table::leads,
                deals = Table::deals;

std::string visit(std::string_view id, std::string_view from, std::string_view to,
                  std::string_view more = "number_shown=+4940555001") {
    return fmt::format("visit_id={} ts_start=2026-03-01T{}Z ts_last=2026-03-01T{}Z {}", id, from, to, more);
}
std::string call(std::string_view id, std::string_view at, std::string_view more = "from=+49151100001 to=+4940555001") {
    return fmt::format("call_id={} ts_start=2026-03-01T{}Z {}", id, at, more);
}

} // namespace

TEST_CASE("a call belongs to the visit that was shown its number last") {
    World world;
    for (const auto& one : {visit("V1", "10:00:00", "10:05:00"), visit("V2", "10:10:00", "10:12:00"),
                            visit("V3", "12:00:00", "12:01:00")})
        REQUIRE(world.add(visits, one).empty());
    for (const auto& one : {call("C1", "10:03:00"), call("C2", "10:10:00"), call("C3", "10:42:00"),
                            call("C4", "10:42:01"), call("C5", "09:59:59"), call("C6", "10:09:59.999")})
        REQUIRE(world.add(calls, one).empty());
    const Matches found = world.match();
    CHECK(world.visit_of(found, "C1") == "V1");
    CHECK(world.visit_of(found, "C2") == "V2"); // at its very beginning
    CHECK(world.visit_of(found, "C3") == "V2"); // at the window's very end
    CHECK(world.visit_of(found, "C4") == "late");
    CHECK(world.visit_of(found, "C6") == "V1");
    SECTION("a visit after the call is not matched backwards; a call before any show has none") {
        CHECK(world.visit_of(found, "C5") == "not_shown");
    }
    SECTION("how many it could have been is said") {
        CHECK(world.call(found, "C1").candidates == 1);
        CHECK(world.call(found, "C2").candidates == 2);
        CHECK(world.call(found, "C5").candidates == 0);
    }
}

TEST_CASE("a number in two tabs, and two visits in the same millisecond") {
    World world;
    // The first goes on while the second comes and goes.
    for (const auto& one : {visit("V1", "10:00:00", "11:00:00"), visit("V2", "10:10:00", "10:12:00"),
                            visit("B", "14:00:00.001", "14:01:00"), visit("A", "14:00:00.001", "14:01:00")})
        REQUIRE(world.add(visits, one).empty());
    for (const auto& one : {call("C1", "10:11:00"), call("C2", "10:20:00"), call("C3", "11:20:00"),
                            call("C4", "14:00:30"), call("C5", "14:10:00")})
        REQUIRE(world.add(calls, one).empty());
    const Matches found = world.match();
    CHECK(world.visit_of(found, "C1") == "V2"); // both have it: the one that began last
    CHECK(world.visit_of(found, "C2") == "V1"); // only the first still has it
    CHECK(world.visit_of(found, "C3") == "V1"); // it had it longest
    CHECK(world.visit_of(found, "C4") == "B");  // equal in all: the id decides
    CHECK(world.visit_of(found, "C5") == "B");
    CHECK(world.call(found, "C4").candidates == 2);
}

TEST_CASE("a call at the end of a hold, in quarantine, and to what is in no pool") {
    World world;
    REQUIRE(world.add(numbers, "number=+4940555001 state=assigned company=acme since=2026-01-01T00:00:00Z").empty());
    REQUIRE(world.add(numbers, "number=+4940555001 state=quarantine since=2026-03-01T12:00:00Z").empty());
    REQUIRE(world.add(numbers, "number=+4940555001 state=assigned company=other since=2026-03-01T18:00:00Z").empty());
    REQUIRE(world.add(visits, visit("V1", "11:50:00", "12:00:00", "number_shown=+4940555001 company=acme")).empty());
    REQUIRE(world.add(visits, visit("V2", "18:00:00", "18:01:00", "number_shown=+4940555001 company=other")).empty());
    REQUIRE(world.add(visits, visit("V3", "17:59:59", "18:30:00", "number_shown=+4940555001 company=acme")).empty());
    for (const auto& one :
         {call("C0", "11:59:59.999"), call("C1", "12:00:00"), call("C2", "15:00:00"), call("C3", "18:00:00"),
          call("C4", "18:20:00"), call("C5", "12:00:00", "from=+49151100001 to=+4940999999"),
          call("C6", "12:00:00", "from=+49151100001 to=204"),
          fmt::format("call_id=C7 ts_start=2025-12-31T23:59:59Z from=+49151100001 to=+4940555001")})
        REQUIRE(world.add(calls, one).empty());
    const Matches found = world.match();
    CHECK(world.visit_of(found, "C0") == "V1");
    CHECK(world.visit_of(found, "C1") == "nobody"); // what a row says holds from its very moment on
    CHECK(world.visit_of(found, "C2") == "nobody");
    CHECK(world.visit_of(found, "C7") == "nobody");
    CHECK(world.visit_of(found, "C3") == "V2"); // shown at the moment of release
    CHECK(world.visit_of(found, "C5") == "no_pool");
    CHECK(world.visit_of(found, "C6") == "no_number");
    SECTION("a call never reaches another company's visitor") {
        CHECK(world.visit_of(found, "C4") == "V2");
        CHECK(world.data.companies[world.call(found, "C4").company] == "other");
        World late;
        REQUIRE(late.add(numbers, "number=+4940555001 state=assigned company=acme since=2026-01-01T00:00:00Z").empty());
        REQUIRE(
            late.add(numbers, "number=+4940555001 state=assigned company=other since=2026-03-01T12:00:00Z").empty());
        REQUIRE(late.add(visits, visit("V1", "11:50:00", "11:59:00", "number_shown=+4940555001 company=acme")).empty());
        REQUIRE(late.add(calls, call("C1", "12:01:00")).empty());
        CHECK(late.visit_of(late.match(), "C1") == "other_company");
    }
}

TEST_CASE("a fixed number stands for its advertisement") {
    World world;
    REQUIRE(world.add(numbers, "number=+4940555001 state=static company=acme source=leaflet medium=print").empty());
    REQUIRE(world.add(calls, call("C1", "12:00:00")).empty());
    const Matches found = world.match();
    CHECK(world.call(found, "C1").match == Match::fixed);
    CHECK(world.data.words[world.data.marks.at(world.call(found, "C1").marks).source] == "leaflet");
}

TEST_CASE("a caller is new for one company and known to another; of withheld numbers nobody knows") {
    World world;
    REQUIRE(world.add(numbers, "number=+4940555001 company=a").empty());
    REQUIRE(world.add(numbers, "number=+4940555002 company=b").empty());
    REQUIRE(world.add(calls, call("B1", "08:00:00", "from=+49151100001 to=+4940555002 status=missed")).empty());
    REQUIRE(world.add(calls, call("A1", "09:00:00", "from=+49151100001 to=+4940555001 status=answered")).empty());
    REQUIRE(world.add(calls, call("B2", "10:00:00", "from=+49151100001 to=+4940555002 status=answered")).empty());
    REQUIRE(world.add(calls, call("W1", "11:00:00", "from=anonymous to=+4940555001")).empty());
    REQUIRE(world.add(calls, call("W2", "11:30:00", "from=anonymous to=+4940555001")).empty());
    const Matches found = world.match();
    CHECK(world.call(found, "A1").novelty == Novelty::fresh);
    CHECK(world.call(found, "B1").novelty == Novelty::fresh);
    CHECK(world.call(found, "B2").novelty == Novelty::repeated);
    CHECK(world.call(found, "W1").novelty == Novelty::unknown);
    CHECK(world.call(found, "W2").novelty == Novelty::unknown);
    MatchOptions options;
    options.missed_count = false;
    CHECK(world.call(world.match(options), "B2").novelty == Novelty::fresh);
}

TEST_CASE("good is who talked long enough, without ringing, menus and queues") {
    World world;
    const auto with = [&](std::string_view id, std::string_view more) {
        REQUIRE(
            world.add(calls, call(id, "10:00:00", fmt::format("from=+49151100001 to=+4940555001 {}", more))).empty());
    };
    with("C1", "talk_s=60");
    with("C2", "talk_s=59.9");
    with("C3", "ts_answer_agent=2026-03-01T10:01:00Z ts_end=2026-03-01T10:02:00Z");
    with("C4", "ts_end=2026-03-01T10:02:00Z status=answered ring_s=10 ivr_s=20 queue_s=31");
    with("C5", "ts_end=2026-03-01T10:02:00Z status=answered"); // nobody says how long they talked
    with("C6", "ts_end=2026-03-01T10:10:00Z status=no-answer");
    const Matches found = world.match();
    const auto quality = [&](std::string_view id) { return world.call(found, id).quality; };
    CHECK(quality("C1") == Quality::good);
    CHECK(quality("C2") == Quality::poor);
    CHECK(quality("C3") == Quality::good);
    CHECK(quality("C4") == Quality::poor);
    CHECK(quality("C5") == Quality::unknown);
    CHECK(quality("C6") == Quality::poor);
}

TEST_CASE("forms belong to visits by id, else to the visitor's last one; deals to the first lead before them") {
    World world;
    for (const auto& one : {visit("V1", "10:00:00", "10:05:00", "visitor_id=P1"),
                            visit("V2", "11:00:00", "11:05:00", "visitor_id=P1"), visit("V3", "09:00:00", "09:01:00")})
        REQUIRE(world.add(visits, one).empty());
    REQUIRE(world.add(calls, call("C1", "09:30:00", "from=+49151100001 to=+4940555001")).empty());
    const auto lead = [&](std::string_view id, std::string_view more) {
        REQUIRE(world.add(leads, fmt::format("id={} kind=form {}", id, more)).empty());
    };
    lead("L1", "ts=2026-03-01T10:30:00Z visit_id=V1 phone=+49151100001");
    lead("L2", "ts=2026-03-01T10:30:00Z client_id=P1");
    lead("L3", "ts=2026-03-01T09:00:00Z client_id=P1");
    lead("L4", "ts=2026-03-01T09:00:00Z visit_id=V9");
    lead("L5", "ts=2026-03-01T09:00:00Z visit_id=V2");
    lead("L6", "ts=2026-03-01T09:00:00Z");
    for (const std::string_view one :
         {"deal_id=D1 ts_created=2026-03-02T00:00:00Z phone=+49151100001",
          "deal_id=D2 ts_created=2026-03-01T09:00:00Z phone=+49151100001",
          "deal_id=D3 ts_created=2026-03-02T00:00:00Z lead_id=L1",
          "deal_id=D4 ts_created=2026-03-02T00:00:00Z lead_id=C1",
          "deal_id=D5 ts_created=2026-03-02T00:00:00Z lead_id=nothing", "deal_id=D6 ts_created=2026-03-02T00:00:00Z",
          "deal_id=D7 ts_created=2027-03-02T00:00:00Z phone=+49151100001"})
        REQUIRE(world.add(deals, one).empty());
    const Matches found = world.match();
    const auto match = [&](std::string_view id) { return found.leads.at(world.data.lead_ids.find(id)); };
    CHECK(world.data.visit_ids[match("L1").visit] == "V1");
    CHECK(world.data.visit_ids[match("L2").visit] == "V1");
    CHECK(match("L3").match == LeadMatch::backwards);
    CHECK(match("L4").match == LeadMatch::no_visit);
    CHECK(match("L5").match == LeadMatch::backwards);
    CHECK(match("L6").match == LeadMatch::no_key);
    const auto deal = [&](std::string_view id) { return found.deals.at(world.data.deal_ids.find(id)); };
    CHECK(deal("D1").lead == 0); // the call, which was before the form
    CHECK(deal("D2").match == DealMatch::no_lead);
    CHECK(deal("D3").lead == 1 + world.data.lead_ids.find("L1"));
    CHECK(deal("D4").lead == 0);
    CHECK(deal("D5").match == DealMatch::no_lead);
    CHECK(deal("D6").match == DealMatch::no_key);
    CHECK(deal("D7").match == DealMatch::no_lead); // longer ago than the lookback
}
