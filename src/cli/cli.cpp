#include "cli/cli.hpp"

#include "base/inside.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/config.hpp"
#include "cli/help.hpp"
#include "cli/parse.hpp"
#include "cli/suggest.hpp"
#include "cli/words.hpp"

#include <filesystem>
#include <fmt/format.h>
#include <span>
#include <string>
#include <vector>

namespace callflow::cli {

namespace {

ExitStatus unknown_command(Io& io, std::string_view word) {
    std::vector<std::string_view> names = words_for(Names::command);
    const bool option = word.size() > 1 && word.front() == '-';
    if (option) names = {"--help", "--version"};
    complain(
        io, {},
        fmt::format("unknown {} {}{}", option ? "option" : "command", base::quoted(word), did_you_mean(word, names)));
    io.err += option ? "Options of a command go after its name; 'callflow help' lists the commands.\n"
                     : "'callflow help' lists the commands.\n";
    return ExitStatus::usage;
}

// What on the command line, or as configured, names the file that `-o` would overwrite; empty where nothing does. A device may be both,
// and `fmt` writes in place by itself. Files that others name are found when the result is written (FileStore::write_result()).
std::string_view input_that_is_output(const Values& values, Io& io) {
    namespace fs = std::filesystem;
    const Command& command = values.command();
    const auto is_file = [](Names names) {
        return names == Names::file || names == Names::flow || names == Names::log_format;
    };
    std::vector<std::string_view> inputs;
    bool writes = false;
    for (const Option* option : options_of(command)) {
        if (option->name == "output")
            writes = true;
        else if (is_file(option->names) || option->metavar == "STORE")
            inputs.push_back(option->name);
    }
    std::error_code error;
    if (!writes || command.name == "fmt" || !fs::is_regular_file(values.get("output"), error)) return {};
    for (const Positional& one : command.positionals)
        if (is_file(one.names)) inputs.push_back(one.name);
    const fs::path output(values.get("output"));
    // In a folder that is looked through, reports may stand beside flows, but nobody writes one as YAML.
    const bool may_be_flow = output.extension() == ".yaml" || output.extension() == ".yml";
    const auto is_output = [&](const std::string& given) {
        return fs::equivalent(given, output, error) ||
               (may_be_flow && fs::is_directory(given, error) && base::is_inside(*io.files, output.native(), given));
    };
    for (const std::string_view name : inputs) {
        const auto& given = values.all(name);
        if (given.empty() ? is_output(std::string(values.get(name))) : std::ranges::any_of(given, is_output))
            return name;
    }
    return {};
}

} // namespace

void complain(Io& io, std::string_view command, std::string_view message) {
    io.err += fmt::format("callflow{}{}: {}\n", command.empty() ? "" : " ", command, base::printable(message, 4096));
}

ExitStatus complain(Io& io, std::string_view command, const base::Error& error) {
    complain(io, command, error.kind == base::ErrorKind::internal ? "internal error: " + error.message : error.message);
    if (error.kind == base::ErrorKind::usage)
        io.err += fmt::format("'callflow help{}{}' says more.\n", command.empty() ? "" : " ", command);
    return status_of(error.kind);
}

ExitStatus main(Io& io) {
    if (io.args.empty()) {
        io.err += overview_text();
        return ExitStatus::usage;
    }
    std::string_view name = io.args.front();
    std::span<const std::string> words = std::span(io.args).subspan(1);
    // `callflow -v --version` is meant as `callflow --version -v`.
    if ((name == "-v" || name == "--verbose") && words.size() == 1 && words.front() == "--version") {
        name = words.front();
        words = std::span(io.args).first(1);
    }
    if (name == "--help" || name == "-h") {
        // `callflow --help validate` is meant as `callflow help validate`.
        name = "help";
    } else if (name == "--version") {
        name = "version";
    }
    const Command* command = find_command(name);
    if (command == nullptr) return unknown_command(io, name);
    if (asks_for_help(words)) {
        io.out += help_text(*command);
        return ExitStatus::fine;
    }
    base::Result<Values> values = parse(*command, words, io.environment);
    if (!values) return complain(io, command->name, values.error());
    if (const ExitStatus status = configure(*values, io); status != ExitStatus::fine) return status;
    if (const std::string_view input = input_that_is_output(*values, io); !input.empty())
        return complain(io, command->name,
                        base::Error{base::ErrorKind::usage,
                                    fmt::format("--output would overwrite {}, which {}{} names: write to another file",
                                                base::printable(values->get("output"), 4096),
                                                input.front() >= 'a' ? "--" : "", input)});
    return command->run(*values, io);
}

} // namespace callflow::cli
