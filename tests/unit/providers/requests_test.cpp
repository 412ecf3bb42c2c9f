// Requests of providers: what they are read as.
#include "providers/requests.hpp"
#include "source_dir.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

using namespace callflow;
using namespace callflow::tests;

TEST_CASE("the action of a gather brings digits, speech and how sure that is") {
    const Read keys = read("twilio", "CallSid=CA1&AccountSid=AC1&From=%2B15551230000&To=%2B15557654321&CallStatus="
                                     "in-progress&ApiVersion=2010-04-01&Direction=inbound&Digits=12%23");
    REQUIRE(keys.request);
    CHECK(keys.findings.empty());
    CHECK(keys.request->kind == "gather");
    CHECK(keys.request->call_id == "CA1");
    CHECK(keys.input("digits") == R"("12#")");
    CHECK(keys.input("call_status") == R"("in-progress")");
    CHECK(keys.call("from") == R"("+15551230000")");
    CHECK(keys.call("direction") == R"("inbound")");
    CHECK(keys.request->params.find("Digits")->as_string() == "12#");
    CHECK(keys.request->params.as_map().size() == 8);

    const Read speech = read("twilio", "CallSid=CA1&SpeechResult=two+tickets&Confidence=0.8125");
    CHECK(speech.request->kind == "gather");
    CHECK(speech.input("speech") == R"("two tickets")");
    CHECK(speech.input("confidence") == "0.8125");
    CHECK(speech.input("digits") == "nothing");
}

TEST_CASE("each verb's parameters say whose they are") {
    struct Row {
        std::string_view body, kind, field, value;
    };
    const Row rows[] = {
        {"CallSid=CA1&RecordingUrl=http://x/R.wav&RecordingDuration=12&Digits=%23", "record", "recording_duration",
         "12"},
        {"CallSid=CA1&RecordingUrl=http://x/R.wav&Digits=hangup&CallStatus=completed", "record", "digits", "nothing"},
        {"DialCallStatus=busy&DialCallSid=CA2&CallStatus=in-progress", "dial", "dial_status", R"("busy")"},
        {"DialCallStatus=completed&DialCallDuration=61&RecordingUrl=u", "dial", "dial_duration", "61"},
        {"DialCallStatus=completed&DialBridged=false", "dial", "dial_bridged", "false"},
        {"DialCallStatus=answered&DequeueResult=queue-empty", "queue", "queue_result", R"("queue-empty")"},
        {"QueueResult=hangup&QueueTime=17&QueueSid=QU1", "enqueue", "queue_time", "17"},
        {"QueuePosition=2&QueueTime=3&AvgQueueTime=9", "queue_wait", "queue_time", "3"},
        {"ReferCallStatus=failed&ReferSipResponseCode=405", "refer", "refer_target", "nothing"},
        {"ReferTransferTarget=sip:b@example.com", "refer_target", "refer_target", R"("sip:b@example.com")"},
        {"Result=success&PaymentToken=tok", "pay", "pay_result", R"("success")"},
        {"SessionId=VX1&SessionStatus=ended&HandoffData=x", "connect", "error", "nothing"},
        {"RecordingStatus=completed&RecordingUrl=u&RecordingDuration=5", "recording_status", "recording_url", R"("u")"},
        {"TranscriptionText=call+me&TranscriptionStatus=completed", "transcribed", "transcription", R"("call me")"},
        {"StatusCallbackEvent=participant-join&ConferenceSid=CF1&CallSid=CA1", "conference_status", "digits",
         "nothing"},
        {"AnsweredBy=machine_start&CallStatus=in-progress", "machine", "answered_by", R"("machine_start")"},
        {"CallStatus=completed&CallDuration=42", "status", "call_duration", "42"},
        {"CallStatus=in-progress&ErrorCode=11200&ErrorUrl=https://x/y", "fallback", "error", R"("11200")"},
        {"MessageSid=SM1&Body=Hi&NumMedia=2&MediaUrl0=a&MediaUrl1=b", "message", "media", R"(["a","b"])"},
        {"MessageSid=SM1&MessageStatus=delivered", "message_status", "text", "nothing"},
        {"UnstableSpeechResult=two+tick", "partial", "speech", R"("two tick")"},
        {"CallStatus=ringing&SipHeader_X-Id=7&CallerName=Ann", "first", "sip_headers", R"({"X-Id":"7"})"},
        {"CallStatus=in-progress", "next", "call_status", R"("in-progress")"},
    };
    for (const Row& row : rows) {
        INFO(row.body);
        const Read one = read("twilio", std::string(row.body));
        REQUIRE(one.request);
        CHECK(one.findings == Lines());
        CHECK(one.request->kind == row.kind);
        CHECK(one.input(row.field) == row.value);
    }
}

TEST_CASE("a status stands for a signal, but that of another leg is not the call's end") {
    const auto signal = [](std::string body) { return std::string(read("twilio", std::move(body)).request->signal); };
    CHECK(signal("CallStatus=completed") == "hangup");
    CHECK(signal("CallStatus=busy") == "busy");
    CHECK(signal("CallStatus=no-answer") == "no_answer");
    CHECK(signal("CallStatus=failed") == "failed");
    CHECK(signal("CallStatus=canceled") == "canceled");
    CHECK(signal("CallStatus=in-progress&AnsweredBy=machine_end_beep") == "machine");
    CHECK(signal("CallStatus=in-progress&AnsweredBy=human").empty());
    CHECK(signal("CallStatus=in-progress&ErrorCode=11200&ErrorUrl=u") == "fallback");
    CHECK(signal("CallStatus=completed&ParentCallSid=CA0").empty());
    CHECK(signal("CallStatus=busy&ParentCallSid=CA0") == "busy");
}

TEST_CASE("values that are not known are warnings with their place, and passed on") {
    const Read one = read("twilio", "CallStatus=in-progres&DialCallStatus=napping&DialCallDuration=long&Digits=%zz");
    REQUIRE(one.request);
    CHECK(one.findings == Lines{"CF5030 at 11..21: CallStatus is not known to be 'in-progres'",
                                "CF5030 at 37..44: DialCallStatus is not known to be 'napping'",
                                "CF5031 at 62..66: DialCallDuration is a whole number, not 'long'",
                                "CF5031 at 74..77: '%zz' is no escape"});
    CHECK(one.input("dial_status") == R"("napping")");
    CHECK(one.input("dial_duration") == "nothing");
    CHECK(one.input("digits") == R"("%zz")");

    const Read tropo =
        read("tropo", R"({"result":{"state":"ANSWRED","actions":{"name":"a","disposition":"WON","value":"1"}}})");
    REQUIRE(tropo.request);
    CHECK(tropo.findings.size() == 2);
    CHECK(tropo.call("status") == R"("ANSWRED")");
}

TEST_CASE("what is no request at all is refused") {
    CHECK_FALSE(read("tropo", "Digits=1").request);
    CHECK_FALSE(read("tropo", "{}").request);
    CHECK_FALSE(read("tropo", R"({"result":[1]})").request);
    CHECK_FALSE(read("tropo", R"({"result":)").request);
    CHECK_FALSE(read("twilio", R"({"Digits":["1"]})").request);
    CHECK(read("twilio", "").request->kind == "next");
    CHECK(read("twilio", R"({"Digits":"1","CallStatus":null})").input("digits") == R"("1")");
    std::string deep = R"({"result":{"actions":)" + std::string(100, '[') + std::string(100, ']') + "}}";
    CHECK(read("tropo", deep).findings.front().starts_with("CF0004"));
    std::string many;
    for (int i = 0; i < 2001; ++i) many += "a=1&";
    CHECK(read("twilio", many).findings.front().starts_with("CF0005"));
}

TEST_CASE("Tropo's results of every generation") {
    struct Row {
        std::string_view body, kind, field, value;
    };
    const Row rows[] = {
        // keys, 2010 and 2017
        {R"({"result":{"callState":"ANSWERED","actions":{"name":"zip","attempts":1,"disposition":"SUCCESS","confidence":100,"interpretation":"12345","utterance":"1 2 3 4 5"}}})",
         "gather", "digits", R"("12345")"},
        {R"({"result":{"state":"ANSWERED","actions":[{"name":"zip","interpretation":12345,"utterance":12345,"confidence":"100"}]}})",
         "gather", "digits", R"("12345")"},
        // a key of a concept grammar
        {R"({"result":{"state":"ANSWERED","actions":{"name":"a","interpretation":"1","utterance":"1","concept":"yes","value":"yes"}}})",
         "gather", "digits", R"("1")"},
        // spoken digits: the number is the interpretation
        {R"({"result":{"state":"ANSWERED","actions":{"confidence":53,"interpretation":"94070","utterance":"nine four zero seven zero","value":"nine four zero seven zero"}}})",
         "gather", "digits", R"("94070")"},
        {R"({"result":{"state":"ANSWERED","actions":{"confidence":53,"interpretation":"94070","utterance":"nine four zero seven zero"}}})",
         "gather", "speech", R"("nine four zero seven zero")"},
        {R"({"result":{"state":"ANSWERED","actions":{"confidence":"53","interpretation":"94070","utterance":"nine"}}})",
         "gather", "confidence", "0.53"},
        {R"({"result":{"state":"ANSWERED","actions":{"name":"record","url":"http://x/1.wav","duration":"7","uploadStatus":"200"}}})",
         "record", "recording_duration", "7"},
        {R"({"result":{"state":"ANSWERED","actions":{"name":"t","disposition":"TIMEOUT","duration":30,"connectedDuration":0,"calledid":"1"}}})",
         "dial", "dial_status", R"("no-answer")"},
        {R"({"result":{"state":"ANSWERED","actions":{"name":"transfer","disposition":"success","connectedDuration":12}}})",
         "dial", "dial_duration", "12"},
        {R"({"result":{"state":"ANSWERED","userType":"MACHINE","actions":null}})", "next", "answered_by",
         R"("machine_start")"},
        {R"({"result":{"state":"ANSWERED","error":"bad JSON","complete":false}})", "next", "error", R"("bad JSON")"},
        {R"({"result":{"state":"DISCONNECTED","sessionDuration":"31"}})", "hangup", "call_duration", "31"},
        {R"({"result":{"state":"FAILED"}})", "next", "call_status", R"("failed")"},
    };
    for (const Row& row : rows) {
        INFO(row.body);
        const Read one = read("tropo", std::string(row.body));
        REQUIRE(one.request);
        CHECK(one.findings == Lines());
        CHECK(one.request->kind == row.kind);
        CHECK(one.input(row.field) == row.value);
    }
    const Read gone = read("tropo", R"({"result":{"state":"DISCONNECTED","actions":{"value":"1","utterance":"1"}}})");
    CHECK(gone.request->over);
    CHECK(gone.request->signal == "hangup");
    // Two under one name: the place of the second, and its value.
    const Read twice =
        read("tropo", R"({"result":{"actions":[{"name":"foo","utterance":"1"},{"name":"foo","utterance":"2"}]}})");
    CHECK(twice.findings.size() == 1);
    CHECK(twice.input("digits") == R"("2")");
    CHECK(
        read("tropo", R"({"result":{"actions":{"utterance":"12 pieces","value":"12 pieces"}}})", true).input("text") ==
        R"("12 pieces")");
}

TEST_CASE("Tropo's sessions: headers in both forms, launches, texts") {
    const Read old =
        read("tropo", R"({"session":{"id":"s1","accountId":33932,"to":{"id":"99","channel":"VOICE","network":"SIP"},
        "from":{"id":"15551230000","e164Id":"+15551230000","name":"unknown","channel":"VOICE","network":"PSTN"},
        "headers":[{"key":"x-sbc-call-id","value":"abc@1"},{"key":"Request URI","value":"sip:a@b"}]}})");
    REQUIRE(old.request);
    CHECK(old.findings == Lines());
    CHECK(old.request->begins);
    CHECK(old.request->call_id == "s1");
    CHECK(old.call("account") == R"("33932")");
    CHECK(old.call("from") == R"("+15551230000")");
    CHECK(old.call("direction") == R"("inbound")");
    CHECK(old.call("status") == R"("ringing")");
    CHECK(old.input("caller_name") == "nothing");
    CHECK(old.input("sip_headers") == R"({"x-sbc-call-id":"abc@1","Request URI":"sip:a@b"})");

    const Read launched = read("tropo", R"({"session":{"id":"s2","userType":"NONE","initialText":null,
        "headers":{"Content-Length":124},"parameters":{"token":"t","action":"create","event":"agent.called"}}})");
    CHECK(launched.call("direction") == R"("outbound-api")");
    CHECK(launched.call("from") == "nothing");
    CHECK(launched.request->event == "agent.called");
    CHECK(launched.input("sip_headers") == R"({"Content-Length":"124"})");

    const Read text = read("tropo", R"({"session":{"id":"s3","initialText":"hello","from":{"id":"a@b","channel":"TEXT"},
        "initialMedia":[{"status":"success","media":"http://x/a.jpg"}]}})");
    CHECK(text.call("channel") == R"("text")");
    CHECK(text.input("text") == R"("hello")");
    CHECK(text.input("media") == R"(["http://x/a.jpg"])");
}

