// One call leg of the pretend Twilio: what can be seen of it, what happens to it, and what has been agreed for it.
#pragma once

#include "providers/emulate/emulator.hpp"
#include "providers/emulate/scheduler.hpp"
#include "providers/twilio/emulate/cookies.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::providers::twilio::emulate {

using providers::emulate::Act;
using providers::emulate::act_name;
using providers::emulate::Alarm;
using providers::emulate::Answer;
using providers::emulate::AssumptionSpec;
using providers::emulate::CallOptions;
using providers::emulate::EmulatedVerb;
using providers::emulate::Emulator;
using providers::emulate::Leg;
using providers::emulate::LegId;
using providers::emulate::Mailbox;
using providers::emulate::Millis;
using providers::emulate::Moment;
using providers::emulate::never;
using providers::emulate::no_leg;
using providers::emulate::Recording;
using providers::emulate::Request;
using providers::emulate::Scheduler;
using providers::emulate::Setup;
using providers::emulate::Sound;
using providers::emulate::spoken_length;
using providers::emulate::Task;
using providers::emulate::Update;
using providers::emulate::word_length;

using Form = std::vector<std::pair<std::string, std::string>>;

// What happens to a line. Interruptions (Line::interrupted) come as `wake`, which says no more than that there is one.
struct Event {
    enum class Kind : std::uint8_t {
        wake,
        key,      // `key`
        sound,    // somebody on the line begins to speak: `text`, `length`, `confidence`
        answer,   // the phone is picked up, by a machine where `length` (of its greeting) is set
        refused,  // it is not picked up: `text` is the status
        fetched,  // what the line has asked for has come
        child,    // something about a dialled line: `other`, `news`
        referred, // whom the line talks to asks to have it moved to `text`
        member,   // somebody has come into the queue that the line waits for
    };
    enum class News : std::uint8_t { answered, ready, ended };
    Kind kind = Kind::wake;
    News news = News::ended;
    char key = 0;
    bool beep = true; // of a machine
    LegId other = no_leg;
    std::optional<Millis> length = {};
    std::optional<double> confidence = {};
    std::string text = {};
};

// Where the call goes on, and with what.
struct Jump {
    std::string address;
    std::string method = "POST";
    std::string kind = "next";                // RequestKind
    Form adds = {};                           // beside the standard parameters
    std::optional<std::string> document = {}; // the answer, where it is known already
    bool first = false;                       // of the call's first document
};

// How a verb ends (TwiML facts 4.1).
enum class Flow : std::uint8_t {
    fall,      // the next verb
    jump,      // Line::jump
    end,       // the line is hung up, Line::leg.ended_by says why
    stop,      // something from outside has interrupted the document
    fail,      // a mistake that stops the document: Line::failure
    elsewhere, // there is no document that is known: the address is somebody else's
};

// A mistake that stops a document.
struct Failure {
    std::string code; // Twilio's
    std::string url;  // of what could not be had, or of the document
};

// Who is told of a leg's progress.
struct Watch {
    std::string address;
    std::string method = "POST";
    std::vector<std::string> events; // empty: `completed`
    bool numbered = true;            // with the parameters of progress events
    std::int64_t sequence = -1;      // of the last one
    [[nodiscard]] bool wants(std::string_view event) const;
};

// Media that run beside the document until they are stopped or the call ends.
struct Fork {
    std::string element; // `Stream`
    std::string name;
    std::string sid;
    std::string callback, method;
    std::string events;
    Millis since = 0;
    std::int64_t sequence = 0;
};

struct Line {
    explicit Line(Scheduler& scheduler) : box(scheduler), limit(scheduler) {}

    Leg leg;
    Mailbox<Event> box;
    Alarm limit;          // of a call: goes off when it has lasted as long as a call may
    Millis talked_at = 0; // when its last talk began or ended; 0 before

    std::string direction = "inbound"; // Twilio's word
    Form parameters;                   // that come with each request
    std::string fallback, fallback_method;
    Watch watch;
    bool sip = false;
    bool followed = false; // CallOptions::followed; of a REFER's leg: that of who was referred
    std::string sip_call_id;
    std::string sip_answer; // to the INVITE of one that could not be called; empty: 404
    bool text = false;      // a message, no call

    // What interrupts the running document.
    bool gone = false;             // nobody is there any more
    std::optional<Update> updated; // another document takes its place
    bool pulled = false;           // whoever runs it beside something else wants it to end
    std::string pulled_for;        // why: `canceled`, `caller`, `limit`
    [[nodiscard]] bool interrupted() const { return gone || updated || pulled; }

    // What the document does.
    Jump jump;                      // of Flow::jump
    Failure failure;                // of Flow::fail
    std::uint64_t fetches = 0;      // asked so far
    std::optional<Answer> fetched;  // the answer to the last one
    std::uint32_t since_person = 0; // jumps since a person did something
    std::uint64_t acts_seen = 0;    // Exchange::acts at the last of them
    std::uint32_t still = 0;        // documents since time went on
    Millis still_at = 0;
    std::optional<std::string> handed_over; // the far end of what it is connected to has closed
    bool keys_may_be_extra = false;         // the last gather took all it wanted
    std::string typed_ahead;                // keys for the next gather
    Millis talks_until = 0;                 // somebody speaks on it
    std::vector<Fork> forks;
    Cookies cookies;         // that the application has set for this call
    bool in_queue = false;   // its document is that of a queue's wait
    bool left_queue = false; // by Leave
    Jump whisper;            // for who is taken out of a queue; no address: none
    // Of a machine that has picked up: its greeting's length and what follows.
    std::optional<Millis> greeting;
    bool greeting_beeps = true;
    LegId taken_by = no_leg; // who has taken it out of a queue
    bool refused_by_screening = false;
};

// A document as it was answered to a GET, with what tells its versions apart (TwiML facts 5).
struct Cached {
    std::string url, tag, modified, type, body;
};

struct Document;

// A document that has been read, with its bytes.
struct ReadBefore {
    std::string bytes;
    std::shared_ptr<const Document> document;
};

// What a document stands in.
enum class Occasion : std::uint8_t { call, screening, whisper, queue_wait, conference_wait, message };

} // namespace callflow::providers::twilio::emulate
