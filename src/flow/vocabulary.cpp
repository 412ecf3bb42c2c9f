#include "flow/vocabulary.hpp"

#include <algorithm>
#include <array>

namespace callflow::flow {
namespace {

using Type = AttributeType;
using Words = std::span<const std::string_view>;

// --- values

constexpr std::string_view methods[] = {"GET", "POST"};
constexpr std::string_view auto_only[] = {"auto"};
constexpr std::string_view gather_inputs[] = {"dtmf", "speech"};
constexpr std::string_view speech_models[] = {"default",
                                              "numbers_and_commands",
                                              "phone_call",
                                              "experimental_conversations",
                                              "experimental_utterances",
                                              "googlev2_long",
                                              "googlev2_short",
                                              "googlev2_telephony",
                                              "googlev2_telephony_short",
                                              "deepgram_nova-2",
                                              "deepgram_nova-3"};
constexpr std::string_view trims[] = {"trim-silence", "do-not-trim"};
constexpr std::string_view recording_events[] = {"in-progress", "completed", "absent"};
constexpr std::string_view dial_records[] = {"do-not-record",
                                             "record-from-answer",
                                             "record-from-ringing",
                                             "record-from-answer-dual",
                                             "record-from-ringing-dual",
                                             "true",
                                             "false"};
constexpr std::string_view tracks[] = {"inbound", "outbound", "both"};
constexpr std::string_view ring_tones[] = {
    "at", "au", "bg", "br", "be", "ch", "cl", "cn", "cz",     "de", "dk", "ee", "es", "fi",
    "fr", "gr", "hu", "il", "in", "it", "lt", "jp", "mx",     "my", "nl", "no", "nz", "ph",
    "pl", "pt", "ru", "se", "sg", "th", "uk", "us", "us-old", "tw", "ve", "za"};
constexpr std::string_view call_events[] = {"initiated", "ringing", "answered", "completed"};
constexpr std::string_view machine_detections[] = {"Enable", "DetectMessageEnd"};
constexpr std::string_view reject_reasons[] = {"rejected", "busy"};

// --- attributes

constexpr AttributeSpec text(std::string_view name, std::string_view summary) {
    return {.name = name, .type = Type::text, .summary = summary};
}
constexpr AttributeSpec address(std::string_view name, std::string_view summary) {
    return {.name = name, .type = Type::address, .summary = summary};
}
constexpr AttributeSpec boolean(std::string_view name, std::string_view summary) {
    return {.name = name, .type = Type::boolean, .summary = summary};
}
constexpr AttributeSpec number(std::string_view name, Type type, std::int64_t minimum,
                               std::int64_t maximum, std::string_view summary, Words words = {}) {
    return {.name = name,
            .type = type,
            .values = words,
            .minimum = minimum,
            .maximum = maximum,
            .summary = summary};
}
// One of a list that may have grown since it was written down: other values deserve a warning at
// most.
constexpr AttributeSpec choice(std::string_view name, Words values, std::string_view summary,
                               Type type = Type::choice) {
    return {.name = name, .type = type, .values = values, .open_values = true, .summary = summary};
}
constexpr AttributeSpec method(std::string_view name = "method") {
    return {.name = name,
            .type = Type::choice,
            .values = methods,
            .summary = "how the address is requested, POST where left out"};
}
constexpr std::int64_t any = INT64_MAX;

constexpr AttributeSpec say_attributes[] = {
    {.name = "text", .type = Type::spoken, .summary = "what is said"},
    text("voice", "who says it; the provider's name of the voice"),
    text("language", "language of the text, `en-US`"),
    number("loop", Type::integer, 0, any, "how often; 0 is until the caller hangs up"),
};
constexpr AttributeSpec play_attributes[] = {
    address("url", "the sound file"),
    number("loop", Type::integer, 0, any, "how often; 0 is until the caller hangs up"),
    {.name = "digits", .type = Type::dtmf, .summary = "keys played as tones instead of a file"},
};
constexpr AttributeSpec pause_attributes[] = {
    number("length", Type::seconds, 1, any, "seconds of silence, 1 where left out"),
};
constexpr AttributeSpec gather_attributes[] = {
    choice("input", gather_inputs, "keys, speech or both; keys where left out", Type::choices),
    address("action", "where what was typed or said goes; the same state where left out"),
    method(),
    number("timeout", Type::seconds, 1, any, "seconds of silence after the last key or word, 5",
           auto_only),
    number("speechTimeout", Type::seconds, 1, any, "seconds of silence that end speech", auto_only),
    number("maxSpeechTime", Type::seconds, 1, any, "seconds of speech at most"),
    {.name = "finishOnKey",
     .type = Type::key_set,
     .summary = "the key that ends the input, `#` where left out, none where empty"},
    number("numDigits", Type::integer, 1, any, "keys after which the input is complete"),
    boolean("actionOnEmptyResult", "whether the address is requested when nothing was typed"),
    text("language", "language of the speech, `en-US`"),
    text("hints", "words that are likely to be said, separated by commas"),
    choice("speechModel", speech_models, "how speech is recognised"),
    boolean("profanityFilter", "whether swear words are masked"),
    address("partialResultCallback", "where speech goes while it is being said"),
    method("partialResultCallbackMethod"),
    boolean("bargeIn", "whether input interrupts the prompt"),
    boolean("enhanced", "the better and dearer recogniser; superseded by speechModel"),
    boolean("debug", "more about recognition in the provider's log"),
};
constexpr AttributeSpec record_attributes[] = {
    address("action", "where the recording goes; the same state where left out"),
    method(),
    number("timeout", Type::seconds, 0, any, "seconds of silence that end the recording, 5"),
    number("maxLength", Type::seconds, 1, 86400, "seconds the recording lasts at most, 3600"),
    {.name = "finishOnKey",
     .type = Type::key_set,
     .summary = "the keys that end the recording, any where left out"},
    boolean("playBeep", "whether a beep says that it begins"),
    choice("trim", trims, "whether silence at both ends is cut off"),
    address("recordingStatusCallback", "told when the recording can be fetched"),
    method("recordingStatusCallbackMethod"),
    choice("recordingStatusCallbackEvent", recording_events, "what recordingStatusCallback is told",
           Type::choices),
    boolean("transcribe", "whether the recording is written down"),
    address("transcribeCallback", "where the written text goes; needs transcribe"),
    text("recordingConfigurationId", "the provider's stored settings for recordings"),
};
constexpr AttributeSpec redirect_attributes[] = {
    address("url", "the event, or address, that answers next"),
    method(),
};
constexpr AttributeSpec reject_attributes[] = {
    choice("reason", reject_reasons, "what the caller hears"),
};
constexpr AttributeSpec enqueue_attributes[] = {
    text("name", "the queue"),
    address("action", "requested when the call has left the queue and any talk is over"),
    method(),
    address("waitUrl", "what waiting callers hear"),
    method("waitUrlMethod"),
    text("workflowSid", "a workflow instead of a queue's name"),
    number("maxQueueSize", Type::integer, 1, any, "callers the queue holds at most"),
};
constexpr AttributeSpec dial_attributes[] = {
    address("action", "requested when the called party is gone; else the next verb follows"),
    method(),
    number("timeout", Type::seconds, 5, 600, "seconds of ringing, 30"),
    number("timeLimit", Type::seconds, 1, any, "seconds of talking at most, 14400"),
    {.name = "callerId",
     .type = Type::phone_number,
     .summary = "who is shown to the called party, the caller where left out"},
    boolean("hangupOnStar", "whether the caller's `*` ends the called leg"),
    boolean("answerOnBridge", "whether the caller hears ringing until the called party answers"),
    choice("record", dial_records, "whether and from when on both are recorded"),
    choice("trim", trims, "whether silence at both ends of the recording is cut off"),
    choice("recordingTrack", tracks, "whose voice is recorded"),
    address("recordingStatusCallback", "told when the recording can be fetched"),
    method("recordingStatusCallbackMethod"),
    choice("recordingStatusCallbackEvent", recording_events, "what recordingStatusCallback is told",
           Type::choices),
    text("recordingConfigurationId", "the provider's stored settings for recordings"),
    choice("ringTone", ring_tones, "the country whose ringing the caller hears"),
    boolean("sequential", "whether several parties are tried one after the other"),
    address("referUrl", "answers when the called party asks to be transferred"),
    method("referMethod"),
    text("callReason", "shown to the called party, 50 characters at most"),
};
constexpr AttributeSpec number_attributes[] = {
    {.name = "number", .type = Type::phone_number, .summary = "whom to call"},
    {.name = "sendDigits", .type = Type::dtmf, .summary = "keys played when it answers"},
    address("url", "answers the called party before the two are connected"),
    method(),
    address("statusCallback", "told how the called leg fares"),
    method("statusCallbackMethod"),
    choice("statusCallbackEvent", call_events, "what statusCallback is told", Type::choices),
    text("byoc", "the provider's name of an own trunk"),
    choice("machineDetection", machine_detections, "whether a machine answers is found out"),
    number("machineDetectionTimeout", Type::seconds, 3, 60, "seconds to find out, 30"),
    number("machineDetectionSpeechThreshold", Type::integer, 1000, 6000,
           "milliseconds of speech that mean a machine, 2400"),
    number("machineDetectionSpeechEndThreshold", Type::integer, 500, 5000,
           "milliseconds of silence that end speech, 1200"),
    number("machineDetectionSilenceTimeout", Type::integer, 2000, 10000,
           "milliseconds of silence at first that mean a machine, 5000"),
    address("amdStatusCallback", "told who answered"),
    method("amdStatusCallbackMethod"),
};
constexpr AttributeSpec message_attributes[] = {
    {.name = "text", .type = Type::text, .summary = "what is written"},
};
constexpr AttributeSpec name_attribute[] = {text("name", "its name")};
constexpr AttributeSpec uri_attribute[] = {text("uri", "`sip:user@example.com`")};
constexpr AttributeSpec identity_attribute[] = {text("identity", "the client's name")};

// --- verbs and nouns

constexpr std::string_view prompt_verbs[] = {"say", "play", "pause"};
constexpr std::string_view dial_nouns[] = {"number", "client", "sip",         "conference",
                                           "queue",  "sim",    "application", "whatsApp"};
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
    return {.name = name,
            .children = children,
            .in_response = in_response,
            .supported = false,
            .summary = summary};
}
constexpr VerbSpec noun(std::string_view name, std::string_view summary) {
    return later(name, summary, false);
}
constexpr VerbSpec noun(std::string_view name, std::string_view content,
                        std::span<const AttributeSpec> attributes, std::string_view summary) {
    VerbSpec spec = later(name, summary, false);
    spec.content = content;
    spec.attributes = attributes;
    return spec;
}

// Sorted by name.
constexpr VerbSpec verbs[] = {
    noun("aiSession", "a prepared session with an assistant (connect)"),
    later("answer", "picks up, where the provider would otherwise wait for the first sound"),
    noun("application", "another application of the provider (dial)"),
    noun("assistant", "an assistant of the provider (connect)"),
    noun("client", "identity", identity_attribute, "a browser or mobile client (dial)"),
    {.name = "conference",
     .content = "name",
     .content_required = true,
     .attributes = name_attribute,
     .supported = false,
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
     .attributes = dial_attributes,
     .children = dial_nouns,
     .waits_for_caller = true,
     .summary = "calls somebody and connects the two"},
    later("echo", "gives back what it hears; for tests"),
    {.name = "enqueue",
     .content = "name",
     .content_required = true,
     .content_unless = "workflowSid",
     .attributes = enqueue_attributes,
     .children = enqueue_nouns,
     .waits_for_caller = true,
     .summary = "lets the caller wait in a queue until somebody takes the call"},
    {.name = "gather",
     .attributes = gather_attributes,
     .prompt_key = "prompt",
     .children = prompt_verbs,
     .waits_for_caller = true,
     .summary = "asks for keys or speech"},
    {.name = "hangup", .ends_document = true, .summary = "ends the call"},
    noun("header", "a SIP header by name and value (sip)"),
    noun("language", "a language a relay speaks (conversationRelay)"),
    later("leave", "takes the call out of the queue it waits in"),
    {.name = "message",
     .content = "text",
     .content_required = true,
     .attributes = message_attributes,
     .supported = false,
     .summary = "sends a text message"},
    {.name = "number",
     .content = "number",
     .content_required = true,
     .attributes = number_attributes,
     .in_response = false,
     .summary = "a telephone number (dial)"},
    noun("parameter", "a value by name (client, application, pay, connect, start)"),
    {.name = "pause", .content = "length", .attributes = pause_attributes, .summary = "is silent"},
    later("pay", "takes a card's or account's number and charges it", true, pay_nouns),
    {.name = "play",
     .content = "url",
     .content_required = true,
     .content_unless = "digits",
     .attributes = play_attributes,
     .summary = "plays a sound file, or keys"},
    noun("prompt", "what is said at a step of a payment (pay)"),
    noun("queue", "name", name_attribute, "the first who waits in a queue (dial)"),
    later("raw", "a provider's own document, passed through"),
    {.name = "record",
     .attributes = record_attributes,
     .waits_for_caller = true,
     .summary = "records the caller"},
    noun("recording", "a recording on the side (start)"),
    {.name = "redirect",
     .content = "url",
     .content_required = true,
     .attributes = redirect_attributes,
     .ends_document = true,
     .summary = "goes on with the answer to another event or address"},
    later("refer", "asks the caller's SIP side to call somebody else", true, refer_nouns),
    {.name = "reject",
     .attributes = reject_attributes,
     .supported = false,
     .ends_document = true,
     .summary = "refuses the call without answering it"},
    noun("room", "a video room (connect)"),
    {.name = "say",
     .content = "text",
     .content_required = true,
     .attributes = say_attributes,
     .summary = "speaks a text"},
    noun("sim", "a SIM card of the provider (dial)"),
    noun("sip", "uri", uri_attribute, "a SIP address (dial, refer)"),
    noun("siprec", "a SIPREC session (start, stop)"),
    later("start", "begins something on the side: stream, siprec, transcription, recording", true,
          start_nouns),
    later("startRecording", "records the whole call from here on"),
    later("stop", "ends what start began", true, stop_nouns),
    later("stopRecording", "ends what startRecording began"),
    noun("stream", "the call's sound over a socket (connect, start, stop)"),
    noun("task", "what the one who takes the call is told, as JSON (enqueue)"),
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

}  // namespace

std::span<const VerbSpec> vocabulary() {
    return verbs;
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

std::span<const SignalSpec> signal_specs() {
    return signals;
}

std::span<const std::string_view> provider_keys() {
    return providers;
}

}  // namespace callflow::flow
