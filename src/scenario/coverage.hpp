// What of a flow its scenarios have been through.
#pragma once

#include "engine/machine.hpp"
#include "engine/outcomes.hpp"
#include "engine/step.hpp"
#include "flow/annotations.hpp"
#include "flow/model.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace callflow::scenario {

// Collects while runs go on; those of one machine, in one thread. Parts are told apart by their places.
class CoverageRecorder {
public:
    // For engine::Limits::outcomes.
    [[nodiscard]] engine::ConditionOutcomes& outcomes() { return outcomes_; }
    // What a step did. One that failed has done nothing.
    void note(const engine::Machine& machine, const engine::StepResult& result);

    [[nodiscard]] const engine::ConditionOutcomes& outcomes() const { return outcomes_; }
    [[nodiscard]] std::uint64_t count(base::Span where) const;

private:
    void add(base::Span where);
    engine::ConditionOutcomes outcomes_;
    std::unordered_map<std::uint64_t, std::uint64_t> counts_;
};

// Whether transitions that several states have by an alias of YAML's are one part, of the first of them, or one of each.
enum class Shared : std::uint8_t { once, in_each_state };
// Everything in a flow that can be covered, each written part once, in document order of its kind: states that can be
// reached, transitions, the conditions of transitions (`guard`), effects of transitions and callbacks, the conditions of
// responses. Nothing is counted yet.
[[nodiscard]] flow::Annotations parts_of(const flow::Flow& flow, Shared shared = Shared::once);
// Adds what a recorder has seen of the same flow.
void add_counts(flow::Annotations& parts, const CoverageRecorder& recorder);
// Adds the counts of another reading of the same file: both have the same items.
void add_counts(flow::Annotations& parts, const flow::Annotations& others);

// How much of a kind is covered. A condition is two things to cover: that it holds, and that it does not.
struct Covered {
    std::uint64_t covered = 0;
    std::uint64_t all = 0;
    // 0 to 100; 100 where there is nothing to cover.
    [[nodiscard]] double percent() const {
        return all == 0 ? 100.0 : 100.0 * static_cast<double>(covered) / static_cast<double>(all);
    }
    Covered& operator+=(const Covered& other) {
        covered += other.covered;
        all += other.all;
        return *this;
    }
};
// Of one part.
[[nodiscard]] Covered covered(const flow::Annotation& item);
// By kind, in the order of Annotation::Part.
inline constexpr std::array<std::string_view, 5> coverage_kinds = {"states", "transitions", "guards", "callbacks",
                                                                   "responses"};
[[nodiscard]] std::array<Covered, 5> covered(const flow::Annotations& parts);
// Marks every part and puts the totals into the numbers.
void mark(flow::Annotations& parts);

// The fewest events that lead from the beginning to a part, guards not looked at: `press, next, customer.hangs_up`; for a
// transition its own event is the last one. Empty where nothing does, or nothing is needed.
class EventPaths {
public:
    explicit EventPaths(const flow::Flow& flow);
    [[nodiscard]] std::vector<std::string> to(const flow::Annotation& part) const;

private:
    struct From {
        flow::StateId state = flow::none;
        flow::EventId event = flow::none; // none: a sub-flow is entered
    };
    [[nodiscard]] std::vector<std::string> to_state(flow::StateId state) const;

    const flow::Flow& flow_;
    std::vector<From> from_; // per state
    std::vector<bool> known_;
};

} // namespace callflow::scenario
