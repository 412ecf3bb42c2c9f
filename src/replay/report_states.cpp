#include "replay/report_states.hpp"

#include "expr/value.hpp"
#include "flow/graph.hpp"
#include "flow/responses.hpp"
#include "flow/secrets.hpp"
#include "replay/names.hpp"
#include "replay/sets.hpp"
#include "replay/traversed.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>

namespace callflow::replay {
namespace {

using engine::Configuration;

// Rows in the order of their states' declaration, those of several states behind.
struct RowOrder {
    const engine::Machine* machine;
    [[nodiscard]] std::pair<bool, Configuration> rank(const std::string& row) const {
        const std::vector<Member> members = members_of(*machine, row);
        return {is_several(row), members.empty() ? flow::none : members.front().at};
    }
    bool operator()(const std::string& a, const std::string& b) const {
        const auto left = rank(a), right = rank(b);
        return left != right ? left < right : a < b;
    }
};

const flow::State* single_state(const engine::Machine& machine, const std::string& row) {
    if (is_several(row)) return nullptr;
    const std::vector<Member> members = members_of(machine, row);
    return members.empty() ? nullptr : &machine.flow().states[machine.state_of(members.front().at)];
}

struct Gathered {
    StateRow row;
    Times stayed, before;
    std::map<std::string, std::uint64_t> left;
};

} // namespace

std::string last_prompt(const flow::Flow& flow, const flow::State& state) {
    std::string out;
    bool over = false;
    const auto look = [&](const flow::Verb& verb) {
        if (over || verb.spec == nullptr) return;
        if (verb.spec->name == "say" || verb.spec->name == "play") {
            for (const flow::SpokenPrompt& one : verb.prompt)
                if (!flow.prompts[one.prompt].texts.empty()) out = flow.prompts[one.prompt].texts.front().text.text();
            for (const flow::Attribute& one : verb.attributes)
                if (one.spec->name == verb.spec->content && one.event.empty()) out = one.value.text();
        }
        over = verb.spec->name == "dial" || verb.spec->name == "enqueue" || verb.spec->name == "record";
    };
    if (!state.response.by_provider.empty())
        flow::each_verb(state.response.by_provider.front().verbs, look);
    else
        flow::each_verb(state.response.verbs, look);
    return out;
}

std::vector<StateRow> state_rows(const engine::Machine& machine, const base::Sources& sources, const Account& account) {
    std::map<std::string, std::string> rows; // by set
    const auto row = [&](const std::string& set) -> const std::string& {
        const auto found = rows.find(set);
        return found != rows.end() ? found->second : rows.emplace(set, row_of(machine, set)).first->second;
    };
    std::map<std::string, Gathered, RowOrder> all(RowOrder{&machine});
    for (const auto& [key, one] : account.steps) {
        if (key.kind != Verdict::ok) continue;
        Gathered& from = all[row(key.from)];
        if (one.hangup) {
            from.row.hung_up += one.count;
            from.before.add(one.before);
        }
        if (key.event.empty()) continue;
        if (key.from == key.to) { // left and entered again, or not left at all
            if (one.anew != 0) from.left[key.event] += one.anew;
            from.row.entered += one.anew;
            continue;
        }
        if (row(key.from) == row(key.to)) continue; // a machine beside has moved
        from.left[key.event] += one.count;
        all[row(key.to)].row.entered += one.count;
    }
    for (const auto& [set, times] : account.stays) all[row(set)].stayed.add(times);
    for (const auto& [set, count] : account.ends) all[row(set)].row.ended += count;
    for (const auto& [key, one] : account.deviations) all[row(key.from)].row.deviated += one.count;
    if (account.calls != 0) {
        const Names names(machine);
        const Sets sets(machine, names, By::event);
        all[row(sets.text(sets.beginning()))].row.entered += account.calls;
    }
    std::vector<StateRow> out;
    for (auto& [name, one] : all) {
        StateRow& state = one.row;
        state.state = name;
        state.stayed = lengths_of(one.stayed);
        state.before = lengths_of(one.before);
        state.left.assign(one.left.begin(), one.left.end());
        std::ranges::stable_sort(state.left, std::greater(), &std::pair<std::string, std::uint64_t>::second);
        const flow::State* const single = single_state(machine, name);
        if (single != nullptr) {
            state.place = place_of(sources, single->where);
            state.prompt = last_prompt(machine.flow(), *single);
        }
        out.push_back(std::move(state));
    }
    return out;
}

namespace {

// What the flow makes of keys in a set of states.
class Keys {
public:
    Keys(const engine::Machine& machine, const std::string& set)
        : machine_(machine), members_(members_of(machine, set)) {
        for (const Member& one : members_) {
            const flow::State& state = machine.flow().states[machine.state_of(one.at)];
            careful_ = flow::has_secrets(machine.flow());
            secret_ = secret_ || flow::asks_for_secrets(state);
            if (state.menu)
                for (const flow::MenuChoice& choice : state.menu->keys) menu_.insert(choice.text);
            const auto asked = [&](const flow::Verb& verb) {
                if (verb.spec == nullptr || verb.spec->name != "gather") return;
                for (const flow::Attribute& attribute : verb.attributes)
                    for (const flow::EventReference& event : attribute.event)
                        if (attribute.spec->name == "action") add_event(event);
            };
            flow::each_verb(state.response, asked);
            if (state.menu && state.menu->event != flow::none) events_.insert(state.menu->event);
            asks_ = asks_ || may_ask(state);
        }
        nowhere_ = after("~");
    }
    [[nodiscard]] bool secret() const { return secret_; }
    // Whether anything there may take keys: what comes beside them else, such as the key that ended a talk, is no answer.
    [[nodiscard]] bool asks() const { return asks_; }
    // Events as which keys come back.
    [[nodiscard]] bool asked(const std::string& event) const {
        return std::ranges::any_of(events_,
                                   [&](flow::EventId one) { return machine_.flow().events[one].text() == event; });
    }
    [[nodiscard]] bool gathers() const { return !events_.empty(); }
    [[nodiscard]] bool careful() const { return careful_; }
    // Whether the flow does with some keys what it does not do with others.
    [[nodiscard]] bool tells_apart() const { return !menu_.empty() || after({}) != nowhere_; }
    [[nodiscard]] bool wrong(const std::string& keys) const {
        if (!menu_.empty()) return !menu_.contains(keys);
        return tells_apart() && after(keys) == nowhere_;
    }

private:
    [[nodiscard]] bool may_ask(const flow::State& state) const {
        constexpr std::string_view taking[] = {"gather", "record", "pay", "raw",
                                               "redirect"}; // the last, in somebody's document
        bool found = state.menu.has_value() || state.sub_flow.has_value();
        bool any = false;
        flow::each_verb(state.response, [&](const flow::Verb& verb) {
            any = true;
            found = found || verb.spec == nullptr || std::ranges::find(taking, verb.spec->name) != std::end(taking);
        });
        if (found || (!any && !state.final)) return true; // whoever writes no responses here asks elsewhere
        const auto look = [&](const flow::Branch& branch) {
            for (const flow::Condition& one : branch.conditions)
                for (const expr::Reference& each : one.expression.references())
                    found = found || each.path == "input.digits";
        };
        for (const flow::Handler& one : state.on) flow::each_branch(one.branches, look);
        return found;
    }
    void add_event(const flow::EventReference& event) {
        const flow::EventId id = machine_.flow().find_event(event.actor, event.event);
        if (id != flow::none) events_.insert(id);
    }
    // `keys` empty: nobody knows.
    [[nodiscard]] std::vector<Configuration> after(std::string_view keys) const {
        std::vector<Configuration> out;
        const std::array<std::pair<std::string_view, expr::Value>, 1> input{{{"digits", expr::Value::string(keys)}}};
        const engine::Known known{.input = input};
        for (const Member& one : members_)
            for (const flow::EventId event : events_)
                machine_.arrivals(one.at, event, out, keys.empty() ? nullptr : &known);
        return out;
    }

