#include "cli/actions.hpp"
#include "cli/commands.hpp"
#include "cli/completion.hpp"
#include "cli/help.hpp"
#include "cli/words.hpp"

#include <fmt/format.h>

namespace callflow::cli {

namespace {

constexpr std::string_view head =
    R"(# bash completion for callflow; made by 'callflow completion bash'.

# Offers words, or what a name can be on this disk.
_callflow_words() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur"); }
_callflow_file() {
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "$cur")
}
_callflow_folder() {
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -d -- "$cur")
}
_callflow_flow() {
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -d -- "$cur"
        compgen -f -X '!*.yaml' -- "$cur"
        compgen -f -X '!*.yml' -- "$cur"
        compgen -f -X '!*.json' -- "$cur")
}
_callflow_words_or_file() {
    _callflow_words "$1"
    if ((${#COMPREPLY[@]} == 0)); then _callflow_file; fi
}
# One of several words with commas between, each once.
_callflow_list() {
    local done=${cur%"${cur##*,}"} word left=
    for word in $1; do
        if [[ ",$done" != *",$word,"* ]]; then left+=" $word"; fi
    done
    mapfile -t COMPREPLY < <(compgen -P "$done" -W "$left" -- "${cur##*,}")
}

# A rule, or behind its equals sign how severe it is to be.
_callflow_severity() {
    if [[ $pair ]]; then
        _callflow_words 'note warning error'
    else
        compopt -o nospace 2>/dev/null
        mapfile -t COMPREPLY < <(compgen -S = -W "$1" -- "$cur")
    fi
}

# Sets `place`, how many arguments stand before the cursor, `action`, the first of them, and whether there may be `options`.
# $1: those that take a value.
_callflow_arguments() {
    local i word
    place=0 action= options=1
    for ((i = 2; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if ((options)) && [[ $word == -- ]]; then
            options=0
        elif ((options)) && [[ $word == = ]]; then
            ((i++))
        elif ((options)) && [[ $word == -?* ]]; then
            if [[ " $1 " == *" $word "* && ${COMP_WORDS[i + 1]} != = ]]; then ((i++)); fi
        elif ((place++ == 0)); then
            action=$word
        fi
    done
}

_callflow() {
    local place action options pair= at=0
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
    COMPREPLY=()
    # bash breaks --option=value at the equals sign.
    if [[ $cur == = ]]; then
        cur= at=$((COMP_CWORD - 1))
    elif [[ $prev == = ]]; then
        at=$((COMP_CWORD - 2))
    fi
    if ((at >= 1)); then
        prev=${COMP_WORDS[at]}
        # NAME=VALUE of an option, which may stand behind an equals sign itself.
        if ((at >= 2)) && [[ $prev != -* ]]; then
            if [[ ${COMP_WORDS[at - 1]} == = ]]; then ((at--)); fi
            pair=$prev prev=${COMP_WORDS[at - 1]}
        fi
    fi
    if ((COMP_CWORD == 1)); then
)";

std::string offer(std::string_view metavar, const std::vector<std::string_view>& words, Names names, bool list) {
    if (!words.empty()) {
        std::string_view how = list ? "_callflow_list" : "_callflow_words";
        if (names == Names::log_format) how = "_callflow_words_or_file";
        if (names == Names::rule_severity) how = "_callflow_severity";
        return fmt::format("{} '{}'", how, word_list(words));
    }
    switch (names) {
    case Names::file: return "_callflow_file";
    case Names::flow: return "_callflow_flow";
    case Names::folder: return "_callflow_folder";
    default: return fmt::format(": {}", metavar);
    }
}

// The names of options as they are typed: those that take a value, or all; of one action, or of all.
std::string option_words(const Command& command, std::string_view action, bool with_value) {
    std::string words;
    for (const Option* option : options_of(command)) {
        if (with_value && option->metavar.empty()) continue;
        if (!action.empty() && !has_option(command.of_actions, action, option->name)) continue;
        words += words.empty() ? "" : " ";
        words += fmt::format("--{}", option->name);
        if (option->letter != 0) words += fmt::format(" -{}", option->letter);
    }
    return words;
}

void append_options(std::string& out, const Command& command) {
    out += "        if ((options)) && [[ $cur == -* ]]; then\n";
    if (command.of_actions.empty()) {
        out += fmt::format("            _callflow_words '{}'\n", option_words(command, {}, false));
    } else {
        out += "            case $action in\n";
        for (const std::string_view action : command.positionals.front().choices)
            out +=
                fmt::format("            {}) _callflow_words '{}' ;;\n", action, option_words(command, action, false));
        out += fmt::format("            *) _callflow_words '{}' ;;\n", option_words(command, {}, false));
        out += "            esac\n";
    }
    out += "            return\n        fi\n";
}

void append_command(std::string& out, const Command& command) {
    out += fmt::format("    {})\n        case $prev in\n", command.name);
    for (const Option* option : options_of(command)) {
        if (option->metavar.empty()) continue;
        const std::string letter = option->letter != 0 ? fmt::format("-{} | ", option->letter) : std::string();
        out += fmt::format("        {}--{}) {}; return ;;\n", letter, option->name,
                           offer(option->metavar, offered_words(*option), option->names, is_list(*option)));
    }
    out += "        esac\n";
    out += fmt::format("        _callflow_arguments '{}'\n", option_words(command, {}, true));
    append_options(out, command);
    if (command.positionals.empty()) {
        out += fmt::format("        _callflow_words '{}'\n", option_words(command, {}, false));
    } else {
        out += "        case $place in\n";
        std::size_t place = 0;
        for (const Positional& positional : command.positionals)
            out += fmt::format("        {}) {} ;;\n", positional.repeats ? "*" : fmt::format("{}", place++),
                               offer(positional.name, words_for(positional), positional.names, false));
        out += "        esac\n";
    }
    out += "        ;;\n";
}

} // namespace

std::string bash_completion() {
    std::string out(head);
    out += fmt::format("        _callflow_words '{} --help --version'\n        return\n    fi\n",
                       word_list(words_for(Names::command)));
    out += "    case ${COMP_WORDS[1]} in\n";
    for (const Command* command : commands()) append_command(out, *command);
    out += "    esac\n}\n\ncomplete -F _callflow callflow\n";
    return out;
}

} // namespace callflow::cli
