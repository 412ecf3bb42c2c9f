// Attributes of whom a dial calls, of text messages and of what is passed through as it is.
#pragma once

#include "flow/vocabulary_attributes.hpp"

namespace callflow::flow::attributes {

inline constexpr std::string_view beeps[] = {"true", "false", "onEnter", "onExit"};
inline constexpr std::string_view conference_records[] = {"do-not-record", "record-from-start"};
inline constexpr std::string_view conference_events[] = {"start", "end",    "join",    "leave",       "mute",
                                                         "hold",  "modify", "speaker", "announcement"};
inline constexpr std::string_view regions[] = {"us1", "us2", "ie1", "de1", "sg1", "br1", "au1", "jp1"};
inline constexpr std::string_view jitter_buffers[] = {"large", "medium", "small", "off"};

constexpr AttributeSpec short_text(std::string_view name, std::int64_t longest, std::string_view summary) {
    return {.name = name, .type = Type::text, .maximum = longest, .summary = summary};
}

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
inline constexpr AttributeSpec client_attributes[] = {
    title("identity", "the client's name"),
    address("url", "answers the called party before the two are connected"),
    method(),
    address("statusCallback", "told how the called leg fares"),
    method("statusCallbackMethod"),
    choice("statusCallbackEvent", call_events, "what statusCallback is told", Type::choices),
    address("clientNotificationUrl", "told how the client was woken"),
};
inline constexpr AttributeSpec parameter_attributes[] = {
    title("name", "the value's name"),
    text("value", "the value"),
};
inline constexpr AttributeSpec conference_attributes[] = {
    title("name", "the conference; who names the same is in the same"),
    boolean("muted", "whether the caller only listens"),
    choice("beep", beeps, "whether a beep says that somebody comes or goes, true where left out"),
    boolean("startConferenceOnEnter", "whether it may begin when this caller is in"),
    boolean("endConferenceOnExit", "whether it ends for all when this caller leaves"),
    address("waitUrl", "what is heard until it begins, music where left out, nothing where empty"),
    method("waitMethod"),
    number("maxParticipants", Type::integer, 1, 250, "callers it holds at most, 250"),
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
inline constexpr AttributeSpec message_attributes[] = {
    short_text("text", 1600, "what is written"),
    {.name = "to", .type = Type::phone_number, .summary = "to whom, the caller where left out"},
    {.name = "from", .type = Type::phone_number, .summary = "the number that is shown, the called one where left out"},
    address("action", "requested when it has been sent; the next verb follows where left out"),
    method(),
    address("statusCallback", "told whether it arrived"),
    {.name = "media", .type = Type::list, .summary = "addresses of pictures and other files that go with it"},
};
inline constexpr AttributeSpec raw_attributes[] = {
    {.name = "twiml", .type = Type::xml, .summary = "elements for Twilio, as they are: `<Echo/>`"},
    {.name = "tropo", .type = Type::json, .summary = "a step for Tropo, `{startRecording: {…}}`, or a list of them"},
};

} // namespace callflow::flow::attributes
