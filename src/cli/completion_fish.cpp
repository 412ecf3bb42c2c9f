#include "cli/commands.hpp"
#include "cli/completion.hpp"
#include "cli/help.hpp"
#include "cli/words.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::cli {

namespace {

// What fish offers for a value.
std::string offer(const Option& option) {
    const std::vector<std::string_view> words = offered_words(option);
    if (option.names == Names::rule_severity)
        return fmt::format(" -x -a '(__callflow_severities {})'", word_list(words));
    if (!words.empty() && is_list(option)) return fmt::format(" -x -a '(__callflow_list {})'", word_list(words));
    if (!words.empty())
        return fmt::format("{} -a '{}'", option.names == Names::log_format ? " -r -F" : " -x", word_list(words));
    switch (option.names) {
    case Names::file: return " -r -F";
    case Names::flow: return " -x -a '(__callflow_flows)'";
    case Names::folder: return " -x -a '(__fish_complete_directories)'";
    default: return " -x";
    }
}

// The options of a command that take a value, as they are typed.
std::string valued_options(const Command& command) {
    std::string words;
    for (const Option* option : options_of(command)) {
        if (option->metavar.empty()) continue;
        words += fmt::format(" --{}", option->name);
        if (option->letter != 0) words += fmt::format(" -{}", option->letter);
    }
    return words;
}

void append_command(std::string& out, const Command& command) {
    out += fmt::format("\ncomplete -c callflow -n __callflow_first -a {} -d {}\n", command.name,
                       shell_quoted(command.summary));
    for (const Option* option : options_of(command)) {
        const auto row = std::ranges::find(command.of_actions, option->name, &OfActions::option);
        const std::string actions =
            row == command.of_actions.end() ? std::string() : fmt::format("; and __callflow_does {}", row->actions);
        out += fmt::format("complete -c callflow -n '__callflow_is {}{}' -l {}", command.name, actions, option->name);
        if (option->letter != 0) out += fmt::format(" -s {}", option->letter);
        if (!option->metavar.empty()) out += offer(*option);
        out += fmt::format(" -d {}\n", shell_quoted(option->help));
    }
    std::size_t place = 0;
    for (const Positional& positional : command.positionals) {
        const std::string here = fmt::format("complete -c callflow -n '__callflow_is {}; and test (count "
                                             "(__callflow_arguments)) {} {}'",
                                             command.name, positional.repeats ? "-ge" : "-eq", place);
        ++place;
        const std::vector<std::string_view> words = words_for(positional);
        if (!words.empty())
            out += fmt::format("{} -a '{}'\n", here, word_list(words));
        else if (positional.names == Names::flow)
            out += fmt::format("{} -a '(__callflow_flows)'\n", here);
        else if (positional.names == Names::file || positional.names == Names::folder)
            out += fmt::format("{} -F\n", here);
    }
}

// A function that gives the arguments before the cursor a line each, without options and their values.
void append_arguments(std::string& out) {
    out += "function __callflow_arguments\n"
           "    set -l words (commandline -opc)\n"
           "    set -l valued\n"
           "    switch \"$words[2]\"\n";
    for (const Command* command : commands())
        out += fmt::format("        case {}\n            set valued{}\n", command->name, valued_options(*command));
    out += "    end\n"
           "    set -l skip 0\n"
           "    set -l options 1\n"
           "    for word in $words[3..-1]\n"
           "        if test $skip = 1\n"
           "            set skip 0\n"
           "        else if test $options = 1; and test \"$word\" = --\n"
           "            set options 0\n"
           "        else if test $options = 1; and string match -q -- '-?*' \"$word\"\n"
           "            contains -- \"$word\" $valued; and set skip 1\n"
           "        else\n"
           "            echo \"$word\"\n"
           "        end\n"
           "    end\n"
           "end\n"
           "function __callflow_does\n"
           "    set -l action (__callflow_arguments)[1]\n"
           "    test -z \"$action\"; or contains -- \"$action\" $argv\n"
           "end\n";
}

} // namespace

std::string fish_completion() {
    std::string out = "# fish completion for callflow; made by 'callflow completion fish'.\n\n"
                      "function __callflow_first\n"
                      "    test (count (commandline -opc)) -eq 1\n"
                      "end\n"
                      "function __callflow_is\n"
                      "    set -l words (commandline -opc)\n"
                      "    test (count $words) -ge 2; and test $words[2] = $argv[1]\n"
                      "end\n"
                      "# One of several words with commas between, each once: what is there, and another one.\n"
                      "function __callflow_list\n"
                      "    set -l there (string split , -- (commandline -ct | string replace -r -- '^--[^=]*=' ''))\n"
                      "    set -l before (string join , -- $there[1..-2])\n"
                      "    test -n \"$before\"; and set before $before,\n"
                      "    for word in $argv\n"
                      "        contains -- $word $there[1..-2]; or echo \"$before$word\"\n"
                      "    end\n"
                      "end\n"
                      "function __callflow_severities\n"
                      "    for rule in $argv\n"
                      "        printf '%s\\n' $rule={note,warning,error}\n"
                      "    end\n"
                      "end\n"
                      "function __callflow_flows\n"
                      "    __fish_complete_suffix .yaml\n"
                      "    __fish_complete_suffix .yml\n"
                      "    __fish_complete_suffix .json\n"
                      "end\n";
    append_arguments(out);
    out += "\ncomplete -c callflow -f\n"
           "complete -c callflow -n __callflow_first -l help -d 'explain callflow'\n"
           "complete -c callflow -n __callflow_first -l version -d 'say which version this is'\n";
    for (const Command* command : commands()) append_command(out, *command);
    return out;
}

} // namespace callflow::cli
