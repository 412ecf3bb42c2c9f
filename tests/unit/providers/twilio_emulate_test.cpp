// The pretend Twilio where no row of the behaviour tables can say it: requests read back, what a leg takes when, and corners.
#include "doc/form.hpp"
#include "doc/read.hpp"
#include "providers/behaviour/row.hpp"
#include "source_dir.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <fstream>
#include <functional>
#include <map>
#include <sstream>

using namespace callflow;
using namespace callflow::providers;
using namespace callflow::providers::emulate;
using testing::Lines;
using Site = std::map<std::string, std::string>;

namespace {

const Provider& twilio() { return *find_provider("twilio"); }

// Answers by path; a status in place of a document where it is a number.
class Pages : public Application {
public:
    explicit Pages(std::map<std::string, std::string> pages) : pages_(std::move(pages)) {}
    Answer answer(const Request& request) override {
        Answer out;
        out.content_type = "text/xml";
        const std::string path = testing::short_address(request.http.url.substr(0, request.http.url.find('?')));
        const auto at = pages_.find(path);
        if (at == pages_.end()) {
            out.status = request.steers ? 404 : 204;
        } else {
            out.body = at->second;
        }
        out.took = took;
        return out;
    }
    Millis took = 0;

private:
    std::map<std::string, std::string> pages_;
};

struct Run {
    explicit Run(std::map<std::string, std::string> documents) : pages(std::move(documents)) {
        Setup setup;
        setup.application = &pages;
        emulator = twilio().emulator->make(setup);
        call.address = "https://app.example.com/voice";
        call.from = "+15551230000";
        call.to = "+15557654321";
    }
    LegId begin() {
        const LegId leg = emulator->place(call);
        until(0);
        return leg;
    }
    void until(Millis when) const {
        while (emulator->advance(when)) {
        }
    }
    [[nodiscard]] const Leg& leg(LegId id) const { return emulator->leg(id); }
    bool act(LegId id, Act::Kind kind, std::string text = {}) const {
        Act act;
        act.kind = kind;
        act.text = std::move(text);
        return play(*emulator, id, act).has_value();
    }
    // Of all requests so far, in order: kind, address, and one parameter where it is asked for.
    [[nodiscard]] Lines requests(std::string_view parameter = {}) const {
        Lines out;
        for (const Moment& moment : emulator->moments()) {
            if (!moment.request) continue;
            std::string line = moment.request->kind + " " + testing::short_address(moment.request->http.url);
            for (const auto& [name, value] : moment.request->http.form) {
                if (name == parameter) line += " " + value;
            }
            out.push_back(std::move(line));
        }
        return out;
    }
    [[nodiscard]] Lines codes() const {
        Lines out;
        for (const Moment& moment : emulator->moments()) {
            if (moment.kind == Moment::Kind::error) out.push_back(moment.code);
        }
        return out;
    }

