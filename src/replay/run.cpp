#include "replay/run.hpp"

#include "base/hash.hpp"
#include "base/text.hpp"
#include "replay/ahead.hpp"
#include "replay/collector.hpp"
#include "replay/crew.hpp"
#include "replay/partial.hpp"
#include "replay/report_states.hpp"
#include "replay/sources.hpp"
#include "replay/window.hpp"

#include <algorithm>
#include <chrono>
#include <deque>
#include <iterator>
#include <limits>
#include <optional>
#include <tuple>

namespace callflow::replay {
namespace {

using logs::Piece;
using logs::Reason;
using Clock = std::chrono::steady_clock;

// So much of the logs, with what was made of it, may wait for late records before it is taken as it is.
constexpr std::uint64_t max_waiting_bytes = std::uint64_t{128} << 20;
constexpr std::size_t shown_bytes = 80;

// Half of the threads replay, each its own calls; the others read ahead of them. One alone does both.
std::uint32_t replaying(std::uint32_t jobs) { return std::max<std::uint32_t>(1, jobs / 2); }

class Run {
public:
    Run(const engine::Machine& machine, const Options& options, const WorkerOptions& each)
        : options_(options), partial_(each.partial), crew_(replaying(options.jobs)),
          ahead_(options.more ? 0 : std::max<std::uint32_t>(options.jobs, 1) - replaying(options.jobs), options) {
        for (std::uint32_t i = 0; i < crew_.size(); ++i) workers_.push_back(std::make_unique<Worker>(machine, each));
    }

    base::Result<void> read(std::vector<Source> sources);
    Account finish();
    Partial leave();
    [[nodiscard]] Worker& worker() { return *workers_.front(); }

private:
    base::Result<bool> open_due();
    base::Result<void> open_begun();
    base::Result<void> look_at_all();
    Reading& next_to_read();
    base::Result<bool> round();
    base::Result<bool> quiet(Reading& from);
    void sweep();
    void take(Reading& from, std::unique_ptr<Batch> batch);
    void note_skipped(const Reading& from, const Batch& batch);
    void place_in_time(Reading& from, Batch& batch);
    void note_damage(const Reading& from, const Arrival& arrival);
    void hand_on(Millis limit);
    void tell_faults();
    [[nodiscard]] Millis reached() const;
    [[nodiscard]] bool is_silent(const Reading& one) const;

