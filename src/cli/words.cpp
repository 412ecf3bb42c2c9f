#include "cli/words.hpp"

#include "cli/commands.hpp"

namespace callflow::cli {

namespace {

std::vector<std::string_view> command_names() {
    std::vector<std::string_view> names;
    for (const Command* command : commands())
        names.push_back(command->name);
    return names;
}

}  // namespace

std::vector<std::string_view> words_for(Names names) {
    switch (names) {
        case Names::command:
            return command_names();
        case Names::page:
        case Names::schema:
        case Names::provider:
        case Names::nothing:
        case Names::file:
        case Names::flow:
        case Names::folder:
            break;
    }
    return {};
}

}  // namespace callflow::cli
