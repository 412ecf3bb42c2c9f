// What `cdr` does, an action each.
#pragma once

#include "cli/exit_status.hpp"
#include "cli/io.hpp"
#include "cli/values.hpp"
#include "logs/cdr.hpp"
#include "logs/log_file.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace callflow::cli {

[[nodiscard]] ExitStatus cdr_read(const Values& values, Io& io);
[[nodiscard]] ExitStatus cdr_report(const Values& values, Io& io);
[[nodiscard]] ExitStatus cdr_consume(const Values& values, Io& io);
[[nodiscard]] ExitStatus cdr_relay(const Values& values, Io& io);

// What --from, --map, --zone, --codes, --columns and --strict say. Of kind usage where an option is wrong, or names a format that has
// no call detail records.
[[nodiscard]] base::Result<logs::Settings> cdr_settings(const Values& values, Io& io);

// What was read of files beside the records.
struct CdrCounts {
    std::uint64_t records = 0;
    std::uint64_t others = 0;    // that are something else than call detail records, and say so
    std::uint64_t bad_times = 0; // records, counted above, with a time that cannot be read
    std::array<std::uint64_t, logs::reason_count> skipped{};

    [[nodiscard]] std::uint64_t skipped_in_all() const;
};

// Reads every FILE, handing over records in their order, and says on stderr what was skipped, the first few by their lines. False from
// `take` ends it. An error is one of a file or option.
[[nodiscard]] base::Result<CdrCounts> read_cdr_files(const Values& values, Io& io,
                                                     const std::function<bool(logs::Cdr& cdr)>& take);

// The same with settings and files of one's own; `asked`: somebody said what format they have.
[[nodiscard]] base::Result<CdrCounts> read_cdr_files(logs::Settings settings, bool asked,
                                                     const std::vector<std::string>& files, Io& io,
                                                     const std::function<bool(logs::Cdr& cdr)>& take);

} // namespace callflow::cli
