#include "cli/command.hpp"
#include "cli/io.hpp"
#include "cli/values.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>

namespace callflow::cli {

namespace {

ExitStatus run(const Values& values, Io& io) {
    io.out += fmt::format("callflow {}\n", CALLFLOW_VERSION);
    if (!values.has("verbose")) return ExitStatus::fine;
    io.out += fmt::format("built with {}, and\n", CALLFLOW_COMPILER);
    std::string_view rest = CALLFLOW_LIBRARIES;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('|'), rest.size());
        io.out += fmt::format("  {}\n", rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return ExitStatus::fine;
}

constexpr Option options[] = {
    {.name = "verbose", .letter = 'v', .metavar = {}, .help = "also the compiler and the libraries it was built with"},
};

constexpr std::string_view description[] = {
    "Writes the name and the version on one line. `callflow --version` does the same.",
    "With `--verbose` a line for each library follows, with the version that the program was built with. Most are shared, so that "
    "a later one of the system's may be what runs; those that are in the program itself have their licences in "
    "`/usr/share/doc/callflow/copyright`.",
};

constexpr Status statuses[] = {{ExitStatus::findings, {}}};

constexpr Example examples[] = {{"callflow --version", "Which callflow is this"},
                                {"callflow --version -v", "What a report of a defect should say"}};

} // namespace

extern const Command version_command{
    .name = "version",
    .group = "This program",
    .summary = "say which version this is",
    .synopsis = "[OPTION]...",
    .description = description,
    .options = options,
    .statuses = statuses,
    .examples = examples,
    .run = run,
};

} // namespace callflow::cli