    const engine::Machine& machine_;
    std::vector<Member> members_;
    std::set<std::string, std::less<>> menu_;
    std::set<flow::EventId> events_;
    std::vector<Configuration> nowhere_;
    bool asks_ = false;
    bool secret_ = false;  // nothing is shown
    bool careful_ = false; // what is wrong here may be another state's secret
};

struct ShownKeys {
    std::string text;
    bool wrong = false;
};

// How keys are put that a part of an account has already put so: `(4 keys)!` were wrong.
constexpr std::string_view wrong_mark = ")!";

ShownKeys shown(const Keys& keys, std::string_view text) {
    constexpr std::size_t long_keys = 3; // from here on they are somebody's number, not a choice
    if (text.starts_with('(') && text.ends_with(wrong_mark))
        return {std::string(text.substr(0, text.size() - 1)), true};
    if (text.starts_with('(') && text.ends_with(')')) return {std::string(text), false};
    if (keys.secret()) return {"(secret)", false};
    const bool wrong = keys.wrong(std::string(text));
    const bool short_ones = text.size() < long_keys && !keys.careful();
    const bool choice = text.front() != hidden_key && (keys.tells_apart() ? !wrong || short_ones : short_ones);
    if (choice) return {std::string(text), wrong};
    return {fmt::format("({} {})", text.size(), text.size() == 1 ? "key" : "keys"), wrong};
}

void add_keys(DigitsRow& row, const Keys& keys, const std::string& text, std::uint64_t count) {
    auto [put, wrong] = shown(keys, text);
    row.pressed += count;
    if (wrong) row.wrong += count;
    for (DigitsRow::Keys& one : row.keys)
        if (one.text == put && one.wrong == wrong) {
            one.count += count;
            return;
        }
    row.keys.push_back({std::move(put), count, wrong});
}

} // namespace

ShownDigits::ShownDigits(const engine::Machine& machine)
    : machine_(machine), careful_(flow::has_secrets(machine.flow())), names_(machine) {}

std::optional<std::string> ShownDigits::text(const std::string& set, const std::string& event,
                                             std::string_view digits) {
    if (!careful_) return std::nullopt;
    const auto [found, fresh] = known_.try_emplace({set, event});
    if (fresh && may_be_secret(machine_, set, event)) {
        const auto keys = std::make_shared<const Keys>(machine_, handling(machine_, set, names_[names_.of({}, event)]));
        const bool secret = keys->secret() || !keys->asked(event); // what nobody asked for may be anything
        found->second = [keys, secret](std::string_view said) {
            return secret ? std::string("(secret)") : shown(*keys, said).text;
        };
    }
    return found->second ? std::optional(found->second(digits)) : std::nullopt;
}

void hide_keys(Account& account, const engine::Machine& machine) {
    std::map<std::string, Keys> keys; // by set
    std::map<std::pair<std::string, std::string>, std::uint64_t> hidden;
    for (const auto& [key, count] : account.digits) {
        const auto [text, wrong] = shown(keys.try_emplace(key.first, machine, key.first).first->second, key.second);
        const bool hides = wrong && text.ends_with(')');
        hidden[{key.first, hides ? text + '!' : text}] += count;
    }
    account.digits = std::move(hidden);
}

namespace {

// The names of a JSON text that is one, its values left out.
std::string names_alone(std::string_view text) {
    std::string out;
    bool left_out = false;
    const auto leave_out = [&] {
        if (!left_out) out += "…";
        left_out = true;
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '"') {
            std::size_t end = i + 1;
            while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2u : 1u;
            const std::size_t behind = text.find_first_not_of(" \t", std::min(end + 1, text.size()));
            if (end < text.size() && behind != std::string_view::npos && text[behind] == ':') {
                out += text.substr(i, end + 1 - i);
                left_out = false;
            } else {
                leave_out();
            }
            i = end;
        } else if (c == '{' || c == '}' || c == '[' || c == ']' || c == ',' || c == ':') {
            out += c;
            left_out = false;
        } else if (c != ' ' && c != '\t') {
            leave_out();
        }
    }
    return out;
}

// What of a line may be shown where it may hold what somebody typed.
std::string without_secrets(logs::Reason reason, const std::string& text) {
    constexpr std::string_view hidden = "(not shown: the flow has secrets)";
    const bool read = reason == logs::Reason::no_call || reason == logs::Reason::bad_time;
    if (read && text.starts_with('{')) return names_alone(text);
    if (logs::is_nobodys(reason) && !text.starts_with('{') && text.find('?') != std::string::npos)
        return text.substr(0, text.find('?') + 1) + "…";
    return std::string(hidden);
}

} // namespace

