// How calls come to the pretend Twilio, and what people and the application do to them from outside.
#include "providers/twilio/emulate/parts.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::providers::twilio::emulate {

namespace {

using Kind = Act::Kind;

constexpr std::string_view keys = "0123456789*#ABCDabcd";

base::Result<void> refuse(std::string_view what, const Leg& leg) {
    const std::string_view phase = leg.phase == Leg::Phase::ended     ? "is over"
                                   : leg.phase == Leg::Phase::ringing ? "is ringing"
                                                                      : "is answered";
    return base::fail(base::ErrorKind::usage, fmt::format("{} cannot be done: the call {}", what, phase));
}

// What comes with each request of a call by SIP.
void add_sip(Line& line, const CallOptions& options) {
    if (!line.sip) return;
    const std::size_t at = options.to.find('@');
    if (at != std::string::npos) {
        const std::string host = options.to.substr(at + 1);
        line.parameters.emplace_back("SipDomain", host.substr(0, host.find_first_of(":;?")));
    }
    line.parameters.emplace_back("SipCallId", line.sip_call_id);
    line.parameters.emplace_back("SipSourceIp", "192.0.2.1"); // of the addresses that are kept for documentation
    for (const auto& [name, value] : options.sip_headers) line.parameters.emplace_back("SipHeader_" + name, value);
}

} // namespace

Line* Exchange::add_line(std::string id) {
    if (lines_.size() >= world().setup().limits.legs) {
        world().cut(fmt::format("more than {} legs began", world().setup().limits.legs));
        return nullptr;
    }
    Line& line = lines_.emplace_back(world().scheduler());
    line.leg.id = static_cast<LegId>(lines_.size() - 1);
    line.leg.call_id = id.empty() ? make_id("CA") : std::move(id);
    line.leg.began = now();
    return &line;
}

LegId Exchange::place(const CallOptions& options) {
    Line* added = add_line(options.id);
    if (added == nullptr) return no_leg;
    Line& line = *added;
    line.leg.from = options.from;
    line.leg.to = options.to;
    line.text = options.text;
    line.sip = options.sip || options.from.starts_with("sip:") || options.from.starts_with("sips:");
    line.followed = line.sip && options.followed;
    if (line.sip) line.sip_call_id = options.sip_call_id.empty() ? make_id("") + "@192.0.2.1" : options.sip_call_id;
    line.parameters = options.parameters;
    add_sip(line, options);
    line.fallback = options.fallback;
    line.fallback_method = options.fallback_method;
    line.watch.address = options.status_callback;
    line.watch.method = options.status_method;
    const bool outbound = options.direction != CallOptions::Direction::inbound;
    if (outbound) line.watch.events = options.status_events; // a number only tells of the end
    line.direction = outbound ? "outbound-api" : "inbound";
    line.watch.numbered = outbound;
    line.leg.phase = Leg::Phase::ringing;
    world().note(Moment::Kind::began, line.leg.id, outbound ? options.to : options.from);
    set_status(line, outbound ? "queued" : "ringing");
    Jump first;
    first.address = options.address;
    first.method = options.method;
    world().scheduler().spawn(live(*this, line, std::move(first), options));
    return line.leg.id;
}

void Exchange::hang_up(Line& line) {
    const bool own = line.leg.parent == no_leg;
    const bool answered = line.leg.phase == Leg::Phase::answered;
    line.gone = true;
    std::string_view status = "completed";
    if (!answered && !line.text)
        status =
            own && line.direction == "inbound" ? world().assume(line.leg.id, "unanswered_hangup_status") : "no-answer";
    end(line, own ? "caller" : "callee", status);
    wake(line);
}

base::Result<void> Exchange::refer(Line& line, const Act& act) {
    if (!line.sip || line.leg.parent == no_leg || line.leg.with != line.leg.parent) return refuse("refer", line.leg);
    Event event;
    event.kind = Event::Kind::referred;
    event.text = act.text;
    lines_[line.leg.parent].box.post(std::move(event));
    return {};
}

