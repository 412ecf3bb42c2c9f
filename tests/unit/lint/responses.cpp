// Responses that can run out, and what rules suggest, beyond the rules' own pages.
#include "base/codes.hpp"
#include "doc/read.hpp"
#include "lint/rule.hpp"
#include "syntax/read_flow.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace callflow;

// `severity rule: help` of all findings about these states, in order of place; not that a flow this small leaves its actor,
// a state or an answer without use, and says nothing before it asks.
std::vector<std::string> findings(std::string_view states) {
    base::Sources sources;
    base::Diagnostics diagnostics;
    const base::FileId file = sources.add(
        "flow.yaml", "callflow: 1\nname: x\ninitial: a\nactors: {cust: {}}\nstates:\n" + std::string(states));
    const auto document = doc::read_yaml(sources, file, diagnostics);
    REQUIRE(document);
    const auto flow = syntax::read_flow(*document, diagnostics);
    REQUIRE(flow);
    INFO((diagnostics.empty() ? std::string() : diagnostics.items().front().message));
    REQUIRE_FALSE(diagnostics.has_errors());
    lint::check(*flow, diagnostics);
    diagnostics.sort();
    std::vector<std::string> all;
    for (const auto& one : diagnostics.items()) {
        constexpr std::string_view small[] = {"unused_actor", "unreachable_state", "never_read", "silent_gather"};
        if (std::ranges::find(small, one.code->name) != std::end(small)) continue;
        const std::string severity = one.severity == base::Severity::note ? "note " : "";
        all.push_back(severity + std::string(one.code->name) + ": " + one.help);
    }
    return all;
}

using Texts = std::vector<std::string>;

const std::string next = "say where the call goes then with `next:`, or end the response with `hangup`";

} // namespace

TEST_CASE("what is repeated without end does not run out, but on Tropo") {
    CHECK(
        findings(R"(  a: {response: [play: {url: "https://example.com/a.mp3", loop: 0}], on: {go: b}, timers: {go: 60s}}
  b: {final: true}
)") == Texts{"note call_drops: " + next});
    CHECK(
        findings(R"(  a: {response: [play: {url: "https://example.com/a.mp3", loop: 2}], on: {go: b}, timers: {go: 60s}}
  b: {final: true}
)") == Texts{"call_drops: " + next});
    CHECK(findings(R"(  a:
    response: {twilio: [play: {url: "https://example.com/a.mp3", loop: 0}], tropo: [say: x, hangup]}
    on: {go: b}
    timers: {go: 60s}
  b: {final: true}
)")
              .empty());
}

TEST_CASE("a gather whose prompt does not end waits for a key, and nothing behind it is reached") {
    CHECK(findings(R"(  a:
    response:
      - gather: {numDigits: 1, action: go, prompt: [play: {url: "https://example.com/a.mp3", loop: 0}]}
      - say: never
    on: {go: b}
    next: b
  b: {final: true}
)") == Texts{"unreachable_verb: take it out, or put it before"});
}

TEST_CASE("a gather that comes back without input needs an action for it") {
    CHECK(findings(R"(  a: {response: [gather: {numDigits: 1, action: go, actionOnEmptyResult: true}], on: {go: b}}
  b: {final: true}
)")
              .empty());
    CHECK(findings(R"(  a: {response: [gather: {numDigits: 1, action: go, actionOnEmptyResult: false}], on: {go: b}}
  b: {final: true}
)") == Texts{"call_drops: " + next});
}

TEST_CASE("a misspelt event is compared with whole keys, then without actors") {
    const auto help = [](const std::string& named, const std::string& key) {
        return findings("  a: {response: [gather: {numDigits: 1, action: " + named + "}], on: {" + key +
                        ": b}, next: b}\n  b: {final: true}\n");
    };
    CHECK(help("cust.gg", "cust.g") == Texts{"dangling_event: did you mean `cust.g`?"});
    CHECK(help("pressd", "cust.pressed") == Texts{"dangling_event: did you mean `cust.pressed`?"});
    CHECK(help("chose", "elsewhere") == Texts{"dangling_event: add `chose:` to the state's `on:`"});
}

TEST_CASE("outcomes that conditions cover are not lost; those that they may miss are") {
    const auto lost = [](const std::string& success) {
        return findings("  a: {request: {url: \"https://example.com\", save: r}, on: {failure: b, success: " + success +
                        "}}\n  b: {final: true}\n  c: {response: [say: x], next: b}\n");
    };
    const Texts guarded = {"lost_outcome: add a candidate without a condition, or a `next:` for what is left"};
    CHECK(lost("[{to: c, if: r.x == 1}, b]").empty());
    CHECK(lost("[{to: c, if: r.x == 1}]") == guarded);
    CHECK(lost("[{to: b, if: input.status == 200}, {to: c, unless: input.status == 200}]").empty());
    CHECK(lost("[{to: b, if: input.status < 250}, {to: c, if: input.status > 240}]").empty());
    CHECK(lost("[{to: b, if: input.status < 250}, {to: c, if: input.status > 260}]") == guarded);
    CHECK(lost("{switch: r.x, case: {1: b}, else: c}").empty());
    CHECK(lost("{switch: r.x, case: {1: c}}") == guarded);
    CHECK(findings("  a: {request: {url: \"https://example.com\"}, on: {sucess: b}}\n  b: {final: true}\n") ==
          Texts{"lost_outcome: its `on:` has `sucess`: did you mean `success`?"});
}

TEST_CASE("a response for one provider is a warning where the other is named elsewhere") {
    CHECK(findings(R"(  a: {response: {twilio: [say: x]}, next: b}
  b: {response: [say: {text: x, tropo: {as: DATE}}], final: true}
)") == Texts{"missing_provider: add `tropo:` beside the other, or take the provider's key away"});
    CHECK(findings(R"(  a: {response: {tropo: [say: x]}, next: b}
  b: {response: [say: x], final: true}
)") == Texts{"note missing_provider: add `twilio:` beside the other, or take the provider's key away"});
}
