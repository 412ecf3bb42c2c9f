// What Tropo's pages leave open or say twice. tests/behaviour/assumptions.yaml has the same table, and a test compares them.
#include "providers/tropo/emulate/emulator.hpp"

#include <array>

namespace callflow::providers::tropo::emulate {
namespace {

using providers::emulate::AssumptionSpec;
using Takes = AssumptionSpec::Takes;
using Words = std::string_view[];

constexpr Words first_last = {"first", "last"};
constexpr Words disconnected = {"DISCONNECTED"};
constexpr Words ignored_executed = {"ignored", "executed"};
constexpr Words lost_kept = {"lost", "kept"};
constexpr Words answers_error = {"answers", "error"};
constexpr Words interdigit_old = {"interdigit", "old"};
constexpr Words at_once_pause = {"at_once", "pause"};
constexpr Words unheard_nomatch = {"unheard", "nomatch"};
constexpr Words complete_at_once = {"complete_timeout", "at_once"};
constexpr Words s_ms = {"s", "ms"};
constexpr Words joined_spaced = {"joined", "spaced"};
constexpr Words failed_nomatch = {"FAILED", "nomatch"};
constexpr Words timeouts = {"TIMEOUT", "timeout"};
constexpr Words present_absent = {"present", "absent"};
constexpr Words timeout_failed = {"TIMEOUT", "FAILED"};
constexpr Words incomplete_continue = {"incomplete", "continue"};
constexpr Words answered = {"ANSWERED"};
constexpr Words canned = {"canned"};
constexpr Words redirected = {"REDIRECTED"};
constexpr Words rejected = {"REJECTED"};

constexpr Words at_end_never = {"at_end", "never"};
constexpr Words posted_never = {"posted", "never"};
constexpr Words failed_next = {"failed_attempt", "next_attempt"};

constexpr auto table = std::to_array<AssumptionSpec>({
    {"duplicate_handlers", "several `on` with one event", Takes::word, first_last, "first", "3 I"},
    {"hangup_state", "state in the result of a hang-up", Takes::word, disconnected, "DISCONNECTED", "2.2 I"},
    {"hangup_response", "the answer to the hang-up's result", Takes::word, ignored_executed, "ignored", "3 I"},
    {"say_input", "keys typed during a say that no ask follows", Takes::word, lost_kept, "lost", "3 I"},
    {"transfer_while_ringing", "transfer before the call is answered", Takes::word, answers_error, "answers", "3 I"},
    {"event_number",
     "timeout:k and nomatch:k belong to the failure of attempt k (spoken before the next), or to the attempt that they "
     "open",
     Takes::word, failed_next, "failed_attempt", "3.1 -"},
    {"document_limit",
     "documents in a row without a sound or a person's doing after which the run is stopped; the facts name no limit",
     Takes::number,
     {},
     "100",
     "3 -"},
    {"range_pause", "a range that stops growing: interdigitTimeout (5 s), or the 3 s of old pages", Takes::word,
     interdigit_old, "interdigit", "1.3 D"},
    {"input_end", "typed input is judged as soon as no longer input could match, or after the pause between keys",
     Takes::word, at_once_pause, "at_once", "1.3 -"},
    {"wrong_mode", "words where keys are asked for, and the reverse: not heard, or an attempt that did not match",
     Takes::word, unheard_nomatch, "unheard", "1.3 -"},
    {"speech_end", "speech is judged speechCompleteTimeout (0.5 s) after its last word", Takes::word, complete_at_once,
     "complete_timeout", "1.2 -"},
    {"duration_unit", "the unit of a transfer's duration and connectedDuration", Takes::word, s_ms, "s", "2.2 -"},
    {"utterance_digits", "utterance of keys: 12345, or 1 2 3 4 5 as in 2010", Takes::word, joined_spaced, "joined",
     "2.2 -"},
    {"nomatch_disposition", "disposition of an ask whose last attempt did not match", Takes::word, failed_nomatch,
     "FAILED", "3.1 -"},
    {"ask_timeout_disposition", "disposition of an ask that heard nothing", Takes::word, timeouts, "TIMEOUT", "3.1 -"},
    {"failed_action_entry", "a failed ask or record has its entry in actions", Takes::word, present_absent, "present",
     "3.1 -"},
    {"record_timeout_disposition", "disposition of a record that heard nothing", Takes::word, timeout_failed, "TIMEOUT",
     "3.2 -"},
    {"connect_ask_failure", "event when the callee did not pass the ask in `connect`", Takes::word, incomplete_continue,
     "incomplete", "3.3 -"},
    {"beep_length_tropo", "the facts give no length of record's beep", Takes::length, {}, "0s", "3.2 -"},
    {"session_limit", "2 h in 2012, 4 h later", Takes::length, {}, "4h", "3 -"},
    {"confidence_of_keys", "confidence of typed input", Takes::number, {}, "100", "2.2 -"},
    {"machine_decision_time",
     "machine detection without an introduction: silence up to about 30 s",
     Takes::length,
     {},
     "4s",
     "3.3 -"},
    {"transfer_cancel_event", "event after the terminator cancelled a transfer", Takes::word, incomplete_continue,
     "incomplete", "3.3 -"},
    {"signal_state", "a signal leaves the state as it was", Takes::word, answered, "ANSWERED", "3.3 -", true},
    {"grammar_address", "a grammar at an address takes what the person is said to have meant", Takes::word, canned,
     "canned", "1.3 I"},
    {"redirect_state", "the docs' list of states is partly lost", Takes::word, redirected, "REDIRECTED", "2.2 -"},
    {"transcription",
     "a transcription goes to its http address once the recording is there, as {result: {guid, identifier, "
     "transcription}}",
     Takes::word, posted_never, "posted", "1.2 -"},
    {"cdr_webhook", "callbackUrl gets cdrCreated when its leg is over; a rated record comes later and is left out",
     Takes::word, at_end_never, "at_end", "3.3 D"},
    {"reject_state", "the docs' list of states is partly lost", Takes::word, rejected, "REJECTED", "2.2 -"},
});

} // namespace

std::span<const AssumptionSpec> assumptions() { return table; }

} // namespace callflow::providers::tropo::emulate
