#include "scenario/paths/paths.hpp"

#include "flow/graph.hpp"
#include "flow/redirects.hpp"
#include "scenario/paths/possible.hpp"
#include "scenario/paths/scenarios.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::scenario {
namespace {

using expr::Answer;

std::vector<expr::Term> terms(const std::vector<const flow::Condition*>& conditions) {
    std::vector<expr::Term> all;
    for (const flow::Condition* one : conditions) all.push_back({one->expression, one->negated});
    return all;
}

PossibleValues::Read expressions(const std::vector<const flow::Condition*>& conditions) {
    PossibleValues::Read all;
    all.reserve(conditions.size());
    for (const flow::Condition* one : conditions) all.push_back(&one->expression);
    return all;
}

std::string text_of(const flow::Condition& one) {
    return fmt::format("{}: {}", one.negated ? "unless" : "if", one.expression.text());
}

// Says of everything that no walk shows why that is so, as far as it can be told.
class Verdict {
public:
    Verdict(const engine::Machine& machine, const Search& search, const PathOptions& options,
            const std::set<Feature>& shown, const std::vector<PathLeftOut>& stops)
        : flow_(machine.flow()), map_(search.map()), shown_(shown), cut_off_(search.cut_off()),
          all_outcomes_(options.cover == PathOptions::Cover::guards), analyser_(flow_.scope),
          possible_(machine, search.map(), options), tropo_(all_are_tropo(options)) {
        for (const PathLeftOut& one : stops)
            if (one.state != flow::none) stopped_.try_emplace(one.state, Stop{one.state, one.why, one.where});
        for (const auto& [state, error] : search.unanswered())
            stopped_.try_emplace(state, Stop{state, error.message, error.where});
    }

    std::vector<PathGoal> run() {
        std::vector<PathGoal> goals(flow_.states.size());
        const std::vector<bool> reachable = flow::reachable(flow_);
        entered_.resize(flow_.states.size());
        impossible_.resize(flow_.states.size());
        for (flow::StateId id = 0; id < flow_.states.size(); ++id) {
            PathGoal& goal = goals[id];
            goal.is_state = true;
            goal.state = flow_.states[id].name;
            goal.where = flow_.states[id].where;
            goal.covered = entered_[id] = shown_.contains(feature(FeatureKind::state, id, 0));
            const flow::Body& body = flow_.bodies[flow_.states[id].body];
            const bool alone = body.role == flow::BodyRole::sub_flow && body.named_by.empty();
            if (goal.covered || (reachable[id] && !alone)) continue;
            impossible_[id] = true;
            goal.why = alone ? fmt::format("no state runs the sub-flow `{}`", body.name) : "no transition leads to it";
        }
        std::vector<PathGoal> moves;
        for (const Transition& one : map_.transitions()) moves.push_back(transition(one));
        settle_states(goals, moves);
        name_stops(goals, moves);
        moves_ = moves;
        for (PathGoal& goal : goals)
            goal.proved = !goal.covered && impossible_[static_cast<std::size_t>(&goal - goals.data())];
        goals.insert(goals.end(), moves.begin(), moves.end());
        return goals;
    }

    // Of all conditions, once run() has been called.
    void add_outcomes(PathSet& set) {
        for (const KnownCondition& one : map_.conditions()) {
            const ConditionParts* parts = map_.parts(*one.expression);
            for (std::uint32_t i = 0; i < parts->parts.size(); ++i) {
                set.outcomes += 2;
                for (const std::uint32_t how : {1u, 0u}) {
                    if (shown_.contains(feature(FeatureKind::guard, parts->first + i, how)) ||
                        shown_.contains(feature(FeatureKind::response, parts->first + i, how)))
                        ++set.outcomes_shown;
                    else
                        set.missing.push_back(outcome(one, *parts, parts->parts[i].whole, how == 1));
                }
            }
        }
    }

private:
    [[nodiscard]] std::string event_of(const Transition& one) const {
        std::string event = one.handler == nullptr ? std::string("next") : flow_.events[one.handler->event].text();
        if (!one.text.empty()) event += fmt::format(" ({})", one.text);
        return event;
    }

