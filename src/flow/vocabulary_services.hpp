// Attributes of what a call's sound is handed to: by `connect` for good, by `start` on the side.
#pragma once

#include "flow/vocabulary_parts.hpp"

namespace callflow::flow::attributes {

inline constexpr AttributeSpec connect_attributes[] = {
    address("action", "requested when the service is done; else the next verb follows"),
    method(),
};
inline constexpr AttributeSpec start_attributes[] = {
    address("action", "requested when it has begun; else the next verb follows"),
    method(),
};

// --- on the side

inline constexpr AttributeSpec stream_attributes[] = {
    socket("url", "wss://", "the socket that the sound goes to, `wss://…`"),
    text("name", "a name for it, by which `stop` finds it"),
    choice("track", stream_tracks, "whose voice it carries"),
    text("connectorName", "a connector of the provider instead of an address"),
    address("statusCallback", "told when it begins and ends"),
    method("statusCallbackMethod"),
};
inline constexpr AttributeSpec siprec_attributes[] = {
    text("connectorName", "the connector of the provider that takes it"),
    text("name", "a name for it, by which `stop` finds it"),
    choice("track", stream_tracks, "whose voice it carries"),
    address("statusCallback", "told when it begins and ends"),
    method("statusCallbackMethod"),
};
inline constexpr std::string_view transcription_engines[] = {"google", "deepgram"};
inline constexpr AttributeSpec transcription_attributes[] = {
    text("name", "a name for it, by which `stop` finds it"),
    address("statusCallbackUrl", "where the text goes; absolute"),
    method("statusCallbackMethod"),
    text("languageCode", "language of the speech"),
    choice("track", stream_tracks, "whose voice is written down"),
    text("inboundTrackLabel", "a name for the caller's track"),
    text("outboundTrackLabel", "a name for the other track"),
    choice("transcriptionEngine", transcription_engines, "who recognises it"),
    text("speechModel", "how speech is recognised"),
    boolean("profanityFilter", "whether swear words are masked"),
    boolean("partialResults", "whether text comes while it is being said"),
    text("hints", "words that are likely to be said, separated by commas"),
    boolean("enableAutomaticPunctuation", "whether commas and stops are set"),
    text("intelligenceService", "the provider's service that the text goes to as well"),
    boolean("enableProviderData", "whether what the recogniser says besides comes along"),
    text("conversationConfiguration", "the provider's stored settings of a conversation"),
    text("conversationId", "the conversation that the text belongs to"),
};
inline constexpr std::string_view recording_channels[] = {"mono", "dual"};
inline constexpr AttributeSpec recording_attributes[] = {
    address("recordingStatusCallback", "told when the recording can be fetched"),
    method("recordingStatusCallbackMethod"),
    choice("recordingStatusCallbackEvent", recording_events, "what recordingStatusCallback is told", Type::choices),
    choice("trim", trims, "whether silence at both ends of the recording is cut off"),
    choice("track", tracks, "whose voice is recorded"),
    choice("channels", recording_channels, "whether each voice gets a channel of its own"),
    text("recordingConfigurationId", "the provider's stored settings for recordings"),
};

// --- for good

inline constexpr std::string_view interruptions[] = {"none", "dtmf", "speech", "any", "true", "false"};
inline constexpr std::string_view reported_input[] = {"none", "dtmf", "speech", "any", "true", "false"};
inline constexpr std::string_view speech_makers[] = {"ElevenLabs", "Google", "Amazon"};
inline constexpr std::string_view speech_takers[] = {"Deepgram", "Google"};
inline constexpr std::string_view sensitivities[] = {"high", "medium", "low"};
inline constexpr std::string_view off_on_auto[] = {"off", "on", "auto"};
inline constexpr std::string_view relay_debug[] = {"debugging", "speaker-events", "tokens-played"};
inline constexpr AttributeSpec conversation_relay_attributes[] = {
    socket("url", "wss://", "the socket that the texts go to and come from, `wss://…`"),
    text("welcomeGreeting", "what is said first"),
    choice("welcomeGreetingInterruptible", interruptions, "what interrupts the greeting"),
    text("language", "language of both sides"),
    text("ttsLanguage", "language that is spoken, `language` where left out"),
    choice_in_any_case("ttsProvider", speech_makers, "who speaks"),
    text("voice", "the voice that speaks; the name is that provider's"),
    text("transcriptionLanguage", "language that is understood, `language` where left out"),
    choice_in_any_case("transcriptionProvider", speech_takers, "who understands"),
    text("speechModel", "how speech is recognised"),
    choice("interruptible", interruptions, "what interrupts what is said"),
    choice("interruptSensitivity", sensitivities, "how little speech interrupts"),
    boolean("dtmfDetection", "whether keys are told"),
    choice("reportInputDuringAgentSpeech", reported_input, "what is told while something is said"),
    boolean("preemptible", "whether a new text cuts off the one that is being said"),
    text("hints", "words that are likely to be said, separated by commas"),
    choice("debug", relay_debug, "what else is told over the socket", Type::choices),
    choice("elevenlabsTextNormalization", off_on_auto, "whether numbers and such are made into words"),
    text("intelligenceService", "the provider's service that the talk goes to as well"),
    boolean("partialPrompts", "whether texts come while they are being said"),
    boolean("profanityFilter", "whether swear words are masked"),
    text("speechTimeout", "silence that ends what is said"),
    text("backgroundNoiseReduction", "how much noise is taken out"),
    boolean("deepgramSmartFormat", "whether numbers and such are formatted"),
    boolean("ignoreBackchannel", "whether `mhm` and the like do not interrupt"),
    text("events", "what else is told over the socket"),
};
inline constexpr AttributeSpec language_attributes[] = {
    text("code", "the language, `es-MX`"),
    choice_in_any_case("ttsProvider", speech_makers, "who speaks it"),
    text("voice", "the voice that speaks it"),
    choice_in_any_case("transcriptionProvider", speech_takers, "who understands it"),
    text("speechModel", "how it is recognised"),
};
inline constexpr AttributeSpec assistant_attributes[] = {
    text("id", "the assistant's id"),
    text("welcomeGreeting", "what is said first"),
    choice("welcomeGreetingInterruptible", interruptions, "what interrupts the greeting"),
    text("language", "language of both sides"),
    text("ttsLanguage", "language that is spoken"),
    choice_in_any_case("ttsProvider", speech_makers, "who speaks"),
    text("voice", "the voice that speaks; the name is that provider's"),
    text("transcriptionLanguage", "language that is understood"),
    choice_in_any_case("transcriptionProvider", speech_takers, "who understands"),
    text("speechModel", "how speech is recognised"),
    choice("interruptible", interruptions, "what interrupts what is said"),
    choice("interruptSensitivity", sensitivities, "how little speech interrupts"),
    boolean("dtmfDetection", "whether keys are told"),
    choice("reportInputDuringAgentSpeech", reported_input, "what is told while something is said"),
    boolean("preemptible", "whether a new text cuts off the one that is being said"),
    text("hints", "words that are likely to be said, separated by commas"),
    choice("debug", relay_debug, "what else is told", Type::choices),
    choice("elevenlabsTextNormalization", off_on_auto, "whether numbers and such are made into words"),
    text("intelligenceService", "the provider's service that the talk goes to as well"),
    boolean("partialPrompts", "whether texts come while they are being said"),
    boolean("profanityFilter", "whether swear words are masked"),
};
inline constexpr AttributeSpec virtual_agent_attributes[] = {
    text("connectorName", "the connector of the provider that leads to the agent"),
    text("language", "language of the agent"),
    boolean("sentimentAnalysis", "whether moods are told"),
    address("statusCallback", "told how it fares"),
    method("statusCallbackMethod"),
};
inline constexpr std::string_view conversation_events[] = {"call-initiated", "call-ringing", "call-answered",
                                                           "call-completed"};
inline constexpr AttributeSpec conversation_attributes[] = {
    text("serviceInstanceSid", "the provider's service of conversations, `IS…`"),
    boolean("inboundAutocreation", "whether a conversation is made where there is none"),
    number("routingAssignmentTimeout", Type::seconds, 1, any, "seconds until somebody is assigned"),
    number("inboundTimeout", Type::seconds, 1, any, "seconds until somebody answers"),
    address("url", "answers the other side before the two are connected"),
    method(),
    choice("record", dial_records, "whether and from when on both are recorded"),
    choice("trim", trims, "whether silence at both ends of the recording is cut off"),
    address("recordingStatusCallback", "told when the recording can be fetched"),
    method("recordingStatusCallbackMethod"),
    choice("recordingStatusCallbackEvent", recording_events, "what recordingStatusCallback is told", Type::choices),
    address("statusCallback", "told how the call fares"),
    method("statusCallbackMethod"),
    choice("statusCallbackEvent", conversation_events, "what statusCallback is told", Type::choices),
};
inline constexpr AttributeSpec room_attributes[] = {
    text("name", "the video room"),
    text("participantIdentity", "the caller's name in it"),
};
inline constexpr AttributeSpec ai_session_attributes[] = {
    text("aiConnector", "the connector of the provider that leads to it"),
    text("aiSessionConfiguration", "the provider's stored settings"),
};
inline constexpr AttributeSpec relay_session_attributes[] = {
    text("connector", "the connector of the provider that leads to it"),
    text("sessionConfiguration", "the provider's stored settings"),
};
inline constexpr AttributeSpec autopilot_attributes[] = {
    old(text("name", "the assistant of a service that is no more"), "conversationRelay"),
};

} // namespace callflow::flow::attributes
