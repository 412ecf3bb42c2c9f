#include "providers/sip/plan_entry.hpp"

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
