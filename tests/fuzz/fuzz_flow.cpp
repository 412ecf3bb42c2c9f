// Bytes -> documents -> flow. Whatever they are: no crash, findings that stand in their file, and a flow
// without errors that holds together. A line `=== NAME` begins another file, which the flow may include.
#include "base/files.hpp"
#include "doc/read.hpp"
#include "flow/bodies.hpp"
#include "flow/diff.hpp"
#include "flow/graph.hpp"
#include "lint/portability.hpp"
#include "lint/rule.hpp"
#include "syntax/include_parts.hpp"
#include "syntax/read_flow.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>

using namespace callflow;

namespace {

void require(bool holds, const char* what) {
    if (!holds) {
        std::fprintf(stderr, "does not hold: %s\n", what);
        std::abort();
    }
}

// The files of an input by name; the flow's is empty.
class Files final : public base::FileStore {
public:
    explicit Files(std::string_view input) {
        constexpr std::string_view mark = "\n=== ";
        std::string name;
        for (;;) {
            const std::size_t end = input.find(mark);
            content_.emplace(name, input.substr(0, end));
            if (end == std::string_view::npos) return;
            input.remove_prefix(end + mark.size());
            const std::size_t line = input.find('\n');
            name = input.substr(0, line);
            input.remove_prefix(line == std::string_view::npos ? input.size() : line + 1);
        }
    }
    [[nodiscard]] const std::string& flow() const { return content_.at(""); }
    base::Result<std::string> read(const std::string& path, std::uint64_t) override { return content_.at(path); }
    base::Result<void> replace(const std::string&, std::string_view) override { return {}; }
    base::Result<void> make_directories(const std::string&) override { return {}; }
    base::Result<void> remove(const std::string&) override { return {}; }
    base::Result<std::vector<base::DirEntry>> list(const std::string&) override {
        return std::vector<base::DirEntry>();
    }
    bool exists(const std::string& path) override { return content_.contains(path); }
    bool is_directory(const std::string&) override { return false; }
    base::Result<std::string> real_path(const std::string& path) override { return path.empty() ? "/w" : "/w/" + path; }

private:
    std::map<std::string, std::string> content_;
};

void check_findings(const base::Diagnostics& found, const base::Sources& sources) {
    for (const base::Diagnostic& one : found.items()) {
        require(one.code != nullptr, "a finding has a code");
        require(!one.message.empty(), "a finding has a message");
        require(one.message.find('\n') == std::string::npos, "a message is one line");
        require(one.where.file < sources.size(), "a finding has a place");
        const std::size_t size = sources[one.where.file].text().size();
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
    Files files(std::string_view(reinterpret_cast<const char*>(data), size));
    const base::FileId file = sources.add("fuzz.yaml", files.flow());
    base::Diagnostics found;
    doc::Limits limits;
    limits.nodes = 20'000;
    limits.alias_nodes = 5'000;
    auto document = doc::read_document(sources, file, found, limits);
    if (document) {
        (void)syntax::head_key(*document);
        std::map<std::string, base::FileId> known;
        (void)syntax::include_parts(*document, {files, sources, known, 20, 5, limits}, found);
        const auto flow = syntax::read_flow(*document, found);
        if (flow) {
            (void)flow::moves(*flow);
            (void)flow::reachable(*flow);
            if (!found.has_errors()) {
                check_flow(*flow);
                const flow::Annotations none = flow::diff(*flow, *flow);
                if (!none.changes.empty() || !none.items.empty()) std::abort();
                const std::string asked[] = {"twilio", "tropo"};
                lint::check(*flow, found);
                lint::check_portability(*flow, asked, found);
            }
        }
    }
    check_findings(found, sources);
    return 0;
}