    PathGoal transition(const Transition& one) {
        PathGoal goal;
        const bool same = one.branch->kind == flow::Branch::Kind::same;
        goal.state = one.state == flow::none ? std::string() : flow_.states[one.state].name;
        goal.what =
            fmt::format("{} -> {}", event_of(one), same ? std::string("same") : flow_.states[one.branch->target].name);
        goal.where = one.branch->where;
        goal.covered = shown_.contains(feature(FeatureKind::branch, map_.number(one.branch), 0));
        if (!goal.covered) explain(one, goal);
        return goal;
    }

    void explain(const Transition& one, PathGoal& goal) {
        const std::vector<expr::Term> own = terms(one.conditions);
        if (!own.empty() && analyser_.never(own) == Answer::yes) {
            goal.proved = true;
            goal.why = "its guards never hold together: " + text_of(*one.conditions.back());
            if (one.conditions.size() == 1) goal.why = "its guard never holds: " + text_of(*one.conditions.back());
            return;
        }
        if (tropo_ && one.state != flow::none && one.handler != nullptr) {
            const flow::State& state = flow_.states[one.state];
            if (flow::silent_redirect(state) != nullptr &&
                flow::is_transfer_outcome(flow_, state, one.handler->event)) {
                goal.proved = true;
                goal.why = "Tropo says nothing after a redirect";
                return;
            }
        }
        if (one.state == flow::none && taken_before(one)) {
            goal.proved = true;
            goal.why = "every state takes it itself";
            return;
        }
        for (const flow::Branch* before : one.before) {
            if (before->kind == flow::Branch::Kind::choose) continue;
            std::vector<const flow::Condition*> conditions;
            conditions.reserve(before->conditions.size());
            for (const flow::Condition& each : before->conditions) conditions.push_back(&each);
            const std::vector<expr::Term> theirs = terms(conditions);
            if (!theirs.empty() && analyser_.implies(own, theirs) != Answer::yes) continue;
            goal.proved = true;
            goal.why = taken_instead(*before);
            return;
        }
        if (one.state != flow::none && set_otherwise(one, goal)) return;
        goal.why = not_found(one.conditions);
    }

    [[nodiscard]] std::string taken_instead(const flow::Branch& before) const {
        const bool same = before.kind == flow::Branch::Kind::same;
        return fmt::format("the candidate before it is taken: -> {}",
                           same ? std::string("same") : flow_.states[before.target].name);
    }

    // Whether the vars that it looks at, or those that a candidate before it looks at, never have the values for it.
    bool set_otherwise(const Transition& one, PathGoal& goal) {
        std::vector<expr::Term> own = possible_.facts(expressions(one.conditions), one.state);
        if (!own.empty()) {
            const std::vector<expr::Term> asked = terms(one.conditions);
            own.insert(own.end(), asked.begin(), asked.end());
            if (analyser_.never(own) == Answer::yes) {
                goal.proved = true;
                goal.why = fmt::format("its guard never holds: {}; {}", text_of(*one.conditions.back()),
                                       possible_.words(expressions(one.conditions), one.state));
                return true;
            }
        }
        for (const flow::Branch* before : one.before) {
            if (before->kind == flow::Branch::Kind::choose || before->conditions.empty()) continue;
            std::vector<const flow::Condition*> conditions, read = one.conditions;
            for (const flow::Condition& each : before->conditions) conditions.push_back(&each);
            read.insert(read.end(), conditions.begin(), conditions.end());
            std::vector<expr::Term> facts = possible_.facts(expressions(read), one.state);
            const std::vector<expr::Term> asked = terms(one.conditions);
            facts.insert(facts.end(), asked.begin(), asked.end());
            if (facts.empty() || analyser_.implies(facts, terms(conditions)) != Answer::yes) continue;
            goal.proved = true;
            goal.why =
                fmt::format("{}; {}", taken_instead(*before), possible_.words(expressions(conditions), one.state));
            return true;
        }
        return false;
    }

