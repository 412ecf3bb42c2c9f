#include "tracking/attribution/channels.hpp"
#include "tracking/attribution/days.hpp"
#include "tracking/attribution/models.hpp"
#include "tracking/attribution/money.hpp"
#include "tracking/attribution/phone.hpp"
#include "tracking/attribution/string_pool.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <fmt/format.h>
#include <numeric>

using namespace callflow::tracking;

namespace {

constexpr std::int64_t day = 86'400'000;

std::vector<Micro> shares_of(Model model, const std::vector<Touch>& touches, std::int64_t half_life = 7 * day) {
    std::vector<Micro> out;
    divide(model, touches, half_life, out);
    return out;
}

} // namespace

TEST_CASE("models divide one conversion") {
    const std::vector<Touch> four{{30 * day, false}, {14 * day, true}, {7 * day, false}, {0, true}};
    CHECK(shares_of(Model::first, four) == std::vector<Micro>{1'000'000, 0, 0, 0});
    CHECK(shares_of(Model::last, four) == std::vector<Micro>{0, 0, 0, 1'000'000});
    CHECK(shares_of(Model::last_non_direct, four) == std::vector<Micro>{0, 0, 1'000'000, 0});
    CHECK(shares_of(Model::linear, {four.begin(), four.begin() + 3}) == std::vector<Micro>{333'333, 333'333, 333'334});
    CHECK(shares_of(Model::position, four) == std::vector<Micro>{400'000, 100'000, 100'000, 400'000});
    CHECK(shares_of(Model::position, {four.begin(), four.begin() + 2}) == std::vector<Micro>{500'000, 500'000});
    CHECK(shares_of(Model::time_decay, {{7 * day, false}, {0, false}}) == std::vector<Micro>{333'333, 666'667});
    CHECK(shares_of(Model::time_decay, {{14 * day, false}, {7 * day, false}}) == std::vector<Micro>{333'333, 666'667});
    CHECK(shares_of(Model::last_non_direct, {{1, true}, {0, true}}) == std::vector<Micro>{0, 1'000'000});
    CHECK(shares_of(Model::linear, {}).empty());
}

TEST_CASE("shares add up to one, and amounts to the last cent, whatever the visits") {
    std::uint64_t seed = 1;
    const auto next = [&](std::uint64_t below) {
        seed = seed * 6'364'136'223'846'793'005u + 1'442'695'040'888'963'407u;
        return (seed >> 33) % below;
    };
    for (int round = 0; round < 5000; ++round) {
        std::vector<Touch> touches(1 + next(40));
        std::int64_t age = 0;
        for (std::size_t i = touches.size(); i-- > 0;) {
            age += static_cast<std::int64_t>(next(static_cast<std::uint64_t>(40 * day)));
            touches[i] = {age, next(2) == 0};
        }
        for (std::size_t model = 0; model < model_names.size(); ++model) {
            const auto shares =
                shares_of(static_cast<Model>(model), touches, 1 + static_cast<std::int64_t>(next(30 * day)));
            REQUIRE(std::accumulate(shares.begin(), shares.end(), Micro{0}) == whole_credit);
            for (const Micro one : shares) REQUIRE(one >= 0);
            const std::int64_t amount = static_cast<std::int64_t>(next(2'000'000'000)) - 1'000'000'000;
            std::vector<std::int64_t> parts;
            divide_amount(amount, shares, parts);
            REQUIRE(std::accumulate(parts.begin(), parts.end(), std::int64_t{0}) == amount);
        }
    }
}

TEST_CASE("decay is two to the minus age by half-life") {
    for (const std::int64_t age : {std::int64_t{0}, day, 3 * day, 7 * day, 10 * day, 70 * day, 200 * day}) {
        const double right = std::exp2(-static_cast<double>(age) / static_cast<double>(7 * day));
        CHECK(std::ldexp(static_cast<double>(decayed(age, 7 * day)), -62) == Approx(right).epsilon(1e-9));
    }
    CHECK(decayed(1000 * day, 7 * day) == 0);
}

TEST_CASE("amounts are whole numbers of the smallest unit") {
    CHECK(parse_money("12.5", "EUR") == 1250);
    CHECK(parse_money("-0.05", "EUR") == -5);
    CHECK(parse_money("12.500", "EUR") == 1250);
    CHECK_FALSE(parse_money("12.505", "EUR"));
    CHECK(parse_money("12", "JPY") == 12);
    CHECK_FALSE(parse_money("12.5", "JPY"));
    CHECK(parse_money("1.234", "KWD") == 1234);
    for (const char* const wrong : {"", ".", "-", "1,5", "1e3", " 1", "1.2.3", "99999999999999999999"})
        CHECK_FALSE(parse_money(wrong, "EUR"));
    CHECK(money_text(-5, "EUR") == "-0.05");
    CHECK(money_text(1250, "JPY") == "1250");
    CHECK(money_text(1, "KWD") == "0.001");
    CHECK(scaled(1, 1, 2) == 1);
    CHECK(scaled(-1, 1, 2) == -1);
    CHECK(scaled(1, 1, 3) == 0);
}

TEST_CASE("rates hold from their day on, and no rate is no guess") {
    const auto rates =
        Rates::read("EUR", "rates.csv", "currency,rate,day\n# ours\nUSD,0.9\nUSD,0.8,2026-02-01\nJPY,0.006\n");
    REQUIRE(rates);
    const auto on = [&](Minor amount, std::string_view currency, std::string_view when) {
        return rates->convert(amount, currency, *parse_day(when));
    };
    CHECK(on(1000, "USD", "2026-01-31") == 900);
    CHECK(on(1000, "USD", "2026-02-01") == 800);
    CHECK(on(1000, "JPY", "2026-02-01") == 600); // 1000 yen are 6 euros
    CHECK(on(5, "EUR", "2026-02-01") == 5);
    CHECK_FALSE(on(5, "GBP", "2026-02-01"));
    for (const char* const wrong :
         {"USD", "USD,x", "USD,0", "USD,-1", "US,1", "USD,1,yesterday", "USD,1,2026-01-01,more"})
        CHECK_FALSE(Rates::read("EUR", "rates.csv", wrong));
}

TEST_CASE("days begin where a clock shows them") {
    const auto at = [](std::string_view zone, std::string_view text) {
        return begin_of_day(zone, *parse_day(text)) / 1000;
    };
    CHECK(at("UTC", "2026-03-29") == 1'774'742'400);
    CHECK(at("Europe/Berlin", "2026-03-29") == 1'774'742'400 - 3600);
    CHECK(at("Europe/Berlin", "2026-03-30") - at("Europe/Berlin", "2026-03-29") == 23 * 3600);
    CHECK(at("Europe/Berlin", "2026-10-26") - at("Europe/Berlin", "2026-10-25") == 25 * 3600);
    CHECK(at("America/Havana", "2026-03-08") == 1'772'946'000); // midnight is left out there: the day begins at one
    // Both of the hours that have one name belong to that day.
    Days days(*parse_day("2026-10-25"), *parse_day("2026-10-27"));
    const std::int64_t begin = begin_of_day("Europe/Berlin", *parse_day("2026-10-25"));
    CHECK(days.find("Europe/Berlin", begin) == 0);
    CHECK(days.find("Europe/Berlin", begin + 25 * 3'600'000 - 1) == 0);
    CHECK(days.find("Europe/Berlin", begin + 25 * 3'600'000) == 1);
    CHECK(days.find("Europe/Berlin", begin - 1) == -1);
    CHECK(days.find("Europe/Berlin", begin + 49 * 3'600'000) == -1);
    CHECK(day_in("America/New_York", 0) == -1);
    CHECK(day_text(*parse_day("20260301")) == "2026-03-01");
    CHECK_FALSE(parse_day("2026-02-30"));
}

TEST_CASE("marks of an address: the first counts, percent and plus are decoded") {
    Tags tags;
    read_tags(
        "https://a.example/x?utm_source=Google&utm_medium=cpc&utm_source=other&utm_campaign=Spring+Offer%21&gclid=G1&utm_term=%zz#utm_id=1",
        tags);
    CHECK(tags.source == "Google");
    CHECK(tags.campaign == "Spring Offer!");
    CHECK(tags.term == "%zz"); // what is no escape is as it is written
    CHECK(tags.campaign_id.empty());
    CHECK(tags.clicks[static_cast<std::size_t>(Click::gclid)] == "G1");
    Tags first;
    read_tags("/?utm_source=&utm_source=late", first);
    CHECK(first.source.empty());
    Tags own;
    own.source = "row";
    read_tags("/?utm_source=address", own);
    CHECK(own.source == "row");
}

TEST_CASE("where visits without marks come from") {
    const auto origin = [](Tags tags, std::string_view referrer, std::string_view landing = "https://www.a.example/") {
        Channels::usual().complete(tags, referrer, landing);
        return tags.source + " / " + tags.medium;
    };
    CHECK(origin({}, "") == "(direct) / (none)");
    CHECK(origin({}, "https://a.example/before") == "(direct) / (none)"); // its own pages are no referrer
    CHECK(origin({}, "https://www.google.co.uk/") == "google / organic");
    CHECK(origin({}, "http://blog.example.net:8080/x") == "blog.example.net / referral");
    CHECK(origin({}, "android-app://com.google.android.gm") == "google / organic");
    Tags click;
    click.clicks[static_cast<std::size_t>(Click::yclid)] = "1";
    CHECK(origin(click, "https://www.google.de/") == "yandex / cpc");
    Tags campaign;
    campaign.campaign = "x";
    CHECK(origin(campaign, "https://www.google.de/") == " / "); // somebody marked it, if badly
}

TEST_CASE("channels follow the rules in their order") {
    const auto channel = [](std::string_view source, std::string_view medium, std::string_view campaign = "") {
        return std::string(Channels::usual().channel(source, medium, campaign));
    };
    CHECK(channel("(direct)", "(none)") == "Direct");
    CHECK(channel("Google", "CPC") == "Paid Search");
    CHECK(channel("yandex", "ppc") == "Paid Search");
    CHECK(channel("m.facebook.com", "paid_social") == "Paid Social");
    CHECK(channel("youtube", "(none)") == "Organic Video");
    CHECK(channel("youtube", "cpc") == "Paid Video");
    CHECK(channel("somebody", "cpm") == "Display");
    CHECK(channel("somebody", "cpc") == "Paid Other");
    CHECK(channel("somebody", "cpc", "Shopping") == "Paid Shopping");
    CHECK(channel("vk", "social") == "Organic Social");
    CHECK(channel("google", "organic") == "Organic Search");
    CHECK(channel("list", "e-mail") == "Email");
    CHECK(channel("partner", "affiliate") == "Affiliates");
    CHECK(channel("blog.example.net", "referral") == "Referral");
    CHECK(channel("operator", "sms") == "SMS");
    CHECK(channel("app", "web_push") == "Mobile Push");
    CHECK(channel("leaflet", "print") == "Unassigned");
    CHECK(channel("google", "cpc", "x cross-network y") == "Cross-network");
}

TEST_CASE("rules that are wrong say where") {
    const auto why = [](std::string_view text) {
        const auto read = Channels::read("c.yaml", text);
        return read ? std::string() : read.error().message;
    };
    CHECK(why("channels: []\n") == "c.yaml: it begins with `callflow-channels: 1`");
    CHECK(why("callflow-channels: 1\nchannels:\n  - name: X\n    when: [{medum: a}]\n")
              .starts_with("c.yaml:4: rules look at"));
    CHECK(why("callflow-channels: 1\nchannels:\n  - name: X\n    when: [{medium: '('}]\n").starts_with("c.yaml:4: "));
    CHECK(why("callflow-channels: 1\nchannels:\n  - name: X\n    when: [{kind: x}]\n").find("no kind") !=
          std::string::npos);
    CHECK(why("callflow-channels: 1\nclicks: {gclid: google}\n").find("google / cpc") != std::string::npos);
    CHECK(why("callflow-channels: 1\nchannels:\n  - name: X\n    when: [{medium: a}]\n").empty());
}

TEST_CASE("texts in the place of numbers") {
    int asked = 0;
    PhoneReader phones("DE", [&](std::string_view, std::string_view) {
        ++asked;
        return std::uint64_t{4'915'112'345};
    });
    using Kind = Phone::Kind;
    CHECK(phones.read("+4915112345678") == Phone{Kind::number, 4'915'112'345'678});
    CHECK(phones.read("sip:+4915112345678@host;user=phone") == Phone{Kind::number, 4'915'112'345'678});
    CHECK(phones.read("tel:+4915112345678") == Phone{Kind::number, 4'915'112'345'678});
    CHECK(asked == 0);
    CHECK(phones.read("0151 12345") == Phone{Kind::number, 4'915'112'345});
    CHECK(phones.read("0151 12345").kind == Kind::number);
    CHECK(asked == 1); // it is remembered
    for (const char* const withheld :
         {"anonymous", "Restricted", "sip:anonymous@anonymous.invalid", "+266696687", "UNKNOWN"})
        CHECK(phones.read(withheld).kind == Kind::withheld);
    for (const char* const unusable : {"204", "s", "agent-17", "1-800-FLOWERS", "123456789012345678901"})
        CHECK(phones.read(unusable).kind == Kind::unusable);
    CHECK(phones.read("  ").kind == Kind::missing);
}

TEST_CASE("a pool knows its texts by their places") {
    StringPool pool;
    for (int i = 0; i < 20'000; ++i) REQUIRE(pool.add(fmt::format("text {}", i)) == static_cast<Id>(i));
    for (int i = 0; i < 20'000; ++i) {
        REQUIRE(pool.find(fmt::format("text {}", i)) == static_cast<Id>(i));
        REQUIRE(pool[static_cast<Id>(i)] == fmt::format("text {}", i));
    }
    CHECK(pool.find("none") == no_id);
    bool added = true;
    CHECK(pool.add("text 7", added) == 7);
    CHECK_FALSE(added);
    CHECK(pool.add("") == 20'000);
    CHECK(pool[20'000].empty());
}
