// What an attribute may ask of Tropo that it does anyway.
#include "providers/tropo/tropo.hpp"

#include <algorithm>
#include <array>

namespace callflow::providers::tropo {

namespace {

struct Usual {
    std::string_view verb; // empty: any
    std::string_view attribute;
    std::string_view value;
};
// What Tropo does of its own accord: it always posts, its recognizer ends a sentence at the first
// pause, trailing silence of a recording is cut off, its voice speaks American English.
constexpr auto usual = std::to_array<Usual>({
    {"", "method", "POST"},
    {"", "partialResultCallbackMethod", "POST"},
    {"", "recordingStatusCallbackMethod", "POST"},
    {"", "recordingStatusCallbackEvent", "completed"},
    {"", "statusCallbackMethod", "POST"},
    {"", "statusCallbackEvent", "completed"},
    {"", "amdStatusCallbackMethod", "POST"},
    {"", "referMethod", "POST"},
    {"say", "language", "en-US"},
    {"gather", "speechTimeout", "auto"},
    {"gather", "speechModel", "default"},
    {"gather", "enhanced", "false"},
    {"gather", "debug", "false"},
    {"record", "trim", "trim-silence"},
    {"conference", "beep", "false"},
    {"conference", "startConferenceOnEnter", "true"},
    {"conference", "endConferenceOnExit", "false"},
    {"conference", "record", "do-not-record"},
    {"reject", "reason", "rejected"},
    {"dial", "hangupOnStar", "false"},
    {"dial", "answerOnBridge", "false"},
    {"dial", "record", "do-not-record"},
    {"dial", "record", "false"},
    {"dial", "trim", "do-not-trim"},
    {"dial", "sequential", "false"},
});

} // namespace

bool is_usual(std::string_view verb, std::string_view attribute, std::string_view value) {
    return std::ranges::any_of(usual, [&](const Usual& one) {
        return (one.verb.empty() || one.verb == verb) && one.attribute == attribute && one.value == value;
    });
}

} // namespace callflow::providers::tropo