    PathOutcome outcome(const KnownCondition& condition, const ConditionParts& parts, const expr::Expression& part,
                        bool want) {
        PathOutcome made;
        made.part = part.text();
        made.outcome = want;
        made.where = condition.where;
        made.proved = true;
        const auto everywhere = [&](const auto& holds) { return std::ranges::all_of(condition.states, holds); };
        if (analyser_.never(std::vector<expr::Term>{{part, !want}}) == Answer::yes) {
            made.why = "no values make it so";
        } else if (everywhere([&](flow::StateId id) { return id != flow::none && impossible_[id]; })) {
            made.why = fmt::format("state `{}` is never entered", flow_.states[condition.states.front()].name);
        } else if (everywhere([&](flow::StateId id) {
                       std::vector<expr::Term> facts = possible_.facts({&part}, id);
                       facts.push_back({part, !want});
                       return facts.size() > 1 && analyser_.never(facts) == Answer::yes;
                   })) {
            made.why = possible_.words({&part}, condition.states.front());
        } else if (const PathGoal* move = parts.parts.size() == 1 ? untaken(condition, want) : nullptr) {
            made.why = move->why;
        } else if (std::string before = taken_first(condition, part, want); !before.empty()) {
            made.why = std::move(before);
        } else {
            made.proved = false;
            made.why = cut_off_ ? "not found; the search has come to its bound" : "not found";
            if (!all_outcomes_) made.why = "not asked for; --cover guards looks for it";
        }
        return made;
    }

    // A transition that the condition alone guards, where none that it guards so can be taken, and which would be if it had that
    // outcome.
    [[nodiscard]] const PathGoal* untaken(const KnownCondition& condition, bool want) const {
        const PathGoal* found = nullptr;
        std::size_t times = 0;
        for (std::size_t i = 0; i < moves_.size(); ++i) {
            const std::vector<const flow::Condition*>& guards = map_.transitions()[i].conditions;
            if (guards.size() != 1 || guards.front()->expression.text() != condition.expression->text()) continue;
            ++times;
            if (guards.front()->negated == want || !moves_[i].proved) return nullptr;
            found = &moves_[i];
        }
        return times == condition.states.size() ? found : nullptr;
    }

    // What is taken before the condition is asked, whenever the part has that outcome; empty where that is not always so.
    std::string taken_first(const KnownCondition& condition, const expr::Expression& part, bool want) {
        const std::vector<expr::Term> own = {{part, !want}};
        std::string why;
        std::size_t times = 0;
        for (const Transition& one : map_.transitions()) {
            const bool asks = std::ranges::any_of(one.conditions, [&](const flow::Condition* each) {
                return each->expression.text() == condition.expression->text();
            });
            if (!asks) continue;
            ++times;
            const auto before = std::ranges::find_if(one.before, [&](const flow::Branch* each) {
                std::vector<expr::Term> theirs;
                theirs.reserve(each->conditions.size());
                for (const flow::Condition& guard : each->conditions)
                    theirs.push_back({guard.expression, guard.negated});
                return each->kind != flow::Branch::Kind::choose && !theirs.empty() &&
                       analyser_.implies(own, theirs) == Answer::yes;
            });
            if (before == one.before.end()) return {};
            why = taken_instead(**before);
        }
        return times == condition.states.size() ? why : std::string();
    }

    // Whether no state lets a flow-wide event through.
    [[nodiscard]] bool taken_before(const Transition& one) const {
        return std::ranges::all_of(flow_.bodies[one.body].states, [&](flow::StateId id) {
            const flow::State& state = flow_.states[id];
            if (state.final) return true;
            return !state.sub_flow && std::ranges::any_of(state.on, [&](const flow::Handler& own) {
                return own.event == one.handler->event && flow::takes_always(own);
            });
        });
    }

    [[nodiscard]] std::string not_found(const std::vector<const flow::Condition*>& conditions) const {
        std::string why = "not found";
        if (!conditions.empty()) why += ": no values were found for " + text_of(*conditions.back());
        if (cut_off_) why += "; the search has come to its bound";
        return why;
    }

    // A state that only such transitions lead to is never entered, nor are those that only it leads to.
    void settle_states(std::vector<PathGoal>& goals, std::vector<PathGoal>& moves) {
        const std::vector<Transition>& all = map_.transitions();
        std::vector<std::vector<std::size_t>> into(flow_.states.size());
        for (std::size_t i = 0; i < all.size(); ++i)
            if (all[i].branch->kind == flow::Branch::Kind::state) into[all[i].branch->target].push_back(i);
        for (bool changed = true; changed;) {
            changed = false;
            for (flow::StateId id = 0; id < flow_.states.size(); ++id) {
                if (entered_[id] || impossible_[id] || flow_.bodies[flow_.states[id].body].initial == id) continue;
                if (!std::ranges::all_of(into[id], [&](std::size_t i) { return moves[i].proved; })) continue;
                impossible_[id] = changed = true;
                goals[id].why = "no transition that can be taken leads to it";
            }
            for (std::size_t i = 0; i < all.size(); ++i) {
                if (moves[i].covered || moves[i].proved || all[i].state == flow::none || !impossible_[all[i].state])
                    continue;
                moves[i].proved = changed = true;
                moves[i].why = fmt::format("state `{}` is never entered", moves[i].state);
            }
        }
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (moves[i].covered || moves[i].proved || all[i].state == flow::none || entered_[all[i].state]) continue;
            moves[i].why = fmt::format("not found: state `{}` was never entered", moves[i].state);
        }
        for (PathGoal& goal : goals)
            if (!goal.covered && goal.why.empty()) goal.why = "not found: no call has come there";
    }

