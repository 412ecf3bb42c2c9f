// The days of the week as dialplans name them.
#pragma once

#include <array>
#include <string_view>

namespace callflow::flow {

inline constexpr std::array<std::string_view, 7> days_of_week = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

} // namespace callflow::flow
