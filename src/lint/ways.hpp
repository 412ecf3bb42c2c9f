// Ways round on which a var is not counted.
#pragma once

#include "expr/ast.hpp"
#include "flow/model.hpp"
#include "lint/asking.hpp"

#include <compare>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

namespace callflow::lint {

// Whether an event comes without anybody doing anything: what a request comes to, or `next`.
[[nodiscard]] bool comes_by_itself(const flow::Flow& flow, flow::EventId event);

// Looks for ways from state to state that nothing ends: transitions and callbacks that count the var asked about are no way, nor
// are transitions that something else may end (another counter, `attempt`, the time, a timer). So a way that is found can be gone
// again and again. Refers to the flow.
class Ways {
public:
    Ways(const flow::Flow& flow, const Survey& survey);

    // Whether a setting counts: its value, null for a request's answer.
    using Counts = std::function<bool(const expr::Expression* value)>;
    // What counts may depend on: the var, and a guard on it.
    struct Question {
        std::uint32_t var = flow::none;
        expr::NodeKind how = expr::NodeKind::less;
        std::optional<std::int64_t> number = {};
        bool round = false;
        auto operator<=>(const Question&) const = default;
    };
    // Which var the following is about. The whole flow is looked at once for each question; beyond the bound nothing is told.
    void ask(const Question& question, Counts counts);
    // Whether it is counted by transitions of states and their callbacks alone, and by none that is due to a timer or the
    // application.
    [[nodiscard]] bool tells() const { return told_->tells; }
    // Where it is counted first; invalid where it is not.
    [[nodiscard]] base::Span counted_at() const { return told_->counted_at; }

    // Whether the transition of that state, one of `candidates`, is such a way.
    [[nodiscard]] bool is_free(flow::StateId state, const flow::Branch& branch,
                               const std::vector<flow::Branch>& candidates) const;
    // Whether such ways lead from a state to another or the same, which takes none. `by_itself`: along those alone that
    // nobody does anything for. False beyond a bound on the work.
    [[nodiscard]] bool leads(flow::StateId from, flow::StateId to, bool by_itself);

private:
    [[nodiscard]] bool counts(const std::vector<flow::Assignment>& set) const;
    [[nodiscard]] bool counts(const flow::State& state, bool loopback) const;
    [[nodiscard]] bool counts(const flow::Branch& branch) const;
    [[nodiscard]] bool may_end(const expr::Expression& one) const;
    [[nodiscard]] bool may_end(const std::vector<flow::Condition>& conditions) const;
    [[nodiscard]] bool is_way(flow::StateId state, const flow::Branch& branch) const;
    void append(flow::StateId state, const std::vector<flow::Branch>& candidates, std::vector<flow::StateId>& to) const;

    // What is asked about the whole flow.
    struct Told {
        bool tells = true;
        base::Span counted_at;
    };
    void look_through(Told& told) const;
    // What a condition names that may end a way: the time or how often a state was tried, and vars that are counted.
    struct Ends {
        bool always = false;
        std::vector<std::uint32_t> vars = {};
    };
    [[nodiscard]] const Ends& ends_of(const expr::Expression& one) const;

    const flow::Flow& flow_;
    mutable std::unordered_map<const expr::Expression*, Ends> ends_; // looked at once
    std::map<Question, Told> answers_;
    const Told* told_ = nullptr;
    std::vector<bool> steps_;     // per var: something adds to it or takes from it
    std::vector<bool> elsewhere_; // per event: a timer's or the application's
    std::uint32_t var_ = flow::none;
    Counts counts_;
    std::uint64_t left_ = 1'000'000; // transitions that may yet be looked at, for a strange flow
};

} // namespace callflow::lint
