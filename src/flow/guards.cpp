#include "flow/guards.hpp"

namespace callflow::flow {
namespace {

class Walk {
public:
    Walk(const Flow& flow, const std::function<void(const Guarded&)>& visit,
         const std::function<void(StateId, const Condition&)>* once = nullptr)
        : flow_(flow), visit_(visit), once_(once) {}

    void run() {
        for (const Body& body : flow_.bodies) handlers(none, body.on);
        for (StateId id = 0; id < flow_.states.size(); ++id) {
            const State& state = flow_.states[id];
            handlers(id, state.on);
            branches(state.next);
            verbs(state.response.verbs);
            for (const ProviderResponse& one : state.response.by_provider) verbs(one.verbs);
        }
    }

private:
    void handlers(StateId state, const std::vector<Handler>& on) {
        state_ = state;
        for (const Handler& handler : on) {
            each_once(handler.conditions);
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

    void each_once(const std::vector<Condition>& all) {
        for (const Condition& one : all)
            if (once_ != nullptr) (*once_)(state_, one);
    }
    void report(const std::vector<Condition>& own, base::Span where) {
        each_once(own);
        visit_({state_, enclosing_, own, where});
    }

    const Flow& flow_;
    const std::function<void(const Guarded&)>& visit_;
    const std::function<void(StateId, const Condition&)>* once_; // null: nobody asks
    std::vector<const Condition*> enclosing_;
    StateId state_ = none;
};

} // namespace

void each_guarded(const Flow& flow, const std::function<void(const Guarded&)>& visit) { Walk(flow, visit).run(); }

Guards::Guards(const Flow& flow) {
    std::vector<std::size_t> begins; // of what encloses each
    const std::function<void(const Guarded&)> visit = [&](const Guarded& one) {
        if (one.enclosing.empty() && one.own.empty()) return;
        begins.push_back(enclosing_.size());
        enclosing_.insert(enclosing_.end(), one.enclosing.begin(), one.enclosing.end());
        guarded_.push_back(one);
    };
    const std::function<void(StateId, const Condition&)> once = [&](StateId state, const Condition& one) {
        conditions_.push_back({state, &one});
    };
    Walk(flow, visit, &once).run();
    for (std::size_t i = 0; i < guarded_.size(); ++i)
        guarded_[i].enclosing = std::span(enclosing_).subspan(begins[i], guarded_[i].enclosing.size());
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
