#include "base/text.hpp"
#include "cli/cli.hpp"
#include "cli/schemas.hpp"
#include "cli/suggest.hpp"
#include "cli/terminal.hpp"
#include "cli/values.hpp"
#include "cli/words.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::cli {
namespace {

ExitStatus run(const Values& values, Io& io) {
    const std::string_view wanted = values.get("NAME");
    const std::vector<std::string_view> names = words_for(Names::schema);
    if (std::find(names.begin(), names.end(), wanted) != names.end()) return deliver(values, io, schema_text(wanted));
    if (!wanted.empty()) {
        return complain(io, "schema",
                        base::Error{base::ErrorKind::usage, fmt::format("there is no schema {}{}", base::quoted(wanted),
                                                                        did_you_mean(wanted, names))});
    }
    std::string list;
    for (const std::string_view name : names) list += fmt::format("{}\n", name);
    return deliver(values, io, list);
}

constexpr std::string_view description[] = {
    "Writes the JSON Schema of a format that callflow reads or writes, for editors and for programs that read its "
    "output. Without NAME it lists them.",
    "`flow` and `scenario` are the files that authors write; an editor takes them from a first line "
    "`# yaml-language-server: $schema=FILE`. The others are what callflow writes with `--format json`.",
};

constexpr Positional positionals[] = {
    {.name = "NAME", .help = "the schema", .required = false, .names = Names::schema},
};

constexpr Option options[] = {
    {.name = "output",
     .letter = 'o',
     .metavar = "FILE",
     .help = "write to FILE instead of stdout",
     .names = Names::file},
};

constexpr Status statuses[] = {{ExitStatus::findings, {}}};

constexpr Example examples[] = {
    {"callflow schema", "Which schemas there are"},
    {"callflow schema flow -o flow.schema.json", "Keep one in a file, for an editor"},
};

} // namespace

extern const Command schema_command{
    .name = "schema",
    .group = "Reference",
    .summary = "write the JSON Schema of a format",
    .synopsis = "[OPTION]... [NAME]",
    .description = description,
    .positionals = positionals,
    .options = options,
    .statuses = statuses,
    .examples = examples,
    .run = run,
};

} // namespace callflow::cli
