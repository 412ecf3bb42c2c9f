// What a flow answers to one request of a provider, whoever carries it: the same path for a web server and for its tests.
#pragma once

#include "base/result.hpp"
#include "engine/machine.hpp"
#include "providers/arrival.hpp"
#include "providers/provider.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::service {

// A request as HTTP brings it. Views into what the caller keeps.
struct Incoming {
    std::string_view method = "POST";
    std::string_view target; // path and query
    std::string_view body;
};

// The same, understood.
struct Taken {
    const providers::Provider* provider = nullptr;
    providers::DecodedRequest decoded;
    std::string call_id;               // the provider's id of the leg it is about; empty where it does not say
    std::string named_id, parent_id;   // of the call that its address names, and of the one that has dialled the leg
    bool answered = true;              // the provider runs what it is answered
    bool over = false;                 // the call has come to its end
    std::vector<std::string> warnings; // what is odd about it
};

// An open call, and what is known of it beside the machine's part.
struct OpenCall {
    engine::Call call;
    const providers::Provider* provider = nullptr;
    bool over = false; // the provider has said so: nothing more is to come
};

// What one request came to.
struct Turn {
    // The flow asks somebody else before it answers: `request` is to be sent, and what came of it given to Desk::resume().
    bool waits = false;
    providers::OutgoingRequest request = {};
    std::uint32_t asking = 0;     // the machine that asks
    std::string destination = {}; // of a request that is to have the call moved: to whom
    std::int64_t patience = 0;    // how long it waits for an answer, in nanoseconds
    bool starting = false;        // for the state that the call begins in: take() comes after it

    int status = 200;
    std::string content_type = {};
    std::string body = {};

    providers::Arrival::Means means = providers::Arrival::Means::again;
    bool began = false;                        // the call was not known before
    std::string kind = {};                     // of the request: `gather`, `status`
    std::string event = {};                    // that was fired, empty for none
    std::string state_before = {}, state = {}; // paths
    std::string outcome = {};                  // of the step: `moved`, `refused`, …; empty where nothing was fired
    std::string error = {};                    // why something failed
    bool last = false;                         // nothing more is heard of the call: its document names no address
    std::vector<engine::RecordedEffect> effects = {}; // in order, `set` too

    // Between two halves of one turn.
    std::size_t settled = 0; // effects that stand, whatever fails now
    engine::Call before = {};
    engine::StepResult result = {};
    bool answered = true;
    bool signalled = false; // signal `error` was fired already
};

struct DeskOptions {
    std::vector<std::string> providers;                   // that may ask; empty: all
    std::vector<std::pair<std::string, std::string>> set; // vars of new calls, plain texts; checked before
    std::vector<std::string> barred = {};                 // beginnings of numbers that no answer may have called
};

// Immutable: several threads may use it at once, each with calls of its own.
class Desk {
public:
    // The machine must outlive it.
    Desk(const engine::Machine& machine, DeskOptions options);

    // Reads a request. An error of kind unreadable says what is wrong with it.
    [[nodiscard]] base::Result<Taken> read(const Incoming& incoming) const;
    // It is about another call than the one it comes from: a leg which that call has dialled.
    static void give_to(Taken& taken, const std::string& call_id);
    // A call that begins with that request, its initial state entered; `seed` is for what it draws by lot. Not answered yet, and
    // it may have to ask somebody first.
    [[nodiscard]] OpenCall begin(const Taken& taken, engine::Time now, std::uint64_t seed, Turn& turn) const;
    // What the request does to the call, and what it is answered. `known`: the call has been seen before this turn.
    void take(OpenCall& open, const Taken& taken, std::string_view target, engine::Time now, bool known,
              Turn& turn) const;
    // Goes on with a turn that waits. One that was starting, and waits no more, is then taken.
    void resume(OpenCall& open, const engine::Answer& answer, engine::Time now, Turn& turn) const;

    [[nodiscard]] const engine::Machine& machine() const { return machine_; }
    [[nodiscard]] const std::vector<std::string>& barred() const { return options_.barred; }

private:
    [[nodiscard]] bool asks(const OpenCall& open, Turn& turn) const;
    void settle(OpenCall& open, Turn& turn) const;
    void answer(OpenCall& open, Turn& turn) const;
    bool fire_error(OpenCall& open, Turn& turn) const;
    [[nodiscard]] base::Result<void> render(const OpenCall& open, std::uint32_t machine, Turn& turn) const;
    [[nodiscard]] base::Result<void> write(const providers::Provider& provider, const flow::ResolvedResponse& response,
                                           Turn& turn) const;

    const engine::Machine& machine_;
    DeskOptions options_;
    flow::EventId error_ = flow::none; // the event that signal `error` is, where somebody handles it
};

} // namespace callflow::service
