// A trace as sessions and steps, as `serve` would have stored the calls that it tells of.
#pragma once

#include "cli/io.hpp"
#include "cli/values.hpp"
#include "scenario/trace.hpp"
#include "tracking/store.hpp"

#include <vector>

namespace callflow::cli {

// Whether `--track`, or the setting of that name, asks for it.
[[nodiscard]] bool wants_tracking(const Values& values);
// Stores what the traces tell where it is asked for, in `--db`. A session of the same id that differs from one that is stored, by this
// run or an earlier one, gets `/2`, `/3`, … behind it; one that does not differ is stored once.
[[nodiscard]] base::Result<void> track(const Values& values, const std::vector<const scenario::Trace*>& traces);

// The options themselves, for records.
inline constexpr std::string_view on_off[] = {"on", "off"};
[[nodiscard]] constexpr Option track_option() {
    return {.name = "track", .metavar = {}, .help = "store each call as a session with its steps, in `--db`"};
}
[[nodiscard]] constexpr Option track_calls_option() {
    return {.name = "track-calls",
            .metavar = "WHEN",
            .help = "the same as a setting: `on` or `off`",
            .fallback = "off",
            .choices = on_off,
            .environment = true};
}
[[nodiscard]] constexpr Option db_option() {
    return {.name = "db",
            .metavar = "STORE",
            .help = "the store: a file, or postgresql://user@host/database",
            .fallback = "callflow.db",
            .environment = true};
}

} // namespace callflow::cli
