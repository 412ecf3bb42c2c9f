#include "cli/help.hpp"

#include "cli/commands.hpp"
#include "cli/layout.hpp"
#include "cli/parse.hpp"
#include "cli/suggest.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace callflow::cli {

namespace {

constexpr std::array<Status, 4> usual_statuses{{
    {ExitStatus::fine, "everything was done, and nothing was found"},
    {ExitStatus::findings, "there were findings, failed expectations or differences"},
    {ExitStatus::usage, "wrong usage, or a file that is no readable document"},
    {ExitStatus::failed, "the job could not be done: a file, the disk, a mistake of callflow's"},
}};

std::string term_of(const Option& option) {
    std::string term = option.letter != 0 ? fmt::format("-{}, --{}", option.letter, option.name)
                                          : fmt::format("    --{}", option.name);
    if (!option.metavar.empty()) term += fmt::format(" {}", option.metavar);
    return term;
}

void append_rows(std::string& out, std::string_view title, const std::vector<std::string>& terms,
                 const std::vector<std::string>& texts) {
    if (terms.empty()) return;
    out += fmt::format("\n{}:\n", title);
    const std::size_t column = text_column(terms);
    for (std::size_t i = 0; i < terms.size(); ++i) append_row(out, terms[i], without_quotes(texts[i]), column);
}

void append_positionals(std::string& out, const Command& command) {
    std::vector<std::string> terms;
    std::vector<std::string> texts;
    for (const Positional& positional : command.positionals) {
        terms.emplace_back(positional.name);
        texts.push_back(full_help(positional));
    }
    append_rows(out, "Arguments", terms, texts);
}

void append_options(std::string& out, const Command& command) {
    std::vector<std::string> terms;
    std::vector<std::string> texts;
    for (const Option* option : options_of(command)) {
        terms.push_back(term_of(*option));
        texts.push_back(full_help(*option));
    }
    append_rows(out, "Options", terms, texts);
}

void append_statuses(std::string& out, const Command& command) {
    std::vector<std::string> terms;
    std::vector<std::string> texts;
    for (const Status& status : statuses_of(command)) {
        terms.push_back(fmt::format("{}", static_cast<int>(status.status)));
        texts.emplace_back(status.when);
    }
    append_rows(out, "Exit status", terms, texts);
}

void append_examples(std::string& out, const Command& command) {
    if (command.examples.empty()) return;
    out += "\nExamples:\n";
    for (const Example& example : command.examples) {
        append_paragraph(out, without_quotes(fmt::format("{}:", example.shows)), 2);
        out += fmt::format("      {}\n", example.line);
    }
}

} // namespace

std::vector<Status> statuses_of(const Command& command) {
    std::vector<Status> all(usual_statuses.begin(), usual_statuses.end());
    for (const Status& own : command.statuses) {
        const auto usual =
            std::find_if(all.begin(), all.end(), [&](const Status& status) { return status.status == own.status; });
        if (usual == all.end())
            all.push_back(own);
        else
            *usual = own;
    }
    // A status without words is one that the command never ends with.
    std::erase_if(all, [](const Status& status) { return status.when.empty(); });
    return all;
}

namespace {

// Whether a text says what can be chosen already.
bool names_all(std::string_view text, std::span<const std::string_view> choices) {
    return std::ranges::all_of(choices, [&](std::string_view choice) {
        return text.find(fmt::format("`{}`", choice)) != std::string_view::npos;
    });
}

} // namespace

std::string full_help(const Option& option) {
    std::vector<std::string> remarks;
    if (!names_all(option.help, option.choices)) remarks.push_back(one_of(option.choices));
    if (option.environment) {
        const std::string_view otherwise = option.fallback.empty() ? "" : " or ";
        remarks.push_back(fmt::format("default: ${}{}{}", variable_of(option), otherwise, option.fallback));
    } else if (!option.fallback.empty()) {
        remarks.push_back(fmt::format("default: {}", option.fallback));
    }
    if (option.repeats) remarks.emplace_back("may be repeated");
    std::string text(option.help);
    for (std::size_t i = 0; i < remarks.size(); ++i) text += (i == 0 ? " (" : "; ") + remarks[i];
    return remarks.empty() ? text : text + ")";
}

std::string full_help(const Positional& positional) {
    std::string text(positional.help);
    if (!names_all(positional.help, positional.choices)) text += fmt::format(" ({})", one_of(positional.choices));
    return text;
}

std::string overview_text() {
    std::string out = "Usage: callflow COMMAND [OPTION]... [ARGUMENT]...\n\n";
    append_paragraph(out, "A flow file describes a phone call as a state machine. callflow checks it, "
                          "plays it with a caller of your choice, and renders the documents that "
                          "Twilio and Tropo expect.");
    const std::vector<std::string_view> words = names_of(commands(), &Command::name);
    const std::vector<std::string> names(words.begin(), words.end());
    const std::size_t column = text_column(names);
    for (const std::string_view group : groups()) {
        out += fmt::format("\n{}:\n", group);
        for (const Command* command : commands())
            if (command->group == group) append_row(out, command->name, command->summary, column);
    }
    out += "\n'callflow help COMMAND' says more about one of them.\n";
    return out;
}

std::string help_text(const Command& command) {
    std::string out = fmt::format("Usage: callflow {} {}\n", command.name, command.synopsis);
    for (const std::string_view paragraph : command.description) {
        out += '\n';
        append_paragraph(out, without_quotes(paragraph));
    }
    append_positionals(out, command);
    append_options(out, command);
    append_statuses(out, command);
    append_examples(out, command);
    return out;
}

std::string commands_table() {
    std::string out = "| command | does |\n|---|---|\n";
    for (const Command* command : commands()) out += fmt::format("| `{}` | {} |\n", command->name, command->summary);
    return out;
}

} // namespace callflow::cli