void hide_skipped(Account& account, const engine::Machine& machine) {
    if (!flow::has_secrets(machine.flow())) return;
    for (std::size_t i = 0; i < account.skipped.size(); ++i)
        for (SkippedAt& at : account.skipped[i].first)
            at.text = without_secrets(static_cast<logs::Reason>(i), at.text); // which changes nothing the second time
}

namespace {

// By sets of several states, which row alone leads to each: empty where several do. Who goes on there as in that state was asked again,
// for a guard that the log does not show (`attempt < 3`) kept the call.
std::map<std::string, std::string> asked_before(const engine::Machine& machine, const Account& account, Names& names) {
    std::map<std::string, std::string> out;
    for (const auto& [key, one] : account.steps) {
        if (key.kind != Verdict::ok || key.event.empty() || key.from == key.to || !is_several(key.to)) continue;
        const std::string row = row_of(machine, handling(machine, key.from, names[names.of({}, key.event)]));
        const auto [at, fresh] = out.try_emplace(key.to, row);
        if (!fresh && at->second != row) at->second.clear();
    }
    return out;
}

} // namespace

std::vector<DigitsRow> digits_rows(const engine::Machine& machine, const base::Sources& sources,
                                   const Account& account) {
    std::map<std::string, DigitsRow, RowOrder> rows(RowOrder{&machine});
    std::map<std::string, Keys> keys; // by set
    for (const auto& [key, count] : account.digits) {
        const Keys& known = keys.try_emplace(key.first, machine, key.first).first->second;
        if (known.asks()) add_keys(rows[row_of(machine, key.first)], known, key.second, count);
    }
    std::map<std::string, std::uint64_t> answers; // events as which keys come back, by row
    Names names(machine);
    const std::map<std::string, std::string> before = asked_before(machine, account, names);
    for (const auto& [key, one] : account.steps) {
        if (key.kind != Verdict::ok || key.event.empty()) continue;
        const std::string from = handling(machine, key.from, names[names.of({}, key.event)]);
        const Keys& known = keys.try_emplace(from, machine, from).first->second;
        const std::string row = row_of(machine, from);
        if (key.event == "next" && known.gathers()) rows[row]; // that nobody pressed anything is told, too
        const auto found = rows.find(row);
        if (found == rows.end()) continue;
        if (known.asked(key.event)) answers[found->first] += one.count;
        if (key.event == "next") found->second.silent += one.count;
        const auto led = before.find(key.from);
        const bool asked_again = led != before.end() && led->second == row && !is_several(row);
        if (key.from == key.to || asked_again) found->second.retries += one.count;
    }
    std::vector<DigitsRow> out;
    for (auto& [name, row] : rows) {
        row.state = name;
        const std::uint64_t came = answers[name];
        if (came > row.pressed) row.silent += came - row.pressed;
        std::ranges::stable_sort(row.keys, std::greater(), &DigitsRow::Keys::count);
        const flow::State* const state = single_state(machine, name);
        if (state != nullptr) row.place = place_of(sources, state->where);
        out.push_back(std::move(row));
    }
    return out;
}

