#include "providers/align.hpp"

#include <algorithm>
#include <cstdint>

namespace callflow::providers {

namespace {

constexpr std::size_t max_cells = 4'000'000; // of the table below: 16 MB, some 10 ms

bool same(const Part& a, const Part& b) { return a.fingerprint == b.fingerprint && a.label == b.label; }

// What it is worth to lay two items side by side: more for equal ones than for two pairs of which
// only the labels agree.
std::uint32_t worth(const Part& a, const Part& b) {
    if (a.label != b.label) {
        return 0;
    }
    return same(a, b) ? 3 : 1;
}

// Without a table: items are paired as they come, as long as labels agree.
void pair_in_order(std::span<const Part> left, std::span<const Part> right, std::size_t offset,
                   std::vector<Pair>& out) {
    const std::size_t both = std::min(left.size(), right.size());
    for (std::size_t i = 0; i < both; ++i) {
        if (left[i].label == right[i].label) {
            out.push_back({offset + i, offset + i});
        } else {
            out.push_back({offset + i, no_item});
            out.push_back({no_item, offset + i});
        }
    }
    for (std::size_t i = both; i < left.size(); ++i) {
        out.push_back({offset + i, no_item});
    }
    for (std::size_t i = both; i < right.size(); ++i) {
        out.push_back({no_item, offset + i});
    }
}

// The longest common subsequence, weighted by worth().
void pair_best(std::span<const Part> left, std::span<const Part> right, std::size_t offset, std::vector<Pair>& out) {
    const std::size_t width = right.size() + 1;
    std::vector<std::uint32_t> best((left.size() + 1) * width, 0); // of what follows i and j
    for (std::size_t i = left.size(); i-- > 0;) {
        for (std::size_t j = right.size(); j-- > 0;) {
            const std::uint32_t together = worth(left[i], right[j]);
            const std::uint32_t apart = std::max(best[(i + 1) * width + j], best[i * width + j + 1]);
            best[i * width + j] = together == 0 ? apart : std::max(apart, best[(i + 1) * width + j + 1] + together);
        }
    }
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < left.size() && j < right.size()) {
        const std::uint32_t together = worth(left[i], right[j]);
        if (together != 0 && best[i * width + j] == best[(i + 1) * width + j + 1] + together) {
            out.push_back({offset + i++, offset + j++});
        } else if (best[i * width + j] == best[(i + 1) * width + j]) {
            out.push_back({offset + i++, no_item});
        } else {
            out.push_back({no_item, offset + j++});
        }
    }
    for (; i < left.size(); ++i) {
        out.push_back({offset + i, no_item});
    }
    for (; j < right.size(); ++j) {
        out.push_back({no_item, offset + j});
    }
}

} // namespace

std::vector<Pair> align(std::span<const Part> left, std::span<const Part> right) {
    std::vector<Pair> out;
    out.reserve(std::max(left.size(), right.size()));
    const std::size_t shorter = std::min(left.size(), right.size());
    std::size_t begin = 0;
    while (begin < shorter && same(left[begin], right[begin])) {
        out.push_back({begin, begin});
        ++begin;
    }
    std::size_t tail = 0;
    while (tail < shorter - begin && same(left[left.size() - 1 - tail], right[right.size() - 1 - tail])) {
        ++tail;
    }
    const auto middle_left = left.subspan(begin, left.size() - tail - begin);
    const auto middle_right = right.subspan(begin, right.size() - tail - begin);
    if ((middle_left.size() + 1) > max_cells / (middle_right.size() + 1)) {
        pair_in_order(middle_left, middle_right, begin, out);
    } else {
        pair_best(middle_left, middle_right, begin, out);
    }
    for (; tail > 0; --tail) {
        out.push_back({left.size() - tail, right.size() - tail});
    }
    return out;
}

} // namespace callflow::providers
