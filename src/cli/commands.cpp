#include "cli/commands.hpp"

#include <array>

namespace callflow::cli {

// One row per command: `name` is the Command that cmd_name.cpp defines.
// clang-format off
#define CALLFLOW_COMMANDS(ROW) \
    ROW(validate) \
    ROW(simulate) \
    ROW(test) \
    ROW(paths) \
    ROW(render) \
    ROW(draw) \
    ROW(diff) \
    ROW(convert) \
    ROW(fmt) \
    ROW(eval) \
    ROW(serve) \
    ROW(call) \
    ROW(sessions) \
    ROW(replay) \
    ROW(cdr) \
    ROW(numbers) \
    ROW(track) \
    ROW(explain) \
    ROW(rules) \
    ROW(schema) \
    ROW(help) \
    ROW(completion) \
    ROW(version)
// clang-format on

#define CALLFLOW_DECLARE(name) extern const Command name##_command;
CALLFLOW_COMMANDS(CALLFLOW_DECLARE)

std::span<const Command* const> commands() {
#define CALLFLOW_ADDRESS(name) &name##_command,
    static constexpr std::array all{CALLFLOW_COMMANDS(CALLFLOW_ADDRESS)};
    return all;
}

const Command* find_command(std::string_view name) {
    for (const Command* command : commands())
        if (command->name == name) return command;
    return nullptr;
}

std::span<const std::string_view> groups() {
    static constexpr std::array<std::string_view, 5> all{
        "Flows", "Service", "Logs", "Reference", "This program",
    };
    return all;
}

std::span<const Option> common_options() {
    static constexpr std::array<std::string_view, 3> when{"auto", "always", "never"};
    static constexpr std::array<Option, 2> all{{
        {.name = "color",
         .metavar = "WHEN",
         .help = "colour in text for people; `auto` where stdout is a terminal and NO_COLOR is "
                 "not set",
         .fallback = "auto",
         .choices = when,
         .environment = true},
        {.name = "help", .letter = 'h', .metavar = {}, .help = "show this help and end"},
    }};
    return all;
}

std::vector<const Option*> options_of(const Command& command) {
    std::vector<const Option*> all;
    all.reserve(command.options.size() + common_options().size());
    for (const std::span<const Option> options : {command.options, common_options()}) {
        for (const Option& option : options) all.push_back(&option);
    }
    return all;
}

} // namespace callflow::cli
