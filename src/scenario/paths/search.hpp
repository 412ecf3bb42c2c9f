// All that can happen to a call of a flow, as far as bounds allow: a graph of calls that are told apart by where they stand
// and by what guards look at. Internal to scenario.
#pragma once

#include "scenario/paths/features.hpp"
#include "scenario/paths/paths.hpp"

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace callflow::scenario {

// Something that happens to a call.
struct Stimulus {
    enum class Kind : std::uint8_t { event, redirect, wait, answer, set } kind = Kind::event;
    flow::EventId event = flow::none;
    std::uint32_t machine = flow::none; // the one it is meant for; none: the one that has the event
    Inputs input = {};
    MockAnswer answer = {}; // of the request that the call waits for
    std::string var = {};   // set
    expr::Value value = {}; // set
    friend bool operator==(const Stimulus&, const Stimulus&);
};

// What a call is given: values of world leaves.
using World = std::map<std::string, expr::Value, std::less<>>;

// The call that such a world gives, named `caller`.
[[nodiscard]] CallSpec call_of(const World& world);
// Which provider's it is.
[[nodiscard]] std::string provider_of(const World& world, const PathOptions& options);
// When it begins.
[[nodiscard]] std::int64_t moment_of(const World& world);
// Whether Tropo alone is looked at, which tells nothing after a redirect.
[[nodiscard]] bool all_are_tropo(const PathOptions& options);
// Where the call waits for an answer to its request, which machine it is, none where it waits for none.
[[nodiscard]] std::uint32_t waiting_machine(const engine::Call& call);
[[nodiscard]] engine::Configuration place_of(const engine::Call& call, std::uint32_t machine);

// What a stimulus made of a call.
struct Happened {
    bool possible = true; // false: nothing was there for it, no timer and no request
    bool stuck = false;   // the answer could not be made, and nobody handles that: nothing goes on from here
    std::vector<Feature> features;
    flow::StateId unanswered = flow::none; // the state whose answer could not be made, and why
    engine::StepError error = {};
};

class Search {
public:
    struct Edge {
        std::uint32_t from = 0, to = 0;
        Stimulus stimulus;
        std::vector<Feature> features;
    };
    struct Node {
        engine::Call call;
        std::uint32_t world = 0;
        std::uint32_t by = flow::none; // the edge that found it; none for a beginning
        std::uint32_t depth = 0;
        bool stuck = false;
        bool looked_at = false;
        std::vector<std::uint32_t> out = {};
    };

    Search(const engine::Machine& machine, const PathOptions& options);

    // Goes through everything, once.
    void run();
    [[nodiscard]] bool tells_providers_apart() const { return provider_slot_ != flow::none; }
    [[nodiscard]] bool cut_off() const { return cut_off_; }
    [[nodiscard]] const FeatureMap& map() const { return map_; }
    [[nodiscard]] const std::vector<Node>& nodes() const { return nodes_; }
    [[nodiscard]] const std::vector<Edge>& edges() const { return edges_; }
    [[nodiscard]] const std::vector<World>& worlds() const { return worlds_; }
    // Per feature: the edge that showed it first; of those that a call begins with the node instead, in `begun`.
    [[nodiscard]] const std::map<Feature, std::uint32_t>& found() const { return found_; }
    [[nodiscard]] const std::map<Feature, std::uint32_t>& begun() const { return begun_; }

    // States whose answer could not be made for some call, with the first reason found.
    [[nodiscard]] const std::map<flow::StateId, engine::StepError>& unanswered() const { return unanswered_; }

    // A call in that world, at its beginning.
    [[nodiscard]] engine::Call begin(const World& world, std::vector<Feature>& features) const;
    // Lets something happen to a call.
    [[nodiscard]] Happened apply(engine::Call& call, const Stimulus& stimulus) const;
    // The node of a call, none where there is none.
    [[nodiscard]] std::uint32_t node_of(const engine::Call& call, std::uint32_t world) const;
    // Everything that could happen to a call, whether or not it does anything new.
    [[nodiscard]] std::vector<Stimulus> stimuli(const engine::Call& call);

private:
    struct KeySlot {
        expr::Slot slot = 0;
        std::optional<std::int64_t> least, most; // of a counter: what is beyond is told apart no more
    };

    enum class Rank : std::uint8_t { news, elsewhere, rest };

    void choose_events();
    void choose_key();
    Rank rank_of(const engine::Call& call);
    void find_relevant_leaves();
    [[nodiscard]] std::string key(const engine::Call& call, std::uint32_t world) const;
    [[nodiscard]] bool set_world(engine::Call& call, const World& world) const;
    std::uint32_t add_beginning(const World& world);
    // The node that a stimulus leads to; none where it leads nowhere.
    std::uint32_t follow(std::uint32_t from, const Stimulus& stimulus);
    void expand(std::uint32_t node);
    void vary_world(std::uint32_t node);
    std::uint32_t replay(std::uint32_t node, const World& world);
    // `first`: of the features that this step showed.
    void answer_check(engine::Call& call, const engine::Call& before, engine::StepResult& result, Happened& happened,
                      std::size_t first) const;
    void machine_stimuli(const engine::Call& call, std::uint32_t machine, std::vector<Stimulus>& all);
    [[nodiscard]] const std::vector<flow::EventId>& events_at(engine::Configuration at);
    [[nodiscard]] bool responds(const engine::Call& call, std::uint32_t machine, engine::StepError& error) const;
    [[nodiscard]] bool responds(const engine::Call& seen, engine::StepError& error,
                                flow::ResolvedResponse& response) const;

    const engine::Machine& machine_;
    const flow::Flow& flow_;
    const PathOptions& options_;
    Inventor inventor_;
    FeatureMap map_;
    expr::Slot provider_slot_ = flow::none; // of `call.provider`, where something reads it
    bool keeps_attempt_ = false;
    std::int64_t most_attempts_ = 0;
    std::vector<KeySlot> key_slots_;
    std::vector<const expr::Template*> key_names_;   // whom transfers go to, which may be nobody
    std::vector<expr::Expression> key_parts_;        // conditions that stand for values which would be too many
    std::vector<std::vector<std::uint32_t>> leaves_; // per state: world leaves that matter there
    std::vector<Node> nodes_;
    std::vector<Edge> edges_;
    std::vector<World> worlds_;
    std::unordered_map<std::string, std::uint32_t> by_key_;
    std::map<Feature, std::uint32_t> found_, begun_;
    std::map<flow::StateId, engine::StepError> unanswered_;
    std::map<std::string, bool> varied_;
    std::array<std::deque<std::uint32_t>, 3> queues_; // by Rank: nodes that have not been looked at
    std::unordered_set<std::uint64_t> seen_;          // values of what guards look at, and these in their places
    std::map<engine::Configuration, std::vector<flow::EventId>> events_;
    std::vector<flow::EventId> outside_;                       // sent_from_outside()
    std::vector<flow::EventId> fired_;                         // that may be fired at all
    std::set<flow::EventId> own_ends_;                         // outcomes of sub-flows and requests
    flow::EventId succeeds_ = flow::none, fails_ = flow::none; // the outcomes of requests
    bool cut_off_ = false;
    std::size_t since_new_ = 0;
};

} // namespace callflow::scenario
