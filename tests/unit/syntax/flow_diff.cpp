// Two flows as their authors write them, compared by what they mean.
#include "doc/read.hpp"
#include "flow/diff.hpp"
#include "syntax/read_flow.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace callflow;

namespace {

constexpr std::string_view flow_text = R"(callflow: 1
name: line
initial: menu
url: "/calls?event={{ event }}&actor={{ actor }}&tier={{ tier }}"
actors: {customer: {}, agent: {}}
signals: {hangup: customer.hangs_up}
vars: {tier: {default: 1, min: 0, max: 9}, mood: {default: calm, values: [calm, cross]}}
prompts: {welcome: {en: Hello., de: Guten Tag.}}
on: {customer.hangs_up: left}
before: [log: "{{ state }}"]
states:
  menu:
    tags: [front, first]
    response:
      - {say: {prompt: welcome, language: en}, if: tier > 1}
      - each: {in: "[1, 2]", as: n, do: [say: "Press {{ n }}."]}
      - gather: {numDigits: 1, timeout: 5, action: {event: chose, params: {try: "{{ attempt }}"}}, twilio: {input: dtmf}}
    on:
      chose:
        - {to: sales, if: 'input.digits == "1"', set: {tier: tier + 1}}
        - {to: desk, if: 'input.digits == "2"', do: [run: note, webhook: {url: "https://example.com/", json: {a: [1, x]}}]}
        - switch: input.digits
          case: {3: sales, 4: desk}
          else: same
    next: left
  sales:
    response:
      twilio: [dial: {number: "+15557654399", action: agent.talked}]
      tropo: [dial: {number: "+15557654399", action: agent.talked}]
    on: {agent.talked: left}
    timers: {given_up: 30s}
    after: [{run: note, when: failure}]
  desk:
    request: {url: "https://example.com/desk", save: found}
    on: {ok: sales, error: left}
    next: left
  left: {final: true}
)";

struct Made {
    base::Sources sources;
    std::unique_ptr<flow::Flow> flow;
};

Made make(std::string text) {
    Made made;
    const base::FileId file = made.sources.add("line.yaml", std::move(text));
    base::Diagnostics findings;
    const auto document = doc::read_yaml(made.sources, file, findings);
    REQUIRE(document);
    made.flow = syntax::read_flow(*document, findings);
    for (const base::Diagnostic& one : findings.items()) INFO(one.message);
    INFO(made.sources[file].text());
    REQUIRE(made.flow);
    REQUIRE_FALSE(findings.has_errors());
    return made;
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
    const std::size_t at = text.find(what);
    INFO(what);
    REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), by);
}

// Each difference in a line.
std::vector<std::string> told(const flow::Annotations& diff) {
    std::vector<std::string> out;
    const auto changes = [&](const std::string& before, const std::vector<flow::Change>& all) {
        for (const flow::Change& one : all) out.push_back(before + one.path + ": " + one.old + " | " + one.now);
    };
    changes("", diff.changes);
    for (const flow::Annotation& item : diff.items) {
        std::string name = item.body.empty() ? item.state : item.body + "/" + item.state;
        if (item.part == flow::Annotation::Part::transition) name += " " + item.event + " -> " + item.to;
        if (!item.was.empty()) name += ", was " + item.was;
        if (item.marks.front() != "changed") out.push_back(item.marks.front() + " " + name);
        changes(name + " ", item.changes);
    }
    return out;
}
std::vector<std::string> told(const std::string& old, const std::string& now) {
    const Made left = make(old);
    const Made right = make(now);
    return told(flow::diff(*left.flow, *right.flow));
}
std::vector<std::string> told_of(std::string_view what, std::string_view by) {
    return told(std::string(flow_text), replaced(std::string(flow_text), what, by));
}

using Lines = std::vector<std::string>;

} // namespace

TEST_CASE("a flow is no different from itself") { CHECK(told(std::string(flow_text), std::string(flow_text)).empty()); }

