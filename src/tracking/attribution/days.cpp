#include "tracking/attribution/days.hpp"

#include "base/moment.hpp"

#include <algorithm>

namespace callflow::tracking {
namespace {

constexpr std::int64_t day_seconds = 86'400;

std::int64_t offset(std::string_view zone, std::int64_t seconds) {
    return base::zone_offset(zone, std::clamp(seconds, base::first_second, base::last_second)).value_or(0);
}

std::int64_t day_of(std::int64_t seconds) {
    return seconds >= 0 ? seconds / day_seconds : -((-seconds + day_seconds - 1) / day_seconds);
}

} // namespace

logs::Millis begin_of_day(std::string_view zone, std::int64_t day) {
    const std::int64_t utc = day * day_seconds;
    std::int64_t low = utc - day_seconds, high = utc + day_seconds; // offsets are less than a day
    const std::int64_t before = offset(zone, low);
    if (before == offset(zone, high)) return (utc - before) * 1000;
    while (low < high) {
        const std::int64_t middle = low + (high - low) / 2;
        if (day_of(middle + offset(zone, middle)) >= day)
            high = middle;
        else
            low = middle + 1;
    }
    return low * 1000;
}

std::int64_t day_in(std::string_view zone, logs::Millis at) {
    const std::int64_t seconds = at >= 0 ? at / 1000 : -((-at + 999) / 1000);
    return day_of(seconds + offset(zone, seconds));
}

const std::vector<logs::Millis>& Days::of(const std::string& zone) {
    auto& out = begins_[zone];
    if (out.empty())
        for (std::int64_t day = from_; day <= past_; ++day) out.push_back(begin_of_day(zone, day));
    return out;
}

std::int64_t Days::find(const std::string& zone, logs::Millis at) {
    const auto& begins = of(zone);
    if (at < begins.front() || at >= begins.back()) return -1;
    return std::ranges::upper_bound(begins, at) - begins.begin() - 1;
}

} // namespace callflow::tracking
