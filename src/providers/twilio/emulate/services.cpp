// What happens outside of the call: messages, streams and their kin, references, payments are steps that are passed, with what is
// told of them (TwiML facts 3.3, 4.7).
#include "base/moment.hpp"
#include "providers/twilio/emulate/parts.hpp"

#include <algorithm>

namespace callflow::providers::twilio::emulate {

namespace {

constexpr Millis second = 1000;

std::string iso_time(Exchange& x) {
    constexpr std::int64_t nanoseconds = 1'000'000;
    return base::format_moment(base::Moment::from_nanoseconds(x.world().wall() * nanoseconds));
}

// What is told of a fork: Stream and Siprec share names, Transcription has its own.
void tell_fork(Exchange& x, Line& line, Fork& fork, bool started) {
    if (fork.element == "Recording") {
        Tape tape;
        tape.sid = fork.sid;
        tape.url = "https://api.twilio.com/2010-04-01/Accounts/" + x.account() + "/Recordings/" + fork.sid;
        tape.since = fork.since;
        tape.source = "StartCallRecordingAPI";
        tape.watch.address = fork.callback;
        tape.watch.method = fork.method;
        if (lists(fork.events, "in-progress")) tape.watch.events.emplace_back("in-progress");
        if (lists(fork.events, "completed")) tape.watch.events.emplace_back("completed");
        tell_tape(x, line, tape, started ? "in-progress" : "completed", x.now() - fork.since);
        return;
    }
    if (fork.callback.empty()) return;
    Form adds;
    const bool transcription = fork.element == "Transcription";
    if (transcription) {
        adds.emplace_back("TranscriptionEvent", started ? "transcription-started" : "transcription-stopped");
        adds.emplace_back("TranscriptionSid", fork.sid);
        adds.emplace_back("SequenceId", std::to_string(++fork.sequence));
        adds.emplace_back("Timestamp", iso_time(x));
    } else {
        static_cast<void>(x.world().assume(line.leg.id, "stream_event_names"));
        adds.emplace_back("StreamEvent", started ? "stream-started" : "stream-stopped");
        adds.emplace_back("StreamSid", fork.sid);
        if (!fork.name.empty()) adds.emplace_back("StreamName", fork.name);
        adds.emplace_back("Timestamp", iso_time(x));
    }
    adds.emplace_back("AccountSid", x.account());
    adds.emplace_back("CallSid", line.leg.call_id);
    const std::string_view kind = transcription ? "transcribing" : "stream_status";
    x.tell(x.compose(line, kind, fork.callback, transcription ? "POST" : fork.method, adds, false));
}

void begin_fork(Exchange& x, Line& line, const Step& noun) {
    Fork fork;
    fork.element = noun.name();
    fork.name = noun.text("name");
    fork.since = x.now();
    const bool recording = fork.element == "Recording";
    fork.sid = x.make_id(recording                         ? "RE"
                         : fork.element == "Transcription" ? "GT"
                         : fork.element == "Siprec"        ? "SR"
                                                           : "MZ");
    const std::string_view callback = fork.element == "Transcription" ? "statusCallbackUrl"
                                      : recording                     ? "recordingStatusCallback"
                                                                      : "statusCallback";
    fork.callback = noun.address(callback);
    fork.method = noun.method(recording ? "recordingStatusCallbackMethod" : "statusCallbackMethod");
    fork.events = noun.text("recordingStatusCallbackEvent", "completed");
    x.world().note(Moment::Kind::verb, line.leg.id, "Start " + fork.element);
    line.forks.push_back(std::move(fork));
    tell_fork(x, line, line.forks.back(), true);
}

// The far end of a connection, until it closes or the call goes elsewhere; false for the latter.
Task<bool> hold(Exchange& x, Line& line) {
    line.handed_over.reset();
    line.leg.waits = true;
    while (!line.handed_over && !line.interrupted()) {
        const std::optional<Event> event = co_await line.box.next(never);
        if (event) x.overhear(line, *event);
    }
    line.leg.waits = false;
    co_return !line.interrupted();
}

// Codes of a REFER's own answer and of what its target says.
struct Referred {
    std::string_view status, refer, notify;
};

void add_referred(Exchange& x, const Line& line, Form& adds, const Referred& what) {
    const bool notified = x.world().assume(line.leg.id, "refer_without_notify") == "no";
    if (notified) adds.emplace_back("ReferCallStatus", what.status);
    adds.emplace_back("ReferSipResponseCode", what.refer);
    if (notified && !what.notify.empty()) adds.emplace_back("NotifySipResponseCode", what.notify);
}

} // namespace

void end_fork(Exchange& x, Line& line, std::size_t index) {
    Fork fork = std::move(line.forks[index]);
    line.forks.erase(line.forks.begin() + static_cast<std::ptrdiff_t>(index));
    tell_fork(x, line, fork, false);
}

Flow start(Exchange& x, Line& line, const Step& step) {
    constexpr std::size_t most = 50;
    for (Step noun = step.first(); noun; noun = noun.next()) {
        const bool known = noun.name() == "Stream" || noun.name() == "Siprec" || noun.name() == "Transcription" ||
                           noun.name() == "Recording";
        if (!known) return fail(x, line, step, "14300", "that cannot be started");
        if (!check(x, line, noun)) return Flow::fail;
        if (line.forks.size() < most) begin_fork(x, line, noun);
    }
    return Flow::fall;
}

Flow stop(Exchange& x, Line& line, const Step& step) {
    for (Step noun = step.first(); noun; noun = noun.next()) {
        const auto meant = std::ranges::find_if(line.forks, [&](const Fork& fork) {
            return fork.element == noun.name() && fork.name == noun.text("name");
        });
        if (meant == line.forks.end()) continue;
        x.world().note(Moment::Kind::verb, line.leg.id, "Stop " + meant->element);
        end_fork(x, line, static_cast<std::size_t>(meant - line.forks.begin()));
    }
    return Flow::fall;
}

Flow send_message(Exchange& x, Line& line, const Step& step) {
    std::string body = step.content();
    if (const Step inner = step.find("Body")) body = inner.content();
    if (body.empty() && step.name() == "Sms") {
        if (x.warn(line, "14103", "a message without a text is not sent")) return Flow::fall;
        line.failure = {"14103", step.document->address};
        return Flow::fail;
    }
    const std::string sid = x.make_id("SM");
    x.world().note(Moment::Kind::verb, line.leg.id, std::string(step.name()) + " " + body);
    const bool sms = step.name() == "Sms";
    const std::string action = step.address("action");
    const std::string callback = sms || action.empty() ? step.address("statusCallback") : action;
    if (!callback.empty()) {
        Form adds;
        adds.emplace_back("MessageSid", sid);
        adds.emplace_back("MessageStatus", "sent");
        adds.emplace_back("AccountSid", x.account());
        adds.emplace_back("From", step.text("from", line.leg.to));
        adds.emplace_back("To", step.text("to", line.leg.from));
        adds.emplace_back("ApiVersion", "2010-04-01");
        x.tell(x.compose(line, "message_status", callback, sms ? "POST" : step.method(), adds, false));
    }
    if (!sms || action.empty() || line.gone) return Flow::fall;
    if (x.world().assume(line.leg.id, "sms_action") == "fall") return Flow::fall;
    Form adds;
    adds.emplace_back("SmsSid", sid);
    adds.emplace_back("SmsStatus", "sent");
    return jump_to(line, step, "sms", std::move(adds));
}

Task<Flow> connect(Exchange& x, Line& line, Step step) {
    const Step noun = step.first();
    if (!noun) co_return fail(x, line, step, "12200", "there is nothing to connect to");
    if (!check(x, line, noun)) co_return Flow::fail;
    const Millis since = x.now();
    const bool stream = noun.name() == "Stream";
    std::size_t forks = line.forks.size();
    x.world().note(Moment::Kind::verb, line.leg.id, "Connect " + std::string(noun.name()));
    if (stream) begin_fork(x, line, noun);
    const bool closed = co_await hold(x, line);
    if (stream && line.forks.size() > forks) end_fork(x, line, forks);
    if (!closed) co_return Flow::stop;
    Form adds;
    std::string_view kind = "next";
    if (noun.name() == "ConversationRelay") {
        kind = "connect";
        adds.emplace_back("SessionId", x.make_id("VX"));
        adds.emplace_back("SessionStatus", line.handed_over->empty() ? "completed" : "ended");
        adds.emplace_back("SessionDuration", seconds(x.now() - since));
        if (!line.handed_over->empty()) adds.emplace_back("HandoffData", *line.handed_over);
    } else if (noun.name() == "VirtualAgent") {
        kind = "connect";
        adds.emplace_back("VirtualAgentStatus", "completed");
    }
    co_return jump_or_fall(line, step, kind, std::move(adds));
}

Task<Flow> refer(Exchange& x, Line& line, Step step) {
    if (!line.sip) co_return fail(x, line, step, "13801", "only a SIP call can be referred");
    const Step noun = step.find("Sip");
    Line* added = noun ? x.add_line({}) : nullptr;
    if (added == nullptr) co_return fail(x, line, step, "12200", "there is nobody to refer to");
    Line& child = *added;
    child.leg.parent = line.leg.id;
    child.leg.from = line.leg.from;
    child.leg.to = noun.content();
    child.leg.phase = Leg::Phase::ringing;
    child.direction = "outbound-dial";
    child.sip = true;
    child.followed = line.followed;
    child.leg.of_refer = line.followed;
    x.world().note(Moment::Kind::verb, line.leg.id, "Refer " + child.leg.to);
    x.world().note(Moment::Kind::began, child.leg.id, child.leg.to);
    Target target;
    target.to = child.leg.to;
    constexpr Millis rings = 30 * second;
    const Millis until = child.followed ? never : x.now() + rings;
    x.world().scheduler().spawn(live_dialled(x, child, std::move(target), until));
    Referred what = {"canceled", "202", "180"};
    bool over = false;
    while (!over) {
        if (line.interrupted()) x.pull(child, "canceled");
        const std::optional<Event> event = co_await line.box.next(never);
        if (!event || event->kind != Event::Kind::child) continue;
        if (event->news == Event::News::answered) {
            what = {"in-progress", "202", "200"};
            x.pull(child, "callee"); // what they talk about is between them
        }
        over = event->news == Event::News::ended;
    }
    const std::string_view status = child.leg.status;
    if (status == "busy") what = {"busy", "202", "486"};
    if (status == "no-answer") what = {"no-answer", "202", "480"};
    // Who follows has taken the REFER, and could not reach whom it names.
    if (status == "failed")
        what = child.followed
                   ? Referred{"failed", "202", child.sip_answer.empty() ? "404" : std::string_view(child.sip_answer)}
                   : Referred{"failed", "405", ""};
    Form adds;
    add_referred(x, line, adds, what);
    if (line.gone) tell_action(x, line, step, "refer", adds);
    if (line.interrupted()) co_return Flow::stop;
    co_return jump_or_fall(line, step, "refer", std::move(adds));
}

} // namespace callflow::providers::twilio::emulate
