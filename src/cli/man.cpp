#include "cli/man.hpp"

#include "base/ascii.hpp"
#include "cli/commands.hpp"
#include "cli/help.hpp"
#include "cli/mdoc.hpp"
#include "cli/parse.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <vector>

namespace callflow::cli {

namespace {

// The day of the release, which stands beside its number: a page must not depend on when it was made.
constexpr std::string_view release_day = CALLFLOW_RELEASED;

std::string head(std::string_view title, std::string_view name, std::string_view summary) {
    return fmt::format(".\\\" Made by 'callflow help --man'; edit the command's record instead.\n"
                       ".Dd {}\n.Dt {} 1\n.Os\n.Sh NAME\n.Nm {}\n.Nd {}\n",
                       release_day, title, name, escaped(summary));
}

void append_options(std::string& out, const Command& command) {
    out += ".Sh OPTIONS\n.Bl -tag -width Ds\n";
    for (const Option* option : options_of(command)) {
        out += ".It ";
        if (option->letter != 0) out += fmt::format("Fl {} , ", option->letter);
        out += fmt::format("Fl Fl {}", option->name);
        if (!option->metavar.empty()) out += fmt::format(" Ar {}", argument(option->metavar));
        out += '\n' + prose(full_help(*option));
    }
    out += ".El\n";
}

void append_sections(std::string& out, const Command& command) {
    for (const Section& section : command.sections) {
        out += fmt::format(".Sh {}\n", section.title);
        for (std::size_t i = 0; i < section.text.size(); ++i) {
            out += (i > 0 ? ".Pp\n" : "") + prose(section.text[i]);
            if (i > 0 || section.entries.empty()) continue;
            out += ".Bl -tag -width Ds\n";
            for (const Entry& entry : section.entries) {
                if (entry.does.empty()) continue;
                out += fmt::format(".It Li {}{}\n{}", escaped(entry.name),
                                   entry.takes.empty() ? "" : fmt::format(" Ar {}", argument(entry.takes)),
                                   prose(entry.does));
            }
            out += ".El\n";
        }
    }
}

void append_statuses(std::string& out, const std::vector<Status>& statuses) {
    out += ".Sh EXIT STATUS\n.Bl -tag -width Ds\n";
    for (const Status& status : statuses)
        out += fmt::format(".It {}\n{}", static_cast<int>(status.status), prose(status.when));
    out += ".El\n";
}

void append_environment(std::string& out, const Command& command) {
    out += ".Sh ENVIRONMENT\n.Bl -tag -width Ds\n";
    for (const Option* option : options_of(command))
        if (option->environment)
            out += fmt::format(".It Ev {}\nStands in for\n.Fl Fl {}\nwhere that is not given.\n", variable_of(*option),
                               option->name);
    for (const Variable& variable : command.variables)
        out += fmt::format(".It Ev {}\n{}", variable.name, prose(variable.about));
    out += ".It Ev NO_COLOR\nNo colour unless\n.Fl Fl color\nasks for it.\n.El\n";
}

// What all commands have in common.
constexpr Variable variables[] = {
    {"CALLFLOW_COLOR",
     "Stands in for `--color`, and so does `CALLFLOW_` and the name of any other option whose page says so. The command line "
     "goes before it, and it goes before configuration files: callflow-config(5)."},
    {"NO_COLOR", "No colour unless `--color` asks for it."},
    {"TERM", "No colour, and no editing of lines, where it is `dumb`."},
    {"XDG_CONFIG_HOME, XDG_STATE_HOME",
     "Where the user's own files stand, instead of `~/.config` and `~/.local/state`."},
};
constexpr Variable files[] = {
    {".callflow.yaml", "Settings of a project: callflow-config(5)."},
    {"~/.config/callflow/config.yaml", "Settings of a user."},
    {"~/.local/state/callflow/history", "The lines that were typed where `simulate --interactive` asks for them."},
    {"/usr/share/callflow/samples",
     "Flows, scenarios and logs that the README and the guides run. They name a copy, which `cp -r /usr/share/callflow/samples .` "
     "makes in the folder where you are. This and what follows is below `/usr/local/share` where callflow was installed without a package."},
    {"/usr/share/callflow/schemas", "The JSON Schemas that `callflow schema` writes."},
    {"/usr/share/callflow/formats", "The formats of logs that `replay` and `cdr` know, as examples for one's own."},
    {"/usr/share/doc/callflow",
     "README.md, the guides in `docs`, and `copyright`, with the licences of what the program is made of."},
};

void append_table(std::string& out, std::string_view title, std::string_view macro, std::span<const Variable> rows) {
    out += fmt::format(".Sh {}\n.Bl -tag -width Ds\n", title);
    for (const Variable& row : rows) out += fmt::format(".It {} {}\n{}", macro, typed(row.name), prose(row.about));
    out += ".El\n";
}

constexpr std::size_t example_width = 64; // within the indents of a page of 80 columns

// A command line over several, each but the last with the shell's backslash at its end; it is broken outside of quotes.
std::vector<std::string> broken_line(std::string_view line) {
    std::vector<std::string> lines{""};
    while (!line.empty()) {
        char quote = 0;
        std::size_t end = 0; // of the next word
        for (; end < line.size() && (quote != 0 || line[end] != ' '); ++end) {
            if (quote != 0)
                quote = line[end] == quote ? '\0' : quote;
            else if (line[end] == '\'' || line[end] == '"')
                quote = line[end];
        }
        const std::string_view word = line.substr(0, end);
        line.remove_prefix(std::min(end + 1, line.size()));
        std::string& last = lines.back();
        if (last.size() + word.size() + 3 > example_width && !last.empty()) {
            last += " \\";
            lines.push_back("    " + std::string(word));
        } else {
            last += (last.empty() ? "" : " ") + std::string(word);
        }
    }
    return lines;
}

void append_examples(std::string& out, const Command& command) {
    if (command.examples.empty()) return;
    out += ".Sh EXAMPLES\n";
    for (const Example& example : command.examples) {
        out += prose(fmt::format("{}:", example.shows)) + ".Bd -literal -offset indent\n";
        for (const std::string& line : broken_line(example.line)) out += typed(line) + '\n';
        out += ".Ed\n.Pp\n";
    }
    out.resize(out.size() - 4); // the last .Pp would come before a heading
}

void append_see_also(std::string& out, const Command* self) {
    std::vector<std::string> pages;
    if (self != nullptr) pages.emplace_back("callflow");
    for (const Command* command : commands())
        if (command != self && (self == nullptr || command->group == self->group))
            pages.push_back(fmt::format("callflow-{}", command->name));
    std::sort(pages.begin(), pages.end());
    out += ".Sh SEE ALSO\n";
    for (const std::string& page : pages) out += fmt::format(".Xr {} 1 ,\n", page);
    out += ".Xr callflow-config 5 ,\n.Xr callflow-flow 5 ,\n.Xr callflow-scenario 5 ,\n.Xr callflow-cel 7\n";
}

} // namespace

std::string man_page(const Command& command) {
    std::string title = fmt::format("callflow-{}", command.name);
    std::string out;
    std::string upper = title;
    std::transform(upper.begin(), upper.end(), upper.begin(), base::to_upper);
    out += head(upper, title, command.summary);
    out += fmt::format(".Sh SYNOPSIS\n.Nm callflow {}\n", command.name);
    if (!command.synopsis.empty()) out += escaped(command.synopsis) + "\n";
    out += ".Sh DESCRIPTION\n";
    for (std::size_t i = 0; i < command.description.size(); ++i)
        out += (i > 0 ? ".Pp\n" : "") + prose(command.description[i]);
    if (!command.positionals.empty()) {
        out += ".Pp\nThe arguments are as follows:\n.Bl -tag -width Ds\n";
        for (const Positional& positional : command.positionals)
            out += fmt::format(".It Ar {}\n{}", positional.name, prose(full_help(positional)));
        out += ".El\n";
    }
    append_options(out, command);
    append_sections(out, command);
    if (command.name == "replay") out += log_formats_section();
    append_environment(out, command);
    append_statuses(out, statuses_of(command));
    append_examples(out, command);
    append_see_also(out, &command);
    return out;
}

std::string overview_page() {
    std::string out = head("CALLFLOW", "callflow", "phone calls as state machines");
    out += ".Sh SYNOPSIS\n.Nm\n.Ar command\n.Op Ar option ...\n.Op Ar argument ...\n"
           ".Nm\n.Fl Fl help\n.Nm\n.Fl Fl version\n.Op Fl v\n"
           ".Sh DESCRIPTION\n";
    out += prose("A flow file describes a phone call as a state machine. The commands check it, "
                 "play it with a caller of your choice, and render the documents that Twilio and "
                 "Tropo expect.");
    out += ".Pp\n";
    out += prose("A file named `-` is stdin or stdout. Results go to stdout, everything else to "
                 "stderr. A file that is written appears whole or not at all.");
    out += ".Pp\n";
    out += prose("Options go after the command's name; after `--` nothing is an option. An "
                 "option's value follows it, or stands behind `=`.");
    for (const std::string_view group : groups()) {
        out += fmt::format(".Ss {}\n.Bl -tag -width Ds\n", group);
        for (const Command* command : commands())
            if (command->group == group) out += fmt::format(".It Ic {}\n{}", command->name, prose(command->summary));
        out += ".El\n";
    }
    out +=
        ".Pp\nWithout a command there are\n.Bl -tag -width Ds\n.It Fl Fl help\n" + prose("As `callflow help`.") +
        ".It Fl Fl version\n" +
        prose(
            "As `callflow version`: the name and the version on one line, and behind `-v` the compiler and the libraries.") +
        ".El\n";
    append_table(out, "ENVIRONMENT", "Ev", variables);
    append_table(out, "FILES", "Pa", files);
    append_statuses(out, statuses_of(Command{}));
    append_see_also(out, nullptr);
    return out;
}

} // namespace callflow::cli
