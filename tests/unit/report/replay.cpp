#include "report/replay.hpp"

#include "doc/read.hpp"
#include "replay/align.hpp"
#include "replay/explain.hpp"
#include "report/replay_overlay.hpp"
#include "syntax/read_flow.hpp"

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <vector>

using namespace callflow;
using replay::Verdict;

namespace {

constexpr std::string_view text = R"(callflow: 1
name: line
initial: menu
actors: {customer: {}, agent: {}}
signals: {hangup: customer.hangs_up}
on: {customer.hangs_up: left}
states:
  menu:
    response: [gather: {numDigits: 1, action: chose, prompt: [say: For sales press 1.]}]
    on: {chose: [{to: sales, if: 'input.digits == "1"'}, menu]}
    next: left
  sales:
    response: [say: One moment., dial: {number: "+15557654399", action: agent.talked}]
    on: {agent.answers: talking}
    timers: {given_up: 30s}
  talking: {on: {agent.talked: done, agent.holds: held}, talk: true}
  held: {on: {agent.resumes: talking}}
  done: {final: true}
  left: {final: true}
)";

class Line {
public:
    Line() {
        const base::FileId file = sources.add("line.yaml", std::string(text));
        base::Diagnostics findings;
        const auto document = doc::read_yaml(sources, file, findings);
        REQUIRE(document);
        flow = syntax::read_flow(*document, findings);
        REQUIRE(flow);
        machine = std::make_unique<engine::Machine>(*flow);
    }
    base::Sources sources;
    std::unique_ptr<flow::Flow> flow;
    std::unique_ptr<engine::Machine> machine;
};

replay::StepKey fault(std::string from, std::string event, Verdict kind, std::string logged = {}) {
    return {std::move(from), std::move(event), std::move(logged), {}, kind};
}

} // namespace

TEST_CASE("what is missing, too much or in the wrong order is found with the fewest changes") {
    const Line line;
    replay::Names names(*line.machine);
    replay::Sets sets(*line.machine, names, replay::By::event);
    const auto edits = [&](std::initializer_list<std::string_view> events, bool over = true) {
        std::vector<replay::NameId> ids;
        for (const std::string_view one : events) ids.push_back(names.of({}, one));
        return align(sets, names, *line.machine, sets.beginning(), ids, over);
    };
    CHECK(edits({"chose", "agent.answers", "agent.talked"}).empty());
    auto found = edits({"chose", "agent.talked"});
    REQUIRE(found.size() == 1);
    CHECK(found[0].kind == replay::Edit::Kind::missing);
    CHECK(names[found[0].name].text == "agent.answers");
    CHECK(found[0].at == 1);
    found = edits({"chose", "agent.answers", "agent.answers", "agent.talked"});
    REQUIRE(found.size() == 1);
    CHECK(found[0].kind == replay::Edit::Kind::extra);
    found = edits({"chose", "agent.answers", "agent.resumes", "agent.holds", "agent.resumes", "agent.talked"});
    REQUIRE(found.size() == 1);
    CHECK(found[0].at == 2);
    found = edits({"chose"});
    REQUIRE(!found.empty());
    CHECK(found[0].kind == replay::Edit::Kind::missing);
}

TEST_CASE("a fault is explained by its state, its event and the flow's line") {
    const Line line;
    replay::Explainer explainer(*line.machine, line.sources);
    auto why = explainer.explain(fault("sales", "answers", Verdict::unknown_event));
    CHECK(why.why == "the flow has no event `answers`");
    CHECK(why.instead == std::vector<std::string>{"agent.answers"});
    CHECK(why.place.line == 12);
    CHECK(explainer.nearest_event("customer_hangs_up") == "customer.hangs_up");
    CHECK(explainer.nearest_event("agent.anwsers") == "agent.answers");
    CHECK(explainer.nearest_event("something_else_entirely").empty());
    why = explainer.explain(fault("sales", "agent.talked", Verdict::not_allowed));
    CHECK(why.why == "`agent.talked` is not handled in `sales`; `agent.answers` may be missing before it");
    CHECK(why.instead == std::vector<std::string>{"agent.answers", "customer.hangs_up"});
    why = explainer.explain(fault("done", "agent.talked", Verdict::after_end));
    CHECK(why.why == "the call had ended in `done`; `agent.talked` leads there: a repeated webhook?");
    why = explainer.explain(fault("done", "chose", Verdict::after_end));
    CHECK(why.why == "the call had ended in `done`");
    why = explainer.explain(fault("talking", "agent.holds", Verdict::wrong_state, "done"));
    CHECK(why.why == "the log says `done`, the flow says `held`");
    CHECK(why.place.line == 16);
    why = explainer.explain(fault("sales", "agent.answers", Verdict::too_late));
    CHECK(why.why == "`agent.answers` came too late in `sales`: a timer fires `given_up` after 30s");
    CHECK(why.place.line == 15);
    why = explainer.explain(fault("held", "", Verdict::unfinished));
    CHECK(why.why == "the log ends while the call is in `held`");
}

TEST_CASE("the ways that calls went say more of a fault") {
    const Line line;
    replay::Account account;
    account.variants[{{"chose", "agent.answers", "agent.answers", "agent.talked"}, Verdict::not_allowed, 0}] = 3;
    account.variants[{{"chose", "agent.answers", "agent.resumes", "agent.talked"}, Verdict::not_allowed, 0}] = 1;
    replay::Explainer explainer(*line.machine, line.sources);
    explainer.learn(account);
    CHECK(explainer.explain(fault("talking", "agent.answers", Verdict::not_allowed)).why ==
          "`agent.answers` is not handled in `talking`; the same event had just been handled: a repeated webhook?");
    CHECK(explainer.explain(fault("talking", "agent.resumes", Verdict::not_allowed)).why ==
          "`agent.resumes` is not handled in `talking`; `agent.holds` is missing before it");
}

