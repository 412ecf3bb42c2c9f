// Time zones. The only source that knows absl.
#include "base/ascii.hpp"
#include "base/moment.hpp"

#include <absl/time/time.h>
#include <algorithm>
#include <filesystem>
#include <string>
#include <system_error>

namespace callflow::base {

namespace {

bool is_of_name(char c) {
    return is_upper(c) || is_digit(c) || is_lower(c) || c == '_' || c == '-' || c == '+' || c == '/';
}

// `+05:30`, `-08:00`, `02:00`.
std::optional<std::int32_t> fixed_offset(std::string_view zone) {
    const bool negative = zone.starts_with('-');
    if (negative || zone.starts_with('+')) zone.remove_prefix(1);
    if (zone.size() != 5 || zone[2] != ':') return std::nullopt;
    for (const std::size_t i : {0U, 1U, 3U, 4U}) {
        if (!is_digit(zone[i])) return std::nullopt;
    }
    const std::int32_t hours = (zone[0] - '0') * 10 + (zone[1] - '0');
    const std::int32_t minutes = (zone[3] - '0') * 10 + (zone[4] - '0');
    if (hours > 23 || minutes > 59) return std::nullopt;
    const std::int32_t seconds = hours * 3600 + minutes * 60;
    return negative ? -seconds : seconds;
}

// absl keeps every name that it was ever asked for, so it is asked only for those that tzdata has: flows may come from
// strangers. All of IANA's begin with a capital; `localtime` and `right/…` differ between machines.
bool is_known(std::string_view zone) {
    constexpr std::size_t longest = 64;
    if (zone.empty() || zone.size() > longest || !is_upper(zone.front())) return false;
    if (!std::ranges::all_of(zone, is_of_name)) return false;
    std::error_code error;
    return std::filesystem::is_regular_file("/usr/share/zoneinfo/" + std::string(zone), error);
}

} // namespace

std::optional<std::int32_t> zone_offset(std::string_view zone, std::int64_t seconds) {
    if (zone == "UTC") return 0;
    if (const auto fixed = fixed_offset(zone)) return fixed;
    absl::TimeZone found;
    if (!is_known(zone) || !absl::LoadTimeZone(std::string(zone), &found)) return std::nullopt;
    return found.At(absl::FromUnixSeconds(seconds)).offset;
}

} // namespace callflow::base
