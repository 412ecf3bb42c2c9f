#include "lint/rule.hpp"
#include "lint/verbs.hpp"

#include <cstdint>
#include <fmt/format.h>

namespace callflow::lint::rules {
namespace {

constexpr std::int64_t most = 10; // seconds

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    for (const Survey::Placed& one : context.survey.verbs()) {
        if (!is(*one.verb, "pause")) continue;
        const auto length = whole_number(*one.verb, "length");
        if (!length || *length <= most) continue;
        diagnostics.report(page, one.verb->where, fmt::format("the caller hears nothing for {} s", *length)).help =
            "play something meanwhile, or say that it takes so long";
    }
}

} // namespace

extern const Rule long_silence;
const Rule long_silence{
    .page = {.code = "CF6018",
             .name = "long_silence",
             .severity = base::Severity::note,
             .summary = "A pause in which callers think that the line is dead",
             .why = "After some five seconds without a sound people say hello, after ten they hang up. Play "
                    "something, or say that it takes a moment.",
             .bad = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [{say: "One moment, please."}, {pause: {length: 20}}, {say: "Thank you."}]
    next: done
  done: {response: [say: Goodbye], final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [{say: "One moment, please."}, {play: "https://example.com/music.mp3"}, {say: "Thank you."}]
    next: done
  done: {response: [say: Goodbye], final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [{say: "One moment, please."}, {pause: {length: 5}}, {say: "Thank you."}]
    next: done
  done: {response: [say: Goodbye], final: true}
)"},
    .category = "caller experience",
    .check = find,
};

} // namespace callflow::lint::rules
