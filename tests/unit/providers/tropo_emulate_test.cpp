// The pretend Tropo, where the behaviour tables have no row: requests as decode() reads them, several calls, what legs show.
#include "doc/read.hpp"
#include "providers/behaviour/row.hpp"
#include "providers/corpus.hpp"
#include "source_dir.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <sstream>

using namespace callflow;
using namespace callflow::providers::emulate;
using providers::testing::Lines;

namespace {

// Answers the documents in their order, the last one for ever.
class Pages : public Application {
public:
    explicit Pages(std::vector<std::string> pages) : pages_(std::move(pages)) {}
    Answer answer(const Request& request) override {
        Answer out;
        asked.push_back(request);
        if (request.http.url == refused) out.status = 507;
        if (!request.steers) return out;
        out.body = pages_[std::min(next_, pages_.size() - 1)];
        ++next_;
        return out;
    }
    std::vector<Request> asked;
    std::string refused;

private:
    std::vector<std::string> pages_;
    std::size_t next_ = 0;
};

struct Run {
    explicit Run(std::vector<std::string> documents) : pages(std::move(documents)) {
        Setup setup;
        setup.application = &pages;
        emulator = providers::find_provider("tropo")->emulator->make(setup);
    }
    LegId place(CallOptions::Direction direction = CallOptions::Direction::inbound) {
        CallOptions options;
        options.from = "+15551230000";
        options.to = "+15557654321";
        options.address = "https://app.example.com/start";
        options.direction = direction;
        return emulator->place(options);
    }
    void until(Millis when) {
        while (emulator->advance(when)) {
        }
    }
    void act(LegId leg, Act::Kind kind, std::string text = {}) {
        Act act;
        act.kind = kind;
        act.text = std::move(text);
        const auto done = emulator->act(leg, act);
        INFO((done ? std::string() : done.error().message));
        CHECK(done);
        until(emulator->now());
    }
    [[nodiscard]] Lines heard() const {
        Lines out;
        for (const Moment& moment : emulator->moments()) {
            if (moment.kind == Moment::Kind::heard)
                out.push_back(fmt::format("{} {}..{} {}", moment.leg, moment.at, moment.until, moment.text));
        }
        return out;
    }
    [[nodiscard]] Lines of(Moment::Kind kind) const {
        Lines out;
        for (const Moment& moment : emulator->moments()) {
            if (moment.kind == kind) out.push_back(fmt::format("{} {} {}", moment.at, moment.leg, moment.text));
        }
        return out;
    }

    Pages pages;
    std::unique_ptr<Emulator> emulator;
};

struct Decoded {
    base::Sources sources;
    base::Diagnostics found;
    std::optional<providers::RequestBody> body;
    std::optional<providers::DecodedRequest> request;

    explicit Decoded(const Request& sent) {
        body = providers::read_request_body(sources, sources.add("body", sent.http.body), found);
        REQUIRE(body);
        request = providers::find_provider("tropo")->decode(body->incoming(), found);
        INFO(sent.http.body);
        REQUIRE(request);
        // two actions of one name are read, with a word about it
        CHECK(
            std::ranges::none_of(found.items(), [](const auto& one) { return one.severity == base::Severity::error; }));
    }
    [[nodiscard]] std::string input(std::string_view name) const { return text(request->input, name); }
    [[nodiscard]] std::string call(std::string_view name) const { return text(request->call, name); }

private:
    static std::string text(const providers::InputFields& fields, std::string_view name) {
        const auto* value = providers::find_field(fields, name);
        return value == nullptr ? "(none)" : value->to_text();
    }
};

constexpr auto press = Act::Kind::press;

} // namespace

