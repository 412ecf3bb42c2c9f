#include "flow/diff.hpp"

#include "flow/diff_parts.hpp"
#include "flow/spell.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>

namespace callflow::flow {
namespace {

constexpr int max_rename_rounds = 50; // of states that lead to each other

class FlowDiff {
public:
    FlowDiff(const Flow& old, const Flow& now)
        : flows_{old, now}, old_body_(now.bodies.size(), none), now_body_(old.bodies.size(), none),
          old_state_(now.states.size(), none), now_state_(old.states.size(), none) {}

    Annotations run() {
        out_.name = flows_.now.name;
        out_.kind = "diff";
        match_bodies();
        match_states();
        find_renamed();
        compare_declarations(out_.changes, flows_);
        for (BodyId id = 0; id < flows_.now.bodies.size(); ++id) compare_bodies(id);
        for (BodyId id = 0; id < flows_.old.bodies.size(); ++id)
            if (now_body_[id] == none)
                compare_texts(out_.changes, flows_.old.bodies[id].name, role(flows_.old.bodies[id]), "",
                              flows_.old.bodies[id].where);
        each_body([&](BodyId old, BodyId now) { states(old, now); });
        each_body([&](BodyId old, BodyId now) { transitions(old, now); });
        count_marks();
        return std::move(out_);
    }

private:
    // --- what answers to what

    void match_bodies() {
        if (flows_.old.bodies.empty() || flows_.now.bodies.empty()) return;
        old_body_[0] = now_body_[0] = 0;
        std::map<std::string_view, BodyId> by_name;
        for (BodyId id = 1; id < flows_.old.bodies.size(); ++id) by_name.emplace(flows_.old.bodies[id].name, id);
        for (BodyId id = 1; id < flows_.now.bodies.size(); ++id) {
            const auto found = by_name.find(flows_.now.bodies[id].name);
            if (found == by_name.end()) continue;
            old_body_[id] = found->second;
            now_body_[found->second] = id;
        }
    }

    void match_states() {
        for (StateId id = 0; id < flows_.now.states.size(); ++id) {
            const State& state = flows_.now.states[id];
            if (old_body_[state.body] == none) continue;
            const StateId old = flows_.old.find_state(old_body_[state.body], state.name);
            if (old != none) pair(old, id);
        }
    }
    void pair(StateId old, StateId now) {
        old_state_[now] = old;
        now_state_[old] = now;
    }

    // A state that is only there in one of the flows, as far as a new name would not change it.
    struct Lone {
        std::string content;
        std::vector<Way> ways;
    };
    Lone lone(const Flow& flow, const State& state) const {
        Lone out{spell_content(flow, state), ways_of(flow, state)};
        std::ranges::stable_sort(out.ways, {}, [&](const Way& way) { return flow.events[way.event].text(); });
        for (const Way& way : out.ways)
            out.content += flow.events[way.event].text() + " " + way.guards + "\n" + spell_effects(flow, *way.branch);
        return out;
    }

    void find_renamed() {
        std::map<StateId, Lone> gone;
        std::map<StateId, Lone> fresh;
        for (StateId id = 0; id < flows_.old.states.size(); ++id)
            if (now_state_[id] == none && now_body_[flows_.old.states[id].body] != none)
                gone.emplace(id, lone(flows_.old, flows_.old.states[id]));
        for (StateId id = 0; id < flows_.now.states.size() && !gone.empty(); ++id)
            if (old_state_[id] == none && old_body_[flows_.now.states[id].body] != none)
                fresh.emplace(id, lone(flows_.now, flows_.now.states[id]));
        for (int round = 0; round < max_rename_rounds && !gone.empty() && !fresh.empty(); ++round) {
            std::map<std::string, std::pair<std::vector<StateId>, std::vector<StateId>>> alike;
            for (const auto& [id, one] : gone) alike[identity(flows_.old, id, one, true)].first.push_back(id);
            for (const auto& [id, one] : fresh) alike[identity(flows_.now, id, one, false)].second.push_back(id);
            bool found = false;
            for (const auto& [text, both] : alike) {
                if (both.first.size() != 1 || both.second.size() != 1) continue;
                found = true;
                pair(both.first.front(), both.second.front());
                gone.erase(both.first.front());
                fresh.erase(both.second.front());
            }
            if (!found) return;
        }
    }
    // Where it leads counts, by the new names; itself is the same whatever its name is.
    std::string identity(const Flow& flow, StateId id, const Lone& one, bool old) const {
        const BodyId body = flow.states[id].body;
        std::string out = std::to_string(old ? now_body_[body] : body) + "\n" + one.content;
        for (const Way& way : one.ways) {
            const bool itself = way.branch->kind == Branch::Kind::state && way.branch->target == id;
            out += itself ? "." : target(*way.branch, old);
            out += '\n';
        }
        return out;
    }

