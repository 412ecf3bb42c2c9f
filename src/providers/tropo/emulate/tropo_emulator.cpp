// The platform: its calls, what people do on them, signals from outside.
#include "base/text.hpp"
#include "providers/tropo/emulate/emulator.hpp"
#include "providers/tropo/emulate/steps.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace callflow::providers::tropo {

namespace emulate {
namespace {

base::Result<void> refuse(std::string text) { return base::fail(base::ErrorKind::usage, std::move(text)); }

class TropoEmulator final : public Stage, public Platform {
public:
    explicit TropoEmulator(const Setup& setup) : Stage(setup, assumptions()) {}
    ~TropoEmulator() override { stop(); }

    LegId place(const CallOptions& options) override;
    [[nodiscard]] base::Result<void> act(LegId leg, const Act& act) override;
    [[nodiscard]] base::Result<void> update(LegId leg, const Update& update) override;
    [[nodiscard]] std::size_t leg_count() const override { return lines_.size(); }
    [[nodiscard]] const Leg& leg(LegId id) const override;

private:
    World& world() override { return Stage::world(); }
    Line* add_line(LegId parent, std::string from, std::string to) override;
    std::map<std::string, Conference, std::less<>>& conferences() override { return conferences_; }

    base::Result<void> pick_up(Line& line, const Act& act);
    base::Result<void> speak(Line& line, const Act& act);
    base::Result<void> press(Line& line, const Act& act);
    base::Result<void> leave(Line& line);
    void post(Line& line, Event event);
    void attend(const Line& line);

