// Replays the calls that are its own: state sets, verdicts, counts. Private to replay.
#pragma once

#include "engine/machine.hpp"
#include "replay/account.hpp"
#include "replay/calls.hpp"
#include "replay/names.hpp"
#include "replay/sets.hpp"
#include "replay/variants.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::replay {

// What few records have.
struct Extra {
    std::string_view address, signal, document;
};

// A record as the log's reader gave it. Its texts are in the log's piece.
struct Record {
    std::uint64_t call = 0; // hash of the id
    Millis time = 0;
    std::int64_t sequence = 0;
    std::string_view id;
    std::string_view actor, event;
    std::string_view state;
    std::string_view digits;
    const Extra* extra = nullptr; // in the piece as well
};

struct WorkerOptions {
    By by = By::event;
    bool brief = false;           // verdicts and counts alone
    bool faults = false;          // each call's first fault is handed out
    const std::function<void(const Seen&)>* seen = nullptr; // told every record; null: nobody asks
    Millis timer_tolerance = 5000; // a timer's event may come so much too early or late; negative: nobody looks
};

class Worker {
public:
    Worker(const engine::Machine& machine, const WorkerOptions& options);

    // The next record of one of its calls, in order of time. `order` is what its fault is noted under.
    void take(const Record& record, std::size_t order);
    // The log has ended: open calls are counted. Those heard of since `live_after` are live, the others unfinished; no_time: all are
    // unfinished.
    void finish(Millis live_after);
    // First faults since this was asked last, each with what take() was told of it; of finish() in the order of the calls' hashes.
    struct Noted {
        std::size_t order = 0;
        Fault fault;
    };
    [[nodiscard]] std::vector<Noted> take_faults() { return std::exchange(faults_, {}); }
    // Adds what it counted.
    void account(Account& into) const;

    [[nodiscard]] std::size_t open() const { return calls_.size(); }

private:
    struct Timer {
        flow::EventId event = flow::none;
        Millis after = 0;
    };
    NameId name_of(const Record& record);
    void begin(OpenCall& call, const Record& record);
    void after_end(const Record& record, const EndedCalls::Found& ended);
    void fault(OpenCall& call, Verdict verdict, const Record& record, StepId step);
    void note(StepId step, Verdict verdict, const Record& record, std::uint32_t at);
    void move(OpenCall& call, const Record& record, StepId id, const Step& step);
    void show(const Record& record, StepId id, Verdict verdict, Millis since) const;
    void end(OpenCall& call);
    Verdict timed(const OpenCall& call, const Step& step, Millis now);
    [[nodiscard]] StepKey key_of(StepId id, Verdict verdict) const;

    const engine::Machine& machine_;
    WorkerOptions options_;
    Names names_;
    Sets sets_;
    OpenCalls calls_;
    EndedCalls ended_;
    Variants variants_;

    Account totals_; // what needs no names
    std::vector<std::uint64_t> steps_;            // by StepId
    std::vector<Times> stays_;                    // by SetId
    absl::flat_hash_map<StepId, Times> hangups_;  // of steps that are hang-ups
    absl::flat_hash_map<std::uint64_t, Deviation> deviations_; // by StepId and Verdict
    absl::flat_hash_map<std::uint64_t, std::uint64_t> digits_; // by SetId and TextId
    absl::flat_hash_map<SetId, std::uint64_t> ends_;
    std::vector<std::vector<Timer>> timers_;      // by SetId, worked out when first needed
    std::vector<std::uint8_t> timers_known_;
    std::vector<Noted> faults_;
    std::size_t order_ = 0;
};

} // namespace callflow::replay
