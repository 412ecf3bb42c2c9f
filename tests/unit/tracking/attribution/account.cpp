#include "tracking/attribution/account.hpp"

#include "tracking/attribution/days.hpp"
#include "tracking/attribution/lookup.hpp"
#include "tracking/attribution/rows.hpp"
#include "tracking/attribution/upload.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <map>

using namespace callflow;
using namespace callflow::tracking;

namespace {

std::int64_t day(std::string_view text) { return *parse_day(text); }

// A store that has what was put, for one question.
struct FakeStore final : Store {
    std::map<Table, std::vector<TrackRow>> rows;
    base::Result<void> commit(std::span<const Change>) override { return {}; }
    base::Result<std::vector<KeptCall>> kept(const std::string&) override { return {}; }
    base::Result<void> sessions(const SessionQuery&, const std::function<bool(Session)>&) override { return {}; }
    base::Result<std::vector<Step>> steps(const std::string&) override { return {}; }
    base::Result<void> put_cdrs(std::span<const logs::Cdr>) override { return {}; }
    base::Result<void> cdrs(const CdrQuery&, const std::function<bool(logs::Cdr&)>&) override { return {}; }
    base::Result<TrackCounts> put_track(Table table, std::span<const TrackRow> more) override {
        rows[table].insert(rows[table].end(), more.begin(), more.end());
        return TrackCounts{};
    }
    base::Result<void> track(const TrackQuery& query, const std::function<bool(const TrackRow&)>& take) override {
        for (const TrackRow& row : rows[query.table])
            if (query.column.empty() || row.values[place_of(query.table, query.column)] == query.value) take(row);
        return {};
    }
    base::Result<std::uint64_t> prune(const SessionQuery&, Time) override { return std::uint64_t{0}; }
};

TrackRow row(Table table, const std::map<std::string_view, std::string>& values) {
    TrackRow out;
    out.values.resize(columns_of(table).size() - 1);
    for (const auto& [name, value] : values) out.values[place_of(table, name)] = value;
    out.key = out.values[0];
    return out;
}

} // namespace

TEST_CASE("a call that spans midnight counts on the day when it began, by the company's clock") {
    World world;
    REQUIRE(world.add(Table::numbers, "number=+4940555001 company=berlin").empty());
    REQUIRE(world.add(Table::numbers, "number=+4940555002 company=york").empty());
    for (const std::string_view to : {"+4940555001", "+4940555002"})
        REQUIRE(
            world
                .add(Table::calls,
                     fmt::format("call_id=C{0} ts_start=2026-03-01T22:59:50Z ts_end=2026-03-01T23:10:00Z to={0}", to))
                .empty());
    const Matches matches = world.match();
    AccountOptions options;
    options.by = {TrackBy::company};
    options.zones.of = {{"berlin", "Europe/Berlin"}, {"york", "America/New_York"}};
    options.from = day("2026-03-01");
    options.past = day("2026-03-02");
    auto report = account(world.data, matches, Channels::usual(), options);
    REQUIRE(report);
    CHECK(report->total.calls == 2 * whole_credit);
    options.zones.of["berlin"] = "Europe/Moscow"; // it was past midnight there
    report = account(world.data, matches, Channels::usual(), options);
    REQUIRE(report);
    CHECK(report->total.calls == whole_credit);
    CHECK(report->rows.at({"york"}).calls == whole_credit);
}

TEST_CASE("currencies are not mixed without rates; costs without clicks and deals without calls count") {
    World world;
    REQUIRE(
        world.add(Table::costs, "date=2026-03-01 source=google medium=cpc clicks=0 cost=10.00 currency=EUR").empty());
    REQUIRE(world.add(Table::deals, "deal_id=D1 ts_created=2026-03-01T10:00:00Z stage=won amount=20.00 currency=USD")
                .empty());
    const Matches matches = world.match();
    AccountOptions options;
    options.by = {TrackBy::channel};
    const auto mixed = account(world.data, matches, Channels::usual(), options);
    REQUIRE_FALSE(mixed);
    CHECK(mixed.error().message.find("EUR, USD") != std::string::npos);
    options.currency = "EUR";
    options.rates = *Rates::read("EUR", "rates", "USD,0.5\n");
    const auto report = account(world.data, matches, Channels::usual(), options);
    REQUIRE(report);
    CHECK(report->rows.at({"Paid Search"}).cost == 1000);
    CHECK(report->rows.at({"(unmatched)"}).revenue == 1000);
    CHECK(report->rows.at({"(unmatched)"}).deals == whole_credit);
    options.rates = Rates("EUR");
    CHECK_FALSE(account(world.data, matches, Channels::usual(), options));
}