TEST_CASE("what is spelt otherwise is no difference") {
    CHECK(told_of("timeout: 5", "timeout: 5s").empty());
    CHECK(told_of("30s", "0.5m").empty());
    CHECK(told_of("tags: [front, first]", "tags: [first, front]").empty());
    CHECK(told_of("tier + 1}", "( tier+1 )}").empty());
    CHECK(told_of("if: tier > 1}", "if: (tier) > 1}").empty());
    CHECK(told_of("\"[1, 2]\"", "\"[1,2]\"").empty());
    CHECK(told_of("{{ tier }}\"", "{{tier}}\"").empty());
    CHECK(told_of("case: {3: sales, 4: desk}", "case: {4: desk, 3: sales}").empty());
    CHECK(told_of("json: {a: [1, x]}", "json: {\"a\": [1, \"x\"]}").empty());
    CHECK(told_of("{ok: sales, error: left}", "{error: left, ok: sales}").empty());
    CHECK(told_of("name: line", "name: line # the first").empty());
}

TEST_CASE("each thing that a flow can say makes a difference") {
    CHECK(told_of("name: line", "name: lane") == Lines{"name: line | lane"});
    CHECK(told_of("initial: menu", "initial: desk") == Lines{"initial: menu | desk"});
    CHECK(told_of("&tier={{ tier }}\"", "&tier={{ tier + 1 }}\"") ==
          Lines{"url: /calls?event={{ event }}&actor={{ actor }}&tier={{ tier }} | "
                "/calls?event={{ event }}&actor={{ actor }}&tier={{ tier + 1 }}"});
    CHECK(told_of("{default: 1, min: 0", "{default: 2, min: 1") ==
          Lines{"vars/tier/default: 1 | 2", "vars/tier/min: 0 | 1"});
    CHECK(told_of("[calm, cross]", "[calm, cross, sad]") == Lines{"vars/mood/values: calm, cross | calm, cross, sad"});
    CHECK(told_of("de: Guten Tag.", "fr: Bonjour.") ==
          Lines{"prompts/welcome/de: Guten Tag. | ", "prompts/welcome/fr:  | Bonjour."});
    CHECK(told_of("log: \"{{ state }}\"", "log: \"{{ event }}\"") ==
          Lines{"before[1]: log {text: \"{{ state }}\"} | log {text: \"{{ event }}\"}"});
    CHECK(told_of("on: {customer.hangs_up: left}", "on: {customer.hangs_up: same}") ==
          Lines{"rewired  customer.hangs_up -> same, was left"});
    CHECK(told_of("[front, first]", "[front]") == Lines{"menu tags: first, front | front"});
    CHECK(told_of("if: tier > 1}", "unless: tier > 1}") ==
          Lines{"menu response/say[1]@if: if: tier > 1 | unless: tier > 1"});
    CHECK(told_of("language: en}", "language: de}") == Lines{"menu response/say[1]@language: en | de"});
    CHECK(told_of("Press {{ n }}.", "Type {{ n }}.") ==
          Lines{"menu response/each[1]/say[1]@text: Press {{ n }}. | Type {{ n }}."});
    CHECK(told_of("input: dtmf", "input: speech") == Lines{"menu response/gather[1]/twilio@input: dtmf | speech"});
    CHECK(told_of("{try: ", "{round: ") == Lines{"menu response/gather[1]@action: chose {try: \"{{ attempt }}\"} | "
                                                 "chose {round: \"{{ attempt }}\"}"});
    CHECK(told_of("set: {tier: tier + 1}", "set: {tier: tier + 2}") ==
          Lines{"menu chose -> sales set[1]: tier = tier + 1 | tier = tier + 2"});
    CHECK(told_of("[run: note, webhook", "[webhook") == Lines{"menu chose -> desk do[1]: run note | "});
    CHECK(told_of("[1, x]", "[\"1\", x]").size() == 1);
    CHECK(told_of("digits == \"2\"", "digits == \"5\"") ==
          Lines{"menu chose -> desk guard: if: input.digits == \"2\" | if: input.digits == \"5\""});
    CHECK(told_of("4: desk", "4: left") == Lines{"rewired menu chose -> left, was desk"});
    CHECK(told_of("4: desk", "4: desk, 5: desk") == Lines{"added menu chose -> desk"});
    CHECK(told_of("    next: left\n", "") == Lines{"removed menu next -> left"});
    CHECK(told_of("30s", "31s") == Lines{"sales timers/given_up: 30s | 31s"});
    CHECK(told_of("{run: note, when: failure}", "run: note") ==
          Lines{"sales after[1]: run note, on failure | run note"});
    CHECK(told_of("/desk\"", "/desks\"") ==
          Lines{"desk request/url: \"https://example.com/desk\" | \"https://example.com/desks\""});
    CHECK(told_of("tropo: [dial: {number: \"+15557654399\"", "tropo: [dial: {number: \"+15557654300\"") ==
          Lines{"sales response/tropo/dial[1]/number[1]@number: +15557654399 | +15557654300"});
    CHECK(told_of("left: {final: true}", "left: {final: gone}") == Lines{"left final: left | gone"});
}

