#include "scenario/paths/made.hpp"

#include "doc/read.hpp"
#include "scenario/run.hpp"
#include "scenario/verify.hpp"
#include "syntax/read_flow.hpp"

#include <catch2/catch.hpp>
#include <map>

namespace paths_test {

using namespace callflow;

namespace {

// The documents of a set, as a folder would have them.
class Folder final : public base::FileStore {
public:
    std::map<std::string, std::string> content;

    base::Result<std::string> read(const std::string& path, std::uint64_t) override {
        const auto found = content.find(path);
        if (found == content.end()) return base::fail(base::ErrorKind::system, "cannot read " + path);
        return found->second;
    }
    base::Result<void> replace(const std::string&, std::string_view) override { return {}; }
    base::Result<void> make_directories(const std::string&) override { return {}; }
    base::Result<void> remove(const std::string&) override { return {}; }
    base::Result<std::vector<base::DirEntry>> list(const std::string&) override {
        return std::vector<base::DirEntry>();
    }
    bool exists(const std::string& path) override { return content.contains(path); }
    bool is_directory(const std::string&) override { return false; }
    base::Result<std::string> real_path(const std::string& path) override { return "/" + path; }
};

void plays(flow::Flow& flow, const scenario::PathSet& set) {
    Folder files;
    for (const scenario::PathDocument& one : set.documents) files.content[one.file] = one.text;
    base::Sources sources;
    base::Diagnostics findings;
    const base::FileId file = sources.add("made.yaml", scenario::write_expecting(set.scenarios));
    const auto document = doc::read_document(sources, file, findings);
    REQUIRE(document);
    std::vector<scenario::Scenario> read = scenario::read_scenarios(*document, findings);
    for (scenario::Scenario& one : read) scenario::verify(flow, one, files, {}, findings);
    for (const base::Diagnostic& one : findings.items()) {
        INFO(sources[file].text());
        FAIL_CHECK(one.message << " in line " << sources[file].position(one.where.begin).line);
    }
    const engine::Machine machine(flow);
    for (const scenario::Scenario& one : read) {
        for (const scenario::RunResult& result : scenario::run(machine, one, {}, files, {}, sources, findings)) {
            INFO(one.name);
            for (const base::Diagnostic& finding : findings.items()) UNSCOPED_INFO(finding.message);
            CHECK(result.passed);
        }
    }
}

} // namespace

Made::Made(std::string_view text, const Options& options) {
    base::Sources sources;
    base::Diagnostics diagnostics;
    std::string whole = "callflow: 1\nname: made\n";
    if (text.find("\ninitial:") == std::string_view::npos) whole += "initial: a\n";
    if (text.find("\nactors:") == std::string_view::npos) whole += "actors: {customer: {}, agent: {}}\n";
    const base::FileId file = sources.add("flow.yaml", whole.append(text));
    const auto document = doc::read_yaml(sources, file, diagnostics);
    REQUIRE(document);
    flow_ = syntax::read_flow(*document, diagnostics);
    for (const base::Diagnostic& one : diagnostics.items())
        if (one.severity == base::Severity::error)
            FAIL_CHECK(one.message + " in line " << sources[file].position(one.where.begin).line << " of\n"
                                                 << sources[file].text());
    REQUIRE(flow_);
    REQUIRE_FALSE(diagnostics.has_errors());
    const engine::Machine machine(*flow_);
    Folder files;
    set_ = scenario::make_paths(machine, options, files, true);
    CHECK(set_.left_out.empty());
    plays(*flow_, set_);
}

std::string Made::text() const {
    std::string text = scenario::write_expecting(set_.scenarios);
    for (const scenario::PathDocument& one : set_.documents) text += "== " + one.file + "\n" + one.text;
    return text;
}

Texts Made::uncovered() const {
    Texts all;
    for (const scenario::PathGoal& one : set_.goals) {
        if (one.covered) continue;
        const std::string whose =
            one.is_state ? "state " + one.state : one.state + (one.state.empty() ? "" : ": ") + one.what;
        all.push_back(whose + ": " + (one.proved ? "never: " : "") + one.why);
    }
    return all;
}

} // namespace paths_test
