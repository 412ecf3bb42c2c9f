#include "flow/names.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace callflow::flow {
namespace {

using expr::Kind;
using expr::Type;

Type list_of(Type element) { return {Type::Tag::list, Kind::list, {std::move(element)}, 0}; }
Type map_of(Type value) { return {Type::Tag::map, Kind::map, {Type::of(Kind::string), std::move(value)}, 0}; }

// Fields of `input` that are one plain value.
struct Plain {
    std::string_view name;
    Kind kind = Kind::string;
};
constexpr Plain plain_input[] = {
    // what the caller did
    {"digits"},
    {"finished_on_key"},
    {"speech"},
    {"stable_speech"},
    {"stability", Kind::real},
    {"confidence", Kind::real},
    {"concept"},
    {"text"},
    {"subject"},
    // recordings
    {"recording_url"},
    {"recording_duration", Kind::integer},
    {"recording_id"},
    {"recording_status"},
    {"recording_channels", Kind::integer},
    {"recording_source"},
    {"upload_status"},
    {"transcription"},
    {"transcription_id"},
    {"transcription_url"},
    {"transcription_status"},
    {"transcription_event"},
    // other parties
    {"dial_status"},
    {"dial_duration", Kind::integer},
    {"dial_id"},
    {"dial_to"},
    {"dial_bridged", Kind::boolean},
    {"dial_sip_call_id"},
    {"dial_sip_code", Kind::integer},
    {"queue_result"},
    {"queue_id"},
    {"queue_time", Kind::integer},
    {"queue_average_time", Kind::integer},
    {"queue_position", Kind::integer},
    {"queue_size", Kind::integer},
    {"queue_limit", Kind::integer},
    {"conference_event"},
    {"conference_id"},
    {"conference_name"},
    {"conference_end_reason"},
    {"participant_label"},
    {"participant_status"},
    {"participant_muted", Kind::boolean},
    {"participant_held", Kind::boolean},
    {"participant_coaching", Kind::boolean},
    {"participant_left_reason"},
    {"refer_target"},
    {"refer_status"},
    {"refer_sip_code", Kind::integer},
    {"refer_notify_code", Kind::integer},
    {"answered_by"},
    {"machine_detection_ms", Kind::integer},
    // the call itself
    {"call_status"},
    {"call_duration", Kind::integer},
    {"caller_name"},
    {"forwarded_from"},
    {"sequence", Kind::integer},
    {"sip_domain"},
    {"sip_call_id"},
    {"sip_code", Kind::integer},
    // payments; of numbers and codes what the provider masks
    {"pay_result"},
    {"pay_token"},
    {"pay_profile"},
    {"pay_confirmation"},
    {"pay_method"},
    {"pay_card_number"},
    {"pay_card_type"},
    {"pay_card_expiration"},
    {"pay_security_code"},
    {"pay_postal_code"},
    {"pay_account_number"},
    {"pay_account_type"},
    {"pay_routing_number"},
    {"pay_error_code"},
    {"pay_connector_error"},
    {"pay_for"},
    {"pay_error_type"},
    {"pay_attempt", Kind::integer},
    // what is connected, or listens
    {"session_id"},
    {"session_status"},
    {"session_duration", Kind::integer},
    {"handoff_data"},
    {"virtual_agent_status"},
    {"virtual_agent_provider"},
    {"stream_event"},
    {"stream_id"},
    {"stream_name"},
    // messages
    {"message_id"},
    {"message_status"},
    {"error"},
    {"error_message"},
    {"error_url"},
    // a request's answer
    {"status", Kind::integer},
    {"body"},
};

std::vector<expr::Field> make_input_fields() {
    std::vector<expr::Field> out;
    for (const Plain& one : plain_input) out.push_back({std::string(one.name), Type::of(one.kind)});
    const Type string = Type::of(Kind::string);
    out.push_back({"media", list_of(string)});
    out.push_back({"sip_headers", map_of(string)});
    out.push_back({"dial_sip_headers", map_of(string)});
    out.push_back({"json", Type::dynamic()}); // a request's answer
    return out;
}

std::vector<expr::Field> make_call_fields() {
    const Type string = Type::of(Kind::string);
    return {{"id", string},        {"from", string},      {"to", string},
            {"provider", string},  {"direction", string}, {"status", string},
            {"parent_id", string}, {"account", string},   {"started_at", Type::of(Kind::timestamp)},
            {"channel", string}};
}

std::vector<expr::Field> make_transition_fields() {
    const Type string = Type::of(Kind::string);
    const Type boolean = Type::of(Kind::boolean);
    return {{"event", string}, {"from", string}, {"to", string}, {"loopback", boolean}, {"refused", boolean}};
}

// The language's words, CEL's, and what YAML means by a truth value however it is written. Sorted.
constexpr std::string_view reserved[] = {
    "FALSE",    "False", "TRUE",       "True",      "actor", "as",       "attempt", "break",   "call",   "const",
    "continue", "else",  "event",      "false",     "for",   "function", "if",      "import",  "in",     "input",
    "inputs",   "let",   "loop",       "namespace", "next",  "now",      "null",    "package", "params", "return",
    "same",     "state", "transition", "true",      "var",   "void",     "while"};
static_assert(std::ranges::is_sorted(reserved));

} // namespace

