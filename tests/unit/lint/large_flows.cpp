// Flows so large that two threads share the rules.
#include "doc/read.hpp"
#include "flow/graph.hpp"
#include "lint/portability.hpp"
#include "lint/rule.hpp"
#include "lint/side_by_side.hpp"
#include "syntax/read_flow.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

namespace {

using namespace callflow;

constexpr int states = lint::large_flow + 300;

// Each state plays what is not fetched by https, and rejects behind it; most conditions hold always.
std::string large_flow() {
    std::string text = "callflow: 1\nname: x\ninitial: s0\nvars: {n: 0, open: true}\nstates:\n";
    for (int i = 0; i < states; ++i) {
        const std::string id = std::to_string(i), next = std::to_string((i + 1) % states);
        text += "  s" + id + ":\n    response:\n      - play: http://media.example.com/" + id +
                ".mp3\n      - reject: {reason: busy}\n    next:\n      - {to: s" + next +
                ", if: open == true || !open}\n      - {to: done, if: n < 3}\n      - done\n";
    }
    return text + "  done: {final: true}\n";
}

using Said = std::vector<std::string>;

Said said(const base::Diagnostics& diagnostics) {
    Said out;
    for (const base::Diagnostic& one : diagnostics.items())
        out.push_back(std::string(one.code->code) + " " + std::to_string(one.where.begin) + " " + one.message);
    return out;
}

} // namespace

TEST_CASE("two threads find in a large flow what one finds, in the same order") {
    base::Sources sources;
    base::Diagnostics diagnostics;
    const auto document = doc::read_yaml(sources, sources.add("flow.yaml", large_flow()), diagnostics);
    REQUIRE(document);
    const auto flow = syntax::read_flow(*document, diagnostics);
    REQUIRE((flow && !diagnostics.has_errors()));

    base::Diagnostics by_two, by_one;
    lint::check(*flow, by_two);
    const std::vector<bool> reachable = flow::reachable(*flow);
    const lint::Survey survey(*flow);
    for (const lint::Rule* rule : lint::registry()) rule->check({*flow, reachable, survey}, rule->page, by_one);
    CHECK(said(by_two) == said(by_one));
    CHECK(by_two.items().size() >= 2 * states);

    // What the documents come to is said state after state: the reject cannot stand behind what has been played.
    base::Diagnostics documents;
    const std::vector<std::string> asked{"tropo"};
    lint::check_portability(*flow, asked, documents);
    REQUIRE(documents.items().size() >= states);
    std::uint32_t before = 0;
    for (const base::Diagnostic& one : documents.items()) {
        CHECK(one.where.begin >= before);
        before = one.where.begin;
    }
}
