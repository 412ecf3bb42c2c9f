#include "cli/completion.hpp"

#include "base/ascii.hpp"
#include "cli/layout.hpp"

#include <algorithm>
#include <cassert>

namespace callflow::cli {

namespace {

bool is_plain(std::string_view word) {
    return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
        return base::is_alphanumeric(c) || c == '_' || c == '-' || c == '.';
    });
}

} // namespace

std::string word_list(std::span<const std::string_view> words) {
    std::string list;
    for (const std::string_view word : words) {
        assert(is_plain(word));
        if (!list.empty()) list += ' ';
        list += word;
    }
    return list;
}

std::string shell_quoted(std::string_view text) {
    std::string quoted = "'";
    for (const char c : without_quotes(text)) {
        // fish reads a backslash within quotes, the others do not: better without.
        assert(c != '\\');
        if (c == '\'')
            quoted += "'\\''";
        else
            quoted += c;
    }
    return quoted + "'";
}

} // namespace callflow::cli
