// What `callflow replay` was asked for.
#pragma once

#include "base/result.hpp"
#include "cli/io.hpp"
#include "cli/values.hpp"
#include "replay/run.hpp"
#include "report/replay.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace callflow::cli {

// Everything that replay was asked for, checked before the first log is read.
struct ReplayTask {
    replay::Options replay;
    report::ReplayOptions shown;
    std::optional<double> least;
    std::string baseline; // its text
    std::string show, to, table;
    std::string_view format;
};

// The baseline is read here, up to 256 MiB. An error of kind usage where options exclude each other or a value means nothing, else
// why the baseline cannot be read.
[[nodiscard]] base::Result<ReplayTask> replay_task(const Values& values, Io& io);

} // namespace callflow::cli
