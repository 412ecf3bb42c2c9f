#include "providers/sip/route.hpp"

#include "base/ascii.hpp"
#include "base/moment.hpp"
#include "base/text.hpp"
#include "flow/sip_address.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::providers::sip {

namespace {

using expr::Value;

constexpr int most_groups = 32;
constexpr std::int64_t seconds_of_day = 86'400;

bool matches(const flow::DialTest& test, std::string_view text) { return test.pattern && test.pattern->matches(text); }

// Behind midnight of hours that span it, the day is the one on which they began.
bool is_open(const flow::DialEntry& entry, std::int64_t now) {
    if (!entry.timed) return true;
    const std::int64_t utc = base::Moment::from_nanoseconds(now).seconds;
    const auto offset = base::zone_offset(entry.zone, utc);
    if (!offset) return false;
    const std::int64_t here = utc + *offset;
    const base::DateTime clock = base::date_time(here);
    const int minute = static_cast<int>(clock.hour * 60 + clock.minute);
    const bool over_night = entry.begins > entry.ends;
    const bool early = over_night && minute < entry.ends;
    const base::DateTime begun = early ? base::date_time(here - seconds_of_day) : clock;
    const auto day = static_cast<unsigned>((begun.day_of_week + 6) % 7); // Monday is 0
    if ((entry.days >> day & 1U) == 0) return false;
    return over_night ? early || minute >= entry.begins : minute >= entry.begins && minute < entry.ends;
}

bool has_headers(const flow::DialEntry& entry, const Asked& asked) {
    return std::ranges::all_of(entry.headers, [&](const flow::DialTest& test) {
        return std::ranges::any_of(asked.headers, [&](const auto& one) {
            return base::same_ignoring_case(one.first, test.name) && matches(test, one.second);
        });
    });
}

// Whether what was dialled is what the entry is for; its groups go into the slots then.
bool is_dialled(const flow::Flow& flow, const flow::DialEntry& entry, const Asked& asked, std::vector<Value>& slots) {
    if (!entry.exact.empty() && std::ranges::find(entry.exact, asked.dialled) == entry.exact.end()) return false;
    std::vector<Value> groups;
    if (!entry.match.empty()) {
        const auto& pattern = entry.match.front().pattern;
        if (!pattern) return false;
        const int count = std::min(pattern->group_count(), most_groups);
        std::vector<std::string_view> found(static_cast<std::size_t>(count) + 1);
        if (!pattern->captures(asked.dialled, found)) return false;
        for (const std::string_view one : found) groups.push_back(Value::string(one));
        for (const auto& [number, slot] : entry.captures)
            if (number <= count) slots[slot] = groups[static_cast<std::size_t>(number)];
    }
    slots[flow.dial_slots.captures] = Value::list(std::move(groups));
    return true;
}

bool holds(const flow::DialEntry& entry, const std::vector<Value>& slots) {
    return std::ranges::all_of(entry.conditions, [&](const flow::Condition& one) {
        const Value value = one.expression.evaluate(slots);
        return value.kind() == expr::Kind::boolean && value.as_boolean() != one.negated;
    });
}

Route route_of(const flow::DialEntry& entry, const std::vector<Value>& slots) {
    Route out;
    out.entry = &entry;
    out.together = entry.together;
    std::string why;
    if (!flow::append_address(entry.from_user, slots, out.from_user, why)) {
        out.trouble.push_back("from_user: " + why);
        out.from_user.clear();
    }
    for (const flow::DialTarget& one : entry.to) {
        Target target{.address = {}, .body = one.body, .flow = one.flow, .where = one.where, .platform = one.platform};
        if (!flow::append_address(one.address, slots, target.address, why)) {
            out.trouble.push_back("to: " + why);
            continue;
        }
        const std::string_view nobody = one.flow.empty() ? flow::calls_nobody(target.address) : std::string_view();
        if (nobody.empty())
            out.targets.push_back(std::move(target));
        else
            out.nobody.push_back(fmt::format("{} calls nobody: {}", base::quoted(target.address), nobody));
    }
    return out;
}

} // namespace

std::optional<Route> route(const flow::Flow& flow, const flow::Dialplan& plan, const Asked& asked,
                           std::vector<Value> slots) {
    slots.resize(std::max<std::size_t>(slots.size(), flow.scope.slot_count()));
    slots[flow.dial_slots.dialled] = Value::string(asked.dialled);
    slots[flow.builtins.now] = Value::timestamp(asked.now);
    for (const flow::DialEntry& entry : plan.entries) {
        const bool called = entry.from.empty() || matches(entry.from.front(), asked.from);
        if (called && has_headers(entry, asked) && is_open(entry, asked.now) && is_dialled(flow, entry, asked, slots) &&
            holds(entry, slots))
            return route_of(entry, slots);
    }
    return std::nullopt;
}

std::string remote_party(const std::string& from, std::string_view user, std::string_view from_user) {
    return from_user.empty() || from_user == user ? from : fmt::format("sip:{}@sip.example.com", from_user);
}

} // namespace callflow::providers::sip
