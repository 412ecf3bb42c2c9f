// Words that a name on the command line can be, where they are known.
#pragma once

#include "cli/command.hpp"

#include <string_view>
#include <vector>

namespace callflow::cli {

// All of them in the order in which they are listed everywhere; empty for texts and files.
[[nodiscard]] std::vector<std::string_view> words_for(Names names);

// What an option or positional can be: its choices, else the words for what it names.
template <class Record> [[nodiscard]] std::vector<std::string_view> words_for(const Record& record) {
    if (record.choices.empty()) return words_for(record.names);
    return {record.choices.begin(), record.choices.end()};
}

// What a shell offers for an option's value: those, or the words that it may be among others.
[[nodiscard]] std::vector<std::string_view> offered_words(const Option& option);

} // namespace callflow::cli
