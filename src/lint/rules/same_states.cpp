#include "base/text.hpp"
#include "lint/rule.hpp"

#include <cstdint>
#include <fmt/format.h>
#include <iterator>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace callflow::lint::rules {
namespace {

// All that a state says and does, as words and numbers that are the same for states that are: `same` and a state's own name
// are one. `Sink` takes them by word() and number().
template <class Sink> class Shape {
public:
    Shape(flow::StateId self, Sink& sink) : self_(self), sink_(sink) {}

    void of(const flow::State& state) {
        sink_.word(state.final.value_or("-"));
        sink_.word(state.group);
        sink_.number(state.body);
        sink_.number(state.talk);
        verbs(state.response.verbs);
        for (const flow::ProviderResponse& one : state.response.by_provider) {
            sink_.word(one.provider);
            verbs(one.verbs);
        }
        for (const flow::Handler& one : state.on) {
            sink_.number(one.event);
            conditions(one.conditions);
            branches(one.branches);
        }
        branches(state.next);
        sink_.number(state.before.size());
        for (const auto* callbacks : {&state.before, &state.after}) {
            for (const flow::Callback& one : *callbacks) {
                sink_.number(static_cast<std::uint64_t>(one.when) * 2 + one.unique);
                effect(one.effect);
            }
        }
        for (const flow::Timer& one : state.timers) {
            sink_.number(one.event);
            sink_.number(static_cast<std::uint64_t>(one.after));
        }
    }

private:
    void expression(const expr::Expression& one) { sink_.word(one.empty() ? std::string_view() : one.text()); }
    void conditions(const std::vector<flow::Condition>& all) {
        sink_.number(all.size());
        for (const flow::Condition& one : all) {
            sink_.number(one.negated);
            expression(one.expression);
        }
    }
    void branches(const std::vector<flow::Branch>& all) {
        sink_.number(all.size());
        for (const flow::Branch& one : all) {
            conditions(one.conditions);
            const bool own = one.kind == flow::Branch::Kind::state && one.target == self_;
            sink_.number(static_cast<std::uint64_t>(one.kind));
            sink_.number(own ? flow::none - 1 : one.target);
            sets(one.set);
            for (const flow::Effect& each : one.effects) effect(each);
            for (const flow::Switch& choice : one.choose) {
                expression(choice.on);
                for (const flow::SwitchCase& each : choice.cases) {
                    sink_.word(each.value);
                    branches(each.branches);
                }
                branches(choice.otherwise);
            }
        }
    }
    void sets(const std::vector<flow::Assignment>& all) {
        sink_.number(all.size());
        for (const flow::Assignment& one : all) {
            sink_.number(one.var);
            expression(one.value);
        }
    }
    void effect(const flow::Effect& one) {
        sink_.number(static_cast<std::uint64_t>(one.kind));
        sink_.word(one.hook);
        sets(one.set);
        fields(one.fields);
    }
    void fields(const std::vector<flow::Field>& all) {
        sink_.number(all.size());
        for (const flow::Field& one : all) {
            sink_.word(one.name);
            sink_.word(one.value.text());
            references(one.event);
            fields(one.children);
        }
    }
    void references(const std::vector<flow::EventReference>& all) {
        for (const flow::EventReference& one : all) {
            sink_.word(one.actor);
            sink_.word(one.event);
            for (const auto& [name, value] : one.params) {
                sink_.word(name);
                sink_.word(value.text());
            }
        }
    }
    void verbs(const std::vector<flow::Verb>& all) {
        sink_.number(all.size());
        for (const flow::Verb& one : all) {
            sink_.word(one.spec == nullptr ? std::string_view() : one.spec->name);
            conditions(one.conditions);
            attributes(one.attributes);
            for (const flow::ProviderAttributes& own : one.overrides) {
                sink_.word(own.provider);
                attributes(own.attributes);
            }
            for (const flow::SpokenPrompt& spoken : one.prompt) {
                sink_.number(spoken.prompt);
                sink_.word(spoken.language.text());
            }
            verbs(one.children);
            for (const flow::Each& each : one.each) {
                expression(each.in);
                verbs(each.body);
            }
        }
    }
    void attributes(const std::vector<flow::Attribute>& all) {
        sink_.number(all.size());
        for (const flow::Attribute& one : all) {
            sink_.word(one.spec->name);
            sink_.word(one.value.text());
            references(one.event);
            fields(one.json);
        }
    }

    flow::StateId self_;
    Sink& sink_;
};

// FNV-1a, eight bytes at a time for numbers.
struct Hash {
    std::uint64_t value = 0xcbf29ce484222325U;
    void number(std::uint64_t one) { value = (value ^ one) * 0x100000001b3U; }
    void word(std::string_view text) {
        number(text.size());
        for (const char c : text) number(static_cast<unsigned char>(c));
    }
};
struct Text {
    std::string value;
    void number(std::uint64_t one) { fmt::format_to(std::back_inserter(value), "{} ", one); }
    void word(std::string_view text) {
        number(text.size());
        value += text;
    }
};
template <class Sink> auto shape_of(flow::StateId id, const flow::State& state) {
    Sink sink;
    Shape<Sink>(id, sink).of(state);
    return std::move(sink.value);
}

// Whether there is enough in a state that the likeness is no accident.
bool is_worth_it(const flow::State& state) {
    if (state.request || state.sub_flow || state.menu) return false;
    return state.response.verbs.size() + state.response.by_provider.size() + state.on.size() > 1 &&
           state.response.present;
}

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    std::unordered_map<std::uint64_t, flow::StateId> known;
    for (flow::StateId id = 0; id < context.flow.states.size(); ++id) {
        const flow::State& state = context.flow.states[id];
        if (!is_worth_it(state)) continue;
        const auto [at, fresh] = known.try_emplace(shape_of<Hash>(id, state), id);
        if (fresh) continue;
        const flow::State& first = context.flow.states[at->second];
        if (shape_of<Text>(id, state) != shape_of<Text>(at->second, first)) continue;
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
