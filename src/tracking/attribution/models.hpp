// How a conversion's credit is divided among the visits before it: whole millionths that add up.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace callflow::tracking {

enum class Model : std::uint8_t { first, last, last_non_direct, linear, position, time_decay };
inline constexpr std::array<std::string_view, 6> model_names{"first",  "last",     "last-non-direct",
                                                             "linear", "position", "time-decay"};
[[nodiscard]] std::optional<Model> model_named(std::string_view name);

using Micro = std::int64_t;
inline constexpr Micro whole_credit = 1'000'000;

// A visit before the conversion, in order of time.
struct Touch {
    std::int64_t age = 0; // milliseconds before the conversion, not negative
    bool direct = false;
};

// A share for each touch; they add up to whole_credit, what is left by rounding down goes to the last one. `half_life`, of time_decay, in
// milliseconds, is positive. Nothing where there are no touches.
void divide(Model model, std::span<const Touch> touches, std::int64_t half_life, std::vector<Micro>& shares);
// An amount by the same shares: the parts add up to it, what is left goes to the last one.
void divide_amount(std::int64_t amount, std::span<const Micro> shares, std::vector<std::int64_t>& parts);

// 2^(-age / half_life) in units of 2^-62, by whole numbers alone, so that it is the same on every machine; 0 beyond 62 half-lives.
[[nodiscard]] std::uint64_t decayed(std::int64_t age, std::int64_t half_life);

} // namespace callflow::tracking
