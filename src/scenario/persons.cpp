// Steps of persons.
#include "base/text.hpp"
#include "scenario/guests.hpp"
#include "scenario/sip_side.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::scenario {

using emulate::Act;
using emulate::Leg;
using emulate::LegId;
using emulate::never;
using emulate::no_leg;

namespace {

constexpr engine::Time millisecond = 1'000'000;

// What somebody does whose phone rings.
bool is_at_phone(Act::Kind kind) {
    constexpr Act::Kind kinds[] = {Act::Kind::answer, Act::Kind::busy,      Act::Kind::no_answer,
                                   Act::Kind::reject, Act::Kind::voicemail, Act::Kind::fail};
    return std::ranges::find(kinds, kind) != std::end(kinds);
}

bool descends(const Timeline& timeline, LegId leg, LegId from) {
    for (std::size_t depth = 0; from != no_leg && leg != no_leg && depth < 100; ++depth) {
        leg = timeline.leg(leg).parent;
        if (leg == from) return true;
    }
    return false;
}

// Whether it is the caller's own at the SIP side.
bool is_own(const Run& run, const OpenCall& open, LegId leg) {
    return run.emulation->side != nullptr && run.emulation->side->caller_of(open.leg) == leg;
}

// Of a caller's own leg at the SIP side the platform's, on whose behalf others are rung; no_leg of any other.
LegId line_of(const Run& run, LegId leg) {
    for (const OpenCall& open : run.calls)
        if (is_own(run, open, leg)) return open.leg;
    return no_leg;
}

// Whether an earlier step says so.
bool nobody_picks_up(const Emulation& on, LegId leg) {
    return std::ranges::find(on.unanswered, leg) != on.unanswered.end();
}

// The last one that was rung and is still there.
LegId find_callee(const Run& run, const OpenCall& open, const PersonAct& person) {
    Guests* const guests = guests_of(run);
    const Timeline& timeline = run.emulation->timeline;
    bool next = false;
    for (auto id = static_cast<LegId>(timeline.leg_count()); id-- > 0;) {
        const Leg& leg = timeline.leg(id);
        const bool meant = person.line.empty() || leg.to == person.line;
        if (is_own(run, open, id) || leg.of_refer) continue;
        if (guests != nullptr && guests->at_line(run, id) != nullptr) continue; // a flow, not a person
        if (!meant || leg.phase == Leg::Phase::ended || id == open.leg || !descends(timeline, id, open.leg)) continue;
        const bool given_up =
            person.line.empty() && is_at_phone(person.act.kind) && nobody_picks_up(*run.emulation, id);
        if (!given_up) return id;
        next = true;
    }
    if (next) return no_leg; // the next who is rung
    const bool rings = open.leg != no_leg && timeline.leg(open.leg).phase == Leg::Phase::ringing;
    return rings && is_at_phone(person.act.kind) ? open.leg : no_leg;
}

// Likewise at the flows that the call was handed to, the last one first.
Spot find_callee_anywhere(Run& run, const OpenCall& open, const PersonAct& person) {
    if (const LegId leg = find_callee(run, open, person); leg != no_leg) return {&run, leg};
    if (!run.guests) return {};
    auto& guests = run.guests->all();
    for (std::size_t i = guests.size(); i-- > 0;) {
        Run& there = *guests[i].run;
        if (!there.emulation) continue;
        if (const LegId leg = find_callee(there, there.calls.front(), person); leg != no_leg) return {&there, leg};
    }
    return {};
}

// Lets time pass until somebody is there; no leg when that never comes.
Spot await_leg(Run& run, OpenCall& open, const PersonAct& person) {
    Timeline& timeline = run.emulation->timeline;
    const bool own = is_caller(run, person);
    for (;;) {
        while (timeline.advance(timeline.now())) {
        }
        const LegId present = present_leg(run, open);
        const Spot spot = own ? spot_of(run, present) : find_callee_anywhere(run, open, person);
        if (spot.leg != no_leg) return spot;
        const bool over = present != no_leg && timeline.leg(present).phase == Leg::Phase::ended;
        if (over || !timeline.advance(never)) return {};
    }
}

// Who speaks does nothing else meanwhile.
void finish_speaking(Emulation& on, const Act& act) {
    if (act.kind != Act::Kind::speak && act.kind != Act::Kind::leave_message) return;
    const emulate::Millis until = on.timeline.now() + act.length.value_or(emulate::spoken_length(act.text));
    while (on.timeline.advance(until)) {
    }
}

// Whether somebody's phone rings for the call, who may pick it up.
bool rings_for(const Run& run, LegId leg) {
    const Emulation& on = *run.emulation;
    const Timeline& timeline = on.timeline;
    Guests* const guests = guests_of(run);
    for (LegId id = 0; id < timeline.leg_count(); ++id) {
        if (timeline.leg(id).of_refer || (guests != nullptr && guests->at_line(run, id) != nullptr)) continue;
        const bool rings = timeline.leg(id).phase == Leg::Phase::ringing &&
                           (descends(timeline, id, leg) || descends(timeline, id, line_of(run, leg)));
        if (rings && !nobody_picks_up(on, id)) return true;
    }
    return false;
}

// Whether only people make the call go on: those who may press or say something, who are rung, who talk.
bool waits(const Run& run, LegId leg) {
    const Leg& own = run.emulation->timeline.leg(leg);
    return own.waits || own.with != no_leg || rings_for(run, leg);
}

// Who called may be handed to somebody else meanwhile, on another leg.
base::Result<void> listen(Run& run, LegId callee, const OpenCall* caller) {
    Timeline& timeline = run.emulation->timeline;
    for (;;) {
        const LegId leg = caller == nullptr ? callee : present_leg(run, *caller);
        const Spot spot = spot_of(run, leg);
        const bool rings = spot.run != &run && rings_for(run, leg); // by the server, while another flow has him
        if (timeline.leg(leg).phase == Leg::Phase::ended || rings || waits(*spot.run, spot.leg) ||
            !timeline.advance(never))
            return {};
    }
}

// For which other call it rings there, so that its name belongs beside the step; empty where for none.
std::string_view rung_for(Run& run, const OpenCall& open, const PersonAct& person) {
    if (person.line.empty() || is_caller(run, person) || find_callee_anywhere(run, open, person).leg != no_leg)
        return {};
    for (const OpenCall& other : run.calls)
        if (&other != &open && find_callee_anywhere(run, other, person).leg != no_leg) return other.spec->name;
    return {};
}

void unable(Run& run, OpenCall& open, const Step& step, std::string why) {
    OpenCall room;
    TraceStep& row = begin_trace(run, "person", seen(run, open, 0, room), step.where);
    row.moment.push_back({.who = step.person.who, .party = {}, .text = std::string(act_name(step.person.act.kind))});
    row.outcome = "failed";
    row.unable = true;
    row.error = std::move(why);
}

// Whether the flow has to ask for the call. Nobody sees a stranger ask; the scenario's first call, and one that is in a state
// already, are there without being asked for.
bool has_to_be_called(const Run& run, const OpenCall& open) {
    return open.leg == no_leg && !open.known && open.spec->direction != "inbound" && run.options.stranger == nullptr &&
           &open != &run.calls.front();
}

// Lets time pass until the flow has asked for the call; false when that never comes.
bool await_call(Run& run, const OpenCall& open) {
    Timeline& timeline = run.emulation->timeline;
    while (open.leg == no_leg) {
        if (!timeline.advance(never)) return false;
    }
    return true;
}

// Why somebody who was to be called never was on the line: on Tropo a launch only begins a session, whose document has to call them.
// Empty where it is something else.
std::string never_called(const Run& run, const OpenCall& open, LegId leg) {
    if (!run.emulation->provider.sends_json || open.spec->direction == "inbound") return {};
    const Leg& own = run.emulation->timeline.leg(leg);
    const bool never = leg == open.leg && own.phase == Leg::Phase::ended && own.status.empty();
    return never ? fmt::format("nobody was called: the session ended before a document of its had `call` ring {}",
                               open.spec->to.empty() ? std::string_view("anybody") : std::string_view(open.spec->to))
                 : std::string();
}

void note_cut_off(Run& run, OpenCall& open, const Step& step) {
    const std::string& why = run.emulation->timeline.cut_off();
    if (why.empty()) return;
    OpenCall room;
    TraceStep& row = begin_trace(run, "person", seen(run, open, 0, room), step.where);
    row.moment.push_back({.who = step.person.who, .party = {}, .text = std::string(act_name(step.person.act.kind))});
    row.outcome = "failed";
    row.cut_off = true;
    row.error = why;
}

} // namespace

