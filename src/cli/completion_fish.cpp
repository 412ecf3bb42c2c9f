#include "cli/commands.hpp"
#include "cli/completion.hpp"
#include "cli/help.hpp"
#include "cli/words.hpp"

#include <fmt/format.h>

namespace callflow::cli {

namespace {

// What fish offers for a value.
std::string offer(const std::vector<std::string_view>& words, Names names) {
    if (!words.empty()) return fmt::format(" -x -a '{}'", word_list(words));
    switch (names) {
    case Names::file: return " -r -F";
    case Names::flow: return " -x -a '(__callflow_flows)'";
    case Names::folder: return " -x -a '(__fish_complete_directories)'";
    default: return " -x";
    }
}

void append_command(std::string& out, const Command& command) {
    const std::string here = fmt::format("complete -c callflow -n '__callflow_is {}'", command.name);
    out += fmt::format("\ncomplete -c callflow -n __callflow_first -a {} -d {}\n", command.name,
                       shell_quoted(command.summary));
    for (const Option* option : options_of(command)) {
        out += fmt::format("{} -l {}", here, option->name);
        if (option->letter != 0) out += fmt::format(" -s {}", option->letter);
        if (!option->metavar.empty()) out += offer(words_for(*option), option->names);
        out += fmt::format(" -d {}\n", shell_quoted(option->help));
    }
    for (const Positional& positional : command.positionals) {
        const std::vector<std::string_view> words = words_for(positional);
        if (!words.empty())
            out += fmt::format("{} -a '{}'\n", here, word_list(words));
        else if (positional.names == Names::flow)
            out += fmt::format("{} -a '(__callflow_flows)'\n", here);
        else if (positional.names == Names::file || positional.names == Names::folder)
            out += fmt::format("{} -F\n", here);
    }
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
                      "function __callflow_flows\n"
                      "    __fish_complete_suffix .yaml\n"
                      "    __fish_complete_suffix .yml\n"
                      "    __fish_complete_suffix .json\n"
                      "end\n\n"
                      "complete -c callflow -f\n"
                      "complete -c callflow -n __callflow_first -l help -d 'explain callflow'\n"
                      "complete -c callflow -n __callflow_first -l version -d 'say which version this is'\n";
    for (const Command* command : commands()) append_command(out, *command);
    return out;
}

} // namespace callflow::cli
