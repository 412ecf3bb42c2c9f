// Everything about a flow that can be worked out before the first call. Private to the machine.
#pragma once

#include "engine/configurations.hpp"
#include "engine/machine.hpp"
#include "engine/tables.hpp"

#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace callflow::engine {

// A slot that keeps an input field for as long as `inputs.STATE` has to.
struct KeptInput {
    expr::Slot slot = 0;
    std::uint32_t field = 0; // index into Compiled::inputs
};

// An input field that some expression reads, as `input.x` or `inputs.STATE.x`.
struct InputField {
    std::string_view name;
    const expr::Type* type = nullptr;
    expr::Slot slot = flow::none; // of `input.x`; none where only `inputs.STATE.x` is read
};

// A field of `call` or `transition` that some expression reads.
struct NamedSlot {
    std::string_view name;
    const expr::Type* type = nullptr;
    expr::Slot slot = 0;
};

struct CompiledState {
    // How a call goes on that has come to a state, without waiting for anything.
    enum class Onward : std::uint8_t {
        rests,
        transient,    // by its `next:`: nothing to say, nothing to wait for
        enters,       // its sub-flow begins
        asks,         // waits for the answer to its request, and for nobody
        ends_sub_flow // the state around is told the outcome, where there is one
    };
    Onward onward = Onward::rests;
    bool final = false;
    bool hands_over = false;   // a transfer of it may be to nobody: to whom values name, or to what names nobody
    bool before = false;       // some callback may run on entering
    bool after = false;        // some callback may run after entering, or after a refusal
    std::uint16_t signals = 0; // those handled here or flow-wide: one bit for each of Flow::signals
    flow::EventId outcome = flow::none; // ends_sub_flow: what the state around is told
    std::uint32_t timers = 0;           // first of Compiled::timers
    std::uint32_t timer_count = 0;
    std::uint32_t kept = 0; // first of Compiled::kept
    std::uint32_t kept_count = 0;
};

// A state's timer; those of one state stand in order of time, equal ones as declared.
struct CompiledTimer {
    std::uint32_t index = 0; // into the state's timers
    std::int64_t after = 0;
};

// Slots of `transition`, none where nothing reads the field.
struct TransitionSlots {
    expr::Slot event = flow::none;
    expr::Slot from = flow::none;
    expr::Slot to = flow::none;
    expr::Slot loopback = flow::none;
    expr::Slot refused = flow::none;
    bool any = false;
};

struct Compiled {
    Compiled(const flow::Flow& flow, Limits limits);

    const flow::Flow& flow;
    Limits limits;
    Tables tables;
    Configurations configurations;
    std::vector<flow::BodyId> machines; // [0] is the top-level one
    std::vector<bool> mute;             // per machine: no state of it has a response
    std::vector<CompiledState> states;
    std::vector<CompiledTimer> timers;
    std::vector<KeptInput> kept;
    std::vector<InputField> inputs; // sorted by name
    std::vector<NamedSlot> info;    // `call.*`, sorted by name
    TransitionSlots transition;
    expr::Slot call_id = flow::none;
    expr::Slot language = flow::none; // of the var `language`

    // Which of the plain names are kept up, and their values, ready to be copied.
    bool keeps_event = true;
    bool keeps_actor = true;
    bool keeps_state = true;
    bool keeps_attempt = true;
    std::vector<expr::Value> event_names;  // per event: `hangs_up`
    std::vector<expr::Value> event_actors; // per event: `customer`, or empty
    std::vector<expr::Value> event_texts;  // per event: `customer.hangs_up`
    std::vector<expr::Value> state_names;  // per state

    flow::EventId error_event = flow::none; // of signal `error`
    flow::EventId success = flow::none;     // what a request's outcome is fired as; none where the flow never names it
    flow::EventId failure = flow::none;
    std::uint32_t hangup = flow::none;     // index of signal `hangup`
    std::vector<flow::EventId> redirected; // flow::sent_from_outside
    std::vector<flow::Revealing> revealing;

