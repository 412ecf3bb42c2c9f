// What calendar and clock show.
#include "base/moment.hpp"
#include "base/text.hpp"
#include "expr/calls.hpp"

namespace callflow::expr::calls {

namespace {

constexpr std::int64_t millisecond = 1'000'000; // in nanoseconds
constexpr std::int64_t second = 1000 * millisecond;

// One field of the local time, minus `base`.
Value field(Arguments arguments, std::int64_t base::DateTime::* member, std::int64_t base = 0) {
    std::int64_t seconds = arguments[0]->as_timestamp().seconds;
    if (arguments.size() > 1) {
        const auto ahead = base::zone_offset(arguments[1]->as_string(), seconds);
        if (!ahead) return Value::error(base::quoted(arguments[1]->as_string(), 40) + " is no time zone");
        seconds += *ahead;
    }
    return Value::integer(base::date_time(seconds).*member - base);
}

Value part(Arguments arguments, std::int64_t unit) { return Value::integer(arguments[0]->as_integer() / unit); }

} // namespace

Value get_full_year(Arguments arguments) { return field(arguments, &base::DateTime::year); }
Value get_month(Arguments arguments) { return field(arguments, &base::DateTime::month, 1); }
Value get_date(Arguments arguments) { return field(arguments, &base::DateTime::day); }
Value get_day_of_month(Arguments arguments) { return field(arguments, &base::DateTime::day, 1); }
Value get_day_of_week(Arguments arguments) { return field(arguments, &base::DateTime::day_of_week); }
Value get_day_of_year(Arguments arguments) { return field(arguments, &base::DateTime::day_of_year, 1); }
Value get_hours(Arguments arguments) { return field(arguments, &base::DateTime::hour); }
Value get_minutes(Arguments arguments) { return field(arguments, &base::DateTime::minute); }
Value get_seconds(Arguments arguments) { return field(arguments, &base::DateTime::second); }

Value get_milliseconds(Arguments arguments) {
    // No zone moves them, but one that is none is an error here as well.
    Value zone = field(arguments, &base::DateTime::second);
    if (zone.is_error()) return zone;
    return Value::integer(arguments[0]->as_timestamp().nanoseconds / millisecond);
}

Value hours_of_duration(Arguments arguments) { return part(arguments, 3600 * second); }
Value minutes_of_duration(Arguments arguments) { return part(arguments, 60 * second); }
Value seconds_of_duration(Arguments arguments) { return part(arguments, second); }
Value milliseconds_of_duration(Arguments arguments) {
    return Value::integer(arguments[0]->as_integer() % second / millisecond);
}

} // namespace callflow::expr::calls
