// TwiML as data: which element a verb becomes, and what it takes.
#include "providers/rows.hpp"
#include "providers/twilio/twilio.hpp"

#include <algorithm>
#include <array>

namespace callflow::providers::twilio {

namespace {

using Names = std::string_view[];

constexpr Names say = {"text", "prompt", "voice", "language", "loop"};
constexpr Names play = {"url", "loop", "digits"};
constexpr Names pause = {"length"};
constexpr Names gather = {"input",
                          "action",
                          "method",
                          "timeout",
                          "speechTimeout",
                          "maxSpeechTime",
                          "finishOnKey",
                          "numDigits",
                          "actionOnEmptyResult",
                          "language",
                          "hints",
                          "speechModel",
                          "profanityFilter",
                          "partialResultCallback",
                          "partialResultCallbackMethod",
                          "bargeIn",
                          "enhanced",
                          "debug"};
constexpr Names record = {"action",
                          "method",
                          "timeout",
                          "maxLength",
                          "finishOnKey",
                          "playBeep",
                          "trim",
                          "recordingStatusCallback",
                          "recordingStatusCallbackMethod",
                          "recordingStatusCallbackEvent",
                          "transcribe",
                          "transcribeCallback",
                          "recordingConfigurationId"};
constexpr Names dial = {"number",
                        "action",
                        "method",
                        "timeout",
                        "timeLimit",
                        "callerId",
                        "hangupOnStar",
                        "answerOnBridge",
                        "record",
                        "trim",
                        "recordingTrack",
                        "recordingStatusCallback",
                        "recordingStatusCallbackMethod",
                        "recordingStatusCallbackEvent",
                        "recordingConfigurationId",
                        "ringTone",
                        "sequential",
                        "referUrl",
                        "referMethod",
                        "callReason"};
constexpr Names number = {"number",
                          "sendDigits",
                          "url",
                          "method",
                          "statusCallback",
                          "statusCallbackMethod",
                          "statusCallbackEvent",
                          "byoc",
                          "machineDetection",
                          "machineDetectionTimeout",
                          "machineDetectionSpeechThreshold",
                          "machineDetectionSpeechEndThreshold",
                          "machineDetectionSilenceTimeout",
                          "amdStatusCallback",
                          "amdStatusCallbackMethod"};
constexpr Names enqueue = {"name", "action", "method", "waitUrl", "waitUrlMethod", "workflowSid", "maxQueueSize"};
constexpr Names redirect = {"url", "method"};
constexpr Names reject = {"reason"};
constexpr Names message = {"text", "to", "from", "action", "method", "statusCallback", "media"};
constexpr Names sip = {"uri",
                       "username",
                       "password",
                       "url",
                       "method",
                       "statusCallback",
                       "statusCallbackMethod",
                       "statusCallbackEvent",
                       "machineDetection",
                       "machineDetectionTimeout",
                       "machineDetectionSpeechThreshold",
                       "machineDetectionSpeechEndThreshold",
                       "machineDetectionSilenceTimeout",
                       "amdStatusCallback",
                       "amdStatusCallbackMethod"};
constexpr Names client = {"identity",
                          "url",
                          "method",
                          "statusCallback",
                          "statusCallbackMethod",
                          "statusCallbackEvent",
                          "clientNotificationUrl"};
constexpr Names parameter = {"name", "value"};
constexpr Names conference = {"name",
                              "muted",
                              "beep",
                              "startConferenceOnEnter",
                              "endConferenceOnExit",
                              "waitUrl",
                              "waitMethod",
                              "maxParticipants",
                              "record",
                              "trim",
                              "coach",
                              "region",
                              "participantLabel",
                              "jitterBufferSize",
                              "statusCallback",
                              "statusCallbackMethod",
                              "statusCallbackEvent",
                              "recordingStatusCallback",
                              "recordingStatusCallbackMethod",
                              "recordingStatusCallbackEvent",
                              "recordingConfigurationId"};
constexpr Names queue = {"name", "url", "method", "reservationSid", "postWorkActivitySid"};
constexpr Names task = {"json", "priority", "timeout"};
constexpr Names raw = {"twiml"};

// A row whose attributes the vocabulary does not know yet lists none of them.
constexpr Row row(std::string_view verb, std::string_view element, std::span<const std::string_view> attributes = {},
                  std::string_view text = {}) {
    return {{verb, element, attributes, {}}, text};
}
constexpr Row none(std::string_view verb, std::string_view instead) { return {{verb, {}, {}, instead}, {}}; }

// Sorted by name.
constexpr auto rows = std::to_array<Row>({
    row("aiSession", "AiSession"),
    none("answer", "Twilio answers by itself; put a pause first to answer later"),
    row("application", "Application"),
    row("assistant", "Assistant"),
    row("client", "Client", client, "identity"),
    row("conference", "Conference", conference, "name"),
    row("config", "Config"),
    row("connect", "Connect"),
    row("conversation", "Conversation"),
    row("conversationRelay", "ConversationRelay"),
    row("conversationRelaySession", "ConversationRelaySession"),
    row("dial", "Dial", dial, "number"),
    row("echo", "Echo"),
    row("enqueue", "Enqueue", enqueue, "name"),
    row("gather", "Gather", gather),
    row("hangup", "Hangup"),
    row("header", "Header"),
    row("language", "Language"),
    row("leave", "Leave"),
    row("message", "Sms, Message", message, "text"),
    row("number", "Number", number, "number"),
    row("parameter", "Parameter", parameter),
    row("pause", "Pause", pause),
    row("pay", "Pay"),
    row("play", "Play", play, "url"),
    row("prompt", "Prompt"),
    row("queue", "Queue", queue, "name"),
    row("raw", as_it_is, raw),
    row("record", "Record", record),
    row("recording", "Recording"),
    row("redirect", "Redirect", redirect, "url"),
    row("refer", "Refer"),
    row("reject", "Reject", reject),
    row("room", "Room"),
    row("say", "Say", say, "text"),
    row("sim", "Sim"),
    row("sip", "Sip", sip, "uri"),
    row("siprec", "Siprec"),
    row("start", "Start"),
    none("startRecording", "use `start` with `recording`, or record on dial"),
    row("stop", "Stop"),
    none("stopRecording", "a recording that `start` began ends with the call"),
    row("stream", "Stream"),
    row("task", "Task", task, "json"),
    row("transcription", "Transcription"),
    none("transfer", "use dial to stay on the line, refer to let go of a SIP leg"),
    row("virtualAgent", "VirtualAgent"),
    none("wait", "use pause, which counts seconds"),
    row("whatsApp", "WhatsApp"),
});
static_assert(std::ranges::is_sorted(rows, {}, [](const Row& one) { return one.support.verb; }));

constexpr auto supports = [] {
    std::array<VerbSupport, rows.size()> out{};
    std::ranges::transform(rows, out.begin(), &Row::support);
    return out;
}();

} // namespace

const Row* find_row(const flow::VerbSpec& verb) {
    return find_beside(std::span<const Row>(rows), flow::vocabulary(), verb,
                       [](const Row& one) { return one.support.verb; });
}

std::span<const VerbSupport> support() { return supports; }

constexpr Provider provider{
    .name = "twilio",
    .title = "Twilio (TwiML)",
    .extension = "xml",
    .content_type = "text/xml",
    .verbs = supports,
    .render = render,
    .compare = compare,
    .parse = parse,
    .check = check,
    .check_occasion = check_occasion,
    .effect_request = effect_request,
};

} // namespace callflow::providers::twilio
