// Every parameter that a provider documents for its requests is a field of the one vocabulary, or passed on in `params` by a
// decision that is written down. The lists are those of the providers' pages, verb by verb.
#include "doc/form.hpp"
#include "flow/names.hpp"
#include "providers/provider.hpp"
#include "providers/twilio/requests.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

using namespace callflow;
using namespace callflow::providers;

namespace {

using Words = std::vector<std::string_view>;

struct Page {
    std::string_view kind; // of twilio::request_rows(); empty: of all that are about a call
    Words parameters;
};

const std::vector<Page>& pages() {
    static const std::vector<Page> all = {
        {"",
         {"CallSid", "AccountSid", "From", "To", "CallStatus", "ApiVersion", "Direction", "ForwardedFrom", "CallerName",
          "ParentCallSid"}},
        {"gather", {"Digits", "SpeechResult", "Confidence", "FinishedOnKey", "msg"}},
        {"partial", {"UnstableSpeechResult", "StableSpeechResult", "Stability", "SequenceNumber"}},
        {"record", {"RecordingUrl", "RecordingDuration", "Digits", "RecordingSid"}},
        {"dial",
         {"DialCallStatus", "DialCallSid", "DialCallDuration", "DialBridged", "RecordingUrl", "DialSipCallId",
          "DialSipResponseCode"}},
        {"queue", {"QueueSid", "DequeueResult", "DequeuedCallSid", "DequeuedCallQueueTime", "DequeuedCallDuration"}},
        {"refer_target", {"ReferTransferTarget"}},
        {"enqueue", {"QueueResult", "QueueSid", "QueueTime"}},
        {"queue_wait", {"QueuePosition", "QueueSid", "QueueTime", "AvgQueueTime", "CurrentQueueSize", "MaxQueueSize"}},
        {"whisper", {"QueueSid", "QueueTime", "DequeingCallSid"}},
        {"conference_status",
         {"StatusCallbackEvent", "ConferenceSid", "FriendlyName", "AccountSid", "SequenceNumber", "Timestamp",
          "CallSid", "Muted", "Hold", "Coaching", "EndConferenceOnExit", "StartConferenceOnEnter", "ParticipantLabel",
          "ParticipantCallStatus", "ReasonParticipantLeft", "CallSidEndingConference",
          "ParticipantLabelEndingConference", "Reason", "ReasonConferenceEnded"}},
        {"recording_status",
         {"AccountSid", "CallSid", "ConferenceSid", "RecordingSid", "RecordingUrl", "RecordingStatus",
          "RecordingDuration", "RecordingChannels", "RecordingStartTime", "RecordingSource"}},
        {"transcribed",
         {"TranscriptionSid", "TranscriptionText", "TranscriptionStatus", "TranscriptionUrl", "RecordingSid",
          "RecordingUrl", "CallSid"}},
        {"status",
         {"CallDuration", "RecordingUrl", "RecordingSid", "RecordingDuration", "Timestamp", "SequenceNumber",
          "CallbackSource", "Duration", "SipResponseCode"}},
        {"machine", {"AnsweredBy", "MachineDetectionDuration"}},
        {"refer", {"ReferCallStatus", "ReferSipResponseCode", "NotifySipResponseCode"}},
        {"pay",
         {"Result", "PaymentToken", "ProfileId", "PaymentConfirmationCode", "PaymentMethod", "PaymentCardNumber",
          "PaymentCardType", "ExpirationDate", "SecurityCode", "PaymentCardPostalCode", "BankAccountNumber",
          "BankRoutingNumber", "BankAccountType", "PaymentError", "PayErrorCode", "ConnectorError"}},
        {"pay_status",
         {"AccountSid", "CallSid", "For", "ErrorType", "Attempt", "PaymentCardNumber", "PaymentCardType",
          "ExpirationDate", "SecurityCode", "PaymentCardPostalCode", "BankAccountNumber", "BankRoutingNumber"}},
        {"sms", {"SmsSid", "SmsStatus"}},
        {"transcribing",
         {"TranscriptionEvent", "TranscriptionSid", "SequenceId", "Timestamp", "AccountSid", "CallSid",
          "ProviderConfiguration"}},
        {"stream_status",
         {"StreamEvent", "StreamSid", "StreamName", "StreamError", "Timestamp", "AccountSid", "CallSid"}},
        {"connect",
         {"SessionId", "SessionStatus", "SessionDuration", "HandoffData", "ErrorCode", "ErrorMessage",
          "VirtualAgentStatus", "VirtualAgentProvider"}},
        {"fallback", {"ErrorCode", "ErrorUrl"}},
        {"message",
         {"MessageSid", "SmsSid", "SmsMessageSid", "AccountSid", "MessagingServiceSid", "From", "To", "Body",
          "NumMedia", "NumSegments", "SmsStatus"}},
        {"message_status", {"MessageSid", "MessageStatus", "ErrorCode"}},
    };
    return all;
}

// What some calls have besides, whatever is asked.
const Words of_some_calls = {"SipDomain",     "SipDomainSid", "SipCallId",   "SipSourceIp", "CallToken",
                             "StirVerstat",   "AddOns",       "FromCity",    "FromState",   "FromZip",
                             "FromCountry",   "ToCity",       "ToState",     "ToZip",       "ToCountry",
                             "Caller",        "Called",       "CallerCity",  "CallerState", "CallerZip",
                             "CallerCountry", "CalledCity",   "CalledState", "CalledZip",   "CalledCountry"};

bool is_passed_on(std::string_view name) {
    const auto all = twilio::parameters_passed_on();
    return std::ranges::binary_search(all, name);
}

bool has_field(std::span<const expr::Field> fields, std::string_view name) {
    return std::ranges::find(fields, name, &expr::Field::name) != fields.end();
}

} // namespace

