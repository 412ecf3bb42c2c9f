#include "flow/names.hpp"

#include <algorithm>
#include <array>

namespace callflow::flow {
namespace {

using expr::Field;
using expr::Kind;
using expr::Type;

Type list_of(Type element) { return {Type::Tag::list, Kind::list, {std::move(element)}, 0}; }
Type map_of(Type value) { return {Type::Tag::map, Kind::map, {Type::of(Kind::string), std::move(value)}, 0}; }

std::vector<Field> make_input_fields() {
    const Type string = Type::of(Kind::string);
    const Type integer = Type::of(Kind::integer);
    return {
        // what the caller did
        {"digits", string},
        {"speech", string},
        {"confidence", Type::of(Kind::real)},
        {"text", string},
        {"media", list_of(string)},
        // recordings
        {"recording_url", string},
        {"recording_duration", integer},
        {"recording_id", string},
        {"transcription", string},
        // other parties
        {"dial_status", string},
        {"dial_duration", integer},
        {"dial_id", string},
        {"dial_bridged", Type::of(Kind::boolean)},
        {"queue_result", string},
        {"queue_time", integer},
        {"refer_target", string},
        {"answered_by", string},
        // the call itself
        {"call_status", string},
        {"call_duration", integer},
        {"caller_name", string},
        {"forwarded_from", string},
        {"sip_headers", map_of(string)},
        {"pay_result", string},
        {"error", string},
        // a request's answer
        {"status", integer},
        {"json", Type::dynamic()},
        {"body", string},
    };
}

std::vector<Field> make_call_fields() {
    const Type string = Type::of(Kind::string);
    return {{"id", string},        {"from", string},      {"to", string},
            {"provider", string},  {"direction", string}, {"status", string},
            {"parent_id", string}, {"account", string},   {"started_at", Type::of(Kind::timestamp)},
            {"channel", string}};
}

std::vector<Field> make_transition_fields() {
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
    const auto record = [&](std::string_view name, std::span<const Field> fields) {
        return scope.add_record({std::string(name), {fields.begin(), fields.end()}});
    };
    scope.declare_record("call", record("call", call_fields()));
    scope.declare_record("transition", record("transition", transition_fields()));
    const std::uint32_t input = record("input", input_fields());
    scope.declare_record("input", input);
    scope.declare_record("inputs", input, true);
    return slots;
}

std::span<const Field> input_fields() {
    static const std::vector<Field> fields = make_input_fields();
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
    if (field == "call_status") return calls;
    if (field == "dial_status") return dials;
    if (field == "queue_result") return queues;
    if (field == "answered_by") return answerers;
    if (field == "pay_result") return payments;
    return {};
}

std::span<const Field> call_fields() {
    static const std::vector<Field> fields = make_call_fields();
    return fields;
}

std::span<const Field> transition_fields() {
    static const std::vector<Field> fields = make_transition_fields();
    return fields;
}

bool is_reserved(std::string_view name) { return std::ranges::binary_search(reserved, name); }

std::span<const std::string_view> reserved_names() { return reserved; }

} // namespace callflow::flow
