// One step of one call. Private to the machine.
#pragma once

#include "engine/compiled.hpp"

#include <string_view>

namespace callflow::engine {

// Lives for one step. What it changes it can undo, until it is done.
class Stepper {
public:
    Stepper(const Compiled& compiled, Call& call, StepResult& result)
        : compiled_(compiled), call_(call), result_(result) {}

    // Fires a request's event and fills in the result, which must be cleared.
    void fire(const Request& request);
    // Enters a state, the initial one for a new call, then whatever follows by itself.
    void start(Configuration at);
    // Takes over a request's fields, and fires nothing.
    void bring(const Request& request) { put_input(request); }
    // Takes what came of the request that the call's state waits for.
    void answer(const Answer& answer);
    // Runs the deferred callbacks of a group, which is empty then.
    void flush(DeferredCallback::Group group);
    // Puts the call into a state, attempt 1, timers running; nothing can be undone.
    void settle(Configuration at);

private:
    // What a step began with, besides slots and timers.
    struct Before {
        Configuration configuration;
        std::uint32_t attempt;
        bool ended;
        bool hung_up;
        bool finished; // a final state was reached
    };
    struct Transition {
        flow::StateId from;
        flow::StateId to;
        flow::EventId event;
        bool loopback;
    };

    // levels.cpp
    [[nodiscard]] const flow::Branch* find(flow::EventId event);
    [[nodiscard]] const flow::Branch* find_outward(flow::EventId event);
    [[nodiscard]] bool handled(flow::EventId event) const;
    [[nodiscard]] std::uint32_t& attempt_of(Configuration level);
    void put_level();
    void go_in();
    [[nodiscard]] bool come_out(bool& moved);

    // step.cpp: false means that the step failed and result.error says why.
    [[nodiscard]] bool run(const Request& request);
    [[nodiscard]] std::uint32_t signal_of(const Request& request) const;
    [[nodiscard]] bool nobody_handles(const Request& request, std::uint32_t signal);
    [[nodiscard]] bool run_on();
    [[nodiscard]] bool take(const flow::Branch& branch, flow::EventId event, Configuration before);
    void count_move();
    void change(const Transition& transition, bool same);
    void leave();
    [[nodiscard]] bool refuse(const Request& request);
    void remember();
    void restore();
    void fail_and_signal(const Request& request);
    void drop();
    [[nodiscard]] bool loops();
    void hang_up();
    void finish();

    // requests.cpp
    [[nodiscard]] bool ask();
    [[nodiscard]] bool take_answer(const Answer& answer, const Request& request);
    [[nodiscard]] bool save(const Answer& answer, bool success);

    // failed_transfers.cpp
    [[nodiscard]] bool call_nobody(bool& moved);
    [[nodiscard]] bool in_use(const flow::Transfer& transfer) const;
    [[nodiscard]] bool names_somebody(const flow::Transfer& transfer, StepError& error) const;
    [[nodiscard]] const flow::Branch* failed_branch(const Request& request);

    // deferred.cpp
    void defer(const flow::Callback& callback, flow::StateId state, bool own, bool before, bool success);
    [[nodiscard]] bool run_deferred(DeferredCallback::Group group);

    // guards.cpp
    [[nodiscard]] flow::StateId state() const { return compiled_.configurations.state(call_.configuration); }
    [[nodiscard]] const flow::Branch* choose(std::span<const Candidate> candidates);
    [[nodiscard]] const flow::Branch* follow(const flow::Handler* handler, const flow::Branch& branch);
    [[nodiscard]] const flow::Branch* first_of(const flow::Handler* handler, const std::vector<flow::Branch>& branches);
    [[nodiscard]] const std::vector<flow::Branch>& cases_of(const flow::Switch& choice);
    [[nodiscard]] const flow::Branch* follow_traced(const flow::Handler* handler, const flow::Branch& branch);
    [[nodiscard]] bool hold(const std::vector<flow::Condition>& conditions, Tried* failed);

    // callbacks.cpp
    using Group = RecordedEffect::Group;
    [[nodiscard]] bool before_callbacks(const Transition& transition);
    [[nodiscard]] bool after_callbacks(flow::StateId state, bool success, bool loopback);
    [[nodiscard]] bool carry_out(const flow::Effect& effect, Group group);
    [[nodiscard]] bool assign(const std::vector<flow::Assignment>& set, Group group);
    [[nodiscard]] bool fill(const flow::Effect& effect, RecordedEffect& recorded);
    [[nodiscard]] bool field_value(const flow::Field& field, expr::Value& value);
    [[nodiscard]] bool refer(const flow::Effect& effect, const flow::Field& field, RecordedEffect& recorded);
    RecordedEffect& record(flow::EffectKind kind, Group group);
    [[nodiscard]] bool fail(std::string message, base::Span where);

    // slots.cpp
    void put(expr::Slot slot, expr::Value value);
    void put_name(expr::Slot slot, const expr::Value& name);
    void put_input(const Request& request);
    void put_event(const Request& request);
    void put_own_event(flow::EventId event);
    void put_transition(const Transition& transition, bool refused);
    void clear_transition();
    void keep_input(flow::StateId state);
    void put_state();
    [[nodiscard]] expr::Value event_text(flow::EventId event);

    // timers.cpp
    void start_timers(Configuration at);
    void stop_timers(std::uint32_t depth);
    void save_timers();

    const Compiled& compiled_;
    Call& call_;
    StepResult& result_;
    const Request* request_ = nullptr;
    Before before_{};
    Configuration level_ = flow::none; // the stack down to the state whose candidate was chosen
    bool timers_saved_ = false;
    bool was_waiting_ = false;
    bool was_handed_over_ = false;
    std::size_t deferred_ = 0; // callbacks that waited already
    std::size_t entries_ = 0;  // moves that stay when the step fails: entering the initial state
};

} // namespace callflow::engine
