#include "cli/actions.hpp"
#include "cli/commands.hpp"
#include "cli/completion.hpp"
#include "cli/help.hpp"
#include "cli/words.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::cli {

namespace {

// What _arguments does for a value: `:FILE:_files`.
std::string action(std::string_view name, const std::vector<std::string_view>& words, Names names, bool list) {
    if (!words.empty()) {
        if (list) return fmt::format(":{}:_sequence compadd - {}", name, word_list(words));
        if (names == Names::log_format) return fmt::format(":{}:{{compadd - {}; _files}}", name, word_list(words));
        if (names == Names::rule_severity)
            return fmt::format(
                ":{}:{{if compset -P \"*=\"; then compadd - note warning error; else compadd -S = - {}; fi}}", name,
                word_list(words));
        return fmt::format(":{}:({})", name, word_list(words));
    }
    switch (names) {
    case Names::file: return fmt::format(":{}:_files", name);
    case Names::flow: return fmt::format(":{}:_files -g \"*.(yaml|yml|json)(-.)\"", name);
    case Names::folder: return fmt::format(":{}:_files -/", name);
    default: return fmt::format(":{}:", name);
    }
}

// Brackets and colons mean something to _arguments.
std::string explained(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '[' || c == ']' || c == ':')
            out += '-';
        else
            out += c;
    }
    return out;
}

void append_option(std::string& out, const Option& option, std::string_view before, std::string_view after) {
    const std::string help = explained(option.help);
    const std::string value = option.metavar.empty()
                                  ? std::string()
                                  : action(option.metavar, offered_words(option), option.names, is_list(option));
    const auto spec = [&](std::string_view written, bool is_long) {
        const std::string_view end = option.metavar.empty() ? "" : is_long ? "=" : "+";
        out += fmt::format(
            "{}{}{}\n", before,
            shell_quoted(fmt::format("{}{}{}[{}]{}", option.repeats ? "*" : "", written, end, help, value)), after);
    };
    spec(fmt::format("--{}", option.name), true);
    if (option.letter != 0) spec(fmt::format("-{}", option.letter), false);
}

// Options that not all actions have are offered behind those that have them, and where there is no action yet.
void append_options_of_actions(std::string& out, const Command& command) {
    const std::span<const std::string_view> actions = command.positionals.front().choices;
    out += fmt::format("        local -a specs=()\n"
                       "        local doing=${{${{(M)words[2,CURRENT-1]:#({})}}[1]}}\n",
                       fmt::join(actions, "|"));
    for (const Option* option : options_of(command)) {
        const auto row = std::ranges::find(command.of_actions, option->name, &OfActions::option);
        if (row == command.of_actions.end()) continue;
        append_option(
            out, *option,
            fmt::format("        [[ -z $doing || $doing == ({}) ]] && specs+=(", fmt::join(actions_of(*row), "|")),
            ")");
    }
}

void append_command(std::string& out, const Command& command) {
    out += fmt::format("    {})\n", command.name);
    if (!command.of_actions.empty()) append_options_of_actions(out, command);
    out += fmt::format("        _arguments -s -S {}\\\n", command.of_actions.empty() ? "" : "$specs ");
    for (const Option* option : options_of(command)) {
        const auto row = std::ranges::find(command.of_actions, option->name, &OfActions::option);
        if (row == command.of_actions.end()) append_option(out, *option, "            ", " \\");
    }
    for (const Positional& positional : command.positionals) {
        const std::string_view count = positional.repeats ? "*" : positional.required ? "" : ":";
        out +=
            fmt::format("            {} \\\n",
                        shell_quoted(fmt::format(
                            "{}{}", count, action(positional.name, words_for(positional), positional.names, false))));
    }
    out += "            && return 0\n        ;;\n";
}

} // namespace

std::string zsh_completion() {
    std::string out = "#compdef callflow\n# zsh completion for callflow; made by 'callflow completion zsh'.\n\n"
                      "_callflow() {\n"
                      "    local -a commands=(\n";
    for (const Command* command : commands())
        out += fmt::format("        {}\n", shell_quoted(fmt::format("{}:{}", command->name, command->summary)));
    out += "    )\n"
           "    if (( CURRENT == 2 )); then\n"
           "        if [[ $PREFIX == -* ]]; then\n"
           "            compadd -- --help --version\n"
           "        else\n"
           "            _describe -t commands command commands\n"
           "        fi\n"
           "        return\n"
           "    fi\n"
           "    local command=$words[2]\n"
           "    # What follows is about the command's own words.\n"
           "    shift words\n"
           "    (( CURRENT-- ))\n"
           "    case $command in\n";
    for (const Command* command : commands()) append_command(out, *command);
    out += "    esac\n"
           "}\n\n"
           "# Found on $fpath it is the function's body; sourced it registers itself.\n"
           "if [[ $funcstack[1] == _callflow ]]; then _callflow \"$@\"; else compdef _callflow "
           "callflow; fi\n";
    return out;
}

} // namespace callflow::cli
