#include "replay/sets.hpp"

#include "replay/places.hpp"
#include "replay/said.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace callflow::replay {
namespace {

using engine::Configuration;

} // namespace

TextId Texts::of(std::string_view text, std::size_t longest, std::size_t most) {
    if (text.empty()) return 0;
    if (text.size() > longest) text = text.substr(0, longest);
    const auto found = ids_.find(text);
    if (found != ids_.end()) return found->second;
    if (all_.size() >= most) return 0;
    all_.emplace_back(text);
    return ids_.emplace(text, static_cast<TextId>(all_.size() - 1)).first->second;
}

Sets::Sets(const engine::Machine& machine, const Names& names, By by) : machine_(machine), names_(names), by_(by) {
    Members members;
    machine_.beginnings(members);
    beginning_ = intern(std::move(members));
    if (machine_.flow().start != flow::none) { // a call's first request fires it, whatever it brings
        Members started;
        for (const Configuration one : sets_[beginning_].members)
            machine_.arrivals(one, machine_.flow().start, started);
        for (const Configuration one : sets_[beginning_].members) started.push_back(one);
        beginning_ = intern(std::move(started));
    }
}

bool Sets::is_main(Configuration one) const { return machine_.machine_of(one & ~closed) == 0; }
bool Sets::is_over(Configuration one) const {
    if ((one & closed) != 0) return true;
    const flow::State& state = machine_.flow().states[machine_.state_of(one)];
    return state.final && machine_.outer(one) == flow::none;
}

bool Sets::talks_in(Configuration one) const {
    for (; one != flow::none; one = machine_.outer(one))
        if (machine_.flow().states[machine_.state_of(one)].talk) return true;
    return false;
}

SetId Sets::intern(Members members) {
    std::ranges::sort(members);
    members.erase(std::unique(members.begin(), members.end()), members.end());
    const std::string_view bytes(reinterpret_cast<const char*>(members.data()), members.size() * sizeof(Configuration));
    const auto found = ids_.find(bytes);
    if (found != ids_.end()) return found->second;
    Set set;
    const auto main_over = [&](Configuration one) { return is_main(one) && is_over(one); };
    const auto open = [&](Configuration one) { return is_main(one) && !is_over(one); };
    set.may_be_over = std::ranges::any_of(members, main_over);
    set.over = set.may_be_over && std::ranges::none_of(members, open);
    const auto talking = [&](Configuration one) { return !is_main(one) || talks_in(one & ~closed); };
    set.talks = std::ranges::any_of(members, [&](Configuration one) { return is_main(one); }) &&
                std::ranges::all_of(members, talking);
    const auto id = static_cast<SetId>(sets_.size());
    ids_.emplace(bytes, id);
    set.members = std::move(members);
    sets_.push_back(std::move(set));
    return id;
}

Sets::Members Sets::after(SetId from, NameId id, std::string_view said) const {
    const Name& name = names_[id];
    Members out, led;
    Values input, vars;
    if (!said.starts_with(decision)) understand(machine_.flow(), said, input, vars);
    const engine::Known known{.input = input, .vars = vars};
    const std::uint32_t machine = machine_of(name);
    bool moved = false;
    for (const Configuration one : sets_[from].members) {
        if ((one & closed) != 0 || machine_.machine_of(one) != machine) {
            out.push_back(one);
            continue;
        }
        const bool resting = is_over(one);
        led.clear(); // by itself: two members may lead to the same place
        if (!resting && name.event != flow::none && !decided(said, one, led))
            machine_.arrivals(one, name.event, led, said.empty() || said.front() == decision ? nullptr : &known);
        if (!led.empty()) {
            out.insert(out.end(), led.begin(), led.end());
            moved = true;
        } else if (name.signal != nullptr) { // nobody minds: the call is over, or goes on
            out.push_back(name.hangup && !resting ? one | closed : one);
            moved = true;
        }
    }
    // Machines side by side know nothing of each other here: those that the event is not for stand where they stood.
    return moved ? out : Members();
}

std::uint32_t Sets::machine_of(const Name& name) const {
    return name.event == flow::none ? 0 : machine_.machine_of(engine::Request{.event = name.event});
}

void Sets::passages(const Step& step, Configuration member, std::vector<engine::Passage>& out) const {
    const Name& name = names_[step.name];
    if (name.event == flow::none || is_over(member) || machine_.machine_of(member) != machine_of(name)) return;
    const std::string& said = texts[step.digits];
    Values input, vars;
    if (!said.starts_with(decision)) understand(machine_.flow(), said, input, vars);
    const engine::Known known{.input = input, .vars = vars};
    const bool fits = step.digits != 0 && said.front() != decision && !after(step.from, step.name, said).empty();
    machine_.passages(member, name.event, out, fits ? &known : nullptr);
}

