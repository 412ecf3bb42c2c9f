#include "report/replay_overlay.hpp"

#include "flow/bodies.hpp"
#include "flow/graph.hpp"
#include "replay/names.hpp"
#include "replay/places.hpp"
#include "replay/sets.hpp"
#include "replay/traversed.hpp"
#include "scenario/coverage.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

namespace callflow::report {
namespace {

using engine::Configuration;
using flow::Annotation;

struct Counts {
    std::uint64_t count = 0, possible = 0;
    std::uint64_t hang_ups = 0, deviations = 0;
    replay::Times stayed;
};
// The state whose transition it is, none of states themselves and of what every state takes; and the place.
using Key = std::tuple<flow::StateId, base::FileId, std::uint32_t>;
Key key_of(base::Span where, flow::StateId of = flow::none) { return {of, where.file, where.begin}; }

// Everything by place: what stands at one is one part, however often it was taken in. Transitions that several states have by an alias
// stand at one place and are each state's own.
class Counter {
public:
    explicit Counter(const engine::Machine& machine) : machine_(machine), names_(machine) {
        const flow::Flow& flow = machine.flow();
        for (flow::StateId id = 0; id < flow.states.size(); ++id) {
            const flow::State& state = flow.states[id];
            states_.emplace(std::pair(state.body == 0 ? "" : flow.bodies[state.body].name, state.name), id);
            const auto own = [&](const flow::Branch& branch) { owners_.emplace(&branch, id); };
            for (const flow::Handler& one : state.on) flow::each_branch(one.branches, own);
            flow::each_branch(state.next, own);
        }
        const replay::Sets sets(machine, names_, replay::By::event);
        beginning_ = sets.text(sets.beginning());
    }

    void count(const replay::Account& account) {
        for (const auto& [key, one] : account.steps) {
            if (one.hangup) each_single(key.from, [&](Counts& at) { at.hang_ups += one.count; });
            if (key.kind != replay::Verdict::ok || key.event.empty()) continue;
            const flow::EventId event = names_[names_.of({}, key.event)].event;
            const std::uint32_t machine =
                event == flow::none ? 0 : machine_.machine_of(engine::Request{.event = event});
            enter(key.to, key.from != key.to ? one.count : one.anew, machine);
            take(replay::traversed(machine_, names_, key), one.count);
        }
        for (std::uint32_t machine = 0; machine < machine_.machines(); ++machine) begin(account.calls, machine);
        take(replay::traversed_at_first(machine_), account.calls);
        for (const auto& [set, times] : account.stays) each_single(set, [&](Counts& at) { at.stayed.add(times); });
        for (const auto& [key, one] : account.deviations)
            each_single(key.from, [&](Counts& at) { at.deviations += one.count; });
    }
    [[nodiscard]] const Counts* find(const Annotation& item) const {
        const bool transition = item.part == Annotation::Part::transition;
        const auto state = transition ? states_.find({item.body, item.state}) : states_.end();
        const auto found = counts_.find(key_of(item.where, state == states_.end() ? flow::none : state->second));
        return found == counts_.end() ? nullptr : &found->second;
    }

private:
    [[nodiscard]] std::vector<Configuration> own(const std::string& set) const {
        std::vector<Configuration> out;
        for (const replay::Member& one : replay::members_of(machine_, set)) out.push_back(one.at);
        return out;
    }
    [[nodiscard]] bool single(const std::vector<Configuration>& all) const {
        return std::ranges::count_if(all, [&](Configuration one) { return machine_.machine_of(one) == 0; }) == 1;
    }
    Counts& of(Configuration at) { return counts_[key_of(machine_.flow().states[machine_.state_of(at)].where)]; }
    template <class Visit> void each_single(const std::string& set, Visit visit) {
        const std::vector<Configuration> all = own(set);
        if (!single(all)) return;
        for (const Configuration one : all)
            if (machine_.machine_of(one) == 0) visit(of(one));
    }
    // Where the machine that moved came to rest; what is around it was entered when a sub-flow began.
    void enter(const std::string& set, std::uint64_t count, std::uint32_t machine) {
        std::vector<Configuration> all = own(set);
        std::erase_if(all, [&](Configuration one) { return machine_.machine_of(one) != machine; });
        for (const Configuration one : all) (all.size() == 1 ? of(one).count : of(one).possible) += count;
    }
    void begin(std::uint64_t count, std::uint32_t machine) {
        std::vector<Configuration> all = own(beginning_);
        std::erase_if(all, [&](Configuration one) { return machine_.machine_of(one) != machine; });
        std::map<Key, Configuration> levels; // a state around several is entered once
        for (const Configuration one : all)
            for (Configuration at = one; at != flow::none; at = machine_.outer(at))
                levels.emplace(key_of(machine_.flow().states[machine_.state_of(at)].where), at);
        for (const auto& [key, at] : levels) (all.size() == 1 ? of(at).count : of(at).possible) += count;
    }
    void take(const replay::Traversed& ways, std::uint64_t count) {
        std::set<Key> parts; // each once, however many ways lead over it
        for (const engine::Passage& one : ways.passages)
            if (one.branch != nullptr) parts.insert(key_of(one.branch->where, owner_of(one.branch)));
        for (const Configuration one : ways.through)
            parts.insert(key_of(machine_.flow().states[machine_.state_of(one)].where));
        for (const Key& key : parts) (ways.certain ? counts_[key].count : counts_[key].possible) += count;
    }

