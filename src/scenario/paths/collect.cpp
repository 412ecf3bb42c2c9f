// What a flow's expressions say, gathered by where it can come from.
#include "base/text.hpp"
#include "flow/graph.hpp"
#include "flow/responses.hpp"
#include "flow/uses.hpp"
#include "scenario/paths/values.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <tuple>

namespace callflow::scenario {

using expr::Kind;
using expr::Value;

namespace {

constexpr std::int64_t first_moment = 946'684'800; // 2000-01-01T00:00:00Z, a Saturday
constexpr std::int64_t hour = 3'600;
constexpr std::int64_t second = 1'000'000'000;
constexpr std::string_view input_prefix = "input.";

bool is_answer(std::string_view path) {
    return path.starts_with("input.json") || path.starts_with("input.status") || path.starts_with("input.body");
}

void add_conditions(const std::vector<flow::Condition>& conditions, const Aliases& aliases, Hints& hints) {
    for (const flow::Condition& one : conditions) add_hints(one.expression, true, {}, aliases, hints);
}

bool asks_for(const expr::Expression& expression, std::string_view path) {
    return std::ranges::any_of(expression.references(), [&](const expr::Reference& one) { return one.path == path; });
}

// Whether the hour, the day or the date decides something: moments at which conditions, or parts of them, come out differently.
std::vector<Value> moments(const std::vector<const expr::Expression*>& conditions, std::vector<Value> slots,
                           const flow::Flow& flow) {
    std::vector<expr::Expression> parts;
    for (const expr::Expression* one : conditions)
        for (expr::Expression& part : parts_of(one->ast(), flow.scope))
            if (asks_for(part, "now")) parts.push_back(std::move(part));
    std::string all;
    const auto add = [&](const expr::Expression& one) {
        const Value value = one.evaluate(slots);
        all += value.is_error() ? "?" : value.to_text();
        all += '|';
    };
    const auto begin = [&](std::int64_t seconds) {
        slots[flow.builtins.now] = Value::timestamp(seconds * second);
        all.clear();
    };
    const auto outcomes = [&](std::int64_t seconds) {
        begin(seconds);
        for (const expr::Expression& one : parts) add(one);
        return all;
    };
    const auto wholes = [&](std::int64_t seconds) {
        begin(seconds);
        for (const expr::Expression* one : conditions) add(*one);
        return all;
    };
    std::vector<Value> found;
    std::set<std::string> seen = {outcomes(first_moment)};
    const auto offer = [&](std::int64_t seconds, bool anyway) {
        if (!seen.insert(outcomes(seconds)).second && !anyway) return;
        const Value value = Value::timestamp(seconds * second);
        if (seconds != first_moment && found.size() < 40 && std::ranges::find(found, value) == found.end())
            found.push_back(value);
    };
    constexpr std::int64_t hours_a_day = 24;
    const auto noon_of = [](std::int64_t day) { return first_moment + (day * hours_a_day + 12) * hour; };
    for (std::int64_t i = 0; i < hours_a_day * 7; ++i) offer(first_moment + i * hour, false);
    for (std::int64_t day = 0; day < 366; ++day) offer(noon_of(day), false);
    for (const expr::Expression* one : conditions) {
        for (const Value& literal : one->ast().literals) {
            const auto at = literal.kind() == Kind::string ? base::parse_timestamp(literal.as_string()) : std::nullopt;
            for (const std::int64_t by : {-1, 0, 1})
                if (at) offer(*at / second + by, true);
        }
    }
    for (std::int64_t i = hours_a_day * 2; i < hours_a_day * 3; ++i) { // on a Monday, where it changes
        const std::int64_t at = first_moment + i * hour;
        if (outcomes(at) == outcomes(at - hour)) continue;
        offer(at - hour, true);
        offer(at, true);
    }
    // Each day of a week, where days are told apart, at an hour for whatever the conditions come to on it: which day is wrong in a list
    // shows on that day alone.
    bool by_day = false;
    for (std::int64_t day = 0; day < 7; ++day) by_day = by_day || outcomes(noon_of(day)) != outcomes(noon_of(day + 1));
    for (std::int64_t day = 0; by_day && day < 7; ++day) {
        std::set<std::string> of_day;
        for (std::int64_t i = 0; i < hours_a_day; ++i) {
            const std::int64_t at = first_moment + (day * hours_a_day + i) * hour;
            if (of_day.insert(wholes(at)).second) offer(at, true);
        }
    }
    return found;
}

} // namespace

void Inventor::find_aliases() {
    for (const flow::State& state : flow_.states) {
        flow::each_verb(state.response, [&](const flow::Verb& verb) {
            for (const flow::Each& each : verb.each) {
                const std::string list = path_of(each.in, aliases_);
                if (!list.empty()) aliases_.try_emplace(each.as, list + "[]");
            }
        });
    }
}

// What is no input stays in `hints_`; what is, goes to those by whom it was read.
void Inventor::keep(const Hints& hints, Fields& fields) {
    for (const auto& [path, hint] : hints) {
        if (path.starts_with(input_prefix) && !is_answer(path))
            fields[path.substr(input_prefix.size())].merge(hint);
        else
            hints_[path].merge(hint);
    }
}

// As deep as the document is, which is bounded.
void Inventor::collect_fields(const std::vector<flow::Field>& fields, Hints& hints) {
    for (const flow::Field& one : fields) {
        for (const auto& part : one.value.parts()) add_hints(part.expression, false, {}, aliases_, hints);
        collect_fields(one.children, hints);
    }
}

void Inventor::collect_effects(const std::vector<flow::Effect>& effects, Hints& hints) {
    for (const flow::Effect& one : effects) {
        collect_fields(one.fields, hints);
        for (const flow::Assignment& set : one.set) add_hints(set.value, false, {}, aliases_, hints);
    }
}

void Inventor::collect_callbacks(const std::vector<flow::Callback>& callbacks, Hints& hints) {
    for (const flow::Callback& one : callbacks) collect_effects({one.effect}, hints);
}

void Inventor::collect(const std::vector<flow::Branch>& branches, Hints& hints) {
    for (const flow::Branch& branch : branches) {
        add_conditions(branch.conditions, aliases_, hints);
        for (const flow::Assignment& one : branch.set) add_hints(one.value, false, {}, aliases_, hints);
        collect_effects(branch.effects, hints);
        for (const flow::Switch& choice : branch.choose) {
            std::vector<std::string> cases;
            for (const flow::SwitchCase& one : choice.cases) cases.push_back(one.value);
            add_hints(choice.on, false, cases, aliases_, hints);
            for (const flow::SwitchCase& one : choice.cases) collect(one.branches, hints);
            collect(choice.otherwise, hints);
        }
    }
}

void Inventor::collect() {
    // Answers are told apart by the state that looks at them.
    const auto localize = [](Hints& hints, flow::StateId state) {
        Hints local;
        for (auto& [path, hint] : hints)
            local[is_answer(path) ? fmt::format("@{}{}", state, path.substr(input_prefix.size() - 1)) : path] =
                std::move(hint);
        hints = std::move(local);
    };
    const auto handlers = [&](const std::vector<flow::Handler>& on, flow::StateId state) {
        for (const flow::Handler& one : on) {
            Hints hints;
            add_conditions(one.conditions, aliases_, hints);
            collect(one.branches, hints);
            localize(hints, state);
            keep(hints, handled_[&one]);
        }
    };
    for (const flow::Body& body : flow_.bodies) handlers(body.on, flow::none);
    for (flow::StateId id = 0; id < flow_.states.size(); ++id) {
        const flow::State& state = flow_.states[id];
        handlers(state.on, id);
        Hints hints;
        collect(state.next, hints);
        collect_callbacks(state.before, hints);
        collect_callbacks(state.after, hints);
        collect_callbacks(flow_.bodies[state.body].before, hints);
        collect_callbacks(flow_.bodies[state.body].after, hints);
        flow::each_verb(state.response, [&](const flow::Verb& verb) {
            add_conditions(verb.conditions, aliases_, hints);
            for (const flow::Each& each : verb.each) {
                add_hints(each.in, false, {}, aliases_, hints);
                if (const std::string list = path_of(each.in, aliases_); !list.empty()) hints[list].list = true;
            }
            const auto text = [&](const expr::Template& one) {
                for (const auto& part : one.parts()) add_hints(part.expression, false, {}, aliases_, hints);
            };
            for (const flow::Attribute& one : verb.attributes) text(one.value);
            for (const flow::ProviderAttributes& own : verb.overrides)
                for (const flow::Attribute& one : own.attributes) text(one.value);
            for (const flow::SpokenPrompt& spoken : verb.prompt) {
                text(spoken.language);
                for (const flow::PromptText& one : flow_.prompts[spoken.prompt].texts) text(one.text);
            }
        });
        if (state.request) collect_fields(state.request->fields, hints);
        if (flow_.find_var("language") != nullptr && !flow_.prompts.empty()) hints["language"].optional = true;
        localize(hints, id);
        keep(hints, arrival_[id]);
    }
}

// What a var is compared with matters where it is set.
void Inventor::spread_settings() {
    struct Flowing {
        const flow::Var* to;
        const expr::Expression* value;
        Fields* fields;
        flow::StateId state;
    };
    std::vector<Flowing> all;
    const auto sets = [&](const std::vector<flow::Assignment>& set, Fields* fields, flow::StateId state) {
        for (const flow::Assignment& one : set) all.push_back({&flow_.vars[one.var], &one.value, fields, state});
    };
    const auto branches = [&](const std::vector<flow::Branch>& some, Fields* fields, flow::StateId state) {
        flow::each_branch(some, [&](const flow::Branch& one) {
            sets(one.set, fields, state);
            for (const flow::Effect& effect : one.effects) sets(effect.set, fields, state);
        });
    };
    for (const flow::Body& body : flow_.bodies)
        for (const flow::Handler& one : body.on) branches(one.branches, &handled_[&one], flow::none);
    for (flow::StateId id = 0; id < flow_.states.size(); ++id) {
        const flow::State& state = flow_.states[id];
        for (const flow::Handler& one : state.on) branches(one.branches, &handled_[&one], id);
        branches(state.next, &arrival_[id], id);
        for (const auto* callbacks : {&state.before, &state.after})
            for (const flow::Callback& one : *callbacks) sets(one.effect.set, &arrival_[id], id);
    }
    const auto keep_local = [&](Hints& meant, const Flowing& one) {
        Hints local;
        for (auto& [to, hint] : meant) {
            local[is_answer(to) ? fmt::format("@{}{}", one.state, to.substr(input_prefix.size() - 1)) : to] =
                std::move(hint);
        }
        keep(local, *one.fields);
    };
    for (const Flowing& one : all) {
        Hints wanted;
        add_wanted(*one.value, *one.to, aliases_, wanted);
        keep_local(wanted, one);
    }
    for (int round = 0; round < 3; ++round) {
        for (const Flowing& one : all) {
            const std::string& var = one.to->name;
            for (const std::string& path : paths_read(*one.value, aliases_)) {
                const bool whole = path == path_of(*one.value, aliases_);
                Hints meant;
                for (auto at = hints_.lower_bound(var); at != hints_.end() && at->first.starts_with(var); ++at) {
                    const std::string rest = at->first.substr(var.size());
                    if (rest.empty() || (whole && (rest.front() == '.' || rest.front() == '[')))
                        meant[path + rest].merge(at->second);
                }
                if (path != var) keep_local(meant, one);
            }
        }
    }
}

void Inventor::find_world() {
    std::set<std::string> set_by_flow;
    flow::each_setting(flow_, [&](const flow::Setting& one) { set_by_flow.insert(flow_.vars[one.var].name); });
    const auto add = [&](const std::string& path, std::vector<Value> values, const Value& initial) {
        std::erase(values, initial);
        if (values.size() > most_) values.resize(most_);
        if (!values.empty()) world_.push_back({path, std::move(values)});
    };
    for (const flow::Var& var : flow_.vars) {
        const auto hint = hints_.lower_bound(var.name);
        if (hint == hints_.end() || !hint->first.starts_with(var.name)) continue;
        if (set_by_flow.contains(var.name)) continue;
        std::vector<Value> values;
        const Hint& own = hints_[var.name];
        if (!var.domain.values.empty()) {
            for (const std::string& word : var.domain.values)
                if (auto value = expr::parse_plain(word, var.type)) values.push_back(*std::move(value));
        } else if (var.type.tag == expr::Type::Tag::plain) {
            values = invent(own, var.type, {});
        } else if (var.type.tag == expr::Type::Tag::list && !own.others.empty()) {
            values = {Value::list({Value::string("+15551230000")}), Value::list({})};
        } else {
            values = invent_json(hints_, var.name, most_);
        }
        add(var.name, std::move(values), var.initial);
    }
    for (const std::string_view field : {"from", "to", "channel", "direction"}) {
        const auto hint = hints_.find(fmt::format("call.{}", field));
        if (hint == hints_.end()) continue;
        const Value initial = Value::string(field == "from"      ? "+15551230000"
                                            : field == "to"      ? "+15557654321"
                                            : field == "channel" ? "voice"
                                                                 : "inbound");
        std::vector<Value> values = invent(hint->second, expr::Type::of(Kind::string), {});
        if (field == "channel") values = {Value::string("text")};
        if (field == "direction") values = {Value::string("outbound-api")};
        if (field == "from" && values.empty() && !hint->second.others.empty())
            values.push_back(Value::string("+15550009999"));
        add(hint->first, std::move(values), initial);
    }
    if (hints_.contains("call.provider")) {
        std::vector<Value> values;
        const auto& names = options_.other_providers.empty() ? options_.providers : options_.other_providers;
        for (const std::string& one : names) values.push_back(Value::string(one));
        add("call.provider", std::move(values), Value::string(options_.providers.front()));
    }
    for (const auto& [path, hint] : hints_) {
        if (path.starts_with("params.") && path.find('[') == std::string::npos)
            add(path, invent(hint, expr::Type::of(Kind::string), Value::string("1")), {});
    }
    std::vector<const expr::Expression*> timed;
    flow::each_use(flow_, [&](const flow::Use& use) {
        const bool decides = use.kind == flow::Use::Kind::guard || use.kind == flow::Use::Kind::choice;
        if (decides && asks_for(*use.expression, "now")) timed.push_back(use.expression);
    });
    if (!timed.empty()) {
        const engine::Call call = machine_.new_call("CA1", {}, first_moment * second);
        add("now", moments(timed, call.slots, flow_), {});
    }
}

} // namespace callflow::scenario