TEST_CASE("a visitor who crosses regions has credit in both; one client, two leads") {
    World world;
    REQUIRE(world
                .add(Table::visits,
                     "visit_id=V1 visitor_id=P ts_start=2026-03-01T10:00:00Z region=north number_shown=+4940555001")
                .empty());
    REQUIRE(world
                .add(Table::visits,
                     "visit_id=V2 visitor_id=P ts_start=2026-03-02T10:00:00Z region=south number_shown=+4940555002")
                .empty());
    REQUIRE(
        world.add(Table::calls, "call_id=C1 ts_start=2026-03-02T10:01:00Z to=+4940555002 from=+4915110000001").empty());
    REQUIRE(world.add(Table::leads, "id=L1 ts=2026-03-02T10:02:00Z visit_id=V2 kind=form").empty());
    const Matches matches = world.match();
    AccountOptions options;
    options.by = {TrackBy::region};
    options.model = Model::linear;
    const auto report = account(world.data, matches, Channels::usual(), options);
    REQUIRE(report);
    CHECK(report->rows.at({"north"}).calls == 500'000);
    CHECK(report->rows.at({"south"}).calls == 500'000);
    CHECK(report->total.leads() == 2 * whole_credit);
    CHECK(report->total.clients == whole_credit);
}

TEST_CASE("rows say how sure they are: visits that saw a number at once share a call, one channel's leave no doubt") {
    World world;
    const auto visit = [&](std::string_view id, std::string_view marks, std::string_view number) {
        REQUIRE(world
                    .add(Table::visits,
                         fmt::format("visit_id={} ts_start=2026-03-01T10:00:00Z ts_last=2026-03-01T10:10:00Z {} "
                                     "number_shown={}",
                                     id, marks, number))
                    .empty());
    };
    visit("V1", "utm_source=google utm_medium=cpc", "+4940555001");
    visit("V2", "utm_source=news utm_medium=email", "+4940555001");
    visit("V3", "utm_source=google utm_medium=cpc", "+4940555002");
    visit("V4", "utm_source=bing utm_medium=cpc", "+4940555002");
    for (const auto& [id, to] :
         {std::pair("C1", "+4940555001"), std::pair("C2", "+4940555002"), std::pair("C3", "+4940555003")})
        REQUIRE(world.add(Table::calls, fmt::format("call_id={} ts_start=2026-03-01T10:05:00Z to={}", id, to)).empty());
    MatchOptions matching;
    matching.keep_candidates = true;
    const Matches matches = world.match(matching);
    AccountOptions options;
    options.by = {TrackBy::channel};
    const auto by_channel = account(world.data, matches, Channels::usual(), options);
    REQUIRE(by_channel);
    const TrackSums& paid = by_channel->rows.at({"Paid Search"});
    const TrackSums& email = by_channel->rows.at({"Email"});
    CHECK(paid.calls + email.calls == 2 * whole_credit); // one of them has both or each one
    CHECK(paid.expected == Approx(1.5));
    CHECK(paid.variance == Approx(0.25));
    CHECK(email.expected == Approx(0.5));
    CHECK(email.variance == Approx(0.25));
    CHECK(by_channel->rows.at({"(unmatched)"}).expected == 1);
    CHECK(by_channel->rows.at({"(unmatched)"}).variance == 0);
    CHECK(by_channel->total.expected == Approx(3));
    CHECK(by_channel->total.variance == 0);
    options.by = {TrackBy::source};
    const auto by_source = account(world.data, matches, Channels::usual(), options);
    REQUIRE(by_source);
    CHECK(by_source->rows.at({"google"}).expected == Approx(1));
    CHECK(by_source->rows.at({"google"}).variance == Approx(0.5));
    CHECK(by_source->rows.at({"bing"}).expected == Approx(0.5));
    // Nobody has kept them: each is as sure as its credit.
    const auto plain = account(world.data, world.match(), Channels::usual(), options);
    REQUIRE(plain);
    CHECK(plain->rows.at({"google"}).variance == 0);
}

TEST_CASE("what was not known then is not used; later versions go before earlier ones in whatever order they come") {
    LoadOptions options;
    options.as_of = 1'772'400'000'000; // 2026-03-01T21:20:00Z
    World then(options);
    CHECK(then.add(Table::visits, "visit_id=V1 ts_start=2026-03-01T21:20:00Z").empty());
    CHECK(then.add(Table::visits, "visit_id=V2 ts_start=2026-03-01T21:20:01Z").empty());
    CHECK(then.add(Table::visits, "visit_id=V3 ts_start=2026-03-01T20:00:00Z as_of=2026-03-02").empty());
    CHECK(then.add(Table::deals,
                   "deal_id=D1 ts_created=2026-03-01T10:00:00Z ts_won=2026-03-05T10:00:00Z amount=1 currency=EUR")
              .empty());
    CHECK(then.data.intake[1].used == 1);
    CHECK(then.data.intake[1].later == 2);
    CHECK(then.data.deals.at(0).won == no_time);
    World now;
    CHECK(now.add(Table::deals, "deal_id=D1 ts_created=2026-03-01T10:00:00Z amount=5 currency=EUR as_of=2026-03-09")
              .empty());
    CHECK(now.add(Table::deals, "deal_id=D1 ts_created=2026-03-01T10:00:00Z amount=1 currency=EUR as_of=2026-03-02")
              .empty());
    CHECK(now.add(Table::deals, "deal_id=D1 ts_created=2026-03-01T10:00:00Z amount=5 currency=EUR as_of=2026-03-09")
              .empty());
    CHECK(now.data.deals.at(0).amount == 500);
    CHECK(now.data.intake[5].corrected == 1);
    CHECK(now.data.intake[5].repeated == 1);
}

TEST_CASE("rows that cannot be used say why, and are counted") {
    World world;
    CHECK(world.add(Table::visits, "ts_start=2026-03-01T10:00:00Z") == "it has no visit_id");
    CHECK(world.add(Table::visits, "visit_id=V1 ts_start=yesterday") == "a time that cannot be read");
    CHECK(world.add(Table::visits, "visit_id=V1 ts_start=2026-03-01T10:00:00Z ts_last=2026-03-01T09:00:00Z") ==
          "it ends before it begins");
    CHECK(world.add(Table::calls, "call_id=C1 ts_start=2026-03-01T10:00:00Z talk_s=long") ==
          "a length that cannot be read");
    CHECK(world.add(Table::leads, "id=L1 ts=2026-03-01T10:00:00Z kind=letter") ==
          "its kind is neither form nor callback");
    CHECK(world.add(Table::costs, "date=2026-02-30 source=a cost=1 currency=EUR") == "a date that cannot be read");
    CHECK(world.add(Table::costs, "date=2026-02-28 source=a cost=1.001 currency=EUR") ==
          "an amount that cannot be read");
    CHECK(world.add(Table::costs, "date=2026-02-28 source=a cost=1 currency=Euro") ==
          "its currency is none, such as EUR");
    CHECK(world.add(Table::costs, "date=2026-02-28 source=a clicks=-1 cost=1 currency=EUR") ==
          "a number that cannot be read");
    CHECK(world.add(Table::deals, "deal_id=D1 ts_created=2026-03-01 amount=1") == "an amount without a currency");
    CHECK(world.add(Table::numbers, "number=204") == "its number is none");
    CHECK(world.add(Table::numbers, "number=+4940555001 state=asigned") ==
          "its state is none of free, assigned, quarantine, static and disabled");
    for (const Intake& one : world.data.intake) CHECK(one.read == one.malformed);
}

TEST_CASE("whose number it is, and who was shown it last") {
    FakeStore store;
    const TrackRow numbers[] = {
        row(Table::numbers,
            {{"number", "+4940555001"}, {"company", "acme"}, {"flow", "sales"}, {"since", "2026-03-01T00:00:00Z"}}),
        row(Table::numbers, {{"number", "+4940555001"}, {"state", "quarantine"}, {"since", "2026-03-20T00:00:00Z"}})};
    const TrackRow visits[] = {row(Table::visits, {{"visit_id", "V1"},
                                                   {"ts_start", "2026-03-10T10:00:00Z"},
                                                   {"company", "acme"},
                                                   {"number_shown", "+4940555001"},
                                                   {"utm_source", "google"},
                                                   {"utm_medium", "cpc"}})};
    REQUIRE(store.put_track(Table::numbers, numbers));
    REQUIRE(store.put_track(Table::visits, visits));
    constexpr std::uint64_t number = 4'940'555'001;
    const auto at = [&](std::string_view when) {
        return *look_up(store, Channels::usual(), number, begin_of_day("UTC", day(when)) + 10 * 3'600'000 + 60'000,
                        30 * 60'000);
    };
    CHECK_FALSE(at("2026-02-01").owned);
    CHECK(at("2026-02-01").pooled);
    CHECK(at("2026-03-05").flow == "sales");
    CHECK(at("2026-03-05").visit.empty());
    CHECK(at("2026-03-10").visit == "V1");
    CHECK(at("2026-03-10").channel == "Paid Search");
    CHECK(at("2026-03-10").within);
    CHECK(at("2026-03-11").visit == "V1");
    CHECK_FALSE(at("2026-03-11").within);
    CHECK_FALSE(at("2026-03-20").owned);
    CHECK(at("2026-03-20").visit.empty());
    const auto nobody = look_up(store, Channels::usual(), 4'940'999'999, 0, 0);
    REQUIRE(nobody);
    CHECK_FALSE(nobody->pooled);
}

TEST_CASE("empty input is a report of nothing") {
    World world;
    const Matches matches = world.match();
    AccountOptions options;
    options.by = {TrackBy::channel};
    const auto report = account(world.data, matches, Channels::usual(), options);
    REQUIRE(report);
    CHECK(report->rows.empty());
    CHECK(report->total == TrackSums());
}
