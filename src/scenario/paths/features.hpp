// What a step of a call has shown of its flow, as numbers: paths are looked for until there is nothing new. Internal to
// scenario.
#pragma once

#include "engine/machine.hpp"
#include "scenario/paths/values.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace callflow::scenario {

enum class FeatureKind : std::uint8_t {
    state,   // was entered
    branch,  // was taken, and where the call came to rest then
    both,    // was taken where the next candidate would have been, too
    changed, // was taken, and the var that it sets was not so before
    tried,   // a guarded candidate held, or did not
    choice,  // a case of a switch, or none
    guard,   // a part of a guard gave true, false or an error
    edge, // the two sides of a comparison in a guard are equal, or nearly, or one is in a list, as which, while all of it holds or not
    effect,   // was carried out
    refused,  // a state that handles something refused an event
    failed,   // a step of a state failed
    answer,   // a request was answered well, badly, not at all
    outcome,  // the flow ended so
    timer,    // has fired
    response, // a part of a condition in a response gave true, false or an error
    likewise, // as `edge`
    spoken,   // a prompt in a language
    distinct, // a part of a condition was asked when the var that it reads was not as another one of its type
};

// (kind, what, how) in one number, in this order.
using Feature = std::uint64_t;
[[nodiscard]] constexpr Feature feature(FeatureKind kind, std::uint32_t what, std::uint32_t how) {
    return static_cast<Feature>(kind) << 56 | static_cast<Feature>(what) << 24 | (how & 0xffffffu);
}
[[nodiscard]] constexpr FeatureKind kind_of(Feature one) { return static_cast<FeatureKind>(one >> 56); }

// The largest parts of a condition that are no connectives.
struct ConditionParts {
    struct Part {
        expr::Expression whole, left, right;                         // the sides of a comparison or `in`, else empty
        bool ordered = false;                                        // it is one with an order
        std::vector<std::pair<std::uint32_t, std::uint32_t>> likely; // vars that it reads, and others of their type
    };
    std::vector<Part> parts;
    std::uint32_t first = 0; // number of the first part
};

// A condition of a guard or response; equal texts are one.
struct KnownCondition {
    const expr::Expression* expression = nullptr;
    base::Span where;                  // of the first one
    std::vector<flow::StateId> states; // that ask it; none for one that holds in many
};

// A transition: a candidate that leads somewhere.
struct Transition {
    const flow::Branch* branch = nullptr;
    const flow::Handler* handler = nullptr; // null for `next:`
    flow::StateId state = flow::none;       // none: of a body's `on:`
    flow::BodyId body = 0;
    std::vector<const flow::Condition*> conditions; // of it and of all it stands in
    std::vector<const flow::Branch*> before;        // candidates that are asked first
    std::string text;                               // which case, if it is one of a switch
};

// Numbers what a flow has, in the order in which it is written.
class FeatureMap {
public:
    explicit FeatureMap(const engine::Machine& machine);

    [[nodiscard]] const std::vector<Transition>& transitions() const { return transitions_; }
    [[nodiscard]] std::uint32_t number(const flow::Branch* branch) const;
    // What a step showed. `asked`: the call's slots when its first guards were asked, `after`: as it is now.
    void of_step(const engine::StepResult& result, std::span<const expr::Value> asked, const engine::Call& before,
                 const engine::Call& after, std::vector<Feature>& out) const;
    // What the response of the state in which the call is shows.
    void of_response(const engine::Call& call, std::vector<Feature>& out) const;
    // The parts of a condition.
    [[nodiscard]] const ConditionParts* parts(const expr::Expression& condition) const;
    // Every condition of a guard or response, once, in order.
    [[nodiscard]] const std::vector<KnownCondition>& conditions() const { return conditions_; }

private:
    void number_branches(const std::vector<flow::Branch>& branches, Transition inside);
    void take_apart(const expr::Expression& condition, base::Span where, flow::StateId state);
    void of_conditions(const std::vector<flow::Condition>& conditions, std::span<const expr::Value> slots,
                       bool response, std::vector<Feature>& out) const;
    void of_condition(const expr::Expression& condition, std::span<const expr::Value> slots, bool response,
                      std::vector<Feature>& out) const;
    void of_taken(const flow::Branch& branch, std::span<const expr::Value> slots, const engine::Call& after,
                  std::vector<Feature>& out) const;
    void of_verbs(const std::vector<flow::Verb>& verbs, const engine::Call& call, std::vector<Feature>& out) const;
    void of_template(const expr::Template& text, std::span<const expr::Value> slots, std::vector<Feature>& out) const;

    const engine::Machine& machine_;
    const flow::Flow& flow_;
    expr::Scope scope_;
    std::vector<Transition> transitions_;
    std::map<const flow::Branch*, std::uint32_t> branches_;        // looked up, never gone through
    std::map<const flow::Effect*, std::uint32_t> effects_;         // likewise
    std::map<const flow::Branch*, const flow::Branch*> following_; // the next guarded candidate; likewise
    std::map<std::string, ConditionParts, std::less<>> parts_;
    std::vector<KnownCondition> conditions_;
    std::map<std::string, std::size_t, std::less<>> by_text_; // of `conditions_`
    std::uint32_t next_part_ = 0;
};

} // namespace callflow::scenario
