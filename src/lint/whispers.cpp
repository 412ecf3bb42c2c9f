#include "lint/whispers.hpp"

#include "flow/handling.hpp"

namespace callflow::lint {
namespace {

void add_targets(const std::vector<flow::Branch>& branches, flow::StateId self, std::set<flow::StateId>& out) {
    for (const flow::Branch& branch : branches) {
        if (branch.kind == flow::Branch::Kind::same) out.insert(self);
        if (branch.kind == flow::Branch::Kind::state && branch.target != flow::none) out.insert(branch.target);
        for (const flow::Switch& choice : branch.choose) {
            for (const flow::SwitchCase& one : choice.cases) add_targets(one.branches, self, out);
            add_targets(choice.otherwise, self, out);
        }
    }
}

} // namespace

std::set<flow::StateId> answering(const flow::Flow& flow, flow::StateId self, const flow::EventReference& event) {
    const flow::State& state = flow.states[self];
    const flow::HandledAs known = flow::handled_as(flow, event.actor, event.event);
    std::set<flow::StateId> out;
    for (const auto* handlers : {&state.on, &flow.bodies[state.body].on}) {
        for (const flow::Handler& one : *handlers) {
            const bool takes = one.event != flow::none && (one.event == known.own || one.event == known.bare);
            if (takes) add_targets(one.branches, self, out);
        }
    }
    return out;
}

} // namespace callflow::lint
