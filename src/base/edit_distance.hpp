// Spelling suggestions.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace callflow::base {

// Damerau-Levenshtein distance (insert, delete, replace, swap neighbours) in bytes; letters that differ in ASCII case only are
// equal. Gives up with limit + 1 once the distance exceeds `limit`.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit);

// The candidate nearest to `word`, or empty when none is near enough to be meant (at most a third of the length, at least 1).
// Of equally near ones the first in order of `candidates` wins.
[[nodiscard]] std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates);

} // namespace callflow::base
