#include "providers/tropo/emulate/lines.hpp"

#include <algorithm>

namespace callflow::providers::tropo::emulate {

namespace {

using Kind = Moment::Kind;

bool is_input(const Event& event) {
    return event.kind == Event::Kind::key || event.kind == Event::Kind::speech || event.kind == Event::Kind::message;
}

// An action is open to signals unless it says otherwise; a transfer and a conference only where a key can end them.
bool heeds(doc::View action, std::string_view signal) {
    const doc::View allowed = field(action, "allowSignals");
    if (!allowed) return true;
    const auto names = each(allowed);
    return std::ranges::any_of(names, [&](doc::View one) { return text_of(one) == "*" || text_of(one) == signal; });
}

bool is_closed(doc::View action) {
    const doc::View allowed = field(action, "allowSignals");
    const auto names = each(allowed);
    return allowed && std::ranges::all_of(names, [](doc::View one) { return text_of(one).empty(); });
}

} // namespace

void set_status(World& world, Line& line, std::string_view status) {
    line.leg.status = status;
    world.note(Kind::status, line.leg.id, line.leg.status);
}

void answer_line(World& world, Line& line) {
    line.rings = false;
    line.leg.phase = Leg::Phase::answered;
    line.leg.answered = world.now();
    set_status(world, line, "ANSWERED");
}

void ring_line(World& world, Line& line) {
    line.leg.phase = Leg::Phase::ringing;
    line.leg.began = world.now();
    line.rings = true;
    set_status(world, line, "RINGING");
}

void end_line(World& world, Line& line, std::string_view status, std::string_view by) {
    if (line.gone()) return;
    line.idle();
    line.rings = false;
    line.leg.phase = Leg::Phase::ended;
    line.leg.ended = world.now();
    line.leg.ended_by = by;
    set_status(world, line, status);
    if (line.session != nullptr && status == "DISCONNECTED")
        static_cast<void>(world.assume(line.leg.id, "hangup_state"));
}

void cancel_line(World& world, Line& line) {
    if (line.gone()) return;
    end_line(world, line, "DISCONNECTED", "canceled");
    line.box.post({.kind = Event::Kind::canceled, .leg = line.leg.id});
}

void bridge(World& world, Line& a, Line& b) {
    a.leg.with = b.leg.id;
    b.leg.with = a.leg.id;
    world.note(Kind::bridged, a.leg.id).other = b.leg.id;
    world.note(Kind::bridged, b.leg.id).other = a.leg.id;
}

void part(World& world, Line& a, Line& b) {
    if (a.leg.with == b.leg.id) a.leg.with = no_leg;
    if (b.leg.with == a.leg.id) b.leg.with = no_leg;
    world.note(Kind::parted, a.leg.id).other = b.leg.id;
    world.note(Kind::parted, b.leg.id).other = a.leg.id;
}

Task<Event> next_event(Line& line, Millis until) {
    Event event;
    if (!line.kept.empty()) {
        event = std::move(line.kept.front());
        line.kept.pop_front();
        co_return event;
    }
    const Millis limit = line.session != nullptr && !line.gone() ? line.session->ends : never;
    const Millis end = std::min(until, limit);
    std::optional<Event> next = co_await line.box.next(end);
    if (next) {
        event = std::move(*next);
    } else if (end < until) {
        event.kind = Event::Kind::limit;
    }
    co_return event;
}

Task<bool> linger(Line& line, Millis until) {
    while (!line.gone()) {
        const Event event = co_await next_event(line, until);
        if (event.kind == Event::Kind::nothing) co_return true;
    }
    co_return false;
}

void drop_input(Line& line) {
    line.ahead.clear();
    while (std::optional<Event> event = line.box.take()) line.kept.push_back(std::move(*event));
    std::erase_if(line.kept, is_input);
}

bool signalled(Session& session, doc::View action, std::string& name) {
    if (session.signals.empty() || is_closed(action)) return false;
    while (!session.signals.empty()) {
        name = std::move(session.signals.front());
        session.signals.pop_front();
        if (heeds(action, name)) return true;
    }
    return false;
}

Outcome interruption(Session& session, const Line& line, doc::View action, const Event& event) {
    Outcome out;
    switch (event.kind) {
    case Event::Kind::hung_up:
    case Event::Kind::canceled:
        if (event.leg == line.leg.id) out.kind = Outcome::Kind::hung_up;
        break;
    case Event::Kind::limit: out.kind = Outcome::Kind::limit; break;
    case Event::Kind::signal:
        if (action && signalled(session, action, out.text)) out.kind = Outcome::Kind::signalled;
        break;
    default: break;
    }
    return out;
}

std::string bare_number(std::string_view to) {
    if (to.starts_with("tel:")) to.remove_prefix(4);
    if (!to.starts_with("sip")) to = to.substr(0, to.find(';'));
    return std::string(to);
}

} // namespace callflow::providers::tropo::emulate
