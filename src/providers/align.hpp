// Which item of one list answers to which of another.
#pragma once

#include "providers/tree_compare.hpp"

#include <cstddef>
#include <limits>
#include <span>
#include <vector>

namespace callflow::providers {

inline constexpr std::size_t no_item = std::numeric_limits<std::size_t>::max();

struct Pair {
    std::size_t left = no_item;  // no_item: only the right list has it
    std::size_t right = no_item; // no_item: only the left list has it
};

// Every item of both lists once, in order. Needs fingerprints.
[[nodiscard]] std::vector<Pair> align(std::span<const Part> left, std::span<const Part> right);

} // namespace callflow::providers
