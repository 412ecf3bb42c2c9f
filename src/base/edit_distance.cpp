#include "base/edit_distance.hpp"

#include "base/ascii.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace callflow::base {

namespace {

bool same(char a, char b) { return to_lower(a) == to_lower(b); }

// `rows` holds three rows of b.size() + 1 numbers.
std::size_t distance_in(std::string_view a, std::string_view b, std::size_t limit, std::size_t* rows) {
    const std::size_t width = b.size() + 1;
    std::size_t* before_last = rows;
    std::size_t* last = rows + width;
    std::size_t* current = rows + 2 * width;
    for (std::size_t j = 0; j < width; ++j) last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        current[0] = i;
        std::size_t smallest = i;
        for (std::size_t j = 1; j < width; ++j) {
            std::size_t cost = last[j - 1] + (same(a[i - 1], b[j - 1]) ? 0 : 1);
            cost = std::min({cost, last[j] + 1, current[j - 1] + 1});
            if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1])) {
                cost = std::min(cost, before_last[j - 2] + 1);
            }
            current[j] = cost;
            smallest = std::min(smallest, cost);
        }
        if (smallest > limit) return limit + 1;
        std::swap(before_last, last);
        std::swap(last, current);
    }
    return std::min(last[b.size()], limit + 1);
}

} // namespace

std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit) {
    const std::size_t longer = std::max(a.size(), b.size());
    limit = std::min(limit, longer); // no distance is larger, and limit + 1 must not wrap
    if (longer - std::min(a.size(), b.size()) > limit) return limit + 1;
    std::array<std::size_t, 192> small{}; // names are short; a name from outside need not be
    if (3 * (b.size() + 1) <= small.size()) return distance_in(a, b, limit, small.data());
    std::vector<std::size_t> rows(3 * (b.size() + 1));
    return distance_in(a, b, limit, rows.data());
}

std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates) {
    constexpr std::size_t longest = 256; // a text this long is no misspelt name
    if (word.size() > longest) return {};
    std::size_t limit = std::max<std::size_t>(1, word.size() / 3);
    std::string_view best;
    for (const std::string_view candidate : candidates) {
        const std::size_t distance = edit_distance(word, candidate, limit);
        // Two words that share no letter are not near, however short they are.
        if (distance > limit || distance >= std::max(word.size(), candidate.size())) continue;
        best = candidate;
        if (distance == 0) break;
        limit = distance - 1;
    }
    return best;
}

} // namespace callflow::base
