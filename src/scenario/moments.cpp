// What has happened on a pretend provider, as rows of the trace.
#include "base/codes.hpp"
#include "base/listed.hpp"
#include "base/text.hpp"
#include "scenario/emulation.hpp"
#include "scenario/guests.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace callflow::scenario {

using emulate::LegId;
using emulate::Moment;
using emulate::Sound;
using Kind = emulate::Moment::Kind;

namespace {

constexpr engine::Time millisecond = 1'000'000;

std::string_view sound_name(Sound sound) {
    switch (sound) {
    case Sound::speech: return "speech";
    case Sound::file: return "file";
    case Sound::beep: return "beep";
    case Sound::ringing: return "ringing";
    case Sound::busy: return "busy";
    case Sound::music: return "music";
    case Sound::keys: return "keys";
    }
    return {};
}

std::string_view row_kind(Kind kind) {
    switch (kind) {
    case Kind::began: return "began";
    case Kind::status: return "status";
    case Kind::heard: return "heard";
    case Kind::asked: return "asked";
    case Kind::did: return "did";
    case Kind::answer: return "answer";
    case Kind::verb: return "verb";
    case Kind::error: return "error";
    case Kind::assumed: return "assumed";
    case Kind::bridged: return "bridged";
    case Kind::parted: return "parted";
    case Kind::fault: return "fault";
    case Kind::conference: return "conference";
    case Kind::left: return "left";
    case Kind::message: return "message";
    case Kind::request:
    case Kind::document: break;
    }
    return {}; // the rows of kind callback have them
}

// What was wrong with an answer; empty where it was as it should be.
std::string trouble_of(const Moment& moment) {
    if (!moment.answer) return moment.text;
    switch (moment.answer->failure) {
    case emulate::Answer::Failure::timeout: return "the application did not answer in time";
    case emulate::Answer::Failure::connection: return "the application was not reached";
    case emulate::Answer::Failure::name: return "the application's host was not found";
    case emulate::Answer::Failure::certificate: return "the application's certificate was refused";
    case emulate::Answer::Failure::tls: return "there was no TLS with the application";
    case emulate::Answer::Failure::protocol: return "what the application answered is no HTTP";
    case emulate::Answer::Failure::too_large: return "the application's answer is too large";
    case emulate::Answer::Failure::none: break;
    }
    if (moment.answer->status >= 400) return fmt::format("the application answered {}", moment.answer->status);
    return moment.text;
}

// The states that a call has gone through last, up to where it came around; the whole way where it did not. Of an application whose
// states nobody knows the addresses that were asked.
std::string circle_of(const Run& run, const OpenCall& open) {
    constexpr std::size_t most = 1'000; // bytes
    const auto shown = [](std::vector<std::string> backward) {
        std::ranges::reverse(backward);
        return base::shortened(fmt::format("{}", fmt::join(backward, " -> ")), most);
    };
    std::vector<std::string> way; // the latest in front
    for (std::size_t i = run.trace.steps.size(); i-- > 0;) {
        const TraceStep& row = run.trace.steps[i];
        if (row.kind != "callback" || row.call != open.spec->name) continue;
        std::vector<std::string> states;
        states.reserve(row.moves.size());
        for (const TraceMove& move : row.moves) states.push_back(move.to);
        if (run.options.stranger != nullptr)
            states.assign(1, row.request.empty() ? std::string() : row.request.front().url);
        else if (states.empty())
            states.push_back(row.state);
        for (; !states.empty(); states.pop_back()) {
            way.push_back(states.back());
            if (way.size() == 1 || way.back() != way.front()) continue;
            return shown(way);
        }
    }
    return shown(way);
}

void report_circle(Run& run, const OpenCall& open) {
    run.failed(base::codes::circling, run.emulation->where,
               fmt::format("documents of the call follow each other without a sound, and nobody does anything: {}",
                           circle_of(run, open)))
        .help = "say, play or wait for something on the way; the emulator has ended the call there";
    // Twilio's last status callback comes still; a session that is ended so has no more results.
    const flow::State& state = run.machine.flow().states[run.machine.state_of(open.call.configuration)];
    if (!run.emulation->provider.sends_json || (state.final && !open.call.outcome.empty())) return;
    run.failed(base::codes::stuck_call, run.emulation->where,
               fmt::format("the call is over and stays in state {}, which is not final",
                           base::quoted(run.machine.path(open.call.configuration))))
        .help = "nothing tells the flow that a session was ended for want of an end: break the circle";
}

// Once in a run: it is the same for all its documents.
void report_unheard(Run& run, const OpenCall& open) {
    if (std::exchange(run.emulation->said_unheard, true)) return;
    const bool stranger = run.options.stranger != nullptr; // whose states nobody knows
    const std::string who = stranger ? std::string("the document")
                                     : fmt::format("state {}", base::quoted(run.machine.path(open.call.configuration)));
    run.diagnostics
        .report(base::codes::unheard_hang_up, run.emulation->where,
                fmt::format("{} has no handler of the hang-up: its result goes to where the call would go on", who))
        .help = stranger ? R"(add {"on": {"event": "hangup", "next": …}} to it)"
                         : "handle the hang-up in the state, or in the flow's `on:`";
}

void show(Run& run, const Moment& moment, std::size_t index) {
    const std::string_view kind = row_kind(moment.kind);
    if (kind.empty()) return;
    std::string text = moment.kind == Kind::answer ? trouble_of(moment) : moment.text;
    if (moment.kind == Kind::answer && text.empty()) return;
    OpenCall* const open = moment.leg == emulate::no_leg ? &run.calls.front() : call_of(run, moment.leg);
    if (open == nullptr) return;
    Emulation& on = *run.emulation;
    if (moment.leg != emulate::no_leg && on.timeline.leg(moment.leg).of_refer) return;
    OpenCall room;
    TraceStep& row = begin_trace(run, kind, seen(run, *open, 0, room), on.where);
    row.at = on.base + moment.at * millisecond - run.start;
    TraceMoment shown{.who = name_of_leg(run, moment.leg), .party = {}, .text = off_site(run, std::move(text))};
    const bool own = shown.who == open->spec->name; // of the caller's
    const bool dialled = moment.leg != emulate::no_leg && moment.leg != open->leg && !own;
    const bool rung = moment.kind == Kind::began && !dialled && open->rung;
    if (dialled || rung) shown.party = on.timeline.leg(moment.leg).to;
    // Who hears, types and is asked at the provider is the caller, wherever he came from.
    if (moment.leg == open->leg &&
        (moment.kind == Kind::heard || moment.kind == Kind::asked || moment.kind == Kind::did))
        shown.who = open->spec->name;
    shown.code = rung && shown.party.empty() ? std::string("launched") : moment.code;
    shown.stops = moment.stops;
    if (moment.kind == Kind::heard) {
        shown.sound = sound_name(moment.sound);
        on.sounding.emplace_back(index, run.trace.steps.size() - 1);
    }
    if (moment.kind == Kind::fault) shown.code = on.faults.take_description();
    if (moment.other != emulate::no_leg && moment.other < on.timeline.leg_count()) {
        shown.text = name_of_leg(run, moment.other);
        if (shown.text == "callee") shown.text = on.timeline.leg(moment.other).to;
    }
    if (run.options.stranger != nullptr && moment.kind == Kind::error && moment.stops)
        row.error = shown.code.empty() ? shown.text : shown.code + ": " + shown.text; // nobody else tells of it
    row.moment.push_back(std::move(shown));
    if (moment.kind == Kind::error && moment.code == "loop") report_circle(run, *open);
    if (moment.kind == Kind::verb && moment.code == "hangup") report_unheard(run, *open);
    const bool typed = moment.kind == Kind::did && on.acting != nullptr;
    keep_secrets(run, *open, row, typed ? std::string_view(on.acting->text) : std::string_view());
}

} // namespace

