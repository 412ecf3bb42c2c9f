// The pretend Twilio as the provider's row names it.
#include "providers/twilio/emulate/parts.hpp"
#include "providers/twilio/twilio.hpp"

#include <algorithm>
#include <array>
#include <memory>

namespace callflow::providers::twilio {

namespace emulate {

namespace {

using How = EmulatedVerb::How;

constexpr auto table = std::to_array<EmulatedVerb>({
    {"AiSession", How::opaque},
    {"Application", How::full},
    {"Assistant", How::opaque},
    {"Client", How::full},
    {"Conference", How::full},
    {"Connect", How::opaque},
    {"Conversation", How::opaque},
    {"ConversationRelay", How::opaque},
    {"ConversationRelaySession", How::opaque},
    {"Dial", How::full},
    {"Echo", How::full},
    {"Enqueue", How::full},
    {"Gather", How::full},
    {"Hangup", How::full},
    {"Leave", How::full},
    {"Message", How::opaque},
    {"Number", How::full},
    {"Pause", How::full},
    {"Pay", How::opaque},
    {"Play", How::full},
    {"Prompt", How::full},
    {"Queue", How::full},
    {"Record", How::full},
    {"Recording", How::opaque},
    {"Redirect", How::full},
    {"Refer", How::opaque},
    {"Reject", How::full},
    {"Room", How::opaque},
    {"Say", How::full},
    {"Sim", How::full},
    {"Sip", How::full},
    {"Siprec", How::opaque},
    {"Sms", How::opaque},
    {"Start", How::opaque},
    {"Stop", How::opaque},
    {"Stream", How::opaque},
    {"Task", How::opaque},
    {"Transcription", How::opaque},
    {"VirtualAgent", How::opaque},
    {"WhatsApp", How::full},
});
static_assert(std::ranges::is_sorted(table, {}, &EmulatedVerb::element));

std::unique_ptr<Emulator> make(const Setup& setup) { return std::make_unique<Exchange>(setup); }

} // namespace

std::span<const EmulatedVerb> verbs() { return table; }

} // namespace emulate

constexpr providers::emulate::EmulatorSpec emulator{
    .make = emulate::make,
    .assumptions = emulate::assumptions,
    .verbs = emulate::verbs,
};

} // namespace callflow::providers::twilio
