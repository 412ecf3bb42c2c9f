// What the sources of the pretend Twilio have of each other. A verb is a coroutine that ends as Flow says (TwiML facts 4.1, 4.2).
#pragma once

#include "providers/twilio/emulate/document.hpp"
#include "providers/twilio/emulate/exchange.hpp"

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace callflow::providers::twilio::emulate {

[[nodiscard]] std::span<const AssumptionSpec> assumptions();
[[nodiscard]] std::span<const EmulatedVerb> verbs();

// The life of a call, from its first request (or its ringing) to the last word about it.
[[nodiscard]] Task<void> live(Exchange& x, Line& line, Jump first, CallOptions options);
// Fetches Line::jump and runs what comes, and what that leads to: `fall` when a document has run out; never `jump`.
[[nodiscard]] Task<Flow> run(Exchange& x, Line& line, Occasion occasion);
// Does what the application has asked for from outside (Line::updated): `jump` to another document, or `end`.
[[nodiscard]] Flow take_update(Exchange& x, Line& line);
// Runs a document for its requests alone, when nobody is there any more.
[[nodiscard]] Task<void> run_unheard(Exchange& x, Line& line);

// A document, or why there is none: then `code` says so, unless something has interrupted the line.
struct Loaded {
    std::shared_ptr<const Document> document;
    std::string code, why, url;
    bool elsewhere = false; // the address is somebody else's, and nobody knows what is there
};
// Fetches Line::jump. `unheard`: also when nobody is there any more.
[[nodiscard]] Task<Loaded> load(Exchange& x, Line& line, bool unheard = false);

// What Twilio makes of the attributes of an element: warnings, or (false) a mistake that stops the document, in Line::failure.
[[nodiscard]] bool check(Exchange& x, Line& line, const Step& step);
[[nodiscard]] Flow fail(Exchange& x, Line& line, const Step& step, std::string_view code, std::string text);
// Whether something can be asked or told there: http or https.
[[nodiscard]] bool is_web(std::string_view address);
// Whether the document has no address that a verb without an absolute `action` could lead back to.
[[nodiscard]] bool needs_absolute_action(const Step& step);
// Goes on at the address in `action`, or at the document's own.
[[nodiscard]] Flow jump_to(Line& line, const Step& step, std::string_view kind, Form adds);
// Goes on at the address in `action`; below the verb where there is none.
[[nodiscard]] Flow jump_or_fall(Line& line, const Step& step, std::string_view kind, Form adds);
// Tells the address in `action`, if there is one, of something that nobody is there for any more.
void tell_action(Exchange& x, Line& line, const Step& step, std::string_view kind, const Form& adds);

// Who listens while something is played.
class Listener {
public:
    Listener() = default;
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;
    virtual ~Listener() = default;
    // Whether what is played is to stop.
    virtual bool hear(const Event& event) = 0;
};

// Lets time pass until then (absolute). False: it was cut short, by an interruption or for the listener.
[[nodiscard]] Task<bool> let_pass(Exchange& x, Line& line, Millis until, Listener* listener = nullptr);
// Say, Play or Pause to its end; false as before.
[[nodiscard]] Task<bool> play(Exchange& x, Line& line, Step step, Listener* listener = nullptr);

[[nodiscard]] Task<Flow> play_verb(Exchange& x, Line& line, Step step);
[[nodiscard]] Task<Flow> gather(Exchange& x, Line& line, Step step);
[[nodiscard]] Task<Flow> record(Exchange& x, Line& line, Step step);
[[nodiscard]] Task<Flow> dial(Exchange& x, Line& line, Step step);
[[nodiscard]] Task<Flow> dial_room(Exchange& x, Line& line, Step step, Step noun);
[[nodiscard]] Task<Flow> dial_queue(Exchange& x, Line& line, Step step, Step noun);
[[nodiscard]] Task<Flow> enqueue(Exchange& x, Line& line, Step step);
[[nodiscard]] Task<Flow> leave(Exchange& x, Line& line, Step step);
[[nodiscard]] Task<Flow> refer(Exchange& x, Line& line, Step step);
[[nodiscard]] Task<Flow> connect(Exchange& x, Line& line, Step step);
[[nodiscard]] Task<Flow> pay(Exchange& x, Line& line, Step step);
[[nodiscard]] Flow start(Exchange& x, Line& line, const Step& step);
[[nodiscard]] Flow stop(Exchange& x, Line& line, const Step& step);
[[nodiscard]] Flow send_message(Exchange& x, Line& line, const Step& step);

// Ends what runs beside a line, by its place among Line::forks.
void end_fork(Exchange& x, Line& line, std::size_t index);

// What the caller's line gets back of a call that it has dialled, whoever is called.
struct Outcome {
    std::string status = "no-answer"; // DialCallStatus
    LegId leg = no_leg;               // that talked, or was tried last
    bool bridged = false;
    Form adds = {};
};
// How a Dial goes on when it is over (4.2, 4.5).
[[nodiscard]] Flow after_dial(Exchange& x, Line& line, const Step& step, std::string_view kind, const Outcome& outcome);

// A recording of a dialled call, a room or a Record: its id and address, and what is told of it.
struct Tape {
    std::string sid, url;
    Millis since = 0;
    std::string source;    // RecordingSource
    std::string room = {}; // of a conference: its id
    bool dual = false;
    Watch watch = {};
};
[[nodiscard]] Tape new_tape(Exchange& x, const Step& step, std::string_view source);
void tell_tape(Exchange& x, Line& line, const Tape& tape, std::string_view status, Millis length);

// How a ringing phone's ringing ends.
struct Ringing {
    bool answered = false;
    std::string status = {}; // else: the leg's; empty where the line was interrupted
};
[[nodiscard]] Task<Ringing> ring(Exchange& x, Line& line, Millis until);

// Who finds out whether a machine has picked up.
struct Detection {
    std::string mode; // `Enable`, `DetectMessageEnd`
    Millis patience = 30'000;
    std::string address, method; // told then; empty: nobody
};
// Finds out from now on, and tells.
[[nodiscard]] Task<void> detect_beside(Exchange& x, Line& line, Detection detection);
struct Detected {
    std::string by; // AnsweredBy
    Millis took = 0;
};
// What will be found out about a leg that has just been answered.
[[nodiscard]] Detected detect(Exchange& x, const Line& line, const Detection& detection);

[[nodiscard]] Form found_out(const Detected& detected);

// One called party of a Dial.
struct Target {
    std::string to;
    bool unroutable = false;
    bool sip = false;
    std::string_view wrong = {}, doubtful = {}; // codes: of why it cannot be called; of what is passed over
    Jump screening;                             // address empty: none
    Watch watch;
    std::string keys;                                              // sent after the answer
    std::vector<std::pair<std::string, std::string>> headers = {}; // SIP's
    Detection detection;
};
// Lives as a dialled leg: rings, is screened, talks, until it is pulled or hangs up; its parent's box is told.
[[nodiscard]] Task<void> live_dialled(Exchange& x, Line& line, Target target, Millis rings_until);
[[nodiscard]] Millis keys_length(Exchange& x, const Line& line, std::string_view keys);

} // namespace callflow::providers::twilio::emulate
