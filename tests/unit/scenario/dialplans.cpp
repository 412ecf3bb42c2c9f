#include "doc/read.hpp"
#include "providers/sip/route.hpp"
#include "syntax/read_flow.hpp"

#include <catch2/catch.hpp>
#include <memory>
#include <string>

namespace callflow {
namespace {

using providers::sip::Asked;

struct Plan {
    explicit Plan(const std::string& entries) {
        const std::string text = "callflow: 1\nname: test\ninitial: a\nvars: {open: true}\ndialplan:\n" + entries +
                                 "states: {a: {final: true}}\n";
        const base::FileId file = sources.add("flow.yaml", text);
        document = doc::read_document(sources, file, found);
        REQUIRE(document);
        flow = syntax::read_flow(*document, found);
        REQUIRE(flow);
        REQUIRE_FALSE(found.has_errors());
    }
    [[nodiscard]] std::string asked(const Asked& asked) const {
        std::vector<expr::Value> slots(flow->scope.slot_count());
        for (const flow::Var& one : flow->vars) slots[one.slot] = one.initial;
        const auto route = providers::sip::route(*flow, *flow->find_dialplan("in"), asked, std::move(slots));
        if (!route) return "nobody";
        std::string out = route->from_user.empty() ? "" : route->from_user + " calls ";
        for (const auto& one : route->targets) out += (out.empty() || out.ends_with(' ') ? "" : ", ") + one.address;
        for (const std::string& one : route->trouble) out += " (" + one + ")";
        return out;
    }
    [[nodiscard]] std::string dialled(const std::string& number) const { return asked({.dialled = number}); }

    base::Sources sources;
    base::Diagnostics found;
    std::optional<doc::Document> document;
    std::unique_ptr<flow::Flow> flow;
};

TEST_CASE("the first entry that holds decides") {
    const Plan plan(
        "  - {match: \"^5(?P<desk>[0-9]{2})$\", to: \"sip:{{ desk }}@desk.example\", from_user: \"u{{ captures[1] }}\"}\n"
        "  - {dialled: [\"1\", \"+1 2\"], to: \"+15035550100\"}\n"
        "  - {match: \"^9\", unless: open, to: \"sip:closed@desk.example\"}\n"
        "  - {match: \"^9\", to: [\"sip:a@one.example\", \"sip:{{ dialled }}@two.example\"]}\n");
    CHECK(plan.dialled("507") == "u07 calls sip:07@desk.example");
    CHECK(plan.dialled("5070") == "nobody");
    CHECK(plan.dialled("1") == "+15035550100");
    CHECK(plan.dialled("+1 2") == "+15035550100");
    CHECK(plan.dialled("11") == "nobody");
    CHECK(plan.dialled("9") == "sip:a@one.example, sip:9@two.example");
}

TEST_CASE("what is put into an address adds nothing to it") {
    const Plan plan("  - {to: \"sip:{{ dialled }}@desk.example\"}\n");
    CHECK(plan.dialled("a;user=b") == "sip:a%3Buser%3Db@desk.example");
    CHECK(plan.dialled("a\r\nX-Evil: 1") == "sip:a%0D%0AX-Evil%3A%201@desk.example");
    CHECK(plan.dialled("a@evil.example?x=1&y") == "sip:a%40evil.example%3Fx%3D1%26y@desk.example");
}

TEST_CASE("a whole address out of a value has to be one") {
    const Plan plan("  - {to: \"{{ dialled }}\"}\n");
    CHECK(plan.dialled("sip:a@desk.example") == "sip:a@desk.example");
    CHECK(plan.dialled("sip:a;x=1@desk.example").starts_with(" (to: "));
}

TEST_CASE("callers and headers") {
    const Plan plan("  - {from: \"^\\\\+1503\", to: \"+15035550101\"}\n"
                    "  - {headers: {X-Team: \"^sales$\"}, to: \"+15035550102\"}\n");
    CHECK(plan.asked({.dialled = "1", .from = "+15035550000"}) == "+15035550101");
    CHECK(plan.asked({.dialled = "1", .from = "+16195550000", .headers = {{"x-team", "sales"}}}) == "+15035550102");
    CHECK(plan.asked({.dialled = "1", .from = "+16195550000", .headers = {{"x-team", "salesman"}}}) == "nobody");
}

TEST_CASE("hours, days and zones") {
    constexpr std::int64_t second = 1'000'000'000;
    constexpr std::int64_t monday = 1'767'571'200 * second; // 2026-01-05T00:00:00Z
    constexpr std::int64_t hour = 3600 * second;
    const Plan plan("  - {hours: \"08:00-18:00\", days: mon-fri, zone: Europe/Paris, to: \"+15035550101\"}\n"
                    "  - {hours: \"22:00-06:00\", days: [mon], to: \"+15035550102\"}\n");
    const auto at = [&](std::int64_t now) { return plan.asked({.dialled = "1", .now = now}); };
    CHECK(at(monday + 7 * hour) == "+15035550101"); // 08:00 in Paris
    CHECK(at(monday + 7 * hour - second) == "nobody");
    CHECK(at(monday + 17 * hour) == "nobody"); // 18:00 there
    CHECK(at(monday + 22 * hour) == "+15035550102");
    CHECK(at(monday + 24 * hour + 5 * hour) == "+15035550102"); // Tuesday morning of Monday's night
    CHECK(at(monday + 5 * hour) == "nobody");                   // of Sunday's
    CHECK(at(monday + 24 * hour * 5 + 10 * hour) == "nobody");  // Saturday
}

} // namespace
} // namespace callflow
