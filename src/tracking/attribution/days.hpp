// Days of a calendar that hangs on a wall somewhere: when they begin, where clocks are put forward and back.
#pragma once

#include "logs/event.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::tracking {

// When a day (since 1970) begins in a zone of base::zone_offset(), in UTC: the first moment at which its clock shows that day. UTC's
// where there is no such zone.
[[nodiscard]] logs::Millis begin_of_day(std::string_view zone, std::int64_t day);
// The day that the clock shows.
[[nodiscard]] std::int64_t day_in(std::string_view zone, logs::Millis at);

// The days from `from` on, up to `past` and without it, in several zones.
class Days {
public:
    Days(std::int64_t from, std::int64_t past) : from_(from), past_(past) {}
    // The day in which a moment is in that zone, counted from `from`; -1 where it is in none of them.
    [[nodiscard]] std::int64_t find(const std::string& zone, logs::Millis at);
    [[nodiscard]] std::int64_t from() const { return from_; }
    [[nodiscard]] std::int64_t past() const { return past_; }

private:
    [[nodiscard]] const std::vector<logs::Millis>& of(const std::string& zone);
    std::int64_t from_, past_;
    std::map<std::string, std::vector<logs::Millis>, std::less<>> begins_; // one more than there are days
};

} // namespace callflow::tracking
