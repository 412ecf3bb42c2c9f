// Options of commands that read logs: which format they have, and what its columns mean.
#pragma once

#include "base/result.hpp"
#include "cli/io.hpp"
#include "cli/values.hpp"
#include "flow/model.hpp"
#include "logs/log_file.hpp"

#include <cstddef>
#include <memory>
#include <set>
#include <string>

namespace callflow::cli {

// A format by its name, or of a file that describes one: `enigma`, `ours.yaml`.
[[nodiscard]] base::Result<std::shared_ptr<const logs::Format>> format_of(Io& io, std::string_view from);

// What --from, --zone, --codes, --columns and --strict say. Of kind usage where an option is wrong.
[[nodiscard]] base::Result<logs::Settings> reading_settings(const Values& values, Io& io);

// The same, and --map and --cel-conf. `flow` reads addresses back, and lives as long as the
// settings. Of kind usage where an option is wrong.
[[nodiscard]] base::Result<logs::Settings> log_settings(const Values& values, Io& io, const flow::Flow& flow);

// Says of each log, once, as what it is read, where nobody has said that, and what may be wrong about what was said.
class FormatNotes {
public:
    FormatNotes(Io& io, bool asked) : io_(io), silent_(asked) {}
    void note(const logs::LogFile& file);

private:
    static constexpr std::size_t shown = 10;
    Io& io_;
    bool silent_;
    std::set<std::string> told_, warned_;
};

} // namespace callflow::cli
