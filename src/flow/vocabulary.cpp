#include "flow/vocabulary.hpp"

#include "flow/vocabulary_attributes.hpp"
#include "flow/vocabulary_nouns.hpp"
#include "flow/vocabulary_tropo.hpp"

#include <algorithm>

namespace callflow::flow {
namespace {

// --- verbs and nouns

constexpr std::string_view prompt_verbs[] = {"say", "play", "pause"};
constexpr std::string_view dial_nouns[] = {"number", "client", "sip",         "conference",
                                           "queue",  "sim",    "application", "whatsApp"};
constexpr std::string_view client_nouns[] = {"parameter"};
constexpr std::string_view enqueue_nouns[] = {"task"};
constexpr std::string_view refer_nouns[] = {"sip"};
constexpr std::string_view connect_nouns[] = {
    "stream",    "conversationRelay",        "virtualAgent", "conversation", "room",
    "aiSession", "conversationRelaySession", "assistant"};
constexpr std::string_view start_nouns[] = {"stream", "siprec", "transcription", "recording"};
constexpr std::string_view stop_nouns[] = {"stream", "siprec", "transcription"};
constexpr std::string_view pay_nouns[] = {"prompt", "parameter"};

constexpr VerbSpec later(std::string_view name, std::string_view summary, bool in_response = true,
                         std::span<const std::string_view> children = {}) {
    return {.name = name, .children = children, .in_response = in_response, .supported = false, .summary = summary};
}
constexpr VerbSpec noun(std::string_view name, std::string_view summary) { return later(name, summary, false); }
constexpr VerbSpec noun(std::string_view name, std::string_view content, std::span<const AttributeSpec> attributes,
                        std::string_view summary, std::span<const std::string_view> children = {}) {
    return {.name = name,
            .content = content,
            .content_required = true,
            .attributes = attributes,
            .children = children,
            .in_response = false,
            .summary = summary};
}

// Sorted by name.
constexpr VerbSpec verbs[] = {
    noun("aiSession", "a prepared session with an assistant (connect)"),
    later("answer", "picks up, where the provider would otherwise wait for the first sound"),
    noun("application", "another application of the provider (dial)"),
    noun("assistant", "an assistant of the provider (connect)"),
    noun("client", "identity", attributes::client_attributes, "a browser or mobile client (dial)", client_nouns),
    {.name = "conference",
     .content = "name",
     .content_required = true,
     .attributes = attributes::conference_attributes,
     .extras = attributes::tropo_conference,
     .inside = "dial",
     .waits_for_caller = true,
     .summary = "puts the call into a conference; as a verb, dial with that noun"},
    noun("config", "a setting by name and value (connect, start)"),
    later("connect", "hands the call's sound to a service", true, connect_nouns),
    noun("conversation", "a conversation of the provider (connect)"),
    noun("conversationRelay", "speech to text and back over a socket (connect)"),
    noun("conversationRelaySession", "a prepared relay session (connect)"),
    {.name = "dial",
     .content = "number",
     .content_required = true,
     .attributes = attributes::dial_attributes,
     .extras = attributes::tropo_dial,
     .children = dial_nouns,
     .waits_for_caller = true,
     .action_always = true,
     .summary = "calls somebody and connects the two"},
    later("echo", "gives back what it hears; for tests"),
    {.name = "enqueue",
     .content = "name",
     .content_required = true,
     .content_unless = "workflowSid",
     .attributes = attributes::enqueue_attributes,
     .children = enqueue_nouns,
     .waits_for_caller = true,
     .action_always = true,
     .summary = "lets the caller wait in a queue until somebody takes the call"},
    {.name = "gather",
     .attributes = attributes::gather_attributes,
     .extras = attributes::tropo_gather,
     .prompt_key = "prompt",
     .children = prompt_verbs,
     .waits_for_caller = true,
     .action_if = "actionOnEmptyResult",
     .summary = "asks for keys or speech"},
    {.name = "hangup", .ends_document = true, .summary = "ends the call"},
    noun("header", "a SIP header by name and value (sip)"),
    noun("language", "a language a relay speaks (conversationRelay)"),
    {.name = "leave", .ends_document = true, .summary = "takes the call out of the queue it waits in"},
    {.name = "message",
     .content = "text",
     .content_required = true,
     .content_unless = "media",
     .attributes = attributes::message_attributes,
     .extras = attributes::tropo_message,
     .action_always = true,
     .summary = "sends a text message: beside a voice call, or in answer to one that came"},
    noun("number", "number", attributes::number_attributes, "a telephone number (dial)"),
    noun("parameter", "name", attributes::parameter_attributes,
         "a value by name (client, application, pay, connect, start)"),
    {.name = "pause", .content = "length", .attributes = attributes::pause_attributes, .summary = "is silent"},
    later("pay", "takes a card's or account's number and charges it", true, pay_nouns),
    {.name = "play",
     .content = "url",
     .content_required = true,
     .content_unless = "digits",
     .attributes = attributes::play_attributes,
     .extras = attributes::tropo_play,
     .endless_if_0 = "loop",
     .summary = "plays a sound file, or keys"},
    noun("prompt", "what is said at a step of a payment (pay)"),
    noun("queue", "name", attributes::queue_attributes, "the first who waits in a queue (dial)"),
    {.name = "raw",
     .content = "twiml",
     .content_required = true,
     .content_unless = "tropo",
     .attributes = attributes::raw_attributes,
     .summary = "a part of the provider's own document, passed through"},
    {.name = "record",
     .attributes = attributes::record_attributes,
     .extras = attributes::tropo_record,
     .waits_for_caller = true,
     .summary = "records the caller"},
    noun("recording", "a recording on the side (start)"),
    {.name = "redirect",
     .content = "url",
     .content_required = true,
     .attributes = attributes::redirect_attributes,
     .ends_document = true,
     .summary = "goes on with the answer to another event or address"},
    later("refer", "asks the caller's SIP side to call somebody else", true, refer_nouns),
    {.name = "reject",
     .attributes = attributes::reject_attributes,
     .ends_document = true,
     .summary = "refuses the call without answering it"},
    noun("room", "a video room (connect)"),
    {.name = "say",
     .content = "text",
     .content_required = true,
     .content_unless = "prompt",
     .attributes = attributes::say_attributes,
     .extras = attributes::tropo_say,
     .endless_if_0 = "loop",
     .summary = "speaks a text"},
    noun("sim", "a SIM card of the provider (dial)"),
    noun("sip", "uri", attributes::sip_attributes, "a SIP address (dial, refer)"),
    noun("siprec", "a SIPREC session (start, stop)"),
    later("start", "begins something on the side: stream, siprec, transcription, recording", true, start_nouns),
    later("startRecording", "records the whole call from here on"),
    later("stop", "ends what start began", true, stop_nouns),
    later("stopRecording", "ends what startRecording began"),
    noun("stream", "the call's sound over a socket (connect, start, stop)"),
    noun("task", "json", attributes::task_attributes, "what the one who takes the call is told, as JSON (enqueue)"),
    later("transcription", "what is said, written down (start, stop)", false),
    {.name = "transfer",
     .supported = false,
     .waits_for_caller = true,
     .summary = "moves the call to somebody else, attended or blind"},
    noun("virtualAgent", "an agent of a third party (connect)"),
    later("wait", "is silent, in milliseconds"),
    noun("whatsApp", "a WhatsApp number (dial)"),
};
static_assert(std::ranges::is_sorted(verbs, {}, &VerbSpec::name));

constexpr SignalSpec signals[] = {
    {"hangup", "hangs_up", "the call is over, whoever ended it"},
    {"busy", "busy", "the called party was busy"},
    {"no_answer", "no_answer", "nobody answered"},
    {"failed", "failed", "the call could not be placed"},
    {"canceled", "canceled", "the call was given up before it was answered"},
    {"machine", "machine", "a machine answered"},
    {"fallback", "fallback", "the provider could not use the last answer"},
    {"incomplete", "incomplete", "the caller did not do what was asked"},
    {"error", "error", "a step failed"},
};
constexpr std::string_view providers[] = {"twilio", "tropo"};

} // namespace

std::span<const VerbSpec> vocabulary() { return verbs; }

const VerbSpec& each_spec() {
    static constexpr VerbSpec spec = {.name = "each", .summary = "repeats verbs for each item of a list"};
    return spec;
}

const VerbSpec* find_verb(std::string_view name) {
    const auto* at = std::ranges::lower_bound(verbs, name, {}, &VerbSpec::name);
    return at != std::end(verbs) && at->name == name ? at : nullptr;
}

const AttributeSpec* find_attribute(const VerbSpec& verb, std::string_view name) {
    for (const AttributeSpec& one : verb.attributes) {
        if (one.name == name) {
            return &one;
        }
    }
    return nullptr;
}

const AttributeSpec* find_attribute(const VerbSpec& verb, std::string_view name, std::string_view provider) {
    if (const AttributeSpec* neutral = find_attribute(verb, name)) {
        return neutral;
    }
    for (const AttributeSpec& one : verb.extras) {
        if (one.name == name && one.provider == provider) {
            return &one;
        }
    }
    return nullptr;
}

std::span<const SignalSpec> signal_specs() { return signals; }

std::span<const std::string_view> provider_keys() { return providers; }

} // namespace callflow::flow
