// Records wait here for those that come late. Private to replay.
#pragma once

#include "logs/reader.hpp"
#include "replay/worker.hpp"

#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <vector>

namespace callflow::replay {

// A piece of a log with its records.
struct Batch {
    logs::Piece piece;
    std::vector<Record> records; // in the log's order
    std::deque<Extra> extras;
    std::vector<std::pair<logs::Reason, std::uint32_t>> skipped; // with their places
    Millis largest = logs::no_time; // of their times
    std::uint64_t line = 0;         // before the piece
};

// Puts records in order of time, equal ones by sequence number and then as they came.
class Window {
public:
    // Batches in the order in which they were read.
    void add(std::shared_ptr<Batch> batch);
    // The records that are older than `limit`, in order; valid until the next call of add().
    [[nodiscard]] std::span<const Record> release(Millis limit);
    // All that are left.
    [[nodiscard]] std::span<const Record> release_all();
    // Of batches whose records are still waiting, or were released last.
    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
    // The oldest time by which something may be released that bytes() falls below `most`.
    [[nodiscard]] Millis squeeze(std::uint64_t most) const;
    // Records that came when later ones had been released already.
    [[nodiscard]] std::uint64_t late() const { return late_; }

private:
    std::span<const Record> hand_out(std::size_t end);

    std::vector<Record> waiting_; // from begin_ on, sorted
    std::size_t begin_ = 0;
    std::deque<std::shared_ptr<Batch>> batches_;
    Millis released_ = logs::no_time;
    std::uint64_t late_ = 0;
    std::uint64_t bytes_ = 0;
};

} // namespace callflow::replay
