// One entry of a dialplan that was read from another notation, and how it is written.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::providers::sip {

enum class Direction : std::uint8_t { any, in, out }; // seen from the account: `sys.In`, `sys.Out`

struct PlanEntry {
    Direction direction = Direction::any;
    std::vector<std::string> match; // none or one
    std::size_t patterns = 0;       // that it was made of
    std::vector<std::string> dialled;
    std::vector<std::string> to;
    bool together = false;
    std::string from_user;
    std::int64_t ring = 0; // seconds; 0: not said
    bool operator==(const PlanEntry&) const = default;
};

// Whether a call may be for both: not where they say different numbers, beginnings or directions.
[[nodiscard]] bool may_both_hold(const PlanEntry& one, const PlanEntry& other);
// A text as a pattern for just that.
[[nodiscard]] std::string literally(std::string_view text);
// The `dialplan:` of a flow: one list called `in`, and where it matters which way a call goes another called `out`.
[[nodiscard]] std::string written(const std::vector<PlanEntry>& entries);

} // namespace callflow::providers::sip
