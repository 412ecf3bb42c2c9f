// Parts of logs, however they are put together, give the account of the whole.
#include "report/replay.hpp"

#include "properties/flow_of_text.hpp"
#include "properties/law.hpp"
#include "replay/partial.hpp"
#include "replay/report.hpp"

#include <fmt/format.h>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

using namespace callflow;
using laws::below;
using laws::one_of;

namespace {

constexpr std::string_view flow_text = R"(callflow: 1
name: desk
initial: menu
signals: {hangup: hangs_up}
on: {hangs_up: gone}
states:
  menu:
    response: [gather: {numDigits: 1, action: press, prompt: [say: "Press 1."]}]
    on: {press: [{to: talk, if: 'input.digits == "1"'}, same], later: waiting}
    next: gone
    timers: {press: 30s}
  waiting: {response: [pause: 5s], on: {press: talk, later: menu}, next: gone}
  talk: {talk: true, response: [dial: {number: "+15551230000", action: done}], on: {done: gone}}
  gone: {final: true}
)";

// Secrets, keys of several signs that are right in one state and wrong in another, one event for several questions, tries.
constexpr std::string_view bank_text = R"(callflow: 1
name: bank
initial: lines
signals: {hangup: hangs_up}
on: {hangs_up: gone}
states:
  lines:
    response: [gather: {numDigits: 2, action: chose, prompt: [say: "Press 10 or 20."]}]
    on: {chose: [{to: pin, if: 'input.digits == "10"'}, {to: branch, if: 'input.digits == "20"'}, {to: same, if: attempt < 3}, gone]}
    next: [{to: same, if: attempt < 2}, gone]
  branch:
    menu: {prompt: [say: "10 or 33."], keys: {10: lines, 33: pin, 4711: gone}, tries: 2, else: gone}
    on: {done: lines}
  pin:
    response: [gather: {numDigits: 4, sensitive: true, action: typed, prompt: [say: "Your PIN."]}]
    on: {typed: [{to: number, if: 'input.digits == "4711"'}, {to: same, if: attempt < 3}, gone]}
    next: gone
  number:
    response: [gather: {numDigits: 5, action: typed, prompt: [say: "A number."]}]
    on: {typed: [{to: amount, if: 'size(input.digits) == 5'}, {to: same, if: 'attempt < 3 && input.digits != "10"'}, lines]}
  amount:
    response: [gather: {finishOnKey: "#", action: said, prompt: [say: "How much?"]}]
    on: {said: [{switch: input.digits, case: {10: lines, 50: gone}, else: {to: same, if: attempt < 3}}, gone]}
    timers: {said: 30s}
  gone: {final: true}
)";

struct Desk : laws::FlowOfText {
    explicit Desk(std::string_view text = flow_text) : FlowOfText(text) {}
    [[nodiscard]] std::string account(const replay::Account& account) const {
        std::string out;
        report::write_replay_json(out, replay::make_report(*machine, sources, account), nullptr, {});
        return out;
    }
};

struct Record {
    std::size_t call = 0;
    std::int64_t time = 0;
    std::string text;
};

// Events of a few calls in order of time, mostly such as the flow knows.
constexpr std::string_view desk_events[] = {"press", "press", "later", "next", "done", "hangs_up", "mistake"};
constexpr std::string_view desk_keys[] = {"0", "1", "2"};
constexpr std::string_view bank_events[] = {"chose", "chose",    "pressed", "pressed", "typed",   "typed",
                                            "typed", "hangs_up", "next",    "said",    "mistake", "done"};
constexpr std::string_view bank_keys[] = {"10",   "10",    "20", "33", "4711", "4711",
                                          "1234", "55555", "50", "1",  "",     "****"};

