// What an expression with loops may cost. Private to expr.
#pragma once

#include "expr/ast.hpp"

#include <cstdint>
#include <string>

namespace callflow::expr {

// How many elements a list or map is taken to have of which nothing is known.
inline constexpr std::uint32_t assumed_length = 64;

struct Cost {
    double steps = 0;          // about as many as an evaluation pays for; whole, if it is not too large
    std::uint32_t dearest = 0; // the innermost loop that goes beyond max_evaluation_steps, if one does
};

// From the nodes alone: literals and what is made of them have a known length.
[[nodiscard]] Cost estimate_cost(const Ast& ast);

// A number of steps for people: `4 million`, `a lot of`.
[[nodiscard]] std::string in_short(double steps);

} // namespace callflow::expr