    // Where a branch leads, by the new name of what was renamed.
    std::string target(const Branch& branch, bool old) const {
        if (branch.kind == Branch::Kind::same) return "same";
        return old ? new_name(branch.target) : flows_.now.states[branch.target].name;
    }
    const std::string& new_name(StateId old) const {
        const StateId now = now_state_[old];
        return now == none ? flows_.old.states[old].name : flows_.now.states[now].name;
    }

    // --- bodies

    static std::string role(const Body& body) { return body.role == BodyRole::machine ? "machine" : "sub-flow"; }

    // Bodies of the new flow with those that they were, then those that are gone; none where there is no such.
    template <class Visit> void each_body(Visit&& visit) {
        for (BodyId id = 0; id < flows_.now.bodies.size(); ++id) visit(old_body_[id], id);
        for (BodyId id = 0; id < flows_.old.bodies.size(); ++id)
            if (now_body_[id] == none) visit(id, none);
    }

    void compare_bodies(BodyId id) {
        const Body& now = flows_.now.bodies[id];
        if (old_body_[id] == none) return compare_texts(out_.changes, now.name, "", role(now), now.where);
        const Body& old = flows_.old.bodies[old_body_[id]];
        if (id != 0) compare_texts(out_.changes, now.name, role(old), role(now), now.where);
        const std::string prefix = id == 0 ? "" : now.name + "/";
        compare_texts(out_.changes, prefix + "initial", old.initial == none ? "" : new_name(old.initial),
                      now.initial == none ? "" : flows_.now.states[now.initial].name, now.initial_where);
        compare_callbacks(out_.changes, prefix + "before", flows_, old.before, now.before);
        compare_callbacks(out_.changes, prefix + "after", flows_, old.after, now.after);
    }

    // --- items

    Annotation& add(Annotation::Part part, const Body& body, const State* state, std::string_view mark,
                    base::Span where) {
        Annotation& item = out_.items.emplace_back();
        item.part = part;
        if (body.role != BodyRole::main) item.body = body.name;
        if (state != nullptr) item.state = state->name;
        item.where = where;
        if (!mark.empty()) item.marks.emplace_back(mark);
        return item;
    }

    void states(BodyId old, BodyId now) {
        if (now != none)
            for (const StateId id : flows_.now.bodies[now].states) {
                const State& state = flows_.now.states[id];
                const Body& body = flows_.now.bodies[now];
                if (old_state_[id] == none) {
                    add(Annotation::Part::state, body, &state, "added", state.where);
                    continue;
                }
                const State& was = flows_.old.states[old_state_[id]];
                Changes changes;
                compare_states(changes, flows_, was, state);
                const bool renamed = was.name != state.name;
                if (changes.empty() && !renamed) continue;
                Annotation& item =
                    add(Annotation::Part::state, body, &state, renamed ? "renamed" : "changed", state.where);
                if (renamed) item.was = was.name;
                if (renamed && !changes.empty()) item.marks.emplace_back("changed");
                item.changes = std::move(changes);
            }
        if (old != none)
            for (const StateId id : flows_.old.bodies[old].states)
                if (now_state_[id] == none)
                    add(Annotation::Part::state, flows_.old.bodies[old], &flows_.old.states[id], "removed",
                        flows_.old.states[id].where);
    }

    void transitions(BodyId old, BodyId now) {
        const Body& body = now == none ? flows_.old.bodies[old] : flows_.now.bodies[now];
        ways(body, nullptr, old == none ? std::vector<Way>() : ways_of(flows_.old, flows_.old.bodies[old]),
             now == none ? std::vector<Way>() : ways_of(flows_.now, flows_.now.bodies[now]));
        if (now != none)
            for (const StateId id : flows_.now.bodies[now].states) {
                const StateId was = old_state_[id];
                ways(body, &flows_.now.states[id],
                     was == none ? std::vector<Way>() : ways_of(flows_.old, flows_.old.states[was]),
                     ways_of(flows_.now, flows_.now.states[id]));
            }
        if (old != none)
            for (const StateId id : flows_.old.bodies[old].states)
                if (now_state_[id] == none)
                    ways(body, &flows_.old.states[id], ways_of(flows_.old, flows_.old.states[id]), {});
    }

