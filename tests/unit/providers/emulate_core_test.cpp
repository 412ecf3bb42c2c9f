#include "providers/emulate/lengths.hpp"
#include "providers/emulate/world.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <string>
#include <utility>
#include <vector>

using namespace callflow::providers::emulate;

namespace {

using Lines = std::vector<std::string>;

Task<int> later(Scheduler& scheduler, Millis length, int value) {
    co_await scheduler.sleep(length);
    co_return value;
}

Task<void> add_two(Scheduler& scheduler, Lines& lines) {
    const int one = co_await later(scheduler, 30, 1);
    const int two = co_await later(scheduler, 12, 2);
    lines.push_back(std::to_string(one + two) + " at " + std::to_string(scheduler.now()));
}

Task<void> listen(Scheduler& scheduler, Mailbox<std::string>& box, Lines& lines) {
    while (true) {
        const auto message = co_await box.next(scheduler.now() + 100);
        lines.push_back((message ? *message : "nothing") + " at " + std::to_string(scheduler.now()));
        if (!message) co_return;
    }
}

Task<void> say(Scheduler& scheduler, Mailbox<std::string>& box, Millis when, std::string text) {
    co_await scheduler.sleep(when);
    box.post(std::move(text));
}

constexpr std::array<std::string_view, 2> fall_or_jump = {"fall", "jump"};
constexpr std::array<AssumptionSpec, 2> table = {{
    {"record_empty", "what follows an empty recording", AssumptionSpec::Takes::word, fall_or_jump, "fall", "4.4"},
    {"ring_grace", "how much longer than asked a phone rings", AssumptionSpec::Takes::length, {}, "5s", "4.5"},
}};

// Answers after a second, and says so.
class Slow : public Application {
public:
    Answer answer(const Request& request) override {
        ++asked;
        Answer out;
        out.took = 1000;
        out.body = request.kind;
        return out;
    }
    int asked = 0;
};

// Does not know its answer for two seconds.
class Busy : public Application {
public:
    Answer answer(const Request&) override { return not_yet(); }
    Answer finish(const Request& request) override {
        if (++finished < 2) return not_yet();
        Answer out;
        out.body = request.kind;
        return out;
    }
    int finished = 0;

private:
    static Answer not_yet() {
        Answer out;
        out.later = true;
        out.took = 1000;
        return out;
    }
};

class Strikes : public Faults {
public:
    explicit Strikes(Fault fault) : fault_(fault) {}
    Fault strike(const Request&) override { return fault_; }

private:
    Fault fault_;
};

Task<void> ask_once(World& world, Lines& lines, Millis patience) {
    Request request;
    request.kind = "voice";
    const Answer answer = co_await world.ask(std::move(request), patience);
    lines.push_back(answer.body + " " + std::to_string(answer.status) + " at " + std::to_string(world.now()));
}

Lines ask_busy(Busy& busy, Millis patience) {
    Setup setup;
    setup.application = &busy;
    World world(setup, table);
    Lines lines;
    world.scheduler().spawn(ask_once(world, lines, patience));
    while (world.advance(never)) {
    }
    return lines;
}

Task<void> alarmed(Scheduler& scheduler, Alarm& alarm, Millis when, Lines& lines) {
    co_await alarm.at(when);
    lines.push_back("alarm at " + std::to_string(scheduler.now()));
}

Lines ask_with(Fault fault, Millis patience, int* asked = nullptr) {
    Slow slow;
    Strikes strikes(fault);
    Setup setup;
    setup.application = &slow;
    setup.faults = &strikes;
    World world(setup, table);
    Lines lines;
    world.scheduler().spawn(ask_once(world, lines, patience));
    while (world.advance(never)) {
    }
    if (asked != nullptr) *asked = slow.asked;
    return lines;
}

} // namespace

TEST_CASE("tasks wait on the run's clock, and what is due at one time happens in the order it was asked for") {
    Scheduler scheduler;
    Lines lines;
    scheduler.spawn(add_two(scheduler, lines));
    scheduler.spawn(add_two(scheduler, lines));
    CHECK(scheduler.run_next(0));
    while (scheduler.run_next(41)) {
    }
    CHECK(lines.empty());
    CHECK(scheduler.now() == 41);
    while (scheduler.run_next(never)) {
    }
    CHECK(lines == Lines{"3 at 42", "3 at 42"});
    CHECK(scheduler.next_due() == never);
}

