// What a pretend Tropo is made of: lines with somebody on them, and sessions that run documents.
#pragma once

#include "providers/emulate/world.hpp"
#include "providers/tropo/emulate/choices.hpp"
#include "providers/tropo/emulate/page.hpp"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::providers::tropo::emulate {

using providers::emulate::Act;
using providers::emulate::act_name;
using providers::emulate::Answer;
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
using providers::emulate::Stage;
using providers::emulate::Task;
using providers::emulate::Update;
using providers::emulate::World;

// Something that happens to a line.
struct Event {
    enum class Kind : std::uint8_t {
        nothing,  // time is up
        limit,    // the session has lasted as long as one may
        key,      // `text` is one
        speech,   // somebody says, or writes, `text`
        message,  // somebody says something for a recording
        answered, // the phone was picked up
        machine,  // by a machine
        busy,
        rejected,
        unreachable,
        hung_up,
        canceled, // a ringing line: somebody else answered, or nobody waits any more
        signal,   // one has come for the session
        news,     // of a leg that was dialled
    };
    Kind kind = Kind::nothing;
    LegId leg = no_leg; // to whom it happened
    std::string text = {};
    std::string meaning = {}; // of what is said, to a grammar at an address
    Millis length = 0;        // of what is said; of a machine's greeting
    double confidence = 0;
};

struct Session;

// A leg and what waits on it. Never moves.
struct Line {
    explicit Line(Scheduler& scheduler) : box(scheduler) {}
    Leg leg = {};
    std::string call_id = {}; // of the leg; a call's `leg.call_id` is its session's
    Mailbox<Event> box;
    std::deque<Event> kept = {};          // taken out of the box, not yet used
    std::string ahead = {};               // keys typed before an ask that takes them
    Line* watcher = nullptr;              // who is told in this one's place
    Line* double_of = nullptr;            // the call's own leg that this one has become
    Session* session = nullptr;           // of a call's own leg
    bool rings = false;                   // at somebody's, who has not picked up
    bool text = false;                    // by messages
    bool by_machine = false;              // a machine answered
    std::vector<std::size_t> sounds = {}; // that a conference plays to it, by their number

    [[nodiscard]] bool gone() const { return leg.phase == Leg::Phase::ended; }
    // Nothing is waited for.
    void idle() { leg.takes_keys = leg.takes_speech = leg.takes_message = leg.waits = false; }
};

// One entry of a result's `actions`.
struct Entry {
    enum class Kind : std::uint8_t { ask, record, dial } kind = Kind::ask;
    std::string name = {};
    std::int64_t attempts = 0; // 0: not said
    std::string disposition = {};
    std::optional<Meant> meant = {};
    bool by_keys = false;
    std::int64_t confidence = 0; // percent, with `meant`
    std::string url = {};        // of a recording; empty: null
    std::string uploaded = {};
    std::int64_t duration = 0;  // seconds
    std::int64_t connected = 0; // seconds
    std::string called = {};    // whom it rang
    std::string user_type = {};
    Millis at = 0;
};

// How a step, or a whole document, ended.
struct Outcome {
    enum class Kind : std::uint8_t {
        done,
        failed,
        hung_up,   // the line is gone
        signalled, // `text` is the signal's name
        limit,
        error, // `text` says what
        over,  // the session ends without a word to the application
        event, // `text` is fired
    };
    Kind kind = Kind::done;
    std::string text = {};
};

// Where a recording goes.
struct Upload {
    std::string address, method;
};

// A recording of the whole call that runs.
struct Taping {
    std::vector<Upload> to;
    std::string format;
    bool later = false;                    // nobody waits for its upload
    std::string transcript, transcript_id; // who wants its text; empty: nobody
};

class Platform;

struct Session {
    Session(Platform& on, Line& own, CallOptions with) : platform(on), line(own), options(std::move(with)) {}

    Platform& platform;
    Line& line; // the call's own leg
    CallOptions options;
    std::string id;
    Millis began = 0;
    Millis ends = never;  // the limit
    bool has_call = true; // a launched session has none before its document places one
    std::uint32_t sequence = 0;
    std::shared_ptr<const Page> page;
    std::size_t step = 0; // that runs
    std::string address;  // of the document
    // Small ones that came last with their bytes, so that the same bytes need not be read again; a few.
    std::vector<std::pair<std::string, std::shared_ptr<const Page>>> read_before;
    std::deque<std::string> signals;
    std::vector<Entry> entries; // of this document
    bool complete = true;
    std::string error; // empty: none
    std::string user_type;
    std::string initial_text; // waits for an ask
    std::string failed_by;    // why its last call did not come about: `busy`
    std::optional<Taping> taping;
    std::string record_address, record_label; // of the call that its document placed: who is told of its end
    std::int64_t unattended = 0;              // documents since somebody last did something
    std::int64_t most_unattended = 0;
};

// Who talks to whom by a number of lines.
struct Conference {
    std::vector<Line*> members;
    std::vector<const Line*> muted = {}; // of them
    bool started = false;                // two have been in it
};

class Platform {
public:
    virtual World& world() = 0;
    // A new leg; null beyond the limit.
    virtual Line* add_line(LegId parent, std::string from, std::string to) = 0;
    virtual std::map<std::string, Conference, std::less<>>& conferences() = 0;

protected:
    ~Platform() = default;
};

} // namespace callflow::providers::tropo::emulate
