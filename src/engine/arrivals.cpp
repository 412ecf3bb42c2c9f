// Where an event can lead a call, guards not looked at: what a log shows of a step.
#include "engine/compiled.hpp"
#include "engine/machine.hpp"
#include "flow/graph.hpp"

#include <algorithm>
#include <optional>
#include <string>

namespace callflow::engine {
namespace {

// Judges conditions by what is known. What an unknown name would have to say is an error to the expression, and an error that the
// rest does not absorb is what is not known; only functions that look at errors themselves must not be asked.
class Judge {
public:
    Judge(const Compiled& compiled, const Known& known)
        : slots_(compiled.flow.scope.slot_count(), expr::Value::error("not known")), known_(slots_.size()) {
        for (const auto& [name, value] : known.input)
            if (const InputField* field = compiled.find_input(name); field != nullptr && field->slot != flow::none)
                put(field->slot, value);
        for (const auto& [name, value] : known.vars)
            for (const flow::Var& var : compiled.flow.vars)
                if (var.name == name) put(var.slot, value);
    }

    // Of conditions that hold together.
    [[nodiscard]] Holds all(std::span<const flow::Condition> conditions) const {
        Holds out = Holds::yes;
        for (const flow::Condition& one : conditions) {
            const Holds holds = condition(one);
            if (holds == Holds::no) return holds;
            if (holds == Holds::unknown) out = holds;
        }
        return out;
    }
    // The value of an expression; absent where it is not known.
    [[nodiscard]] expr::Value value(const expr::Expression& expression) const {
        if (!may_ask(expression)) return {};
        expr::Value out = expression.evaluate(slots_);
        return out.is_error() ? expr::Value() : out;
    }

private:
    void put(expr::Slot slot, const expr::Value& value) {
        slots_[slot] = value;
        known_[slot] = !value.is_absent();
        any_ = true;
    }
    [[nodiscard]] bool may_ask(const expr::Expression& expression) const {
        const auto names = expression.references();
        const auto is_known = [&](const expr::Reference& one) { return known_[one.slot]; };
        if (std::ranges::all_of(names, is_known)) return true;
        return any_ && expression.text().find("default") == std::string::npos &&
               expression.text().find("has") == std::string::npos;
    }
    [[nodiscard]] Holds condition(const flow::Condition& one) const {
        const expr::Value out = value(one.expression);
        if (out.kind() != expr::Kind::boolean) return Holds::unknown;
        return out.as_boolean() != one.negated ? Holds::yes : Holds::no;
    }

    std::vector<expr::Value> slots_; // an error where nothing is known: absent, `attempt` would be taken for 0
    std::vector<bool> known_;
    bool any_ = false; // something is known at all
};

// States that a log does not show are gone through: each configuration is looked at once.
class Arrivals {
public:
    Arrivals(const Compiled& compiled, const Judge* judge, std::vector<Configuration>& out,
             std::vector<Passage>* passages = nullptr)
        : compiled_(compiled), judge_(judge), out_(out), passages_(passages) {}

    void fire(Configuration at, flow::EventId event) {
        const Configurations& all = compiled_.configurations;
        for (Configuration level = at; level != flow::none; level = all.outer(level)) {
            if (take(level, at, event) == Holds::yes) break;
            if (event == flow::next_event) break;
        }
        judge_ = nullptr; // what is known was known of this event alone
    }
    void begin(Configuration at) { reach(at); }

    void follow() {
        while (!open_.empty()) {
            const Configuration at = open_.back();
            open_.pop_back();
            go_on(at);
        }
    }

private:
    using Onward = CompiledState::Onward;

    [[nodiscard]] Holds judge(std::span<const flow::Condition> conditions) const {
        if (conditions.empty()) return Holds::yes;
        return judge_ == nullptr ? Holds::unknown : judge_->all(conditions);
    }