    [[nodiscard]] flow::StateId owner_of(const flow::Branch* branch) const {
        const auto found = owners_.find(branch);
        return found == owners_.end() ? flow::none : found->second;
    }

    const engine::Machine& machine_;
    replay::Names names_;
    std::map<std::pair<std::string, std::string>, flow::StateId> states_; // by the names of their body and their own
    std::unordered_map<const flow::Branch*, flow::StateId> owners_;
    std::string beginning_;
    std::map<Key, Counts> counts_;
};

// Events with which calls left the flow, as transitions that it does not have.
class Ghosts {
public:
    Ghosts(const engine::Machine& machine, const replay::Account& account) : machine_(machine) {
        for (const auto& [key, one] : account.deviations) add(key, one.count);
    }

    void append(std::vector<Annotation>& items) const {
        for (const auto& [name, count] : states_) {
            Annotation& item = items.emplace_back();
            item.state = name;
            item.count = count;
            item.marks = {"unknown"};
        }
        std::vector<const std::pair<const Key, Counts>*> all;
        for (const auto& one : transitions_) all.push_back(&one);
        const auto often = [](const auto* one) { return one->second.count + one->second.possible; };
        std::ranges::stable_sort(all, std::greater(), often);
        all.resize(std::min(all.size(), max_ghosts));
        for (const auto* one : all) {
            const auto& [state, event, to, unknown] = one->first;
            Annotation& item = items.emplace_back();
            item.part = Annotation::Part::transition;
            const flow::State& from = machine_.flow().states[state];
            if (from.body != 0) item.body = machine_.flow().bodies[from.body].name;
            item.state = from.name;
            item.event = event;
            item.to = to;
            item.count = one->second.count;
            item.marks = {"deviation"};
            if (unknown) item.marks.emplace_back("unknown");
            if (one->second.possible != 0)
                item.numbers.emplace_back("possible", static_cast<double>(one->second.possible));
        }
    }

private:
    using Key = std::tuple<flow::StateId, std::string, std::string, bool>; // from, event, to, unknown
    static constexpr std::size_t max_ghosts = 1000;                        // the most frequent; of states likewise

    void add(const replay::StepKey& key, std::uint64_t count) {
        using replay::Verdict;
        const bool unknown = key.kind == Verdict::unknown_event;
        // Of the others the event, or the lack of one, is no way that the flow does not have.
        if (!unknown && key.kind != Verdict::not_allowed && key.kind != Verdict::after_end &&
            key.kind != Verdict::wrong_state)
            return;
        std::string to = key.logged;
        if (!to.empty()) {
            const std::vector<flow::StateId> meant = flow::find_states(machine_.flow(), to);
            if (!meant.empty())
                to = machine_.flow().states[meant.front()].name;
            else if (states_.contains(to) || states_.size() < max_ghosts)
                states_[to] += count;
            else
                to.clear();
        }
        std::vector<flow::StateId> from;
        for (const replay::Member& one : replay::members_of(machine_, key.from))
            if (machine_.machine_of(one.at) == 0) from.push_back(machine_.state_of(one.at));
        std::ranges::sort(from);
        from.erase(std::unique(from.begin(), from.end()), from.end());
        for (const flow::StateId state : from) {
            Counts& counts = transitions_[{state, key.event, to, unknown}];
            (from.size() == 1 ? counts.count : counts.possible) += count;
        }
    }

    const engine::Machine& machine_;
    std::map<std::string, std::uint64_t> states_; // that the flow does not have, by what logs call them
    std::map<Key, Counts> transitions_;
};

} // namespace

flow::Annotations replay_annotations(const engine::Machine& machine, const replay::Account& account, std::string file) {
    Counter counter(machine);
    counter.count(account);
    flow::Annotations out = scenario::parts_of(machine.flow(), scenario::Shared::in_each_state);
    out.flow = std::move(file);
    out.kind = "replay";
    const auto verdict = [&](replay::Verdict one) {
        return static_cast<double>(account.verdicts[static_cast<std::size_t>(one)]);
    };
    out.numbers = {{"calls", static_cast<double>(account.calls)},
                   {"followed", verdict(replay::Verdict::ok) + verdict(replay::Verdict::live)}};
    std::erase_if(out.items, [](const Annotation& item) {
        return item.part != Annotation::Part::state && item.part != Annotation::Part::transition;
    });
    for (Annotation& item : out.items) {
        const Counts* const counts = counter.find(item);
        item.marks = {counts == nullptr || counts->count + counts->possible == 0 ? "unused"
                      : counts->count == 0                                       ? "maybe"
                                                                                 : "used"};
        if (counts == nullptr) continue;
        item.count = counts->count;
        const auto add = [&](std::string_view name, std::uint64_t number) {
            if (number != 0) item.numbers.emplace_back(name, static_cast<double>(number));
        };
        add("possible", counts->possible);
        add("hang_ups", counts->hang_ups);
        add("deviations", counts->deviations);
        if (counts->stayed.count() == 0) continue;
        item.numbers.emplace_back("p50_ms", static_cast<double>(counts->stayed.quantile(0.5)));
        item.numbers.emplace_back("p90_ms", static_cast<double>(counts->stayed.quantile(0.9)));
    }
    Ghosts(machine, account).append(out.items);
    return out;
}

} // namespace callflow::report