TEST_CASE("every request of a pretend Tropo is read back as what it is") {
    const std::filesystem::path folder = std::string(source_dir) + "/tests/behaviour/tropo";
    std::size_t read = 0;
    for (const auto& one : std::filesystem::directory_iterator(folder)) {
        std::ifstream in(one.path(), std::ios::binary);
        std::ostringstream text;
        text << in.rdbuf();
        base::Sources sources;
        base::Diagnostics found;
        const auto table = doc::read_yaml(sources, sources.add("table", text.str()), found);
        REQUIRE(table);
        for (const doc::View row : doc::items(table->root().find("rows"))) {
            INFO(row.find("row").text());
            const auto played = providers::testing::play_row(*providers::find_provider("tropo"), row);
            for (const Moment& moment : played.emulator->moments()) {
                if (moment.kind != Moment::Kind::request) continue;
                const std::string& kind = moment.request->kind; // these have bodies of their own
                if (kind == "upload" || kind == "transcribed" || kind == "call_record") continue;
                const Decoded decoded(*moment.request);
                CHECK(decoded.request->kind == moment.request->kind);
                CHECK(decoded.request->begins == moment.request->first);
                CHECK(decoded.request->call_id == played.emulator->leg(moment.leg).call_id);
                ++read;
            }
        }
    }
    CHECK(read > 100);
}

