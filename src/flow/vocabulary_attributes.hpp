// Attributes of the vocabulary's verbs, as tables.
#pragma once

#include "flow/vocabulary.hpp"

namespace callflow::flow::attributes {

using Type = AttributeType;
using Words = std::span<const std::string_view>;

// --- values

inline constexpr std::string_view methods[] = {"GET", "POST"};
inline constexpr std::string_view auto_only[] = {"auto"};
inline constexpr std::string_view gather_inputs[] = {"dtmf", "speech"};
inline constexpr std::string_view speech_models[] = {"default",
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
inline constexpr std::string_view trims[] = {"trim-silence", "do-not-trim"};
inline constexpr std::string_view recording_events[] = {"in-progress", "completed", "absent"};
inline constexpr std::string_view dial_records[] = {"do-not-record",
                                                    "record-from-answer",
                                                    "record-from-ringing",
                                                    "record-from-answer-dual",
                                                    "record-from-ringing-dual",
                                                    "true",
                                                    "false"};
inline constexpr std::string_view tracks[] = {"inbound", "outbound", "both"};
inline constexpr std::string_view ring_tones[] = {"at", "au", "bg", "br", "be", "ch", "cl",     "cn", "cz", "de",
                                                  "dk", "ee", "es", "fi", "fr", "gr", "hu",     "il", "in", "it",
                                                  "lt", "jp", "mx", "my", "nl", "no", "nz",     "ph", "pl", "pt",
                                                  "ru", "se", "sg", "th", "uk", "us", "us-old", "tw", "ve", "za"};
inline constexpr std::string_view call_events[] = {"initiated", "ringing", "answered", "completed"};
inline constexpr std::string_view machine_detections[] = {"Enable", "DetectMessageEnd"};
inline constexpr std::string_view reject_reasons[] = {"rejected", "busy"};

// --- attributes

constexpr AttributeSpec text(std::string_view name, std::string_view summary) {
    return {.name = name, .type = Type::text, .summary = summary};
}
// What something is called there: never empty.
constexpr AttributeSpec title(std::string_view name, std::string_view summary, std::int64_t longest = INT64_MAX) {
    return {.name = name, .type = Type::text, .minimum = 1, .maximum = longest, .summary = summary};
}
constexpr AttributeSpec address(std::string_view name, std::string_view summary) {
    return {.name = name, .type = Type::address, .summary = summary};
}
constexpr AttributeSpec boolean(std::string_view name, std::string_view summary) {
    return {.name = name, .type = Type::boolean, .summary = summary};
}
constexpr AttributeSpec number(std::string_view name, Type type, std::int64_t minimum, std::int64_t maximum,
                               std::string_view summary, Words words = {}) {
    return {.name = name, .type = type, .values = words, .minimum = minimum, .maximum = maximum, .summary = summary};
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
inline constexpr std::int64_t any = INT64_MAX;

inline constexpr AttributeSpec say_attributes[] = {
    {.name = "text", .type = Type::spoken, .summary = "what is said"},
    {.name = "prompt", .type = Type::prompt, .summary = "a text of the flow's `prompts`, instead of `text`"},
    text("voice", "who says it; the provider's name of the voice"),
    text("language", "language of the text, `en-US`"),
    number("loop", Type::integer, 0, any, "how often; 0 is until the caller hangs up"),
};
inline constexpr AttributeSpec play_attributes[] = {
    address("url", "the sound file"),
    number("loop", Type::integer, 0, any, "how often; 0 is until the caller hangs up"),
    {.name = "digits", .type = Type::dtmf, .summary = "keys played as tones instead of a file"},
};
inline constexpr AttributeSpec pause_attributes[] = {
    number("length", Type::seconds, 1, any, "seconds of silence, 1 where left out"),
};
inline constexpr AttributeSpec gather_attributes[] = {
    choice("input", gather_inputs, "keys, speech or both; keys where left out", Type::choices),
    address("action", "where what was typed or said goes; the same state where left out"),
    method(),
    number("timeout", Type::seconds, 1, any, "seconds of silence after the last key or word, 5", auto_only),
    number("speechTimeout", Type::seconds, 1, any, "seconds of silence that end speech", auto_only),
    number("maxSpeechTime", Type::seconds, 1, any, "seconds of speech at most"),
    {.name = "finishOnKey",
     .type = Type::key_set,
     .maximum = 1,
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
inline constexpr AttributeSpec record_attributes[] = {
    address("action", "where the recording goes; the same state where left out"),
    method(),
    number("timeout", Type::seconds, 0, any, "seconds of silence that end the recording, 5"),
    number("maxLength", Type::seconds, 1, 86400, "seconds the recording lasts at most, 3600"),
    {.name = "finishOnKey", .type = Type::key_set, .summary = "the keys that end the recording, any where left out"},
    boolean("playBeep", "whether a beep says that it begins"),
    choice("trim", trims, "whether silence at both ends is cut off"),
    address("recordingStatusCallback", "told when the recording can be fetched"),
    method("recordingStatusCallbackMethod"),
    choice("recordingStatusCallbackEvent", recording_events, "what recordingStatusCallback is told", Type::choices),
    boolean("transcribe", "whether the recording is written down"),
    address("transcribeCallback", "where the written text goes; needs transcribe"),
    text("recordingConfigurationId", "the provider's stored settings for recordings"),
};
inline constexpr AttributeSpec redirect_attributes[] = {
    address("url", "the event, or address, that answers next"),
    method(),
};
inline constexpr AttributeSpec reject_attributes[] = {
    choice("reason", reject_reasons, "what the caller hears"),
};
inline constexpr AttributeSpec enqueue_attributes[] = {
    title("name", "the queue"),
    address("action", "requested when the call has left the queue and any talk is over"),
    method(),
    address("waitUrl", "what waiting callers hear"),
    method("waitUrlMethod"),
    text("workflowSid", "a workflow instead of a queue's name"),
    number("maxQueueSize", Type::integer, 1, any, "callers the queue holds at most"),
};
inline constexpr AttributeSpec dial_attributes[] = {
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
    choice("recordingStatusCallbackEvent", recording_events, "what recordingStatusCallback is told", Type::choices),
    text("recordingConfigurationId", "the provider's stored settings for recordings"),
    choice("ringTone", ring_tones, "the country whose ringing the caller hears"),
    boolean("sequential", "whether several parties are tried one after the other"),
    address("referUrl", "answers when the called party asks to be transferred"),
    method("referMethod"),
    text("callReason", "shown to the called party, 50 characters at most"),
};
inline constexpr AttributeSpec number_attributes[] = {
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

} // namespace callflow::flow::attributes
