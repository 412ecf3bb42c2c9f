#include "providers/sip/ruby_lines.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace callflow::providers::sip {

std::size_t find_outside_quotes(std::string_view text, char mark) {
    char in = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (in == 0 && text[i] == mark) return i;
        if (in != 0 && text[i] == '\\')
            ++i;
        else if (in != 0)
            in = text[i] == in ? '\0' : in;
        else if (text[i] == '"' || text[i] == '\'')
            in = text[i];
    }
    return std::string_view::npos;
}

bool is_quoted(std::string_view text) {
    return text.size() > 1 && (text.front() == '"' || text.front() == '\'') &&
           text.find(text.front(), 1) == text.size() - 1;
}

std::size_t options_of(std::string_view leg) {
    int deep = 0;
    for (std::size_t i = 0; i < leg.size(); ++i) {
        deep += leg[i] == '{' ? 1 : leg[i] == '}' ? -1 : 0;
        if (deep <= 0 && leg[i] == '[') return i;
    }
    return std::string_view::npos;
}

std::string_view without_comment(std::string_view line) {
    char in = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (in != 0) {
            if (line[i] == '\\')
                ++i;
            else if (line[i] == in)
                in = 0;
        } else if (line[i] == '"' || line[i] == '\'' || line[i] == '/') {
            in = line[i];
        } else if (line[i] == '#') {
            return line.substr(0, i);
        }
    }
    return line;
}

std::pair<std::string_view, std::string_view> split_then(std::string_view text) {
    for (const std::string_view word : {" then ", ": ", ";"}) {
        const std::size_t at = text.find(word);
        if (at != std::string_view::npos)
            return {base::trim(text.substr(0, at)), base::trim(text.substr(at + word.size()))};
    }
    if (text.ends_with(" then")) text.remove_suffix(5);
    return {base::trim(text), {}};
}

bool opens_block(std::string_view text) {
    constexpr std::string_view words[] = {"unless ", "while ", "until ", "begin", "def ", "for "};
    return std::ranges::any_of(words, [&](std::string_view word) { return text.starts_with(word); }) ||
           text.ends_with(" do") || (text.ends_with('|') && text.find(" do |") != std::string_view::npos);
}

Direction direction_of(std::string_view test) {
    const bool not_so = test.starts_with('!') || test.starts_with("not ");
    if (not_so) test = base::trim(test.substr(test.find_first_of("! ") + 1));
    if (test != "sys.Out" && test != "sys.In") return Direction::any;
    return (test == "sys.Out") != not_so ? Direction::out : Direction::in;
}

Direction other(Direction way) { return way == Direction::in ? Direction::out : Direction::in; }

std::optional<Assignment> assignment(std::string_view text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos || equals + 1 == text.size()) return std::nullopt;
    const std::string_view left = base::trim(text.substr(0, equals));
    const bool compares = std::string_view("=~>").find(text[equals + 1]) != std::string_view::npos;
    Assignment out;
    out.name = left.substr(0, left.find_first_of("+-*/|&<. "));
    if (compares || !base::is_name(out.name)) return std::nullopt;
    const std::size_t end = std::min(find_outside_quotes(text, ';'), text.size());
    out.value = base::trim(text.substr(equals + 1, end - equals - 1));
    out.rest = base::trim(text.substr(std::min(end + 1, text.size())));
    out.whole = left == out.name;
    return out;
}

std::string extension_pattern(std::string_view written) {
    std::string made = "^";
    for (const char c : written)
        made += c == 'X' ? "[0-9]" : c == 'Z' ? "[1-9]" : c == 'N' ? "[2-9]" : c == '.' ? ".+" : std::string(1, c);
    return made + "$";
}

} // namespace callflow::providers::sip