BuiltinSlots declare_builtins(expr::Scope& scope) {
    BuiltinSlots slots;
    slots.event = scope.declare("event", Type::of(Kind::string));
    slots.actor = scope.declare("actor", Type::of(Kind::string));
    slots.state = scope.declare("state", Type::of(Kind::string));
    slots.attempt =
        scope.declare("attempt", Type::of(Kind::integer), expr::Domain{{}, expr::Value::integer(1), std::nullopt});
    slots.now = scope.declare("now", Type::of(Kind::timestamp));
    slots.params = scope.declare("params", map_of(Type::dynamic()));
    const auto record = [&](std::string_view name, std::span<const expr::Field> fields) {
        return scope.add_record({std::string(name), {fields.begin(), fields.end()}});
    };
    scope.declare_record("call", record("call", call_fields()));
    scope.declare_record("transition", record("transition", transition_fields()));
    const std::uint32_t input = record("input", input_fields());
    scope.declare_record("input", input);
    scope.declare_record("inputs", input, true);
    return slots;
}

std::span<const expr::Field> input_fields() {
    static const std::vector<expr::Field> fields = make_input_fields();
    return fields;
}

std::span<const std::string_view> input_words(std::string_view field) {
    using Words = std::string_view[];
    static constexpr Words calls = {"queued", "initiated", "ringing", "in-progress", "completed",
                                    "busy",   "no-answer", "failed",  "canceled"};
    static constexpr Words dials = {"completed", "answered", "busy", "no-answer", "failed", "canceled"};
    static constexpr Words queues = {
        "bridged",        "bridging-in-process",     "error",      "hangup",       "leave",
        "redirected",     "redirected-from-bridged", "queue-full", "system-error", "queue-empty",
        "queue-not-found"};
    static constexpr Words answerers = {
        "human", "machine_start", "machine_end_beep", "machine_end_silence", "machine_end_other", "fax", "unknown"};
    static constexpr Words payments = {"success",        "too-many-failed-attempts",     "payment-connector-error",
                                       "caller-hung-up", "caller-interrupted-with-star", "validation-error",
                                       "internal-error"};
    static constexpr Words referrals = {"in-progress", "completed", "busy", "no-answer", "failed", "canceled"};
    static constexpr Words recordings = {"in-progress", "completed", "absent", "failed"};
    static constexpr Words transcriptions = {"transcription-started", "transcription-content", "transcription-stopped",
                                             "transcription-error"};
    static constexpr Words streams = {"stream-started", "stream-stopped", "stream-error"};
    static constexpr Words conferences = {"conference-start",         "conference-end",          "participant-join",
                                          "participant-leave",        "participant-mute",        "participant-unmute",
                                          "participant-hold",         "participant-unhold",      "participant-modify",
                                          "participant-speech-start", "participant-speech-stop", "announcement-end",
                                          "announcement-fail"};
    static constexpr std::pair<std::string_view, std::span<const std::string_view>> all[] = {
        {"call_status", calls},           {"dial_status", dials},           {"queue_result", queues},
        {"answered_by", answerers},       {"pay_result", payments},         {"refer_status", referrals},
        {"stream_event", streams},        {"recording_status", recordings}, {"transcription_event", transcriptions},
        {"conference_event", conferences}};
    const auto* at = std::ranges::find(all, field, [](const auto& one) { return one.first; });
    return at == std::end(all) ? std::span<const std::string_view>() : at->second;
}

std::span<const expr::Field> call_fields() {
    static const std::vector<expr::Field> fields = make_call_fields();
    return fields;
}

std::span<const expr::Field> transition_fields() {
    static const std::vector<expr::Field> fields = make_transition_fields();
    return fields;
}

bool is_reserved(std::string_view name) { return std::ranges::binary_search(reserved, name); }

std::span<const std::string_view> reserved_names() { return reserved; }

} // namespace callflow::flow