    // The candidates of one state, or of a body's `on:`.
    void ways(const Body& body, const State* state, const std::vector<Way>& old, const std::vector<Way>& now) {
        std::vector<std::size_t> answer(now.size(), not_there);
        std::vector<bool> taken(old.size());
        // First those that have all in common, then those that only lead elsewhere, then those with other guards.
        for (const auto& [guards, to] : {std::pair{true, true}, {true, false}, {false, true}}) {
            const auto key = [&, by_guards = guards, by_target = to](const Flow& flow, const Way& way, bool is_old) {
                return flow.events[way.event].text() + "\n" + (by_guards ? way.guards : "") + "\n" +
                       (by_target ? target(*way.branch, is_old) : "");
            };
            std::unordered_map<std::string, std::vector<std::size_t>> left; // the last first
            for (std::size_t i = old.size(); i > 0; --i)
                if (!taken[i - 1]) left[key(flows_.old, old[i - 1], true)].push_back(i - 1);
            for (std::size_t i = 0; i < now.size() && !left.empty(); ++i) {
                if (answer[i] != not_there) continue;
                const auto found = left.find(key(flows_.now, now[i], false));
                if (found == left.end() || found->second.empty()) continue;
                answer[i] = found->second.back();
                taken[answer[i]] = true;
                found->second.pop_back();
            }
        }
        const std::vector<bool> moved = out_of_order(now, answer);
        for (std::size_t i = 0; i < now.size(); ++i) {
            if (answer[i] == not_there)
                describe(add(Annotation::Part::transition, body, state, "added", now[i].branch->where), flows_.now,
                         now[i], false);
            else
                compare_ways(body, state, old[answer[i]], now[i], moved[i]);
        }
        for (std::size_t i = 0; i < old.size(); ++i)
            if (!taken[i])
                describe(add(Annotation::Part::transition, body, state, "removed", old[i].branch->where), flows_.old,
                         old[i], true);
    }

    void describe(Annotation& item, const Flow& flow, const Way& way, bool old) {
        item.event = flow.events[way.event].text();
        item.to = target(*way.branch, old);
        item.text = way.shown;
    }

    void compare_ways(const Body& body, const State* state, const Way& old, const Way& now, bool moved) {
        const base::Span where = now.branch->where;
        Changes changes;
        if (old.guards != now.guards) changes.push_back({"guard", old.guards, now.guards, where});
        compare_effects(changes, flows_, *old.branch, *now.branch);
        if (moved) changes.push_back({"order", "", "tried in another order", where});
        const bool rewired = target(*old.branch, true) != target(*now.branch, false);
        if (!rewired && changes.empty()) return;
        Annotation& item = add(Annotation::Part::transition, body, state, rewired ? "rewired" : "changed", where);
        describe(item, flows_.now, now, false);
        if (rewired) item.was = target(*old.branch, true);
        if (rewired && !changes.empty()) item.marks.emplace_back("changed");
        item.changes = std::move(changes);
    }

    // Which of the candidates have moved past others of their event: all but a longest list of those in their old order. The
    // ones that are tried before what they were tried behind count as moved.
    std::vector<bool> out_of_order(const std::vector<Way>& now, const std::vector<std::size_t>& answer) const {
        std::vector<bool> moved(now.size());
        std::map<EventId, std::vector<std::size_t>> by_event;
        for (std::size_t i = now.size(); i > 0; --i)
            if (answer[i - 1] != not_there) by_event[now[i - 1].event].push_back(i - 1);
        for (const auto& [event, all] : by_event) {    // from the last to the first, their old places falling
            std::vector<std::size_t> ends;             // of the longest lists so far, by length: their last item
            std::map<std::size_t, std::size_t> before; // the item before each
            for (const std::size_t i : all) {
                const auto at = std::ranges::lower_bound(ends, answer[i], std::greater<>(),
                                                         [&](std::size_t k) { return answer[k]; });
                before[i] = at == ends.begin() ? not_there : *std::prev(at);
                if (at == ends.end())
                    ends.push_back(i);
                else
                    *at = i;
            }
            for (const std::size_t i : all) moved[i] = true;
            for (std::size_t i = ends.empty() ? not_there : ends.back(); i != not_there; i = before[i])
                moved[i] = false;
        }
        return moved;
    }

    void count_marks() {
        for (const std::string_view mark : {"added", "removed", "changed", "rewired", "renamed"}) {
            const auto count = std::ranges::count_if(out_.items, [&](const Annotation& one) {
                return std::ranges::find(one.marks, mark) != one.marks.end();
            });
            out_.numbers.emplace_back(std::string(mark), static_cast<double>(count));
        }
    }

    Versions flows_;
    std::vector<BodyId> old_body_, now_body_;    // of a body of the new flow the old one, and the other way round
    std::vector<StateId> old_state_, now_state_; // likewise
    Annotations out_;
};

} // namespace

Annotations diff(const Flow& old, const Flow& now) { return FlowDiff(old, now).run(); }

} // namespace callflow::flow
