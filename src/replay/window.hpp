// Records wait here for those that come late. Private to replay.
#pragma once

#include "logs/reader.hpp"
#include "replay/worker.hpp"

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <limits>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace callflow::replay {

// A piece of a log with its records.
struct Batch {
    logs::Piece piece;
    std::vector<Record> records; // in the log's order
    std::deque<Extra> extras;
    std::deque<Spelling> names;                 // that nobody keeps
    std::shared_ptr<const logs::Reader> reader; // texts that it has made up
    std::array<std::shared_ptr<const void>, 2>
        texts; // of the log, which may be closed before its records are handed out
    std::vector<std::pair<logs::Reason, std::uint32_t>> skipped; // with their places
    Millis largest = logs::no_time;                              // of their times
    // Of all records of the piece, those that are not asked for as well: their largest and smallest times, the first and the last one,
    // and how many of `records` come before the first that has a time.
    Millis reached = logs::no_time, least = std::numeric_limits<Millis>::max();
    Millis first = logs::no_time, last = logs::no_time;
    std::size_t untimed = 0;
    // Which of `records` came behind a later one, and how late that was.
    std::vector<std::pair<std::size_t, Millis>> behind;
    std::uint64_t line = 0;     // before the piece
    std::uint64_t decoded = 0;  // records that were Latin-1
    std::uint64_t timeless = 0; // that do not say when they were

    void clear(); // keeps what room it has
};

// Records that are more than `reorder` later than they may be, `reached` being the largest time of their log before this piece, are
// put where that ends, so that nothing of how the log was read decides where they come.
void place_late(Batch& batch, Millis reached, Millis reorder);

// Puts records in order of time, equal ones by sequence number and then as they came. What comes in order costs nothing.
class Window {
public:
    using Take = std::function<void(std::span<const Record> records)>;

    // Batches in the order in which they were read.
    void add(std::unique_ptr<Batch> batch);
    // Hands out the records that are older than `limit`, in order, a few at a time.
    void release(Millis limit, const Take& take);
    // A batch whose records have all been handed out, to be used again; null where there is none.
    [[nodiscard]] std::unique_ptr<Batch> spare();
    // Of batches whose records are still waiting, the text and what was made of it.
    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
    // The oldest time by which something may be released that bytes() falls below `most`.
    [[nodiscard]] Millis squeeze(std::uint64_t most) const;
    // Records that came when later ones had been released already, because too many were waiting.
    [[nodiscard]] std::uint64_t late() const { return late_; }

private:
    // Records in order, with the batches that hold their texts. The first one's are its records, unless some were merged.
    struct Stretch {
        std::vector<Record> records;
        std::size_t begin = 0; // those before it have been handed out
        std::vector<std::unique_ptr<Batch>> batches;
        std::uint64_t bytes = 0;
    };
    void merge_back();

    std::deque<Stretch> stretches_; // one after the other in time
    std::vector<std::unique_ptr<Batch>> spare_;
    Millis released_ = logs::no_time;
    std::uint64_t late_ = 0;
    std::uint64_t bytes_ = 0;
};

} // namespace callflow::replay
