// What people do on a line.
#pragma once

#include "base/result.hpp"
#include "providers/emulate/application.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace callflow::providers::emulate {

class Emulator;

struct Act {
    enum class Kind : std::uint8_t {
        // whenever the call takes them
        press,         // `text`: keys 0-9 * # A-D, one after the other without time between them
        speak,         // `text`: words
        leave_message, // `text`: what is said after the beep
        // at any time
        hang_up,
        dial,      // a call that has not begun begins
        answer,    // a ringing phone is picked up, after `after`
        busy,      // a ringing phone says so
        no_answer, // it rings on and nobody comes
        reject,
        voicemail, // a machine picks up
        fail,      // the number cannot be reached; `text`: what SIP answers, else 404
        refer,     // the called SIP phone that talks asks to have who called it moved to `text`
        // only time passes
        listen,      // until the call waits for a person, or ends
        stay_silent, // until the next document, or the end
    };
    Kind kind = Kind::listen;
    std::string text = {};
    std::optional<Millis> length = {};     // of what is spoken, of a machine's greeting; else by its words
    bool beep = true;                      // of a machine: it beeps when its greeting is over
    std::optional<double> confidence = {}; // how sure the recogniser is, 0 to 1; else 0.9
    std::string meaning = {};              // what a grammar at an address takes it for; empty: for the text itself
    std::optional<Millis> after = {};      // from now on, in place of waiting until the call takes it
};

// `press`, `stay_silent`, as scenarios spell it.
[[nodiscard]] std::string_view act_name(Act::Kind kind);
[[nodiscard]] std::optional<Act::Kind> find_act(std::string_view name);

// Plays an act to its end on the run's clock: lets time pass until the leg can take it (or `after` is over), does it, and lets
// everything happen that is due at that moment. An error when the leg never takes it: it ended, or nothing is left to happen.
// Of `answer` and the like with `after`: the phone has rung so long. `listen` and `stay_silent` with `after` last so long.
[[nodiscard]] base::Result<void> play(Emulator& emulator, LegId leg, const Act& act);

} // namespace callflow::providers::emulate