TEST_CASE("the order in which candidates are tried is a difference, of cases it is none") {
    const std::string old(flow_text);
    const std::string first = "        - {to: sales, if: 'input.digits == \"1\"', set: {tier: tier + 1}}\n";
    const std::string moved =
        replaced(replaced(old, first, ""), "        - switch: input", first + "        - switch: input");
    CHECK(told(old, moved).size() == 1);
    CHECK(told(old, moved).front().ends_with("order:  | tried in another order"));
}

TEST_CASE("states that have another name are found by what they do") {
    const std::string old(flow_text);
    std::string now = old;
    for (std::size_t at = 0; (at = now.find("desk", at)) != std::string::npos; at += 5)
        if (now[at - 1] == ' ') now.replace(at, 4, "clerk");
    CHECK(told(old, now) == Lines{"renamed clerk, was desk"});
    // One that leads to others with new names, and to itself.
    for (std::size_t at = 0; (at = now.find("sales", at)) != std::string::npos; at += 6) now.replace(at, 5, "people");
    CHECK(told(old, now) == Lines{"renamed people, was sales", "renamed clerk, was desk"});
    // Two that are alike cannot be told apart.
    const std::string twins = "  one: {response: [say: A.], next: left}\n  two: {response: [say: A.], next: left}\n";
    const Lines lines = told(old + twins, old + "  three: {response: [say: A.], next: left}\n");
    CHECK(std::ranges::none_of(lines, [](const std::string& one) { return one.starts_with("renamed"); }));
}

TEST_CASE("what is gone keeps what is needed to draw it") {
    const std::string old(flow_text);
    std::string now = replaced(old, "4: desk", "4: left");
    now = replaced(now, "{to: desk, if", "{to: left, if");
    const std::size_t from = now.find("  desk:\n");
    now.erase(from, now.find("  left: {final", from) - from);
    const Made left = make(old);
    const Made right = make(now);
    const flow::Annotations diff = flow::diff(*left.flow, *right.flow);
    CHECK(told(diff) == Lines{"vars/found: dyn = null | ", "removed desk", "rewired menu chose -> left, was desk",
                              "rewired menu chose -> left, was desk", "removed desk ok -> sales",
                              "removed desk error -> left", "removed desk next -> left"});
    CHECK(diff.numbers == std::vector<std::pair<std::string, double>>{
                              {"added", 0}, {"removed", 4}, {"changed", 0}, {"rewired", 2}, {"renamed", 0}});
    // The other way round it is what has been added.
    CHECK(flow::diff(*right.flow, *left.flow).numbers.front().second == 4);
}

TEST_CASE("values of what is sensitive are not told") {
    const std::string old = replaced(std::string(flow_text), "mood: {default: calm, values: [calm, cross]}",
                                     "mood: {default: calm, sensitive: true}");
    CHECK(told(old, replaced(old, "default: calm", "default: cross")) ==
          Lines{"vars/mood/default: (sensitive) | (sensitive)"});
}

TEST_CASE("long lists in another order are not taken for the same") {
    std::string verbs, turned;
    for (int i = 0; i < 1500; ++i) {
        verbs += "say: \"A " + std::to_string(i) + ".\", pause: " + std::to_string(i + 1) + ", ";
        turned += "pause: " + std::to_string(i + 1) + ", say: \"A " + std::to_string(i) + ".\", ";
    }
    const auto list = [](const std::string& text) {
        std::string out;
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t end = text.find(", ", at);
            out += "{" + text.substr(at, end - at) + "}, ";
            at = end + 2;
        }
        return "[" + out + "]";
    };
    const std::string head = "callflow: 1\nname: a\ninitial: b\nstates:\n  b: {final: true, response: ";
    CHECK_FALSE(told(head + list(verbs) + "}\n", head + list(turned) + "}\n").empty());
}
