// Whom a Dial calls (TwiML facts 2.2), and the life of a dialled leg.
#include "base/text.hpp"
#include "flow/sip_address.hpp"
#include "providers/twilio/emulate/dialling.hpp"

#include <algorithm>
#include <array>

namespace callflow::providers::twilio::emulate {

namespace {

constexpr Millis second = 1000;

struct Noun {
    std::string_view element;
    std::string_view prefix; // of what it becomes: `client:anna`
    std::string_view inner;  // the element that holds the name where there are others beside it
};

constexpr auto nouns = std::to_array<Noun>({{"Application", "app:", "ApplicationSid"},
                                            {"Client", "client:", "Identity"},
                                            {"Number", "", ""},
                                            {"Sim", "sim:", ""},
                                            {"Sip", "sip:", "Uri"},
                                            {"WhatsApp", "whatsapp:", ""}});

const Noun* find_noun(std::string_view element) {
    const auto* at = std::ranges::find(nouns, element, &Noun::element);
    return at == nouns.end() ? nullptr : at;
}

// Numbers have digits; everything else is somebody's name.
bool is_number(std::string_view text) { return text.find_first_of("0123456789") != std::string_view::npos; }

std::string name_of(const Step& step, const Noun& noun) {
    std::string out = step.content();
    if (out.empty() && !noun.inner.empty()) {
        if (const Step inner = step.find(noun.inner)) out = inner.content();
    }
    if (noun.element == "Sip") out = out.substr(0, out.find('?'));
    const bool has = noun.element == "Sip" && (out.starts_with("sip:") || out.starts_with("sips:"));
    return has ? out : std::string(noun.prefix) + out;
}

// What a SIP party is sent along: behind the `?` of its address, and in Headers.
std::vector<std::pair<std::string, std::string>> headers_of(const Step& sip) {
    const Step inner = sip.find("Uri");
    auto out = flow::sip_headers(sip.content().empty() && inner ? inner.content() : sip.content());
    if (const Step group = sip.find("Headers"))
        for (Step one = group.first(); one; one = one.next())
            if (one.name() == "Header") out.emplace_back(one.text("name"), one.text("value"));
    return out;
}

constexpr std::size_t most_uris = 5; // of one SIP party (2.2)
std::size_t uris_of(const Step& step) {
    std::size_t out = 0;
    for (Step inner = step.first(); inner; inner = inner.next()) {
        if (inner.name() == "Uri") ++out;
    }
    return out;
}

void add_words(std::vector<std::string>& out, std::string_view words) {
    for (const char* one : {"initiated", "ringing", "answered", "completed"}) {
        if (lists(words, one)) out.emplace_back(one);
    }
}

// The leg's `answered` event, behind what is asked at this moment: the screening document is asked for first.
Task<void> say_answered(Exchange& x, Line& line) {
    co_await x.world().scheduler().sleep(0);
    x.progress(line, "answered");
}

// Before the two are connected: digits are sent, a document is played to the called party.
Task<bool> prepare(Exchange& x, Line& line, Target& target) {
    World& world = x.world();
    const bool screened = !target.screening.address.empty();
    // where nobody is told of it the screening is asked for when it is known, and told (3.3, 3.4)
    const bool waits = screened && !target.detection.mode.empty() && target.detection.address.empty();
    if (waits) {
        const Detected detected = detect(x, line, target.detection);
        const bool there = co_await let_pass(x, line, world.now() + detected.took);
        if (!there) co_return false;
        target.screening.kind = "machine";
        target.screening.adds = found_out(detected);
    } else if (!target.detection.mode.empty()) {
        world.scheduler().spawn(detect_beside(x, line, target.detection));
    }
    if (!target.keys.empty()) {
        const Millis length = keys_length(x, line, target.keys);
        const bool sent = co_await let_pass(x, line, world.now() + length);
        if (!sent) co_return false;
    }
    const bool first = !screened || world.assume(line.leg.id, "answered_event_at") == "on_answer";
    if (first) x.progress(line, "answered");
    if (!screened) co_return true;
    line.jump = std::move(target.screening);
    if (!first) world.scheduler().spawn(say_answered(x, line));
    Flow flow = co_await run(x, line, Occasion::screening);
    if (flow == Flow::elsewhere) {
        static_cast<void>(world.assume(line.leg.id, "foreign_url"));
        flow = Flow::fall;
    }
    if (flow == Flow::fall && world.assume(line.leg.id, "screening_end") == "bridge") co_return true;
    if (flow == Flow::fail) {
        x.end(line, "error", "completed");
    } else if (flow != Flow::stop) {
        line.refused_by_screening = true;
        x.end(line, "hangup", "completed");
    }
    co_return false;
}

void tell_parent(Exchange& x, const Line& line, Event::News news) {
    Event event;
    event.kind = Event::Kind::child;
    event.other = line.leg.id;
    event.news = news;
    x.line(line.leg.parent).box.post(std::move(event));
}

} // namespace

bool is_target(std::string_view element) { return find_noun(element) != nullptr; }

Target number_target(std::string_view number) {
    Target out;
    out.to = number;
    out.unroutable = !is_number(out.to);
    return out;
}

Target target_of(const Step& step) {
    const Noun& noun = *find_noun(step.name());
    Target out;
    out.to = name_of(step, noun);
    out.sip = noun.element == "Sip";
    if (out.sip && out.to.find_first_of(" \t\r\n") != std::string::npos) out.wrong = "13243";
    if (out.sip) out.headers = headers_of(step);
    if (out.sip && uris_of(step) > most_uris) out.doubtful = "13250";
    const bool phone = noun.element == "Number" || noun.element == "WhatsApp";
    out.unroutable = !out.wrong.empty() || (phone ? !is_number(out.to) : out.to.size() == noun.prefix.size());
    out.screening.address = step.address("url");
    out.screening.method = step.method();
    out.watch.address = step.address("statusCallback");
    out.watch.method = step.method("statusCallbackMethod");
    add_words(out.watch.events, step.text("statusCallbackEvent"));
    out.keys = step.text("sendDigits");
    // digits to send and machine detection exclude each other
    if (out.keys.empty()) out.detection.mode = step.text("machineDetection");
    out.detection.patience = step.whole("machineDetectionTimeout", 30, 3, 60) * second;
    out.detection.address = step.address("amdStatusCallback");
    out.detection.method = step.method("amdStatusCallbackMethod");
    return out;
}

Task<void> live_dialled(Exchange& x, Line& line, Target target, Millis rings_until) {
    line.watch = std::move(target.watch);
    x.set_status(line, "initiated");
    x.progress(line, "initiated");
    Ringing rung;
    rung.status = "failed";
    if (!target.unroutable) {
        x.set_status(line, "ringing");
        x.progress(line, "ringing");
        rung = co_await ring(x, line, rings_until);
    }
    if (rung.answered) {
        tell_parent(x, line, Event::News::answered);
        const bool ready = co_await prepare(x, line, target);
        if (ready) {
            tell_parent(x, line, Event::News::ready);
            while (!line.interrupted()) co_await line.box.next(never);
        }
        if (line.updated && !line.gone && !line.pulled) {
            // the application has taken the leg away: it goes on by itself
            tell_parent(x, line, Event::News::ended);
            Flow flow = take_update(x, line);
            if (flow == Flow::jump) flow = co_await run(x, line, Occasion::call);
            if (flow == Flow::fall) x.end(line, "end_of_document", "completed");
            x.end(line, "error", "completed");
            x.conclude(line);
            co_return;
        }
        x.end(line, line.pulled ? line.pulled_for : "hangup", "completed");
    } else {
        const bool canceled = rung.status.empty();
        if (canceled) rung.status = line.gone ? line.leg.status : "canceled";
        x.end(line, rung.status == "no-answer" ? "no_answer" : rung.status, rung.status);
    }
    x.conclude(line);
    tell_parent(x, line, Event::News::ended);
}

} // namespace callflow::providers::twilio::emulate