    // Candidates of a level for a call that is at `at`, or further in, up to the first that is certainly taken: then yes.
    Holds take(Configuration level, Configuration at, flow::EventId event) {
        Holds out = Holds::no;
        for (const Candidate& one : compiled_.tables.candidates(compiled_.configurations.state(level), event)) {
            const Holds open = one.handler == nullptr ? Holds::yes : judge(one.handler->conditions);
            if (open == Holds::no) continue;
            const Holds taken = branch(*one.branch, level, at);
            if (taken == Holds::yes && open == Holds::yes) return Holds::yes;
            if (taken != Holds::no) out = Holds::unknown;
        }
        return out;
    }
    Holds branch(const flow::Branch& one, Configuration level, Configuration at) {
        const Holds holds = judge(one.conditions);
        if (holds == Holds::no) return holds;
        if (one.kind == flow::Branch::Kind::same) {
            pass({from_, level, at, &one, true});
            return holds;
        }
        if (one.kind == flow::Branch::Kind::state) {
            pass({from_, level, compiled_.configurations.beside(level, one.target), &one});
            return holds;
        }
        const Holds chosen = choose(one.choose.front(), level, at);
        return chosen == Holds::yes ? holds : chosen;
    }
    // The first of a list that is certainly taken ends it.
    Holds first(std::span<const flow::Branch> branches, Configuration level, Configuration at) {
        Holds out = Holds::no;
        for (const flow::Branch& one : branches) {
            const Holds taken = branch(one, level, at);
            if (taken == Holds::yes) return taken;
            if (taken != Holds::no) out = Holds::unknown;
        }
        return out;
    }
    Holds choose(const flow::Switch& choice, Configuration level, Configuration at) {
        const expr::Value on = judge_ == nullptr ? expr::Value() : judge_->value(choice.on);
        Holds out = Holds::no;
        const bool known = !on.is_absent();
        const std::string text = known ? on.to_text() : std::string();
        for (const flow::SwitchCase& each : choice.cases) {
            if (known && each.value != text) continue;
            const Holds taken = first(each.branches, level, at);
            if (known && taken == Holds::yes) return taken;
            if (taken != Holds::no) out = Holds::unknown;
        }
        const Holds otherwise = first(choice.otherwise, level, at);
        if (known && otherwise == Holds::yes) return otherwise;
        return otherwise == Holds::no ? out : Holds::unknown;
    }
    void pass(const Passage& one) {
        if (passages_ != nullptr) passages_->push_back(one);
        reach(one.to);
    }
    void reach(Configuration at) {
        if (std::ranges::find(seen_, at) != seen_.end()) return;
        seen_.push_back(at);
        open_.push_back(at);
    }
    // A request or sub-flow has ended: the state's own handlers and its flow's, then its `next:`, then what stands further out, as
    // Stepper::come_out() asks them; the first that is certainly taken ends it. `none`: an outcome that nobody names.
    void come_out(Configuration at, flow::EventId outcome) {
        if (outcome != flow::none && take(at, at, outcome) == Holds::yes) return;
        if (take(at, at, flow::next_event) == Holds::yes || outcome == flow::none) return;
        const Configurations& all = compiled_.configurations;
        for (Configuration level = all.outer(at); level != flow::none; level = all.outer(level))
            if (take(level, at, outcome) == Holds::yes) return;
    }
    void go_on(Configuration at) {
        const Configurations& all = compiled_.configurations;
        const CompiledState& state = compiled_.states[all.state(at)];
        const Configuration around = all.outer(at);
        from_ = at;
        switch (state.onward) {
        case Onward::transient: take(at, at, flow::next_event); return;
        case Onward::enters: pass({at, all.initial_in(at), all.initial_in(at), nullptr}); return;
        case Onward::asks:
            come_out(at, compiled_.success);
            come_out(at, compiled_.failure);
            return;
        case Onward::ends_sub_flow:
            if (around != flow::none) return come_out(around, state.outcome); // `same` outside begins the sub-flow anew
            break;
        case Onward::rests: break;
        }
        out_.push_back(at);
    }

    const Compiled& compiled_;
    const Judge* judge_; // null: nothing is known
    std::vector<Configuration>& out_;
    std::vector<Passage>* passages_ = nullptr; // null: nobody asks
    Configuration from_ = flow::none;          // where the call has come to on its way
    std::vector<Configuration> open_, seen_;
};

void sort_unique(std::vector<Configuration>& out) {
    std::ranges::sort(out);
    out.erase(std::unique(out.begin(), out.end()), out.end());
}

} // namespace

void append_arrivals(const Compiled& compiled, Configuration at, flow::EventId event, const Known* known,
                     std::vector<Configuration>& out, std::vector<Passage>* passages) {
    std::optional<Judge> judge;
    if (known != nullptr) judge.emplace(compiled, *known);
    Arrivals arrivals(compiled, judge ? &*judge : nullptr, out, passages);
    arrivals.fire(at, event);
    arrivals.follow();
    sort_unique(out);
}

void append_beginnings(const Compiled& compiled, flow::BodyId begin, std::vector<Configuration>& out) {
    for (std::uint32_t machine = 0; machine < compiled.machines.size(); ++machine) {
        Arrivals arrivals(compiled, nullptr, out);
        const flow::BodyId body = machine == 0 ? begin : compiled.machines[machine];
        arrivals.begin(compiled.flow.bodies[body].initial);
        arrivals.follow();
    }
    sort_unique(out);
}

} // namespace callflow::engine