template <class Events, class Keys> std::vector<Record> records_of(const Events& events, const Keys& keys) {
    std::vector<Record> out;
    std::int64_t time = 1'767'225'600'000;
    const std::size_t calls = 1 + below(6);
    for (std::size_t n = below(25); n > 0; --n) {
        time += static_cast<std::int64_t>(1 + below(20'000));
        const std::size_t call = below(calls);
        out.push_back({call, time,
                       fmt::format(R"({{"call": "C{}", "event": "{}", "time": {}, "digits": "{}"}})", call,
                                   one_of(events), time, one_of(keys))});
    }
    return out;
}
std::vector<Record> records() { return records_of(desk_events, desk_keys); }

std::vector<replay::Source> source(const std::string& text) {
    std::vector<replay::Source> out;
    out.push_back({"log", [text] {
                       logs::Settings settings;
                       settings.mapping = *logs::parse_mapping("call=call,event=event,time=time,digits=digits");
                       return logs::LogFile::open("log", base::stream_over(text), settings);
                   }});
    return out;
}

replay::Partial part(const Desk& desk, const std::string& text) {
    auto out = replay::replay_partial(*desk.machine, source(text), {}, 3'600'000);
    if (!out) throw std::runtime_error(out.error().message);
    return std::move(*out);
}

replay::Partial copy(const replay::Partial& of) {
    base::Sources sources;
    base::Diagnostics found;
    auto out = replay::read_partial(sources, sources.add("part", replay::write_partial(of)), found);
    if (!out) throw std::runtime_error("a part that was written is not read");
    return std::move(*out);
}

// The parts put together in the order given, by a tree of any shape.
replay::Partial together(const std::vector<replay::Partial>& parts, const std::vector<std::size_t>& order, bool draw) {
    std::vector<replay::Partial> left;
    for (const std::size_t i : order) left.push_back(copy(parts[i]));
    while (left.size() > 1) {
        const std::size_t at = draw ? below(left.size() - 1) : 0;
        left[at].add(std::move(left[at + 1]));
        left.erase(left.begin() + static_cast<std::ptrdiff_t>(at) + 1);
    }
    return std::move(left.front());
}

// The log in `count` parts: calls by lot, or by time.
std::vector<std::string> divided(const std::vector<Record>& all, std::size_t count, bool by_call) {
    std::vector<std::string> out(count);
    for (std::size_t i = 0; i < all.size(); ++i)
        out[by_call ? all[i].call * 7 % count : i * count / all.size()] += all[i].text + "\n";
    return out;
}

} // namespace

namespace {

// Whatever the division, the order and the grouping.
template <class Draw> void whole_of_parts(const Desk& desk, bool by_call, int runs, Draw&& draw) {
    INFO((by_call ? "divided by call" : "divided by time"));
    laws::check(runs, [&] {
        const std::vector<Record> all = draw();
        RC_PRE(!all.empty());
        std::string whole;
        for (const Record& one : all) whole += one.text + "\n";
        RC_LOG() << whole;
        const auto account = replay::replay(*desk.machine, source(whole), {});
        RC_ASSERT(account.has_value());
        std::vector<replay::Partial> parts;
        for (const std::string& text : divided(all, 1 + below(4), by_call)) parts.push_back(part(desk, text));
        std::vector<std::size_t> order(parts.size());
        for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
        replay::Partial straight = together(parts, order, false);
        replay::Partial drawn = together(parts, laws::order(parts.size()), true);
        const std::string written = replay::write_partial(straight);
        RC_ASSERT(written == replay::write_partial(drawn));
        RC_ASSERT(written.find(R"("1234")") == std::string::npos);
        const std::string wanted = desk.account(*account);
        RC_ASSERT(desk.account(replay::finish(*desk.machine, std::move(drawn), {})) == wanted);
        RC_ASSERT(desk.account(replay::finish(*desk.machine, std::move(straight), {})) == wanted);
    });
}

} // namespace

TEST_CASE("parts of logs are put together in any order and any grouping, and give the account of the whole") {
    const Desk desk;
    for (const bool by_call : {true, false}) whole_of_parts(desk, by_call, 60, records);
}

TEST_CASE("so they do where the flow has secrets, with none of them in a part") {
    const Desk bank(bank_text);
    const auto draw = [] { return records_of(bank_events, bank_keys); };
    for (const bool by_call : {true, false}) whole_of_parts(bank, by_call, 200, draw);
}

TEST_CASE("nothing, added to a part, changes nothing") {
    const Desk desk;
    laws::check(30, [&] {
        std::string text;
        for (const Record& one : records()) text += one.text + "\n";
        const replay::Partial one = part(desk, text);
        replay::Partial behind = copy(one), before;
        behind.add({});
        before.add(copy(one));
        before.made_for = one.made_for;
        RC_ASSERT(replay::write_partial(behind) == replay::write_partial(one));
        RC_ASSERT(replay::write_partial(before) == replay::write_partial(one));
    });
}
