#include "replay/sets.hpp"

#include "base/text.hpp"
#include "replay/places.hpp"
#include "replay/said.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace callflow::replay {
namespace {

using engine::Configuration;
using engine::CountedPlace;

// A state in more numbers of tries than that is in one that nobody knows.
constexpr std::ptrdiff_t most_tries = 16;

void forget_some(std::vector<CountedPlace>& sorted) {
    std::vector<CountedPlace> out;
    for (auto begin = sorted.begin(); begin != sorted.end();) {
        const auto end =
            std::find_if(begin, sorted.end(), [&](const CountedPlace& one) { return one.at != begin->at; });
        if (begin->tries == 0 || end - begin > most_tries) // what is not known may be any
            out.push_back({begin->at, 0});
        else
            out.insert(out.end(), begin, end);
        begin = end;
    }
    sorted = std::move(out);
}

} // namespace

TextId Texts::look_up(std::string_view text, std::size_t longest, std::size_t most) {
    if (text.empty()) return 0;
    if (text.size() > longest) text = text.substr(0, longest);
    const auto found = ids_.find(text);
    if (found != ids_.end()) return found->second;
    if (all_.size() >= most) return 0;
    all_.emplace_back(text);
    return ids_.emplace(text, static_cast<TextId>(all_.size() - 1)).first->second;
}

