// Reads logs ahead of who replays them, in threads of their own. Private to replay.
#pragma once

#include "logs/log_file.hpp"
#include "replay/collector.hpp"
#include "replay/run.hpp"
#include "replay/window.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace callflow::replay {

// What came of reading on in a log.
struct Arrival {
    std::unique_ptr<Batch> batch; // null: the log has ended
    std::uint64_t line = 0;       // where it was then
    std::uint64_t too_long = 0;   // records passed over on the way
    std::string damage;           // why it could not be read to its end
    std::optional<base::Error> error;
    std::exception_ptr thrown;
    bool there = false; // it has come
};

// A log that is being read. Of an Ahead, which reads it.
class Reading {
public:
    Reading(logs::LogFile log, std::optional<logs::Piece> begun) : file(std::move(log)), front(std::move(begun)) {}
    logs::LogFile file;
    std::optional<logs::Piece> front; // that was read already
    Millis reached = logs::no_time;   // the largest time so far, of what was taken
    Millis last = logs::no_time;      // of the last record that has one
    bool ended = false;               // what came last was its end
    // Of one that is being written: since when nothing has come of it. Nullopt: something may have.
    std::optional<std::chrono::steady_clock::time_point> quiet;
    bool waits = false; // it was asked since who replays looked at all of them

private:
    friend class Ahead;
    std::vector<std::shared_ptr<logs::Reader>> readers; // one for each thread
    bool alone = false;                                 // nobody reads ahead
    bool busy = false;                                  // somebody is taking its next piece
    bool read = false;                                  // to its end
    std::deque<Arrival> coming;                         // in order
};

// With no threads next() reads itself. What is said of readings is for the thread that made it.
class Ahead {
public:
    // Where the system gives fewer threads, fewer read. `options` must outlive it.
    Ahead(std::uint32_t threads, const Options& options);
    ~Ahead();
    Ahead(const Ahead&) = delete;
    Ahead& operator=(const Ahead&) = delete;

    // `alone`: of this one nothing is read before it is asked for.
    Reading& open(logs::LogFile file, std::optional<logs::Piece> front, bool alone);
    // The readings that have not ended, in the order in which they were opened.
    [[nodiscard]] const std::deque<std::unique_ptr<Reading>>& readings() const { return readings_; }
    void forget_ended();
    // What comes next of it; waits for it.
    Arrival next(Reading& from);
    // A batch that was done with, to be used again.
    void give_back(std::unique_ptr<Batch> batch);

private:
    void serve(std::size_t thread);
    [[nodiscard]] Reading* behind();
    void take_piece(Reading& from, Arrival& into);
    void read(Reading& from, Arrival& arrival, std::size_t thread);

    const Options& options_;
    std::deque<Spellings> spellings_; // of each thread
    std::mutex mutex_;
    std::condition_variable wanted_, came_;
    std::deque<std::unique_ptr<Reading>> readings_;
    std::vector<std::unique_ptr<Batch>> spare_;
    bool over_ = false;
    std::vector<std::thread> threads_;
};

} // namespace callflow::replay