TEST_CASE("standard parameters come first, in Twilio's order") {
    using expr::Value;
    const providers::InputFields call = {{"status", Value::string("in-progress")},
                                         {"from", Value::string("+1")},
                                         {"to", Value::string("+2")},
                                         {"account", Value::string("AC1")},
                                         {"direction", Value::string("inbound")}};
    const providers::InputFields input = {{"digits", Value::string("1")}};
    const std::vector<std::pair<std::string, std::string>> params = {{"FromCity", "OAKLAND"}, {"To", "+3"}};
    const auto request = providers::find_provider("twilio")->encode(
        {.kind = "gather", .call_id = "CA1", .input = input, .call = call, .params = params}, "/x");
    CHECK(bytes_of(request) ==
          "CallSid=CA1&AccountSid=AC1&From=%2B1&To=%2B3&CallStatus=in-progress&ApiVersion=2010-04-01&"
          "Direction=inbound&Digits=1&FromCity=OAKLAND");
}

TEST_CASE("where a document waits for a request") {
    const auto at = [](std::string_view provider, std::string document, std::string body) {
        base::Sources sources;
        const base::FileId file = sources.add("document", std::move(document));
        const Read one = read(provider, std::move(body));
        return providers::find_provider(provider)->waiting(sources, file, *one.request);
    };
    const std::string twiml =
        "<Response><Gather action=\"/g\"/><Record action=\" /r\"/>"
        "<Start><Transcription statusCallbackUrl=\"/t\"/></Start><Redirect> /next\n</Redirect></Response>";
    CHECK(at("twilio", twiml, "Digits=1") == "/g");
    CHECK(at("twilio", twiml, "RecordingUrl=u") == " /r");
    CHECK(at("twilio", twiml, "DialCallStatus=busy") == "/g"); // nobody's: the first that has one
    CHECK(at("twilio", twiml, "CallStatus=in-progress") == "/next");
    CHECK(at("twilio", twiml, "TranscriptionEvent=transcription-started") == "/t");
    CHECK(at("twilio", twiml, "RecordingStatus=completed").empty());
    CHECK(at("twilio", "<Response><Gather/></Response>", "Digits=1") == ".");
    CHECK(at("twilio", "<Response><Dial action=\"/d\">1</Dial></Response>", "CallStatus=in-progress") == "/d");
    CHECK(at("twilio", "<Response><Redirect/></Response>", "Digits=1") == ".");
    CHECK(at("twilio", "<Response><Dial>1</Dial></Response>", "DialCallStatus=busy").empty());
    CHECK(at("twilio", "no document", "Digits=1").empty());

    const std::string tropo =
        R"({"tropo":[{"on":{"event":"continue","next":"/c"}},{"on":[{"event":"hangup","next":"/h"}]},
        {"ask":{}},{"on":{"event":"incomplete","next":"/i"}},{"on":{"event":"continue","next":"/late"}}]})";
    CHECK(at("tropo", tropo, R"({"result":{"state":"ANSWERED"}})") == "/c");
    CHECK(at("tropo", tropo, R"({"result":{"state":"ANSWERED","complete":false}})") == "/i");
    CHECK(at("tropo", tropo, R"({"result":{"state":"DISCONNECTED"}})") == "/h");
    CHECK(at("tropo", tropo, R"({"result":{"state":"ANSWERED","error":"x"}})") ==
          "/c"); // continue takes what has no handler
    CHECK(at("tropo", R"({"tropo":[]})", R"({"result":{"state":"ANSWERED"}})").empty());
}

TEST_CASE("real bodies from Tropo's libraries are read without a finding") {
    namespace fs = std::filesystem;
    fs::path folder;
    for (fs::path at = fs::path(source_dir); at != at.parent_path() && folder.empty(); at = at.parent_path())
        if (fs::is_directory(at.parent_path() / "shared" / "corpus" / "tropo" / "inputs"))
            folder = at.parent_path() / "shared" / "corpus" / "tropo" / "inputs";
    if (folder.empty()) {
        std::cerr << "skipped: no corpus of tropo inputs beside the project\n";
        return;
    }
    std::size_t sessions = 0;
    std::size_t answers = 0;
    for (const fs::directory_entry& one : fs::directory_iterator(folder)) {
        std::ifstream in(one.path(), std::ios::binary);
        std::ostringstream text;
        text << in.rdbuf();
        INFO(one.path());
        const Read got = read("tropo", text.str());
        REQUIRE(got.request);
        CHECK(got.findings == Lines());
        CHECK_FALSE(got.request->call_id.empty());
        sessions += got.request->begins ? 1U : 0U;
        answers += got.input("digits") != "nothing" ? 1U : 0U;
    }
    CHECK(sessions == 2);
    CHECK(answers == 3);
}