TEST_CASE("an empty account makes an empty report in every form") {
    const Line line;
    const replay::Account none;
    const replay::Report report = make_report(*line.machine, line.sources, none);
    CHECK(report.headline.share() == 1);
    CHECK(report.headline.talks);
    CHECK(report.states.empty());
    std::string out;
    report::write_replay_text(out, report, nullptr, {});
    CHECK(out == "line: 0 calls\n"
                 "  followed the flow          0        -\n"
                 "  left the flow              0        -\n"
                 "  answered                   0        -\n"
                 "  abandoned                  0        -  hung up before anybody answered\n"
                 "  records                    0\n");
    std::string page;
    report::write_replay_html(page, report, nullptr, {});
    CHECK(page.find("<h1>line: 0 calls</h1>") != std::string::npos);
}

TEST_CASE("a page takes nothing from a log for markup") {
    const Line line;
    replay::Account account;
    account.calls = 1;
    const std::string evil = "<script>alert(1)</script>&\"";
    account.steps[fault("menu", evil, Verdict::unknown_event)].count = 1;
    account.deviations[fault("menu", evil, Verdict::unknown_event)] = {1, 0, 0, {{1, evil, 0}}};
    account.variants[{{evil}, Verdict::unknown_event, 0}] = 1;
    account.digits[{"menu", "<9"}] = 1;
    account.skipped[0] = {1, {{evil, 3, evil}}};
    std::string page;
    report::write_replay_html(page, make_report(*line.machine, line.sources, account), nullptr, {});
    CHECK(page.find("<script") == std::string::npos);
    CHECK(page.find("&lt;script&gt;") != std::string::npos);
    CHECK(page.find("<9") == std::string::npos);
}

TEST_CASE("counts of an overlay are certain ones, others are possible") {
    const Line line;
    replay::Account account;
    account.calls = 5;
    replay::StepKey key = fault("menu", "chose", Verdict::ok);
    key.to = "sales";
    account.steps[key].count = 3;
    key.to = "menu | sales";
    account.steps[key].count = 2;
    const flow::Annotations found = report::replay_annotations(*line.machine, account, "line.yaml");
    CHECK(found.kind == "replay");
    const auto item = [&](std::string_view state, std::string_view to) {
        for (const flow::Annotation& one : found.items)
            if (one.state == state && one.to == to && (one.part == flow::Annotation::Part::transition) == !to.empty())
                return one;
        FAIL("no item " << state << " " << to);
        return flow::Annotation();
    };
    CHECK(item("menu", "").count == 5);
    CHECK(item("sales", "").count == 3);
    CHECK(item("menu", "sales").count == 3);
    CHECK(item("menu", "sales").numbers == std::vector<std::pair<std::string, double>>{{"possible", 2}});
    CHECK(item("held", "").marks == std::vector<std::string>{"unused"});
}

TEST_CASE("an overlay has the transitions with which calls left the flow") {
    const Line line;
    replay::Account account;
    account.calls = 9;
    account.deviations[fault("sales", "agent.talked", Verdict::not_allowed)].count = 4;
    account.deviations[fault("sales", "agent.vanishes", Verdict::unknown_event)].count = 2;
    account.deviations[fault("menu", "chose", Verdict::wrong_state, "talking")].count = 1;
    account.deviations[fault("menu", "chose", Verdict::wrong_state, "lobby")].count = 1;
    account.deviations[fault("menu | sales", "agent.holds", Verdict::not_allowed)].count = 1;
    account.deviations[fault("sales", "given_up", Verdict::too_early)].count = 7;
    const flow::Annotations found = report::replay_annotations(*line.machine, account, "line.yaml");
    std::vector<std::string> ghosts;
    for (const flow::Annotation& one : found.items) {
        if (one.where.valid()) continue;
        std::string shown = one.state + " " + one.event + " " + one.to + " " + std::to_string(one.count);
        for (const std::string& mark : one.marks) shown += " " + mark;
        for (const auto& [name, number] : one.numbers) shown += " " + name + " " + std::to_string(int(number));
        ghosts.push_back(std::move(shown));
    }
    CHECK(ghosts == std::vector<std::string>{
                        "lobby   1 unknown",
                        "sales agent.talked  4 deviation",
                        "sales agent.vanishes  2 deviation unknown",
                        "menu agent.holds  0 deviation possible 1",
                        "menu chose lobby 1 deviation",
                        "menu chose talking 1 deviation",
                        "sales agent.holds  0 deviation possible 1",
                    });
}

TEST_CASE("lengths are written as people say them") {
    CHECK(report::length_text(0) == "0 ms");
    CHECK(report::length_text(999) == "999 ms");
    CHECK(report::length_text(1'000) == "1.0 s");
    CHECK(report::length_text(59'949) == "59.9 s");
    CHECK(report::length_text(59'950) == "1m00s");
    CHECK(report::length_text(3'599'499) == "59m59s");
    CHECK(report::length_text(3'600'000) == "1h00m");
    CHECK(report::percent(0, 0) == "-");
    CHECK(report::percent(1, 3) == "33.3 %");
}
