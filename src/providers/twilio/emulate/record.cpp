// Record (TwiML facts 4.4), and what is told of recordings of any kind.
#include "providers/twilio/emulate/parts.hpp"

#include <algorithm>

namespace callflow::providers::twilio::emulate {

namespace {

constexpr Millis second = 1000;

// What a recording has caught, until something ends it.
struct Take {
    Millis since = 0;
    Millis sounds_until = never; // `never`: nothing has been said
    std::string words;
    char key = 0; // that ended it
};

// Records until it is over for one of its reasons.
Task<void> catch_all(Exchange& x, Line& line, const Step& step, Take& take) {
    const bool transcribes = step.truth("transcribe", false);
    const Millis silence = step.whole("timeout", 5, 0) * second;
    const Millis longest = step.whole("maxLength", transcribes ? 120 : 3600, 1, transcribes ? 120 : 86'400) * second;
    const std::string_view keys = step.chars("finishOnKey", "1234567890*#", "1234567890*#");
    take.since = x.now();
    if (line.talks_until > take.since) take.sounds_until = line.talks_until;
    while (!line.interrupted() && take.key == 0) {
        const Millis quiet_since = take.sounds_until == never ? take.since : take.sounds_until;
        Millis until = take.since + longest;
        if (silence > 0) until = std::min(until, quiet_since + silence);
        const std::optional<Event> event = co_await line.box.next(until);
        if (!event) break;
        if (event->kind == Event::Kind::key && keys.find(event->key) != std::string_view::npos) take.key = event->key;
        if (event->kind == Event::Kind::sound) {
            take.sounds_until = std::max(take.sounds_until == never ? 0 : take.sounds_until, line.talks_until);
            if (!take.words.empty() && !event->text.empty()) take.words += ' ';
            take.words += event->text;
        }
    }
}

Form result_of(Exchange& x, const Line& line, const Tape& tape, const Take& take, Millis length) {
    World& world = x.world();
    Form out;
    out.emplace_back("RecordingUrl", tape.url);
    out.emplace_back("RecordingDuration", seconds(length));
    if (line.gone) {
        out.emplace_back("Digits", "hangup");
    } else if (take.key != 0) {
        out.emplace_back("Digits", std::string(1, take.key));
    } else if (world.assume(line.leg.id, "record_no_key_digits") == "empty") {
        out.emplace_back("Digits", "");
    }
    if (world.assume(line.leg.id, "record_sid") == "present") out.emplace_back("RecordingSid", tape.sid);
    return out;
}

void tell_transcript(Exchange& x, Line& line, const Step& step, const Tape& tape, const Take& take, Millis length) {
    const std::string address = step.address("transcribeCallback");
    if (!step.truth("transcribe", false) || address.empty()) return;
    const bool possible = length >= 2 * second && length <= 120 * second;
    const std::string sid = x.make_id("TR");
    Form adds;
    adds.emplace_back("AccountSid", x.account());
    adds.emplace_back("CallSid", line.leg.call_id);
    adds.emplace_back("TranscriptionSid", sid);
    adds.emplace_back("TranscriptionText", !possible ? "" : take.words.empty() ? "(inaudible)" : take.words);
    adds.emplace_back("TranscriptionStatus", possible ? "completed" : "failed");
    adds.emplace_back("TranscriptionUrl",
                      tape.url.substr(0, tape.url.rfind("/Recordings/")) + "/Transcriptions/" + sid);
    adds.emplace_back("RecordingSid", tape.sid);
    adds.emplace_back("RecordingUrl", tape.url);
    x.tell_last(x.compose(line, "transcribed", address, "POST", adds, false));
}

} // namespace

Tape new_tape(Exchange& x, const Step& step, std::string_view source) {
    Tape out;
    out.sid = x.make_id("RE");
    out.url = "https://api.twilio.com/2010-04-01/Accounts/" + x.account() + "/Recordings/" + out.sid;
    out.since = x.now();
    out.source = source;
    out.watch.address = step.address("recordingStatusCallback");
    if (source == "DialVerb" && !is_web(out.watch.address)) out.watch.address.clear(); // 13256 has been said
    out.watch.method = step.method("recordingStatusCallbackMethod");
    const std::string_view events = step.text("recordingStatusCallbackEvent", "completed");
    for (const char* event : {"in-progress", "completed", "absent"}) {
        if (lists(events, event)) out.watch.events.emplace_back(event);
    }
    return out;
}

void tell_tape(Exchange& x, Line& line, const Tape& tape, std::string_view status, Millis length) {
    if (tape.watch.address.empty() || !tape.watch.wants(status)) return;
    Form adds;
    adds.emplace_back("AccountSid", x.account());
    if (tape.room.empty()) {
        adds.emplace_back("CallSid", line.leg.call_id);
    } else {
        adds.emplace_back("ConferenceSid", tape.room);
    }
    adds.emplace_back("RecordingSid", tape.sid);
    if (status == "completed") adds.emplace_back("RecordingUrl", tape.url);
    adds.emplace_back("RecordingStatus", status);
    if (status == "completed") adds.emplace_back("RecordingDuration", seconds(length));
    adds.emplace_back("RecordingChannels", tape.dual ? "2" : "1");
    adds.emplace_back("RecordingStartTime", x.timestamp(x.now() - tape.since));
    adds.emplace_back("RecordingSource", tape.source);
    Request request = x.compose(line, "recording_status", tape.watch.address, tape.watch.method, adds, false);
    if (status == "in-progress") {
        x.tell(std::move(request));
    } else {
        x.tell_last(std::move(request));
    }
}

Task<Flow> record(Exchange& x, Line& line, Step step) {
    World& world = x.world();
    if (needs_absolute_action(step))
        co_return fail(x, line, step, "15004", "the action of a document sent along must be absolute");
    if (step.truth("transcribe", false) && step.whole("maxLength", 0, 121) > 0 &&
        !x.warn(line, "13615", "maxLength of Record is too long to transcribe")) {
        line.failure = {"13615", step.document->address};
        co_return Flow::fail;
    }
    const std::string text_goes_to = step.address("transcribeCallback");
    if (step.truth("transcribe", false) && !text_goes_to.empty() && !is_web(text_goes_to))
        co_return fail(x, line, step, "13257", "transcribeCallback is no address on the web");
    if (step.truth("playBeep", true)) {
        const std::size_t heard = world.hears(line.leg.id, Sound::beep, "beep");
        const Millis beep = world.assume_length(line.leg.id, "beep_length");
        const bool whole = co_await let_pass(x, line, world.now() + beep);
        world.fell_silent(heard);
        if (!whole && line.interrupted()) co_return Flow::stop;
    }
    line.leg.takes_message = line.leg.waits = true;
    line.leg.takes_keys = !step.text("finishOnKey", "#").empty();
    world.note(Moment::Kind::asked, line.leg.id, "a message");
    Tape tape = new_tape(x, step, "RecordVerb");
    tell_tape(x, line, tape, "in-progress", 0);
    Take take;
    co_await catch_all(x, line, step, take);
    line.leg.takes_message = line.leg.takes_keys = line.leg.waits = false;
    const Millis length = world.now() - take.since;
    const bool silent = take.sounds_until == never;
    bool kept = true;
    if (length == 0) {
        kept = world.assume(line.leg.id, "record_empty") == "jump";
    } else if (silent) {
        kept = world.assume(line.leg.id, "record_silent") == "jump";
    }
    if (!kept) {
        tell_tape(x, line, tape, "absent", 0);
        co_return line.interrupted() ? Flow::stop : Flow::fall;
    }
    const Form result = result_of(x, line, tape, take, length);
    if (line.gone) {
        const Flow jump = jump_to(line, step, "record", result);
        if (world.assume(line.leg.id, "record_hangup_document") == "executed") {
            co_await run_unheard(x, line);
        } else if (jump == Flow::jump) {
            constexpr Millis patience = 15'000;
            world.tell(x.compose(line, "record", line.jump.address, line.jump.method, result), patience);
        }
    }
    tell_tape(x, line, tape, "completed", length);
    tell_transcript(x, line, step, tape, take, length);
    if (line.interrupted()) co_return Flow::stop;
    co_return jump_to(line, step, "record", result);
}

} // namespace callflow::providers::twilio::emulate
