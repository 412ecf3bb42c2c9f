// How often the states that a call is in were tried in a row, for whoever follows calls from outside.
#pragma once

#include "engine/call.hpp"
#include "flow/model.hpp"

#include <compare>
#include <cstdint>
#include <vector>

namespace callflow::engine {

// Eight bits a level, the outermost lowest: the state's `attempt`, or 0 where it is not known, or nobody asks.
using Tries = std::uint64_t;
inline constexpr std::uint32_t counted_levels = 8; // of those further in none is known

// Where a call is, and how often it has tried.
struct CountedPlace {
    Configuration at = flow::none;
    Tries tries = 0;
    auto operator<=>(const CountedPlace&) const = default;
};

[[nodiscard]] constexpr std::uint8_t tries_at(Tries tries, std::uint32_t depth) {
    return depth < counted_levels ? static_cast<std::uint8_t>(tries >> (depth * 8)) : std::uint8_t{0};
}
// The same with that level's number; levels further in are not known.
[[nodiscard]] constexpr Tries with_tries(Tries tries, std::uint32_t depth, std::uint8_t number) {
    if (depth >= counted_levels) return tries;
    const Tries below = (Tries{1} << (depth * 8)) - 1;
    return (tries & below) | Tries{number} << (depth * 8);
}

// For which states anybody asks: those in which a condition of a transition reads `attempt`, of their own or of their flow's.
class Counting {
public:
    Counting() = default; // of none
    explicit Counting(const flow::Flow& flow);

    [[nodiscard]] bool any() const { return any_; }
    // The first try of a state; 0 where nobody asks.
    [[nodiscard]] std::uint8_t first(flow::StateId state) const { return any_ && most_[state].number != 0 ? 1 : 0; }
    // The try after that one. Numbers that no condition tells apart are one; beyond a bound they are not known where that may be.
    [[nodiscard]] std::uint8_t next(flow::StateId state, std::uint8_t number) const {
        if (number == 0 || !any_) return 0;
        const Most& most = most_[state];
        if (number < most.number) return static_cast<std::uint8_t>(number + 1);
        return most.alike ? most.number : std::uint8_t{0};
    }
    // No number is larger.
    [[nodiscard]] std::uint8_t largest() const { return largest_; }

private:
    struct Most {
        std::uint8_t number = 0; // the last that is told apart; 0: nobody asks
        bool alike = true;       // to every condition all beyond are as it is
    };
    std::vector<Most> most_; // by state
    std::uint8_t largest_ = 0;
    bool any_ = false;
};

} // namespace callflow::engine
