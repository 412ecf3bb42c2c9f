// The SIP side around a pretend Tropo: which leg is moved, and what nobody notices.
#include "providers/provider.hpp"
#include "providers/sip/side.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace callflow;
using namespace callflow::providers::emulate;
using callflow::providers::sip::Asked;
using callflow::providers::sip::Reply;
using callflow::providers::sip::Route;

namespace {

class Waiting final : public Application {
public:
    Answer answer(const Request& /*request*/) override {
        Answer out;
        out.body = R"({"tropo":[{"say":{"value":"Hello"}},{"wait":{"milliseconds":600000}}]})";
        return out;
    }
};

// 2xx leads to the flow, shown as `shown`; destinations lead to themselves but for 404.
class Plans final : public providers::sip::Router {
public:
    std::optional<Route> route(std::string_view plan, const Asked& asked, LegId /*leg*/) override {
        if (asked.dialled == "404") return std::nullopt;
        Route out;
        out.entry = &entry;
        out.from_user = plan == "in" ? shown : std::string();
        if (plan == "in") out.targets = {{.address = "sip:9@tropo.example", .body = 0, .flow = "flow"}};
        if (plan != "in") out.targets = {{.address = "sip:" + asked.dialled + "@desk.example"}};
        return out;
    }
    [[nodiscard]] bool has_plan(std::string_view plan) const override { return plan == "in" || transfers; }
    [[nodiscard]] std::int64_t epoch() const override { return 946'684'800'000; }

    flow::DialEntry entry;
    std::string shown;
    bool transfers = true;
};

struct Run {
    Run() {
        Setup setup;
        setup.application = &application;
        side = std::make_unique<providers::sip::Side>(*providers::find_provider("tropo")->emulator, setup, plans);
    }
    LegId call(const std::string& shown, const std::string& account = {}) {
        plans.shown = shown;
        CallOptions options;
        options.from = "sip:ann@phones.example";
        options.to = "sip:232@sip.example";
        options.address = "https://app.example.com/start";
        options.dialplan = "in";
        options.account = account;
        const LegId leg = side->place(options);
        until(side->now() + 100);
        return leg;
    }
    void until(Millis when) {
        while (side->advance(when)) {
        }
    }
    [[nodiscard]] Leg::Phase phase(LegId leg) const { return side->leg(leg).phase; }
    [[nodiscard]] LegId last() const { return static_cast<LegId>(side->leg_count() - 1); }
    // The Call-ID that Tropo's border keeps.
    [[nodiscard]] std::string kept(LegId leg) const {
        for (const Moment& one : side->moments()) {
            if (!one.request || one.leg != leg) continue;
            const std::string& body = one.request->http.body;
            const std::string key = "\"x-sbc-call-id\":\"";
            const std::size_t at = body.find(key);
            if (at != std::string::npos)
                return body.substr(at + key.size(), body.find('"', at + key.size()) - at - key.size());
        }
        return {};
    }

    Waiting application;
    Plans plans;
    std::unique_ptr<providers::sip::Side> side;
};

constexpr std::string_view done = "Blind transfer was successfully initiated.";

} // namespace

TEST_CASE("the caller leaves the platform when the new leg answers, not before") {
    Run run;
    const LegId line = run.call("unique1");
    const LegId caller = run.side->caller_of(line);
    REQUIRE(run.phase(line) == Leg::Phase::answered);
    REQUIRE(run.phase(caller) == Leg::Phase::answered);
    CHECK(run.side->blind_transfer("joe", run.kept(line), "500").text == done);
    const LegId desk = run.last();
    CHECK(run.side->leg(desk).to == "sip:500@desk.example");
    run.until(run.side->now() + 5'000);
    CHECK(run.phase(line) == Leg::Phase::answered);
    REQUIRE(run.side->act(desk, {.kind = Act::Kind::answer}));
    run.until(run.side->now() + 100);
    CHECK(run.phase(line) == Leg::Phase::ended);
    CHECK(run.phase(caller) == Leg::Phase::answered);
    CHECK(run.side->leg(caller).with == desk);
    REQUIRE(run.side->act(caller, {.kind = Act::Kind::hang_up}));
    CHECK(run.phase(desk) == Leg::Phase::ended);
}

TEST_CASE("a failure changes nothing for the caller") {
    Run run;
    const LegId line = run.call("unique1");
    CHECK(run.side->blind_transfer("joe", "unique1", "500").initiated);
    SECTION("busy") { REQUIRE(run.side->act(run.last(), {.kind = Act::Kind::busy})); }
    SECTION("nobody answers") { run.until(run.side->now() + 31'000); }
    SECTION("cannot be reached") { REQUIRE(run.side->act(run.last(), {.kind = Act::Kind::fail})); }
    CHECK(run.phase(run.last()) == Leg::Phase::ended);
    CHECK(run.phase(line) == Leg::Phase::answered);
    CHECK(run.side->blind_transfer("joe", "unique1", "501").initiated); // and again
}

TEST_CASE("which leg is meant") {
    Run run;
    const LegId first = run.call("unique1", "joe");
    const LegId second = run.call("unique12", "joe");
    const auto text = [&](std::string_view user, std::string_view callid) {
        return run.side->blind_transfer(std::string(user), callid, "500").text;
    };
    SECTION("an exact Call-ID") {
        CHECK(text("joe", run.kept(second)) == done);
        REQUIRE(run.side->act(run.last(), {.kind = Act::Kind::answer}));
        run.until(run.side->now() + 100);
        CHECK(run.phase(first) == Leg::Phase::answered);
        CHECK(run.phase(second) == Leg::Phase::ended);
    }
    SECTION("a part of who is shown, where it is one call's") { CHECK(text("JOE", "12") == done); }
    SECTION("a part of two calls' is not found") {
        CHECK(text("joe", "unique1") == "The Call-ID to transfer was not found.");
    }
    SECTION("nobody's") { CHECK(text("joe", "other") == "The Call-ID to transfer was not found."); }
    SECTION("somebody else's") { CHECK(text("jim", "12") == "There is no user of that name."); }
    SECTION("without a user") { CHECK(text("", "12") == "No user name was given."); }
    SECTION("without a Call-ID") { CHECK(text("joe", "") == "No Call-ID was given."); }
    SECTION("without a plan") {
        run.plans.transfers = false;
        CHECK(text("joe", "12") == "There is no dialplan named transfer.");
    }
    SECTION("a destination that no entry takes: the reply is the same") {
        const std::size_t legs = run.side->leg_count();
        CHECK(run.side->blind_transfer("joe", "12", "404").text == done);
        CHECK(run.side->leg_count() == legs);
    }
}

TEST_CASE("who hangs up while somebody rings takes all with him") {
    Run run;
    const LegId line = run.call("unique1");
    CHECK(run.side->blind_transfer("joe", "unique1", "500").initiated);
    REQUIRE(run.side->act(line, {.kind = Act::Kind::hang_up}));
    run.until(run.side->now() + 100);
    for (LegId id = 0; id < run.side->leg_count(); ++id) CHECK(run.phase(id) == Leg::Phase::ended);
}
