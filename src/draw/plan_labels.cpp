#include "draw/plan_labels.hpp"

#include "flow/days_of_week.hpp"

#include <cstddef>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <string>
#include <vector>

namespace callflow::draw {
namespace {

std::string days_of(const flow::DialEntry& entry) {
    const auto& week = flow::days_of_week;
    std::vector<std::string> parts;
    for (std::size_t day = 0; day < week.size(); ++day) {
        if ((entry.days >> day & 1U) == 0) continue;
        const std::size_t first = day;
        while (day + 1 < week.size() && (entry.days >> (day + 1) & 1U) != 0) ++day;
        parts.push_back(day == first ? std::string(week[day]) : fmt::format("{}-{}", week[first], week[day]));
    }
    return fmt::format("{}", fmt::join(parts, " "));
}

// What an entry asks for besides what is dialled.
std::string asked_by(const flow::DialEntry& entry) {
    constexpr unsigned every_day = 0x7f;
    constexpr int hour = 60;
    std::vector<std::string> parts;
    if (entry.begins != 0 || entry.ends != flow::minutes_of_day)
        parts.push_back(fmt::format("{:02}:{:02}-{:02}:{:02}", entry.begins / hour, entry.begins % hour,
                                    entry.ends / hour, entry.ends % hour));
    if (entry.days != every_day) parts.push_back(days_of(entry));
    if (!parts.empty() && entry.zone != "UTC") parts.back() += " " + entry.zone;
    for (const flow::DialTest& one : entry.from) parts.push_back("from " + one.text);
    for (const flow::DialTest& one : entry.headers) parts.push_back(fmt::format("{}: {}", one.name, one.text));
    for (const flow::Condition& one : entry.conditions)
        parts.push_back((one.negated ? "unless " : "") + one.expression.text());
    return fmt::format("{}", fmt::join(parts, ", "));
}

} // namespace

Label label_of(const flow::DialEntry& entry, const Contents& contents) {
    Label label;
    label.event = !entry.match.empty()   ? entry.match.front().text
                  : !entry.exact.empty() ? fmt::format("{}", fmt::join(entry.exact, ", "))
                                         : "any";
    label.event = shortened(label.event, contents.most_line);
    label.name = label.event;
    label.guard = shortened(asked_by(entry), contents.most_guard);
    for (const flow::DialTarget& target : entry.to) {
        const std::string& to = target.flow.empty() ? target.address.text() : target.flow;
        label.to += (label.to.empty() ? "" : entry.together ? " & " : ", ") + to;
    }
    label.to = shortened(label.to, contents.most_line);
    label.where = entry.where;
    return label;
}

} // namespace callflow::draw
