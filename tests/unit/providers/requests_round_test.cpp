// What is made of an input is read back as it was.
#include "flow/names.hpp"
#include "providers/requests.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

using namespace callflow;
using namespace callflow::tests;

namespace {

struct Brings {
    std::string_view provider, kind;
    std::vector<std::string_view> input;
};
// By hand: what of the vocabulary each request can carry.
const std::vector<Brings> brings = {
    {"twilio", "first", {"caller_name", "forwarded_from", "sip_headers", "sip_domain", "sip_call_id"}},
    {"twilio", "next", {"caller_name", "forwarded_from"}},
    {"twilio", "gather", {"digits", "speech", "confidence", "finished_on_key"}},
    {"twilio", "partial", {"speech", "stable_speech", "stability", "sequence"}},
    {"twilio", "record", {"recording_url", "recording_duration", "digits", "recording_id"}},
    {"twilio",
     "dial",
     {"dial_status", "dial_id", "dial_duration", "dial_bridged", "recording_url", "dial_sip_code", "dial_sip_call_id",
      "dial_sip_headers"}},
    {"twilio", "enqueue", {"queue_result", "queue_time", "queue_id"}},
    {"twilio",
     "queue_wait",
     {"queue_position", "queue_time", "queue_id", "queue_average_time", "queue_size", "queue_limit"}},
    {"twilio", "refer_target", {"refer_target"}},
    {"twilio", "refer", {"refer_status", "refer_sip_code", "refer_notify_code"}},
    {"twilio",
     "pay",
     {"pay_result", "error", "pay_token", "pay_profile", "pay_confirmation", "pay_method", "pay_card_number",
      "pay_card_type", "pay_card_expiration", "pay_security_code", "pay_postal_code", "pay_account_number",
      "pay_account_type", "pay_routing_number", "pay_error_code", "pay_connector_error"}},
    {"twilio", "pay_status", {"pay_for", "pay_error_type", "pay_attempt", "pay_card_number"}},
    {"twilio",
     "conference_status",
     {"conference_event", "conference_id", "conference_name", "sequence", "participant_label", "participant_muted",
      "participant_held", "participant_coaching", "participant_status", "participant_left_reason",
      "conference_end_reason"}},
    {"twilio",
     "recording_status",
     {"recording_status", "recording_url", "recording_id", "recording_duration", "recording_channels",
      "recording_source", "conference_id"}},
    {"twilio", "transcribing", {"transcription_event", "transcription_id", "sequence", "transcription", "confidence"}},
    {"twilio", "stream_status", {"stream_event", "stream_id", "stream_name", "error"}},
    {"twilio",
     "connect",
     {"session_status", "session_id", "session_duration", "handoff_data", "error", "error_message",
      "virtual_agent_status", "virtual_agent_provider"}},
    {"twilio", "fallback", {"error_url", "error"}},
    {"twilio", "sms", {"message_status", "message_id"}},
    {"twilio", "message_status", {"message_status", "error"}},
    {"twilio", "status", {"call_duration", "recording_url", "sequence", "sip_code"}},
    {"twilio", "machine", {"answered_by", "machine_detection_ms"}},
    {"twilio",
     "transcribed",
     {"transcription", "recording_id", "recording_url", "transcription_id", "transcription_url",
      "transcription_status"}},
    {"twilio", "message", {"text", "media", "message_id"}},
    {"tropo", "first", {"caller_name", "text", "media", "sip_headers", "subject"}},
    {"tropo", "gather", {"digits", "speech", "confidence", "concept"}},
    {"tropo", "record", {"recording_url", "recording_duration", "upload_status"}},
    {"tropo", "dial", {"dial_status", "dial_duration", "answered_by", "dial_to"}},
    {"tropo", "next", {"error", "answered_by"}},
    {"tropo", "hangup", {"call_duration"}},
};

std::string some_text(std::mt19937& random) {
    static const std::string pieces[] = {"a", "Z", " ", "+", "&", "=", "%", "\"", "\\", "ü", "日", "{", "/", "'", "<"};
    std::string out = "x";
    for (auto n = random() % 12; n > 0; --n) out += pieces[random() % std::size(pieces)];
    return out;
}

expr::Value some_value(std::string_view field, std::mt19937& random) {
    using expr::Value;
    const auto pick = [&](std::initializer_list<std::string_view> words) {
        return Value::string(words.begin()[random() % words.size()]);
    };
    const auto fields = flow::input_fields();
    const auto spec = std::ranges::find(fields, field, &expr::Field::name);
    REQUIRE(spec != fields.end());
    if (spec->type == expr::Type::of(expr::Kind::integer))
        return Value::integer(static_cast<std::int64_t>(random() % 100000));
    if (spec->type == expr::Type::of(expr::Kind::real)) return Value::real(static_cast<double>(random() % 101) / 100);
    if (spec->type == expr::Type::of(expr::Kind::boolean)) return Value::boolean(random() % 2 == 0);
    if (field == "recording_source") return pick({"RecordVerb", "DialVerb"});
    if (field == "message_status") return pick({"sent", "failed"});
    if (field == "transcription_status") return pick({"completed", "failed"});
    if (field == "dial_status") return pick({"completed", "busy", "no-answer", "failed", "canceled"});
    if (field == "queue_result") return pick({"bridged", "hangup", "queue-full"});
    if (field == "answered_by") return pick({"human", "machine_start", "fax", "unknown"});
    if (field == "pay_result") return pick({"success", "caller-hung-up"});
    if (field == "digits") {
        std::string keys;
        for (auto n = random() % 9 + 1; n > 0; --n) keys += "0123456789*#"[random() % 12];
        return Value::string(keys);
    }
    if (const auto words = flow::input_words(field); !words.empty())
        return Value::string(words[random() % words.size()]);
    if (field == "media") {
        std::vector<Value> urls;
        for (auto n = random() % 12 + 1; n > 0; --n) urls.push_back(Value::string(some_text(random)));
        return Value::list(std::move(urls));
    }
    if (field == "sip_headers" || field == "dial_sip_headers") {
        std::vector<std::pair<Value, Value>> headers;
        for (auto n = random() % 3 + 1; n > 0; --n)
            headers.emplace_back(Value::string("X-" + std::to_string(n)), Value::string(some_text(random)));
        return Value::map(std::move(headers));
    }
    return Value::string(some_text(random));
}

bool same(const expr::Value& a, const expr::Value& b) { return a.kind() == b.kind() && a == b; }

} // namespace

