#include "logs/event.hpp"

#include "base/moment.hpp"

#include <array>
#include <fmt/format.h>

namespace callflow::logs {
namespace {

struct Words {
    std::string_view name, explained;
};
constexpr std::array<Words, reason_count> words{{
    {"unreadable", "not in the log's format"},
    {"no_call", "nothing says which call it belongs to"},
    {"bad_time", "its time cannot be read"},
    {"too_long", "longer than 16 MiB"},
    {"too_few", "fewer columns than the first line names"},
    {"torn", "the last line is not finished"},
    {"not_ours", "it asks for an address that is not the flow's"},
    {"damaged", "the rest of a file that is broken or cut"},
    {"no_end", "neither a time nor how the call ended"},
    {"refused", "the request was answered with an error"},
    {"unnamed", "a request that does not say which call it is of"},
}};

} // namespace

std::string describe(const Event& event) {
    std::string out = "call=" + std::string(event.call);
    if (event.time != no_time) // nanoseconds would not hold the years that milliseconds do
        out += " time=" +
               base::format_moment({event.time / 1000, static_cast<std::uint32_t>(event.time % 1000) * 1'000'000});
    if (event.sequence != 0) out += fmt::format(" sequence={}", event.sequence);
    const auto add = [&](std::string_view name, std::string_view value) {
        if (!value.empty()) out += fmt::format(" {}={}", name, value);
    };
    add("event", event.event);
    add("actor", event.actor);
    add("address", event.address);
    add("signal", event.signal);
    add("state", event.state);
    add("digits", event.digits);
    add("document", event.document);
    for (const auto& [name, value] : event.input) add("input." + std::string(name), value);
    for (const auto& [name, value] : event.vars) add("var." + std::string(name), value);
    return out;
}

std::string_view to_string(Reason reason) { return words[static_cast<std::size_t>(reason)].name; }
std::string_view explain(Reason reason) { return words[static_cast<std::size_t>(reason)].explained; }

} // namespace callflow::logs
