#include "flow/guards.hpp"

namespace callflow::flow {
namespace {

class Walk {
public:
    explicit Walk(const std::function<void(const Guarded&)>& visit) : visit_(visit) {}

    void handlers(StateId state, const std::vector<Handler>& on) {
        state_ = state;
        for (const Handler& handler : on) {
            const Inside block(*this, handler.conditions);
            branches(handler.branches);
        }
    }
    // As deep as the document is, which is bounded.
    void branches(const std::vector<Branch>& all) {
        for (const Branch& branch : all) {
            report(branch.conditions, branch.where);
            const Inside choice(*this, branch.conditions);
            for (const Switch& one : branch.choose) {
                for (const SwitchCase& each : one.cases) branches(each.branches);
                branches(one.otherwise);
            }
        }
    }
    void verbs(const std::vector<Verb>& all) {
        for (const Verb& verb : all) {
            report(verb.conditions, verb.where);
            const Inside children(*this, verb.conditions);
            verbs(verb.children);
            for (const Each& each : verb.each) verbs(each.body);
        }
    }

private:
    // While it lives, its conditions enclose what is visited.
    class Inside {
    public:
        Inside(Walk& walk, const std::vector<Condition>& conditions) : walk_(walk), before_(walk.enclosing_.size()) {
            for (const Condition& one : conditions) walk.enclosing_.push_back(&one);
        }
        ~Inside() { walk_.enclosing_.resize(before_); }
        Inside(const Inside&) = delete;
        Inside& operator=(const Inside&) = delete;

    private:
        Walk& walk_;
        std::size_t before_;
    };

    void report(const std::vector<Condition>& own, base::Span where) { visit_({state_, enclosing_, own, where}); }

    const std::function<void(const Guarded&)>& visit_;
    std::vector<const Condition*> enclosing_;
    StateId state_ = none;
};

} // namespace

void each_guarded(const Flow& flow, const std::function<void(const Guarded&)>& visit) {
    Walk walk(visit);
    for (const Body& body : flow.bodies) walk.handlers(none, body.on);
    for (StateId id = 0; id < flow.states.size(); ++id) {
        const State& state = flow.states[id];
        walk.handlers(id, state.on);
        walk.branches(state.next);
        walk.verbs(state.response.verbs);
        for (const ProviderResponse& one : state.response.by_provider) walk.verbs(one.verbs);
    }
}

std::vector<std::string> values_of(const Flow& flow, const expr::Expression& on) {
    if (on.empty()) return {};
    const expr::Type& type = on.type();
    if (type.tag == expr::Type::Tag::plain && type.kind == expr::Kind::boolean) return {"true", "false"};
    if (on.references().size() != 1 || on.references().front().path != on.text()) return {};
    const Var* var = flow.find_var(on.text());
    return var == nullptr ? std::vector<std::string>() : var->domain.values;
}

} // namespace callflow::flow
