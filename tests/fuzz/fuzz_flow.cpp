// Bytes -> document -> flow. Whatever they are: no crash, findings that stand in the file, and a flow
// without errors that holds together.
#include "doc/read.hpp"
#include "flow/bodies.hpp"
#include "flow/graph.hpp"
#include "syntax/read_flow.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

using namespace callflow;

namespace {

void require(bool holds, const char* what) {
    if (!holds) {
        std::fprintf(stderr, "does not hold: %s\n", what);
        std::abort();
    }
}

void check_findings(const base::Diagnostics& found, std::size_t size) {
    for (const base::Diagnostic& one : found.items()) {
        require(one.code != nullptr, "a finding has a code");
        require(!one.message.empty(), "a finding has a message");
        require(one.message.find('\n') == std::string::npos, "a message is one line");
        require(one.where.valid(), "a finding has a place");
        require(one.where.begin <= one.where.end && one.where.end <= size, "a place is in the file");
        for (const base::TextEdit& edit : one.edits) {
            require(edit.where.begin <= edit.where.end && edit.where.end <= size, "an edit is in the file");
        }
    }
}

void check_branches(const flow::Flow& flow, const std::vector<flow::Branch>& branches) {
    flow::each_branch(branches, [&](const flow::Branch& branch) {
        require(branch.kind == flow::Branch::Kind::same || branch.target < flow.states.size(),
                "a transition has a target");
        for (const flow::Assignment& one : branch.set) {
            require(one.var < flow.vars.size() && !one.value.empty(), "an assignment is whole");
        }
        for (const flow::Condition& one : branch.conditions) {
            require(!one.expression.empty(), "a condition is compiled");
        }
    });
}

void check_handlers(const flow::Flow& flow, const std::vector<flow::Handler>& handlers) {
    for (const flow::Handler& one : handlers) {
        require(one.event < flow.events.size(), "a handler has an event");
        require(!one.branches.empty(), "a handler has a candidate");
        check_branches(flow, one.branches);
    }
}

// What rules and the machine rely on when there were no errors.
void check_flow(const flow::Flow& flow) {
    for (const flow::Body& body : flow.bodies) {
        require(body.initial < flow.states.size(), "there is an initial state");
        require(flow.states[body.initial].body < flow.bodies.size(), "it is in a body");
        require(&flow.bodies[flow.states[body.initial].body] == &body, "it is one of that body");
        check_handlers(flow, body.on);
    }
    require(flow::find_recursion(flow).empty(), "no sub-flow runs inside itself");
    require(flow::count_configurations(flow) <= flow::max_configurations, "stacks of states are bounded");
    for (const flow::Signal& signal : flow.signals) {
        require(signal.event < flow.events.size(), "a signal has an event");
    }
    for (const flow::State& state : flow.states) {
        check_handlers(flow, state.on);
        check_branches(flow, state.next);
        require(!state.sub_flow || state.sub_flow->body < flow.bodies.size(), "a sub-flow is there");
        require(state.has_next == !state.next.empty(), "next has a candidate");
        for (const flow::Verb& verb : state.response.verbs) {
            require(verb.spec != nullptr, "a verb is known");
            for (const flow::Attribute& one : verb.attributes) {
                require(one.spec != nullptr, "an attribute is known");
            }
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    base::Sources sources;
    const base::FileId file = sources.add("fuzz.yaml", std::string(reinterpret_cast<const char*>(data), size));
    base::Diagnostics found;
    doc::Limits limits;
    limits.nodes = 20'000;
    limits.alias_nodes = 5'000;
    const auto document = doc::read_document(sources, file, found, limits);
    if (document) {
        (void)syntax::head_key(*document);
        const auto flow = syntax::read_flow(*document, found);
        if (flow) {
            (void)flow::edges(*flow);
            (void)flow::reachable(*flow);
            (void)flow::can_finish(*flow);
            if (!found.has_errors()) {
                check_flow(*flow);
            }
        }
    }
    check_findings(found, size);
    return 0;
}
