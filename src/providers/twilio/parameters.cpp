// Each parameter of Twilio's requests, from its pages "TwiML voice request", those of each verb ("action"), "Conference",
// "Recording", "Answering machine detection", "Payment", "Messaging request"; names that only other sources confirm are marked so.
#include "providers/twilio/requests.hpp"

#include <algorithm>
#include <array>

namespace callflow::providers::twilio {
namespace {

using Words = std::string_view[];
constexpr auto whole = Parameter::Reads::whole;
constexpr auto real = Parameter::Reads::real;
constexpr auto truth = Parameter::Reads::truth;

constexpr Words call_statuses = {"queued", "initiated", "ringing", "in-progress", "completed",
                                 "busy",   "no-answer", "failed",  "canceled"};
constexpr Words directions = {"inbound", "outbound-api", "outbound-dial"};
constexpr Words dial_statuses = {"completed", "answered", "busy", "no-answer", "failed", "canceled"};
constexpr Words queue_results = {"bridged",    "bridging-in-process",     "error",      "hangup",      "leave",
                                 "redirected", "redirected-from-bridged", "queue-full", "system-error"};
constexpr Words dequeue_results = {"bridged", "queue-not-found", "queue-empty", "error", "system-error"};
constexpr Words answerers = {"human", "machine_start", "machine_end_beep", "machine_end_silence", "machine_end_other",
                             "fax",   "unknown"};
constexpr Words recording_statuses = {"in-progress", "completed", "absent", "failed"};
constexpr Words recording_sources = {"RecordVerb", "DialVerb", "Conference", "OutboundAPI", "StartCallRecordingAPI"};
constexpr Words transcription_statuses = {"completed", "failed"};
constexpr Words transcription_events = {"transcription-started", "transcription-content", "transcription-stopped",
                                        "transcription-error"};
constexpr Words stream_events = {"stream-started", "stream-stopped", "stream-error"};
constexpr Words conference_events = {"conference-start",         "conference-end",          "participant-join",
                                     "participant-leave",        "participant-mute",        "participant-unmute",
                                     "participant-hold",         "participant-unhold",      "participant-modify",
                                     "participant-speech-start", "participant-speech-stop", "announcement-end",
                                     "announcement-fail"};
constexpr Words refer_statuses = {"in-progress", "completed", "busy", "no-answer", "failed", "canceled"};
constexpr Words pay_results = {
    "success",        "too-many-failed-attempts", "payment-connector-error", "caller-interrupted-with-star",
    "caller-hung-up", "validation-error",         "internal-error"};
constexpr Words message_statuses = {"queued",   "sending",   "sent",     "delivered", "undelivered", "failed",
                                    "received", "receiving", "accepted", "scheduled", "read",        "canceled"};

constexpr Parameter count(std::string_view name, std::string_view input) { return {name, input, {}, whole}; }
constexpr Parameter word(std::string_view name, std::span<const std::string_view> words, std::string_view input = {},
                         std::string_view call = {}) {
    return {name, input, call, Parameter::Reads::word, words};
}

// Sorted by name.
constexpr auto table = std::to_array<Parameter>({
    {"AccountSid", {}, "account"},
    word("AnsweredBy", answerers, "answered_by"),
    count("Attempt", "pay_attempt"),
    count("AvgQueueTime", "queue_average_time"),
    {"BankAccountNumber", "pay_account_number"},
    {"BankAccountType", "pay_account_type"},
    {"BankRoutingNumber", "pay_routing_number"},
    {"Body", "text"},
    count("CallDuration", "call_duration"),
    {"CallSid", {}, "id"},
    word("CallStatus", call_statuses, "call_status", "status"),
    {"CallerName", "caller_name"},
    {"Coaching", "participant_coaching", {}, truth},
    {"ConferenceSid", "conference_id"},
    {"Confidence", "confidence", {}, real},
    {"ConnectorError", "pay_connector_error"},
    count("CurrentQueueSize", "queue_size"),
    word("DequeueResult", dequeue_results, "queue_result"),
    {"DialBridged", "dial_bridged", {}, truth},
    count("DialCallDuration", "dial_duration"),
    {"DialCallSid", "dial_id"},
    word("DialCallStatus", dial_statuses, "dial_status"),
    {"DialSipCallId", "dial_sip_call_id"},
    count("DialSipResponseCode", "dial_sip_code"),
    {"Digits", "digits"},
    word("Direction", directions, {}, "direction"),
    {"ErrorCode", "error"},
    {"ErrorMessage", "error_message"},
    {"ErrorType", "pay_error_type"},
    {"ErrorUrl", "error_url"},
    {"ExpirationDate", "pay_card_expiration"},
    {"FinishedOnKey", "finished_on_key"},
    {"For", "pay_for"},
    {"ForwardedFrom", "forwarded_from"},
    {"FriendlyName", "conference_name"},
    {"From", {}, "from"},
    {"HandoffData", "handoff_data"},
    {"Hold", "participant_held", {}, truth},
    count("MachineDetectionDuration", "machine_detection_ms"),
    count("MaxQueueSize", "queue_limit"),
    {"MessageSid", {}, "id"},
    word("MessageStatus", message_statuses, "message_status"),
    {"Muted", "participant_muted", {}, truth},
    count("NotifySipResponseCode", "refer_notify_code"),
    {"ParentCallSid", {}, "parent_id"},
    {"ParticipantCallStatus", "participant_status"},
    {"ParticipantLabel", "participant_label"},
    {"PayErrorCode", "pay_error_code"},
    {"PaymentCardNumber", "pay_card_number"},
    {"PaymentCardPostalCode", "pay_postal_code"},
    {"PaymentCardType", "pay_card_type"},
    {"PaymentConfirmationCode", "pay_confirmation"},
    {"PaymentError", "error"},
    {"PaymentMethod", "pay_method"},
    {"PaymentToken", "pay_token"},
    {"ProfileId", "pay_profile"},
    count("QueuePosition", "queue_position"),
    word("QueueResult", queue_results, "queue_result"),
    {"QueueSid", "queue_id"},
    count("QueueTime", "queue_time"),
    {"ReasonConferenceEnded", "conference_end_reason"},
    {"ReasonParticipantLeft", "participant_left_reason"},
    count("RecordingChannels", "recording_channels"),
    count("RecordingDuration", "recording_duration"),
    {"RecordingSid", "recording_id"},
    word("RecordingSource", recording_sources, "recording_source"),
    word("RecordingStatus", recording_statuses, "recording_status"),
    {"RecordingUrl", "recording_url"},
    word("ReferCallStatus", refer_statuses, "refer_status"),
    count("ReferSipResponseCode", "refer_sip_code"),
    {"ReferTransferTarget", "refer_target"},
    word("Result", pay_results, "pay_result"),
    {"SecurityCode", "pay_security_code"},
    count("SequenceId", "sequence"),
    count("SequenceNumber", "sequence"),
    count("SessionDuration", "session_duration"),
    {"SessionId", "session_id"},
    {"SessionStatus", "session_status"},
    {"SipCallId", "sip_call_id"},
    {"SipDomain", "sip_domain"},
    count("SipResponseCode", "sip_code"),
    {"SmsSid", "message_id"},
    word("SmsStatus", message_statuses, "message_status"),
    {"SpeechResult", "speech"},
    {"Stability", "stability", {}, real},
    {"StableSpeechResult", "stable_speech"},
    word("StatusCallbackEvent", conference_events, "conference_event"),
    {"StreamError", "error"},
    word("StreamEvent", stream_events, "stream_event"),
    {"StreamName", "stream_name"},
    {"StreamSid", "stream_id"},
    {"To", {}, "to"},
    word("TranscriptionEvent", transcription_events, "transcription_event"),
    {"TranscriptionSid", "transcription_id"},
    word("TranscriptionStatus", transcription_statuses, "transcription_status"),
    {"TranscriptionText", "transcription"},
    {"TranscriptionUrl", "transcription_url"},
    {"UnstableSpeechResult", "speech"},
    {"VirtualAgentProvider", "virtual_agent_provider"},
    {"VirtualAgentStatus", "virtual_agent_status"},
});
static_assert(std::ranges::is_sorted(table, {}, &Parameter::name));

// What an application finds in `params` alone: who called in other words, where a number is from, what numbers requests and
// when they were sent. Sorted.
constexpr auto passed_on = std::to_array<std::string_view>({
    "AddOns",
    "ApiVersion",
    "CallSidEndingConference",
    "CallToken",
    "CallbackSource",
    "Called",
    "CalledCity",
    "CalledCountry",
    "CalledState",
    "CalledZip",
    "Caller",
    "CallerCity",
    "CallerCountry",
    "CallerState",
    "CallerZip",
    "DequeingCallSid",
    "DequeuedCallDuration",
    "DequeuedCallQueueTime",
    "DequeuedCallSid",
    "Duration",
    "EndConferenceOnExit",
    "Final",
    "FromCity",
    "FromCountry",
    "FromState",
    "FromZip",
    "LanguageCode",
    "MessagingServiceSid",
    "NumMedia",
    "NumSegments",
    "ParticipantLabelEndingConference",
    "ProviderConfiguration",
    "Reason",
    "RecordingStartTime",
    "SipDomainSid",
    "SipSourceIp",
    "SmsMessageSid",
    "StartConferenceOnEnter",
    "StirVerstat",
    "Timestamp",
    "ToCity",
    "ToCountry",
    "ToState",
    "ToZip",
    "Track",
    "msg",
});
static_assert(std::ranges::is_sorted(passed_on));

} // namespace

const Parameter* find_parameter(std::string_view name) {
    const auto at = std::ranges::lower_bound(table, name, {}, &Parameter::name);
    return at != table.end() && at->name == name ? &*at : nullptr;
}

std::span<const Parameter> parameters() { return table; }

std::span<const std::string_view> parameters_passed_on() { return passed_on; }

} // namespace callflow::providers::twilio
