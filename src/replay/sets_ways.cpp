// By which ways a step of sets may have gone: what was left, what was entered, what went on all the time.
#include "replay/sets.hpp"

#include <algorithm>
#include <utility>

namespace callflow::replay {
namespace {

using engine::Configuration;
using engine::Passage;

bool stands_in(const engine::Machine& machine, Configuration at, Configuration level) {
    for (; at != flow::none; at = machine.outer(at))
        if (at == level) return true;
    return false;
}

// Whether a call that is in `level` is so still behind the transition.
bool goes_on(const engine::Machine& machine, const Passage& one, Configuration level) {
    if (!stands_in(machine, one.to, level)) return false;
    return one.same || (one.level != level && stands_in(machine, one.level, level));
}

} // namespace

const std::vector<std::vector<Passage>>& Sets::ways_of(const Step& step) const {
    Ways& ways = ways_;
    if (ways.from == step.from && ways.name == step.name && ways.digits == step.digits) return ways.of;
    const Members& members = sets_[step.from].members;
    ways = {step.from, step.name, step.digits, {}};
    ways.of.resize(members.size());
    const Name& name = names_[step.name];
    if (name.event == flow::none) return ways.of;
    const std::string& said = texts[step.digits];
    Heard heard;
    hear(name, said, heard);
    const engine::Known known = heard.known();
    const bool fits = step.digits != 0 && !after(step.from, step.name, said).empty();
    const std::uint32_t machine = machine_of(name);
    for (const engine::CountedPlace& one : sets_[step.from].places) {
        if (is_over(one.at) || machine_.machine_of(one.at) != machine) continue;
        const auto at = std::ranges::lower_bound(members, one.at);
        if (at == members.end() || *at != one.at) continue;
        machine_.passages(one, name.event, ways.of[static_cast<std::size_t>(at - members.begin())], counting_,
                          fits ? &known : nullptr);
    }
    return ways.of;
}

Sets::Through Sets::through(const Step& step, Configuration level, Configuration to) const {
    Through out;
    bool found = false;
    const Name& name = names_[step.name];
    std::vector<std::pair<Configuration, bool>> open,
        seen; // where a way leads, and whether it was in `level` all the time
    const Members& members = sets_[step.from].members;
    const std::vector<std::vector<Passage>>& all = ways_of(step);
    for (std::size_t i = 0; i < members.size(); ++i) {
        const Configuration member = members[i];
        const std::vector<Passage>& ways = all[i];
        const Configuration plain = member & ~closed;
        const bool there = stands_in(machine_, plain, level);
        if (ways.empty()) {
            const bool rests = plain != member || name.signal != nullptr || tells_outcome(name) ||
                               machine_.machine_of(plain) != machine_of(name);
            if (!rests || plain != to) continue; // an event that it does not handle: the call was not there
            found = true;
            out.stayed = out.stayed || there;
            continue;
        }
        open = {{flow::none, there}};
        seen = open;
        while (!open.empty()) {
            const auto [at, stayed] = open.back();
            open.pop_back();
            for (const Passage& one : ways) {
                if (one.from != at) continue;
                const std::pair next{one.to, stayed && goes_on(machine_, one, level)};
                if (std::ranges::find(seen, next) != seen.end()) continue;
                seen.push_back(next);
                open.push_back(next);
                if (one.to != to) continue;
                found = true;
                (next.second ? out.stayed : out.entered) = true;
            }
        }
    }
    if (!found) out.entered = true; // the log says so
    return out;
}

void Sets::look_at_way(Step& step) const {
    if (step.fit != Fit::moved) return;
    const auto main = [&](SetId id) {
        Members out;
        std::ranges::copy_if(sets_[id].members, std::back_inserter(out),
                             [&](Configuration one) { return is_main(one); });
        return out;
    };
    if (step.from != step.to) {
        if (main(step.from) != main(step.to)) return;
        // the call is where it was: a machine beside has moved, or it has tried once more
        step.beside = true;
        if (sets_[step.from].members != sets_[step.to].members) return;
    }
    if (names_[step.name].event == flow::none || machine_of(names_[step.name]) != 0) return;
    const Members all = main(step.to);
    step.anew = !all.empty() && std::ranges::none_of(all, [&](Configuration one) {
        return (one & closed) != 0 || is_over(one) || through(step, one, one).stayed;
    });
    if (step.anew) step.beside = false;
}

} // namespace callflow::replay
