// The interpreter: documents one after the other, their verbs from top to bottom (TwiML facts 4.1).
#include "base/text.hpp"
#include "base/url.hpp"
#include "providers/twilio/emulate/parts.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace callflow::providers::twilio::emulate {

namespace {

Task<Flow> redirect(Exchange&, Line& line, Step step) {
    const std::string content = step.content();
    line.jump = {};
    line.jump.address = content.empty() ? step.document->address : base::resolve_url(step.document->address, content);
    line.jump.method = step.method();
    co_return Flow::jump;
}

Task<Flow> hang_up(Exchange& x, Line& line, Step) {
    x.end(line, "hangup", "completed");
    co_return Flow::end;
}

// Refused before the answer; a call that has been answered is only hung up.
Task<Flow> reject(Exchange& x, Line& line, Step step) {
    if (line.leg.phase == Leg::Phase::answered) {
        x.end(line, "reject", "completed");
        co_return Flow::end;
    }
    const bool busy = step.text("reason") == "busy";
    const std::string_view name = busy ? "reject_busy_status" : "reject_rejected_status";
    x.end(line, "reject", x.world().assume(line.leg.id, name));
    co_return Flow::end;
}

Task<Flow> start_verb(Exchange& x, Line& line, Step step) { co_return start(x, line, step); }
Task<Flow> stop_verb(Exchange& x, Line& line, Step step) { co_return stop(x, line, step); }
Task<Flow> message_verb(Exchange& x, Line& line, Step step) { co_return send_message(x, line, step); }

// A test verb: what is said comes back, until the caller has enough of it.
Task<Flow> echo(Exchange& x, Line& line, Step) {
    line.leg.waits = true;
    co_await let_pass(x, line, never);
    co_return Flow::stop;
}

enum : unsigned { in_call = 1, in_screening = 2, in_whisper = 4, in_queue = 8, in_room = 16, in_message = 32 };

struct Verb {
    std::string_view name;
    unsigned where;
    Task<Flow> (*run)(Exchange&, Line&, Step);
};

// Where each may stand: facts 3.3.
constexpr auto table = std::to_array<Verb>({
    {"Connect", in_call, connect},
    {"Dial", in_call, dial},
    {"Echo", in_call, echo},
    {"Enqueue", in_call, enqueue},
    {"Gather", in_call | in_screening | in_queue, gather},
    {"Hangup", in_call | in_screening | in_queue, hang_up},
    {"Leave", in_call | in_queue, leave},
    {"Message", in_message, message_verb},
    {"Pause", in_call | in_screening | in_whisper | in_queue | in_room, play_verb},
    {"Pay", in_call, pay},
    {"Play", in_call | in_screening | in_whisper | in_queue | in_room, play_verb},
    {"Record", in_call, record},
    {"Redirect", in_call | in_screening | in_whisper | in_queue | in_room | in_message, redirect},
    {"Refer", in_call, refer},
    {"Reject", in_call, reject},
    {"Say", in_call | in_screening | in_whisper | in_queue | in_room, play_verb},
    {"Sms", in_call, message_verb},
    {"Start", in_call, start_verb},
    {"Stop", in_call, stop_verb},
});
static_assert(std::ranges::is_sorted(table, {}, &Verb::name));

unsigned place_of(Occasion occasion) {
    switch (occasion) {
    case Occasion::call: return in_call;
    case Occasion::screening: return in_screening;
    case Occasion::whisper: return in_whisper;
    case Occasion::queue_wait: return in_queue;
    case Occasion::conference_wait: return in_room;
    case Occasion::message: return in_message;
    }
    return in_call;
}

// A verb that cannot stand there: passed over, or the end of the document.
Flow misplaced(Exchange& x, Line& line, const Step& step, Occasion occasion) {
    const std::string text = fmt::format("{} cannot stand there", base::printable(step.name(), 40));
    if (occasion == Occasion::screening && step.name() == "Dial") return fail(x, line, step, "13201", text);
    if (occasion == Occasion::conference_wait) return fail(x, line, step, "13238", text);
    const std::string_view code = occasion == Occasion::message ? "14110" : "12200";
    if (x.warn(line, code, text)) return Flow::fall;
    line.failure = {std::string(code), step.document->address};
    return Flow::fail;
}

bool answers(const Step& step) {
    if (step.name() == "Reject" || step.name() == "Pause") return false;
    return step.name() != "Dial" || !step.truth("answerOnBridge", false);
}

Task<Flow> run_document(Exchange& x, Line& line, const Document& document, Occasion occasion) {
    ++line.leg.documents;
    x.world().note(Moment::Kind::document, line.leg.id, document.address);
    const Step root{&document, &document.tree.root()};
    const bool waits = line.leg.waits; // in a queue or a room: whatever is played there
    for (Step step = root.first(); step; step = step.next()) {
        if (line.interrupted()) co_return Flow::stop;
        const auto* verb = std::ranges::lower_bound(table, step.name(), {}, &Verb::name);
        const bool known = verb != table.end() && verb->name == step.name();
        Flow flow = Flow::fall;
        if (!known || (verb->where & place_of(occasion)) == 0) {
            flow = misplaced(x, line, step, occasion);
        } else {
            if (answers(step) && !line.text) x.answer(line);
            flow = Flow::fail;
            if (check(x, line, step)) flow = co_await verb->run(x, line, step);
        }
        line.leg.takes_keys = line.leg.takes_speech = line.leg.takes_message = false;
        line.leg.waits = waits && line.leg.phase != Leg::Phase::ended;
        if (flow != Flow::fall) co_return flow;
    }
    co_return line.interrupted() ? Flow::stop : Flow::fall;
}

// Documents that follow each other without anybody doing anything or any sound, or without any time passing.
bool goes_on(Exchange& x, Line& line, Occasion occasion) {
    World& world = x.world();
    if (world.now() != line.still_at) line.still = 0;
    line.still_at = world.now();
    if (occasion != Occasion::call) {
        if (++line.still <= world.setup().limits.documents_still) return true;
        world.cut("documents follow each other without any time passing");
        return false;
    }
    if (x.acts() != line.acts_seen) line.since_person = 0;
    line.acts_seen = x.acts();
    if (static_cast<std::int64_t>(++line.since_person) <= x.redirect_limit()) return true;
    static_cast<void>(world.assume(line.leg.id, "redirect_limit"));
    world.error(line.leg.id, "loop", "documents follow each other without a sound, and nobody does anything", true);
    x.end(line, "limit", "completed");
    return false;
}

// The call goes on with a document of somebody else's, of which nothing is known: it lasts until somebody hangs up, or until
// the application takes it back.
Task<Flow> leave_for(Exchange& x, Line& line, const std::string& url, Occasion occasion) {
    line.leg.left = url;
    ++line.leg.documents;
    x.world().note(Moment::Kind::left, line.leg.id, url);
    if (occasion == Occasion::message) co_return Flow::fall;
    x.answer(line);
    line.leg.waits = true;
    co_await let_pass(x, line, never);
    line.leg.waits = false;
    if (!line.gone) line.leg.left.clear();
    co_return Flow::stop;
}

// What follows a mistake: the call's fallback address, else the end (facts 5).
Flow recover(Exchange& x, Line& line, Occasion occasion, bool was_fallback) {
    if (occasion != Occasion::call && occasion != Occasion::message) return Flow::fail;
    World& world = x.world();
    if (!line.fallback.empty() && !was_fallback) {
        line.jump = {};
        line.jump.address = line.fallback;
        line.jump.method = line.fallback_method;
        line.jump.kind = "fallback";
        if (world.assume(line.leg.id, "fallback_parameters") == "present") {
            line.jump.adds = {{"ErrorCode", line.failure.code}, {"ErrorUrl", line.failure.url}};
        } else {
            line.jump.kind = "next";
        }
        return Flow::jump;
    }
    if (world.assume(line.leg.id, "fetch_failure") == "message_and_hangup" && !line.text) {
        x.answer(line);
        world.note(Moment::Kind::verb, line.leg.id, "a message that an application error has occurred");
    }
    x.end(line, "error", world.assume(line.leg.id, "failure_status"));
    return Flow::end;
}

} // namespace

