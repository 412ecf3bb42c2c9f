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

} // namespace

std::string literally(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (std::string_view("\\.+*?()[]{}^$|").find(c) != std::string_view::npos) out += '\\';
        out += c;
    }
    return out;
}

std::optional<std::string> interpolated(std::string_view text, bool groups) {
    std::string out;
    while (!text.empty()) {
        const std::size_t at = std::min(text.find("#{"), text.find("${"));
        out += text.substr(0, at);
        if (at == std::string_view::npos) break;
        const std::size_t end = text.find('}', at);
        if (end == std::string_view::npos) return std::nullopt;
        const std::string_view name = base::trim(text.substr(at + 2, end - at - 2));
        constexpr std::string_view dialled[] = {"req.URI.User", "req.URI.User.to_s", "dst", "EXTEN", "exten"};
        const bool group = groups && name.size() == 2 && name[0] == '$' && name[1] >= '1' && name[1] <= '9';
        // `${dst:2}` leaves out the first two.
        const std::string_view whose = name.substr(0, name.find(':'));
        const auto from =
            whose == name ? std::optional<std::int64_t>(0) : base::parse_int(name.substr(whose.size() + 1));
        const bool known = std::ranges::find(dialled, whose) != std::end(dialled) && from && *from >= 0;
        if (!group && !known) return std::nullopt;
        if (group)
            out += fmt::format("{{{{ captures[{}] }}}}", name[1]);
        else
            out += *from == 0 ? "{{ dialled }}" : fmt::format("{{{{ dialled.substring({}) }}}}", *from);
        text.remove_prefix(end + 1);
    }
    return out;
}

std::string written(const std::vector<PlanEntry>& entries) {
    std::string out = "dialplan:\n  in:";
    if (entries.empty()) out += " []";
    out += '\n';
    for (const PlanEntry& one : entries) {
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
    return out;
}

} // namespace callflow::providers::sip
