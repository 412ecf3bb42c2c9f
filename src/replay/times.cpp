#include "replay/times.hpp"

#include <algorithm>
#include <cmath>

namespace callflow::replay {

void Times::add(const Times& other) {
    if (other.buckets_.size() > buckets_.size()) buckets_.resize(other.buckets_.size());
    for (std::size_t i = 0; i < other.buckets_.size(); ++i) buckets_[i] += other.buckets_[i];
    count_ += other.count_;
    sum_ += other.sum_;
    largest_ = std::max(largest_, other.largest_);
}

void Times::put(std::size_t bucket, std::uint64_t count) {
    if (bucket >= 64 * 32 || count == 0) return;
    if (bucket >= buckets_.size()) buckets_.resize(bucket + 1);
    buckets_[bucket] += count;
    count_ += count;
}

void Times::put_exact(std::uint64_t sum, std::uint64_t largest) {
    sum_ += sum;
    largest_ = std::max(largest_, largest);
}

namespace {

// What stands for the lengths from `low` on: the whole second in their middle, as many logs have no others, else the middle itself.
std::uint64_t middle(std::uint64_t low, std::uint64_t beyond) {
    const std::uint64_t half = low + beyond / 2;
    const std::uint64_t second = (half + 500) / 1000 * 1000;
    return second >= low && second <= low + beyond ? second : half;
}

} // namespace

std::uint64_t Times::quantile(double share) const {
    if (count_ == 0) return 0;
    const auto rank =
        std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count_))));
    if (rank >= count_) return largest_;
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < buckets_.size(); ++i) {
        seen += buckets_[i];
        if (seen < rank) continue;
        if (i < 64) return i;
        const std::size_t shift = i / 32 - 1;
        const std::uint64_t low = static_cast<std::uint64_t>(i - shift * 32) << shift;
        return std::min(largest_, middle(low, (std::uint64_t{1} << shift) - 1));
    }
    return largest_;
}

} // namespace callflow::replay