void find_dead(Report& report, const engine::Machine& machine, const base::Sources& sources, const Account& account) {
    const flow::Flow& flow = machine.flow();
    const std::vector<Configuration> waiting = waiting_places(machine);
    std::vector<bool> waits(flow.states.size()), used(flow.states.size());
    for (const Configuration one : waiting) waits[machine.state_of(one)] = true;
    Names names(machine);
    const Sets sets(machine, names, By::event);
    const std::string beginning = sets.text(sets.beginning());
    const auto use = [&](Configuration level) {
        for (; level != flow::none; level = machine.outer(level)) used[machine.state_of(level)] = true;
    };
    const auto mark = [&](const std::string& set) {
        const std::vector<Member> members = members_of(machine, set);
        const bool sure = set != beginning || !is_several(set); // what `start` leads to is only thought of there
        for (const Member& one : members)
            if (sure || one.at == members.front().at) use(one.at);
    };
    std::set<const flow::Branch*> taken; // what several states have from one place counts for each by itself
    const auto take = [&](const Traversed& ways) {
        for (const engine::Passage& one : ways.passages)
            if (one.branch != nullptr) taken.insert(one.branch);
        for (const Configuration one : ways.through) use(one);
    };
    if (account.calls != 0) take(traversed_at_first(machine));
    for (const auto& [key, one] : account.steps) {
        mark(key.from);
        if (key.kind != Verdict::ok) continue;
        mark(key.to);
        take(traversed(machine, names, key));
    }
    for (const auto& [set, count] : account.ends) mark(set);
    for (flow::StateId id = 0; id < flow.states.size(); ++id)
        if (waits[id] && !used[id])
            report.dead_states.push_back({flow.states[id].name, {}, {}, place_of(sources, flow.states[id].where)});
    const auto look = [&](const std::string& state, const std::string& event,
                          const std::vector<flow::Branch>& branches) {
        std::set<std::string> told;
        flow::each_branch(branches, [&](const flow::Branch& branch) {
            if (taken.contains(&branch)) return;
            const bool same = branch.kind == flow::Branch::Kind::same;
            const std::string target = same ? "same" : flow.states[branch.target].name;
            if (told.insert(target).second)
                report.dead_transitions.push_back({state, event, target, place_of(sources, branch.where)});
        });
    };
    for (flow::StateId id = 0; id < flow.states.size(); ++id) {
        const flow::State& state = flow.states[id];
        if (!used[id]) continue; // of a dead state everything is
        for (const flow::Handler& one : state.on) look(state.name, flow.events[one.event].text(), one.branches);
        if (state.has_next) look(state.name, "next", state.next);
    }
    for (const flow::Body& body : flow.bodies)
        for (const flow::Handler& one : body.on) look({}, flow.events[one.event].text(), one.branches);
}

} // namespace callflow::replay