bool is_caller(const Run& run, const PersonAct& person) {
    if (person.who == "caller") return true;
    if (person.who == "callee") return false;
    for (const OpenCall& open : run.calls) {
        if (open.spec->name == person.who) return true;
    }
    const flow::Flow& flow = run.machine.flow();
    return std::ranges::any_of(flow.signals, [&](const flow::Signal& signal) {
        return signal.spec->name == "hangup" && flow.events[signal.event].actor == person.who;
    });
}

void play_person(Run& run, OpenCall& open, const Step& step) {
    Emulation* const on = emulation_of(run, step.where);
    if (on == nullptr || on->stopped || on->hung_up) return;
    const PersonAct& person = step.person;
    Act act = person.act;
    const bool begins = open.leg == no_leg;
    // Somebody may be rung by the application; where nobody is, a call has to come first.
    const bool nobody = on->timeline.leg_count() == 0 && !is_caller(run, person);
    if (has_to_be_called(run, open) && !await_call(run, open)) {
        if (!on->hung_up) unable(run, open, step, fmt::format("nobody has called {}", open.spec->to));
        return note_cut_off(run, open, step);
    }
    if (act.kind == Act::Kind::dial && begins && act.after) pass_time(run, run.now + *act.after * millisecond);
    // Nobody else would make it.
    const bool real = run.options.stranger != nullptr || open.spec->direction != "inbound";
    if (begins && (nobody || real || !is_at_phone(act.kind))) place_call(run, open);
    if (act.kind == Act::Kind::dial) {
        if (!begins) unable(run, open, step, "the call has begun already");
        while (on->timeline.advance(on->timeline.now())) {
        }
        return;
    }
    const std::string_view other = rung_for(run, open, person);
    const Spot spot = await_leg(run, open, person);
    const LegId leg = spot.leg;
    if (leg == no_leg) {
        const bool given_up = person.line.empty() && is_at_phone(act.kind) && !on->unanswered.empty();
        if (!on->hung_up)
            unable(run, open, step,
                   given_up              ? "an earlier step says that nobody picks up this phone"
                   : person.line.empty() ? "nobody is rung"
                   : other.empty()
                       ? fmt::format("nobody is rung at {}", person.line)
                       : fmt::format("{} rang for {}: write `call: {}` beside the step", person.line, other, other));
        return note_cut_off(run, open, step);
    }
    Emulation* const there = spot.run->emulation.get();
    if (act.after && is_at_phone(act.kind)) // so long it has rung
        act.after = std::max<emulate::Millis>(0, there->timeline.leg(leg).began + *act.after - there->timeline.now());
    spot.run->step.leg = leg;
    const bool own = is_caller(run, person);
    if (spot.run != &run && !own) { // of the flow's leg the step's expectation is
        run.step.leg = leg;
        run.step.leg_at = spot.run;
    }
    if (is_at_phone(act.kind) && nobody_picks_up(*there, leg))
        return unable(run, open, step, "an earlier step says that nobody picks up this phone");
    if (spot.run != &run && on->side != nullptr) on->side->has_acted(present_leg(run, open));
    there->acting = &act;
    const bool listens = act.kind == Act::Kind::listen && !act.after;
    const auto done =
        listens ? listen(own ? run : *spot.run, leg, own ? &open : nullptr) : play(there->timeline, leg, act);
    there->acting = nullptr;
    on->timeline.settle();
    if (done) finish_speaking(*there, act);
    if (done && act.kind == Act::Kind::no_answer) there->unanswered.push_back(leg);
    if (!done && !on->hung_up && on->timeline.cut_off().empty()) {
        const std::string uncalled = spot.run == &run ? never_called(run, open, leg) : std::string();
        unable(run, open, step, uncalled.empty() ? done.error().message : uncalled);
    }
    note_cut_off(run, open, step);
}

} // namespace callflow::scenario
