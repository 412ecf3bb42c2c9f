// Calls from their beginning to their end: ringing, machine detection, the documents, the last word.
#include "providers/twilio/emulate/parts.hpp"

#include <algorithm>

namespace callflow::providers::twilio::emulate {

namespace {

// Told when the document has been asked for.
Task<void> answered_later(Exchange& x, Line& line) {
    co_await x.world().scheduler().sleep(0);
    x.progress(line, "answered");
}

// An outbound call until its document can be asked for; false: it never was.
Task<bool> reach(Exchange& x, Line& line, Jump& first, const CallOptions& options) {
    World& world = x.world();
    x.set_status(line, "initiated");
    x.progress(line, "initiated");
    x.set_status(line, "ringing");
    x.progress(line, "ringing");
    const Ringing rung = co_await ring(x, line, world.now() + std::max<Millis>(options.ring, 0));
    if (!rung.answered) {
        if (line.updated) x.end(line, "update", "canceled");
        x.end(line, rung.status == "no-answer" ? "no_answer" : rung.status, rung.status);
        co_return false;
    }
    const bool waits = !options.machine_detection.empty() && !options.asynchronous_detection;
    const bool asked = !line.watch.address.empty() && line.watch.wants("answered") && !waits;
    if (asked && world.assume(line.leg.id, "outbound_answered_order") == "document_first") {
        world.scheduler().spawn(answered_later(x, line));
    } else {
        x.progress(line, "answered");
    }
    if (options.machine_detection.empty()) co_return true;
    Detection detection;
    detection.mode = options.machine_detection;
    detection.patience = options.machine_timeout;
    detection.address = options.detection_callback;
    detection.method = "POST";
    if (!waits) {
        world.scheduler().spawn(detect_beside(x, line, std::move(detection)));
        co_return true;
    }
    const Detected detected = detect(x, line, detection);
    const bool there = co_await let_pass(x, line, world.now() + detected.took);
    first.kind = "machine";
    first.adds = found_out(detected);
    co_return there || line.updated;
}

// A message: what comes is no call.
Form message_of(Exchange& x, Line& line, const CallOptions& options) {
    Form out;
    line.leg.call_id = options.id.empty() ? x.make_id("SM") : options.id;
    for (const char* name : {"MessageSid", "SmsSid", "SmsMessageSid"}) out.emplace_back(name, line.leg.call_id);
    out.emplace_back("AccountSid", x.account());
    out.emplace_back("From", line.leg.from);
    out.emplace_back("To", line.leg.to);
    out.emplace_back("Body", options.message);
    out.emplace_back("NumMedia", "0");
    out.emplace_back("ApiVersion", "2010-04-01");
    return out;
}

// No call lasts longer than calls may, whoever is on it and whatever is heard. Talks have a limit of their own, as long by default,
// so that they and what follows them count by themselves.
Task<void> watch_length(Exchange& x, Line& line) {
    World& world = x.world();
    const Millis most = world.peek_length("call_limit");
    const auto until = [&] {
        return std::max(line.leg.answered == never ? line.leg.began : line.leg.answered, line.talked_at) + most;
    };
    constexpr int most_turns =
        50; // of others that are due at the same moment: a talk's own limit goes before the call's
    int turns = 0;
    while (world.now() < until() || (world.scheduler().next_due() == world.now() && ++turns < most_turns))
        co_await line.limit.at(std::max(world.now(), until()));
    if (line.leg.phase == Leg::Phase::ended) co_return;
    static_cast<void>(world.assume(line.leg.id, "call_limit"));
    line.gone = true;
    x.end(line, "limit", "completed");
    x.wake(line);
}

} // namespace

Task<Ringing> ring(Exchange& x, Line& line, Millis until) {
    Ringing out;
    out.status = "no-answer";
    line.leg.waits = true;
    while (!line.interrupted()) {
        const std::optional<Event> event = co_await line.box.next(until);
        if (!event) break;
        if (event->kind == Event::Kind::refused) {
            out.status = event->text;
            break;
        }
        if (event->kind == Event::Kind::answer) {
            line.greeting = event->length;
            line.greeting_beeps = event->beep;
            line.leg.person = !event->length;
            out.answered = true;
            out.status.clear();
            x.answer(line);
            break;
        }
    }
    if (line.interrupted() && !out.answered) out.status.clear();
    line.leg.waits = false;
    co_return out;
}

Form found_out(const Detected& detected) {
    Form out;
    out.emplace_back("AnsweredBy", detected.by);
    out.emplace_back("MachineDetectionDuration", std::to_string(detected.took));
    return out;
}

Detected detect(Exchange& x, const Line& line, const Detection& detection) {
    World& world = x.world();
    Detected out;
    if (detection.mode == "DetectMessageEnd" && line.greeting) {
        out.by = line.greeting_beeps ? "machine_end_beep" : "machine_end_silence";
        out.took = *line.greeting;
        if (line.greeting_beeps) out.took += world.assume_length(line.leg.id, "amd_beep_length");
    } else {
        out.by = line.greeting ? "machine_start" : "human";
        out.took = world.assume_length(line.leg.id, "amd_decision_time");
    }
    if (out.took > detection.patience) {
        out.by = "unknown";
        out.took = std::max<Millis>(detection.patience, 0);
    }
    return out;
}

Task<void> detect_beside(Exchange& x, Line& line, Detection detection) {
    const Detected detected = detect(x, line, detection);
    co_await x.world().scheduler().sleep(detected.took);
    if (line.leg.phase == Leg::Phase::ended || detection.address.empty()) co_return;
    x.tell(x.compose(line, "machine", detection.address, detection.method, found_out(detected)));
}

void Exchange::conclude(Line& line) {
    while (!line.forks.empty()) end_fork(*this, line, 0);
    if (!line.text) progress(line, "completed");
}

Task<void> live(Exchange& x, Line& line, Jump first, CallOptions options) {
    bool there = true;
    first.kind = line.direction == "inbound" ? "first" : "next";
    first.first = true;
    if (!line.text) x.world().scheduler().spawn(watch_length(x, line));
    if (line.text) {
        x.set_status(line, "received");
        x.answer(line);
        first.kind = "message";
        line.parameters = message_of(x, line, options);
    } else if (line.direction != "inbound") {
        there = co_await reach(x, line, first, options);
    }
    if (there) {
        line.jump = std::move(first);
        const Occasion occasion = line.text ? Occasion::message : Occasion::call;
        const Flow flow = co_await run(x, line, occasion);
        if (flow == Flow::fall) x.end(line, "end_of_document", "completed");
    }
    x.end(line, "error", "completed"); // whatever has not been ended otherwise
    x.conclude(line);
}

} // namespace callflow::providers::twilio::emulate
