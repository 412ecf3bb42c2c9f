// What vars can be where a call stands, as far as that can be told without running it. Internal to scenario.
#pragma once

#include "expr/analyse.hpp"
#include "scenario/paths/features.hpp"
#include "scenario/paths/paths.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace callflow::scenario {

// Of vars that the flow sets to constants only, or counts in one direction, and of `attempt`. What a scenario gives to a call is not looked at: such a var is
// the flow's.
class PossibleValues {
public:
    using Read = std::vector<const expr::Expression*>;

    PossibleValues(const engine::Machine& machine, const FeatureMap& map, const PathOptions& options);

    // Conditions that hold of vars in a state, whenever a call is there: one for each var that one of the expressions reads
    // and of which something is known.
    [[nodiscard]] std::vector<expr::Term> facts(const Read& read, flow::StateId state);
    // The same as words: "`accepted` is always false there".
    [[nodiscard]] std::string words(const Read& read, flow::StateId state);

private:
    using Values = std::vector<expr::Value>;
    using PerState = std::vector<Values>; // empty: no call comes there
    struct Entry {                        // a transition, and what it leads to
        flow::StateId from = flow::none, to = flow::none;
        const flow::Branch* branch = nullptr; // null: into or out of a sub-flow
    };

    struct Bound { // of a var that is counted in one direction
        bool least = true;
        std::int64_t value = 0;
    };

    void find_entries();
    [[nodiscard]] std::optional<Bound> find_bound(std::uint32_t var) const;
    [[nodiscard]] std::vector<std::pair<std::uint32_t, Bound>> bounds(const Read& read);
    [[nodiscard]] std::int64_t most_attempts(const Read& read, flow::StateId state);
    [[nodiscard]] std::int64_t find_most_attempts(flow::StateId state);
    [[nodiscard]] bool may_stay(flow::StateId state, std::int64_t attempt);
    [[nodiscard]] expr::Expression compiled(const std::string& text);
    [[nodiscard]] const std::optional<PerState>& of(std::uint32_t var);
    [[nodiscard]] std::optional<PerState> find(std::uint32_t var) const;
    [[nodiscard]] std::vector<std::pair<std::uint32_t, const Values*>> known(const Read& read, flow::StateId state);

    const engine::Machine& machine_;
    const flow::Flow& flow_;
    const FeatureMap& map_;
    const PathOptions& options_;
    expr::Analyser analyser_;
    expr::Scope scope_;
    std::vector<Entry> entries_;
    std::map<std::uint32_t, std::optional<PerState>> vars_;
    std::map<std::uint32_t, std::optional<Bound>> bounds_;
    std::map<flow::StateId, std::int64_t> attempts_; // 0: any number
};

} // namespace callflow::scenario
