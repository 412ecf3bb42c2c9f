#include "cli/parse.hpp"

#include "base/ascii.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/passwords.hpp"
#include "cli/suggest.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <utility>
#include <vector>

namespace callflow::cli {

namespace {

tl::unexpected<base::Error> usage(std::string message) {
    return base::fail(base::ErrorKind::usage, std::move(message));
}

bool is_option(std::string_view word) { return word.size() > 1 && word.front() == '-'; }

// The record of an option as it was written: `--format`, `--format=x`, `-o`, `-vo`.
const Option* find_option(const std::vector<const Option*>& options, std::string_view word) {
    const bool is_long = word.starts_with("--");
    const std::string_view name = word.substr(2 * is_long, word.find('=') - 2 * is_long);
    for (const Option* option : options)
        if (is_long ? option->name == name : option->letter == word.back()) return option;
    return nullptr;
}

std::string unknown_option(const std::vector<const Option*>& options, std::string_view word) {
    const std::string_view written = word.substr(0, word.find('='));
    std::vector<std::string> dashed;
    dashed.reserve(options.size());
    for (const Option* option : options) dashed.push_back(fmt::format("--{}", option->name));
    const std::vector<std::string_view> names(dashed.begin(), dashed.end());
    // `-format` and `-fromat` are long options that lack a dash.
    const bool lacks_dash = !written.starts_with("--") && written.size() > 2;
    const std::string meant = (lacks_dash ? "-" : "") + std::string(written);
    return fmt::format("unknown option {}{}", base::quoted(written), did_you_mean(meant, names));
}

std::string needs_value(const std::vector<const Option*>& options, std::string_view word) {
    const Option* option = find_option(options, word);
    const std::string_view written = word.substr(0, word.find('='));
    if (option == nullptr || option->choices.empty())
        return fmt::format("{} needs a value{}{}", written, option != nullptr ? ": " : "",
                           option != nullptr ? option->metavar : "");
    return fmt::format("{} needs a value: {}", written, one_of(option->choices));
}

// A value that is not one of the choices, as a message; `what` is how the user knows the option.
std::optional<std::string> wrong_choice(std::string_view what, std::span<const std::string_view> choices,
                                        std::string_view value) {
    if (choices.empty() || std::find(choices.begin(), choices.end(), value) != choices.end()) return std::nullopt;
    return fmt::format("{} takes {}, not {}{}", what, one_of(choices), base::quoted(value),
                       did_you_mean(value, choices));
}

// CLI11's part: takes the words apart into options with their values, and the rest. It is told of
// no positionals, because it would split one that looks like `[a,b]`.
class Splitter {
public:
    explicit Splitter(const std::vector<const Option*>& options) : options_(options) {
        app_.set_help_flag();
        app_.allow_extras();
        for (const Option* option : options) {
            std::string names = fmt::format("--{}", option->name);
            if (option->letter != 0) names += fmt::format(",-{}", option->letter);
            CLI::Option* added = option->metavar.empty() ? app_.add_flag(names)->disable_flag_override()
                                                         : app_.add_option(names)->expected(1);
            added_.push_back(added->multi_option_policy(CLI::MultiOptionPolicy::TakeAll));
        }
    }

    // The words that belong to no option.
    base::Result<std::vector<std::string>> split(std::span<const std::string> words) {
        for (const std::string& word : words)
            // CLI11 would take the next word as the value.
            if (word.starts_with("--") && word.find('=') == word.size() - 1) return usage(needs_value(options_, word));
        std::vector<std::string> reversed(words.rbegin(), words.rend());
        try {
            app_.parse(reversed);
        } catch (const CLI::ArgumentMismatch&) {
            // A flag with a value, else the last word lacks its value.
            for (const std::string& word : words) {
                const Option* option = is_option(word) ? find_option(options_, word) : nullptr;
                if (option != nullptr && option->metavar.empty() && word.starts_with("--") &&
                    word.find('=') != std::string::npos)
                    return usage(fmt::format("--{} takes no value", option->name));
            }
            return usage(needs_value(options_, words.back()));
        } catch (const CLI::Error& error) {
            return usage(base::printable(error.what()));
        }
        return app_.remaining();
    }

