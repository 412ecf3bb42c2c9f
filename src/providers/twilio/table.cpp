// TwiML as data: which element a verb becomes, and what it takes.
#include "providers/rows.hpp"
#include "providers/twilio/twilio.hpp"

#include <algorithm>
#include <array>

namespace callflow::providers::twilio {

namespace {

using Names = std::string_view[];

constexpr Names say = {"text", "ssml", "prompt", "voice", "language", "loop"};
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
constexpr Names transfer = {"to",       "agent",   "queue",  "mode", "via",    "action",   "ring",
                            "callerId", "whisper", "preset", "url",  "method", "user",     "callid",
                            "query",    "headers", "json",   "form", "body",   "accepted", "timeout"};
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
                        "callReason",
                        "events",
                        "passports",
                        "recordingChannels",
                        "ifMachine",
                        "hangupOn",
                        "transcribe",
                        "newCallSid"};
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
                       "amdStatusCallbackMethod",
                       "sendDigits"};
constexpr Names client = {"identity",
                          "url",
                          "method",
                          "statusCallback",
                          "statusCallbackMethod",
                          "statusCallbackEvent",
                          "clientNotificationUrl"};
constexpr Names named_value = {"name", "value"};
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
                              "recordingConfigurationId",
                              "eventCallbackUrl"};
constexpr Names queue = {"name", "url", "method", "reservationSid", "postWorkActivitySid"};
constexpr Names task = {"json", "priority", "timeout"};
constexpr Names ai_session = {"aiConnector", "aiSessionConfiguration"};
constexpr Names application = {
    "sid",        "url",         "method", "statusCallback", "statusCallbackMethod", "statusCallbackEvent",
    "customerId", "copyParentTo"};
constexpr Names assistant = {"id",
                             "welcomeGreeting",
                             "welcomeGreetingInterruptible",
                             "language",
                             "ttsLanguage",
                             "ttsProvider",
                             "voice",
                             "transcriptionLanguage",
                             "transcriptionProvider",
                             "speechModel",
                             "interruptible",
                             "dtmfDetection",
                             "hints",
                             "interruptSensitivity",
                             "reportInputDuringAgentSpeech",
                             "preemptible",
                             "debug",
                             "elevenlabsTextNormalization",
                             "intelligenceService",
                             "partialPrompts",
                             "profanityFilter"};
constexpr Names autopilot = {"name"};
constexpr Names action = {"action", "method"};
constexpr Names conversation = {"serviceInstanceSid",
                                "inboundAutocreation",
                                "routingAssignmentTimeout",
                                "inboundTimeout",
                                "url",
                                "method",
                                "record",
                                "trim",
                                "recordingStatusCallback",
                                "recordingStatusCallbackMethod",
                                "recordingStatusCallbackEvent",
                                "statusCallback",
                                "statusCallbackMethod",
                                "statusCallbackEvent"};
constexpr Names conversation_relay = {"url",
                                      "welcomeGreeting",
                                      "welcomeGreetingInterruptible",
                                      "language",
                                      "ttsLanguage",
                                      "ttsProvider",
                                      "voice",
                                      "transcriptionLanguage",
                                      "transcriptionProvider",
                                      "speechModel",
                                      "interruptible",
                                      "interruptSensitivity",
                                      "dtmfDetection",
                                      "reportInputDuringAgentSpeech",
                                      "preemptible",
                                      "hints",
                                      "debug",
                                      "elevenlabsTextNormalization",
                                      "intelligenceService",
                                      "partialPrompts",
                                      "profanityFilter",
                                      "speechTimeout",
                                      "backgroundNoiseReduction",
                                      "deepgramSmartFormat",
                                      "ignoreBackchannel",
                                      "events"};
constexpr Names relay_session = {"connector", "sessionConfiguration"};
constexpr Names language = {"code", "ttsProvider", "voice", "transcriptionProvider", "speechModel"};
constexpr Names pay = {"input",
                       "action",
                       "statusCallback",
                       "statusCallbackMethod",
                       "paymentMethod",
                       "bankAccountType",
                       "timeout",
                       "maxAttempts",
                       "securityCode",
                       "postalCode",
                       "minPostalCodeLength",
                       "paymentConnector",
                       "tokenType",
                       "chargeAmount",
                       "currency",
                       "language",
                       "description",
                       "validCardTypes"};
constexpr Names prompt = {"for", "errorType", "cardType", "attempt", "requireMatchingInputs"};
constexpr Names recording = {"recordingStatusCallback",
                             "recordingStatusCallbackMethod",
                             "recordingStatusCallbackEvent",
                             "trim",
                             "track",
                             "channels",
                             "recordingConfigurationId"};
constexpr Names room = {"name", "participantIdentity"};
constexpr Names sim = {"sid"};
constexpr Names sip_uri = {"uri", "priority", "weight", "username", "password"};
constexpr Names siprec = {"connectorName", "name", "track", "statusCallback", "statusCallbackMethod"};
constexpr Names stream = {"url", "name", "track", "connectorName", "statusCallback", "statusCallbackMethod"};
constexpr Names transcription = {"name",
                                 "statusCallbackUrl",
                                 "statusCallbackMethod",
                                 "languageCode",
                                 "track",
                                 "inboundTrackLabel",
                                 "outboundTrackLabel",
                                 "transcriptionEngine",
                                 "speechModel",
                                 "profanityFilter",
                                 "partialResults",
                                 "hints",
                                 "enableAutomaticPunctuation",
                                 "intelligenceService",
                                 "enableProviderData",
                                 "conversationConfiguration",
                                 "conversationId"};
