// The runner's parts; run.hpp is what others use.
#pragma once

#include "providers/emulate/application.hpp"
#include "providers/provider.hpp"
#include "providers/request.hpp"
#include "scenario/run.hpp"
#include "scenario/unanswered.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::scenario {

struct Emulation;
struct Watched;
struct Run;
class Guests;

// Timers that a scenario may have fired, so that a short one cannot fill the memory with what it did.
inline constexpr std::uint32_t max_timers = 20'000;

// One open call of a run.
struct OpenCall {
    const CallSpec* spec = nullptr;
    engine::Call call;
    bool known = false;               // the provider has made its first request, or something else has happened to it
    std::string address = {};         // of the document in force; empty where no request has led to it
    providers::InputFields info = {}; // what its requests say of it: id, from, to, …
    // Of a call that a person makes: its leg at the pretend provider, which it has from the person's first step on.
    providers::emulate::LegId leg = providers::emulate::no_leg;
    bool awaited =
        false;         // what happens to it first is a person's doing; before that nothing else does, no timer either
    bool rung = false; // the application has made it: it rings somebody
    bool adopted = false;         // the provider's next request is no request: the call goes on where it is
    std::string sip_call_id = {}; // of the SIP side's leg that it comes by
    std::uint32_t asked = 0;      // requests of its states so far
    std::optional<Unanswered> unanswered = {}; // the last one, while it is
};

// What the steps of one scenario step did together: an expectation is about all of it.
struct StepSummary {
    std::size_t first_trace = 0; // index of its first TraceStep
    bool refused = false;
    std::vector<std::string> errors;
    std::uint32_t machine = 0;                                  // the one that the expectation is about
    providers::emulate::LegId leg = providers::emulate::no_leg; // of whom it is about; none: the call's own
    Run* leg_at = nullptr;                                      // the flow's run that has that leg; null: this one
};

// What a step came to, for a comparison with another provider's.
struct StepAccount {
    base::Span where;
    engine::Time at = 0; // when it was over, since the run began
    std::string state, outcome;
    bool ended = false;
    std::vector<std::string> heard, effects;
};

// A run in progress.
struct Run {
    const engine::Machine& machine;
    const Scenario& scenario;
    const RunOptions& options;
    base::FileStore& files;
    const std::string& base_folder;
    base::Sources& sources;
    base::Diagnostics& diagnostics;
    std::vector<std::string> providers; // of this round
    std::vector<OpenCall> calls = {};
    std::vector<std::size_t> mocked = {}; // per mock: how many requests it has answered
    std::vector<std::size_t> asked = {};  // likewise of documents of others
    // Documents that their providers have nothing against, so that what is rendered again need not be looked at again; a few.
    std::vector<std::pair<const providers::Provider*, std::string>> sound = {};
    std::vector<std::size_t> heard_to = {}; // per leg: the emulator's moments until the end of the last step about it
    std::vector<std::string> secrets = {};  // texts that traces do not show
    engine::Time start = 0;
    engine::Time now = 0;
    Trace trace = {};
    StepSummary step = {};
    bool passed = true;
    std::size_t failed_at = 0; // RunResult::failed_at
    std::uint32_t timers_left = max_timers;
    std::string first_provider =
        {}; // of all rounds: whose a document is that an expectation names without saying whose
    std::shared_ptr<Emulation> emulation = {}; // from the first person's step on
    std::vector<StepAccount> accounts = {};    // of each of the scenario's steps

    std::vector<std::string> short_secrets = {}; // too short to be looked for but where they are meant
    std::uint32_t waiting = 0;                   // requests that a timer's answer waits for
    bool answers_provider = false;               // the flow is answering a request of the pretend provider's
    std::vector<std::uint32_t> derived = {};     // vars that hold what was made of something sensitive, now or earlier
    std::shared_ptr<Watched> watched = {};       // null where the flow has nothing sensitive
    Run* host = nullptr;                 // of a flow that a call was handed to: the run that the scenario is played in
    std::shared_ptr<Guests> guests = {}; // else: all such flows; null where none can be

    // A failed expectation, at the key's place (or the expectation's), and the run has not passed.
    base::Diagnostic& failed(const base::Code& code, base::Span where, std::string message);
};

// A run's parts, in their order: calls are opened and started, each step is played, what is expected at the end is checked.
void begin_run(Run& run);
void play(Run& run, const Step& step);
void end_run(Run& run);
// All of them, every step of the scenario's.
void play_scenario(Run& run);

// A raw request of the provider of this round: what it stands for happens to the call. One that comes to an event of a
// call not known yet is preceded by the provider's first request.
void play_callback(Run& run, OpenCall& open, const Step& step);
// The machine that a step names, or the command; none where neither does.
[[nodiscard]] std::uint32_t picked(const Run& run, const Step& step);

// The call as one of its machines sees it: `open` itself, or made in `room`.
const OpenCall& seen(const Run& run, const OpenCall& open, std::uint32_t machine, OpenCall& room);