    const Options& options_;
    bool partial_; // what came last is left to those who have what comes then
    Crew crew_;
    std::vector<std::unique_ptr<Worker>> workers_;
    std::deque<Waiting> waiting_;
    std::vector<Source> unbegun_; // that are being written, and in which nothing was yet
    Ahead ahead_;
    Window window_;
    Account account_; // of what belongs to no call
    Millis largest_ = logs::no_time;
    std::uint64_t bytes_ = 0;
    Clock::time_point looked_ = Clock::now(); // at all logs that are being written
    bool begun_ = false;                      // something was handed on
    bool several_ = false;                    // logs
};

// Nothing has come of it for as long as records may be late: there is no reason to wait with those of others, or its own.
bool Run::is_silent(const Reading& one) const {
    return one.quiet && Clock::now() - *one.quiet >= std::chrono::milliseconds(options_.reorder);
}

// The time up to which every open log was read.
Millis Run::reached() const {
    Millis out = std::numeric_limits<Millis>::max();
    for (const auto& one : ahead_.readings())
        if (!one->ended && !is_silent(*one)) out = std::min(out, one->reached);
    return out;
}

// Of logs in which nothing had been written, those that have begun are read from now on.
base::Result<void> Run::open_begun() {
    std::vector<Source> left;
    for (Source& one : std::exchange(unbegun_, {})) {
        if (!one.begun()) {
            left.push_back(std::move(one));
            continue;
        }
        std::vector<Source> alone;
        alone.push_back(std::move(one));
        auto opened = in_order(std::move(alone));
        if (!opened) return tl::unexpected(opened.error());
        waiting_.push_back(std::move(opened->front()));
    }
    unbegun_ = std::move(left);
    return {};
}

base::Result<bool> Run::open_due() {
    ahead_.forget_ended();
    while (ahead_.readings().empty() && waiting_.empty() && !unbegun_.empty()) {
        const bool more = options_.more(logs::between_looks);
        if (const auto begun = open_begun(); !begun) return tl::unexpected(begun.error());
        if (!more) unbegun_.clear();
    }
    // those that are being written have no ends for the others to wait for
    while (!waiting_.empty() && (options_.more || ahead_.readings().empty() || waiting_.front().begins <= reached())) {
        Waiting& due = waiting_.front();
        auto file = due.open();
        if (!file) return tl::unexpected(file.error());
        // who waits for what comes must not keep an error of another log waiting
        ahead_.open(std::move(*file), std::move(due.front), due.source.once && several_).reached = due.begins;
        waiting_.pop_front();
    }
    return !ahead_.readings().empty();
}

void Run::note_skipped(const Reading& from, const Batch& batch) {
    for (const auto& [reason, at] : batch.skipped) {
        logs::Reason why = reason;
        Skipped& one = account_.skipped[static_cast<std::size_t>(why)];
        ++one.count;
        if (one.first.size() >= max_skipped) continue;
        const logs::Place place = logs::place_of(batch.piece, at, batch.line);
        one.first.push_back({place.log.empty() ? from.file.name() : place.log, place.line,
                             base::printable(place.text.substr(0, shown_bytes))});
    }
}

void Run::note_damage(const Reading& from, const Arrival& arrival) {
    if (options_.shards > 1 && options_.shard != 0) return; // nobody's record
    Skipped& one = account_.skipped[static_cast<std::size_t>(Reason::damaged)];
    ++one.count;
    // what came before it is in the piece
    const auto lines = arrival.batch == nullptr ? 0 : std::ranges::count(arrival.batch->piece.text(), '\n');
    if (one.first.size() < max_skipped)
        one.first.push_back({from.file.name(), arrival.line + static_cast<std::uint64_t>(lines) + 1, arrival.damage});
}

// Every worker looks at all records and takes its own calls'.
void Run::hand_on(Millis limit) {
    window_.release(limit, [&](std::span<const Record> records) {
        if (!begun_ && !records.empty())
            for (const auto& worker : workers_) worker->begins(records.front().time);
        begun_ = true;
        const std::uint64_t count = crew_.size();
        crew_.run([&](std::uint32_t member) {
            Worker& worker = *workers_[member];
            // Far ahead the record itself is fetched, then what it points to, then what that leads to.
            constexpr std::size_t soon = 6, later = 16, far = 32;
            std::size_t order = 0;
            for (const Record& one : records) {
                ++order;
                const std::size_t left = records.size() - order;
                if (left > far) {
                    __builtin_prefetch(&one + far);
                    __builtin_prefetch(&(&one)[far].state);
                }
                if (left > later) worker.foresee((&one)[later]);
                if (left > soon) worker.expect((&one)[soon]);
                if (count == 1 || (one.call >> 40) % count == member) worker.take(one, order);
            }
        });
        tell_faults();
    });
}

void Run::tell_faults() {
    if (!options_.fault) return;
    std::vector<Worker::Noted> all;
    for (const auto& worker : workers_)
        for (Worker::Noted& one : worker->take_faults()) all.push_back(std::move(one));
    std::ranges::stable_sort(all, {}, &Worker::Noted::order);
    for (const Worker::Noted& one : all) options_.fault(one.fault);
}

// What only those who know the pieces before this one can say.
void Run::place_in_time(Reading& from, Batch& batch) {
    Millis beside = from.last != logs::no_time ? from.last : batch.first;
    if (beside == logs::no_time) beside = 0; // of a log without times the order counts
    for (std::size_t i = 0; i < batch.untimed; ++i) {
        batch.records[i].time = beside;
        batch.largest = std::max(batch.largest, beside);
    }
    place_late(batch, from.reached, options_.reorder);
    if (batch.last != logs::no_time) from.last = batch.last;
    from.reached = std::max(from.reached, std::max(batch.reached, batch.largest));
}

// What is known of none of them any more: that nothing had come.
base::Result<void> Run::look_at_all() {
    looked_ = Clock::now();
    for (const auto& one : ahead_.readings()) one->waits = false;
    return open_begun();
}

// The log that is behind, of those that may have something.
Reading& Run::next_to_read() {
    return **std::ranges::min_element(ahead_.readings(), {},
                                      [](const auto& one) { return std::pair(one->waits, one->reached); });
}

// Reads on in the log that is behind, and hands on what is old enough.
base::Result<bool> Run::round() {
    const auto more = open_due();
    if (!more || !*more) return more;
    if (options_.more && Clock::now() - looked_ >= logs::between_looks)
        if (const auto looked = look_at_all(); !looked) return tl::unexpected(looked.error());
    Reading& from = next_to_read();
    if (auto done = window_.spare()) ahead_.give_back(std::move(done));
    Arrival arrival = ahead_.next(from);
    if (arrival.error) return tl::unexpected(*arrival.error);
    account_.skipped[static_cast<std::size_t>(Reason::too_long)].count += arrival.too_long;
    if (!arrival.damage.empty()) note_damage(from, arrival);
    if (options_.more && arrival.batch != nullptr && arrival.batch->piece.size == 0) return quiet(from);
    from.quiet.reset();
    if (arrival.batch != nullptr) take(from, std::move(arrival.batch));
    if (options_.progress) options_.progress(bytes_);
    sweep();
    return true;
}

void Run::take(Reading& from, std::unique_ptr<Batch> batch) {
    note_skipped(from, *batch);
    account_.decoded += batch->decoded;
    account_.timeless += batch->timeless;
    bytes_ += batch->piece.size;
    place_in_time(from, *batch);
    largest_ = std::max(largest_, batch->largest);
    window_.add(std::move(batch));
    if (window_.bytes() > max_waiting_bytes) hand_on(window_.squeeze(max_waiting_bytes));
    Millis sure = std::min(reached(), from.reached);
    if (!waiting_.empty()) sure = std::min(sure, waiting_.front().begins);
    if (sure != logs::no_time) hand_on(sure - options_.reorder);
}

// Nothing has come of it by now, and it is asked again after the others; when nothing came of any of them, after a while.
base::Result<bool> Run::quiet(Reading& from) {
    from.waits = true;
    if (!from.quiet) from.quiet = Clock::now();
    if (!std::ranges::all_of(ahead_.readings(), [](const auto& one) { return one->waits || one->ended; })) return true;
    constexpr Millis all = std::numeric_limits<Millis>::max();
    if (const Millis sure = reached(); sure != logs::no_time) hand_on(sure == all ? all : sure - options_.reorder);
    sweep();
    static_cast<void>(options_.more(logs::between_looks));
    if (const auto looked = look_at_all(); !looked) return tl::unexpected(looked.error());
    return true;
}

void Run::sweep() {
    if (options_.linger > 0 && largest_ != logs::no_time)
        for (const auto& worker : workers_) worker->sweep(largest_);
    tell_faults();
    if (options_.settled) options_.settled();
}

base::Result<void> Run::read(std::vector<Source> sources) {
    several_ = sources.size() > 1;
    if (several_ && options_.more) {
        const auto unbegun = std::ranges::stable_partition(
            sources, [](const Source& one) { return one.begun == nullptr || one.begun(); });
        std::ranges::move(unbegun, std::back_inserter(unbegun_));
        sources.erase(unbegun.begin(), unbegun.end());
    }
    auto sorted = in_order(std::move(sources));
    if (!sorted) return tl::unexpected(sorted.error());
    waiting_ = std::move(*sorted);
    for (;;) {
        const auto more = round();
        if (!more) return tl::unexpected(more.error());
        if (!*more) break;
    }
    if (partial_ && largest_ != logs::no_time) {
        hand_on(largest_ - options_.reorder);
        window_.release(std::numeric_limits<Millis>::max(), [&](std::span<const Record> records) {
            for (const Record& one : records) workers_[(one.call >> 40) % crew_.size()]->keep(one);
        });
    }
    hand_on(std::numeric_limits<Millis>::max());
    account_.late += window_.late();
    return {};
}

Account Run::finish() {
    const Millis as_of = options_.as_of_end ? largest_ : options_.as_of;
    const Millis live_after = as_of == logs::no_time ? logs::no_time : as_of - options_.idle;
    std::vector<Fault> last;
    for (const auto& worker : workers_) {
        worker->finish(live_after);
        for (Worker::Noted& one : worker->take_faults()) last.push_back(std::move(one.fault));
        worker->account(account_);
    }
    std::ranges::sort(last, {}, [](const Fault& one) { return std::pair(base::stable_hash(one.call), one.call); });
    if (options_.fault)
        for (const Fault& one : last) options_.fault(one);
    return std::move(account_);
}

Partial Run::leave() {
    Partial out;
    for (const auto& worker : workers_) {
        Partial one;
        worker->leave(one);
        out.add(std::move(one));
        worker->account(account_);
    }
    out.account = std::move(account_);
    PartNote note{.shard = options_.shard, .shards = options_.shards};
    for (const PartNote& one : out.parts) {
        if (note.first == logs::no_time || (one.first != logs::no_time && one.first < note.first))
            note.first = one.first;
        note.last = std::max(note.last, one.last);
        note.calls += one.calls;
        note.adrift += one.adrift;
    }
    out.parts = {note};
    return out;
}

WorkerOptions worker_options(const Options& options) {
    WorkerOptions out{options.by, options.brief, options.fault != nullptr, options.seen ? &options.seen : nullptr,
                      options.timer_tolerance};
    out.linger = options.linger;
    out.idle = options.linger > 0 ? options.idle : 0;
    return out;
}

} // namespace

base::Result<Account> replay(const engine::Machine& machine, std::vector<Source> sources, const Options& options) {
    Run run(machine, options, worker_options(options));
    if (const auto read = run.read(std::move(sources)); !read) return tl::unexpected(read.error());
    return run.finish();
}

base::Result<Partial> replay_partial(const engine::Machine& machine, std::vector<Source> sources,
                                     const Options& options, Millis linger) {
    WorkerOptions each = worker_options(options);
    each.partial = true;
    each.linger = linger;
    Run run(machine, options, each);
    if (const auto read = run.read(std::move(sources)); !read) return tl::unexpected(read.error());
    Partial out = run.leave();
    hide_keys(out.account, machine);
    hide_skipped(out.account, machine);
    if (out.parts.front().calls != 0) out.parts.front().id = base::stable_hash(write_partial(out));
    return out;
}

Account finish(const engine::Machine& machine, Partial partial, const Options& options) {
    Options alone = options;
    alone.jobs = 1;
    if (alone.as_of_end) { // of all the logs, which are not here
        alone.as_of_end = false;
        alone.as_of = partial.account.last;
        for (const CarriedRecord& one : partial.carried) alone.as_of = std::max(alone.as_of, one.time);
    }
    Run run(machine, alone, worker_options(options));
    Worker& worker = run.worker();
    for (const OpenPart& one : partial.open) worker.adopt(one);
    for (const EndedPart& one : partial.ended) worker.adopt(one);
    for (const CarriedRecord* const each : in_order(partial.carried)) {
        const CarriedRecord& one = *each;
        const auto part = static_cast<logs::OfRecord>(std::min<std::uint32_t>(one.of_record, 3));
        const Extra extra{{},   {},          one.document, one.known,        one.request,
                          part, one.decided, one.right,    one.state_counts, one.own_time};
        const Spelling name{one.actor, one.event};
        Record record{
            base::stable_hash(one.call), one.time, one.sequence, one.call, &name, one.state, one.digits, nullptr};
        if (one.request || one.of_record != 0 || one.state_counts || !one.decided.empty() || !one.right.empty() ||
            !one.document.empty() || !one.known.empty() || one.own_time != logs::no_time)
            record.extra = &extra;
        worker.take(record, 0);
    }
    Account out = run.finish();
    out.add(partial.account);
    return out;
}

} // namespace callflow::replay
