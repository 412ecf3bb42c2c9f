// Parts of logs, however they are put together, give the account of the whole.
#include "report/replay.hpp"

#include "doc/read.hpp"
#include "engine/machine.hpp"
#include "properties/law.hpp"
#include "replay/partial.hpp"
#include "replay/report.hpp"
#include "syntax/read_flow.hpp"

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

struct Desk {
    base::Sources sources;
    base::Diagnostics found;
    std::unique_ptr<flow::Flow> flow;
    std::unique_ptr<engine::Machine> machine;
    Desk() {
        const auto document = doc::read_document(sources, sources.add("desk.yaml", std::string(flow_text)), found);
        if (document) flow = syntax::read_flow(*document, found);
        REQUIRE(flow != nullptr);
        machine = std::make_unique<engine::Machine>(*flow);
    }
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
std::vector<Record> records() {
    static constexpr std::string_view events[] = {"press", "press", "later", "next", "done", "hangs_up", "mistake"};
    std::vector<Record> out;
    std::int64_t time = 1'767'225'600'000;
    const std::size_t calls = 1 + below(6);
    for (std::size_t n = below(25); n > 0; --n) {
        time += static_cast<std::int64_t>(1 + below(20'000));
        const std::size_t call = below(calls);
        out.push_back({call, time,
                       fmt::format(R"({{"call": "C{}", "event": "{}", "time": {}, "digits": "{}"}})", call,
                                   one_of(events), time, below(3))});
    }
    return out;
}

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

TEST_CASE("parts of logs are put together in any order and any grouping, and give the account of the whole") {
    const Desk desk;
    for (const bool by_call : {true, false}) {
        INFO((by_call ? "divided by call" : "divided by time"));
        laws::check(60, [&] {
            const std::vector<Record> all = records();
            RC_PRE(!all.empty());
            std::string whole;
            for (const Record& one : all) whole += one.text + "\n";
            const auto account = replay::replay(*desk.machine, source(whole), {});
            RC_ASSERT(account.has_value());
            std::vector<replay::Partial> parts;
            for (const std::string& text : divided(all, 1 + below(4), by_call)) parts.push_back(part(desk, text));
            std::vector<std::size_t> order(parts.size());
            for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
            replay::Partial straight = together(parts, order, false);
            replay::Partial drawn = together(parts, laws::order(parts.size()), true);
            RC_ASSERT(replay::write_partial(straight) == replay::write_partial(drawn));
            const std::string wanted = desk.account(*account);
            RC_ASSERT(desk.account(replay::finish(*desk.machine, std::move(drawn), {})) == wanted);
            RC_ASSERT(desk.account(replay::finish(*desk.machine, std::move(straight), {})) == wanted);
        });
    }
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
