#include "base/text.hpp"
#include "cli/cli.hpp"
#include "cli/commands.hpp"
#include "cli/help.hpp"
#include "cli/man.hpp"
#include "cli/suggest.hpp"
#include "cli/values.hpp"
#include "cli/words.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string>
#include <vector>

namespace callflow::cli {

namespace {

// For scripts that run every example: command, exit status and command line, parted by tabs.
std::string examples_list() {
    std::string out;
    for (const Command* command : commands())
        for (const Example& example : command->examples)
            out += fmt::format("{}\t{}\t{}\n", command->name, static_cast<int>(example.status), example.line);
    return out;
}

ExitStatus run(const Values& values, Io& io) {
    const std::string_view word = values.get("COMMAND");
    const Command* command = word.empty() ? nullptr : find_command(word);
    if (!word.empty() && command == nullptr) {
        const std::vector<std::string_view> pages = words_for(Names::page);
        const bool explained = std::ranges::find(pages, word) != pages.end();
        return complain(io, "help",
                        base::Error{base::ErrorKind::usage,
                                    fmt::format("unknown command {}{}", base::quoted(word),
                                                explained ? fmt::format("; 'callflow explain {}' has a page", word)
                                                          : did_you_mean(word, words_for(Names::command)))});
    }
    if (values.has("man"))
        io.out += command == nullptr ? overview_page() : man_page(*command);
    else if (values.has("table"))
        io.out += commands_table();
    else if (values.has("verbs"))
        io.out += verbs_section();
    else if (values.has("examples"))
        io.out += examples_list();
    else
        io.out += command == nullptr ? overview_text() : help_text(*command);
    return ExitStatus::fine;
}

constexpr std::string_view description[] = {
    "Without COMMAND: what callflow is, and all its commands. With one: what it does, its "
    "arguments and options, its exit statuses and examples. `callflow COMMAND --help` does the "
    "same.",
};

constexpr Positional positionals[] = {
    {.name = "COMMAND", .help = "the command to explain", .required = false, .names = Names::command},
};

constexpr Option options[] = {
    {.name = "man", .metavar = {}, .help = "write the manual page, in mdoc"},
    {.name = "table", .metavar = {}, .help = "write the table of all commands, in Markdown"},
    {.name = "verbs", .metavar = {}, .help = "write what callflow-flow(5) says of verbs and their attributes, in mdoc"},
    {.name = "examples",
     .metavar = {},
     .help = "write the examples of all commands: command, exit status and command line, parted "
             "by tabs"},
};

constexpr Status statuses[] = {{ExitStatus::findings, {}}};

constexpr Example examples[] = {
    {"callflow help version", "What a command does"},
    {"callflow help --man version", "Its manual page, to be read with `man -l -`"},
};

} // namespace

extern const Command help_command{
    .name = "help",
    .group = "This program",
    .summary = "explain a command, or list all of them",
    .synopsis = "[OPTION]... [COMMAND]",
    .description = description,
    .positionals = positionals,
    .options = options,
    .statuses = statuses,
    .examples = examples,
    .run = run,
};

} // namespace callflow::cli
