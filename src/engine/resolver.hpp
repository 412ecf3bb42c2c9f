// The answer of a call's state, every verb evaluated. Private to the machine.
#pragma once

#include "engine/compiled.hpp"

#include <string_view>

namespace callflow::engine {

class Resolver {
public:
    Resolver(const Compiled& compiled, const Call& call, std::string_view provider)
        : compiled_(compiled), call_(call), provider_(provider), slots_(call.slots) {}

    // Fills `out`, in the buffers that it has. False when something errs; error() says what.
    [[nodiscard]] bool resolve(flow::ResolvedResponse& out);
    [[nodiscard]] const StepError& error() const { return error_; }

private:
    [[nodiscard]] bool verbs(const std::vector<flow::Verb>& from, std::vector<flow::ResolvedVerb>& to);
    [[nodiscard]] bool append(const std::vector<flow::Verb>& from, std::vector<flow::ResolvedVerb>& to,
                              std::size_t& count);
    [[nodiscard]] bool verb(const flow::Verb& from, flow::ResolvedVerb& to);
    [[nodiscard]] bool add(const flow::Attribute& from, flow::ResolvedVerb& to, std::size_t place, std::size_t& count);
    [[nodiscard]] bool attribute(const flow::Attribute& from, std::string& to, bool& given);
    // repeat.cpp: an `each`, with what it may come to at most.
    [[nodiscard]] bool repeat(const flow::Each& each, std::vector<flow::ResolvedVerb>& to, std::size_t& count);
    [[nodiscard]] bool within_bounds(const flow::ResolvedVerb& made);
    [[nodiscard]] std::vector<std::uint32_t> order(const flow::Each& each, std::size_t size) const;
    // spoken.cpp
    [[nodiscard]] bool spoken(const flow::Verb& from, flow::ResolvedVerb& to, std::size_t& count);
    [[nodiscard]] bool elements(const flow::Attribute& from, std::string& to);
    [[nodiscard]] bool callable(const flow::Attribute& from, const std::string& to);
    bool uri(const flow::Attribute& from, std::string& to);
    [[nodiscard]] bool closing(const flow::State& state, flow::ResolvedResponse& out);
    [[nodiscard]] bool signals(const flow::State& state, flow::ResolvedResponse& out);
    [[nodiscard]] bool interrupts(const flow::State& state, flow::ResolvedResponse& out);
    [[nodiscard]] bool holds(const std::vector<flow::Condition>& conditions) const;
    [[nodiscard]] bool fail(std::string message, base::Span where);

    const Compiled& compiled_;
    const Call& call_;
    std::string_view provider_;
    std::span<const expr::Value> slots_; // the call's, or own_
    std::vector<expr::Value> own_;       // the call's with the items of `each`; empty before the first
    const flow::State* state_ = nullptr;
    std::uint32_t rounds_deep_ = 0;  // how many `each` stand around the verb at hand
    std::size_t repeated_ = 0;       // rounds and verbs of all `each`
    std::size_t repeated_bytes_ = 0; // texts of these verbs
    base::Span repeated_where_;      // the outermost `each`
    StepError error_;
};

// Writes a value as an attribute takes it: booleans as true and false, seconds from durations,
// numbers within their bounds, words of the ones allowed. Empty, or what is wrong with it.
[[nodiscard]] std::string write_attribute(const flow::AttributeSpec& spec, const expr::Value& value, std::string& out);

} // namespace callflow::engine
