#include "providers/tropo/check_grammar.hpp"

#include "base/ascii.hpp"
#include "base/codes.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string>
#include <vector>

namespace callflow::providers::tropo {

namespace {

std::optional<std::int64_t> count_of(std::string_view text) {
    const auto number = base::parse_int(base::trim(text));
    return number && *number > 0 ? number : std::nullopt;
}

// What stands between the brackets: nothing where it is understood.
std::string bracket_problem(std::string_view inside) {
    std::string lower = base::lowered(base::trim(inside));
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

bool is_key(char c) { return base::is_digit(c) || c == '*' || c == '#'; }

// Whether one of the words that mean it can be typed: `support(2, support)`, `3`.
bool can_be_typed(std::string_view choice) {
    const std::size_t open = choice.find('(');
    std::string_view rest = open == std::string_view::npos ? choice : choice.substr(open + 1);
    rest = rest.substr(0, rest.find(')'));
    while (!rest.empty()) {
        const std::string_view word = base::trim(rest.substr(0, rest.find(',')));
        if (!word.empty() && std::ranges::all_of(word, is_key)) return true;
        rest.remove_prefix(
            std::min(rest.size(), rest.find(',') == std::string_view::npos ? rest.size() : rest.find(',') + 1));
    }
    return false;
}

// The choices of a list, concepts with what stands in their parentheses.
std::vector<std::string_view> choices_of(std::string_view list) {
    std::vector<std::string_view> out;
    std::size_t begin = 0;
    bool open = false;
    for (std::size_t at = 0; at <= list.size(); ++at) {
        const char c = at < list.size() ? list[at] : ',';
        open = c == '(' || (open && c != ')');
        if (c != ',' || open) continue;
        out.push_back(base::trim(list.substr(begin, at - begin)));
        begin = at + 1;
    }
    return out;
}

// With keys alone words never match, and what is written is neither typed nor said.
void check_mode(std::string_view text, base::Span where, std::string_view mode, base::Diagnostics& diagnostics) {
    if (mode != "dtmf" && mode != "speech") return;
    if (text.starts_with('[')) {
        std::string inside = base::lowered(base::trim(text.substr(1, text.size() - 2)));
        if (inside != "any") return;
        diagnostics
            .report(base::codes::tropo_grammar, where,
                    fmt::format("[ANY] takes what is written, so with the mode {} nothing matches", mode))
            .help = "for a call write [1-20 DIGITS], or the words that may be said";
        return;
    }
    if (mode != "dtmf") return;
    for (const std::string_view choice : choices_of(text)) {
        if (can_be_typed(choice)) continue;
        const std::string_view word = base::trim(choice.substr(0, choice.find('(')));
        diagnostics
            .report(base::codes::tropo_grammar, where,
                    fmt::format("with the mode dtmf words never match, so {} cannot be chosen", base::quoted(word)))
            .help = fmt::format("give it a key, {}(1), or leave the mode out", base::printable(word));
        return;
    }
}

} // namespace

void check_grammar(doc::View choices, base::Diagnostics& diagnostics) {
    const doc::View value = choices.find("value");
    if (!value || !value.is_scalar() || value.is_plain()) return;
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
    if (!problem.empty()) {
        diagnostics
            .report(base::codes::tropo_grammar, value.span(),
                    fmt::format("the choices cannot be understood: {}", problem))
            .help = "write [4 DIGITS], [1-4 DIGITS], or words with commas between";
        return;
    }
    const doc::View mode = choices.find("mode");
    if (mode && mode.is_scalar()) check_mode(text, value.span(), mode.text(), diagnostics);
}

} // namespace callflow::providers::tropo
