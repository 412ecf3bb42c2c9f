#include "providers/tropo/check_grammar.hpp"

#include "base/codes.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::providers::tropo {

namespace {

char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

std::optional<std::int64_t> count_of(std::string_view text) {
    const auto number = base::parse_int(base::trim(text));
    return number && *number > 0 ? number : std::nullopt;
}

// What stands between the brackets: nothing where it is understood.
std::string bracket_problem(std::string_view inside) {
    std::string lower(base::trim(inside));
    std::ranges::transform(lower, lower.begin(), to_lower);
    std::string_view text = lower;
    if (text == "any" || text == "digits" || text == "digit") return {};
    const std::size_t word = text.find_last_of(" \t");
    const std::string_view unit = word == std::string_view::npos ? text : text.substr(word + 1);
    if (unit != "digit" && unit != "digits") return "between brackets stand DIGITS or ANY";
    const std::string_view count = base::trim(text.substr(0, word));
    const std::size_t dash = count.find('-');
    const auto least = count_of(count.substr(0, dash));
    const auto most = dash == std::string_view::npos ? least : count_of(count.substr(dash + 1));
    if (!least || !most) return fmt::format("{} is no number of digits", base::quoted(count));
    if (*least > *most) return fmt::format("{} digits are more than {}", *least, *most);
    return {};
}

// Concepts: a word, and in parentheses what means it.
std::string list_problem(std::string_view text) {
    bool open = false;
    bool something = false; // since the last comma or parenthesis
    bool meant = false;     // a concept just ended
    for (const char c : text) {
        if (c == '(') {
            if (open) return "a parenthesis inside parentheses";
            if (!something) return "parentheses follow the word that they mean";
            open = true;
            something = meant = false;
        } else if (c == ')') {
            if (!open) return "a parenthesis that was not opened";
            if (!something) return "nothing between parentheses";
            open = false;
            meant = true;
        } else if (c == ',') {
            if (!something && !meant) return "nothing between commas";
            something = meant = false;
        } else if (c != ' ' && c != '\t') {
            if (meant) return "a comma parts one concept from the next";
            something = true;
        }
    }
    if (open) return "a parenthesis that is not closed";
    return something || meant ? std::string() : std::string("nothing behind the last comma");
}

} // namespace

void check_grammar(doc::View value, base::Diagnostics& diagnostics) {
    const std::string_view text = base::trim(value.text());
    if (text.find("://") != std::string_view::npos || text.starts_with('<'))
        return; // a grammar elsewhere, or written out
    std::string problem;
    if (text.empty()) {
        problem = "there is nothing to choose";
    } else if (text.starts_with('[')) {
        problem = text.ends_with(']') ? bracket_problem(text.substr(1, text.size() - 2)) : "the bracket is not closed";
    } else {
        problem = list_problem(text);
    }
    if (problem.empty()) return;
    diagnostics
        .report(base::codes::tropo_grammar, value.span(), fmt::format("the choices cannot be understood: {}", problem))
        .help = "write [4 DIGITS], [1-4 DIGITS], or words with commas between";
}

} // namespace callflow::providers::tropo