    Pages pages;
    CallOptions call;
    std::unique_ptr<Emulator> emulator;
};

std::string slurp(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

// What decode() says of a request that was sent.
std::string kind_of(const OutgoingRequest& request, base::Diagnostics& findings, std::string& call_id) {
    base::Sources sources;
    const bool get = request.method == "GET";
    const std::string text = get ? request.url.substr(request.url.find('?') + 1) : doc::write_form(request.form);
    const base::FileId file = sources.add("(request)", text);
    const auto form = doc::read_form(sources, {file, 0, static_cast<std::uint32_t>(text.size())}, findings);
    IncomingRequest incoming;
    incoming.form = *form;
    const auto decoded = twilio().decode(incoming, findings);
    call_id = decoded ? decoded->call_id : "";
    return decoded ? std::string(decoded->kind) : "none";
}

bool is_over(const testing::Played& played, const Moment& moment) {
    return played.emulator->leg(moment.leg).ended <= moment.at;
}

template <class Visit> void for_all_rows(const Visit& visit) {
    for (const auto& file : std::filesystem::directory_iterator(std::string(source_dir) + "/tests/behaviour/twilio")) {
        base::Sources sources;
        base::Diagnostics findings;
        const auto table = doc::read_yaml(sources, sources.add("table", slurp(file.path())), findings);
        REQUIRE(table);
        for (const doc::View row : doc::items(table->root().find("rows"))) visit(row);
    }
}

std::string record_of(const Emulator& emulator) {
    std::string out;
    for (const Moment& one : emulator.moments()) {
        out += fmt::format("{} {} {} {} {}\n", static_cast<int>(one.kind), one.at, one.leg, one.text, one.code);
        if (!one.request) continue;
        out += one.request->http.url;
        for (const auto& [name, value] : one.request->http.form) out += name + "=" + value + "&";
    }
    return out;
}

} // namespace

TEST_CASE("every request of the pretend Twilio is read back as the kind it was sent as, and as its call's") {
    std::size_t count = 0;
    for_all_rows([&](doc::View row) {
        const testing::Played played = testing::play_row(twilio(), row);
        for (const Moment& moment : played.emulator->moments()) {
            if (!moment.request) continue;
            // a document that is run although the call is over cannot be told from its status
            if (moment.request->steers && moment.request->kind == "next" && is_over(played, moment)) continue;
            CAPTURE(row.find("row").text(), moment.request->http.url, moment.at);
            base::Diagnostics findings;
            std::string call_id;
            CHECK(kind_of(moment.request->http, findings, call_id) == moment.request->kind);
            for (const base::Diagnostic& one : findings.items()) CHECK(one.message == "");
            // a message that a call sends has an id of its own
            if (!call_id.empty() && moment.request->kind != "message_status")
                CHECK(call_id == played.emulator->leg(moment.request->leg).call_id);
            ++count;
        }
    });
    CHECK(count > 500);
}

TEST_CASE("a run of the pretend Twilio is the same each time") {
    for_all_rows([](doc::View row) {
        const testing::Played one = testing::play_row(twilio(), row), other = testing::play_row(twilio(), row);
        CHECK(record_of(*one.emulator) == record_of(*other.emulator));
    });
}

TEST_CASE("a gather takes keys from its first prompt on, and waits once its prompts have ended") {
    Run run(
        Site{{"/voice",
              "<Response><Say>One</Say><Gather numDigits=\"1\" action=\"/a\"><Say>Press one</Say></Gather></Response>"},
             {"/a", "<Response/>"}});
    const LegId leg = run.begin();
    CHECK(!run.leg(leg).takes_keys);
    run.until(400);
    CHECK(run.leg(leg).takes_keys);
    CHECK(!run.leg(leg).takes_speech);
    CHECK(!run.leg(leg).waits);
    run.until(1200);
    CHECK(run.leg(leg).waits);
    CHECK(run.act(leg, Act::Kind::press, "7"));
    CHECK(run.leg(leg).phase == Leg::Phase::ended);
    CHECK(!run.leg(leg).takes_keys);
    CHECK(run.requests("Digits") == Lines{"first /voice", "gather /a 7"});
    CHECK(!run.act(leg, Act::Kind::hang_up));
}

TEST_CASE("speech that may not interrupt is taken when the prompt has ended") {
    Run run(Site{
        {"/voice", "<Response><Gather input=\"speech\" bargeIn=\"false\"><Say>Go ahead</Say></Gather></Response>"}});
    const LegId leg = run.begin();
    CHECK(!run.leg(leg).takes_speech);
    run.until(800);
    CHECK(run.leg(leg).takes_speech);
    CHECK(!run.leg(leg).takes_keys);
}

TEST_CASE("two who talk have each other until one hangs up") {
    Run run(Site{{"/voice", "<Response><Dial>+15550003333</Dial><Say>Bye</Say></Response>"}});
    const LegId leg = run.begin();
    REQUIRE(run.emulator->leg_count() == 2);
    CHECK(run.leg(1).phase == Leg::Phase::ringing);
    CHECK(run.leg(1).parent == leg);
    Act key;
    key.kind = Act::Kind::press;
    key.text = "1";
    CHECK(!run.emulator->act(1, key));
    CHECK(run.act(1, Act::Kind::answer));
    CHECK(run.leg(leg).with == 1);
    CHECK(run.leg(1).with == leg);
    CHECK(run.leg(leg).waits);
    run.until(5000);
    CHECK(run.act(1, Act::Kind::hang_up));
    CHECK(run.leg(leg).with == no_leg);
    CHECK(!run.leg(leg).waits);
    CHECK(run.leg(1).ended_by == "callee");
}

TEST_CASE("a caller who hangs up while a document is fetched is gone at once") {
    Run run(Site{{"/voice", "<Response><Redirect>/slow</Redirect></Response>"},
                 {"/slow", "<Response><Say>Never</Say></Response>"}});
    run.call.status_callback = "https://app.example.com/status";
    const LegId leg = run.begin();
    run.pages.took = 9000;
    run.until(100);
    CHECK(run.act(leg, Act::Kind::hang_up));
    CHECK(run.leg(leg).ended == 100);
    run.until(never);
    CHECK(run.requests("CallStatus").back() == "status /status completed");
}

TEST_CASE("an update that is sent along needs absolute actions for what would lead back to it") {
    for (const std::string verb : {"Gather", "Record", "Pay"}) {
        Run run(Site{{"/voice", "<Response><Pause length=\"60\"/></Response>"}});
        const LegId leg = run.begin();
        Update update;
        update.document = "<Response><" + verb + "/></Response>";
        REQUIRE(run.emulator->update(leg, update));
        run.until(2000);
        CHECK(run.codes() == Lines{"15004"});
        CHECK(run.leg(leg).ended_by == "error");
    }
    Run run(Site{{"/voice", "<Response><Say>Hello there</Say></Response>"}});
    Update update;
    update.document = std::string(5000, ' ');
    CHECK(!run.emulator->update(run.begin(), update));
}

TEST_CASE("an update of a dialled leg takes it out of the talk") {
    Run run(Site{{"/voice", "<Response><Dial action=\"/after\">+15550003333</Dial></Response>"},
                 {"/after", "<Response/>"},
                 {"/moved", "<Response><Say>One two</Say></Response>"}});
    const LegId leg = run.begin();
    REQUIRE(run.act(1, Act::Kind::answer));
    run.until(5000);
    Update update;
    update.address = "https://app.example.com/moved";
    REQUIRE(run.emulator->update(1, update));
    run.until(5000);
    CHECK(run.leg(leg).phase == Leg::Phase::ended);
    run.until(never);
    CHECK(run.leg(1).ended == 5800);
    CHECK(run.requests("DialCallStatus") == Lines{"first /voice", "next /moved", "dial /after completed"});
}

TEST_CASE("a message is answered with messages") {
    Run run(Site{{"/voice", "<Response><Message action=\"/sent\">Hello</Message><Say>Never</Say></Response>"}});
    run.call.text = true;
    run.call.message = "hi";
    const LegId leg = run.begin();
    run.until(never);
    CHECK(run.requests("Body") == Lines{"message /voice hi", "message_status /sent"});
    CHECK(run.codes() == Lines{"14110"});
    CHECK(run.leg(leg).ended_by == "end_of_document");
}

TEST_CASE("callbacks to hosts with underscores are refused") {
    Run run(Site{
        {"/voice",
         "<Response><Dial><Number statusCallback=\"https://my_host.example.com/s\">+15550003333</Number></Dial></Response>"}});
    run.begin();
    CHECK(run.act(1, Act::Kind::busy));
    CHECK(run.codes() == Lines{"11100"});
    CHECK(run.requests() == Lines{"first /voice"});
}

TEST_CASE("SSML is said as it is meant, with its breaks") {
    Run run(Site{{"/voice", "<Response><Say>One<break time=\"1s\"/>two <sub alias=\"World Wide Web\">WWW</sub> "
                            "<emphasis>now</emphasis></Say></Response>"}});
    const LegId leg = run.begin();
    run.until(never);
    CHECK(run.leg(leg).ended == 6 * 400 + 1000);
    CHECK(std::ranges::any_of(run.emulator->moments(), [](const Moment& one) {
        return one.kind == Moment::Kind::heard && one.text == "One two World Wide Web now";
    }));
}

TEST_CASE("a queue waits for people whatever is played in it") {
    Run run(Site{{"/voice", "<Response><Enqueue waitUrl=\"/wait\">q</Enqueue></Response>"},
                 {"/wait", "<Response><Say>Please wait</Say><Play>m.mp3</Play></Response>"}});
    const LegId leg = run.begin();
    for (const Millis when : {0, 500, 5000, 15'000}) {
        run.until(when);
        CHECK(run.leg(leg).waits);
    }
    CHECK(run.act(leg, Act::Kind::hang_up));
    CHECK(!run.leg(leg).waits);
}

TEST_CASE("a payment asks for each field so often as it may, and then says what came of it") {
    const std::string document = "<Response><Pay action=\"https://app.example.com/paid\" postalCode=\"false\" "
                                 "statusCallback=\"/pay\"><Prompt for=\"payment-card-number\"><Say>Your card</Say>"
                                 "</Prompt></Pay></Response>";
    Run paid(Site{{"/voice", document}, {"/paid", "<Response/>"}});
    LegId leg = paid.begin();
    CHECK(paid.act(leg, Act::Kind::press, "4111111111111111#"));
    CHECK(paid.act(leg, Act::Kind::press, "1030"));
    CHECK(paid.act(leg, Act::Kind::press, "123#"));
    CHECK(paid.requests("PaymentCardNumber").back() == "pay /paid xxxxxxxxxxxx1111");
    CHECK(paid.requests("Result").back() == "pay /paid success");
    Run silent(Site{{"/voice", document}, {"/paid", "<Response/>"}});
    leg = silent.begin();
    silent.until(never);
    CHECK(silent.requests("Result").back() == "pay /paid too-many-failed-attempts");
    CHECK(silent.requests("ErrorType") ==
          Lines{"first /voice", "pay_status /pay", "pay_status /pay timeout", "pay /paid"});
}

TEST_CASE("the tables of the pretend Twilio name elements once, in order") {
    const auto verbs = twilio().emulator->verbs();
    CHECK(verbs.size() > 30);
    CHECK(std::ranges::is_sorted(verbs, std::ranges::less_equal(), &EmulatedVerb::element));
}

TEST_CASE("documents that take no time and lead to each other without end are cut off") {
    Run run(Site{{"/voice", "<Response><Enqueue waitUrl=\"/wait\">q</Enqueue></Response>"}, {"/wait", "<Response/>"}});
    run.begin();
    run.until(never);
    CHECK(!run.emulator->cut_off().empty());
}