Flow take_update(Exchange& x, Line& line) {
    const Update update = std::move(*line.updated);
    line.updated.reset();
    if (!update.status.empty()) {
        const bool unanswered = line.leg.phase != Leg::Phase::answered;
        x.end(line, "update", unanswered ? "canceled" : update.status == "canceled" ? "completed" : update.status);
        return Flow::end;
    }
    line.jump = {};
    line.jump.address = update.address;
    line.jump.method = update.method;
    if (!update.document.empty()) line.jump.document = update.document;
    return Flow::jump;
}

Flow fail(Exchange& x, Line& line, const Step& step, std::string_view code, std::string text) {
    x.world().error(line.leg.id, std::string(code), std::move(text), true);
    line.failure = {std::string(code), step.document->address};
    return Flow::fail;
}

bool needs_absolute_action(const Step& step) {
    return step.document->address.empty() && base::split_url(step.address("action")).scheme.empty();
}

Flow jump_to(Line& line, const Step& step, std::string_view kind, Form adds) {
    line.jump = {};
    line.jump.address = step.address("action");
    if (line.jump.address.empty()) line.jump.address = step.document->address;
    line.jump.method = step.method();
    line.jump.kind = kind;
    line.jump.adds = std::move(adds);
    return Flow::jump;
}

Flow jump_or_fall(Line& line, const Step& step, std::string_view kind, Form adds) {
    if (step.address("action").empty()) return Flow::fall;
    return jump_to(line, step, kind, std::move(adds));
}