Step Sets::work_out(const Key& key) {
    Step out{key.from, key.name, key.state, key.digits, key.from, Fit::moved};
    const Name& name = names_[key.name];
    if (key.name == nameless || name.outcome) {
        out.fit = Fit::ignored;
        return out;
    }
    if (name.event == flow::none && name.signal == nullptr) {
        out.fit = Fit::unknown_event;
        return out;
    }
    Members members = after(key.from, key.name, texts[key.digits]);
    if (members.empty() && key.digits != 0)
        members = after(key.from, key.name, {}); // guards that cannot be: the keys are not what was meant
    if (members.empty() && tells_outcome(name) && !over(key.from)) members = sets_[key.from].members;
    if (members.empty()) {
        out.fit = over(key.from) ? Fit::after_end : Fit::not_allowed;
        return out;
    }
    if (over(key.from)) out.fit = Fit::ignored; // a signal
    const std::string& logged = texts[key.state];
    if (logged.empty()) {
        out.to = intern(std::move(members));
        return out;
    }
    Members fitting;
    for (const Configuration one : members)
        if (machine_.stands_in(one & ~closed, logged)) fitting.push_back(one);
    if (!fitting.empty()) {
        for (const Configuration one : members)
            if (!is_main(one) && is_main(fitting.front())) fitting.push_back(one);
        out.to = intern(std::move(fitting));
        return out;
    }
    if (by_ == By::event) { // it was meant to say more, not to contradict
        out.to = intern(std::move(members));
        return out;
    }
    // Logs that name the state of a request: where the call stands then is not known before its outcome is.
    if (is_on_the_way(logged, members)) {
        out.to = intern(std::move(members));
        return out;
    }
    if (by_ == By::state) {
        out.fit = Fit::not_allowed;
        return out;
    }
    out.fit = Fit::wrong_state; // the log is believed from here on, where it can be
    const Configuration there = machine_.find(logged);
    out.to = intern(there == flow::none ? std::move(members) : Members{there});
    return out;
}

bool Sets::is_on_the_way(std::string_view logged, const Members& members) const {
    const Configuration there = machine_.find(logged);
    if (there == flow::none) return false;
    const flow::State& state = machine_.flow().states[machine_.state_of(there)];
    if (!state.request && state.response.present) return false;
    Members onward;
    for (const std::string_view outcome : {"success", "failure"}) {
        const flow::EventId event = machine_.flow().find_event({}, outcome);
        if (state.request && event != flow::none) machine_.arrivals(there, event, onward);
    }
    machine_.arrivals(there, flow::next_event, onward);
    return std::ranges::any_of(onward,
                               [&](Configuration one) { return std::ranges::find(members, one) != members.end(); });
}

bool Sets::tells_outcome(const Name& name) const {
    if (name.event == flow::none) return false;
    const flow::Event& event = machine_.flow().events[name.event];
    return event.actor.empty() && (event.name == "success" || event.name == "failure");
}

StepId Sets::make_step(const Key& key) {
    Step step = work_out(key);
    look_at_way(step);
    const auto id = static_cast<StepId>(steps_.size());
    steps_.push_back(step);
    memo_.emplace(key, id);
    return id;
}

bool Sets::asks_digits(SetId from, NameId id) {
    const std::uint64_t key = std::uint64_t{from} << 32 | id;
    const auto found = asks_.find(key);
    if (found != asks_.end()) return found->second;
    // Keys matter where those of somebody who presses something nobody expects lead elsewhere than not knowing.
    bool asks = false;
    const Name& name = names_[id];
    if (name.event != flow::none) {
        const auto reads = [](const expr::Expression& one) {
            return std::ranges::any_of(one.references(),
                                       [](const expr::Reference& r) { return r.path == "input.digits"; });
        };
        const auto any = [&](std::span<const flow::Condition> all) {
            return std::ranges::any_of(all, [&](const flow::Condition& one) { return reads(one.expression); });
        };
        const auto look = [&](const auto& self, const flow::Branch& branch) -> bool {
            if (any(branch.conditions)) return true;
            for (const flow::Switch& choice : branch.choose) {
                if (reads(choice.on)) return true;
                for (const flow::SwitchCase& each : choice.cases)
                    for (const flow::Branch& inner : each.branches)
                        if (self(self, inner)) return true;
                for (const flow::Branch& inner : choice.otherwise)
                    if (self(self, inner)) return true;
            }
            return false;
        };
        for (const Configuration one : sets_[from].members)
            for (Configuration level = one & ~closed; level != flow::none; level = machine_.outer(level))
                for (const engine::Candidate& candidate : machine_.candidates(level, name.event))
                    asks = asks || (candidate.handler != nullptr && any(candidate.handler->conditions)) ||
                           look(look, *candidate.branch);
    }
    asks_.emplace(key, asks);
    return asks;
}

std::string Sets::text(SetId id) const { return text_of(sets_[id].members); }

std::string Sets::text_of(std::span<const Configuration> members) const {
    std::vector<std::string> paths;
    for (const Configuration one : members)
        paths.push_back(machine_.path(one & ~closed) + ((one & closed) != 0 ? " (hung up)" : ""));
    std::ranges::sort(paths);
    return fmt::format("{}", fmt::join(paths, " | "));
}