TEST_CASE("an alarm goes off at its time, and not at all once it is called off") {
    Scheduler scheduler;
    Lines lines;
    Alarm first(scheduler), second(scheduler);
    scheduler.spawn(alarmed(scheduler, first, 20, lines));
    scheduler.spawn(alarmed(scheduler, second, 30, lines));
    CHECK(scheduler.run_next(0));
    CHECK(scheduler.run_next(0));
    second.call_off();
    while (scheduler.run_next(never)) {
    }
    CHECK(lines == Lines{"alarm at 20"});
    CHECK(scheduler.next_due() == never);
}

TEST_CASE("an answer may turn out later, also when nobody waits for it any more") {
    Busy busy;
    CHECK(ask_busy(busy, 5000) == Lines{"voice 200 at 2000"});
    CHECK(busy.finished == 2);
    Busy other;
    CHECK(ask_busy(other, 1500) == Lines{" 0 at 1500"});
    CHECK(other.finished == 2);
}

TEST_CASE("who waits for a message goes on when it comes or when time is up, whichever is first") {
    Scheduler scheduler;
    Mailbox<std::string> box(scheduler);
    Lines lines;
    scheduler.spawn(listen(scheduler, box, lines));
    scheduler.spawn(say(scheduler, box, 40, "a"));
    scheduler.spawn(say(scheduler, box, 40, "b"));
    scheduler.spawn(say(scheduler, box, 139, "c"));
    while (scheduler.run_next(never)) {
    }
    CHECK(lines == Lines{"a at 40", "b at 40", "c at 139", "nothing at 239"});
}

TEST_CASE("a task that is never done goes with its scheduler") {
    Mailbox<std::string>* box = nullptr;
    Lines lines;
    {
        Scheduler scheduler;
        Mailbox<std::string> own(scheduler);
        box = &own;
        scheduler.spawn(listen(scheduler, *box, lines));
        CHECK(scheduler.run_next(never));
    }
    CHECK(lines.empty());
}

TEST_CASE("an application that takes too long, is down or is not reached is told apart") {
    CHECK(ask_with({}, 15'000) == Lines{"voice 200 at 1000"});
    CHECK(ask_with({}, 700) == Lines{" 0 at 700"});
    CHECK(ask_with({.failure = Answer::Failure::timeout}, 15'000) == Lines{" 0 at 15000"});
    CHECK(ask_with({.failure = Answer::Failure::connection}, 15'000) == Lines{" 0 at 0"});
    CHECK(ask_with({.status = 503}, 15'000) == Lines{" 503 at 0"});
    CHECK(ask_with({.late = 250}, 15'000) == Lines{"voice 200 at 1250"});
    int asked = 0;
    CHECK(ask_with({.copies = 2}, 15'000, &asked) == Lines{"voice 200 at 1000"});
    CHECK(asked == 2);
}

TEST_CASE("what is assumed can be chosen among what is possible, and is recorded at its first use") {
    Assumptions assumptions(table);
    CHECK(assumptions.is("record_empty", "fall"));
    CHECK(assumptions.take_used() == std::vector<std::pair<std::string, std::string>>{{"record_empty", "fall"}});
    CHECK(assumptions.is("record_empty", "fall"));
    CHECK(assumptions.take_used().empty());
    REQUIRE(assumptions.set("ring_grace", "1.5s"));
    CHECK(assumptions.length("ring_grace") == 1500);
    CHECK(assumptions.set("record_empty", "fly").error().message == "record_empty is one of fall, jump, not 'fly'");
    CHECK(assumptions.set("ring_grace", "soon").error().message ==
          "ring_grace is a length of time such as 5s, not 'soon'");
    CHECK(assumptions.set("record_emty", "fall").error().message ==
          "nothing is assumed under the name 'record_emty': did you mean 'record_empty'?");
}

TEST_CASE("texts last by their words and files by the first pattern that fits their address") {
    CHECK(spoken_length("") == 0);
    CHECK(spoken_length("  two\n words ") == 800);
    Media media;
    media.add("*.mp3", {.length = 30'000});
    media.add("/sounds/*/short.*", {.length = 2'000});
    media.add("gone.wav", {.status = 404});
    CHECK(media.find("https://a.example/x.mp3?y=1").length == 30'000);
    CHECK(media.find("https://a.example/sounds/en/short.wav").length == 2'000);
    CHECK(media.find("/sounds/en/short").length == media_length);
    CHECK(media.find("https://a.example/gone.wav").status == 404);
}

TEST_CASE("ids are made from the seed, each once") {
    Slow slow;
    Setup setup;
    setup.application = &slow;
    World one(setup, table), same(setup, table);
    const std::string first = one.make_id("CA");
    CHECK(first.size() == 34);
    CHECK(first.starts_with("CA"));
    CHECK(one.make_id("CA") != first);
    CHECK(same.make_id("CA") == first);
}