    // Why calls came no further than a state: its answer could not be made.
    struct Stop {
        flow::StateId state = flow::none;
        std::string why;
        base::Span where;
    };

    // What is behind a state in which calls stop was not found because of that.
    void name_stops(std::vector<PathGoal>& goals, std::vector<PathGoal>& moves) {
        const std::vector<Transition>& all = map_.transitions();
        const auto explain_by = [&](PathGoal& goal, const Stop& stop) {
            if (goal.cause.valid()) return;
            goal.cause = stop.where;
            const std::string& name = flow_.states[stop.state].name;
            goal.why = goal.is_state && goal.state == name
                           ? fmt::format("not found: its answer cannot be made: {}", stop.why)
                           : fmt::format("not found: calls come no further than state `{}`: {}", name, stop.why);
        };
        const auto is_open = [](const PathGoal& one) { return !one.covered && !one.proved; };
        for (bool changed = !stopped_.empty(); changed;) {
            changed = false;
            for (std::size_t i = 0; i < all.size(); ++i) {
                if (!is_open(moves[i]) || all[i].branch->kind == flow::Branch::Kind::choose) continue;
                const auto from = stopped_.find(all[i].state);
                const flow::StateId to =
                    all[i].branch->kind == flow::Branch::Kind::state ? all[i].branch->target : all[i].state;
                if (from != stopped_.end() && to != flow::none && !entered_[to] && !impossible_[to])
                    changed = stopped_.try_emplace(to, Stop(from->second)).second || changed;
            }
        }
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (!is_open(moves[i])) continue;
            auto stop = stopped_.find(all[i].state);
            if (stop == stopped_.end() && all[i].branch->kind == flow::Branch::Kind::state)
                stop = stopped_.find(all[i].branch->target);
            if (stop != stopped_.end()) explain_by(moves[i], stop->second);
        }
        for (flow::StateId id = 0; id < flow_.states.size(); ++id) {
            const auto stop = stopped_.find(id);
            if (stop != stopped_.end() && !goals[id].covered && !impossible_[id]) explain_by(goals[id], stop->second);
        }
    }

    const flow::Flow& flow_;
    const FeatureMap& map_;
    const std::set<Feature>& shown_;
    bool cut_off_;
    bool all_outcomes_; // of conditions were asked for
    expr::Analyser analyser_;
    PossibleValues possible_;
    bool tropo_; // and no other provider
    std::vector<bool> entered_, impossible_;
    std::map<flow::StateId, Stop> stopped_; // by state: where calls to it come to a halt
    std::vector<PathGoal> moves_;           // in the order of the map's transitions
};

} // namespace

PathSet make_paths(const engine::Machine& machine, const PathOptions& options, base::FileStore& files, bool documents) {
    Search search(machine, options);
    search.run();
    PathSet set;
    set.calls = search.nodes().size();
    set.cut_off = search.cut_off();
    ScenarioMaker maker(machine, search, options, files, documents);
    std::set<Feature> shown;
    std::vector<PathWalk> walks = options.random ? random_walks(search, options) : covering_walks(search, options);
    for (PathWalk& walk : walks) {
        Scenario made;
        if (!maker.make(walk, made)) set.left_out.push_back(maker.trouble());
        if (made.steps.empty()) continue;
        const std::vector<Feature> features = features_of(search, walk, made);
        shown.insert(features.begin(), features.end());
        set.scenarios.push_back(std::move(made));
    }
    set.documents = maker.documents();
    std::vector<PathLeftOut> stops = maker.cut();
    stops.insert(stops.end(), set.left_out.begin(), set.left_out.end());
    Verdict verdict(machine, search, options, shown, stops);
    set.goals = verdict.run();
    verdict.add_outcomes(set);
    return set;
}

} // namespace callflow::scenario