constexpr Names virtual_agent = {"connectorName", "language", "sentimentAnalysis", "statusCallback",
                                 "statusCallbackMethod"};
constexpr Names wait = {"milliseconds"};
constexpr Names whats_app = {
    "number", "url", "method", "statusCallback", "statusCallbackMethod", "statusCallbackEvent"};
constexpr Names raw = {"twiml"};

constexpr Row row(std::string_view verb, std::string_view element, std::span<const std::string_view> attributes = {},
                  std::string_view text = {}, std::string_view wrapped = {}) {
    return {{verb, element, attributes, {}}, text, wrapped};
}
constexpr Row none(std::string_view verb, std::string_view instead) { return {{verb, {}, {}, instead}, {}}; }
constexpr Row always(Row one) {
    one.always_wrapped = true;
    return one;
}
constexpr Row grouped(std::string_view group, Row one) {
    one.group = group;
    return one;
}
constexpr Row prompt_before(Row one) {
    one.prompt_before = true;
    return one;
}

// Sorted by name.
constexpr auto rows = std::to_array<Row>({
    row("aiSession", "AiSession", ai_session),
    none("answer", "Twilio answers by itself; put a pause first to answer later"),
    always(row("application", "Application", application, "sid", "ApplicationSid")),
    row("assistant", "Assistant", assistant),
    row("autopilot", "Autopilot", autopilot, "name"),
    none("call", "a call that is there cannot begin another; the effect `originate` does"),
    none("choices", "a gather says what it takes: `numDigits`, `hints`"),
    row("client", "Client", client, "identity", "Identity"),
    row("conference", "Conference", conference, "name"),
    row("config", "Config", named_value),
    row("connect", "Connect", action),
    row("conversation", "Conversation", conversation),
    row("conversationRelay", "ConversationRelay", conversation_relay),
    row("conversationRelaySession", "ConversationRelaySession", relay_session),
    none("deflect", "Twilio answers first; use dial, or refer on a SIP leg"),
    row("dial", "Dial", dial, "number", "Number"),
    row("echo", "Echo"),
    row("enqueue", "Enqueue", enqueue, "name"),
    row("gather", "Gather", gather),
    none("generalLogSecurity", "what Twilio logs is set in its console; `sensitive: true` is for callflow's logs"),
    row("hangup", "Hangup"),
    grouped("Headers", row("header", "Header", named_value)),
    row("language", "Language", language),
    row("leave", "Leave"),
    row("message", "Sms, Message", message, "text", "Body"),
    row("number", "Number", number, "number"),
    none(
        "on",
        "verbs have addresses of their own: `action`, `statusCallback`, in dial a noun's `url`, in transfer `whisper`"),
    row("parameter", "Parameter", named_value),
    row("pause", "Pause", pause),
    row("pay", "Pay", pay),
    row("play", "Play", play, "url"),
    row("prompt", "Prompt", prompt),
    row("queue", "Queue", queue, "name"),
    row("raw", as_it_is, raw),
    prompt_before(row("record", "Record", record)),
    row("recording", "Recording", recording),
    row("redirect", "Redirect", redirect, "url"),
    row("refer", "Refer", action),
    row("reject", "Reject", reject),
    row("room", "Room", room, "name"),
    row("say", "Say", say, "text"),
    row("sim", "Sim", sim, "sid"),
    row("sip", "Sip", sip, "uri", "Uri"),
    row("sipUri", "Uri", sip_uri, "uri"),
    row("siprec", "Siprec", siprec),
    row("start", "Start", action),
    none("startRecording", "use `start` with `recording`, or record on dial"),
    row("stop", "Stop"),
    none("stopRecording", "a recording that `start` began ends with the call"),
    row("stream", "Stream", stream),
    row("task", "Task", task, "json"),
    row("transcription", "Transcription", transcription),
    row("transfer", "Dial", transfer),
    row("virtualAgent", "VirtualAgent", virtual_agent),
    row("wait", "Pause", wait),
    row("whatsApp", "WhatsApp", whats_app, "number"),
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

// elements.cpp reads the first ones back.
constexpr PartName parts[] = {
    {"ApplicationSid", "Application", "application", "sid"},
    {"Body", "Message", "message", "text"},
    {"Headers", "Sip", "header", ""},
    {"Identity", "Client", "client", "identity"},
    {"Media", "Message", "message", "media"},
};

constexpr Provider provider{
    .name = "twilio",
    .title = "Twilio (TwiML)",
    .extension = "xml",
    .content_type = "text/xml",
    .verbs = supports,
    .parts = parts,
    .default_of = default_of,
    .render = render,
    .compare = compare,
    .parse = parse,
    .course = course,
    .check = check,
    .check_occasion = check_occasion,
    .effect_request = effect_request,
    .effect_gap = effect_gap,
    .emulator = &emulator,
    .requests = request_kinds,
    .decode = decode,
    .encode = encode,
    .waiting = waiting,
};

} // namespace callflow::providers::twilio
