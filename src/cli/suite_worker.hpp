// One thread's part of a suite: it reads flows and plays scenarios, and shares nothing. Internal to suite.cpp.
#pragma once

#include "cli/load.hpp"
#include "cli/suite.hpp"
#include "engine/machine.hpp"
#include "scenario/coverage.hpp"
#include "scenario/scenario.hpp"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace callflow::cli {

// A case with findings of its own, whose places are in the worker's sources.
struct CaseOutcome {
    report::Case report;
    base::Diagnostics findings;
    std::vector<scenario::Snapshot> snapshots;
};

// What came of one file.
struct FileOutcome {
    std::vector<CaseOutcome> cases;
    std::set<std::string> expected, bodies;
    bool foreign = false;
    bool unreadable = false;
    std::optional<base::Error> error;
};

class SuiteWorker {
public:
    SuiteWorker(Io& io, const SuiteOptions& options) : io_(io), options_(options) { inputs_.barred = options.barred; }

    // Plays the scenarios of a file, or beside a flow; with `skip` they are only counted.
    [[nodiscard]] FileOutcome play(const Found& file, bool skip);
    [[nodiscard]] const base::Sources& sources() const { return inputs_.sources; }
    // Of every flow that was played or looked at.
    [[nodiscard]] std::vector<flow::Annotations> coverage() const;
    // The ways to what is not covered of one of these flows.
    void add_ways(flow::Annotations& parts) const;

private:
    // A flow, read once.
    struct Known {
        Loaded loaded;
        report::Case report;
        std::optional<base::Error> error; // it could not be read
        base::Diagnostics findings;
        std::vector<base::Allow> allows; // of its file, for the scenarios beside it
        std::size_t slots = 0;           // that the machine was made for
        std::unique_ptr<engine::Machine> machine;
        std::unique_ptr<scenario::CoverageRecorder> recorder;
        [[nodiscard]] bool usable() const {
            return loaded.flow != nullptr && report.status == report::Case::Status::passed;
        }
    };
    // What is on hand of a file of scenarios.
    struct File {
        std::string path;
        std::vector<base::Allow> allows;
        bool skip = false;
    };

    Known& flow_at(const std::string& path, Loaded* loaded);
    void play_all(std::vector<scenario::Scenario>& scenarios, const File& file, Known* flow, FileOutcome& outcome);
    void play_one(scenario::Scenario& scenario, const File& file, Known& flow, CaseOutcome& outcome);
    bool play_round(const scenario::Scenario& scenario, const File& file, Known& flow, std::uint64_t round,
                    CaseOutcome& outcome);
    [[nodiscard]] Known* flow_of(const scenario::Scenario& scenario, const File& file, FileOutcome& outcome,
                                 CaseOutcome& one);
    [[nodiscard]] bool wanted(const std::string& title) const;
    void silence(const std::vector<base::Allow>& allows, base::Diagnostics& findings) const;
    void show_failure(const scenario::RunResult& result, const CaseOutcome& outcome, report::Case& report) const;

    Io& io_;
    const SuiteOptions& options_;
    Inputs inputs_;
    std::map<std::string, std::unique_ptr<Known>> flows_; // by their paths, without `..`
};

} // namespace callflow::cli
