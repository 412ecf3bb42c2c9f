#include "cli/command.hpp"
#include "cli/io.hpp"
#include "cli/values.hpp"

#include <fmt/format.h>

namespace callflow::cli {

namespace {

ExitStatus run(const Values& values, Io& io) {
    static_cast<void>(values);
    io.out += fmt::format("callflow {}\n", CALLFLOW_VERSION);
    return ExitStatus::fine;
}

constexpr std::string_view description[] = {
    "Writes the name and the version on one line. `callflow --version` does the same.",
};

constexpr Status statuses[] = {{ExitStatus::findings, {}}};

constexpr Example examples[] = {{"callflow --version", "Which callflow is this"}};

} // namespace

extern const Command version_command{
    .name = "version",
    .group = "This program",
    .summary = "say which version this is",
    .synopsis = "[OPTION]...",
    .description = description,
    .statuses = statuses,
    .examples = examples,
    .run = run,
};

} // namespace callflow::cli
