// What logs say was pressed: keys, words, or what somebody has put in their place. Private to replay.
#pragma once

#include "flow/model.hpp"

#include <cstdint>
#include <string_view>

namespace callflow::replay {

enum class Pressed : std::uint8_t {
    keys,   // 0 to 9, `*`, `#`, A to D
    words,  // that were said, or chosen for what was pressed
    masked, // `(sensitive)`, `[FILTERED]`, `****`: something, and nobody knows what
};
[[nodiscard]] Pressed pressed(std::string_view text);

// Whether some state of the flow asks for words, so that they can decide where a call goes.
[[nodiscard]] bool asks_for_words(const flow::Flow& flow);

// As which these are counted, with nothing of their own shown.
inline constexpr std::string_view masked_keys = "(masked)";
inline constexpr std::string_view words_instead = "(words)";
// All of them in a log that has no keys at all.
inline constexpr std::string_view keys_not_logged = "(not logged)";

} // namespace callflow::replay
