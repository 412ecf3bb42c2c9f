// Times as logs write them.
#pragma once

#include "logs/event.hpp"

#include <array>
#include <string>
#include <string_view>

namespace callflow::logs {

// Reads `2026-01-05T00:00:01.250Z`, with any offset or with a blank for the T, without an offset in the zone it was made for;
// `2026/01/05 00:00:01`, `20260105T000001Z` and bare days, which are their beginning; `05/Jan/2026:00:00:01 +0100` (web servers),
// `Mon, 05 Jan 2026 00:00:01 +0000` (RFC 2822), and numbers since 1970: seconds, with or without a fraction, milli-, micro- or
// nanoseconds, by how large they are. A clock may lack its seconds. Remembers the last day and minute, so that a log's many equal ones cost nothing; belongs to
// one thread.
class TimeReader {
public:
    // A zone of base::zone_offset(); a name that is none counts as UTC.
    explicit TimeReader(std::string zone = "UTC");
    // no_time for what is no time, or one outside the years 1 to 9999.
    [[nodiscard]] Millis read(std::string_view text);

private:
    [[nodiscard]] Millis read_other(std::string_view text) const;
    [[nodiscard]] Millis read_written_otherwise(std::string_view text) const;
    [[nodiscard]] Millis local(Millis wall) const;

    std::string zone_;
    std::array<char, 10> day_text_{};
    Millis day_ = no_time;
    std::array<char, 17> minute_text_{}; // `2026-01-05T00:00:`
    Millis minute_ = no_time;
};

// A length of time: seconds with or without a fraction, `01:02`, `00:01:02`, `1m2s`; no_time for what is none.
[[nodiscard]] Millis read_length(std::string_view text);

} // namespace callflow::logs
