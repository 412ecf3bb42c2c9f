// One entry of a dialplan that was read from another notation, and how it is written.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::providers::sip {

struct PlanEntry {
    std::vector<std::string> match; // none or one
    std::size_t patterns = 0;       // that it was made of
    std::vector<std::string> dialled;
    std::vector<std::string> to;
    bool together = false;
    std::string from_user;
    std::int64_t ring = 0; // seconds; 0: not said
};

// A text as a pattern for just that.
[[nodiscard]] std::string literally(std::string_view text);
// What Ruby puts into a text: what was dialled has a name here, and with `groups` what the pattern's groups matched. nullopt for
// anything else.
[[nodiscard]] std::optional<std::string> interpolated(std::string_view text, bool groups);
// The `dialplan:` of a flow, one list called `in`.
[[nodiscard]] std::string written(const std::vector<PlanEntry>& entries);

} // namespace callflow::providers::sip
