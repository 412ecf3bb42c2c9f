// A flow says the same in whatever order its states, variables and handlers are declared.
#include "doc/read.hpp"
#include "engine/machine.hpp"
#include "lint/rule.hpp"
#include "properties/law.hpp"
#include "report/trace.hpp"
#include "scenario/run.hpp"
#include "scenario/verify.hpp"
#include "syntax/read_flow.hpp"
#include "unit/scenario/fixture.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <memory>
#include <string>
#include <vector>

using namespace callflow;
using laws::below;
using laws::one_of;

namespace {

// Parts of a flow, each of which may stand before or behind the others of its kind.
struct Declared {
    std::vector<std::string> vars;
    std::vector<std::vector<std::string>> states; // of each its handlers; the first state is the initial one
    std::size_t events = 0;
};

std::string handler(std::size_t event, std::size_t states) {
    static constexpr std::string_view guards[] = {"count > 1", "count == 0", "loud", "!loud && count < 3",
                                                  "input.digits == \"1\""};
    static constexpr std::string_view sets[] = {"count: count + 1", "loud: '!loud'", "count: '0'"};
    std::string branches;
    for (std::size_t n = below(3); n > 0; --n) {
        branches += fmt::format("{{to: s{}, if: '{}'", below(states), one_of(guards));
        if (below(2) == 0) branches += fmt::format(", set: {{{}}}", one_of(sets));
        branches += "}, ";
    }
    return fmt::format("e{}: [{}s{}]", event, branches, below(states));
}

Declared declared() {
    Declared out;
    out.vars = {"count: 0", "loud: false", "unused: \"\""};
    out.events = 1 + below(4);
    const std::size_t states = 1 + below(6);
    for (std::size_t i = 0; i < states; ++i) {
        std::vector<std::string>& handlers = out.states.emplace_back();
        for (std::size_t event = 0; event < out.events; ++event)
            if (i == 0 || below(2) == 0) handlers.push_back(handler(event, states));
    }
    return out;
}

std::string join(const std::vector<std::string>& parts, const std::vector<std::size_t>& order) {
    std::string out;
    for (const std::size_t i : order)
        if (i < parts.size()) out += (out.empty() ? "" : ", ") + parts[i];
    return out;
}

std::string written(const Declared& flow, bool shuffled) {
    const auto order = [&](std::size_t count) {
        std::vector<std::size_t> out(count);
        for (std::size_t i = 0; i < count; ++i) out[i] = i;
        return shuffled ? laws::order(count) : out;
    };
    std::string out = fmt::format("callflow: 1\nname: drawn\ninitial: s0\nvars: {{{}}}\nstates:\n",
                                  join(flow.vars, order(flow.vars.size())));
    for (const std::size_t i : order(flow.states.size())) {
        const std::vector<std::string>& handlers = flow.states[i];
        out += fmt::format("  s{}: {{response: [gather: {{action: e{}, prompt: [say: \"State {}.\"]}}]", i,
                           i % flow.events, i);
        if (!handlers.empty()) out += fmt::format(", on: {{{}}}", join(handlers, order(handlers.size())));
        out += "}\n";
    }
    return out;
}

struct Read {
    base::Sources sources;
    base::Diagnostics found;
    std::unique_ptr<flow::Flow> flow;
    explicit Read(const std::string& text) {
        const auto document = doc::read_document(sources, sources.add("flow.yaml", text), found);
        if (document) flow = syntax::read_flow(*document, found);
        if (flow && !found.has_errors()) lint::check(*flow, found);
    }
    // What was found, without its places, sorted.
    [[nodiscard]] std::vector<std::string> findings() const {
        std::vector<std::string> out;
        for (const base::Diagnostic& one : found.items())
            out.push_back(fmt::format("{}: {}", one.code->name, one.message));
        std::ranges::sort(out);
        return out;
    }
};

std::string played(Read& read, const std::vector<std::string>& steps) {
    scenario::NoFiles files;
    std::string text = "callflow-scenario: 1\nflow: flow.yaml\nproviders: [twilio, tropo]\nsteps:\n";
    for (const std::string& one : steps) text += "  - " + one + "\n";
    const auto document = doc::read_document(read.sources, read.sources.add("scenario.yaml", text), read.found);
    if (!document) return "no document";
    std::vector<scenario::Scenario> all = scenario::read_scenarios(*document, read.found);
    if (all.size() != 1) return "no scenario";
    scenario::verify(*read.flow, all.front(), files, "", read.found);
    const engine::Machine machine(*read.flow);
    const auto results = scenario::run(machine, all.front(), {}, files, "", read.sources, read.found);
    std::string out;
    for (const scenario::RunResult& one : results) report::write_trace_text(out, {&one.trace, 1}, {});
    return out;
}

} // namespace

TEST_CASE("the order in which states, variables and handlers are declared changes neither findings nor calls") {
    std::size_t played_to_the_end = 0;
    laws::check(150, [&] {
        const Declared flow = declared();
        Read one(written(flow, false)), other(written(flow, true));
        RC_ASSERT(one.findings() == other.findings());
        const bool playable = one.flow && !one.found.has_errors(); // apart: a null pointer cannot be shown
        RC_PRE(playable);
        std::vector<std::string> steps;
        for (std::size_t n = 1 + below(8); n > 0; --n)
            steps.push_back(fmt::format("{{event: e{}, input: {{digits: \"{}\"}}}}", below(flow.events), below(3)));
        const std::string trace = played(one, steps);
        RC_ASSERT(trace == played(other, steps));
        RC_ASSERT(trace.find("start: in s0") != std::string::npos);
        ++played_to_the_end;
    });
    CHECK(played_to_the_end >= 50); // it was put to the test
}
