// What a flow keeps to itself: `sensitive` verbs and vars, and what expressions make of what they hold.
#pragma once

#include "flow/model.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::flow {

// What is shown of what is not to be seen, in traces, sessions and logs alike.
inline constexpr std::string_view hidden_text = "(sensitive)";

// Whether it is a field of `input` in which a caller brings what a sensitive verb asks for: `digits`, `recording_url`.
[[nodiscard]] bool is_brought(std::string_view field);
// Whether a verb of the state's response, for any provider, is sensitive.
[[nodiscard]] bool asks_for_secrets(const State& state);
[[nodiscard]] bool has_secrets(const Flow& flow);

// An expression whose value may show something sensitive, or what was made of it.
struct Revealing {
    const expr::Expression* expression = nullptr; // lives as long as the flow
    std::vector<std::string> shows; // the names in question: `pin`, `input.digits`, `params`, a loop's `d`
    std::uint32_t sets = none;      // the var that takes its value
    bool answers = false;           // stands in a response
};

// All of them, each once; names that an assignment or a loop hands it on to are followed. Empty, and cheap, for a flow
// without secrets. Linear in the flow.
[[nodiscard]] std::vector<Revealing> revealing(const Flow& flow);

} // namespace callflow::flow
