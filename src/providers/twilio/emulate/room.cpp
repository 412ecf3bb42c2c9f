// Conferences (TwiML facts 4.6): who waits for whom, what is told of it, and how everybody goes on.
#include "base/text.hpp"
#include "providers/twilio/emulate/parts.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::providers::twilio::emulate {

namespace {

using providers::emulate::conference_ended, providers::emulate::conference_joined, providers::emulate::conference_left,
    providers::emulate::conference_muted, providers::emulate::conference_started;

constexpr Millis second = 1000;

// Why the room's events have their names: attribute word and event.
struct RoomEvent {
    std::string_view word, name;
};
constexpr RoomEvent begins = {"start", "conference-start"}, ends = {"end", "conference-end"},
                    joins = {"join", "participant-join"}, leaves = {"leave", "participant-leave"};

class Visit {
public:
    Visit(Exchange& x, Line& line, Step step, Step noun)
        : x_(x), line_(line), noun_(noun), room_(room_of(noun.content())) {
        hangs_up_on_star_ = step.truth("hangupOnStar", false);
        until_ = x.now() + step.whole("timeLimit", 14'400, 1) * second;
        me_.leg = line.leg.id;
        me_.label = noun.text("participantLabel");
        me_.muted = noun.truth("muted", false);
        me_.starts = noun.truth("startConferenceOnEnter", true);
        me_.ends = noun.truth("endConferenceOnExit", false);
        me_.coaching = noun.has("coach");
        me_.coached = noun.text("coach");
    }

    [[nodiscard]] bool label_taken() const {
        return !me_.label.empty() &&
               std::ranges::find(room_.present, me_.label, &Participant::label) != room_.present.end();
    }
    [[nodiscard]] bool is_full() const {
        return room_.present.size() >= static_cast<std::size_t>(noun_.whole("maxParticipants", 250, 1, 250));
    }

    void join() {
        if (room_.present.empty()) {
            room_.callback = noun_.address("statusCallback");
            room_.method = noun_.method("statusCallbackMethod");
            room_.events = noun_.text("statusCallbackEvent");
            room_.recorded = noun_.text("record") == "record-from-start" || noun_.text("record") == "true";
            const Tape tape = new_tape(x_, noun_, "Conference");
            room_.tape_sid = tape.sid;
            room_.tape_url = tape.url;
            room_.tape_watch = tape.watch;
        }
        room_.present.push_back(me_);
        note(me_.leg, me_.muted ? conference_muted : conference_joined);
        line_.leg.takes_keys = hangs_up_on_star_;
        line_.leg.waits = true;
        const bool starts = !room_.started && room_.present.size() >= 2 &&
                            std::ranges::any_of(room_.present, [](const Participant& one) { return one.starts; });
        const bool told = !room_.callback.empty();
        const bool start_first =
            starts && told && x_.world().assume(line_.leg.id, "conference_start_order") == "start_first";
        if (start_first) tell(begins, nullptr, {});
        tell(joins, &me_, {});
        if (starts && !start_first) tell(begins, nullptr, {});
        if (room_.started) let_hear(me_);
        if (!starts) return;
        room_.started = true;
        room_.started_at = x_.now();
        note(line_.leg.id, conference_started);
        for (std::size_t i = 1; i < room_.present.size(); ++i)
            for (std::size_t k = 0; k < i; ++k) join_up(room_.present[k], room_.present[i], Moment::Kind::bridged);
        for (const Participant& one : room_.present) {
            if (one.leg != line_.leg.id) x_.pull(x_.line(one.leg), "start");
        }
    }

    // Until the room is left, for a reason of Twilio's.
    Task<void> stay() {
        if (!room_.started) co_await wait();
        while (reason_.empty()) {
            if (!went_on()) break;
            const std::optional<Event> event = co_await line_.box.next(until_);
            hear(event);
        }
        line_.leg.takes_keys = line_.leg.waits = false;
        leave();
    }
    [[nodiscard]] bool joined() const { return reason_ != "participant_add_failed"; }
    [[nodiscard]] bool talked() const { return room_started_; }

private:
    Room& room_of(const std::string& name) {
        Room& room = x_.rooms[name];
        if (room.sid.empty()) {
            room.name = name;
            room.sid = x_.make_id("CF");
        }
        return room;
    }

    void note(LegId leg, std::string_view what) {
        x_.world().note(Moment::Kind::conference, leg, room_.name).code = what;
    }

    // Two of them begin to hear each other, or no longer do. Who is muted is heard by nobody, a coach by whom they coach alone.
    void join_up(const Participant& one, const Participant& other, Moment::Kind kind) {
        const auto hears = [&](const Participant& listener, const Participant& speaker) {
            if (speaker.muted) return;
            if (speaker.coaching && speaker.coached != x_.line(listener.leg).leg.call_id) return;
            x_.world().note(kind, listener.leg).other = speaker.leg;
        };
        hears(one, other);
        hears(other, one);
    }

    // Somebody comes to those who talk already.
    void let_hear(const Participant& who) {
        for (const Participant& one : room_.present)
            if (one.leg != who.leg) join_up(one, who, Moment::Kind::bridged);
    }

    // Takes somebody out, who parts from all the others.
    void take_out(LegId leg) {
        const auto found = std::ranges::find(room_.present, leg, &Participant::leg);
        const Participant who = *found;
        room_.present.erase(found);
        for (const Participant& one : room_.present)
            if (room_.started) join_up(one, who, Moment::Kind::parted);
        note(leg, conference_left);
    }

    // Takes in what has interrupted the line; false when it is to leave.
    bool went_on() {
        if (room_is_over()) return false;
        if (line_.gone) {
            reason_ = "participant_hung_up";
        } else if (line_.updated) {
            reason_ = line_.updated->status.empty() ? "participant_updated_via_api" : "participant_hung_up";
        } else if (line_.pulled) {
            line_.pulled = false;
        }
        return reason_.empty();
    }

    // Somebody else has ended it and told everything; there is no room any more.
    bool room_is_over() {
        if (line_.pulled && line_.pulled_for == "ended") {
            line_.pulled = false;
            reason_ = "moderator_ended_conference";
        }
        return reason_ == "moderator_ended_conference";
    }

    // Time is up, or a star, makes somebody leave.
    void hear(const std::optional<Event>& event) {
        const bool star = event && event->kind == Event::Kind::key && event->key == '*';
        if (!event || (star && hangs_up_on_star_)) {
            reason_ = "participant_hung_up";
        } else {
            x_.overhear(line_, *event);
        }
    }

    // Music or the wait document, until the conference begins or there is no more to hear.
    Task<void> wait() {
        World& world = x_.world();
        if (!noun_.has("waitUrl")) {
            co_await hear_music();
            co_return;
        }
        const std::string address = noun_.address("waitUrl");
        if (address.empty()) co_return;
        line_.jump = {};
        line_.jump.address = address;
        line_.jump.method = noun_.method("waitMethod");
        const Flow flow = co_await run(x_, line_, Occasion::conference_wait);
        line_.leg.takes_keys = hangs_up_on_star_;
        line_.leg.waits = true;
        if (flow == Flow::elsewhere && world.assume(line_.leg.id, "foreign_wait") == "music") co_await hear_music();
        if (flow != Flow::fail || line_.failure.code == "13238") co_return;
        if (world.assume(line_.leg.id, "conference_wait_failure") == "next") reason_ = "participant_add_failed";
    }

    // The provider's own.
    Task<void> hear_music() {
        const std::size_t heard = x_.world().hears(line_.leg.id, Sound::music, "default");
        while (reason_.empty()) {
            const std::optional<Event> event = co_await line_.box.next(until_);
            if (line_.interrupted()) break;
            hear(event);
        }
        x_.world().fell_silent(heard);
    }

    void leave() {
        room_started_ = room_is_over() || room_.started;
        if (reason_ == "moderator_ended_conference") return;
        line_.pulled = false;
        const bool all = me_.ends || room_.present.size() == 1;
        const bool told = all && room_.started && !room_.callback.empty();
        const bool end_first = told && x_.world().assume(line_.leg.id, "conference_end_order") == "end_first";
        if (end_first) tell_end();
        tell_leave(me_, reason_);
        take_out(line_.leg.id);
        if (!all) return;
        while (!room_.present.empty()) {
            const LegId one = room_.present.front().leg;
            tell_leave(room_.present.front(), "moderator_ended_conference");
            take_out(one);
            x_.pull(x_.line(one), "ended");
        }
        if (room_.started) note(line_.leg.id, conference_ended);
        if (told && !end_first) tell_end();
        if (room_.recorded && room_.started) tell_recording();
        const std::string name = room_.name;
        x_.rooms.erase(name);
    }

    void tell_recording() {
        Tape tape;
        tape.sid = room_.tape_sid;
        tape.url = room_.tape_url;
        tape.since = room_.started_at;
        tape.source = "Conference";
        tape.room = room_.sid;
        tape.watch = room_.tape_watch;
        tell_tape(x_, line_, tape, "completed", x_.now() - room_.started_at);
    }

    void tell_leave(const Participant& who, std::string_view reason) {
        Form adds;
        const std::string& status = x_.line(who.leg).leg.status;
        adds.emplace_back("ParticipantCallStatus", status);
        adds.emplace_back("ReasonParticipantLeft", reason);
        tell(leaves, &who, std::move(adds));
    }

    void tell_end() {
        Form adds;
        adds.emplace_back("CallSidEndingConference", line_.leg.call_id);
        if (!me_.label.empty()) adds.emplace_back("ParticipantLabelEndingConference", me_.label);
        const std::string_view reason =
            me_.ends ? "participant-with-end-conference-on-exit-left" : "last-participant-left";
        adds.emplace_back("Reason", me_.ends ? "A participant whose leaving ends the conference left"
                                             : "The last participant left the conference");
        adds.emplace_back("ReasonConferenceEnded", reason);
        tell(ends, nullptr, std::move(adds));
    }

    void tell(const RoomEvent& event, const Participant* who, Form more) {
        if (room_.callback.empty() || !lists(room_.events, event.word)) return;
        if (room_.sequence < 0)
            room_.sequence = x_.world().assume_number(line_.leg.id, "conference_sequence_first") - 1;
        const auto truth = [](bool value) { return value ? "true" : "false"; };
        Form adds;
        adds.emplace_back("StatusCallbackEvent", event.name);
        adds.emplace_back("ConferenceSid", room_.sid);
        adds.emplace_back("FriendlyName", room_.name);
        adds.emplace_back("AccountSid", x_.account());
        adds.emplace_back("SequenceNumber", std::to_string(++room_.sequence));
        adds.emplace_back("Timestamp", x_.timestamp());
        if (who != nullptr) {
            adds.emplace_back("CallSid", x_.line(who->leg).leg.call_id);
            adds.emplace_back("Muted", truth(who->muted));
            adds.emplace_back("Hold", "false");
            adds.emplace_back("Coaching", truth(who->coaching));
            adds.emplace_back("EndConferenceOnExit", truth(who->ends));
            adds.emplace_back("StartConferenceOnEnter", truth(who->starts));
            if (!who->label.empty()) adds.emplace_back("ParticipantLabel", who->label);
        }
        adds.insert(adds.end(), more.begin(), more.end());
        const Line& about = who == nullptr ? line_ : x_.line(who->leg);
        x_.tell(x_.compose(about, "conference_status", room_.callback, room_.method, adds, false));
    }

    Exchange& x_;
    Line& line_;
    Step noun_;
    Room& room_;
    Participant me_;
    bool hangs_up_on_star_ = false, room_started_ = false;
    Millis until_ = never;
    std::string reason_;
};

} // namespace

Task<Flow> dial_room(Exchange& x, Line& line, Step step, Step noun) {
    x.answer(line);
    if (noun.content().empty()) {
        if (x.warn(line, "13237", "the conference has no name")) co_return Flow::fall;
        line.failure = {"13237", step.document->address};
        co_return Flow::fail;
    }
    Visit visit(x, line, step, noun);
    if (visit.label_taken()) {
        if (!x.warn(line, "16025", "somebody of that label is in the conference")) {
            line.failure = {"16025", step.document->address};
            co_return Flow::fail;
        }
        co_return Flow::fall;
    }
    if (visit.is_full()) co_return fail(x, line, step, "16020", "the conference is full");
    visit.join();
    co_await visit.stay();
    Outcome outcome;
    outcome.status = visit.joined() ? "answered" : "failed";
    outcome.bridged = visit.talked();
    co_return after_dial(x, line, step, "dial", outcome);
}

} // namespace callflow::providers::twilio::emulate