TEST_CASE("what a caller did is in the request that follows") {
    Run run(
        {R"({"tropo":[{"ask":{"name":"n","choices":{"value":"[3 DIGITS]"}}},{"on":{"event":"continue","next":"/a"}}]})",
         R"({"tropo":[{"record":{"name":"msg"}},{"on":{"event":"continue","next":"/b"}}]})",
         R"({"tropo":[{"transfer":{"name":"t","to":"sip:ann@example.com"}},{"on":{"event":"incomplete","next":"/c"}}]})",
         R"({"tropo":[{"say":{"value":"Bye"}},{"on":{"event":"hangup","next":"/d"}}]})"});
    const LegId leg = run.place();
    run.until(1000);
    run.act(leg, press, "123");
    Act message;
    message.kind = Act::Kind::leave_message;
    message.length = 7000;
    CHECK(run.emulator->leg(leg).takes_message);
    CHECK(run.emulator->act(leg, message));
    run.until(13'000);
    REQUIRE(run.emulator->leg_count() == 2);
    CHECK(run.emulator->leg(1).to == "sip:ann@example.com");
    run.act(1, Act::Kind::busy);
    run.until(never);
    REQUIRE(run.pages.asked.size() == 5);
    const Decoded first(run.pages.asked[0]), keys(run.pages.asked[1]), recorded(run.pages.asked[2]),
        dialled(run.pages.asked[3]), over(run.pages.asked[4]);
    CHECK(first.call("from") == "+15551230000");
    CHECK(first.call("to") == "+15557654321");
    CHECK(first.call("started_at") == "2000-01-01T00:00:00Z");
    CHECK(first.input("call_status") == "ringing");
    CHECK(keys.input("digits") == "123");
    CHECK(keys.input("confidence") == "1");
    CHECK(keys.input("call_status") == "in-progress");
    CHECK(recorded.input("recording_duration") == "7");
    CHECK(recorded.input("recording_url").starts_with("https://recordings.tropo.example/"));
    CHECK(dialled.input("dial_status") == "busy");
    CHECK_FALSE(dialled.request->complete);
    CHECK(over.request->over);
    CHECK(over.input("call_duration") == "13");
}

TEST_CASE("legs show what they wait for") {
    Run run({R"({"tropo":[{"say":{"value":"Welcome"}},{"ask":{"bargein":false,"say":{"value":"Press one"},)"
             R"("choices":{"value":"[1 DIGIT]","mode":"dtmf"}}},{"transfer":{"to":"tel:+1555","terminator":"*"}}]})"});
    const LegId leg = run.place();
    const Leg& seen = run.emulator->leg(leg);
    CHECK(seen.status == "RINGING");
    run.until(0);
    CHECK(seen.phase == Leg::Phase::answered);
    CHECK_FALSE(seen.takes_keys);
    run.until(1000);
    CHECK_FALSE(seen.takes_keys);
    CHECK_FALSE(seen.waits);
    run.until(1200);
    CHECK(seen.takes_keys);
    CHECK_FALSE(seen.takes_speech);
    CHECK(seen.waits);
    run.act(leg, press, "1");
    CHECK(seen.takes_keys);
    CHECK(run.emulator->leg(1).phase == Leg::Phase::ringing);
    run.act(1, Act::Kind::answer);
    CHECK(seen.with == 1);
    CHECK_FALSE(seen.takes_keys);
    run.act(leg, Act::Kind::hang_up);
    CHECK(seen.ended_by == "caller");
    CHECK(run.emulator->leg(1).ended_by == "caller");
    CHECK_FALSE(run.emulator->act(leg, {.kind = press, .text = "1"}));
    CHECK_FALSE(run.emulator->advance(never));
}

TEST_CASE("a conference joins calls, announces them and lets them go") {
    Run run({R"({"tropo":[{"conference":{"id":"room","joinPrompt":{"value":"Somebody came"},"leavePrompt":true,)"
             R"("terminator":"#"}},{"say":{"value":"Thanks"}}]})"});
    const LegId one = run.place();
    run.until(5000);
    const LegId two = run.place();
    run.until(10'000);
    CHECK(run.emulator->leg(one).with == two);
    CHECK(run.emulator->leg(two).with == one);
    run.act(one, press, "#");
    CHECK(run.emulator->leg(two).with == no_leg);
    run.until(20'000);
    CHECK(run.emulator->leg(one).ended == 10'400);
    CHECK(run.emulator->leg(two).phase == Leg::Phase::answered);
    CHECK(run.heard() == Lines{"0 0..800 Somebody came", "0 5000..5800 Somebody came", "1 5000..5800 Somebody came",
                               "0 10000..10400 Thanks"});
    CHECK(run.of(Moment::Kind::bridged) == Lines{"5000 1 ", "5000 0 "});
    CHECK(run.of(Moment::Kind::parted) == Lines{"10000 0 ", "10000 1 "});
    run.act(two, Act::Kind::hang_up);
    CHECK_FALSE(run.emulator->advance(never));
}

TEST_CASE("a spoken message rings somebody while the caller waits") {
    Run run({R"({"tropo":[{"answer":{}},{"message":{"to":["+1555","+1666"],"say":[{"value":"Two words"}]}},)"
             R"({"say":{"value":"Done"}}]})"});
    const LegId leg = run.place();
    run.until(4000);
    REQUIRE(run.emulator->leg_count() == 3);
    run.act(2, Act::Kind::answer);
    run.until(never);
    CHECK(run.heard() == Lines{"2 4000..4800 Two words", "0 4800..5200 Done"});
    CHECK(run.emulator->leg(1).ended == 4000);
    CHECK(run.emulator->leg(2).ended == 4800);
    CHECK(run.emulator->leg(leg).ended == 5200);
}

TEST_CASE("who answers one of several phones is on the call's own leg") {
    Run run({R"({"tropo":[{"call":{"to":["tel:+1555","tel:+1666"],"from":"+1777"}},)"
             R"({"ask":{"say":{"value":"Press one"},"choices":{"value":"[1 DIGIT]"}}}]})"});
    const LegId leg = run.place(CallOptions::Direction::token);
    CHECK(run.emulator->leg(leg).phase == Leg::Phase::queued);
    run.until(3000);
    CHECK(run.emulator->leg(leg).to == "+1555");
    REQUIRE(run.emulator->leg_count() == 2);
    run.act(leg, Act::Kind::busy);
    CHECK(run.emulator->leg(leg).phase == Leg::Phase::ringing);
    run.act(1, Act::Kind::answer);
    CHECK(run.emulator->leg(leg).to == "+1666");
    CHECK(run.emulator->leg(leg).from == "+1777");
    CHECK(run.emulator->leg(1).takes_keys);
    run.act(1, press, "1");
    CHECK(run.emulator->leg(leg).ended == 3000);
    CHECK(run.emulator->leg(1).phase == Leg::Phase::ended);
}

TEST_CASE("a signal takes a call back that still rings") {
    Run run({R"({"tropo":[{"call":{"to":"+1555","name":"c"}},{"on":{"event":"stop","next":"/stopped"}}]})",
             R"({"tropo":[]})"});
    const LegId leg = run.place(CallOptions::Direction::token);
    run.until(3000);
    CHECK(run.emulator->update(leg, {.signal = "stop"}));
    run.until(never);
    REQUIRE(run.pages.asked.size() == 2);
    CHECK(run.pages.asked[1].at == 3000);
    CHECK(run.pages.asked[1].http.body.find(R"("disposition":"EXTERNAL_EVENT")") != std::string::npos);
    CHECK(run.emulator->leg(leg).ended_by == "canceled");
    CHECK_FALSE(run.emulator->act(leg, {.kind = Act::Kind::answer}));
}

TEST_CASE("a recording goes to each of its addresses, and one that refuses it shows in the result") {
    Run run({R"({"tropo":[{"record":{"name":"r","beep":false,"choices":{"terminator":"#"},"method":"PUT","url":)"
             R"(["https://a.example/1",{"url":"http://b.example/2","method":"POST"},"ann@example.com"]}},)"
             R"({"on":{"event":"continue","next":"/next"}}]})",
             R"({"tropo":[]})"});
    run.pages.refused = "http://b.example/2";
    const LegId leg = run.place();
    run.until(0);
    run.act(leg, Act::Kind::speak, "One two three four five");
    run.until(2000);
    run.act(leg, press, "#");
    run.until(never);
    REQUIRE(run.pages.asked.size() == 4);
    CHECK(run.pages.asked[1].http.method == "PUT");
    CHECK(run.pages.asked[1].http.url == "https://a.example/1");
    CHECK(run.pages.asked[2].http.method == "POST");
    CHECK_FALSE(run.pages.asked[2].steers);
    CHECK(run.pages.asked[3].http.body.find(R"("uploadStatus":"failure","duration":2)") != std::string::npos);
    CHECK(run.of(Moment::Kind::verb).size() == 1);
}

TEST_CASE("a callee who leaves during the whisper is no answer, and keys that a number brings take their time") {
    Run run(
        {R"({"tropo":[{"answer":{}},{"transfer":{"to":"tel:+1555;postd=12pp3;pause=500ms","name":"t",)"
         R"("on":[{"event":"connect","say":{"value":"One two three four five"}}]}},{"on":{"event":"incomplete","next":"/n"}}]})",
         R"({"tropo":[]})"});
    run.place();
    run.until(1000);
    CHECK(run.emulator->leg(1).to == "+1555");
    run.act(1, Act::Kind::answer);
    run.until(4000);
    run.act(1, Act::Kind::hang_up);
    run.until(never);
    CHECK(run.heard() == Lines{"1 1000..3500 12pp3", "1 3500..4000 One two three four five"});
    REQUIRE(run.pages.asked.size() == 2);
    CHECK(run.pages.asked[1].at == 4000);
    CHECK(Decoded(run.pages.asked[1]).input("dial_status") == "failed");
}

TEST_CASE("a conversation by messages goes to and fro") {
    Run run({R"({"tropo":[{"say":{"value":"Hi","media":["https://app.example.com/a.png"]}},)"
             R"({"ask":{"name":"n","say":{"value":"Yes or no?"},"choices":{"value":"yes, no"},"attempts":2}},)"
             R"({"on":{"event":"continue","next":"/a"}}]})",
             R"({"tropo":[{"hangup":null}]})"});
    CallOptions options;
    options.from = "+15551230000";
    options.to = "+15557654321";
    options.address = "https://app.example.com/start";
    options.text = true;
    const LegId leg = run.emulator->place(options);
    run.until(60'00);
    CHECK(run.emulator->leg(leg).takes_speech);
    CHECK_FALSE(run.emulator->leg(leg).takes_keys);
    run.act(leg, Act::Kind::speak, "perhaps");
    run.act(leg, Act::Kind::speak, "Yes!");
    run.until(never);
    CHECK(run.heard() ==
          Lines{"0 0..0 Hi https://app.example.com/a.png", "0 0..0 Yes or no?", "0 6000..6000 Yes or no?"});
    REQUIRE(run.pages.asked.size() == 2);
    const std::string& body = run.pages.asked[1].http.body;
    CHECK(body.find(R"("attempts":2,"disposition":"SUCCESS")") != std::string::npos);
    CHECK(body.find(R"("value":"yes","concept":"yes")") != std::string::npos);
    CHECK(run.pages.asked[0].http.body.find(R"("channel":"TEXT","network":"SMS")") != std::string::npos);
}

TEST_CASE("a document that cannot be had leads to the handlers of the one that named it, but not back to itself") {
    SECTION("an error handler") {
        Run run({R"({"tropo":[{"answer":{}},{"on":{"event":"continue","next":"/bad"}},)"
                 R"({"on":{"event":"error","next":"/oops"}}]})",
                 "nonsense", R"({"tropo":[]})"});
        run.place();
        run.until(never);
        REQUIRE(run.pages.asked.size() == 3);
        CHECK(run.pages.asked[2].http.url == "https://app.example.com/oops");
        CHECK(Decoded(run.pages.asked[2]).input("error") == "this is no JSON");
    }
    SECTION("none but the address that failed") {
        Run run({R"({"tropo":[{"answer":{}},{"on":{"event":"continue","next":"/bad"}}]})", "nonsense"});
        const LegId leg = run.place();
        run.until(never);
        CHECK(run.pages.asked.size() == 2);
        CHECK(run.emulator->leg(leg).ended_by == "error");
    }
}

TEST_CASE("steps that are none or lack what they need are an error event") {
    for (const std::string_view step :
         {R"({" reject":null})", R"({"ask":{}})", R"({"ask":{"choices":{"value":"sales(1"}}})", R"({"wait":{}})",
          R"({"redirect":{"to":"sip:a@b"},"name":"x"})", R"("say")", R"({"call":{"to":"+1555"}})",
          R"({"transfer":{}})"}) {
        CAPTURE(step);
        Run run({fmt::format(R"({{"tropo":[{{"answer":{{}}}},{},{{"on":{{"event":"error","next":"/oops"}}}}]}})", step),
                 R"({"tropo":[]})"});
        run.place();
        run.until(never);
        REQUIRE(run.pages.asked.size() == 2);
        CHECK(run.pages.asked[1].http.url == "https://app.example.com/oops");
    }
}

TEST_CASE("SSML lasts as long as its words and breaks") {
    Run run(
        {R"({"tropo":[{"say":{"value":"<speak>Two words<break time='1500ms'/> <emphasis>more</emphasis></speak>"}},)"
         R"({"say":{"value":"<speak>open <break time=\"2s\" and never closed"}}]})"});
    const LegId leg = run.place();
    run.until(never);
    CHECK(run.emulator->leg(leg).ended == 2700 + 400 + 2000);
}

TEST_CASE("real documents are run to an end") {
    for (const auto& path : providers::testing::corpus("tropo")) {
        const std::string text = providers::testing::slurp(path);
        const bool places = text.find("\"call\"") != std::string::npos || text.find("\"message\"") != std::string::npos;
        Run run({text, R"({"tropo":[]})"});
        const LegId leg = run.place(places ? CallOptions::Direction::token : CallOptions::Direction::inbound);
        constexpr Millis minute = 60'000;
        for (Millis at = 5000; at < 10 * minute; at += 5000) {
            run.until(at);
            for (LegId id = 0; id < run.emulator->leg_count(); ++id) {
                static_cast<void>(run.emulator->act(id, {.kind = Act::Kind::answer}));
                if (run.emulator->leg(id).takes_keys)
                    static_cast<void>(run.emulator->act(id, {.kind = press, .text = "1#"}));
            }
        }
        static_cast<void>(run.emulator->act(leg, {.kind = Act::Kind::hang_up}));
        run.until(never);
        INFO(path.filename().string() << "\n" << text);
        CHECK(run.emulator->leg(leg).phase == Leg::Phase::ended);
        CHECK(run.emulator->cut_off().empty());
        for (const Moment& moment : run.emulator->moments()) {
            // one library's test expects what its code refuses by now
            if (moment.kind == Moment::Kind::error) CHECK(moment.text == "ask needs choices");
        }
    }
}
