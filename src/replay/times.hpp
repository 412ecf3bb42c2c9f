// Lengths of time, added up so that quantiles can be told and two heaps of them become one by adding.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

namespace callflow::replay {

// Milliseconds. Buckets are as wide as a 32nd of what is in them, so that a quantile, which is a whole second where its bucket holds
// one, is off by less than 3.2 %; count, sum and maximum are exact. Negative lengths count as 0.
class Times {
public:
    void add(std::int64_t length) {
        const auto value = static_cast<std::uint64_t>(length < 0 ? 0 : length);
        const std::size_t bucket = bucket_of(value);
        if (bucket >= buckets_.size()) buckets_.resize(bucket + 1);
        ++buckets_[bucket];
        ++count_;
        sum_ += value;
        if (value > largest_) largest_ = value;
    }
    void add(const Times& other);
    // Puts a bucket's count and the exact figures back, of times that were written down.
    void put(std::size_t bucket, std::uint64_t count);
    void put_exact(std::uint64_t sum, std::uint64_t largest);

    [[nodiscard]] std::uint64_t count() const { return count_; }
    [[nodiscard]] std::uint64_t sum() const { return sum_; }
    [[nodiscard]] std::uint64_t largest() const { return largest_; }
    [[nodiscard]] const std::vector<std::uint64_t>& buckets() const { return buckets_; }
    // The length that `share` (0..1) of them do not exceed; 0 where there are none.
    [[nodiscard]] std::uint64_t quantile(double share) const;

private:
    static std::size_t bucket_of(std::uint64_t value) {
        if (value < 64) return value;
        const int shift = static_cast<int>(std::bit_width(value)) - 6;
        return static_cast<std::size_t>(shift) * 32 + (value >> shift);
    }

    std::vector<std::uint64_t> buckets_;
    std::uint64_t count_ = 0;
    std::uint64_t sum_ = 0;
    std::uint64_t largest_ = 0;
};

} // namespace callflow::replay
