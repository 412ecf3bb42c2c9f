#include "cli/suite_worker.hpp"

#include "base/codes.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "providers/provider.hpp"
#include "report/trace.hpp"
#include "report/unified_diff.hpp"
#include "scenario/verify.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <span>
#include <utility>

namespace callflow::cli {
namespace {

using report::Case;

bool is_bad(const base::Diagnostic& one) { return one.severity != base::Severity::note; }

// The files that a scenario names.
void add_names(const scenario::Scenario& scenario, const std::string& folder, FileOutcome& outcome) {
    const auto documents = [&](const scenario::Expect& expect) {
        for (const scenario::ExpectedDocument& one : expect.response)
            outcome.expected.insert(plain_path(scenario::below(folder, one.path)));
    };
    documents(scenario.expect);
    for (const scenario::Step& step : scenario.steps) {
        documents(step.expect);
        for (const scenario::CallbackBody& body : step.callbacks) {
            if (!body.file.empty()) outcome.bodies.insert(plain_path(scenario::below(folder, body.file)));
        }
    }
}

// A document as callflow would write what it reads in it, so that layout makes no difference.
std::string canonical(const scenario::Snapshot& snapshot, const std::string& document) {
    const providers::Provider* provider = providers::find_provider(snapshot.provider);
    base::Sources sources;
    base::Diagnostics unheard;
    const base::FileId file = sources.add(snapshot.path, document);
    const auto parsed = provider->parse(sources, file, unheard);
    if (!parsed || !parsed->lost.empty()) return document;
    std::string text;
    provider->render(parsed->response, text, nullptr);
    return text;
}

std::uint32_t line_of(const base::Sources& sources, base::Span where) {
    return where.file < sources.size() ? sources[where.file].position(where.begin).line : 1;
}

} // namespace

// Takes out what the file's suppressions silence; which of them are unused is not asked here.
void SuiteWorker::silence(const std::vector<base::Allow>& allows, base::Diagnostics& findings) const {
    if (allows.empty() || findings.empty()) return;
    std::vector<base::Diagnostic> kept;
    for (base::Diagnostic& one : findings.items()) {
        const bool silenced = std::ranges::any_of(allows, [&](const base::Allow& allow) {
            return allow.where.file == one.where.file &&
                   (one.code->name == allow.name || one.code->code == allow.name) &&
                   line_of(inputs_.sources, one.where) == allow.line;
        });
        if (!silenced) kept.push_back(std::move(one));
    }
    findings = {};
    for (base::Diagnostic& one : kept) findings.add(std::move(one));
}

bool SuiteWorker::wanted(const std::string& title) const {
    return options_.filters.empty() ||
           std::ranges::any_of(options_.filters, [&](const base::Pattern& one) { return one.matches(title); });
}

// The flow of that path; `loaded` is what reading it has given, where that has been done.
SuiteWorker::Known& SuiteWorker::flow_at(const std::string& path, Loaded* loaded) {
    const std::string key = plain_path(path);
    std::unique_ptr<Known>& known = flows_[key];
    if (known != nullptr) return *known;
    known = std::make_unique<Known>();
    known->report = report::file_case(key);
    if (loaded != nullptr) {
        known->loaded = std::move(*loaded);
    } else if (auto read = load(io_, inputs_, key, Foreign::accept)) { // of what is no flow nothing is shown
        known->loaded = std::move(*read);
        if (known->loaded.flow == nullptr && inputs_.findings.empty())
            inputs_.findings.report(base::codes::missing_flow, {},
                                    fmt::format("{} is no flow", base::quoted(key, 4096)));
    } else {
        known->error = read.error();
    }
    known->findings = std::exchange(inputs_.findings, {});
    known->allows = std::exchange(inputs_.allows, {});
    silence(known->allows, known->findings);
    if (known->findings.has_errors() || known->loaded.flow == nullptr) {
        known->report.status = Case::Status::failed;
        std::erase_if(known->findings.items(), [](const auto& one) { return one.severity == base::Severity::note; });
        known->findings.sort();
    } else {
        known->findings = {}; // `validate` says warnings and notes
    }
    return *known;
}

FileOutcome SuiteWorker::play(const Found& file, bool skip) {
    FileOutcome outcome;
    const auto play_beside = [&](Known& flow) {
        std::vector<scenario::Scenario> scenarios = std::move(flow.loaded.scenarios);
        outcome.cases.push_back({flow.report, flow.findings, {}});
        play_all(scenarios, {file.path, flow.allows, skip}, &flow, outcome);
    };
    // A scenario may have brought it here before its turn.
    if (const auto met = flows_.find(plain_path(file.path)); met != flows_.end()) {
        outcome.error = met->second->error;
        if (outcome.error) return outcome;
        outcome.unreadable = met->second->findings.unreadable();
        play_beside(*met->second);
        return outcome;
    }
    auto loaded = load(io_, inputs_, file.path, file.named ? Foreign::report : Foreign::accept);
    if (!loaded) {
        outcome.error = loaded.error();
        return outcome;
    }
    if (loaded->head == syntax::HeadKey::part ||
        (!file.named && loaded->readable && loaded->head == syntax::HeadKey::none)) {
        outcome.foreign = loaded->head == syntax::HeadKey::none;
        inputs_.findings = {};
        return outcome;
    }
    outcome.unreadable = inputs_.findings.unreadable();
    if (loaded->head == syntax::HeadKey::flow) {
        play_beside(flow_at(file.path, &*loaded));
        return outcome;
    }
    base::Diagnostics findings = std::exchange(inputs_.findings, {});
    const File on_hand{file.path, std::exchange(inputs_.allows, {}), skip};
    silence(on_hand.allows, findings);
    if (findings.has_errors() || loaded->head != syntax::HeadKey::scenario) {
        CaseOutcome& one = outcome.cases.emplace_back();
        one.report = report::file_case(file.path);
        one.report.status = Case::Status::failed;
        findings.sort();
        one.findings = std::move(findings);
        return outcome;
    }
    play_all(loaded->scenarios, on_hand, nullptr, outcome);
    return outcome;
}

void SuiteWorker::play_all(std::vector<scenario::Scenario>& scenarios, const File& file, Known* flow,
                           FileOutcome& outcome) {
    if (options_.shuffle) {
        base::Random random(base::mix_seed(*options_.shuffle, file.path));
        random.shuffle(std::span<scenario::Scenario>(scenarios));
    }
    for (scenario::Scenario& scenario : scenarios) {
        add_names(scenario, folder_of(file.path), outcome);
        CaseOutcome one;
        one.report.kind = Case::Kind::scenario;
        one.report.file = file.path;
        one.report.name = scenario.name;
        one.report.providers = options_.providers.empty() ? scenario.providers : options_.providers;
        one.report.line = line_of(inputs_.sources, scenario.where);
        if (!wanted(fmt::format("{}: {}", file.path, scenario.name))) continue;
        if (file.skip) {
            one.report.status = Case::Status::skipped;
            outcome.cases.push_back(std::move(one));
            continue;
        }
        if (Known* known = flow != nullptr ? flow : flow_of(scenario, file, outcome, one)) {
            play_one(scenario, file, *known, one);
        } else {
            one.report.status = Case::Status::failed;
        }
        one.findings.sort();
        outcome.cases.push_back(std::move(one));
    }
}

// The flow that a scenario names, as a case of its own before it; null where there is none.
SuiteWorker::Known* SuiteWorker::flow_of(const scenario::Scenario& scenario, const File& file, FileOutcome& outcome,
                                         CaseOutcome& one) {
    if (scenario.flow.empty()) {
        one.findings.report(base::codes::missing_flow, scenario.where, "the scenario names no flow").help =
            "write `flow: FILE`, relative to the scenario's file";
        return nullptr;
    }
    const std::string path = scenario::below(folder_of(file.path), scenario.flow);
    if (!io_.files->exists(path)) {
        one.findings
            .report(base::codes::missing_flow, scenario.flow_where,
                    fmt::format("there is no flow {}", base::quoted(scenario.flow)))
            .help = "paths are relative to the scenario's file";
        return nullptr;
    }
    Known& known = flow_at(path, nullptr);
    if (known.error) {
        outcome.error = known.error;
        one.findings.report(base::codes::missing_flow, scenario.flow_where, known.error->message);
        return nullptr;
    }
    outcome.cases.push_back({known.report, known.findings, {}});
    return &known;
}

void SuiteWorker::play_one(scenario::Scenario& scenario, const File& file, Known& flow, CaseOutcome& outcome) {
    outcome.report.status = Case::Status::failed;
    if (!flow.usable()) {
        outcome.findings.report(base::codes::flow_has_errors,
                                scenario.flow_where.valid() ? scenario.flow_where : scenario.where,
                                fmt::format("the flow {} has errors", base::quoted(flow.report.file, 4096)));
        return;
    }
    scenario::verify(*flow.loaded.flow, scenario, *io_.files, folder_of(file.path), outcome.findings,
                     scenario::Documents::may_be_missing);
    silence(file.allows, outcome.findings);
    if (outcome.findings.has_errors()) return;
    // What scenarios read in their checks, the machine keeps up.
    if (flow.machine == nullptr || flow.slots != flow.loaded.flow->scope.slot_count()) {
        if (flow.recorder == nullptr) flow.recorder = std::make_unique<scenario::CoverageRecorder>();
        engine::Limits limits;
        if (options_.coverage) limits.outcomes = &flow.recorder->outcomes();
        flow.slots = flow.loaded.flow->scope.slot_count();
        flow.machine = std::make_unique<engine::Machine>(*flow.loaded.flow, limits);
    }
    outcome.findings = {};
    bool passed = true;
    for (std::uint64_t round = 0; round < options_.repeat && passed; ++round)
        passed = play_round(scenario, file, flow, round, outcome);
    outcome.report.status = passed ? Case::Status::passed : Case::Status::failed;
}

bool SuiteWorker::play_round(const scenario::Scenario& scenario, const File& file, Known& flow, std::uint64_t round,
                             CaseOutcome& outcome) {
    scenario::RunOptions options;
    options.providers = options_.providers;
    options.barred = options_.barred;
    options.now = options_.now;
    options.hang_up_everywhere = options_.hang_up_everywhere;
    if (options_.coverage) options.coverage = flow.recorder.get();
    std::vector<scenario::Snapshot> snapshots;
    options.snapshots = &snapshots;
    options.rewrite = options_.rewrite;
    const std::uint64_t seed = options_.seed.value_or(scenario.seed.value_or(0)) + round;
    scenario::Scenario with_seed;
    const scenario::Scenario* played = &scenario;
    if (options_.seed || round > 0) {
        with_seed = scenario;
        with_seed.seed = seed;
        played = &with_seed;
    }
    base::Diagnostics findings;
    const std::vector<scenario::RunResult> results =
        scenario::run(*flow.machine, *played, options, *io_.files, folder_of(file.path), inputs_.sources, findings);
    silence(file.allows, findings);
    const bool passed =
        !std::ranges::any_of(findings.items(), is_bad) || std::ranges::all_of(results, &scenario::RunResult::passed);
    for (base::Diagnostic& one : findings.items()) {
        if (round > 0 && one.severity == base::Severity::error)
            one.notes.push_back({{}, fmt::format("it was played with --seed {}", seed)});
        outcome.findings.add(std::move(one));
    }
    for (scenario::Snapshot& one : snapshots) outcome.snapshots.push_back(std::move(one));
    if (passed || !options_.traces) return passed;
    const auto failed = std::ranges::find(results, false, &scenario::RunResult::passed);
    if (failed != results.end()) show_failure(*failed, outcome, outcome.report);
    return false;
}

void SuiteWorker::show_failure(const scenario::RunResult& result, const CaseOutcome& outcome, Case& report) const {
    scenario::Trace trace = result.trace;
    // What came after the first failure says nothing about it.
    if (result.failed_at < trace.steps.size())
        trace.steps.erase(trace.steps.begin() + static_cast<std::ptrdiff_t>(result.failed_at), trace.steps.end());
    if (!trace.steps.empty())
        report::write_trace_text(report.trace, std::span(&trace, 1), {.color = options_.color, .documents = false});
    for (const scenario::Snapshot& one : outcome.snapshots) {
        if (one.state != scenario::Snapshot::State::different) continue;
        report::write_unified_diff(report.diff, one.path, canonical(one, one.expected), canonical(one, one.actual));
    }
}

std::vector<flow::Annotations> SuiteWorker::coverage() const {
    std::vector<flow::Annotations> all;
    for (const auto& [path, known] : flows_) {
        if (!known->usable()) continue;
        const flow::Flow& flow = *known->loaded.flow;
        flow::Annotations& parts = all.emplace_back(scenario::parts_of(flow));
        parts.flow = path;
        if (known->recorder != nullptr) scenario::add_counts(parts, *known->recorder);
    }
    return all;
}

void SuiteWorker::add_ways(flow::Annotations& parts) const {
    const auto known = flows_.find(parts.flow);
    if (known == flows_.end() || !known->second->usable()) return;
    const scenario::EventPaths paths(*known->second->loaded.flow);
    for (flow::Annotation& item : parts.items) {
        const scenario::Covered one = scenario::covered(item);
        if (one.covered < one.all) item.way = paths.to(item);
    }
}

} // namespace callflow::cli