Sets::Sets(const engine::Machine& machine, const Names& names, By by)
    : machine_(machine), names_(names), counting_(machine.flow()), by_(by) {
    Places places;
    machine_.beginnings(places, counting_);
    beginning_ = intern(std::move(places));
    if (machine_.flow().start != flow::none) { // a call's first request fires it, whatever it brings
        Places started;
        for (const CountedPlace& one : sets_[beginning_].places)
            machine_.arrivals(one, machine_.flow().start, started, counting_);
        for (const CountedPlace& one : sets_[beginning_].places) started.push_back(one);
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

SetId Sets::intern(Places places) {
    std::ranges::sort(places);
    places.erase(std::unique(places.begin(), places.end()), places.end());
    if (counting_.any()) forget_some(places);
    std::string bytes;
    for (const CountedPlace& one : places) {
        bytes.append(reinterpret_cast<const char*>(&one.at), sizeof one.at);
        if (counting_.any()) bytes.append(reinterpret_cast<const char*>(&one.tries), sizeof one.tries);
    }
    const auto found = ids_.find(bytes);
    if (found != ids_.end()) return found->second;
    Set set;
    for (const CountedPlace& one : places)
        if (set.members.empty() || set.members.back() != one.at) set.members.push_back(one.at);
    const auto main_over = [&](Configuration one) { return is_main(one) && is_over(one); };
    const auto open = [&](Configuration one) { return is_main(one) && !is_over(one); };
    set.may_be_over = std::ranges::any_of(set.members, main_over);
    set.over = set.may_be_over && std::ranges::none_of(set.members, open);
    const auto talking = [&](Configuration one) { return !is_main(one) || talks_in(one & ~closed); };
    set.talks = std::ranges::any_of(set.members, [&](Configuration one) { return is_main(one); }) &&
                std::ranges::all_of(set.members, talking);
    set.may_talk =
        std::ranges::any_of(set.members, [&](Configuration one) { return is_main(one) && talks_in(one & ~closed); });
    const auto id = static_cast<SetId>(sets_.size());
    ids_.emplace(bytes, id);
    set.places = std::move(places);
    sets_.push_back(std::move(set));
    return id;
}

Sets::Places Sets::after(SetId from, NameId id, std::string_view said) const {
    const Name& name = names_[id];
    Places out, led;
    Heard heard;
    hear(name, said, heard);
    const engine::Known known = heard.known();
    const std::uint32_t machine = machine_of(name);
    bool moved = false;
    for (const CountedPlace& one : sets_[from].places) {
        if ((one.at & closed) != 0 || machine_.machine_of(one.at) != machine) {
            out.push_back(one);
            continue;
        }
        const bool resting = is_over(one.at);
        led.clear(); // by itself: two members may lead to the same place
        if (!resting && name.event != flow::none)
            machine_.arrivals(one, name.event, led, counting_, said.empty() ? nullptr : &known);
        if (!led.empty()) {
            out.insert(out.end(), led.begin(), led.end());
            moved = true;
        } else if (name.signal != nullptr) { // nobody minds: the call is over, or goes on
            out.push_back(name.hangup && !resting ? CountedPlace{one.at | closed, 0} : one);
            moved = true;
        }
    }
    // Machines side by side know nothing of each other here: those that the event is not for stand where they stood.
    return moved ? out : Places();
}

std::uint32_t Sets::machine_of(const Name& name) const {
    return name.event == flow::none ? 0 : machine_.machine_of(engine::Request{.event = name.event});
}

Step Sets::work_out(const Key& key) {
    Step out{key.from, key.name, key.state, key.digits, key.from, key.from, Fit::moved};
    const Name& name = names_[key.name];
    if (key.name == nameless || name.outcome) {
        out.fit = Fit::ignored;
        return out;
    }
    if (name.event == flow::none && name.signal == nullptr) {
        out.fit = Fit::unknown_event;
        return out;
    }
    Places members = after(key.from, key.name, texts[key.digits]);
    if (members.empty() && key.digits != 0)
        members = after(key.from, key.name, {}); // guards that cannot be: the keys are not what was meant
    if (members.empty() && tells_outcome(name) && !over(key.from)) members = sets_[key.from].places;
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
    Places fitting;
    for (const CountedPlace& one : members)
        if (machine_.stands_in(one.at & ~closed, logged)) fitting.push_back(one);
    if (!fitting.empty()) {
        const bool main = is_main(fitting.front().at);
        for (const CountedPlace& one : members)
            if (!is_main(one.at) && main) fitting.push_back(one);
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
    out.to = intern(there == flow::none ? std::move(members) : Places{{there, 0}});
    return out;
}

bool Sets::is_on_the_way(std::string_view logged, const Places& members) const {
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
    return std::ranges::any_of(
        onward, [&](Configuration one) { return std::ranges::find(members, one, &CountedPlace::at) != members.end(); });
}

bool Sets::tells_outcome(const Name& name) const {
    if (name.event == flow::none) return false;
    const flow::Event& event = machine_.flow().events[name.event];
    return event.actor.empty() && (event.name == "success" || event.name == "failure");
}

StepId Sets::make_step(const Key& key) {
    Step step = work_out(key);
    step.was = step.from;
    if (step.fit == Fit::moved && sets_[step.from].members.size() > 1)
        step.was = find(handling(machine_, text(step.from), names_[step.name]));
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
    Heard heard;
    hear(name, said, heard);
    const engine::Known known = heard.known();
    const std::uint32_t machine = machine_of(name);
    Places led;
    std::vector<engine::Passage> ways;
    for (const CountedPlace& one : sets_[from].places) {
        if (name.event == flow::none || (one.at & closed) != 0 || machine_.machine_of(one.at) != machine) continue;
        led.clear();
        ways.clear();
        machine_.arrivals(one, name.event, led, counting_, &known);
        machine_.passages(one, name.event, ways, counting_, &known);
        put(led.size());
        for (const CountedPlace& to : led) {
            put(to.at);
            put(to.tries);
        }
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
    return usual ? beginning_ : intern({{there, 0}});
}

std::string Sets::kept(SetId id) const {
    std::vector<std::string> all;
    for (const CountedPlace& one : sets_[id].places) {
        const Configuration at = one.at & ~closed;
        std::string text = machine_.path(at);
        if (one.tries != 0) {
            std::uint32_t depth = 0;
            for (Configuration around = machine_.outer(at); around != flow::none; around = machine_.outer(around))
                ++depth;
            for (std::uint32_t i = 0; i <= depth; ++i)
                text += fmt::format("{}{}", i == 0 ? '#' : '.', engine::tries_at(one.tries, i));
        }
        all.push_back(std::move(text) + ((one.at & closed) != 0 ? " (hung up)" : ""));
    }
    std::ranges::sort(all);
    return fmt::format("{}", fmt::join(all, " | "));
}

SetId Sets::find(std::string_view text) {
    Places places;
    while (!text.empty()) {
        const std::size_t bar = text.find(" | ");
        std::string_view one = text.substr(0, bar);
        const bool hung = one.ends_with(" (hung up)");
        if (hung) one.remove_suffix(10);
        const std::size_t hash = std::min(one.find('#'), one.size());
        engine::Tries tries = 0;
        std::string_view numbers = one.substr(std::min(hash + 1, one.size()));
        for (std::uint32_t depth = 0; !numbers.empty(); ++depth) {
            const std::size_t dot = std::min(numbers.find('.'), numbers.size());
            const auto number = base::parse_int(numbers.substr(0, dot));
            if (number && *number > 0 && *number <= counting_.largest())
                tries = engine::with_tries(tries, depth, static_cast<std::uint8_t>(*number));
            numbers.remove_prefix(std::min(dot + 1, numbers.size()));
        }
        const Configuration there = machine_.find(one.substr(0, hash));
        if (there == flow::none) return beginning_;
        places.push_back({there | (hung ? closed : 0), tries});
        text = bar == std::string_view::npos ? std::string_view() : text.substr(bar + 3);
    }
    return places.empty() ? beginning_ : intern(std::move(places));
}

} // namespace callflow::replay
