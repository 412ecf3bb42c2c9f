// record: a prompt, a beep, and what is said until silence, a key, the longest time or a hang-up ends it.
#include "providers/tropo/emulate/steps.hpp"
#include "providers/tropo/emulate/tape.hpp"

#include <algorithm>

namespace callflow::providers::tropo::emulate {

using doc::View;

namespace {

constexpr double most_attempts = 1000;

class Recorder {
public:
    Recorder(Session& session, View action)
        : session_(session), world_(session.platform.world()), line_(session.line), action_(action),
          terminator_(terminator_of(action, '#')) {}

    Task<Outcome> run();

private:
    enum class End : std::uint8_t { recorded, nothing, interrupted };

    enum class Heard : std::uint8_t { whole, cut, broken };

    Task<Heard> hear(Prompt what, bool bargein);
    Task<bool> introduce(std::vector<Prompt> prompts);
    Task<End> listen();
    bool interrupts(const Event& event);
    Task<void> tell(End end, std::int64_t attempts);

    Session& session_;
    World& world_;
    Line& line_;
    View action_;
    char terminator_;
    Millis from_ = 0, spoken_until_ = never; // `never`: nobody has said anything
    Millis talks_until_ = 0;                 // who began to speak before the beep
    Millis to_ = 0;
    std::string words_; // said so far
    Outcome broken_;
};

bool Recorder::interrupts(const Event& event) {
    broken_ = interruption(session_, line_, action_, event);
    return broken_.kind != Outcome::Kind::done;
}

// Plays one thing to its end, or until somebody types or speaks where they may interrupt it.
Task<Recorder::Heard> Recorder::hear(Prompt what, bool bargein) {
    const std::size_t sound = world_.hears(line_.leg.id, what.sound, what.text);
    const Millis until = world_.now() + what.length;
    Heard heard = Heard::whole;
    while (true) {
        line_.leg.takes_keys = bargein;
        const Event event = co_await next_event(line_, until);
        line_.idle();
        if (event.kind == Event::Kind::nothing) break;
        const bool says = event.kind == Event::Kind::message || event.kind == Event::Kind::speech;
        if (says) talks_until_ = world_.now() + event.length;
        if (interrupts(event)) {
            heard = Heard::broken;
            break;
        }
        if (bargein && (says || event.kind == Event::Kind::key)) {
            heard = Heard::cut;
            break;
        }
    }
    world_.fell_silent(sound);
    co_return heard;
}

// What comes before the recording; false when it does not come to that.
Task<bool> Recorder::introduce(std::vector<Prompt> prompts) {
    const bool bargein = truth_in(action_, "bargein", true);
    for (Prompt& one : prompts) {
        const Heard heard = co_await hear(std::move(one), bargein);
        if (heard == Heard::broken) co_return false;
        if (heard == Heard::cut) break;
    }
    if (!truth_in(action_, "beep", true)) co_return true;
    Prompt beep;
    beep.sound = Sound::beep;
    beep.length = world_.assume_length(line_.leg.id, "beep_length_tropo");
    const Heard heard = co_await hear(std::move(beep), false);
    co_return heard != Heard::broken;
}

// From the beep on.
Task<Recorder::End> Recorder::listen() {
    const Millis longest = seconds_in(action_, "maxTime", 30);
    const Millis silence = seconds_in(action_, "maxSilence", 5);
    const Millis patience = std::min(seconds_in(action_, "timeout", 30), longest);
    from_ = world_.now();
    spoken_until_ = talks_until_ > from_ ? talks_until_ : never;
    world_.note(Moment::Kind::asked, line_.leg.id, "a message");
    while (true) {
        const bool spoken = spoken_until_ != never;
        const Millis until = spoken ? std::min(from_ + longest, spoken_until_ + silence) : from_ + patience;
        line_.leg.takes_message = line_.leg.takes_keys = line_.leg.waits = true;
        const Event event = co_await next_event(line_, until);
        line_.idle();
        const bool says = event.kind == Event::Kind::message || event.kind == Event::Kind::speech;
        if (says) {
            const Millis begun = spoken ? std::max(spoken_until_, world_.now()) : world_.now();
            spoken_until_ = begun + event.length;
            if (!words_.empty() && !event.text.empty()) words_ += ' ';
            words_ += event.text;
            continue;
        }
        const bool ended =
            event.kind == Event::Kind::nothing || (event.kind == Event::Kind::key && event.text[0] == terminator_);
        const bool broken = !ended && interrupts(event);
        if (!ended && !broken) continue;
        if (ended && !spoken && event.kind == Event::Kind::nothing) co_return End::nothing;
        // silence at its end is no part of it
        to_ = spoken ? std::min(world_.now(), spoken_until_) : from_;
        co_return broken ? End::interrupted : End::recorded;
    }
}

Task<void> Recorder::tell(End end, std::int64_t attempts) {
    Entry entry;
    entry.kind = Entry::Kind::record;
    entry.name = text_in(action_, "name");
    entry.attempts = attempts;
    const bool hung_up = broken_.kind == Outcome::Kind::hung_up;
    if (end == End::nothing) {
        if (world_.assume(line_.leg.id, "failed_action_entry") == "absent") co_return;
        entry.disposition = world_.assume(line_.leg.id, "record_timeout_disposition");
    } else if (end == End::interrupted && !hung_up) {
        if (broken_.kind != Outcome::Kind::signalled) co_return;
        entry.disposition = "EXTERNAL_EVENT";
    } else {
        if (hung_up && spoken_until_ == never) co_return;
        entry.disposition = "SUCCESS";
        const std::string file = file_name(world_, text_in(action_, "format"));
        const bool later = truth_in(action_, "asyncUpload", false);
        entry.url = "https://recordings.tropo.example/" + file;
        entry.duration = (to_ - from_) / 1000;
        const std::vector<Upload> to = uploads_of(action_);
        const bool good = co_await upload(session_, to, file, later);
        entry.uploaded = later ? "" : good ? "success" : "failure";
        transcribe(session_, transcripts_of(action_), words_.empty() ? "(inaudible)" : words_);
    }
    entry.at = world_.now();
    session_.entries.push_back(std::move(entry));
}

Task<Outcome> Recorder::run() {
    const auto attempts = static_cast<std::int64_t>(std::max(number_in(action_, "attempts", 1, most_attempts), 1.0));
    Outcome out;
    End end = End::nothing;
    std::int64_t attempt = 1;
    for (;; ++attempt) {
        std::vector<Prompt> prompts = attempt_prompts(world_, line_, field(action_, "say"), attempt, "timeout");
        const bool introduced = co_await introduce(std::move(prompts));
        if (!introduced) {
            end = End::interrupted;
            break;
        }
        end = co_await listen();
        if (end != End::nothing || attempt >= attempts) break;
    }
    line_.idle();
    co_await tell(end, attempt);
    if (end == End::interrupted) out = broken_;
    if (end == End::nothing) out.kind = Outcome::Kind::failed;
    co_return out;
}

} // namespace

Task<Outcome> run_record(Session& session, View value) {
    Outcome out;
    if (signalled(session, value, out.text)) {
        out.kind = Outcome::Kind::signalled;
        co_return out;
    }
    if (session.line.gone()) {
        out.kind = Outcome::Kind::hung_up;
        co_return out;
    }
    session.line.ahead.clear();
    Recorder recorder(session, value);
    out = co_await recorder.run();
    co_return out;
}

} // namespace callflow::providers::tropo::emulate
