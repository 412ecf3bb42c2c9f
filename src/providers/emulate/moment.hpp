// What happened in a run, in order: for traces, for expectations, for people.
#pragma once

#include "providers/emulate/application.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace callflow::providers::emulate {

// How a leg hears something.
enum class Sound : std::uint8_t { speech, file, beep, ringing, busy, music, keys };

// A leg joins, or leaves; from the first moment at which two of those who are in it may talk it has started, and with the last of
// them, or one whose leaving does it, it has ended.
inline constexpr std::string_view conference_joined = "joined", conference_muted = "joined muted",
                                  conference_left = "left", conference_started = "started", conference_ended = "ended";

struct Moment {
    enum class Kind : std::uint8_t {
        began,      // a leg is there; `text`: whom it rings or who calls
        status,     // a leg's status has become `text`
        heard,      // something begins to be heard on a leg: `text`, an absolute address for a file; `default` for the
                    // provider's own music
        asked,      // the call waits for what `text` says: keys, speech, a message
        did,        // a person did something: `text`
        request,    // `request`
        answer,     // to the request before it on this leg; `text` says what was wrong with it, if anything
        document,   // a document begins to run; `text`: its address
        verb,       // something that is passed without being played: `text` says what
        error,      // `code` and what the provider would log
        assumed,    // `code` is the assumption's name, `text` its value
        bridged,    // the leg hears `other` from now on
        parted,     // no longer
        conference, // what becomes of the one that `text` names: `code` says it, see above
        fault,      // what was made to go wrong on purpose
        left,       // the call goes on with a document of somebody else's; `text`: its address
        message,    // of SIP or HTTP, on the side that is no provider's: `text`; `leg` is whose
    };
    Kind kind = Kind::verb;
    bool stops = false; // of an error: the document goes no further
    Millis at = 0;
    Millis until = never; // of what is heard: when it ended or was cut; `never` while it goes on
    LegId leg = no_leg;
    LegId other = no_leg;
    Sound sound = Sound::speech;
    std::string text = {};
    std::string code = {};               // the provider's error code, where it has one
    std::optional<Request> request = {}; // of kind request
    std::optional<Answer> answer = {};   // of kind answer
};

// Whether the moment is the beginning of the leg that a platform makes of a REFER: the one before is the verb, on the referred leg.
[[nodiscard]] inline bool is_of_refer(std::span<const Moment> moments, std::size_t at) {
    if (at == 0 || at >= moments.size() || moments[at].kind != Moment::Kind::began) return false;
    const Moment& before = moments[at - 1];
    return before.kind == Moment::Kind::verb && before.leg != no_leg && moments[at].leg != no_leg &&
           before.text.starts_with("Refer ");
}

} // namespace callflow::providers::emulate