void show_moments(Run& run) {
    Emulation& on = *run.emulation;
    while (on.shown < on.timeline.moments().size()) {
        const std::size_t index = on.shown++;
        show(run, on.timeline.moments()[index], index);
    }
}

void close_sounds(Run& run) {
    Emulation& on = *run.emulation;
    std::erase_if(on.sounding, [&](const auto& one) {
        const Moment& moment = on.timeline.moments()[one.first];
        if (moment.until == emulate::never) return false;
        run.trace.steps[one.second].moment.front().until = on.base + moment.until * millisecond - run.start;
        return true;
    });
}

std::size_t heard_from(const Run& run, LegId leg, bool whole) {
    return whole || leg >= run.heard_to.size() ? 0 : run.heard_to[leg];
}

void has_heard(Run& run, LegId leg) {
    if (!run.emulation || leg == emulate::no_leg) return;
    if (leg >= run.heard_to.size()) run.heard_to.resize(leg + 1, 0);
    run.heard_to[leg] = run.emulation->timeline.moments().size();
}

std::vector<std::string> heard_since(const Run& run, LegId leg, std::size_t moment) {
    std::vector<std::string> heard;
    if (!run.emulation) return heard;
    const auto moments = run.emulation->timeline.moments();
    for (std::size_t i = moment; i < moments.size(); ++i) {
        const Moment& one = moments[i];
        if (one.kind == Kind::heard && one.leg == leg && (one.sound == Sound::speech || one.sound == Sound::file))
            heard.push_back(off_site(run, one.text));
    }
    return heard;
}

std::int64_t billed_minutes(const Run& run) {
    constexpr emulate::Millis minute = 60'000;
    if (!run.emulation) return 0;
    const Timeline& timeline = run.emulation->timeline;
    std::int64_t minutes = 0;
    for (LegId id = 0; id < timeline.leg_count(); ++id) {
        const emulate::Leg& leg = timeline.leg(id);
        if (leg.answered == emulate::never || !leg.person || leg.sip_side || leg.of_refer) continue;
        const emulate::Millis end = leg.ended == emulate::never ? timeline.now() : leg.ended;
        minutes += std::max<std::int64_t>(1, (end - leg.answered + minute - 1) / minute);
    }
    if (run.guests)
        for (const Guest& guest : run.guests->all()) minutes += billed_minutes(*guest.run);
    return minutes;
}

} // namespace callflow::scenario