TEST_CASE("every parameter of Twilio's requests is a field, or passed on knowingly") {
    Words all = of_some_calls;
    for (const Page& page : pages()) all.insert(all.end(), page.parameters.begin(), page.parameters.end());
    for (const twilio::RequestRow& row : twilio::request_rows())
        all.insert(all.end(), row.adds.begin(), row.adds.end());
    all.insert(all.end(), twilio::standard_parameters().begin(), twilio::standard_parameters().end());
    for (const std::string_view name : all) {
        INFO(name);
        CHECK((twilio::find_parameter(name) != nullptr) != is_passed_on(name));
    }
    for (const twilio::Parameter& one : twilio::parameters()) {
        INFO(one.name);
        CHECK(!(one.input.empty() && one.call.empty()));
        CHECK((one.input.empty() || has_field(flow::input_fields(), one.input)));
        CHECK((one.call.empty() || has_field(flow::call_fields(), one.call)));
        CHECK(std::ranges::find(all, one.name) != all.end());
    }
}

TEST_CASE("each request that is made has the parameters of its page") {
    for (const Page& page : pages()) {
        INFO(page.kind);
        const twilio::RequestRow* row = page.kind.empty() ? nullptr : twilio::find_request(page.kind);
        if (!page.kind.empty()) REQUIRE(row != nullptr);
        const auto standard = twilio::standard_parameters();
        for (const std::string_view name : page.parameters) {
            INFO(name);
            const bool own = row != nullptr && std::ranges::find(row->adds, name) != row->adds.end();
            const bool any = (row == nullptr || row->standard) && std::ranges::find(standard, name) != standard.end();
            CHECK((own || any));
        }
    }
}

namespace {

std::optional<DecodedRequest> read(std::string_view provider, std::string body) {
    base::Sources sources;
    base::Diagnostics found;
    const auto parts = read_request_body(sources, sources.add("request", std::move(body)), found);
    if (!parts) return std::nullopt;
    auto out = find_provider(provider)->decode(parts->incoming(), found);
    for (const base::Diagnostic& one : found.items()) UNSCOPED_INFO(one.message);
    CHECK(found.empty());
    return out;
}

std::string value_of(const DecodedRequest& request, std::string_view field) {
    for (const InputFields* fields : {&request.input, &request.call})
        if (const expr::Value* value = find_field(*fields, field)) return value->to_text();
    return "nothing";
}

} // namespace