std::string Sets::decisions(NameId id, std::string_view digits, std::string_view others) {
    const flow::EventId event = names_[id].event;
    if (event == flow::none || (digits.empty() && others.empty())) return {};
    if (waiting_.empty()) waiting_ = waiting_places(machine_);
    std::string said(others.empty() ? digits : others);
    if (!others.empty() && !digits.empty()) append_known(said, "input.digits", digits);
    Values input, vars;
    understand(machine_.flow(), said, input, vars);
    const engine::Known known{.input = input, .vars = vars};
    std::string out;
    for (const Configuration one : waiting_) {
        Members all, led;
        machine_.arrivals(one, event, all);
        machine_.arrivals(one, event, led, &known);
        if (all == led) continue;
        if (out.empty()) out += decision;
        out.append(machine_.path(one)) += value_begins;
        out.append(text_of(led)) += pair_end;
    }
    return out;
}

bool Sets::decided(std::string_view said, Configuration member, Members& out) const {
    if (!said.starts_with(decision)) return false;
    said.remove_prefix(1);
    const std::string path = machine_.path(member);
    for (; !said.empty(); said.remove_prefix(std::min(said.find(pair_end) + 1, said.size()))) {
        const std::string_view pair = said.substr(0, said.find(pair_end));
        const std::size_t middle = std::min(pair.find(value_begins), pair.size());
        if (pair.substr(0, middle) != path) continue;
        const Members led = members_in(pair.substr(std::min(middle + 1, pair.size())));
        out.insert(out.end(), led.begin(), led.end());
        return true;
    }
    return false;
}

std::string Sets::knowledge(std::string_view digits, std::string_view others) {
    if (!std::exchange(asked_known_, true)) asked_ = asked_by_transitions(machine_.flow());
    std::string out;
    while (!others.empty()) {
        const std::size_t end = std::min(others.find(pair_end), others.size());
        const std::string_view pair = others.substr(0, end);
        if (asked_.contains(pair.substr(0, pair.find(value_begins)))) out.append(pair) += pair_end;
        others.remove_prefix(std::min(end + 1, others.size()));
    }
    if (out.empty()) return std::string(digits);
    if (!digits.empty()) append_known(out, "input.digits", digits);
    return out;
}

TextId Sets::says_the_same(SetId from, NameId id, std::string_view said) {
    std::string leads;
    const auto put = [&](const auto& value) { leads.append(reinterpret_cast<const char*>(&value), sizeof value); };
    put(from);
    put(id);
    const Name& name = names_[id];
    Values input, vars;
    const bool decides = said.starts_with(decision);
    if (!decides) understand(machine_.flow(), said, input, vars);
    const engine::Known known{.input = input, .vars = vars};
    const std::uint32_t machine = machine_of(name);
    Members led;
    std::vector<engine::Passage> ways;
    for (const Configuration one : sets_[from].members) {
        if (name.event == flow::none || (one & closed) != 0 || machine_.machine_of(one) != machine) continue;
        led.clear();
        ways.clear();
        if (!decided(said, one, led)) machine_.arrivals(one, name.event, led, decides ? nullptr : &known);
        if (!decides) machine_.passages(one, name.event, ways, &known);
        put(led.size());
        for (const Configuration to : led) put(to);
        put(ways.size());
        for (const engine::Passage& way : ways) {
            put(way.from);
            put(way.level);
            put(way.to);
            put(way.branch);
            put(way.same);
        }
    }
    const auto found = same_.find(leads);
    return found != same_.end() ? found->second : same_.emplace(std::move(leads), texts.keep(said)).first->second;
}

TextId Sets::state(std::string_view name) {
    const TextId id = texts.of(name);
    if (id != 0 || name.empty()) return id;
    return texts.keep(machine_.find(name) != flow::none ? name : "(other states)");
}

SetId Sets::beginning_in(std::string_view state) {
    const Configuration there = machine_.find(state);
    const auto all = members(beginning_);
    const bool usual = there == flow::none || std::ranges::find(all, there) != all.end();
    return usual ? beginning_ : intern({there});
}

Sets::Members Sets::members_in(std::string_view text) const {
    Members members;
    while (!text.empty()) {
        const std::size_t bar = text.find(" | ");
        std::string_view one = text.substr(0, bar);
        const bool hung = one.ends_with(" (hung up)");
        if (hung) one.remove_suffix(10);
        const Configuration there = machine_.find(one);
        if (there == flow::none) return {};
        members.push_back(there | (hung ? closed : 0));
        text = bar == std::string_view::npos ? std::string_view() : text.substr(bar + 3);
    }
    return members;
}

SetId Sets::find(std::string_view text) {
    Members members = members_in(text);
    return members.empty() ? beginning_ : intern(std::move(members));
}

} // namespace callflow::replay
