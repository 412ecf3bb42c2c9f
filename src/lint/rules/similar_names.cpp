#include "base/ascii.hpp"
#include "base/text.hpp"
#include "lint/rule.hpp"

#include <cstdint>
#include <fmt/format.h>
#include <string>
#include <string_view>
#include <unordered_map>

namespace callflow::lint::rules {
namespace {

std::string plain(std::string_view name) {
    std::string out;
    for (const char c : name)
        if (c != '_') out += base::to_lower(c);
    return out;
}

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    struct Named {
        std::string_view name;
        base::Span where;
    };
    std::unordered_map<std::string, Named> known;
    const auto look = [&](std::string_view kind, std::uint32_t body, std::string_view name, base::Span where) {
        const auto [at, fresh] =
            known.try_emplace(fmt::format("{} {} {}", kind, body, plain(name)), Named{name, where});
        if (fresh || at->second.name == name) return;
        auto& finding = diagnostics.report(
            page, where,
            fmt::format("{} {} is easily taken for {}", kind, base::quoted(name), base::quoted(at->second.name)));
        finding.help = "give one of them a name that tells them apart";
        finding.notes.push_back({at->second.where, "the other one"});
    };
    for (const flow::State& one : context.flow.states) look("state", one.body, one.name, one.where);
    for (const flow::Var& one : context.flow.vars) look("var", 0, one.name, one.where);
    for (const flow::Actor& one : context.flow.actors) look("actor", 0, one.name, one.where);
    for (const flow::Prompt& one : context.flow.prompts) look("prompt", 0, one.name, one.where);
}

} // namespace

extern const Rule similar_names;
const Rule similar_names{
    .page = {.code = "CF7001",
             .name = "similar_names",
             .severity = base::Severity::note,
             .summary = "Two names that differ in their underscores or capitals only",
             .why = "`voicemail` and `voice_mail` are two states, and whoever writes the next transition has to "
                    "remember which is which.",
             .bad = R"(callflow: 1
name: shop
initial: menu
states:
  menu: {response: [say: Hello], next: [{to: voice_mail, if: attempt > 1}, voicemail], on: {again: same}}
  voicemail: {response: [say: One], final: true}
  voice_mail: {response: [say: Two], final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: menu
states:
  menu: {response: [say: Hello], next: [{to: team_voicemail, if: attempt > 1}, voicemail], on: {again: same}}
  voicemail: {response: [say: One], final: true}
  team_voicemail: {response: [say: Two], final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: menu
vars: {voicemail: false}
states:
  menu: {response: [say: Hello], next: [{to: voicemail1, if: voicemail}, voicemail11]}
  voicemail1: {response: [say: One], final: true}
  voicemail11: {response: [say: Two], final: true}
)"},
    .category = "style",
    .check = find,
};

} // namespace callflow::lint::rules