TEST_CASE("what comes of a referral, a payment, a conference and a session") {
    const auto refer =
        read("twilio", "CallSid=CA1&CallStatus=in-progress&ReferCallStatus=busy&ReferSipResponseCode=202&"
                       "NotifySipResponseCode=486");
    REQUIRE(refer);
    CHECK(refer->kind == "refer");
    CHECK(value_of(*refer, "refer_status") == "busy");
    CHECK(value_of(*refer, "refer_sip_code") == "202");
    CHECK(value_of(*refer, "refer_notify_code") == "486");

    const auto paid =
        read("twilio", "CallSid=CA1&Result=payment-connector-error&PaymentToken=tok_1&ProfileId=cus_1&"
                       "PaymentCardNumber=xxxxxxxxxxxx1111&PaymentCardType=visa&ExpirationDate=1228&"
                       "SecurityCode=xxx&PaymentCardPostalCode=94105&PaymentError=declined&PayErrorCode=64002&"
                       "ConnectorError=card_declined&PaymentConfirmationCode=ch_1&PaymentMethod=credit-card");
    REQUIRE(paid);
    CHECK(paid->kind == "pay");
    CHECK(value_of(*paid, "pay_result") == "payment-connector-error");
    CHECK(value_of(*paid, "pay_token") == "tok_1");
    CHECK(value_of(*paid, "pay_profile") == "cus_1");
    CHECK(value_of(*paid, "pay_card_number") == "xxxxxxxxxxxx1111");
    CHECK(value_of(*paid, "pay_card_type") == "visa");
    CHECK(value_of(*paid, "pay_card_expiration") == "1228");
    CHECK(value_of(*paid, "pay_security_code") == "xxx");
    CHECK(value_of(*paid, "pay_postal_code") == "94105");
    CHECK(value_of(*paid, "pay_confirmation") == "ch_1");
    CHECK(value_of(*paid, "pay_method") == "credit-card");
    CHECK(value_of(*paid, "pay_error_code") == "64002");
    CHECK(value_of(*paid, "pay_connector_error") == "card_declined");
    CHECK(value_of(*paid, "error") == "declined");

    const auto asked = read("twilio", "CallSid=CA1&For=security-code&ErrorType=timeout&Attempt=2");
    REQUIRE(asked);
    CHECK(asked->kind == "pay_status");
    CHECK(value_of(*asked, "pay_for") == "security-code");
    CHECK(value_of(*asked, "pay_attempt") == "2");

    const auto left =
        read("twilio", "StatusCallbackEvent=participant-leave&ConferenceSid=CF1&FriendlyName=desk&CallSid=CA1&"
                       "Muted=true&Hold=false&ParticipantLabel=agent&ReasonParticipantLeft=participant_hung_up&"
                       "SequenceNumber=3");
    REQUIRE(left);
    CHECK(value_of(*left, "conference_event") == "participant-leave");
    CHECK(value_of(*left, "conference_name") == "desk");
    CHECK(value_of(*left, "participant_label") == "agent");
    CHECK(value_of(*left, "participant_muted") == "true");
    CHECK(value_of(*left, "participant_left_reason") == "participant_hung_up");
    CHECK(value_of(*left, "sequence") == "3");

    const auto over =
        read("twilio", "CallSid=CA1&SessionId=VX1&SessionStatus=ended&SessionDuration=25&HandoffData=live");
    REQUIRE(over);
    CHECK(over->kind == "connect");
    CHECK(value_of(*over, "handoff_data") == "live");
    CHECK(value_of(*over, "session_duration") == "25");
}

TEST_CASE("what is written down while a call lasts is a transcription") {
    const auto said =
        read("twilio", "TranscriptionSid=GT1&TranscriptionEvent=transcription-content&CallSid=CA1&SequenceId=2&"
                       "TranscriptionData=%7B%22transcript%22%3A%22two+%5C%22big%5C%22+ones%22%2C%22confidence%22%3A"
                       "0.97%7D");
    REQUIRE(said);
    CHECK(said->kind == "transcribing");
    CHECK(value_of(*said, "transcription") == "two \"big\" ones");
    CHECK(value_of(*said, "confidence") == "0.97");
    CHECK(value_of(*said, "transcription_event") == "transcription-content");
    base::Sources sources;
    base::Diagnostics found;
    const auto body = read_request_body(
        sources, sources.add("r", "TranscriptionEvent=transcription-content&TranscriptionData=hello"), found);
    CHECK(find_provider("twilio")->decode(body->incoming(), found));
    REQUIRE(found.items().size() == 1);
    CHECK(found.items().front().message == "TranscriptionData is an object of JSON, not 'hello'");
}