// Adds a TraceStep for what the call has become: state, attempt, end.
TraceStep& begin_trace(Run& run, std::string_view kind, const OpenCall& open, base::Span where,
                       std::uint32_t machine = 0);
// Whether the call waits still for an answer that does not come.
bool is_unanswered(const OpenCall& open);
// The time of such a request is over: it has failed, and the call goes on with that. Its row is the trace's last one or begins.
void time_out(Run& run, OpenCall& open);
// Answers the requests that the call waits for, and those that follow, by the scenario's mocks. `result` is that of the step
// so far, not yet recorded, and then of the last one; `before` is the call as it was before the last one; the trace row it
// belongs to is the last one of the trace. False when nothing is left to be answered to the caller: a request has no mock.
// `recorded`: its row is complete already.
bool settle_requests(Run& run, OpenCall& open, engine::Call& before, engine::StepResult& result, base::Span where,
                     bool recorded = false);

// Answers the requests that a step leads to, renders what the provider is answered then, and takes all of it over into the
// trace, whose last row is the step's. A response that errs fails a move as a whole, so the call is as `before`, but for what
// signal `error` does then; a refusal stands, only its answer cannot be made. `told`: nobody runs an answer, so there is none.
void answer(Run& run, OpenCall& open, engine::Call before, engine::StepResult& result, base::Span where,
            bool told = false);

// An event that the application has the provider fetch for a live call, with the requests that carry it out.
TraceEffect redirect_effect(const Run& run, const OpenCall& open, std::string_view event);
// What a live call comes to that is sent an event from outside: the event, on Tropo only where the document in force has a
// handler for such a signal. Without one it is `continue`'s (facts of Tropo: signals), and the author is told.
std::string signalled_as(Run& run, const OpenCall& open, const std::string& event, base::Span where);
// Lets the timers of a call fire that are due at `due`, each as a live redirect.
void fire_timers(Run& run, OpenCall& open, engine::Time due, base::Span where);
// The call whose timer is due next, with when; null where none is due by `until`.
OpenCall* next_timer(Run& run, engine::Time until, engine::Time& due);
// Counts a timer. False, and a failed run, when there are too many of them.
bool count_timer(Run& run, base::Span where);
// Moves the clock on, timers firing on the way. False, and a failed run, when there are too many of them.
bool wait_until(Run& run, engine::Time until, base::Span where);

// From now on what the flow makes of sensitive values is noted, until the run is gone. Does nothing for a flow without them.
void watch_secrets(Run& run);
// Remembers what has been made of something sensitive since last asked, on the way to what the row tells.
void keep_computed(Run& run, const OpenCall& open, TraceStep& row);
// Remembers what is sensitive of a row: the values that sensitive vars have now, what was typed where a verb says so.
void keep_secrets(Run& run, const OpenCall& open, TraceStep& row);
// Takes it out of the whole trace, once everything has been held against what is expected, and out of the findings from `first`
// on: marked where it is meant, and wherever else its text stands.
void hide_secrets(Run& run, std::size_t first);
// Takes what is long enough to be looked for out of a text.
void hide_secrets(const Run& run, std::string& text);
// The fields of an effect whose values are made from something sensitive.
std::vector<std::string> secret_fields(const Run& run, const flow::Effect& effect);
// What a state's request sends but for what is made from something sensitive.
std::vector<std::pair<std::string, expr::Value>> told_fields(const flow::Flow& flow, const flow::Request& request,
                                                             std::vector<std::pair<std::string, expr::Value>> sent);
// Likewise of what a person does, whose keys or words are `typed`: hidden at once.
void keep_secrets(Run& run, const OpenCall& open, TraceStep& row, std::string_view typed);
// Whether a name, as expressions read it, stands for something sensitive: `pin`, `input.digits`, `inputs.ask_pin.digits`.
bool is_secret(const Run& run, const OpenCall& open, std::string_view path);

// Takes over what the engine did.
void record(Run& run, TraceStep& trace, const OpenCall& open, const engine::StepResult& result);
// Evaluates and renders the present state's response for every provider of the run; false with `error` when it errs.
bool render(Run& run, const OpenCall& open, std::vector<TraceDocument>& documents, engine::StepError& error);

// The documents that an expectation is about: the present state's, or what a stranger's application answered the call last.
bool documents_in_force(Run& run, const OpenCall& open, std::vector<TraceDocument>& documents,
                        engine::StepError& error);

// An evaluation error, or a loop that never ends, as a finding.
void report_error(Run& run, const TraceStep& step, base::Span where);

// Whether what states have requested is what was expected.
void check_sends(Run& run, const Expect& expect);

// Whether `check:` holds: CEL over all names plus `response`, `effects`, `heard` and `billed`.
void check_condition(Run& run, const Expect& expect, const OpenCall& open, bool whole);

// What an emulated call is expected to have come to.
void check_heard(Run& run, const Expect& expect, const OpenCall& open, bool whole);

// Checks a step's expectation, or the scenario's at the end (`whole`: effects of the whole run).
void check(Run& run, const Expect& expect, const OpenCall& open, bool whole);

} // namespace callflow::scenario
