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
    Judge(const Compiled& compiled, const Known* known)
        : attempt_(compiled.flow.builtins.attempt),
          slots_(compiled.flow.scope.slot_count(), expr::Value::error("not known")), known_(slots_.size()) {
        if (known == nullptr) return;
        decided_ = known->decided;
        for (const auto& [name, value] : known->input)
            if (const InputField* field = compiled.find_input(name); field != nullptr && field->slot != flow::none)
                put(field->slot, value);
        for (const auto& [name, value] : known->vars)
            for (const flow::Var& var : compiled.flow.vars)
                if (var.name == name) put(var.slot, value);
    }

    // From now on conditions are those of a state in that try; 0: nobody knows.
    void set_attempt(std::uint8_t number) {
        if (number == number_) return;
        number_ = number;
        known_[attempt_] = number != 0;
        slots_[attempt_] = number != 0 ? expr::Value::integer(number) : expr::Value::error("not known");
    }
    // What was known was known of one event.
    void forget() {
        for (const expr::Slot slot : put_) {
            slots_[slot] = expr::Value::error("not known");
            known_[slot] = false;
        }
        put_.clear();
        decided_ = nullptr;
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
    // The text of what a switch goes by; false where it is not known. No case has a text with a zero.
    [[nodiscard]] bool text_of(const expr::Expression& expression, std::string& out) const {
        if (decided_ != nullptr)
            if (const auto found = decided_->switches.find(expression.text()); found != decided_->switches.end()) {
                out = found->second.value_or(std::string(1, '\0'));
                return true;
            }
        const expr::Value on = value(expression);
        if (on.is_absent()) return false;
        out = on.to_text();
        return true;
    }

private:
    void put(expr::Slot slot, const expr::Value& value) {
        slots_[slot] = value;
        known_[slot] = !value.is_absent();
        put_.push_back(slot);
    }
    [[nodiscard]] bool may_ask(const expr::Expression& expression) const {
        const auto names = expression.references();
        const auto is_known = [&](const expr::Reference& one) { return known_[one.slot]; };
        if (std::ranges::all_of(names, is_known)) return true;
        const bool any = !put_.empty() || number_ != 0; // something is known at all
        return any && expression.text().find("default") == std::string::npos &&
               expression.text().find("has") == std::string::npos;
    }
    [[nodiscard]] Holds condition(const flow::Condition& one) const {
        Holds out = Holds::unknown;
        if (!was_decided(one.expression, out)) {
            const expr::Value given = value(one.expression);
            if (given.kind() == expr::Kind::boolean) out = given.as_boolean() ? Holds::yes : Holds::no;
        }
        if (!one.negated || out == Holds::unknown) return out;
        return out == Holds::yes ? Holds::no : Holds::yes;
    }
    [[nodiscard]] bool was_decided(const expr::Expression& one, Holds& out) const {
        if (decided_ == nullptr) return false;
        const auto found = decided_->conditions.find(one.text());
        if (found == decided_->conditions.end() || found->second.empty()) return false;
        const char said = found->second[number_ < found->second.size() ? number_ : 0];
        out = said == '1' ? Holds::yes : said == '0' ? Holds::no : Holds::unknown;
        return true;
    }

    expr::Slot attempt_;
    std::vector<expr::Value> slots_; // an error where nothing is known: absent, `attempt` would be taken for 0
    std::vector<bool> known_;
    std::vector<expr::Slot> put_;
    const Decided* decided_ = nullptr;
    std::uint8_t number_ = 0;
};

// States that a log does not show are gone through: each configuration is looked at once.
class Arrivals {
public:
    // `counting` null: tries are not counted. `judge` null: nothing is known.
    Arrivals(const Compiled& compiled, const Counting* counting, Judge* judge, std::vector<CountedPlace>& out,
             std::vector<Passage>* passages = nullptr)
        : compiled_(compiled), counting_(counting), judge_(judge), out_(out), passages_(passages) {}