    // The values an option was given; an empty text for each use of a flag.
    [[nodiscard]] std::vector<std::string> given(std::size_t index) const {
        if (options_[index]->metavar.empty()) return std::vector<std::string>(added_[index]->count());
        return added_[index]->results();
    }

private:
    const std::vector<const Option*>& options_;
    CLI::App app_;
    std::vector<CLI::Option*> added_;
};

// Why the address that an option was given is none for a command line; `--redis`, which has an option of its own for the password, says
// that itself.
std::optional<std::string> shown_password(const Option& option, std::string_view value) {
    const bool store = option.metavar == "STORE" || option.metavar == "DB";
    if ((!store && option.metavar != "URL") || !holds_password(value)) return {};
    std::string message = fmt::format("--{}: {}", option.name, seen_by_everybody);
    if (store) message += "; PGPASSWORD or ~/.pgpass may hold it";
    if (option.environment)
        message += fmt::format("{}{} in the environment the whole address", store ? ", or " : "; give by ",
                               variable_of(option));
    return message;
}

base::Result<void> take_positionals(const Command& command, std::vector<std::string> words, Values& values) {
    std::size_t next = 0;
    for (const Positional& positional : command.positionals) {
        const std::size_t first = next;
        while (next < words.size() && (next == first || positional.repeats)) {
            if (auto wrong = wrong_choice(positional.name, positional.choices, words[next]))
                return usage(*std::move(wrong));
            values.add(positional.name, std::move(words[next++]));
        }
        if (next == first && positional.required)
            return usage(positional.choices.empty()
                             ? fmt::format("{} is missing", positional.name)
                             : fmt::format("{} is missing: {}", positional.name, one_of(positional.choices)));
    }
    if (next < words.size()) return usage(fmt::format("unexpected word {}", base::quoted(words[next])));
    return {};
}

base::Result<void> take_environment(const Option& option, const Environment& environment, Values& values) {
    if (!option.environment || values.has(option.name)) return {};
    const std::string variable = variable_of(option);
    std::optional<std::string> value = environment(variable);
    if (!value || value->empty()) return {};
    if (auto wrong = wrong_choice(variable, option.choices, *value)) return usage(*std::move(wrong));
    values.stand_in(option.name, *std::move(value));
    return {};
}

} // namespace

std::string variable_of(const Option& option) {
    std::string variable = "CALLFLOW_";
    for (const char c : option.name) variable += c == '-' ? '_' : base::to_upper(c);
    return variable;
}

bool asks_for_help(std::span<const std::string> words) {
    for (const std::string& word : words) {
        if (word == "--") return false;
        if (word == "--help" || word == "-h") return true;
    }
    return false;
}

base::Result<Values> parse(const Command& command, std::span<const std::string> words, const Environment& environment) {
    const std::vector<const Option*> options = options_of(command);
    const auto end_of_options = std::find(words.begin(), words.end(), "--");
    const std::span<const std::string> before(words.begin(), end_of_options);
    Splitter splitter(options);
    base::Result<std::vector<std::string>> rest = splitter.split(before);
    if (!rest) return tl::unexpected(rest.error());
    for (const std::string& word : *rest)
        if (is_option(word)) return usage(unknown_option(options, word));
    if (end_of_options != words.end()) rest->insert(rest->end(), end_of_options + 1, words.end());

    Values values(command);
    for (std::size_t i = 0; i < options.size(); ++i) {
        for (std::string& value : splitter.given(i)) {
            const std::string written = fmt::format("--{}", options[i]->name);
            if (auto wrong = wrong_choice(written, options[i]->choices, value)) return usage(*std::move(wrong));
            if (value.empty() && !options[i]->metavar.empty()) return usage(needs_value(options, written));
            if (auto wrong = shown_password(*options[i], value)) return usage(*std::move(wrong));
            values.add(options[i]->name, std::move(value));
        }
        if (auto taken = take_environment(*options[i], environment, values); !taken)
            return tl::unexpected(taken.error());
    }
    if (auto taken = take_positionals(command, *std::move(rest), values); !taken) return tl::unexpected(taken.error());
    return values;
}

} // namespace callflow::cli
