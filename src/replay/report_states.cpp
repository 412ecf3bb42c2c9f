#include "replay/report_states.hpp"

#include "expr/value.hpp"
#include "flow/graph.hpp"
#include "flow/responses.hpp"
#include "flow/secrets.hpp"
#include "replay/keys.hpp"
#include "replay/names.hpp"
#include "replay/pressed.hpp"
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
#include <tuple>

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
    std::uint64_t told = 0; // visits of several states of which the next event told in which one they were
};

// What the response of a state says or plays last before it waits or ends; empty where that is nothing.
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

} // namespace

std::vector<StateRow> state_rows(const engine::Machine& machine, const base::Sources& sources, const Account& account) {
    std::map<std::string, std::string> rows; // by set
    const auto row = [&](const std::string& set) -> const std::string& {
        const auto found = rows.find(set);
        return found != rows.end() ? found->second : rows.emplace(set, row_of(machine, set)).first->second;
    };
    std::map<std::string, Gathered, RowOrder> all(RowOrder{&machine});
    Names names(machine);
    for (const auto& [key, one] : account.steps) {
        if (key.kind != Verdict::ok) continue;
        // the event tells in which of several states the call has been
        const std::string& was =
            key.event.empty() ? row(key.from) : row(handling(machine, key.from, names[names.of({}, key.event)]));
        Gathered& from = all[was];
        if (was != row(key.from)) {
            const std::uint64_t left = key.from == key.to ? one.anew : one.count;
            from.row.entered += left;
            all[row(key.from)].told += left;
        }
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
        const Sets sets(machine, names, By::event);
        all[row(sets.text(sets.beginning()))].row.entered += account.calls;
    }
    std::vector<StateRow> out;
    for (auto& [name, one] : all) {
        StateRow& state = one.row;
        state.came = state.entered;
        state.entered -= std::min(state.entered, one.told); // calls may begin in other states than the flow does
        const bool seen = state.entered != 0 || state.hung_up != 0 || state.ended != 0 || state.deviated != 0;
        if (!seen && one.stayed.count() == 0 && one.left.empty()) continue; // every visit was told apart
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
        if (key.kind != Verdict::ok || key.event.empty() || key.from == key.to || !is_several(row_of(machine, key.to)))
            continue;
        const std::string row = row_of(machine, handling(machine, key.from, names[names.of({}, key.event)]));
        const auto [at, fresh] = out.try_emplace(key.to, row);
        if (!fresh && at->second != row) at->second.clear();
    }
    return out;
}

// Adds those that were pressed in one set of states.
template <class At> void add_keys(DigitsRow& row, const Keys& keys, At begin, At end) {
    const bool many = static_cast<std::size_t>(std::distance(begin, end)) > many_keys;
    std::map<std::pair<std::string, bool>, std::size_t> places;
    for (std::size_t i = 0; i < row.keys.size(); ++i) places[{row.keys[i].text, row.keys[i].wrong}] = i;
    for (; begin != end; ++begin) {
        auto [put, wrong] = shown(keys, begin->first.second, many);
        row.pressed += begin->second;
        if (wrong) row.wrong += begin->second;
        const auto [place, fresh] = places.try_emplace({put, wrong}, row.keys.size());
        if (fresh) row.keys.push_back({std::move(put), 0, wrong});
        row.keys[place->second].count += begin->second;
    }
}

} // namespace

std::vector<DigitsRow> digits_rows(const engine::Machine& machine, const base::Sources& sources,
                                   const Account& account) {
    std::map<std::string, DigitsRow, RowOrder> rows(RowOrder{&machine});
    std::map<std::string, Keys> keys; // by set
    const auto& all = account.digits;
    for (auto begin = all.begin(); begin != all.end();) {
        const std::string& set = begin->first.first;
        const auto end = std::find_if(begin, all.end(), [&](const auto& one) { return one.first.first != set; });
        const Keys& known = keys.try_emplace(set, machine, set).first->second;
        if (known.asks()) add_keys(rows[row_of(machine, set)], known, begin, end);
        begin = end;
    }
    const bool logged = !all.empty();             // else nobody knows what was pressed, nor whether anything was
    std::map<std::string, std::uint64_t> answers; // events as which keys come back, by row
    Names names(machine);
    const std::map<std::string, std::string> before = asked_before(machine, account, names);
    for (const auto& [key, one] : account.steps) {
        if (key.kind != Verdict::ok || key.event.empty()) continue;
        const std::string from = handling(machine, key.from, names[names.of({}, key.event)]);
        const Keys& known = keys.try_emplace(from, machine, from).first->second;
        const std::string row = row_of(machine, from);
        const bool asked = known.asked(key.event);
        const bool silent = key.event == "next" && known.gathers();
        if (silent || (asked && !logged)) rows[row]; // that nobody pressed anything is told, too
        const auto found = rows.find(row);
        if (found == rows.end()) continue;
        if (asked) answers[found->first] += one.count;
        if (silent) found->second.silent += one.count;
        if (names[names.of({}, key.event)].hangup) continue;
        const auto led = before.find(key.from);
        const bool asked_again = led != before.end() && led->second == row;
        const bool stayed = row == row_of(machine, key.to) &&
                            event_machine(machine, names, key.event) == 0; // of several states the one that took it
        if (key.from == key.to || ((asked_again || stayed) && !is_several(row))) found->second.retries += one.count;
    }
    std::vector<DigitsRow> out;
    for (auto& [name, row] : rows) {
        row.state = name;
        const std::uint64_t came = answers[name];
        if (!logged && came != 0) {
            row.pressed = came;
            row.keys.push_back({std::string(keys_not_logged), came, false});
        }
        if (came > row.pressed) row.silent += came - row.pressed;
        std::ranges::sort(row.keys, [](const DigitsRow::Keys& a, const DigitsRow::Keys& b) {
            return a.count != b.count ? a.count > b.count : std::tie(a.wrong, a.text) < std::tie(b.wrong, b.text);
        });
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