    void fire(CountedPlace at, flow::EventId event) {
        const Configurations& all = compiled_.configurations;
        for (Configuration level = at.at; level != flow::none; level = all.outer(level)) {
            if (take(level, at, event) == Holds::yes) break;
            if (event == flow::next_event) break;
        }
        forget();
    }
    void begin(Configuration at) {
        forget();
        reach(entered({at, 0}, at));
    }

    // False where there are so many tries on the way that they had better not be told apart.
    [[nodiscard]] bool follow() {
        constexpr std::size_t most = 512;
        while (!open_.empty()) {
            const CountedPlace at = open_.back();
            open_.pop_back();
            go_on(at);
            if (counting_ != nullptr && seen_.size() > most + compiled_.configurations.count()) return false;
        }
        return true;
    }

private:
    using Onward = CompiledState::Onward;

    void forget() {
        if (judge_ == nullptr) return;
        judge_->forget();
        if (counting_ == nullptr) judge_ = nullptr;
    }
    [[nodiscard]] std::uint32_t depth(Configuration level) const { return compiled_.configurations.depth(level); }
    // The first try of a state that is entered.
    [[nodiscard]] CountedPlace entered(CountedPlace from, Configuration to) const {
        if (counting_ == nullptr) return {to, 0};
        return {to, with_tries(from.tries, depth(to), counting_->first(compiled_.configurations.state(to)))};
    }
    // The next one of a state that the call is in, or that stands around it.
    [[nodiscard]] CountedPlace again(CountedPlace at, Configuration level) const {
        const std::uint32_t deep = depth(level);
        if (counting_ == nullptr || deep >= counted_levels) return at;
        const std::uint8_t number = counting_->next(compiled_.configurations.state(level), tries_at(at.tries, deep));
        const Tries mask = Tries{0xff} << (deep * 8);
        return {at.at, (at.tries & ~mask) | Tries{number} << (deep * 8)};
    }

    [[nodiscard]] Holds judge(std::span<const flow::Condition> conditions) const {
        if (conditions.empty()) return Holds::yes;
        return judge_ == nullptr ? Holds::unknown : judge_->all(conditions);
    }

