// A command as data. Parsing, help, man pages, completions and the README's table follow from it.
#pragma once

#include "cli/exit_status.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace callflow::cli {

struct Io;
class Values;

// What a word on the command line names; decides what a shell offers for it.
enum class Names : std::uint8_t {
    nothing, // a free text
    file,    // any file
    flow,    // a flow or scenario: *.yaml, *.yml, *.json, or a folder
    folder,
    command, // of this program
    page,    // what `explain` has a page for: codes, names of rules, verbs
    schema,
    provider,      // one, or several with commas between
    rule,          // codes and names of findings, or several with commas between
    rule_severity, // RULE=SEVERITY
    log_format,    // one that is known, or a file that describes one
};

// Texts in a record are plain sentences; `backquotes` set off what is typed literally.

struct Positional {
    std::string_view name; // as people see it: FLOW
    std::string_view help;
    bool required = true;
    bool repeats = false; // only the last one may
    Names names = Names::nothing;
    std::span<const std::string_view> choices = {}; // the only words allowed; empty: any
};

struct Option {
    std::string_view name;    // without dashes
    char letter = 0;          // of the short form; 0: none
    std::string_view metavar; // of its value: FILE; empty: a flag
    std::string_view help;
    std::string_view fallback = {};                 // its value where it is not given
    std::span<const std::string_view> choices = {}; // the only values allowed; empty: any
    bool repeats = false;                           // every use counts; else the last one
    Names names = Names::nothing;
    bool environment = false;                     // CALLFLOW_NAME stands in where it is not given
    std::span<const std::string_view> words = {}; // what a shell offers, where others are allowed, too, or several
};

// Whether its value is several words with commas between.
[[nodiscard]] constexpr bool is_list(const Option& option) {
    return option.names == Names::provider || option.names == Names::rule || option.metavar.ends_with(",...");
}

// An option that only some actions of a command have, `cdr read`, and these, with blanks between.
struct OfActions {
    std::string_view option, actions;
};

struct Status {
    ExitStatus status = ExitStatus::fine;
    std::string_view when;
};

// A command line that is executed by a test, in a folder with the files of tests/examples.
struct Example {
    std::string_view line;  // `callflow validate support_line.yaml`
    std::string_view shows; // what it is an example of
    ExitStatus status = ExitStatus::fine;
};

// A word that means something within a command, `/wait 30s`: its name, what it takes, what it does.
struct Entry {
    std::string_view name, takes, does; // `does` is empty where another entry says it
};

// A variable of the environment that stands in for no option.
struct Variable {
    std::string_view name, about; // about: a sentence
};

// A part of the manual page by itself.
struct Section {
    std::string_view title;                 // in capitals
    std::span<const std::string_view> text; // paragraphs
    std::span<const Entry> entries = {};    // behind the first paragraph
};

struct Command {
    std::string_view name;
    std::string_view group;                        // one of groups()
    std::string_view summary;                      // one line without a full stop
    std::string_view synopsis;                     // what follows the name: `[OPTION]... FLOW...`
    std::span<const std::string_view> description; // paragraphs
    std::span<const Positional> positionals = {};
    std::span<const Option> options = {};       // those of every command not repeated here
    std::span<const OfActions> of_actions = {}; // where the first positional is an action: options that not all have
    std::span<const Status> statuses = {};      // where they mean something else than everywhere
    std::span<const Example> examples = {};
    std::span<const Section> sections = {};
    std::span<const Variable> variables = {};
    ExitStatus (*run)(const Values& values, Io& io) = nullptr;
};

// `--help` and `--color`, which every command has.
[[nodiscard]] std::span<const Option> common_options();

} // namespace callflow::cli