TEST_CASE("what is made of an input is read back as that input") {
    using expr::Value;
    std::mt19937 random(20); // NOLINT(cert-msc32-c,cert-msc51-cpp): the same on every machine
    for (int round = 0; round < 8000; ++round) {
        const Brings& one = brings[static_cast<std::size_t>(round) % brings.size()];
        const providers::Provider* provider = providers::find_provider(one.provider);
        providers::InputFields input;
        for (std::size_t i = 0; i < one.input.size(); ++i) // the first is what makes it this kind
            if (i == 0 || random() % 2 == 0) input.emplace_back(one.input[i], some_value(one.input[i], random));
        const std::string status = one.kind == "first"    ? "ringing"
                                   : one.kind == "status" ? "completed"
                                   : one.kind == "hangup" ? "completed"
                                                          : "in-progress";
        const providers::InputFields call = {{"account", Value::string("AC1")},
                                             {"from", Value::string(some_text(random))},
                                             {"to", Value::string(some_text(random))},
                                             {"direction", Value::string("inbound")},
                                             {"status", Value::string(status)}};
        const auto request =
            provider->encode({.kind = one.kind, .call_id = "CA7", .input = input, .call = call}, "/x?event=y");
        INFO(one.provider << " " << one.kind << ": " << bytes_of(request));
        CHECK(request.url == "/x?event=y");
        const Read back = read(one.provider, bytes_of(request));
        REQUIRE(back.request);
        CHECK(back.findings == Lines());
        CHECK(back.request->kind == one.kind);
        CHECK(back.request->call_id == "CA7");
        for (const auto& [name, value] : back.request->input) {
            const Value* sent = providers::find_field(input, name);
            INFO(name << " = " << value.to_json());
            if (name == "call_status") {
                CHECK(value.to_text() == status);
            } else {
                REQUIRE(sent != nullptr);
                CHECK(same(*sent, value));
            }
        }
        for (const auto& [name, value] : input) {
            INFO(name << " is lost: " << value.to_json());
            CHECK(providers::find_field(back.request->input, name) != nullptr);
        }
        for (const auto& [name, value] : back.request->call) {
            const Value* sent = providers::find_field(call, name);
            INFO("call." << name << " = " << value.to_json());
            CHECK((name == "id" || name == "channel" || (sent != nullptr && same(*sent, value))));
        }
    }
}
