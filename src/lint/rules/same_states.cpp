#include "base/text.hpp"
#include "lint/rule.hpp"

#include <fmt/format.h>
#include <iterator>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace callflow::lint::rules {
namespace {

// All that a state says and does, in a text that is the same for states that are: `same` and a state's own name are one.
class Shape {
public:
    explicit Shape(flow::StateId self) : self_(self) {}

    std::string of(const flow::State& state) {
        word(state.final.value_or("-"));
        word(fmt::format("{} {} {}", state.body, state.talk, state.has_next));
        word(state.group);
        verbs(state.response.verbs);
        for (const flow::ProviderResponse& one : state.response.by_provider) {
            word(one.provider);
            verbs(one.verbs);
        }
        for (const flow::Handler& one : state.on) {
            word(fmt::format("on {}", one.event));
            conditions(one.conditions);
            branches(one.branches);
        }
        branches(state.next);
        for (const flow::Callback& one : state.before) effect(one.effect, fmt::format("before {}", one.unique));
        for (const flow::Callback& one : state.after)
            effect(one.effect, fmt::format("after {} {}", static_cast<int>(one.when), one.unique));
        for (const flow::Timer& one : state.timers) word(fmt::format("timer {} {}", one.event, one.after));
        return std::move(out_);
    }

private:
    void word(std::string_view text) { fmt::format_to(std::back_inserter(out_), "{}:{} ", text.size(), text); }
    void conditions(const std::vector<flow::Condition>& all) {
        for (const flow::Condition& one : all)
            word(fmt::format("if {} {}", one.negated, one.expression.empty() ? "" : one.expression.text()));
    }
    void branches(const std::vector<flow::Branch>& all) {
        word(fmt::format("branches {}", all.size()));
        for (const flow::Branch& one : all) {
            conditions(one.conditions);
            const bool own = one.kind == flow::Branch::Kind::state && one.target == self_;
            word(fmt::format("to {} {}", static_cast<int>(one.kind), own ? flow::none - 1 : one.target));
            sets(one.set);
            for (const flow::Effect& each : one.effects) effect(each, "do");
            for (const flow::Switch& choice : one.choose) {
                word(choice.on.empty() ? "" : choice.on.text());
                for (const flow::SwitchCase& each : choice.cases) {
                    word(each.value);
                    branches(each.branches);
                }
                branches(choice.otherwise);
            }
        }
    }
    void sets(const std::vector<flow::Assignment>& all) {
        for (const flow::Assignment& one : all)
            word(fmt::format("set {} {}", one.var, one.value.empty() ? "" : one.value.text()));
    }
    void effect(const flow::Effect& one, std::string_view how) {
        word(fmt::format("{} {} {}", how, static_cast<int>(one.kind), one.hook));
        sets(one.set);
        fields(one.fields);
    }
    void fields(const std::vector<flow::Field>& all) {
        word(fmt::format("fields {}", all.size()));
        for (const flow::Field& one : all) {
            word(one.name);
            word(one.value.text());
            references(one.event);
            fields(one.children);
        }
    }
    void references(const std::vector<flow::EventReference>& all) {
        for (const flow::EventReference& one : all) {
            word(one.actor);
            word(one.event);
            for (const auto& [name, value] : one.params) word(fmt::format("{}={}", name, value.text()));
        }
    }
    void verbs(const std::vector<flow::Verb>& all) {
        word(fmt::format("verbs {}", all.size()));
        for (const flow::Verb& one : all) {
            word(one.spec == nullptr ? "" : one.spec->name);
            conditions(one.conditions);
            attributes(one.attributes);
            for (const flow::ProviderAttributes& own : one.overrides) {
                word(own.provider);
                attributes(own.attributes);
            }
            for (const flow::SpokenPrompt& spoken : one.prompt)
                word(fmt::format("{} {}", spoken.prompt, spoken.language.text()));
            verbs(one.children);
            for (const flow::Each& each : one.each) {
                word(each.in.empty() ? "" : each.in.text());
                verbs(each.body);
            }
        }
    }
    void attributes(const std::vector<flow::Attribute>& all) {
        for (const flow::Attribute& one : all) {
            word(one.spec->name);
            word(one.value.text());
            references(one.event);
            fields(one.json);
        }
    }

    flow::StateId self_;
    std::string out_;
};

// Whether there is enough in a state that the likeness is no accident.
bool is_worth_it(const flow::State& state) {
    if (state.request || state.sub_flow || state.menu) return false;
    return state.response.verbs.size() + state.response.by_provider.size() + state.on.size() > 1 &&
           state.response.present;
}

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    std::unordered_map<std::string, flow::StateId> known;
    for (flow::StateId id = 0; id < context.flow.states.size(); ++id) {
        const flow::State& state = context.flow.states[id];
        if (!is_worth_it(state)) continue;
        const auto [at, fresh] = known.try_emplace(Shape(id).of(state), id);
        if (fresh) continue;
        const flow::State& first = context.flow.states[at->second];
        auto& finding = diagnostics.report(
            page, state.where,
            fmt::format("{} and {} differ in their names only", base::quoted(first.name), base::quoted(state.name)));
        finding.help = "let both ways lead to one state";
        finding.notes.push_back({first.where, "the first one"});
    }
}

} // namespace

extern const Rule same_states;
const Rule same_states{
    .page = {.code = "CF7002",
             .name = "same_states",
             .severity = base::Severity::note,
             .summary = "States that differ in their names only",
             .why = "They say the same and go to the same states: what is changed in one has to be changed in the "
                    "other. One state with several ways into it is enough, unless reports are to tell them apart.",
             .bad = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    menu: {prompt: [say: "Press 1 or 2."], keys: {1: sales, 2: service}, else: done}
  sales: {response: [{say: "All lines are busy, please call again."}, {play: "https://example.com/bye.mp3"}], next: done}
  service: {response: [{say: "All lines are busy, please call again."}, {play: "https://example.com/bye.mp3"}], next: done}
  done: {response: [say: Goodbye], final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    menu: {prompt: [say: "Press 1 or 2."], keys: {1: busy, 2: busy}, else: done}
  busy: {response: [{say: "All lines are busy, please call again."}, {play: "https://example.com/bye.mp3"}], next: done}
  done: {response: [say: Goodbye], final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: menu
vars: {n: 0}
states:
  menu:
    menu: {prompt: [say: "Press 1 or 2."], keys: {1: sales, 2: service}, else: over}
  sales: {response: [{say: "All lines are busy, please call again."}, {play: "https://example.com/bye.mp3"}], next: {to: done, set: {n: "1"}}}
  service: {response: [{say: "All lines are busy, please call again."}, {play: "https://example.com/bye.mp3"}], next: {to: done, set: {n: "2"}}}
  done: {response: [say: "Goodbye {{ n }}"], final: true}
  over: {response: [say: "Goodbye {{ n }}"], final: true}
)"},
    .category = "style",
    .check = find,
};

} // namespace callflow::lint::rules
