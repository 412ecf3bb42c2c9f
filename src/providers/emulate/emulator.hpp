// A pretend provider: it runs documents as the real one would, on a clock of its own, and knows no flow.
#pragma once

#include "base/result.hpp"
#include "providers/emulate/application.hpp"
#include "providers/emulate/assumptions.hpp"
#include "providers/emulate/lengths.hpp"
#include "providers/emulate/moment.hpp"
#include "providers/emulate/person.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::providers::emulate {

// Bounds of a run: documents are untrusted, and so are those who call.
struct Limits {
    Millis time = 24LL * 3600 * 1000;   // what would last longer is cut off
    std::uint32_t requests = 5'000;     // of one run
    std::uint32_t moments = 200'000;    // of one run
    std::uint32_t legs = 1'000;         // of one run
    std::uint32_t documents_still = 50; // documents of one leg that follow each other without any time passing
};

// What a run is told at its beginning. What it points to must outlive the emulator.
struct Setup {
    Application* application = nullptr;
    Faults* faults = nullptr; // none: nothing goes wrong
    Media media = {};
    std::vector<std::pair<std::string, std::string>> assume = {}; // checked before: Assumptions::set
    std::uint64_t seed = 0;                                       // of what is made up: ids
    std::int64_t epoch = 946'684'800'000;                         // milliseconds since 1970 at which the clock begins
    Limits limits = {};
};

// A call into or out of the application.
struct CallOptions {
    std::string id = {};   // the provider's id of the call; empty: made up
    std::string from = {}; // `+15551230000`, `sip:…`, `client:…`
    std::string to = {};
    // Outbound: the application had it placed, it rings `to`, and the first request follows the answer. Token: a session
    // without a call, which its document places.
    enum class Direction : std::uint8_t { inbound, outbound, token } direction = Direction::inbound;
    bool sip = false; // it comes by SIP, whatever `from` looks like
    bool followed =
        false; // by SIP: who placed it says what comes of the legs that REFERs of it make, however long they ring
    bool text = false;        // a conversation by messages
    std::string network = {}; // where the provider tells several apart: `SMS`; empty: the usual one
    std::string message = {}; // of such a one: what was written first
    std::string address = {}; // of the first request
    std::string method = "POST";
    std::string fallback = {}; // asked when a document cannot be had; empty: none
    std::string fallback_method = "POST";
    std::string status_callback = {}; // told of the call's end, or of `status_events`; empty: nobody
    std::string status_method = "POST";
    std::vector<std::string> status_events = {}; // empty: as the provider does by default
    Millis ring = 30'000;                        // outbound: how long it rings at most
    std::string machine_detection = {};          // outbound: as the provider spells it; empty: none
    Millis machine_timeout = 30'000;             // how long it may take to find out
    bool asynchronous_detection = false;         // the document runs meanwhile
    std::string detection_callback = {};         // told then
    std::vector<std::pair<std::string, std::string>>
        parameters; // of a session launched by token, or sent with each request
    std::vector<std::pair<std::string, std::string>> sip_headers = {}; // of a call that comes by SIP
    std::string sip_call_id = {};                                      // with which it comes by SIP; empty: made up
    std::string dialplan = {}; // of a call that comes to a SIP side first: the plan that says where it goes; else empty
    std::string account = {};  // whose it is there; empty: anybody's
};

// A change that somebody makes to a running call from outside: its application, or the far end of what it is connected to.
struct Update {
    std::string address = {}; // of the document that replaces the running one
    std::string method = "POST";
    std::string document = {}; // that document itself, where it was sent along
    std::string status = {};   // `completed`: the call is ended; `canceled`
    std::string signal = {};   // of providers that have signals: its name
    bool close = false;        // the far end of what the call is connected to closes it
    std::string handoff = {};  // what it hands over then
    std::string refer = {};    // the called SIP phone that the call talks to asks to have it moved there
};

// What can be seen of a leg.
struct Leg {
    enum class Phase : std::uint8_t { queued, ringing, answered, ended };
    LegId id = no_leg;
    LegId parent = no_leg;    // whose document dialled it
    std::string call_id = {}; // the provider's
    std::string from, to;
    Phase phase = Phase::queued;
    std::string status = {};     // in the provider's words
    bool takes_keys = false;     // a key pressed now is heard by the document
    bool takes_speech = false;   // what is said now is listened to
    bool takes_message = false;  // what is said now is recorded
    bool waits = false;          // only a person, or the end of their patience, makes it go on
    bool person = true;          // there is somebody on it (false: a queue's or a machine's end)
    std::uint32_t documents = 0; // that it has begun to run
    LegId with = no_leg;         // whom it talks to
    Millis began = 0;
    Millis answered = never; // when it was
    Millis ended = never;
    // `caller`, `callee`, `end_of_document`, `hangup`, `reject`, `redirect`, `error`, `limit`, `update`, `no_answer`, `busy`,
    // `canceled`; empty before.
    std::string ended_by = {};
    bool sip_side = false; // it is no leg of the provider's, and costs nothing there
    std::vector<std::pair<std::string, std::string>> headers =
        {};                // of SIP, with which it calls: whoever answers sees them
    bool of_refer = false; // no phone: who placed the call rings whom its REFER names, and tells what came of that
    // The address of somebody else's document at which it has gone on; what is heard and asked there nobody knows.
    std::string left = {};
    std::string redirected = {}; // where the caller was sent before anybody answered; empty where he was not
};

class Emulator {
public:
    Emulator() = default;
    Emulator(const Emulator&) = delete;
    Emulator& operator=(const Emulator&) = delete;
    virtual ~Emulator() = default;

    // Places a call now. What follows of it happens as time goes on. no_leg beyond the limit.
    virtual LegId place(const CallOptions& options) = 0;
    // Somebody does something now; see play() for doing it when the call takes it. An error when the leg is not there any more, or
    // the thing cannot be done in its phase.
    [[nodiscard]] virtual base::Result<void> act(LegId leg, const Act& act) = 0;
    // The application changes a running call now.
    [[nodiscard]] virtual base::Result<void> update(LegId leg, const Update& update) = 0;

    // Runs what is due next, if that is not later than `until`; false when nothing is, or a bound is reached.
    virtual bool advance(Millis until) = 0;
    // When something is due next; `never` when nothing is, or a bound was reached.
    [[nodiscard]] virtual Millis next_due() const = 0;
    [[nodiscard]] virtual Millis now() const = 0;
    [[nodiscard]] virtual std::size_t leg_count() const = 0;
    [[nodiscard]] virtual const Leg& leg(LegId id) const = 0;
    // Everything so far. Grows at its end only; views into it last until the next call of a function that is not const.
    [[nodiscard]] virtual std::span<const Moment> moments() const = 0;
    // Why the run was cut off; empty while it was not.
    [[nodiscard]] virtual const std::string& cut_off() const = 0;
};

// How far an element or action of the provider is emulated.
struct EmulatedVerb {
    enum class How : std::uint8_t {
        full,   // what it does is done
        opaque, // it is passed as a step with its callbacks; what it does outside of the call is not
        none,   // it is passed over
    };
    std::string_view element; // `Gather`, `ask`
    How how = How::full;
};

// A provider's way to one. The tables are those of its assumptions and of what it can run, sorted by element.
struct EmulatorSpec {
    std::unique_ptr<Emulator> (*make)(const Setup& setup);
    std::span<const AssumptionSpec> (*assumptions)();
    std::span<const EmulatedVerb> (*verbs)() = nullptr;
};

} // namespace callflow::providers::emulate
