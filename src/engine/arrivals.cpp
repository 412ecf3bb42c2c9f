// Where an event can lead a call, guards not looked at: what a log shows of a step.
#include "engine/compiled.hpp"
#include "engine/machine.hpp"
#include "flow/graph.hpp"

#include <algorithm>

namespace callflow::engine {
namespace {

// States that a log does not show are gone through: each configuration is looked at once.
class Arrivals {
public:
    Arrivals(const Compiled& compiled, std::vector<Configuration>& out) : compiled_(compiled), out_(out) {}

    void fire(Configuration at, flow::EventId event) {
        const Configurations& all = compiled_.configurations;
        for (Configuration level = at; level != flow::none; level = all.outer(level)) {
            take(level, at, event);
            if (event == flow::next_event) break;
        }
    }

    void follow() {
        while (!open_.empty()) {
            const Configuration at = open_.back();
            open_.pop_back();
            go_on(at);
        }
    }

private:
    using Onward = CompiledState::Onward;

    // Candidates of a level for a call that is at `at`, or further in.
    void take(Configuration level, Configuration at, flow::EventId event) {
        for (const Candidate& one : compiled_.tables.candidates(compiled_.configurations.state(level), event))
            branch(*one.branch, level, at);
    }
    void branch(const flow::Branch& one, Configuration level, Configuration at) {
        if (one.kind == flow::Branch::Kind::same) return reach(at);
        if (one.kind == flow::Branch::Kind::state) return reach(compiled_.configurations.beside(level, one.target));
        const flow::Switch& choice = one.choose.front();
        const auto visit = [&](const flow::Branch& inner) { branch(inner, level, at); };
        for (const flow::SwitchCase& each : choice.cases) flow::each_branch(each.branches, visit);
        flow::each_branch(choice.otherwise, visit);
    }
    void reach(Configuration at) {
        if (std::ranges::find(seen_, at) != seen_.end()) return;
        seen_.push_back(at);
        open_.push_back(at);
    }
    void go_on(Configuration at) {
        const Configurations& all = compiled_.configurations;
        const CompiledState& state = compiled_.states[all.state(at)];
        const Configuration around = all.outer(at);
        switch (state.onward) {
        case Onward::transient: take(at, at, flow::next_event); return;
        case Onward::enters: reach(all.initial_in(at)); return;
        case Onward::asks:
            for (const flow::EventId outcome : {compiled_.success, compiled_.failure})
                if (outcome != flow::none) fire(at, outcome);
            take(at, at, flow::next_event);
            return;
        case Onward::ends_sub_flow:
            if (around != flow::none) {
                // `same` outside begins the sub-flow anew.
                take(around, around, flow::next_event);
                for (Configuration level = around; level != flow::none; level = all.outer(level))
                    take(level, around, state.outcome);
                return;
            }
            break;
        case Onward::rests: break;
        }
        out_.push_back(at);
    }

    const Compiled& compiled_;
    std::vector<Configuration>& out_;
    std::vector<Configuration> open_, seen_;
};

} // namespace

void append_arrivals(const Compiled& compiled, Configuration at, flow::EventId event, std::vector<Configuration>& out) {
    Arrivals arrivals(compiled, out);
    arrivals.fire(at, event);
    arrivals.follow();
    std::ranges::sort(out);
    out.erase(std::unique(out.begin(), out.end()), out.end());
}

} // namespace callflow::engine