TEST_CASE("every field of Tropo's sessions and results has its place") {
    const auto first =
        read("tropo", R"({"session":{"id":"i1","accountId":"a1","callId":"c1","timestamp":"2017-06-02T01:02:03.004Z",
        "userType":"HUMAN","initialText":"hi","subject":"news","initialMedia":[{"status":"success","media":"http://x/1.jpg"}],
        "to":{"id":"1555","name":"unknown","channel":"TEXT","network":"SMS","e164Id":"+1555"},
        "from":{"id":"1666","name":"Ann","channel":"TEXT","network":"SMS","e164Id":"+1666"},
        "headers":{"x-sbc-call-id":"h1"},"parameters":{"event":"launched"}}})");
    REQUIRE(first);
    const std::pair<std::string_view, std::string_view> of_session[] = {
        {"id", "i1"},           {"account", "a1"},   {"text", "hi"},
        {"subject", "news"},    {"to", "+1555"},     {"from", "+1666"},
        {"caller_name", "Ann"}, {"channel", "text"}, {"started_at", "2017-06-02T01:02:03.004Z"}};
    for (const auto& [field, value] : of_session) {
        INFO(field);
        CHECK(value_of(*first, field) == value);
    }
    CHECK(first->event == "launched");
    CHECK(find_field(first->input, "media") != nullptr);
    CHECK(find_field(first->input, "sip_headers") != nullptr);

    const auto heard =
        read("tropo", R"({"result":{"sessionId":"i1","callId":"c1","state":"ANSWERED","sessionDuration":9,"sequence":2,
        "complete":true,"error":null,"calledid":"1555","userType":"HUMAN","properties":[{"key":"k","value":"v"}],
        "actions":{"name":"menu","attempts":2,"disposition":"SUCCESS","confidence":100,"interpretation":"1","utterance":"1",
        "value":"sales","concept":"sales","xml":"<r/>","timestamp":"2017-06-02T01:02:03Z"}}})");
    REQUIRE(heard);
    CHECK(value_of(*heard, "digits") == "1");
    CHECK(value_of(*heard, "concept") == "sales");
    CHECK(value_of(*heard, "confidence") == "1");
    CHECK(value_of(*heard, "answered_by") == "human");
    CHECK(value_of(*heard, "call_status") == "in-progress");

    const auto rung = read(
        "tropo", R"({"result":{"state":"ANSWERED","actions":{"name":"transfer","disposition":"SUCCESS","duration":20,
        "connectedDuration":12,"calledid":"1777","userType":"MACHINE"}}})");
    REQUIRE(rung);
    CHECK(value_of(*rung, "dial_status") == "completed");
    CHECK(value_of(*rung, "dial_duration") == "12");
    CHECK(value_of(*rung, "dial_to") == "1777");

    // Passed on in `params`: numbers and times of requests, the session's own number, names of actions, what 2010 said besides.
    for (const std::string_view name : {"callId", "sequence", "calledid", "properties"}) {
        INFO(name);
        CHECK(heard->params.find("result")->find(name) != nullptr);
    }
    for (const std::string_view name : {"name", "attempts", "xml", "timestamp"}) {
        INFO(name);
        CHECK(heard->params.find("result")->find("actions")->find(name) != nullptr);
    }
}

TEST_CASE("a recording of Tropo's is where its value says, whatever its name") {
    const std::string_view bodies[] = {
        R"({"result":{"state":"ANSWERED","actions":{"name":"rec","disposition":"SUCCESS","value":"http://x/1.wav"}}})",
        R"({"result":{"state":"ANSWERED","actions":{"name":"rec","attempts":1,"disposition":"SUCCESS","value":"http://x/1.wav"}}})",
        R"({"result":{"state":"ANSWERED","actions":[{"name":"foo","duration":4,"value":"http://x/1.wav","uploadStatus":"success"}]}})",
        R"({"result":{"state":"ANSWERED","actions":{"name":"rec","url":"http://x/1.wav","value":"http://x/2.wav"}}})"};
    for (const std::string_view body : bodies) {
        INFO(body);
        const auto one = read("tropo", std::string(body));
        REQUIRE(one);
        CHECK(one->kind == "record");
        CHECK(value_of(*one, "recording_url") == "http://x/1.wav");
        CHECK(value_of(*one, "speech") == "nothing");
    }
    CHECK(value_of(*read("tropo", std::string(bodies[2])), "upload_status") == "success");
    const auto said =
        read("tropo",
             R"({"result":{"state":"ANSWERED","actions":{"name":"a","utterance":"http colon","value":"http colon"}}})");
    CHECK(said->kind == "gather");
}
