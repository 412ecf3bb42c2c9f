#include "base/text.hpp"
#include "flow/graph.hpp"
#include "lint/rule.hpp"

#include <fmt/format.h>
#include <vector>

namespace callflow::lint::rules {
namespace {

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    const auto report = [&](const flow::Effect& one, const flow::Effect& earlier) {
        auto& finding = diagnostics.report(page, one.where, fmt::format("{} runs twice here", base::quoted(one.hook)));
        finding.help = "take one of them out";
        finding.notes.push_back({earlier.where, "the first time"});
    };
    const auto same = [](const flow::Effect& a, const flow::Effect& b) {
        return a.kind == flow::EffectKind::run && b.kind == flow::EffectKind::run && a.hook == b.hook;
    };
    constexpr std::size_t most = 64; // longer lists are not compared pair by pair
    const auto callbacks = [&](const std::vector<flow::Callback>& all) {
        for (std::size_t i = 1; i < all.size() && all.size() <= most; ++i) {
            for (std::size_t k = 0; k < i; ++k) {
                const bool alike = all[i].when == all[k].when && all[i].unique == all[k].unique;
                if (!alike || !same(all[i].effect, all[k].effect)) continue;
                report(all[i].effect, all[k].effect);
                break;
            }
        }
    };
    const auto branches = [&](const flow::Branch& branch) {
        const std::vector<flow::Effect>& all = branch.effects;
        for (std::size_t i = 1; i < all.size() && all.size() <= most; ++i) {
            for (std::size_t k = 0; k < i; ++k) {
                if (!same(all[i], all[k])) continue;
                report(all[i], all[k]);
                break;
            }
        }
    };
    for (const flow::Body& body : context.flow.bodies) {
        callbacks(body.before);
        callbacks(body.after);
        for (const flow::Handler& one : body.on) flow::each_branch(one.branches, branches);
    }
    for (const flow::State& state : context.flow.states) {
        callbacks(state.before);
        callbacks(state.after);
        for (const flow::Handler& one : state.on) flow::each_branch(one.branches, branches);
        flow::each_branch(state.next, branches);
    }
}

} // namespace

extern const Rule repeated_effect;
const Rule repeated_effect{
    .page = {.code = "CF7003",
             .name = "repeated_effect",
             .severity = base::Severity::note,
             .summary = "An effect that stands twice in one list",
             .why = "It is carried out twice, one right behind the other: two messages, two log lines, two tickets.",
             .bad = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [say: Hello]
    before: [count_call, notify_team, count_call]
    next: done
  done: {response: [say: Goodbye], final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [say: Hello]
    before: [count_call, notify_team]
    next: done
  done: {response: [say: Goodbye], final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [say: Hello]
    before: [count_call]
    after: [count_call, {run: count_call, unique: true}, {run: count_call, when: failure}]
    on: {again: {to: same, do: [count_call]}}
    next: done
  done: {response: [say: Goodbye], final: true}
)"},
    .category = "style",
    .check = find,
};

} // namespace callflow::lint::rules
