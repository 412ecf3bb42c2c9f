// Lengths of time by the thousand: quantiles of millions of them in a few kilobytes.
#pragma once

#include "logs/event.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <vector>

namespace callflow::tracking {

// Counts in buckets that are at most 1/64 of their lower end wide; least and most exactly. Lengths are 0 or more, in milliseconds.
class GapHistogram {
public:
    void add(logs::Millis length) {
        const std::size_t at = bucket(static_cast<std::uint64_t>(length));
        if (at >= counts_.size()) counts_.resize(at + 1);
        ++counts_[at];
        ++count_;
        least_ = std::min(least_, length);
        most_ = std::max(most_, length);
    }
    [[nodiscard]] std::uint64_t count() const { return count_; }
    // no_time where nothing was added.
    [[nodiscard]] logs::Millis least() const { return count_ == 0 ? logs::no_time : least_; }
    [[nodiscard]] logs::Millis most() const { return count_ == 0 ? logs::no_time : most_; }
    // The smallest length that a share `p` of all is not above, by its bucket's lower end, which is at most 1.6 % too low; no_time where
    // nothing was added.
    [[nodiscard]] logs::Millis quantile(double p) const {
        if (count_ == 0) return logs::no_time;
        auto rank = static_cast<std::uint64_t>(p * static_cast<double>(count_));
        rank = std::min(rank, count_ - 1);
        std::uint64_t seen = 0;
        for (std::size_t i = 0; i < counts_.size(); ++i) {
            seen += counts_[i];
            if (seen > rank) return std::clamp(static_cast<logs::Millis>(lower(i)), least_, most_);
        }
        return most_;
    }
    // How many are at least `from` and below `to`, counted by whole buckets.
    [[nodiscard]] std::uint64_t between(logs::Millis from, logs::Millis to) const {
        std::uint64_t out = 0;
        for (std::size_t i = bucket(static_cast<std::uint64_t>(from)); i < counts_.size(); ++i) {
            if (lower(i) >= static_cast<std::uint64_t>(to)) break;
            out += counts_[i];
        }
        return out;
    }

private:
    static constexpr unsigned fine = 6; // bits behind the first
    static std::size_t bucket(std::uint64_t value) {
        if (value < (1u << fine)) return static_cast<std::size_t>(value);
        const auto top = static_cast<unsigned>(std::bit_width(value)) - 1;
        const auto inside = static_cast<std::size_t>(value >> (top - fine)) & ((1u << fine) - 1);
        return (static_cast<std::size_t>(top - fine + 1) << fine) + inside;
    }
    static std::uint64_t lower(std::size_t at) {
        if (at < (1u << fine)) return at;
        const std::size_t top = (at >> fine) + fine - 1;
        return ((std::uint64_t{1} << fine) + (at & ((1u << fine) - 1))) << (top - fine);
    }

    std::vector<std::uint64_t> counts_;
    std::uint64_t count_ = 0;
    logs::Millis least_ = INT64_MAX, most_ = 0;
};

} // namespace callflow::tracking
