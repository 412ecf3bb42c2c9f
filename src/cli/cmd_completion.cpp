#include "cli/command.hpp"
#include "cli/completion.hpp"
#include "cli/io.hpp"
#include "cli/values.hpp"

namespace callflow::cli {

namespace {

ExitStatus run(const Values& values, Io& io) {
    const std::string_view shell = values.get("SHELL");
    if (shell == "bash")
        io.out += bash_completion();
    else if (shell == "zsh")
        io.out += zsh_completion();
    else
        io.out += fish_completion();
    return ExitStatus::fine;
}

constexpr std::string_view description[] = {
    "Writes a script that teaches a shell to complete the commands, options, choices and files of "
    "callflow.",
    "bash: `source <(callflow completion bash)` in ~/.bashrc. zsh: write it to a file named "
    "_callflow in a folder of $fpath, or `source <(callflow completion zsh)` after compinit. fish: "
    "`callflow completion fish | source` in config.fish.",
};

constexpr std::string_view shells[] = {"bash", "zsh", "fish"};

constexpr Positional positionals[] = {
    {.name = "SHELL", .help = "the shell to write for", .choices = shells},
};

constexpr Status statuses[] = {{ExitStatus::findings, {}}};

constexpr Example examples[] = {
    {"callflow completion fish > callflow.fish", "Keep fish's completions in a file"},
};

} // namespace

extern const Command completion_command{
    .name = "completion",
    .group = "This program",
    .summary = "write completions for bash, zsh or fish",
    .synopsis = "[OPTION]... SHELL",
    .description = description,
    .positionals = positionals,
    .statuses = statuses,
    .examples = examples,
    .run = run,
};

} // namespace callflow::cli
