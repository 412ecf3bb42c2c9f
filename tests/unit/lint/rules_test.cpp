// Every rule's page is a promise: its bad example raises it, its good one and its near miss do not.
#include "base/codes.hpp"
#include "doc/read.hpp"
#include "lint/rule.hpp"
#include "syntax/read_flow.hpp"

#include <catch2/catch.hpp>
#include <set>
#include <string>

namespace {

using namespace callflow;

// Findings of a flow text, syntax and rules together.
base::Diagnostics findings(std::string_view text) {
    base::Sources sources;
    base::Diagnostics diagnostics;
    const base::FileId file = sources.add("flow.yaml", std::string(text));
    const auto document = doc::read_yaml(sources, file, diagnostics);
    if (!document) return diagnostics;
    const auto flow = syntax::read_flow(*document, diagnostics);
    if (flow && !diagnostics.has_errors()) lint::check(*flow, diagnostics);
    return diagnostics;
}

std::size_t count(const base::Diagnostics& diagnostics, std::string_view name) {
    std::size_t found = 0;
    for (const auto& finding : diagnostics.items())
        if (finding.code->name == name) ++found;
    return found;
}

std::string list(const base::Diagnostics& diagnostics) {
    std::string text;
    for (const auto& finding : diagnostics.items()) {
        text += std::string(finding.code->name) + ": " + finding.message + "\n";
    }
    return text;
}

} // namespace

TEST_CASE("every rule finds its bad example and is silent on the good one and the near miss") {
    for (const lint::Rule* rule : lint::registry()) {
        const base::Code& page = rule->page;
        INFO("rule " << page.code << " " << page.name);
        const auto bad = findings(page.bad);
        INFO("bad:\n" << list(bad));
        CHECK(count(bad, page.name) > 0);
        const auto good = findings(page.good);
        INFO("good:\n" << list(good));
        CHECK(good.count(base::Severity::error) == 0);
        CHECK(count(good, page.name) == 0);
        const auto near = findings(page.near_miss);
        INFO("near miss:\n" << list(near));
        CHECK(near.count(base::Severity::error) == 0);
        CHECK(count(near, page.name) == 0);
    }
}

TEST_CASE("rules have complete pages, sorted codes, and names of their own") {
    std::set<std::string_view> seen;
    std::string_view last;
    for (const lint::Rule* rule : lint::registry()) {
        const base::Code& page = rule->page;
        INFO(page.code);
        CHECK(page.code > last);
        last = page.code;
        CHECK(seen.insert(page.name).second);
        CHECK(base::find_code(page.name) == nullptr);
        CHECK(base::find_code(page.code) == nullptr);
        CHECK_FALSE(page.summary.empty());
        CHECK_FALSE(page.why.empty());
        CHECK_FALSE(rule->category.empty());
        CHECK(lint::find_rule(page.code) == rule);
        CHECK(lint::find_rule(page.name) == rule);
    }
}

TEST_CASE("declaration order changes nothing about what can be reached") {
    const std::string head = "callflow: 1\nname: x\ninitial: a\nstates:\n";
    const std::string a = "  a: {response: [say: A], next: b}\n";
    const std::string b = "  b: {response: [say: B], next: c}\n";
    const std::string c = "  c: {final: true}\n";
    for (const auto& text : {head + a + b + c, head + c + b + a, head + b + a + c}) {
        CHECK(findings(text).empty());
    }
}
