// Ways round on which a var is not counted.
#pragma once

#include "flow/model.hpp"

#include <cstdint>
#include <functional>
#include <vector>

namespace callflow::lint {

// Whether an event comes without anybody doing anything: what a request comes to, or `next`.
[[nodiscard]] bool comes_by_itself(const flow::Flow& flow, flow::EventId event);

// Looks for ways from state to state that nothing ends: transitions and callbacks that count the var asked about are no way, nor
// are transitions that something else may end (another counter, `attempt`, the time, a timer). So a way that is found can be gone
// again and again. Refers to the flow.
class Ways {
public:
    explicit Ways(const flow::Flow& flow);

    // Whether a setting counts: its value, null for a request's answer.
    using Counts = std::function<bool(const expr::Expression* value)>;
    // Which var the following is about.
    void ask(std::uint32_t var, Counts counts);
    // Whether it is counted by transitions of states and their callbacks alone, and by none that is due to a timer or the
    // application.
    [[nodiscard]] bool tells() const { return tells_; }
    // Where it is counted first; invalid where it is not.
    [[nodiscard]] base::Span counted_at() const { return counted_at_; }

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

    const flow::Flow& flow_;
    std::vector<bool> steps_;     // per var: something adds to it or takes from it
    std::vector<bool> elsewhere_; // per event: a timer's or the application's
    std::uint32_t var_ = flow::none;
    Counts counts_;
    bool tells_ = false;
    base::Span counted_at_;
    std::uint64_t left_ = 2'000'000; // transitions that may yet be looked at, for a strange flow
};

} // namespace callflow::lint