void tell_action(Exchange& x, Line& line, const Step& step, std::string_view kind, const Form& adds) {
    std::string address = step.address("action");
    const bool own =
        step.name() == "Gather" || step.name() == "Pay"; // whose action is their document's address by default
    if (address.empty() && own) address = step.document->address;
    if (address.empty()) return;
    constexpr Millis patience = 15'000;
    x.world().tell(x.compose(line, kind, address, step.method(), adds), patience);
}

Task<Flow> run(Exchange& x, Line& line, Occasion occasion) {
    while (true) {
        const bool was_fallback = line.jump.kind == "fallback";
        const Loaded loaded = co_await load(x, line);
        const Millis began = x.now();
        Flow flow = Flow::stop;
        if (loaded.elsewhere && occasion != Occasion::call && occasion != Occasion::message) co_return Flow::elsewhere;
        if (!line.interrupted() && loaded.elsewhere) {
            flow = co_await leave_for(x, line, loaded.url, occasion);
        } else if (!line.interrupted() && !loaded.document) {
            x.world().error(line.leg.id, loaded.code, loaded.why, true);
            line.failure = {loaded.code, loaded.url};
            flow = Flow::fail;
        } else if (!line.interrupted()) {
            flow = co_await run_document(x, line, *loaded.document, occasion);
            if (x.now() > began) line.since_person = 0; // something was heard, or waited for
        }
        if (flow == Flow::stop && !line.gone && line.updated && occasion == Occasion::call) flow = take_update(x, line);
        if (flow == Flow::fail) flow = recover(x, line, occasion, was_fallback);
        if (flow != Flow::jump) {
            // an empty document answers as Hangup does
            if (flow == Flow::fall && occasion == Occasion::call) x.answer(line);
            co_return flow;
        }
        if (!goes_on(x, line, occasion)) co_return Flow::end;
    }
}

Task<void> run_unheard(Exchange& x, Line& line) {
    constexpr int most = 20;
    for (int documents = 0; documents < most; ++documents) {
        const Loaded loaded = co_await load(x, line, true);
        if (!loaded.document) co_return;
        x.world().note(Moment::Kind::document, line.leg.id, loaded.document->address);
        const Step root{loaded.document.get(), &loaded.document->tree.root()};
        Flow flow = Flow::fall;
        for (Step step = root.first(); step && flow == Flow::fall; step = step.next()) {
            if (step.name() == "Redirect") flow = co_await redirect(x, line, step);
            if (step.name() == "Sms") flow = send_message(x, line, step);
            if (step.name() == "Hangup") flow = Flow::end;
        }
        if (flow != Flow::jump) co_return;
    }
}

} // namespace callflow::providers::twilio::emulate