    // Candidates of a level for a call that is at `at`, or further in, up to the first that is certainly taken: then yes.
    Holds take(Configuration level, CountedPlace at, flow::EventId event) {
        if (counting_ != nullptr && judge_ != nullptr) judge_->set_attempt(tries_at(at.tries, depth(level)));
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
    Holds branch(const flow::Branch& one, Configuration level, CountedPlace at) {
        const Holds holds = judge(one.conditions);
        if (holds == Holds::no) return holds;
        if (one.kind == flow::Branch::Kind::same) {
            pass({from_, level, at.at, &one, true}, again(at, level));
            return holds;
        }
        if (one.kind == flow::Branch::Kind::state) {
            const Configuration to = compiled_.configurations.beside(level, one.target);
            pass({from_, level, to, &one}, entered(at, to));
            return holds;
        }
        const Holds chosen = choose(one.choose.front(), level, at);
        return chosen == Holds::yes ? holds : chosen;
    }
    // The first of a list that is certainly taken ends it.
    Holds first(std::span<const flow::Branch> branches, Configuration level, CountedPlace at) {
        Holds out = Holds::no;
        for (const flow::Branch& one : branches) {
            const Holds taken = branch(one, level, at);
            if (taken == Holds::yes) return taken;
            if (taken != Holds::no) out = Holds::unknown;
        }
        return out;
    }
    Holds choose(const flow::Switch& choice, Configuration level, CountedPlace at) {
        std::string text;
        const bool known = judge_ != nullptr && judge_->text_of(choice.on, text);
        Holds out = Holds::no;
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
    void pass(const Passage& one, CountedPlace to) {
        const bool once =
            counting_ != nullptr && passages_ != nullptr && std::ranges::find(*passages_, one) != passages_->end();
        if (passages_ != nullptr && !once) passages_->push_back(one);
        reach(to);
    }
    void reach(CountedPlace at) {
        if (std::ranges::find(seen_, at) != seen_.end()) return;
        seen_.push_back(at);
        open_.push_back(at);
    }
    // A request or sub-flow has ended: the state's own handlers and its flow's, then its `next:`, then what stands further out, as
    // Stepper::come_out() asks them; the first that is certainly taken ends it. `none`: an outcome that nobody names.
    void come_out(CountedPlace at, flow::EventId outcome) {
        if (outcome != flow::none && take(at.at, at, outcome) == Holds::yes) return;
        if (take(at.at, at, flow::next_event) == Holds::yes || outcome == flow::none) return;
        const Configurations& all = compiled_.configurations;
        for (Configuration level = all.outer(at.at); level != flow::none; level = all.outer(level))
            if (take(level, at, outcome) == Holds::yes) return;
    }
    void go_on(CountedPlace at) {
        const Configurations& all = compiled_.configurations;
        const CompiledState& state = compiled_.states[all.state(at.at)];
        const Configuration around = all.outer(at.at);
        from_ = at.at;
        switch (state.onward) {
        case Onward::transient: take(at.at, at, flow::next_event); return;
        case Onward::enters: {
            const Configuration inner = all.initial_in(at.at);
            pass({at.at, inner, inner, nullptr}, entered(at, inner));
            return;
        }
        case Onward::asks:
            come_out(at, compiled_.failure);
            if (compiled_.flow.states[all.state(at.at)].request->hands_over) break; // stays, where the SIP side agrees
            come_out(at, compiled_.success);
            return;
        case Onward::ends_sub_flow:
            if (around != flow::none) { // `same` outside begins the sub-flow anew
                const std::uint32_t deep = depth(around) + 1;
                const Tries inside = deep < counted_levels ? (Tries{1} << (deep * 8)) - 1 : ~Tries{0};
                return come_out({around, at.tries & inside}, state.outcome);
            }
            break;
        case Onward::rests: break;
        }
        out_.push_back(at);
    }

    const Compiled& compiled_;
    const Counting* counting_;
    Judge* judge_;
    std::vector<CountedPlace>& out_;
    std::vector<Passage>* passages_ = nullptr; // null: nobody asks
    Configuration from_ = flow::none;          // where the call has come to on its way
    std::vector<CountedPlace> open_, seen_;
};

template <class T> void sort_unique(std::vector<T>& out) {
    std::ranges::sort(out);
    out.erase(std::unique(out.begin(), out.end()), out.end());
}

} // namespace

void append_arrivals(const Compiled& compiled, const Counting* counting, CountedPlace at, flow::EventId event,
                     const Known* known, std::vector<CountedPlace>& out, std::vector<Passage>* passages) {
    const std::size_t before = out.size(), passed = passages == nullptr ? 0 : passages->size();
    std::optional<Judge> judge;
    if (known != nullptr || counting != nullptr) judge.emplace(compiled, known);
    Arrivals arrivals(compiled, counting, judge ? &*judge : nullptr, out, passages);
    arrivals.fire(at, event);
    if (!arrivals.follow()) {
        out.resize(before);
        if (passages != nullptr) passages->resize(passed);
        return append_arrivals(compiled, nullptr, {at.at, 0}, event, known, out, passages);
    }
    sort_unique(out);
}

void append_beginnings(const Compiled& compiled, const Counting* counting, flow::BodyId begin,
                       std::vector<CountedPlace>& out) {
    for (std::uint32_t machine = 0; machine < compiled.machines.size(); ++machine) {
        const std::size_t before = out.size();
        const flow::BodyId body = machine == 0 ? begin : compiled.machines[machine];
        std::optional<Judge> judge;
        if (counting != nullptr) judge.emplace(compiled, nullptr);
        Arrivals arrivals(compiled, counting, judge ? &*judge : nullptr, out);
        arrivals.begin(compiled.flow.bodies[body].initial);
        if (arrivals.follow()) continue;
        out.resize(before);
        Arrivals uncounted(compiled, nullptr, nullptr, out);
        uncounted.begin(compiled.flow.bodies[body].initial);
        (void)uncounted.follow();
    }
    sort_unique(out);
}

expr::Value known_value(const Compiled& compiled, const expr::Expression& one, const Known& known,
                        std::uint8_t attempt) {
    Judge judge(compiled, &known);
    judge.set_attempt(attempt);
    return judge.value(one);
}

} // namespace callflow::engine
