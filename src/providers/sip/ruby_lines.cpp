#include "providers/sip/ruby_lines.hpp"

#include "base/text.hpp"
#include "providers/sip/ruby_scan.hpp"
#include "providers/sip/ruby_values.hpp"

#include <algorithm>

namespace callflow::providers::sip {

bool is_quoted(std::string_view text) {
    return text.size() > 1 && (text.front() == '"' || text.front() == '\'') &&
           text.find(text.front(), 1) == text.size() - 1;
}

std::size_t options_of(std::string_view leg, bool made) {
    for (std::size_t i = 0; i < leg.size(); ++i) {
        if (leg[i] == '[') return i;
        const std::string_view begin = leg.substr(i, 2);
        if (made ? begin != "{{" : begin != "#{" && begin != "${") continue;
        const std::size_t end = leg.find(made ? "}}" : "}", i);
        if (end == std::string_view::npos) break;
        i = end;
    }
    return std::string_view::npos;
}

std::pair<std::string_view, std::string_view> split_test(std::string_view text) {
    for (RubyScan scan(text); scan.next();)
        if (text.substr(scan.at()).starts_with(": "))
            return {base::trim(text.substr(0, scan.at())), base::trim(text.substr(scan.at() + 1))};
    return {base::trim(text), {}};
}

bool opens_block(std::string_view text) {
    constexpr std::string_view words[] = {"if ", "case ", "unless ", "while ", "until ", "begin", "def ", "for "};
    const auto opens = [&](std::string_view from) {
        return std::ranges::any_of(words, [&](std::string_view word) { return from.starts_with(word); });
    };
    const auto assigned = assignment(text);
    return opens(text) || (assigned && opens(assigned->value)) || text.ends_with(" do") ||
           (text.ends_with('|') && text.find(" do |") != std::string_view::npos);
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
    const std::size_t end = std::min(find_outside(text, ";"), text.size());
    out.value = base::trim(text.substr(equals + 1, end - equals - 1));
    out.rest = base::trim(text.substr(std::min(end + 1, text.size())));
    out.whole = left == out.name;
    return out;
}

namespace {

// `2XX` as a pattern.
std::string extension_pattern(std::string_view written) {
    std::string made = "^";
    for (const char c : written) {
        if (std::string_view("\\+*?(){}^$|").find(c) != std::string_view::npos) made += '\\';
        made += c == 'X' ? "[0-9]" : c == 'Z' ? "[1-9]" : c == 'N' ? "[2-9]" : c == '.' ? ".+" : std::string(1, c);
    }
    return made + "$";
}

// Where its priority begins, `,1,`: a pattern may have commas of its own.
std::size_t find_priority(std::string_view text) {
    for (std::size_t at = text.find(','); at != std::string_view::npos; at = text.find(',', at + 1)) {
        const std::size_t end = text.find(',', at + 1);
        if (end != std::string_view::npos && base::parse_int(base::trim(text.substr(at + 1, end - at - 1)))) return at;
    }
    return std::string_view::npos;
}

constexpr std::string_view exten = "exten";

} // namespace

bool is_legacy(std::string_view line) {
    return line.starts_with(exten) && base::trim(line.substr(exten.size())).starts_with('=') &&
           find_priority(line) != std::string_view::npos;
}

std::optional<Extension> extension(std::string_view line) {
    std::string_view rest = base::trim(line.substr(exten.size()));
    const bool matches = rest.starts_with("=~");
    rest = base::trim(rest.substr(rest.starts_with("=~") || rest.starts_with("==") || rest.starts_with("=>") ? 2 : 1));
    const std::size_t first = find_priority(rest);
    if (first == std::string_view::npos) return std::nullopt;
    Extension out;
    out.written = base::trim(rest.substr(0, first));
    out.action = base::trim(rest.substr(rest.find(',', first + 1) + 1));
    if (!matches) {
        if (out.written.starts_with('_')) out.pattern = extension_pattern(out.written.substr(1));
        return out.written.empty() ? std::nullopt : std::optional(std::move(out));
    }
    if (out.written.size() > 1 && out.written.starts_with('/') && out.written.ends_with('/'))
        out.written = out.written.substr(1, out.written.size() - 2);
    out.pattern = ruby_pattern(out.written);
    return out.pattern.empty() ? std::nullopt : std::optional(std::move(out));
}

} // namespace callflow::providers::sip