    std::deque<std::unique_ptr<Line>> lines_;
    std::vector<std::unique_ptr<Session>> sessions_;
    std::map<std::string, Conference, std::less<>> conferences_;
};

Line* TropoEmulator::add_line(LegId parent, std::string from, std::string to) {
    if (lines_.size() >= world().setup().limits.legs) return nullptr;
    auto line = std::make_unique<Line>(world().scheduler());
    line->leg.id = static_cast<LegId>(lines_.size());
    line->leg.parent = parent;
    line->leg.from = std::move(from);
    line->leg.to = std::move(to);
    line->leg.began = world().now();
    if (parent != no_leg) line->leg.call_id = line->call_id = world().make_id("");
    world().note(Moment::Kind::began, line->leg.id, parent == no_leg ? line->leg.from : line->leg.to);
    lines_.push_back(std::move(line));
    return lines_.back().get();
}

LegId TropoEmulator::place(const CallOptions& options) {
    const bool inbound = options.direction == CallOptions::Direction::inbound;
    Line* line = add_line(no_leg, inbound ? options.from : "", inbound ? options.to : "");
    if (line == nullptr) return no_leg;
    Session& session = *sessions_.emplace_back(std::make_unique<Session>(*this, *line, options));
    session.id = options.id.empty() ? world().make_id("") : options.id;
    session.began = world().now();
    session.ends = session.began + world().peek_length("session_limit");
    session.most_unattended = base::parse_int(world().peek("document_limit")).value_or(0);
    session.has_call = inbound;
    session.initial_text = options.text ? options.message : "";
    line->session = &session;
    line->leg.call_id = session.id;
    line->text = options.text;
    if (inbound) {
        line->call_id = world().make_id("");
        line->leg.phase = Leg::Phase::ringing;
        set_status(world(), *line, "RINGING");
    }
    world().scheduler().spawn(run_session(session));
    return line->leg.id;
}

const Leg& TropoEmulator::leg(LegId id) const {
    Line& line = *lines_[id];
    if (line.double_of != nullptr) { // who answered a call is on the call's own leg
        const Leg& own = line.double_of->leg;
        line.leg.takes_keys = own.takes_keys;
        line.leg.takes_speech = own.takes_speech;
        line.leg.takes_message = own.takes_message;
        line.leg.waits = own.waits;
        line.leg.phase = own.phase;
        line.leg.ended = own.ended;
        line.leg.ended_by = own.ended_by;
        line.leg.status = own.status;
    }
    return line.leg;
}

void TropoEmulator::post(Line& line, Event event) {
    event.leg = line.leg.id;
    (line.watcher != nullptr ? *line.watcher : line).box.post(std::move(event));
}

base::Result<void> TropoEmulator::press(Line& line, const Act& act) {
    constexpr std::string_view keys = "0123456789*#ABCDabcd";
    if (line.text) return refuse("a conversation by messages has no keys");
    for (const char key : act.text) {
        if (keys.find(key) == std::string_view::npos) continue;
        post(line, {.kind = Event::Kind::key, .text = std::string(1, key)});
    }
    return {};
}

base::Result<void> TropoEmulator::speak(Line& line, const Act& act) {
    constexpr double usual_confidence = 0.9;
    const bool message = act.kind == Act::Kind::leave_message;
    Event event;
    event.kind = message ? Event::Kind::message : Event::Kind::speech;
    event.text = act.text;
    event.meaning = act.meaning;
    event.length = std::max<Millis>(line.text ? 0 : act.length.value_or(spoken_length(act.text)), 0);
    event.confidence = act.confidence.value_or(usual_confidence);
    post(line, std::move(event));
    return {};
}

base::Result<void> TropoEmulator::leave(Line& line) {
    if (line.rings) { // not the call's end, but no to it
        line.rings = line.session != nullptr;
        post(line, {.kind = Event::Kind::rejected});
        return {};
    }
    end_line(world(), line, "DISCONNECTED", line.leg.parent == no_leg ? "caller" : "callee");
    post(line, {.kind = Event::Kind::hung_up});
    return {};
}

base::Result<void> TropoEmulator::pick_up(Line& line, const Act& act) {
    if (!line.rings) return refuse("nothing rings there");
    Event event;
    switch (act.kind) {
    case Act::Kind::answer: event.kind = Event::Kind::answered; break;
    case Act::Kind::voicemail:
        event.kind = Event::Kind::machine;
        line.by_machine = true;
        break;
    case Act::Kind::busy: event.kind = Event::Kind::busy; break;
    case Act::Kind::reject: event.kind = Event::Kind::rejected; break;
    case Act::Kind::fail: event.kind = Event::Kind::unreachable; break;
    default: return {}; // it rings on
    }
    line.rings = false;
    post(line, std::move(event));
    return {};
}

// Somebody did something: it is no loop of documents.
void TropoEmulator::attend(const Line& line) {
    const Line& own = line.leg.parent == no_leg ? line : *lines_[line.leg.parent];
    if (own.session != nullptr) own.session->unattended = 0;
}

base::Result<void> TropoEmulator::act(LegId leg, const Act& act) {
    if (leg >= lines_.size()) return refuse("there is no such leg");
    const bool twin = lines_[leg]->double_of != nullptr;
    Line& line = twin ? *lines_[leg]->double_of : *lines_[leg];
    if (line.gone()) return refuse("the call is over");
    if (act.kind != Act::Kind::listen && act.kind != Act::Kind::stay_silent) attend(line);
    const bool talks = line.leg.phase == Leg::Phase::answered || (line.text && !line.rings);
    switch (act.kind) {
    case Act::Kind::press:
    case Act::Kind::speak:
    case Act::Kind::leave_message:
        world().note(Moment::Kind::did, line.leg.id, fmt::format("{} {}", act_name(act.kind), act.text));
        if (!talks) return refuse("the call was not answered");
        return act.kind == Act::Kind::press ? press(line, act) : speak(line, act);
    case Act::Kind::hang_up:
        if (line.leg.phase == Leg::Phase::queued) return refuse("the call has not begun");
        world().note(Moment::Kind::did, line.leg.id, std::string(act_name(act.kind)));
        return leave(line);
    case Act::Kind::dial: return refuse("the call has begun");
    case Act::Kind::refer: return refuse("Tropo takes no REFER");
    case Act::Kind::listen:
    case Act::Kind::stay_silent: return {};
    default: world().note(Moment::Kind::did, line.leg.id, std::string(act_name(act.kind))); return pick_up(line, act);
    }
}

base::Result<void> TropoEmulator::update(LegId leg, const Update& update) {
    if (leg >= lines_.size()) return refuse("there is no such leg");
    Session* session = lines_[leg]->session;
    if (session == nullptr) return refuse("this leg has no session of its own");
    if (update.signal.empty()) return refuse("Tropo changes a running call by signals only");
    if (session->line.gone()) return refuse("the session is over");
    session->signals.push_back(update.signal);
    session->line.box.post({.kind = Event::Kind::signal, .leg = leg});
    return {};
}

constexpr auto emulated = std::to_array<EmulatedVerb>({
    {"answer"},
    {"ask"},
    {"call"},
    {"choices", EmulatedVerb::How::none},
    {"conference"},
    {"generalLogSecurity", EmulatedVerb::How::opaque},
    {"hangup"},
    {"message"},
    {"on"},
    {"record"},
    {"redirect"},
    {"reject"},
    {"say"},
    {"startRecording"},
    {"stopRecording"},
    {"to"}, // of a transfer
    {"transfer"},
    {"wait"},
});
static_assert(std::ranges::is_sorted(emulated, {}, &EmulatedVerb::element));

std::unique_ptr<Emulator> make_emulator(const Setup& setup) { return std::make_unique<TropoEmulator>(setup); }
std::span<const EmulatedVerb> emulated_verbs() { return emulated; }

} // namespace
} // namespace emulate

const providers::emulate::EmulatorSpec emulator{
    .make = emulate::make_emulator, .assumptions = emulate::assumptions, .verbs = emulate::emulated_verbs};

} // namespace callflow::providers::tropo
