// What `track` does, an action each, and what the actions share.
#pragma once

#include "base/result.hpp"
#include "cli/exit_status.hpp"
#include "cli/io.hpp"
#include "cli/values.hpp"
#include "tracking/attribution/account.hpp"
#include "tracking/attribution/loader.hpp"
#include "tracking/pools/ip_table.hpp"
#include "tracking/store.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::cli {

[[nodiscard]] ExitStatus track_import(const Values& values, Io& io);
[[nodiscard]] ExitStatus track_match(const Values& values, Io& io);
[[nodiscard]] ExitStatus track_report(const Values& values, Io& io);
[[nodiscard]] ExitStatus track_upload(const Values& values, Io& io);

// What the options say, checked. Errors are of kind usage.
struct TrackOptions {
    tracking::LoadOptions load;
    tracking::ColumnNames columns;
    tracking::Channels channels = tracking::Channels::usual();
    std::string region;                       // of phone numbers that do not say their country
    tracking::IpTable addresses;              // of visits without a region; empty: nobody asks
    std::vector<std::string> address_regions; // by the numbers that it has for them
    tracking::MatchOptions match;
    tracking::AccountOptions account;
    std::string as_of; // as the report says it; empty: everything
    std::string_view model;
    bool numbers = false; // are shown whole
};
[[nodiscard]] base::Result<TrackOptions> track_options(const Values& values, Io& io);

// Regions by addresses as the options' table has them; null where there is none. The options outlive it.
[[nodiscard]] std::function<std::string_view(std::string_view address)> region_finder(const TrackOptions& options);

// Whatever was read, and how it belongs together.
struct Tracked {
    TrackOptions options;
    tracking::Data data;
    tracking::Matches matches;
    bool malformed = false; // some row was
};
// What is kept beside what every command needs.
struct Wanted {
    bool clicks = false;     // the visits' click ids
    bool candidates = false; // all visits that a call may have come from
};
// Reads the files or the store that the options name, and matches. Says on stderr which rows cannot be used, the first few by their
// lines.
[[nodiscard]] base::Result<std::unique_ptr<Tracked>> read_tracked(const Values& values, Io& io, Wanted wanted = {});

// Says of rows that cannot be used where they are, the first few, with their numbers masked.
class MalformedRows {
public:
    MalformedRows(Io& io, bool numbers) : io_(io), numbers_(numbers) {}
    void say(std::string_view where, std::string_view why, std::string_view text);
    [[nodiscard]] std::uint64_t count() const { return count_; }
    // `3 rows cannot be used`, where there are more than were shown.
    void end();

private:
    Io& io_;
    bool numbers_;
    std::uint64_t count_ = 0;
};

// A length of time, `30m`, `36h` or `30d`, in milliseconds; not negative. An error of kind usage names the option.
[[nodiscard]] base::Result<std::int64_t> length_of(std::string_view option, std::string_view text);
// Nanoseconds since 1970 of a moment or a day, which is meant to its end: `--as-of`.
[[nodiscard]] base::Result<std::int64_t> as_of_of(std::string_view text, const std::string& zone);

// A file, or stdin as `-`.
[[nodiscard]] base::Result<std::unique_ptr<base::ByteStream>> open_table(Io& io, const std::string& path);

} // namespace callflow::cli
