// Logs through the machine: several files put in order of time, read and replayed on several cores.
#pragma once

#include "base/result.hpp"
#include "engine/machine.hpp"
#include "logs/log_file.hpp"
#include "replay/account.hpp"
#include "replay/sets.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace callflow::replay {

struct Options {
    By by = By::event;
    bool brief = false;                  // verdicts and counts alone
    Millis timer_tolerance = 5'000;      // negative: nobody looks at timers
    Millis reorder = 60'000;             // so late an event may come and still be put in its place
    std::uint32_t jobs = 1;              // at least 1
    std::uint64_t shard = 0, shards = 1; // only calls whose hash, modulo `shards`, is `shard`
    // Of logs that are being written, which never end: how long ended calls are remembered, and after what silence open ones are
    // given up (`idle`). 0: for ever; then not at all.
    Millis linger = 0;
    bool as_of_end = false;       // `as_of` is the largest time in the logs
    Millis as_of = logs::no_time; // calls heard of less than `idle` before are live
    Millis idle = 4 * 3'600'000LL;
    // Told each call's first fault, those of open calls last; null: nobody asks. The same order for any number of jobs. Where `seen`
    // is told of records, that a call is live is told as well.
    std::function<void(const Fault& fault)> fault;
    // Told when what has come so far was replayed; null: nobody asks.
    std::function<void()> settled;
    // Told every record of the calls that count with what it did; then `jobs` must be 1. Null: nobody asks.
    std::function<void(const Seen& seen)> seen;
    std::string only; // the one call that counts; empty: all do
    // Of logs that are being written: asked where nothing has come of any of them, waits as long and says whether it goes on. Null: they
    // end.
    std::function<bool(std::chrono::milliseconds)> more;
    // Told now and then how many bytes were read; null: nobody asks.
    std::function<void(std::uint64_t bytes)> progress;
};

// Opens a log; called when its turn comes, and once before to learn when it begins, unless it can be read only `once`.
struct Source {
    std::string name;
    std::function<base::Result<logs::LogFile>()> open;
    bool once = false;
    // Of a log that is being written, beside others: whether something has been, without which nothing can be known of it. Null: yes.
    std::function<bool()> begun = nullptr;
};

// Reads all logs to their ends. An error is one of a file; what is wrong with records is in the account.
[[nodiscard]] base::Result<Account> replay(const engine::Machine& machine, std::vector<Source> sources,
                                           const Options& options);

} // namespace callflow::replay
