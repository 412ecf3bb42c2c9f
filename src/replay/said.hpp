// What records say beside their events, as one text, and what of it the flow asks for. Private to replay.
#pragma once

#include "expr/value.hpp"
#include "flow/model.hpp"

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::replay {

constexpr char decision = '\x1d'; // begins what keys led to, instead of them
constexpr char pair_end = '\x1e', value_begins = '\x1f';

using Values = std::vector<std::pair<std::string_view, expr::Value>>;

// Keys alone, or pairs as append_known() writes them, as values of `input` and vars. Those may refer to `said`.
void understand(const flow::Flow& flow, std::string_view said, Values& input, Values& vars);
// `input.dial_status`, `open`: what the conditions of transitions read.
[[nodiscard]] std::set<std::string, std::less<>> asked_by_transitions(const flow::Flow& flow);

} // namespace callflow::replay
