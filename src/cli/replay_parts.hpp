// What `replay` does in parts: logs divided between processes, what each found written down, put together again.
#pragma once

#include "cli/exit_status.hpp"
#include "cli/io.hpp"
#include "cli/load.hpp"
#include "cli/values.hpp"
#include "engine/machine.hpp"
#include "replay/partial.hpp"
#include "replay/run.hpp"

#include <optional>
#include <vector>

namespace callflow::cli {

// The options, for the command's record.
[[nodiscard]] constexpr Option partial_option() {
    return {.name = "partial", .metavar = {}, .help = "write what was found as a part that `--merge` puts together with others"};
}
[[nodiscard]] constexpr Option merge_option() {
    return {.name = "merge", .metavar = {}, .help = "the LOGs are parts that `--partial` wrote; with `--partial` they become one"};
}
[[nodiscard]] constexpr Option shard_option() {
    return {.name = "shard", .metavar = "I/N", .help = "only calls whose id has the XXH3 hash (64 bits) I - 1, modulo N: 1/4 to 4/4"};
}
[[nodiscard]] constexpr Option linger_option() {
    return {.name = "linger",
            .metavar = "TIME",
            .help = "how long an ended call is remembered, with `--partial` for other parts, with `--follow` at all",
            .fallback = "1h"};
}

[[nodiscard]] constexpr Option reorder_option() {
    return {.name = "reorder",
            .metavar = "TIME",
            .help = "how late a record may come and still be put in its place",
            .fallback = "1m"};
}

// Reads `--shard` and `--reorder` into the options; an error of kind usage.
[[nodiscard]] base::Result<void> read_division(const Values& values, replay::Options& options);

// The account that the command is to report: of the logs, or of the parts. Nothing where `--partial` has written it down instead, or
// where something went wrong and was complained about; then `status` is what to end with.
struct Collected {
    std::optional<replay::Account> account;
    ExitStatus status = ExitStatus::fine;
};
[[nodiscard]] Collected collect(const Values& values, Io& io, Inputs& inputs, const engine::Machine& machine,
                                std::vector<replay::Source> sources, const replay::Options& options);

} // namespace callflow::cli
