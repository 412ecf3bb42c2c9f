// What may be brought to a flow: inputs of events, answers to requests, and the world that a call begins in. Internal to
// scenario.
#pragma once

#include "engine/machine.hpp"
#include "expr/analyse.hpp"
#include "scenario/paths/hints.hpp"
#include "scenario/paths/paths.hpp"
#include "scenario/scenario.hpp"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace callflow::scenario {

using Inputs = std::vector<std::pair<std::string, expr::Value>>;

// Something that a call is given and that no transition of the flow changes: a var, a field of `call`, one of `params`, or
// `now`. `values`: some that expressions tell apart, not the one that it has where nobody says anything.
struct WorldLeaf {
    std::string path;
    std::vector<expr::Value> values;
};

// What the SIP side may reply to a transfer that it does not begin; paths of flows that take this for agreement have no refusal.
inline constexpr std::string_view refusing_reply = "not found";

// Looks once at all expressions of a flow. The same values each time; bounded by the options for each question.
class Inventor {
public:
    Inventor(const engine::Machine& machine, const PathOptions& options);

    // What may come with an event that these candidates handle, in a call that has these slots. The first brings what is
    // usual, then what the conditions tell apart. `state`: the innermost one.
    [[nodiscard]] std::vector<Inputs> inputs(flow::StateId state, std::span<const engine::Candidate> candidates,
                                             std::span<const expr::Value> slots);
    // What a state's request may be answered with.
    [[nodiscard]] const std::vector<MockAnswer>& answers(flow::StateId state);
    // Everything that a scenario may give to a call.
    [[nodiscard]] const std::vector<WorldLeaf>& world() const { return world_; }
    // What is known about something that is no input of an event; null for what nothing reads.
    [[nodiscard]] const Hint* hint(const std::string& path) const;
    // Other names for paths, as add_hints() takes them.
    [[nodiscard]] const Aliases& aliases() const { return aliases_; }

private:
    using Fields = std::map<std::string, Hint, std::less<>>; // of `input`

    void find_aliases();
    void collect();
    void collect(const std::vector<flow::Branch>& branches, Hints& hints);
    void collect_fields(const std::vector<flow::Field>& fields, Hints& hints);
    void collect_effects(const std::vector<flow::Effect>& effects, Hints& hints);
    void collect_callbacks(const std::vector<flow::Callback>& callbacks, Hints& hints);
    void spread_settings();
    void find_world();
    void keep(const Hints& hints, Fields& fields);
    void add_arrival(flow::StateId state, int deep, Fields& fields) const;
    void add_target_fields(const std::vector<flow::Branch>& branches, flow::StateId state, Fields& fields) const;
    [[nodiscard]] expr::Value usual(const std::string& field, flow::StateId state, const Hint& hint) const;
    void combine(const std::vector<std::pair<std::string, std::vector<expr::Value>>>& values,
                 std::vector<Inputs>& all) const;
    [[nodiscard]] std::vector<MockAnswer> replies(const flow::Request& request, const Hints& read) const;
    void add_models(const std::vector<flow::Branch>& branches, std::span<const expr::Value> slots,
                    std::vector<Inputs>& all);
    void add_others(const Hint& hint, std::span<const expr::Value> slots, std::vector<expr::Value>& values) const;
    void add_models(const std::vector<flow::Condition>& conditions, const Inputs& base,
                    std::span<const expr::Value> slots, std::vector<Inputs>& all);

    const engine::Machine& machine_;
    const flow::Flow& flow_;
    const PathOptions& options_;
    std::size_t most_;
    Aliases aliases_;
    Hints hints_;                                    // of everything that is no input of an event
    std::map<const flow::Handler*, Fields> handled_; // looked up, never gone through
    std::vector<Fields> arrival_;                    // per state: read when a call comes to it
    std::vector<std::vector<MockAnswer>> answers_;   // per state, made when first asked for
    std::vector<WorldLeaf> world_;
    expr::Analyser analyser_;
    std::map<std::string, std::vector<Inputs>> models_; // by condition
};

// Texts of digits for each way in which the parts of a condition came out, where it calculates with one input (a path with the
// prefix) that is a text, or with a part of it, and reads no other; a few, found by trying. `slots` are the call's.
[[nodiscard]] std::vector<Inputs> probe_numbers(const expr::Expression& condition, const expr::Scope& scope,
                                                std::string_view prefix, std::span<const expr::Value> slots);

// JSON that has everything which is read of `root`, the plain values first, then one for each value that conditions tell apart.
[[nodiscard]] std::vector<expr::Value> invent_json(const Hints& hints, const std::string& root, std::size_t most);

} // namespace callflow::scenario
