// What every record must keep to, so that help, man pages and completions can be made from it.
#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/command.hpp"
#include "cli/commands.hpp"
#include "cli/completion.hpp"
#include "cli/help.hpp"
#include "cli/layout.hpp"
#include "cli/man.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <string>

namespace callflow::cli {
namespace {

bool is_sentence_part(std::string_view text) {
    return !text.empty() && text.back() != '.' && text.find('\n') == std::string_view::npos;
}

TEST_CASE("the formats that records offer for results are those that there are") {
    std::vector<std::string_view> written;
    for (const report::FormatName& one : report::finding_formats()) written.push_back(one.name);
    CHECK(std::ranges::equal(written, result_formats));
}

TEST_CASE("every command has a name of its own, a group, a summary and something to run") {
    std::set<std::string_view> names;
    for (const Command* command : commands()) {
        INFO(command->name);
        CHECK(names.insert(command->name).second);
        CHECK(std::count(groups().begin(), groups().end(), command->group) == 1);
        CHECK(is_sentence_part(command->summary));
        CHECK(!command->description.empty());
        CHECK(!command->examples.empty());
        CHECK(command->synopsis.starts_with("[OPTION]..."));
        CHECK(command->run != nullptr);
        CHECK(find_command(command->name) == command);
    }
    CHECK(find_command("no_such") == nullptr);
}

TEST_CASE("options of a command have names and letters of their own, and lower-case help") {
    for (const Command* command : commands()) {
        std::set<std::string_view> names;
        std::set<char> letters;
        for (const Option* option : options_of(*command)) {
            INFO(command->name << " --" << option->name);
            CHECK(names.insert(option->name).second);
            if (option->letter != 0) CHECK(letters.insert(option->letter).second);
            CHECK(is_sentence_part(option->help));
            if (!option->fallback.empty() && !option->choices.empty()) {
                CHECK(std::count(option->choices.begin(), option->choices.end(), option->fallback) == 1);
            }
            CHECK((!option->metavar.empty() || option->choices.empty()));
        }
        for (const Positional& positional : command->positionals) {
            INFO(command->name << " " << positional.name);
            CHECK(is_sentence_part(positional.help));
            CHECK(command->synopsis.find(positional.name) != std::string_view::npos);
            CHECK((!positional.repeats || &positional == &command->positionals.back()));
        }
    }
}

TEST_CASE("help is at most 80 columns wide, but for examples") {
    const auto check = [](const std::string& text) {
        std::size_t begin = 0;
        while (begin < text.size()) {
            const std::size_t end = text.find('\n', begin);
            const std::string line = text.substr(begin, end - begin);
            INFO(line);
            CHECK((line.starts_with("      callflow") || base::display_width(line) <= page_width));
            CHECK((line.empty() || line.back() != ' '));
            begin = end + 1;
        }
    };
    check(overview_text());
    for (const Command* command : commands()) check(help_text(*command));
}

TEST_CASE("a manual page says everything that the help says") {
    for (const Command* command : commands()) {
        const std::string page = man_page(*command);
        for (const Option* option : options_of(*command)) {
            INFO(command->name << " --" << option->name);
            CHECK(page.find("Fl Fl " + std::string(option->name)) != std::string::npos);
        }
        CHECK(page.find(".Sh EXAMPLES") != std::string::npos);
        CHECK(page.find("\n.Sh SEE ALSO\n") != std::string::npos);
    }
}

TEST_CASE("what a shell offers for a value that may be others, too, the help names") {
    for (const Command* command : commands()) {
        for (const Option* option : options_of(*command)) {
            INFO(command->name << " --" << option->name);
            CHECK((option->words.empty() || option->choices.empty()));
            for (const std::string_view word : option->words)
                CHECK(option->help.find("`" + std::string(word) + "`") != std::string_view::npos);
        }
    }
}

TEST_CASE("every shell is offered every command and option") {
    for (const std::string& script : {bash_completion(), zsh_completion(), fish_completion()}) {
        for (const Command* command : commands()) {
            CHECK(script.find(command->name) != std::string::npos);
            for (const Option* option : options_of(*command)) {
                CHECK(script.find(option->name) != std::string::npos);
            }
        }
    }
}

TEST_CASE("text in single quotes is one word to a shell") {
    CHECK(shell_quoted("a `--b` c") == "'a --b c'");
    CHECK(shell_quoted("`b`") == "''\\''b'\\'''");
    CHECK(shell_quoted("it's") == "'it'\\''s'");
}

TEST_CASE("lines are broken at blanks, and a long word stands alone") {
    CHECK(wrap("aa bb cc", 5) == std::vector<std::string>{"aa bb", "cc"});
    CHECK(wrap("aaaaaaaa b", 5) == std::vector<std::string>{"aaaaaaaa", "b"});
    CHECK(wrap("", 5) == std::vector<std::string>{""});
    CHECK(wrap("a\n b", 5) == std::vector<std::string>{"a b"});
}

} // namespace
} // namespace callflow::cli
