#include "scenario/session.hpp"

#include "fixture.hpp"

namespace callflow::scenario {
namespace {

using providers::emulate::Act;

Step act(std::string_view who, Act::Kind kind, std::string text = {}) {
    Step step;
    step.kind = Step::Kind::person;
    step.person.who = who;
    step.person.act.kind = kind;
    step.person.act.text = std::move(text);
    return step;
}

struct Opened {
    explicit Opened(std::string_view body = "steps: [{caller: dial}]")
        : session({played.machine.get(), quiet(), &played.files, {}, &played.sources, &played.found},
                  played.read(body)) {}
    static RunOptions quiet() {
        RunOptions options;
        options.check = false;
        return options;
    }
    Played played;
    Session session;
};

TEST_CASE("a session knows what it waits for, and when it is over") {
    Opened call;
    CHECK(call.session.state() == "menu");
    CHECK(call.session.asks() == Texts{"keys"});
    CHECK(!call.session.rings());
    call.session.play(act("caller", Act::Kind::press, "1"));
    CHECK(call.session.state() == "talk");
    CHECK(call.session.rings());
    call.session.back(1);
    CHECK(!call.session.over());
    call.session.play(act("caller", Act::Kind::hang_up));
    CHECK(call.session.over());
    CHECK(call.session.state() == "gone");
}

TEST_CASE("what is taken back has not happened") {
    Opened call;
    const std::size_t rows = call.session.trace().steps.size();
    call.session.play(act("caller", Act::Kind::press, "3"));
    call.session.play(act("caller", Act::Kind::leave_message, "hello"));
    CHECK(call.session.trace().steps.size() > rows);
    CHECK(call.session.back(2) == 0);
    CHECK(call.session.state() == "menu");
    CHECK(call.session.trace().steps.size() == rows);
    CHECK(call.session.scenario().steps.size() == 1);
    call.session.back(100); // no more than there is
    CHECK(call.session.scenario().steps.empty());
}

TEST_CASE("a session says when what is asked for is sensitive, and shows none of it") {
    Opened call;
    CHECK(!call.session.asks_secret());
    call.session.play(act("caller", Act::Kind::press, "2"));
    CHECK(call.session.asks_secret());
    call.session.play(act("caller", Act::Kind::press, "2580"));
    CHECK(!call.session.asks_secret());
    CHECK(call.session.document().find("2580") == std::string::npos);
    CHECK(call.session.document().find("(sensitive)") != std::string::npos);
    for (const auto& [name, value] : call.session.vars())
        if (name == "pin") CHECK(value == "(sensitive)");
    for (const TraceStep& row : call.session.end().steps) {
        for (const TraceDocument& document : row.documents) CHECK(document.body.find("2580") == std::string::npos);
        for (const TraceMoment& moment : row.moment) CHECK(moment.text.find("2580") == std::string::npos);
    }
}

TEST_CASE("what is written of a session leads to the same trace") {
    Opened call("given: {open: false}\nseed: 9\nmedia: {\"*.mp3\": 3s}\nfaults: [{late: chose, by: 2s}]\n"
                "steps: [{wait: 5s}, {caller: dial}]");
    call.session.play(act("caller", Act::Kind::press, "1"));
    call.session.play(act("callee", Act::Kind::answer));
    Step wait;
    wait.kind = Step::Kind::wait;
    wait.wait = 61'000'000'000;
    call.session.play(wait);
    call.session.play(act("caller", Act::Kind::leave_message, "quote \" and #: {{ x }}\n\xe6\x97\xa5"));
    const std::string written = write_scenario(call.session.scenario(), "");
    const std::size_t line = written.find('\n') + 1; // the head is the fixture's
    const Trace again = call.played.run(written.substr(line));
    const Trace first = call.session.end();
    REQUIRE(again.steps.size() == first.steps.size());
    for (std::size_t i = 0; i < first.steps.size(); ++i) {
        CAPTURE(i);
        CHECK(again.steps[i].kind == first.steps[i].kind);
        CHECK(again.steps[i].at == first.steps[i].at);
        CHECK(again.steps[i].state == first.steps[i].state);
        CHECK(again.steps[i].event == first.steps[i].event);
        REQUIRE(again.steps[i].moment.size() == first.steps[i].moment.size());
        if (!first.steps[i].moment.empty())
            CHECK(again.steps[i].moment.front().text == first.steps[i].moment.front().text);
    }
}

} // namespace
} // namespace callflow::scenario
