#include "logs/event.hpp"

#include <array>

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
}};

} // namespace

std::string_view to_string(Reason reason) { return words[static_cast<std::size_t>(reason)].name; }
std::string_view explain(Reason reason) { return words[static_cast<std::size_t>(reason)].explained; }

} // namespace callflow::logs
