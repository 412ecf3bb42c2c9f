#include "scenario/path_overlay.hpp"

#include "flow/graph.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace callflow::scenario {
namespace {

using flow::Annotation;
using flow::StateId;

struct Seen {
    std::uint64_t count = 0;
    std::vector<std::uint32_t> steps;
    std::string mark; // beside `passed`
    void add(std::uint32_t step) {
        ++count;
        if (steps.size() < max_kept_steps && (steps.empty() || steps.back() != step)) steps.push_back(step);
    }
};

bool is_fault(const TraceStep& step) {
    return step.outcome == "refused" || step.outcome == "failed" || step.outcome == "unknown";
}

bool same_way(const Trace& left, const Trace& right) {
    const auto equal_moves = [](const TraceMove& a, const TraceMove& b) {
        return a.owner == b.owner && a.entered == b.entered && a.event == b.event && a.where == b.where;
    };
    const auto equal_steps = [&](const TraceStep* a, const TraceStep* b) {
        return a->call == b->call && a->machine == b->machine && a->event == b->event && a->outcome == b->outcome &&
               std::ranges::equal(a->moves, b->moves, equal_moves);
    };
    // What people hear differs from provider to provider.
    const auto matters = [](const Trace& trace) {
        std::vector<const TraceStep*> out;
        for (const TraceStep& step : trace.steps)
            if (!step.moves.empty() || is_fault(step)) out.push_back(&step);
        return out;
    };
    return left.scenario == right.scenario && left.providers != right.providers &&
           std::ranges::equal(matters(left), matters(right), equal_steps);
}

class Path {
public:
    explicit Path(const flow::Flow& flow) : flow_(flow) {}

    void add(const Trace& trace) {
        ++runs_;
        for (const TraceStep& step : trace.steps) {
            if (step.kind == "start") ++calls_;
            for (const TraceMove& move : step.moves) add(move);
            if (is_fault(step)) add_fault(step);
        }
    }

    flow::Annotations finish() {
        flow::Annotations out;
        out.name = flow_.name;
        out.kind = "path";
        out.numbers = {{"runs", static_cast<double>(runs_)},
                       {"calls", static_cast<double>(calls_)},
                       {"steps", static_cast<double>(step_)},
                       {"refused", static_cast<double>(refused_)}};
        for (auto& [id, seen] : states_) {
            Annotation& item = append(out, Annotation::Part::state, id, std::move(seen));
            item.where = flow_.states[id].where;
        }
        for (auto& [key, seen] : transitions_) {
            const auto& [file, begin, owner, event] = key;
            Taken& taken = seen.first;
            Annotation& item = append(out, Annotation::Part::transition, owner, std::move(seen.second));
            if (taken.wide) item.state.clear();
            item.event = event;
            item.to = std::move(taken.to);
            item.where = taken.where;
        }
        for (auto& [key, seen] : faults_) {
            Annotation& item = append(out, Annotation::Part::transition, std::get<0>(key), std::move(seen));
            item.event = std::get<1>(key);
            item.marks = {std::get<2>(key)};
        }
        return out;
    }

private:
    struct Taken {
        std::string to;
        bool wide = false; // of an `on:` that holds in many states
        base::Span where;
    };

    void add(const TraceMove& move) {
        ++step_;
        for (const StateId id : move.entered) states_[id].add(step_);
        if (move.owner == flow::none) return; // an entry
        Taken taken = taken_by(move);
        const StateId owner = taken.wide ? first_of(move.owner) : move.owner;
        auto& seen = transitions_[{move.where.file, move.where.begin, owner, move.event}];
        seen.first = std::move(taken);
        seen.second.add(step_);
    }

    void add_fault(const TraceStep& step) {
        if (step.place_before == flow::none) return;
        if (step.outcome == "refused") ++refused_;
        if (!step.moves.empty()) { // what a sub-flow came to is what nobody takes
            const StateId last = step.moves.back().entered.back();
            states_[last].mark = step.outcome;
            return;
        }
        faults_[{step.place_before, step.event, step.outcome}].add(++step_);
    }

    [[nodiscard]] Taken taken_by(const TraceMove& move) const {
        Taken out{.to = flow_.states[move.entered.front()].name, .wide = false, .where = move.where};
        const auto look = [&](const std::vector<flow::Branch>& branches) {
            bool found = false;
            flow::each_branch(branches, [&](const flow::Branch& one) {
                if (one.where != move.where) return;
                found = true;
                out.to = one.kind == flow::Branch::Kind::same ? "same" : flow_.states[one.target].name;
            });
            return found;
        };
        const flow::State& owner = flow_.states[move.owner];
        const auto takes = [&](const flow::Handler& one) { return look(one.branches); };
        if (look(owner.next) || std::ranges::any_of(owner.on, takes)) return out;
        out.wide = std::ranges::any_of(flow_.bodies[owner.body].on, takes);
        return out;
    }
    // What stands in a body is one item, whichever state took it.
    [[nodiscard]] StateId first_of(StateId state) const {
        return flow_.bodies[flow_.states[state].body].states.front();
    }

    Annotation& append(flow::Annotations& out, Annotation::Part part, StateId state, Seen seen) const {
        Annotation& item = out.items.emplace_back();
        item.part = part;
        const flow::State& there = flow_.states[state];
        if (there.body != 0) item.body = flow_.bodies[there.body].name;
        item.state = there.name;
        item.count = seen.count;
        item.steps = std::move(seen.steps);
        item.marks.emplace_back("passed");
        if (!seen.mark.empty()) item.marks.push_back(std::move(seen.mark));
        return item;
    }

    const flow::Flow& flow_;
    std::uint32_t step_ = 0;
    std::uint64_t runs_ = 0, calls_ = 0, refused_ = 0;
    std::map<StateId, Seen> states_;
    std::map<std::tuple<base::FileId, std::uint32_t, StateId, std::string>, std::pair<Taken, Seen>> transitions_;
    std::map<std::tuple<StateId, std::string, std::string>, Seen> faults_; // state, event, outcome
};

} // namespace

flow::Annotations path_of(const flow::Flow& flow, std::span<const Trace> traces) {
    Path path(flow);
    for (std::size_t i = 0; i < traces.size(); ++i)
        if (i == 0 || !same_way(traces[i - 1], traces[i])) path.add(traces[i]);
    return path.finish();
}

} // namespace callflow::scenario
