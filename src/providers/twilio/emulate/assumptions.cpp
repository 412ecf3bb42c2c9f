// What the facts leave open about Twilio. tests/behaviour/assumptions.yaml says the same, and a test compares both.
#include "providers/twilio/emulate/parts.hpp"

#include <array>
#include <string_view>

namespace callflow::providers::twilio::emulate {

namespace {

using Takes = AssumptionSpec::Takes;
using Words = const std::string_view[];

constexpr Words fall_or_jump = {"fall", "jump"};
constexpr Words jump_or_fall = {"jump", "fall"};
constexpr Words ignored_or_executed = {"ignored", "executed"};
constexpr Words absent_or_empty = {"absent", "empty"};
constexpr Words present_or_absent = {"present", "absent"};
constexpr Words lost_or_next_gather = {"lost", "next_gather"};
constexpr Words no_or_yes = {"no", "yes"};
constexpr Words absent_or_present = {"absent", "present"};
constexpr Words yes_or_no = {"yes", "no"};
constexpr Words canceled_or_no_answer = {"canceled", "no-answer"};
constexpr Words answer_or_bridge_or_dial = {"answer", "bridge", "dial"};
constexpr Words last_or_first = {"last", "first"};
constexpr Words first_ten_or_error = {"first_ten", "error"};
constexpr Words busy_or_no_answer_or_failed = {"busy", "no-answer", "failed"};
constexpr Words completed_or_no_answer_or_canceled = {"completed", "no-answer", "canceled"};
constexpr Words bridge_or_hangup = {"bridge", "hangup"};
constexpr Words after_screening_or_on_answer = {"after_screening", "on_answer"};
constexpr Words answer_or_begin = {"answer", "begin"};
constexpr Words in_progress = {"in-progress"};
constexpr Words from_0_or_1 = {"0", "1"};
constexpr Words join_first_or_start_first = {"join_first", "start_first"};
constexpr Words leave_first_or_end_first = {"leave_first", "end_first"};
constexpr Words as_typical = {"as_typical"};
constexpr Words next_or_silence = {"next", "silence"};
constexpr Words requested_or_skipped = {"requested", "skipped"};
constexpr Words queue_not_found_or_wait = {"queue-not-found", "wait"};
constexpr Words fall_or_end = {"fall", "end"};
constexpr Words continue_or_end = {"continue", "end"};
constexpr Words no_answer_or_busy_or_failed = {"no-answer", "busy", "failed"};
constexpr Words busy = {"busy"};
constexpr Words message_and_hangup_or_hangup = {"message_and_hangup", "hangup"};
constexpr Words completed_or_failed = {"completed", "failed"};
constexpr Words event_first_or_document_first = {"event_first", "document_first"};
constexpr Words success_or_error = {"success", "payment-connector-error", "validation-error", "internal-error"};
constexpr Words replaces = {"replaces"};
constexpr Words ignored_or_first = {"ignored", "first"};
constexpr Words documented = {"documented"};
constexpr Words music_or_silence = {"music", "silence"};
constexpr Words ignored_or_leave = {"ignored", "leave"};
constexpr Words asked_twice_or_ignored = {"asked_twice", "ignored"};
constexpr Words empty = {"empty"};
constexpr Words error_or_bridging_or_bridged = {"error", "bridging-in-process", "bridged"};
constexpr Words error_or_system_error = {"error", "system-error"};
constexpr Words no_answer_or_canceled_or_completed = {"no-answer", "canceled", "completed"};

constexpr Takes word = Takes::word, length = Takes::length, number = Takes::number;
constexpr std::span<const std::string_view> none = {};

constexpr auto table = std::to_array<AssumptionSpec>({
    {"record_empty", "a recording of length 0 goes on with the next verb, or requests the action", word, fall_or_jump,
     "fall", "4.4 D-"},
    {"record_silent", "a recording of nothing but silence, not of length 0", word, jump_or_fall, "jump", "4.4 -"},
    {"record_hangup_document", "the answer to a Record action after hanging up", word, ignored_or_executed, "ignored",
     "4.4 G"},
    {"record_no_key_digits", "Digits of a recording that silence or maxLength ended", word, absent_or_empty, "absent",
     "4.4 G"},
    {"record_sid", "RecordingSid in a Record action", word, present_or_absent, "present", "3.3 G"},
    {"beep_length", "the facts give no length of Record's beep", length, none, "0s", "4.4 -"},
    {"gather_extra_keys", "keys typed beyond numDigits", word, lost_or_next_gather, "lost", "4.3 G"},
    {"gather_hangup_request", "hanging up during Gather requests the action", word, no_or_yes, "no", "4.3 G"},
    {"gather_finished_on_key", "FinishedOnKey and msg in a Gather action", word, absent_or_present, "absent", "3.3 G"},
    {"partial_result_extras", "StableSpeechResult, Stability and SequenceNumber of a partial result", word,
     absent_or_present, "absent", "3.3 G"},
    {"partial_result_pace", "a partial result after each word: the facts give no pace", length, none, "400ms", "3.3 -"},
    {"dial_ring_extra", "how much longer than `timeout` a phone rings: about 5 s", length, none, "5s", "4.5 D"},
    {"dial_hangup_action", "the caller's hang-up during Dial still requests the action", word, yes_or_no, "yes",
     "4.5 G"},
    {"dial_hangup_status", "DialCallStatus when the caller hangs up before the bridge", word, canceled_or_no_answer,
     "canceled", "4.5 G"},
    {"dial_duration_from", "from when DialCallDuration counts", word, answer_or_bridge_or_dial, "answer", "3.3 -"},
    {"dial_mixed_failures", "which of several failed targets gives DialCallStatus", word, last_or_first, "last",
     "4.5 -"},
    {"dial_too_many_targets", "what becomes of targets beyond ten; no code is given", word, first_ten_or_error,
     "first_ten", "4.5 -"},
    {"callee_reject_status", "DialCallStatus when the callee declines", word, busy_or_no_answer_or_failed, "busy",
     "4.5 -"},
    {"screening_hangup_status", "DialCallStatus when screening hung up", word, completed_or_no_answer_or_canceled,
     "completed", "4.5 G"},
    {"screening_abandoned_status", "DialCallStatus when the callee hung up during screening", word,
     completed_or_no_answer_or_canceled, "completed", "4.5 -"},
    {"screening_end", "a screening document that ran out bridges", word, bridge_or_hangup, "bridge", "4.1 G"},
    {"answered_event_at", "the child's `answered` comes after its screening request, at the same moment", word,
     after_screening_or_on_answer, "after_screening", "4.8 D"},
    {"call_duration_from", "from when CallDuration counts", word, answer_or_begin, "answer", "3.3 -"},
    {"call_status_after_answer", "CallStatus of requests after the answer", word, in_progress, "in-progress", "3.1 G",
     true},
    {"sequence_first", "the first SequenceNumber of a call's progress events", word, from_0_or_1, "0", "3.3 G"},
    {"conference_sequence_first", "the first SequenceNumber of a conference; as for calls", word, from_0_or_1, "0",
     "3.3 -"},
    {"conference_start_order", "conference-start against the participant-join that causes it", word,
     join_first_or_start_first, "join_first", "4.6 -"},
    {"conference_end_order", "conference-end against the participant-leave that causes it", word,
     leave_first_or_end_first, "leave_first", "4.6 -"},
    {"callback_order",
     "requests at one moment: events of child legs, then the verb's action, then the parent's completed, then recordings",
     word, as_typical, "as_typical", "4.8 G", true},
    {"conference_wait_failure",
     "a waitUrl that fails can break the join: on to the next verb or action, or wait in silence", word,
     next_or_silence, "next", "4.6 D"},
    {"queue_redirect_action",
     "a REST redirect out of a queue requests the action (answer ignored), then the new address", word,
     requested_or_skipped, "requested", "4.6 -"},
    {"queue_unknown", "Dial/Queue of a queue that does not exist", word, queue_not_found_or_wait, "queue-not-found",
     "4.6 G"},
    {"whisper_abandoned_queue", "QueueResult of who was whispered to while the one who took them out left", word,
     error_or_bridging_or_bridged, "error", "3.3 -"},
    {"whisper_abandoned_dequeue", "DequeueResult of a Dial/Queue whose whisper ended without a talk", word,
     error_or_system_error, "error", "3.3 -"},
    {"leave_outside_queue", "Leave where there is no queue", word, fall_or_end, "fall", "4.2 G"},
    {"sms_action", "Sms with an action", word, jump_or_fall, "jump", "4.2 G"},
    {"payment_outcome", "what the payment connector makes of a payment whose fields are all there", word,
     success_or_error, "success", "3.3 -"},
    {"task_priority", "what the priority of an Enqueue's Task does among who waits in one queue", word,
     ignored_or_first, "ignored", "2.2 -"},
    {"task_timeout", "what becomes of who waits longer than their Enqueue's Task says", word, ignored_or_leave,
     "ignored", "2.2 -"},
    {"matching_inputs", "a Prompt with requireMatchingInputs has its field entered twice", word, asked_twice_or_ignored,
     "asked_twice", "2.2 -"},
    {"dtmf_key_length", "how long a key lasts that Play sends", length, none, "0s", "4.7 -"},
    {"play_failure", "a Play whose file cannot be fetched", word, continue_or_end, "continue", "4.7 G"},
    {"reject_rejected_status", "final CallStatus of Reject reason=rejected", word, no_answer_or_busy_or_failed,
     "no-answer", "4.7 G"},
    {"reject_busy_status", "final CallStatus of Reject reason=busy", word, busy, "busy", "4.7 G"},
    {"fetch_failure", "without a fallback address", word, message_and_hangup_or_hangup, "message_and_hangup", "5 G"},
    {"failure_status", "final CallStatus of a call that a bad document ended", word, completed_or_failed, "completed",
     "5 -"},
    {"fallback_parameters", "ErrorCode and ErrorUrl of the fallback request", word, present_or_absent, "present",
     "3.3 G"},
    {"warnings_continue", "a warning ignores the attribute and goes on", word, yes_or_no, "yes", "6 G"},
    {"redirect_limit",
     "jumps in a row without a sound or a person's doing after which the run is stopped; the provider has no limit",
     number, none, "100", "4.7 D"},
    {"call_limit", "how long a call may last, and each talk in it, by itself; 24 h for some accounts", length, none,
     "4h", "2.1 D"},
    {"foreign_wait", "what is heard of a waitUrl that is somebody else's, where the scenario does not say", word,
     music_or_silence, "music", "2.1 -"},
    {"foreign_url", "what a called phone's or queued caller's url answers that is somebody else's: an empty document",
     word, empty, "empty", "3.3 -"},
    {"unanswered_hangup_status", "final CallStatus of a call that its caller ends before it was answered", word,
     no_answer_or_canceled_or_completed, "no-answer", "3.2 -"},
    {"outbound_answered_order", "an outbound call's answered event against its document's request", word,
     event_first_or_document_first, "event_first", "4.8 -"},
    {"amd_decision_time", "how long machine detection takes where it does not wait for a greeting's end", length, none,
     "3s", "3.4 -"},
    {"amd_beep_length", "the beep after a greeting", length, none, "0s", "3.4 -"},
    {"refer_without_notify", "the SIP side sends no NOTIFY: ReferCallStatus and NotifySipResponseCode are missing",
     word, no_or_yes, "no", "3.3 D"},
    {"refer_url_document", "what referUrl answers takes the place of the Dial, whose action is not requested", word,
     replaces, "replaces", "3.3 -"},
    {"stream_event_names", "StreamEvent and its parameters as a clone documents them", word, documented, "documented",
     "3.3 W"},
});

} // namespace

std::span<const AssumptionSpec> assumptions() { return table; }

} // namespace callflow::providers::twilio::emulate
