// Twilio's pages "TwiML voice request", those of each verb ("action"), "Conference", "Recording", "Answering machine
// detection", "Messaging request"; names that only other sources confirm are marked so.
#include "providers/twilio/requests.hpp"

#include <algorithm>
#include <array>

namespace callflow::providers::twilio {
namespace {

using Words = std::string_view[];

constexpr Words standard = {"CallSid",    "AccountSid",    "From",      "To",
                            "CallStatus", "ApiVersion",    "Direction", "ForwardedFrom",
                            "CallerName", "ParentCallSid", "SipDomain", "SipCallId"};

constexpr Words transcribed = {"AccountSid",          "CallSid",          "TranscriptionSid", "TranscriptionText",
                               "TranscriptionStatus", "TranscriptionUrl", "RecordingSid",     "RecordingUrl"};
constexpr Words transcribed_by = {"TranscriptionStatus", "TranscriptionText"};
constexpr Words transcribing = {
    "TranscriptionEvent",    "TranscriptionSid", "SequenceId", "Timestamp", "AccountSid", "CallSid",
    "ProviderConfiguration", "LanguageCode",     "Track",      "Final"};
constexpr Words transcribing_by = {"TranscriptionEvent"};
constexpr Words recording = {"AccountSid",         "CallSid",         "ConferenceSid",     "RecordingSid",
                             "RecordingUrl",       "RecordingStatus", "RecordingDuration", "RecordingChannels",
                             "RecordingStartTime", "RecordingSource"};
constexpr Words recording_by = {"RecordingStatus"};
constexpr Words conference_status = {"StatusCallbackEvent",
                                     "ConferenceSid",
                                     "FriendlyName",
                                     "AccountSid",
                                     "SequenceNumber",
                                     "Timestamp",
                                     "CallSid",
                                     "Muted",
                                     "Hold",
                                     "Coaching",
                                     "EndConferenceOnExit",
                                     "StartConferenceOnEnter",
                                     "ParticipantLabel",
                                     "ParticipantCallStatus",
                                     "ReasonParticipantLeft",
                                     "CallSidEndingConference",
                                     "ParticipantLabelEndingConference",
                                     "Reason",
                                     "ReasonConferenceEnded"};
constexpr Words conference_status_by = {"StatusCallbackEvent"};
constexpr Words stream_status = {"StreamEvent", "StreamSid",  "StreamName", "StreamError",
                                 "Timestamp",   "AccountSid", "CallSid"}; // SignalWire's page
constexpr Words stream_status_by = {"StreamEvent"};
constexpr Words fallback = {"ErrorCode", "ErrorUrl"}; // not on Twilio's page of today
constexpr Words fallback_by = {"ErrorUrl"};
constexpr Words queue = {
    "DialCallStatus", "DialCallSid",   "DialCallDuration", "DialBridged",           "RecordingUrl",
    "QueueSid",       "DequeueResult", "DequeuedCallSid",  "DequeuedCallQueueTime", "DequeuedCallDuration"};
constexpr Words queue_by = {"DequeueResult"};
constexpr Words dial = {"DialCallStatus", "DialCallSid",   "DialCallDuration",   "DialBridged",
                        "RecordingUrl",   "DialSipCallId", "DialSipResponseCode"};
constexpr Words dial_by = {"DialCallStatus"};
constexpr Words enqueue = {"QueueResult", "QueueSid", "QueueTime"};
constexpr Words enqueue_by = {"QueueResult"};
constexpr Words whisper = {"QueueSid", "QueueTime", "DequeingCallSid"}; // so spelt
constexpr Words whisper_by = {"DequeingCallSid"};
constexpr Words queue_wait = {"QueuePosition", "QueueSid",         "QueueTime",
                              "AvgQueueTime",  "CurrentQueueSize", "MaxQueueSize"};
constexpr Words queue_wait_by = {"QueuePosition"};
constexpr Words refer_target = {"ReferTransferTarget"};
constexpr Words refer = {"ReferCallStatus", "ReferSipResponseCode", "NotifySipResponseCode"};
constexpr Words refer_by = {"ReferCallStatus", "ReferSipResponseCode"};
constexpr Words pay_status = {"AccountSid",
                              "CallSid",
                              "For",
                              "ErrorType",
                              "Attempt",
                              "PaymentCardNumber",
                              "PaymentCardType",
                              "ExpirationDate",
                              "SecurityCode",
                              "PaymentCardPostalCode",
                              "BankAccountNumber",
                              "BankRoutingNumber"};
constexpr Words pay_status_by = {"For"};
constexpr Words pay = {"Result",          "PaymentToken",          "ProfileId",         "PaymentConfirmationCode",
                       "PaymentMethod",   "PaymentCardNumber",     "PaymentCardType",   "ExpirationDate",
                       "SecurityCode",    "PaymentCardPostalCode", "BankAccountNumber", "BankRoutingNumber",
                       "BankAccountType", "PaymentError",          "PayErrorCode",      "ConnectorError"};
constexpr Words pay_by = {"Result", "PayErrorCode"};
constexpr Words connect = {"SessionId", "SessionStatus", "SessionDuration",    "HandoffData",
                           "ErrorCode", "ErrorMessage",  "VirtualAgentStatus", "VirtualAgentProvider"};
constexpr Words connect_by = {"SessionStatus", "SessionId", "HandoffData", "VirtualAgentStatus"};
constexpr Words message_status = {"MessageSid", "MessageStatus", "AccountSid", "From", "To", "ApiVersion", "ErrorCode"};
constexpr Words message_status_by = {"MessageStatus"};
constexpr Words message = {"MessageSid", "SmsSid",   "SmsMessageSid", "AccountSid", "MessagingServiceSid", "From", "To",
                           "Body",       "NumMedia", "NumSegments",   "SmsStatus"};
constexpr Words message_by = {"Body", "NumMedia", "SmsMessageSid"};
constexpr Words sms = {"SmsSid", "SmsStatus"};
constexpr Words sms_by = {"SmsStatus"};
constexpr Words partial = {"UnstableSpeechResult", "StableSpeechResult", "Stability", "SequenceNumber"};
constexpr Words partial_by = {"UnstableSpeechResult", "StableSpeechResult"};
constexpr Words status = {"CallDuration",   "RecordingUrl",   "RecordingSid", "RecordingDuration", "Timestamp",
                          "SequenceNumber", "CallbackSource", "Duration",     "SipResponseCode"};
constexpr Words status_by = {"CallbackSource", "CallDuration"};
constexpr Words record = {"RecordingUrl", "RecordingDuration", "Digits", "RecordingSid"};
constexpr Words record_by = {"RecordingUrl", "RecordingDuration"};
constexpr Words gather = {"Digits", "SpeechResult", "Confidence", "FinishedOnKey", "msg"};
constexpr Words gather_by = {"Digits", "SpeechResult", "FinishedOnKey"};
constexpr Words machine = {"AnsweredBy", "MachineDetectionDuration"};
constexpr Words machine_by = {"AnsweredBy"};

constexpr bool told = false; // not answered with a document

constexpr auto rows = std::to_array<RequestRow>({
    {{"transcribed", "", told}, false, transcribed, transcribed_by, "transcribeCallback"},
    {{"transcribing", "", told}, false, transcribing, transcribing_by, "statusCallbackUrl"},
    {{"recording_status", "", told}, false, recording, recording_by, "recordingStatusCallback"},
    {{"conference_status", "", told}, false, conference_status, conference_status_by, "statusCallback"},
    {{"stream_status", "", told}, false, stream_status, stream_status_by, "statusCallback"},
    {{"fallback", ""}, true, fallback, fallback_by, ""},
    {{"queue", "Dial"}, true, queue, queue_by},
    {{"dial", "Dial"}, true, dial, dial_by},
    {{"enqueue", "Enqueue"}, true, enqueue, enqueue_by},
    {{"whisper", ""}, true, whisper, whisper_by, "url"},
    {{"queue_wait", ""}, true, queue_wait, queue_wait_by, "waitUrl"},
    {{"refer_target", ""}, true, refer_target, refer_target, "referUrl"},
    {{"refer", "Refer"}, true, refer, refer_by},
    {{"pay_status", "", told}, false, pay_status, pay_status_by, "statusCallback"},
    {{"pay", "Pay"}, true, pay, pay_by},
    {{"connect", "Connect"}, true, connect, connect_by},
    {{"message_status", "", told}, false, message_status, message_status_by, "statusCallback"},
    {{"message", ""}, false, message, message_by, ""},
    {{"sms", "Sms"}, true, sms, sms_by},
    {{"partial", "", told}, true, partial, partial_by, "partialResultCallback"},
    {{"status", "", told}, true, status, status_by, ""},
    {{"record", "Record"}, true, record, record_by},
    {{"gather", "Gather"}, true, gather, gather_by},
    {{"machine", ""}, true, machine, machine_by, ""},
    // Told apart by what has gone before: both have nothing but the standard parameters.
    {{"first", ""}, true, {}, {}},
    {{"next", "Redirect"}, true, {}, {}},
});

constexpr auto kinds = [] {
    std::array<RequestKind, rows.size()> out{};
    std::ranges::transform(rows, out.begin(), &RequestRow::kind);
    return out;
}();

constexpr std::size_t telling = [] {
    std::size_t count = 0;
    for (const RequestRow& row : rows) count += row.known_by.size();
    return count;
}();
constexpr auto known = [] {
    std::array<KnownBy, telling> out{};
    std::size_t at = 0;
    for (std::size_t row = 0; row < rows.size(); ++row)
        for (const std::string_view name : rows[row].known_by) out[at++] = {name, row};
    std::ranges::sort(out, {}, &KnownBy::parameter);
    return out;
}();

struct StatusSignal {
    std::string_view status, signal;
};
constexpr StatusSignal signals[] = {{"completed", "hangup"},
                                    {"busy", "busy"},
                                    {"no-answer", "no_answer"},
                                    {"failed", "failed"},
                                    {"canceled", "canceled"}};

} // namespace

std::span<const RequestRow> request_rows() { return rows; }

std::span<const RequestKind> request_kinds() { return kinds; }

const RequestRow* find_request(std::string_view kind) {
    const auto at = std::ranges::find(rows, kind, [](const RequestRow& row) { return row.kind.name; });
    return at == rows.end() ? nullptr : &*at;
}

std::span<const KnownBy> rows_known_by() { return known; }

std::span<const std::string_view> standard_parameters() { return standard; }

std::string_view signal_of_status(std::string_view word) {
    const auto* at = std::ranges::find(signals, word, &StatusSignal::status);
    return at == std::end(signals) ? std::string_view() : at->signal;
}

} // namespace callflow::providers::twilio