    // Empty where there is one machine only.
    std::vector<std::uint32_t> machine_of_event;
    std::unordered_map<std::string_view, std::uint32_t> machine_of_name;

    // What an address looks at besides its event, actor and call: per actor, then the flow's own.
    std::vector<bool> address_reads_event;

    // The machine that an event goes to.
    [[nodiscard]] std::uint32_t machine_of(const Request& request) const;
    // The machine that a configuration is one of.
    [[nodiscard]] std::uint32_t machine_of(Configuration at) const;
    // The machine with that body, the top-level one for a sub-flow.
    [[nodiscard]] std::uint32_t machine_of_body(flow::BodyId body) const;
    // Goes into the sub-flows that begin where the call stands.
    [[nodiscard]] Configuration innermost(Configuration at) const;
    [[nodiscard]] const InputField* find_input(std::string_view name) const;
    [[nodiscard]] const NamedSlot* find_info(std::string_view name) const;
    // The address template of an actor (empty: nobody's), and whether its expressions look at
    // `event` or `actor`, which then have to be those of the reference.
    [[nodiscard]] const flow::AddressTemplate& address_of(std::string_view actor, bool& reads_event) const;

private:
    void compile_states();
    void compile_machines();
    void compile_records();
    void compile_names();
    void compile_addresses();
};

// Appends the address of an event for a call with these slots. `call_id` (if not null) stands for
// `call.id` instead of the call's own. False, with `why`, when an expression errs.
bool append_address(const Compiled& compiled, std::string_view event, std::string_view actor,
                    std::span<const std::pair<std::string, std::string>> params, std::span<const expr::Value> slots,
                    const expr::Value* call_id, std::string& out, std::string* why);

// The address that an event reference stands for; else as above.
bool append_reference(const Compiled& compiled, const flow::EventReference& reference,
                      std::span<const expr::Value> slots, const expr::Value* call_id, std::string& out,
                      std::string* why);

// Appends the text of an URL: what its values bring is percent-encoded, except the value that it
// begins with, which is an address itself. False, with `why`, on an error.
bool append_url(const expr::Template& text, std::span<const expr::Value> slots, std::string& out, std::string* why);

// What a field of an effect or verb comes to, lists and maps included. False, with `error`, when an
// expression errs.
[[nodiscard]] bool evaluate_field(const Compiled& compiled, const flow::Field& field,
                                  std::span<const expr::Value> slots, expr::Value& value, StepError& error);
// Whether a field of an effect names the event that the effect is for.
[[nodiscard]] bool is_event(const flow::Field& field);
// Appends what an effect's fields come to, except that event; see Machine::fields_of().
[[nodiscard]] bool evaluate_fields(const Compiled& compiled, const flow::Effect& effect,
                                   std::span<const expr::Value> slots,
                                   std::vector<std::pair<std::string, expr::Value>>& out, StepError& error);

// Adds where an event can lead a call, and by which transitions (null: nobody asks); see Machine::arrivals() and passages().
// `counting` null: tries are not counted.
void append_arrivals(const Compiled& compiled, const Counting* counting, CountedPlace at, flow::EventId event,
                     const Known* known, std::vector<CountedPlace>& out, std::vector<Passage>* passages = nullptr);
// Adds where a call can begin; see Machine::beginnings().
void append_beginnings(const Compiled& compiled, const Counting* counting, flow::BodyId begin,
                       std::vector<CountedPlace>& out);
// See Machine::value_of().
[[nodiscard]] expr::Value known_value(const Compiled& compiled, const expr::Expression& one, const Known& known,
                                      std::uint8_t attempt);

// Per slot of the flow's scope: whether some expression outside addresses reads it.
[[nodiscard]] std::vector<bool> slots_read(const flow::Flow& flow);

} // namespace callflow::engine
