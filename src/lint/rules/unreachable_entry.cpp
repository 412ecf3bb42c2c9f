#include "base/text.hpp"
#include "lint/rule.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::lint::rules {
namespace {

constexpr std::size_t most_compared = 1'000; // entries before one that are looked at

// Whether nothing but what is dialled decides.
bool is_open(const flow::DialEntry& entry) {
    return entry.from.empty() && entry.headers.empty() && !entry.timed && entry.conditions.empty();
}

bool takes(const flow::DialEntry& entry, std::string_view dialled) {
    if (!entry.exact.empty() && std::ranges::find(entry.exact, dialled) == entry.exact.end()) return false;
    return entry.match.empty() || (entry.match.front().pattern && entry.match.front().pattern->matches(dialled));
}

// Whether the first takes all that the second would. Two different patterns are not compared.
bool covers(const flow::DialEntry& first, const flow::DialEntry& second) {
    if (!is_open(first)) return false;
    if (first.match.empty() && first.exact.empty()) return true;
    if (!second.exact.empty())
        return std::ranges::all_of(second.exact, [&](const std::string& one) { return takes(first, one); });
    return first.exact.empty() && !second.match.empty() && first.match.front().text == second.match.front().text;
}

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    for (const flow::Dialplan& plan : context.flow.dialplans) {
        for (std::size_t i = 1; i < plan.entries.size(); ++i) {
            const auto end = plan.entries.begin() + static_cast<std::ptrdiff_t>(std::min(i, most_compared));
            const flow::DialEntry& entry = plan.entries[i];
            const auto first =
                std::find_if(plan.entries.begin(), end, [&](const flow::DialEntry& one) { return covers(one, entry); });
            if (first == end) continue;
            auto& finding = diagnostics.report(
                page, entry.where, fmt::format("dialplan {} never comes to this entry", base::quoted(plan.name)));
            finding.notes.push_back({first->where, "this one takes whatever it would"});
            finding.help = "put the narrower entry first, or remove it";
        }
    }
}

} // namespace

extern const Rule unreachable_entry;
const Rule unreachable_entry{
    .page = {.code = "CF3060",
             .name = "unreachable_entry",
             .severity = base::Severity::warning,
             .summary = "An entry of a dialplan behind one that takes all its calls",
             .why = "Entries are tried in their order, and the first that holds decides. One behind an entry without "
                    "`match` and `dialled`, or with the same ones, is never come to, unless the first depends on the "
                    "time, the caller, a header or a condition.",
             .bad = R"(callflow: 1
name: shop
initial: greeting
dialplan:
  - {match: "^2..$", to: "sip:999@sip.example.com"}
  - {dialled: "232", to: "sip:desk@sip.example.com"}
states:
  greeting: {response: [say: Hello, hangup], final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: greeting
dialplan:
  - {dialled: "232", to: "sip:desk@sip.example.com"}
  - {match: "^2..$", to: "sip:999@sip.example.com"}
states:
  greeting: {response: [say: Hello, hangup], final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: greeting
dialplan:
  - {match: "^2..$", hours: "08:00-18:00", to: "sip:999@sip.example.com"}
  - {match: "^2..$", to: "sip:night@sip.example.com"}
states:
  greeting: {response: [say: Hello, hangup], final: true}
)"},
    .category = "machine",
    .check = find,
};

} // namespace callflow::lint::rules
