// Attributes of dial and of those whom it calls.
#pragma once

#include "flow/vocabulary_parts.hpp"

namespace callflow::flow::attributes {

inline constexpr std::string_view beeps[] = {"true", "false", "onEnter", "onExit"};
inline constexpr std::string_view conference_records[] = {"do-not-record", "record-from-start"};
inline constexpr std::string_view conference_events[] = {"start", "end",    "join",    "leave",       "mute",
                                                         "hold",  "modify", "speaker", "announcement"};
inline constexpr std::string_view regions[] = {"us1", "us2", "ie1", "de1", "sg1", "br1", "au1", "jp1"};
inline constexpr std::string_view jitter_buffers[] = {"large", "medium", "small", "off"};

inline constexpr std::string_view ring_tones[] = {"at", "au", "bg", "br", "be", "ch", "cl",     "cn", "cz", "de",
                                                  "dk", "ee", "es", "fi", "fr", "gr", "hu",     "il", "in", "it",
                                                  "lt", "jp", "mx", "my", "nl", "no", "nz",     "ph", "pl", "pt",
                                                  "ru", "se", "sg", "th", "uk", "us", "us-old", "tw", "ve", "za"};

inline constexpr std::string_view channels[] = {"mono", "dual"};

inline constexpr AttributeSpec dial_attributes[] = {
    address("action", "requested when the called party is gone; else the next verb follows"),
    method(),
    number("timeout", Type::seconds, 5, 600, "seconds of ringing"),
    number("timeLimit", Type::seconds, 1, any, "seconds of talking at most"),
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
    short_text("callReason", 50, "shown to the called party"),
    text("events", "what the provider tells of the call; not documented"),
    text("passports", "signed identities of the caller; not documented"),
    old(choice("recordingChannels", channels, "whether each voice gets a channel of the recording"), "record"),
    old(text("ifMachine", "what is done when a machine answers"), "machineDetection"),
    old(text("hangupOn", "the keys that end the called leg"), "hangupOnStar"),
    old(boolean("transcribe", "whether the talk is written down"), "start"),
    old(boolean("newCallSid", "whether the called leg gets an id of its own"), "statusCallback"),
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
    number("machineDetectionTimeout", Type::seconds, 3, 60, "seconds to find out"),
    number("machineDetectionSpeechThreshold", Type::integer, 1000, 6000, "milliseconds of speech that mean a machine"),
    number("machineDetectionSpeechEndThreshold", Type::integer, 500, 5000, "milliseconds of silence that end speech"),
    number("machineDetectionSilenceTimeout", Type::integer, 2000, 10000,
           "milliseconds of silence at first that mean a machine"),
    address("amdStatusCallback", "told who answered"),
    method("amdStatusCallbackMethod"),
};
inline constexpr AttributeSpec sip_attributes[] = {
    {.name = "uri", .type = Type::uri, .summary = "`sip:user@example.com`, headers behind `?`: `…?x-id=7`"},
    text("username", "for the other side, where it asks"),
    text("password", "for the other side, where it asks"),
    address("url", "answers the called party before the two are connected"),
    method(),
    address("statusCallback", "told how the called leg fares"),
    method("statusCallbackMethod"),
    choice("statusCallbackEvent", call_events, "what statusCallback is told", Type::choices),
    choice("machineDetection", machine_detections, "whether a machine answers is found out"),
    number("machineDetectionTimeout", Type::seconds, 3, 60, "seconds to find out"),
    number("machineDetectionSpeechThreshold", Type::integer, 1000, 6000, "milliseconds of speech that mean a machine"),
    number("machineDetectionSpeechEndThreshold", Type::integer, 500, 5000, "milliseconds of silence that end speech"),
    number("machineDetectionSilenceTimeout", Type::integer, 2000, 10000,
           "milliseconds of silence at first that mean a machine"),
    address("amdStatusCallback", "told who answered"),
    method("amdStatusCallbackMethod"),
    old({.name = "sendDigits", .type = Type::dtmf, .summary = "keys played when it answers"}, "url"),
};
inline constexpr AttributeSpec sip_uri_attributes[] = {
    {.name = "uri", .type = Type::uri, .summary = "`sip:user@example.com`"},
    number("priority", Type::integer, 0, any, "the lower, the sooner it is tried"),
    number("weight", Type::integer, 0, any, "the share of calls among those of one priority"),
    text("username", "for the other side, where it asks"),
    text("password", "for the other side, where it asks"),
};
inline constexpr AttributeSpec client_attributes[] = {
    title("identity", "the client's name"),
    address("url", "answers the called party before the two are connected"),
    method(),
    address("statusCallback", "told how the called leg fares"),
    method("statusCallbackMethod"),
    choice("statusCallbackEvent", call_events, "what statusCallback is told", Type::choices),
    address("clientNotificationUrl", "told how the client was woken"),
};
inline constexpr AttributeSpec application_attributes[] = {
    text("sid", "the application's id, `AP…`"),
    address("url", "answers the called party before the two are connected"),
    method(),
    address("statusCallback", "told how the called leg fares"),
    method("statusCallbackMethod"),
    choice("statusCallbackEvent", call_events, "what statusCallback is told", Type::choices),
    text("customerId", "the customer on whose behalf it is called"),
    boolean("copyParentTo", "whether it is told the number that was called first"),
};
inline constexpr AttributeSpec whats_app_attributes[] = {
    {.name = "number", .type = Type::phone_number, .summary = "whom to call"},
    address("url", "answers the called party before the two are connected"),
    method(),
    address("statusCallback", "told how the called leg fares"),
    method("statusCallbackMethod"),
    choice("statusCallbackEvent", call_events, "what statusCallback is told", Type::choices),
};
inline constexpr AttributeSpec sim_attributes[] = {
    text("sid", "the SIM card's id, `DE…`"),
};
// Of parameters, settings and SIP headers alike.
inline constexpr AttributeSpec named_value_attributes[] = {
    title("name", "the value's name"),
    text("value", "the value"),
};
inline constexpr AttributeSpec refer_attributes[] = {
    address("action", "told what became of it; else the next verb follows"),
    method(),
};
inline constexpr AttributeSpec conference_attributes[] = {
    title("name", "the conference; who names the same is in the same"),
    boolean("muted", "whether the caller only listens"),
    choice("beep", beeps, "whether a beep says that somebody comes or goes"),
    boolean("startConferenceOnEnter", "whether it may begin when this caller is in"),
    boolean("endConferenceOnExit", "whether it ends for all when this caller leaves"),
    open_address("waitUrl", "what is heard until it begins, music where left out, nothing where empty"),
    method("waitMethod", method_of_wait),
    number("maxParticipants", Type::integer, 1, 250, "callers it holds at most"),
    choice("record", conference_records, "whether it is recorded"),
    choice("trim", trims, "whether silence at both ends of the recording is cut off"),
    text("coach", "the call, by its id, that alone hears this caller"),
    choice("region", regions, "where the sound is mixed"),
    short_text("participantLabel", 128, "a name for this caller, new in the conference"),
    choice("jitterBufferSize", jitter_buffers, "how much delay may smooth the sound"),
    address("statusCallback", "told what happens in the conference"),
    method("statusCallbackMethod"),
    choice("statusCallbackEvent", conference_events, "what statusCallback is told", Type::choices),
    address("recordingStatusCallback", "told when the recording can be fetched"),
    method("recordingStatusCallbackMethod"),
    choice("recordingStatusCallbackEvent", recording_events, "what recordingStatusCallback is told", Type::choices),
    text("recordingConfigurationId", "the provider's stored settings for recordings"),
    old(address("eventCallbackUrl", "told when it is over"), "statusCallback"),
};
inline constexpr AttributeSpec queue_attributes[] = {
    title("name", "the queue whose first caller is taken", 64),
    address("url", "answers the queued caller before the two are connected"),
    method(),
    text("reservationSid", "the reservation of a workflow that is taken up"),
    text("postWorkActivitySid", "what the worker does afterwards"),
};
inline constexpr AttributeSpec task_attributes[] = {
    {.name = "json", .type = Type::json, .summary = "what the one who takes the call is told"},
    number("priority", Type::integer, 0, any, "the greater, the sooner"),
    number("timeout", Type::seconds, 1, any, "seconds until the task is given up"),
};
} // namespace callflow::flow::attributes
