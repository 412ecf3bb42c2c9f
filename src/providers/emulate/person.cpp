#include "providers/emulate/person.hpp"

#include "providers/emulate/emulator.hpp"

#include <array>
#include <fmt/format.h>
#include <utility>

namespace callflow::providers::emulate {

namespace {

using Kind = Act::Kind;

constexpr std::array<std::pair<std::string_view, Kind>, 14> names = {{
    {"refer", Kind::refer},
    {"press", Kind::press},
    {"speak", Kind::speak},
    {"leave_message", Kind::leave_message},
    {"hang_up", Kind::hang_up},
    {"dial", Kind::dial},
    {"answer", Kind::answer},
    {"busy", Kind::busy},
    {"no_answer", Kind::no_answer},
    {"reject", Kind::reject},
    {"voicemail", Kind::voicemail},
    {"fail", Kind::fail},
    {"listen", Kind::listen},
    {"stay_silent", Kind::stay_silent},
}};

bool is_over(const Leg& leg) { return leg.phase == Leg::Phase::ended; }

bool is_patient(Kind kind) { return kind == Kind::press || kind == Kind::speak || kind == Kind::leave_message; }

bool takes(const Leg& leg, Kind kind) {
    switch (kind) {
    case Kind::press: return leg.takes_keys;
    case Kind::speak: return leg.takes_speech || leg.takes_message;
    default: return leg.takes_message;
    }
}

std::string_view what_for(Kind kind) {
    switch (kind) {
    case Kind::press: return "a key";
    case Kind::speak: return "speech";
    default: return "a message";
    }
}

// Everything that is due at this moment.
void settle(Emulator& emulator) {
    const Millis now = emulator.now();
    while (emulator.advance(now)) {
    }
}

base::Result<void> until_taken(Emulator& emulator, LegId leg, Kind kind) {
    while (!takes(emulator.leg(leg), kind)) {
        if (is_over(emulator.leg(leg)) || !emulator.advance(never)) {
            return base::fail(base::ErrorKind::usage,
                              fmt::format("the call never waited for {}: {}", what_for(kind),
                                          is_over(emulator.leg(leg)) ? "it ended" : "nothing more happened"));
        }
    }
    return {};
}

} // namespace

std::string_view act_name(Act::Kind kind) {
    for (const auto& [name, one] : names) {
        if (one == kind) return name;
    }
    return {};
}

std::optional<Act::Kind> find_act(std::string_view name) {
    for (const auto& [one, kind] : names) {
        if (one == name) return kind;
    }
    return std::nullopt;
}

base::Result<void> play(Emulator& emulator, LegId leg, const Act& act) {
    settle(emulator);
    if (act.after) {
        const Millis until = *act.after >= never - emulator.now() ? never : emulator.now() + *act.after;
        while (emulator.advance(until)) {
        }
    } else if (is_patient(act.kind)) {
        if (auto taken = until_taken(emulator, leg, act.kind); !taken) return taken;
    }
    if (act.kind == Kind::listen) {
        if (act.after) return {};
        while (!is_over(emulator.leg(leg)) && !emulator.leg(leg).waits && emulator.advance(never)) {
        }
        return {};
    }
    if (act.kind == Kind::stay_silent) {
        if (act.after) return {};
        const std::uint32_t before = emulator.leg(leg).documents;
        while (!is_over(emulator.leg(leg)) && emulator.leg(leg).documents == before && emulator.advance(never)) {
        }
        settle(emulator);
        return {};
    }
    if (auto done = emulator.act(leg, act); !done) return done;
    settle(emulator);
    return {};
}

} // namespace callflow::providers::emulate
