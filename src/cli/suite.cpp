#include "cli/suite.hpp"

#include "base/random.hpp"
#include "cli/suite_worker.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <span>
#include <thread>

namespace callflow::cli {
namespace {

// Brings what workers have said together, in the order of the files.
class Merge {
public:
    Merge(Suite& suite, const SuiteOptions& options) : suite_(suite), options_(options) {}

    void take(FileOutcome& outcome, const base::Sources& sources) {
        // Several scenarios may name the flow that cannot be read.
        if (outcome.error && std::ranges::none_of(suite_.errors, [&](const base::Error& one) {
                return one.message == outcome.error->message;
            }))
            suite_.errors.push_back(*outcome.error);
        if (outcome.foreign) ++suite_.foreign;
        suite_.unreadable = suite_.unreadable || outcome.unreadable;
        suite_.expected.merge(outcome.expected);
        suite_.bodies.merge(outcome.bodies);
        for (CaseOutcome& one : outcome.cases) {
            // A flow is one case, however many scenarios and workers have met it.
            if (one.report.kind == report::Case::Kind::file && !files_.insert(one.report.file).second) continue;
            add(one, sources);
        }
    }

    // The same place in the suite's own sources.
    base::Span moved(base::Span where, const base::Sources& from) {
        if (where.file >= from.size()) return {};
        const auto [at, fresh] = moved_.try_emplace({&from, where.file}, base::no_file);
        if (fresh) {
            // One file that several workers have read is one file.
            const base::Source& source = from[where.file];
            const auto [known, first] = by_name_.try_emplace(source.name(), base::no_file);
            if (first || suite_.sources[known->second].text() != source.text())
                known->second = suite_.sources.add(source.name(), std::string(source.text()));
            at->second = known->second;
        }
        return {at->second, where.begin, where.end};
    }

private:
    void add(CaseOutcome& one, const base::Sources& sources) {
        if (stopped_) {
            one.report.status = report::Case::Status::skipped;
            one.report.reason = "something had failed before";
            one.report.findings.clear();
            one.findings = {};
            one.snapshots.clear();
            one.report.trace.clear();
            one.report.diff.clear();
        }
        for (base::Diagnostic& finding : one.findings.items()) {
            finding.where = moved(finding.where, sources);
            for (base::Note& note : finding.notes) note.where = moved(note.where, sources);
            for (base::TextEdit& edit : finding.edits) edit.where = moved(edit.where, sources);
            one.report.findings.push_back(suite_.findings.items().size());
            suite_.findings.add(std::move(finding));
        }
        for (scenario::Snapshot& snapshot : one.snapshots) {
            snapshot.where = moved(snapshot.where, sources);
            suite_.snapshots.push_back({std::move(snapshot), suite_.cases.size()});
        }
        if (options_.fail_fast && one.report.status == report::Case::Status::failed) stopped_ = true;
        suite_.cases.push_back(std::move(one.report));
    }

    Suite& suite_;
    const SuiteOptions& options_;
    std::set<std::string> files_;
    std::map<std::pair<const base::Sources*, base::FileId>, base::FileId> moved_;
    std::map<std::string, base::FileId, std::less<>> by_name_;
    bool stopped_ = false;
};

// Takes files one after the other, whichever is next.
struct Queue {
    std::atomic<std::size_t> next = 0;
    std::atomic<std::size_t> done = 0;
    std::atomic<std::size_t> stop = static_cast<std::size_t>(-1); // files from here on need not be played
    std::atomic<unsigned> running = 0;
    std::mutex mutex;
    std::condition_variable ended;
};

void work(SuiteWorker& worker, const std::vector<Found>& files, const SuiteOptions& options, Queue& queue,
          std::vector<FileOutcome>& outcomes, std::vector<std::size_t>& by, std::size_t self) {
    for (std::size_t at = queue.next++; at < files.size(); at = queue.next++) {
        by[at] = self;
        outcomes[at] = worker.play(files[at], at > queue.stop);
        const bool failed = std::ranges::any_of(outcomes[at].cases, [](const CaseOutcome& one) {
            return one.report.status == report::Case::Status::failed;
        });
        if (failed && options.fail_fast) {
            std::size_t known = queue.stop;
            while (at < known && !queue.stop.compare_exchange_weak(known, at)) {
            }
        }
        ++queue.done;
    }
    const std::lock_guard lock(queue.mutex);
    --queue.running;
    queue.ended.notify_one();
}

void add_coverage(Suite& suite, Merge& merge, const std::vector<std::unique_ptr<SuiteWorker>>& workers) {
    struct Sum {
        flow::Annotations parts;
        const SuiteWorker* first = nullptr;
    };
    std::map<std::string, Sum> all;
    for (const auto& worker : workers) {
        for (flow::Annotations& one : worker->coverage()) {
            Sum& sum = all[one.flow];
            if (sum.first != nullptr) {
                scenario::add_counts(sum.parts, one);
                continue;
            }
            for (flow::Annotation& item : one.items) item.where = merge.moved(item.where, worker->sources());
            sum = {std::move(one), worker.get()};
        }
    }
    for (auto& [path, sum] : all) {
        scenario::mark(sum.parts);
        sum.first->add_ways(sum.parts);
        suite.coverage.push_back(std::move(sum.parts));
    }
}

} // namespace

Suite play_suite(Io& io, const std::vector<Found>& given, const SuiteOptions& options,
                 const std::function<void(std::size_t done)>& progress) {
    std::vector<Found> files = given;
    if (options.shuffle) {
        base::Random random(*options.shuffle);
        random.shuffle(std::span<Found>(files));
    }
    const std::size_t jobs = std::clamp<std::size_t>(options.jobs, 1, std::max<std::size_t>(files.size(), 1));
    std::vector<std::unique_ptr<SuiteWorker>> workers;
    workers.reserve(jobs);
    for (std::size_t i = 0; i < jobs; ++i) workers.push_back(std::make_unique<SuiteWorker>(io, options));

    std::vector<FileOutcome> outcomes(files.size());
    std::vector<std::size_t> by(files.size(), 0);
    Queue queue;
    queue.running = static_cast<unsigned>(jobs);
    if (jobs == 1 && !progress) {
        work(*workers.front(), files, options, queue, outcomes, by, 0);
    } else {
        std::vector<std::jthread> threads;
        threads.reserve(jobs);
        for (std::size_t i = 0; i < jobs; ++i)
            threads.emplace_back([&, i] { work(*workers[i], files, options, queue, outcomes, by, i); });
        std::unique_lock lock(queue.mutex);
        while (!queue.ended.wait_for(lock, std::chrono::milliseconds(100), [&] { return queue.running == 0; })) {
            if (progress) progress(queue.done);
        }
    }
    if (progress) progress(files.size());

    Suite suite;
    Merge merge(suite, options);
    for (std::size_t i = 0; i < files.size(); ++i) merge.take(outcomes[i], workers[by[i]]->sources());
    if (options.coverage) add_coverage(suite, merge, workers);
    return suite;
}

} // namespace callflow::cli