base::Result<void> Exchange::on_phone(Line& line, const Act& act) {
    const bool rings = line.leg.phase == Leg::Phase::ringing && line.direction != "inbound";
    if (!rings) return refuse(act_name(act.kind), line.leg);
    Event event;
    event.kind = Event::Kind::refused;
    switch (act.kind) {
    case Kind::answer: event.kind = Event::Kind::answer; break;
    case Kind::voicemail:
        event.kind = Event::Kind::answer;
        event.length = act.length.value_or(spoken_length(act.text));
        event.beep = act.beep;
        break;
    case Kind::busy: event.text = "busy"; break;
    case Kind::fail:
        event.text = "failed";
        line.sip_answer = act.text;
        break;
    case Kind::reject: event.text = world().assume(line.leg.id, "callee_reject_status"); break;
    default:
        if (!line.followed) return {}; // it rings on
        event.text = "no-answer";
    }
    line.box.post(std::move(event));
    return {};
}

base::Result<void> Exchange::on_line(Line& line, const Act& act) {
    const bool rung = line.leg.phase != Leg::Phase::answered && line.direction != "inbound";
    if (rung) return refuse(act_name(act.kind), line.leg);
    if (act.kind == Kind::press) {
        if (act.text.find_first_not_of(keys) != std::string::npos || act.text.empty())
            return base::fail(base::ErrorKind::usage, "keys are 0 to 9, *, # and A to D");
        for (const char key : act.text) {
            Event event;
            event.kind = Event::Kind::key;
            event.key = key >= 'a' && key <= 'd' ? static_cast<char>(key - 'a' + 'A') : key;
            line.box.post(std::move(event));
        }
        return {};
    }
    Event event;
    event.kind = Event::Kind::sound;
    event.text = act.text;
    event.length = std::max<Millis>(act.length.value_or(spoken_length(act.text)), 0);
    event.confidence = act.confidence;
    line.talks_until = std::max(line.talks_until, now() + std::min(*event.length, never / 4));
    line.box.post(std::move(event));
    return {};
}

base::Result<void> Exchange::act(LegId leg, const Act& act) {
    if (leg >= lines_.size()) return base::fail(base::ErrorKind::usage, "there is no such call");
    Line& line = lines_[leg];
    if (line.leg.phase == Leg::Phase::ended) return refuse(act_name(act.kind), line.leg);
    ++acts_;
    Moment& did = world().note(Moment::Kind::did, leg, std::string(act_name(act.kind)));
    if (!act.text.empty()) did.text += " " + act.text;
    switch (act.kind) {
    case Kind::hang_up: hang_up(line); return {};
    case Kind::press:
    case Kind::speak:
    case Kind::leave_message: return on_line(line, act);
    case Kind::answer:
    case Kind::busy:
    case Kind::no_answer:
    case Kind::reject:
    case Kind::voicemail:
    case Kind::fail: return on_phone(line, act);
    case Kind::dial: return refuse("dial", line.leg);
    case Kind::refer: return refer(line, act);
    case Kind::listen:
    case Kind::stay_silent: break;
    }
    return {};
}

base::Result<void> Exchange::update(LegId leg, const Update& update) {
    if (leg >= lines_.size()) return base::fail(base::ErrorKind::usage, "there is no such call");
    Line& line = lines_[leg];
    if (line.leg.phase == Leg::Phase::ended) return refuse("an update", line.leg);
    if (update.close) {
        line.handed_over = update.handoff;
        wake(line);
        return {};
    }
    if (!update.refer.empty()) {
        Event event;
        event.kind = Event::Kind::referred;
        event.text = update.refer;
        line.box.post(std::move(event));
        return {};
    }
    constexpr std::size_t longest = 4000; // of a document that is sent along
    if (update.document.size() > longest)
        return base::fail(base::ErrorKind::usage, "a document sent along has 4000 characters at most");
    const bool known = update.status.empty() || update.status == "completed" || update.status == "canceled";
    if (!known || (update.status.empty() && update.address.empty() && update.document.empty()))
        return base::fail(base::ErrorKind::usage,
                          "an update of a call has an address, a document, or the status completed or canceled");
    if (update.status.empty() && line.leg.phase == Leg::Phase::ringing && line.direction != "inbound")
        return refuse("an update of its document", line.leg);
    line.updated = update;
    wake(line);
    return {};
}

} // namespace callflow::providers::twilio::emulate
