// How many of something there are, over time.
#pragma once

#include "logs/event.hpp"

#include <cstdint>

namespace callflow::tracking {

// Sums in number-milliseconds: exact for a million numbers over a hundred years.
class Level {
public:
    void begin(logs::Millis at, std::uint32_t value) {
        begun_ = since_ = peak_at_ = at;
        now_ = least_ = peak_ = value;
        area_ = 0;
    }
    // `at` is not before the change before it.
    void set(logs::Millis at, std::uint32_t value) {
        area_ += (at - since_) * now_;
        since_ = at;
        now_ = value;
        if (value > peak_) {
            peak_ = value;
            peak_at_ = at;
        }
        if (value < least_) least_ = value;
    }
    void add(logs::Millis at, std::int32_t change) {
        set(at, static_cast<std::uint32_t>(static_cast<std::int64_t>(now_) + change));
    }
    [[nodiscard]] std::uint32_t now() const { return now_; }
    [[nodiscard]] std::uint32_t peak() const { return peak_; }
    [[nodiscard]] logs::Millis peak_at() const { return peak_at_; }
    [[nodiscard]] std::uint32_t least() const { return least_; }
    // Number-milliseconds until `to`, and how many there were on average since the beginning; `to` is not before the last change.
    [[nodiscard]] std::int64_t area(logs::Millis to) const { return area_ + (to - since_) * now_; }
    [[nodiscard]] double mean(logs::Millis to) const {
        return to <= begun_ ? now_ : static_cast<double>(area(to)) / static_cast<double>(to - begun_);
    }

private:
    std::uint32_t now_ = 0, peak_ = 0, least_ = 0;
    logs::Millis begun_ = 0, since_ = 0, peak_at_ = 0;
    std::int64_t area_ = 0;
};

} // namespace callflow::tracking
