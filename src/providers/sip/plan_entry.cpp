#include "providers/sip/plan_entry.hpp"

#include "base/ascii.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::providers::sip {

namespace {

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f) {
            out += fmt::format("\\x{:02x}", byte);
            continue;
        }
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out += '"';
}

std::string list(const std::vector<std::string>& texts) {
    std::vector<std::string> all;
    for (const std::string& one : texts) all.push_back(quoted(one));
    return fmt::format("[{}]", fmt::join(all, ", "));
}

// A list of those that are for calls of a direction, of all where that is `any`.
std::string plan(std::string_view name, std::string_view comment, const std::vector<PlanEntry>& entries,
                 Direction direction) {
    std::string out;
    for (const PlanEntry& one : entries) {
        if (direction != Direction::any && one.direction != Direction::any && one.direction != direction) continue;
        std::vector<std::string> parts;
        if (!one.match.empty()) parts.push_back("match: " + quoted(one.match.front()));
        if (one.dialled.size() == 1) parts.push_back("dialled: " + quoted(one.dialled.front()));
        if (one.dialled.size() > 1) parts.push_back("dialled: " + list(one.dialled));
        parts.push_back("to: " + (one.to.size() == 1 ? quoted(one.to.front()) : list(one.to)));
        if (one.together) parts.emplace_back("together: true");
        if (!one.from_user.empty()) parts.push_back("from_user: " + quoted(one.from_user));
        if (one.ring > 0) parts.push_back(fmt::format("ring: {}s", one.ring));
        out += fmt::format("    - {{{}}}\n", fmt::join(parts, ", "));
    }
    return fmt::format("  {}:{}{}\n{}", name, out.empty() ? " []" : "", comment, out);
}

} // namespace

namespace {

// What every number begins with that a pattern is for; `whole` where it is only that number.
struct Beginning {
    std::string text = {};
    bool whole = false;
};

Beginning beginning_of(std::string_view pattern) {
    const bool any_case = pattern.starts_with("(?i)");
    if (any_case) pattern.remove_prefix(4);
    if (!pattern.starts_with('^') || pattern.find('|') != std::string_view::npos) return {};
    pattern.remove_prefix(1);
    std::string text;
    for (; !pattern.empty(); pattern.remove_prefix(1)) {
        const char c = pattern.front();
        const bool escaped =
            c == '\\' && pattern.size() > 1 && !base::is_digit(pattern[1]) && !base::is_letter(pattern[1]);
        if (!escaped && !base::is_digit(c) && (any_case || !base::is_letter(c))) break;
        if (escaped) pattern.remove_prefix(1);
        text += pattern.front();
    }
    const bool maybe = !pattern.empty() && std::string_view("?*{").find(pattern.front()) != std::string_view::npos;
    if (maybe && !text.empty()) text.pop_back();
    return {std::move(text), pattern == "$"};
}

bool may_both_be(const Beginning& one, const Beginning& other) {
    if (one.whole && other.whole) return one.text == other.text;
    if (one.whole) return one.text.starts_with(other.text);
    return other.whole ? other.text.starts_with(one.text)
                       : one.text.starts_with(other.text) || other.text.starts_with(one.text);
}

std::vector<Beginning> beginnings_of(const PlanEntry& entry) {
    std::vector<Beginning> all;
    for (std::string_view left : entry.match) {
        const bool list = left.find_first_of("([\\") == std::string_view::npos; // its `|` are between whole patterns
        while (true) {
            const std::size_t end = list ? left.find('|') : std::string_view::npos;
            all.push_back(beginning_of(left.substr(0, end)));
            if (end == std::string_view::npos) break;
            left.remove_prefix(end + 1);
        }
    }
    for (const std::string& one : entry.dialled) all.push_back({one, true});
    if (all.empty()) all.emplace_back(); // whatever is dialled
    return all;
}

} // namespace

bool may_both_hold(const PlanEntry& one, const PlanEntry& other) {
    if (one.direction != Direction::any && other.direction != Direction::any && one.direction != other.direction)
        return false;
    const std::vector<Beginning> here = beginnings_of(one), there = beginnings_of(other);
    return std::ranges::any_of(here, [&](const Beginning& a) {
        return std::ranges::any_of(there, [&](const Beginning& b) { return may_both_be(a, b); });
    });
}

std::string literally(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (std::string_view("\\.+*?()[]{}^$|").find(c) != std::string_view::npos) out += '\\';
        out += c;
    }
    return out;
}

std::string written(const std::vector<PlanEntry>& entries) {
    const auto differs = [&](const PlanEntry& one) { return one.direction != entries.front().direction; };
    constexpr std::string_view out = " # sys.Out: a scenario's call comes to it with `dialplan: out`";
    const bool mixed = std::ranges::any_of(entries, differs);
    if (!mixed && !entries.empty() && entries.front().direction == Direction::out)
        return "dialplan:\n" + plan("out", out, entries, Direction::out);
    if (!mixed) return "dialplan:\n" + plan("in", {}, entries, Direction::any);
    return "dialplan:\n" + plan("in", " # sys.In", entries, Direction::in) + plan("out", out, entries, Direction::out);
}

} // namespace callflow::providers::sip
