#include "logs/log_checks.hpp"

#include "base/edit_distance.hpp"
#include "base/text.hpp"
#include "logs/cdr.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>

namespace callflow::logs {
namespace {

// The lines that are a record each; damaged ones have no names that could be asked about. All of a text that is a list.
std::string whole_lines(std::string_view head) {
    if (base::trim(head).starts_with('[')) return std::string(head);
    std::string out;
    for (std::size_t at = 0, end = 0; (end = head.find('\n', at)) != std::string_view::npos; at = end + 1) {
        const std::string_view line = base::trim(head.substr(at, end - at));
        if (line.starts_with('{') && line.ends_with('}')) out.append(line).append("\n");
    }
    return out;
}

// The type of event by which the first line of a CEL file without names of columns is known; empty where none is there.
std::string_view cel_event(const std::vector<std::string>& fields) {
    constexpr std::string_view known[] = {"CHAN_START",   "CHAN_END",        "APP_START",    "APP_END",
                                          "BRIDGE_ENTER", "BRIDGE_EXIT",     "LINKEDID_END", "BLINDTRANSFER",
                                          "USER_DEFINED", "ATTENDEDTRANSFER"};
    for (const std::string& one : fields) {
        const auto found = std::ranges::find(known, std::string_view(one));
        if (found != std::end(known)) return *found;
    }
    return {};
}

} // namespace

base::Result<void> check_encoding(const std::string& name, std::string_view head) {
    const bool marked = head.starts_with("\xff\xfe") || head.starts_with("\xfe\xff");
    const std::string_view front = head.substr(0, 64);
    const bool looks = front.size() >= 16 && std::ranges::count(front, '\0') * 5 > std::ssize(front) * 2 &&
                       (front[1] == '\0') != (front[0] == '\0');
    if (!marked && !looks) return {};
    return base::fail(base::ErrorKind::usage,
                      fmt::format("{}: this is UTF-16; `iconv -f UTF-16 -t UTF-8` makes it what can be read", name));
}

base::Result<std::vector<std::string>> check_fields(const std::string& name, const Mapping& mapping,
                                                    std::string_view head) {
    std::vector<std::string> notes;
    constexpr std::size_t enough = 10; // so many records do not all leave out what happened
    constexpr std::size_t most = 400;  // of so many names some may not have been looked at
    const std::size_t end = head.rfind('\n');
    if (end == std::string_view::npos) return notes;
    const std::string records = whole_lines(head.substr(0, end + 1));
    const std::vector<std::string> paths = json_paths(records);
    if (paths.empty() || paths.size() >= most) return notes;
    const auto lines = static_cast<std::size_t>(std::ranges::count(records, '\n'));
    for (const Mapped& one : mapping.columns) {
        const bool needed = one.meaning == Meaning::call || one.meaning == Meaning::time;
        const bool says = one.meaning == Meaning::event || one.meaning == Meaning::address;
        const bool certain = one.kind == Mapped::Kind::meaning && (needed || (says && lines >= enough));
        if (std::ranges::find(paths, one.column) != paths.end()) continue;
        const std::vector<std::string_view> names(paths.begin(), paths.end());
        const std::string_view nearest = base::nearest(one.column, names);
        std::string all;
        for (std::size_t i = 0; i < paths.size() && i < 20; ++i)
            all += (i == 0 ? "" : ", ") + base::printable(paths[i]);
        if (paths.size() > 20) all += fmt::format(" and {} more", paths.size() - 20);
        std::string why = fmt::format(
            "{}: {} has a field {}{}; they have {}", name,
            certain ? std::string("no record") : fmt::format("none of the first {} records", lines),
            base::quoted(one.column),
            nearest.empty() ? std::string() : fmt::format(" (did you mean {}?)", base::printable(nearest)), all);
        if (certain) return base::fail(base::ErrorKind::usage, std::move(why));
        notes.push_back(std::move(why));
    }
    return notes;
}

base::Error not_recognised(const std::string& name, const Recognised& found, bool records) {
    const std::string_view event = found.kind == Kind::csv && !records ? cel_event(found.columns) : std::string_view();
    if (!event.empty())
        return {
            base::ErrorKind::usage,
            fmt::format("{}: its first line is an event of Asterisk's CEL, {}, and names no columns; --cel-conf "
                        "cel_custom.conf says which they are, or --from asterisk-cel --columns eventtype,eventtime,…",
                        name, event)};
    std::string seen;
    for (std::size_t i = 0; i < found.columns.size() && i < 12; ++i)
        seen += fmt::format("{}{}", i == 0 ? "" : ", ", base::printable(found.columns[i], 40));
    if (found.columns.size() > 12) seen += ", …";
    return {base::ErrorKind::usage,
            fmt::format("{}: no format that is known; --from names one, or --map call=COLUMN,{} says what {}", name,
                        records ? "start=COLUMN,disposition=COLUMN" : "event=COLUMN,time=COLUMN",
                        seen.empty() ? "its columns are" : fmt::format("means what: it has {}", seen))};
}

} // namespace callflow::logs
