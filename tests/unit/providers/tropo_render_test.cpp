// Steps of Tropo documents. Expected documents are written by hand from the description of the Web
// API: canonical style, fields in the order of its pages.
#include "providers/response.hpp"

using namespace callflow;
using namespace callflow::providers::testing;

namespace {

Rendered tropo(std::vector<flow::ResolvedVerb> verbs) { return render("tropo", response(std::move(verbs))); }
// Without a finding.
std::string fine(std::vector<flow::ResolvedVerb> verbs) {
    Rendered out = tropo(std::move(verbs));
    CHECK(out.said() == Lines{});
    return out.document;
}
// Compared by meaning: steps without the envelope.
Lines steps_differ(std::vector<flow::ResolvedVerb> verbs, std::string_view expected) {
    return differences("tropo", fine(std::move(verbs)), "{\"tropo\":[" + std::string(expected) + "]}");
}

} // namespace

TEST_CASE("an empty response has no steps") { CHECK(fine({}) == "{\"tropo\": []}\n"); }

TEST_CASE("a text is spoken, then the call ends, in the canonical layout") {
    CHECK(fine({say("Hello"), verb("hangup")}) == R"json({"tropo": [
  {"say": [{"value": "Hello"}]},
  {"hangup": null}
]}
)json");
}

TEST_CASE("a gather is an ask with a grammar, and its address is continue") {
    CHECK(fine({verb("gather",
                     {{"numDigits", "1"},
                      {"action", "/chose?a=1&b=2"},
                      {"timeout", "7.5"},
                      {"finishOnKey", "*"},
                      {"bargeIn", "false"}},
                     {say("Press one"), verb("play", {{"url", "http://example.com/1.mp3"}})})}) ==
          R"json({"tropo": [
  {"ask": {"choices": {"value": "[1 DIGIT]", "mode": "dtmf", "terminator": "*"}, "say": [{"value": "Press one"}, {"value": "http://example.com/1.mp3"}], "bargein": false, "timeout": 7.5}},
  {"on": {"event": "continue", "next": "/chose?a=1&b=2"}}
]}
)json");
}

TEST_CASE("a play is a say of its address") {
    CHECK(steps_differ({verb("play", {{"url", "https://example.com/1.mp3"}})},
                       R"({"say":[{"value":"https://example.com/1.mp3"}]})") == Lines{});
}

TEST_CASE("loops are written out") {
    CHECK(steps_differ({verb("play", {{"url", "http://e.com/1.mp3"}, {"loop", "3"}})},
                       R"({"say":[{"value":"http://e.com/1.mp3"},{"value":"http://e.com/1.mp3"},
                                  {"value":"http://e.com/1.mp3"}]})") == Lines{});
    CHECK(steps_differ({verb("say", {{"text", "x"}, {"loop", "1"}})}, R"({"say":[{"value":"x"}]})") == Lines{});
    for (const std::string_view endless : {"0", "21", "100"}) {
        Rendered out = tropo({verb("say", {{"text", "x"}, {"loop", endless}})});
        CHECK(out.said() == Lines{"CF5002 at 0: 'loop' of 'say' has no equivalent on Tropo and is "
                                  "left out: up to 20 repetitions are written out, this is heard "
                                  "once"});
        CHECK(differences("tropo", out.document, R"({"tropo":[{"say":[{"value":"x"}]}]})") == Lines{});
    }
}

TEST_CASE("a pause is a wait in milliseconds, a second where it says nothing") {
    CHECK(steps_differ({verb("pause", {{"length", "2.5"}})}, R"({"wait":{"milliseconds":2500}})") == Lines{});
    CHECK(steps_differ({verb("pause")}, R"({"wait":{"milliseconds":1000}})") == Lines{});
}

TEST_CASE("grammars of digits") {
    const auto grammar = [](Attributes attributes, std::string_view choices) {
        return steps_differ({verb("gather", attributes, {say("?")})},
                            R"({"ask":{"choices":)" + std::string(choices) + R"(,"say":[{"value":"?"}]}})");
    };
    // Twilio takes fewer after a pause, and nobody has said that they are wanted.
    Rendered four = tropo({verb("gather", {{"numDigits", "4"}}, {say("?")})});
    CHECK(four.said() ==
          Lines{"CF5002 at 0: typing fewer than 4 keys, and a pause, has no equivalent on Tropo and is left out"});
    CHECK(
        differences("tropo", four.document,
                    R"({"tropo":[{"ask":{"choices":{"value":"[4 DIGITS]","mode":"dtmf"},"say":[{"value":"?"}]}}]})") ==
        Lines{});
    CHECK(grammar({{"numDigits", "1"}}, R"({"value":"[1 DIGIT]","mode":"dtmf"})") == Lines{});
    CHECK(grammar({{"numDigits", "5"}, {"finishOnKey", "#"}},
                  R"({"value":"[1-5 DIGITS]","mode":"dtmf","terminator":"#"})") == Lines{});
    CHECK(grammar({{"numDigits", "4"}, {"choices", "[4 DIGITS]"}}, R"({"value":"[4 DIGITS]","mode":"dtmf"})") ==
          Lines{});
    CHECK(grammar({}, R"({"value":"[1-20 DIGITS]","mode":"dtmf"})") == Lines{});
    CHECK(grammar({{"input", "dtmf"}}, R"({"value":"[1-20 DIGITS]","mode":"dtmf"})") == Lines{});
    CHECK(grammar({{"finishOnKey", "9"}}, R"({"value":"[1-20 DIGITS]","mode":"dtmf","terminator":"9"})") == Lines{});
    CHECK(grammar({{"choices", "red, blue"}}, R"({"value":"red, blue","mode":"dtmf"})") == Lines{});
}

TEST_CASE("grammars of words") {
    CHECK(steps_differ({verb("gather", {{"input", "speech"}, {"hints", " sales,support , the boss"}}, {say("?")})},
                       R"({"ask":{"choices":{"value":"sales, support, the boss","mode":"speech"},
                           "say":[{"value":"?"}]}})") == Lines{});
    CHECK(steps_differ(
              {verb("gather", {{"input", "dtmf speech"}, {"hints", "sales, 1"}, {"numDigits", "1"}}, {say("?")})},
              R"({"ask":{"choices":{"value":"sales, 1, 0, 2, 3, 4, 5, 6, 7, 8, 9"},
                  "say":[{"value":"?"}]}})") == Lines{});
    Rendered several = tropo({verb("gather", {{"input", "speech dtmf"}, {"hints", "a"}}, {say("?")})});
    CHECK(several.said() == Lines{"CF5002 at 0: typing several digits where words may be said has no "
                                  "equivalent on Tropo and is left out"});
    Rendered free = tropo({verb("gather", {{"input", "speech"}}, {say("?")})});
    CHECK(free.said() == Lines{"CF5001 at 0: Tropo has no free speech: it only understands what a "
                               "list holds"});
    Rendered keys = tropo({verb("gather", {{"hints", "a"}}, {say("?")})});
    CHECK(keys.count("CF5002") == 1);
}

TEST_CASE("a gather's other attributes") {
    CHECK(steps_differ({verb("gather",
                             {{"input", "speech"},
                              {"hints", "a, b"},
                              {"timeout", "10"},
                              {"speechTimeout", "2"},
                              {"language", "es-MX"},
                              {"numDigits", "4"}},
                             {say("?")})},
                       R"({"ask":{"choices":{"value":"a, b","mode":"speech"},"say":[{"value":"?"}],
                           "interdigitTimeout":10,"recognizer":"es-mx","speechCompleteTimeout":2,
                           "timeout":10}})") == Lines{});
    // Five seconds between keys are Tropo's own, and one key has none before it.
    CHECK(steps_differ({verb("gather", {{"timeout", "5"}}, {say("?")})},
                       R"({"ask":{"choices":{"value":"[1-20 DIGITS]","mode":"dtmf"},
                           "say":[{"value":"?"}],"timeout":5}})") == Lines{});
    CHECK(steps_differ({verb("gather", {{"timeout", "9"}, {"numDigits", "1"}}, {say("?")})},
                       R"({"ask":{"choices":{"value":"[1 DIGIT]","mode":"dtmf"},
                           "say":[{"value":"?"}],"timeout":9}})") == Lines{});
}

TEST_CASE("an ask always says something") {
    CHECK(steps_differ({verb("gather", {{"numDigits", "1"}})},
                       R"({"ask":{"choices":{"value":"[1 DIGIT]","mode":"dtmf"},
                           "say":[{"value":""}]}})") == Lines{});
}

TEST_CASE("a pause within a prompt is left out") {
    Rendered out = tropo({verb("gather", {}, {say("a"), verb("pause"), say("b")})});
    CHECK(out.said() == Lines{"CF5002 at 2: a pause within a prompt has no equivalent on Tropo and "
                              "is left out"});
}

TEST_CASE("what a gather asks of Twilio alone is left out, once each") {
    Rendered out = tropo({verb("gather",
                               {{"method", "GET"},
                                {"maxSpeechTime", "9"},
                                {"speechModel", "phone_call"},
                                {"profanityFilter", "false"},
                                {"partialResultCallback", "/p"},
                                {"partialResultCallbackMethod", "GET"},
                                {"enhanced", "true"},
                                {"debug", "true"},
                                {"finishOnKey", ""}},
                               {say("?")})});
    CHECK(out.count("CF5002") == 9);
    CHECK(out.findings.items().size() == 9);
    // What Tropo does anyway is not missed.
    CHECK(fine({verb("gather",
                     {{"method", "POST"}, {"speechModel", "default"}, {"speechTimeout", "auto"}, {"enhanced", "false"}},
                     {say("?")})}) == fine({verb("gather", {}, {say("?")})}));
    CHECK(tropo({verb("gather", {{"timeout", "auto"}}, {say("?")})}).said() ==
          Lines{"CF5002 at 0: 'timeout' of 'gather' has no equivalent on Tropo and is left out: a "
                "number is expected"});
}

TEST_CASE("a recording is sent to an address") {
    CHECK(steps_differ({verb("record", {{"url", "https://example.com/up"},
                                        {"maxLength", "120"},
                                        {"timeout", "4"},
                                        {"finishOnKey", "*"},
                                        {"playBeep", "false"},
                                        {"transcribe", "true"},
                                        {"transcribeCallback", "/text"},
                                        {"format", "audio/mp3"},
                                        {"username", "u"},
                                        {"password", "p"}})},
                       R"({"record":{"url":"https://example.com/up","beep":false,
                           "choices":{"terminator":"*"},"format":"audio/mp3","maxSilence":4,
                           "maxTime":120,"transcription":{"url":"/text"},"username":"u",
                           "password":"p"}})") == Lines{});
}

TEST_CASE("a recording without an address is an error that says what to write") {
    Rendered out = tropo({verb("record", {{"maxLength", "60"}})});
    CHECK(out.said() == Lines{"CF5001 at 0: Tropo has no place to keep a recording: record needs a "
                              "`url`"});
    CHECK(out.findings.items()[0].help.find("tropo: {url:") != std::string::npos);
    CHECK(differences("tropo", out.document, R"({"tropo":[{"record":{"maxTime":60}}]})") == Lines{});
}

TEST_CASE("what a recording asks of Twilio alone is left out") {
    const auto with = [](std::string_view name, std::string_view value) {
        return tropo({verb("record", {{"url", "http://e.com"}, {name, value}})}).count("CF5002");
    };
    CHECK(with("trim", "do-not-trim") == 1);
    CHECK(with("trim", "trim-silence") == 0);
    CHECK(with("finishOnKey", "1234567890*#") == 1);
    CHECK(with("finishOnKey", "") == 1);
    CHECK(with("timeout", "0") == 1);
    CHECK(with("transcribe", "true") == 1);
    CHECK(with("transcribe", "false") == 0);
    CHECK(with("recordingStatusCallback", "/s") == 1);
    CHECK(with("recordingStatusCallbackEvent", "absent") == 1);
    CHECK(with("recordingConfigurationId", "x") == 1);
    CHECK(with("method", "GET") == 1);
}

TEST_CASE("a dial is a transfer") {
    CHECK(steps_differ({verb("dial", {{"callerId", "+15550000000"}, {"timeout", "20"}}, {number("+15551230000")})},
                       R"({"transfer":{"to":"tel:+15551230000","from":"+15550000000",
                           "timeout":20}})") == Lines{});
    CHECK(steps_differ({verb("dial", {},
                             {number("+1"), number(" +2 "), verb("sip", {{"uri", "sip:a@example.com"}}),
                              verb("sip", {{"uri", "b@example.com"}})})},
                       R"({"transfer":{"to":["tel:+1","tel:+2","sip:a@example.com",
                           "sip:b@example.com"]}})") == Lines{});
    CHECK(steps_differ({verb("dial", {},
                             {verb("number",
                                   {{"number", "+1555"}, {"sendDigits", "wW1234#"}, {"machineDetection", "Enable"}})})},
                       R"({"transfer":{"to":"tel:+1555;postd=pp1234#",
                           "machineDetection":true}})") == Lines{});
    CHECK(steps_differ({verb("dial",
                             {{"headers", R"({"x-a": "1", "x-b": "2"})"},
                              {"ringRepeat", "2"},
                              {"playTones", "false"},
                              {"allowSignals", "exit quit"},
                              {"label", "l"}},
                             {number("+1")})},
                       R"({"transfer":{"to":"tel:+1","headers":{"x-a":"1","x-b":"2"},
                           "ringRepeat":2,"playTones":false,"allowSignals":["exit","quit"],
                           "label":"l"}})") == Lines{});
}

TEST_CASE("what a dial asks of Twilio alone is left out, once each") {
    const auto with = [](std::string_view name, std::string_view value) {
        return tropo({verb("dial", {{name, value}}, {number("+1")})}).count("CF5002");
    };
    CHECK(with("timeLimit", "60") == 1);
    CHECK(with("hangupOnStar", "true") == 1);
    CHECK(with("hangupOnStar", "false") == 0);
    CHECK(with("answerOnBridge", "true") == 1);
    CHECK(with("record", "record-from-answer") == 1);
    CHECK(with("record", "do-not-record") == 0);
    CHECK(with("trim", "trim-silence") == 1);
    CHECK(with("recordingTrack", "inbound") == 1);
    CHECK(with("ringTone", "us") == 1);
    CHECK(with("referUrl", "/r") == 1);
    CHECK(with("callReason", "x") == 1);
    CHECK(with("sequential", "true") == 0); // one number
    CHECK(with("headers", "no object") == 1);
    Rendered several = tropo({verb("dial", {{"sequential", "true"}}, {number("+1"), number("+2")})});
    CHECK(several.said() == Lines{"CF5002 at 0: 'sequential' of 'dial' has no equivalent on Tropo "
                                  "and is left out: all of them ring at once; give each a state"});
    Rendered noun = tropo({verb("dial", {},
                                {verb("number", {{"number", "+1"},
                                                 {"url", "/screen"},
                                                 {"statusCallback", "/s"},
                                                 {"machineDetection", "DetectMessageEnd"},
                                                 {"machineDetectionTimeout", "9"}})})});
    CHECK(noun.count("CF5002") == 4);
    CHECK(noun.findings.items()[0].where == base::Span{0, 1, 2});
}

TEST_CASE("a noun that Tropo cannot call is an error at the noun") {
    Rendered out = tropo({verb("dial", {}, {verb("client", {{"identity", "joe"}}), number("+1")})});
    CHECK(out.said() == Lines{"CF5001 at 1: Tropo has no client in a transfer"});
    CHECK(out.findings.items()[0].help == "dial a number or a SIP address");
    CHECK(differences("tropo", out.document, R"({"tropo":[{"transfer":{"to":"tel:+1"}}]})") == Lines{});
}

TEST_CASE("a queue is an error with something to write instead") {
    Rendered out = tropo({verb("enqueue", {{"name", "sales"}, {"action", "/left"}}), say("Bye")});
    CHECK(out.said() == Lines{"CF5001 at 0: Tropo has no enqueue"});
    CHECK(out.findings.items()[0].help.find("dial") != std::string::npos);
    // Its address is nobody's.
    CHECK(differences("tropo", out.document, R"({"tropo":[{"say":[{"value":"Bye"}]}]})") == Lines{});
}

TEST_CASE("a rejected call has no reason") {
    Rendered out = tropo({verb("reject", {{"reason", "busy"}})});
    CHECK(out.said() == Lines{"CF5002 at 0: 'reason' of 'reject' has no equivalent on Tropo and is left out"});
    CHECK(differences("tropo", out.document, R"({"tropo":[{"reject":null}]})") == Lines{});
}

TEST_CASE("a voice of Twilio and a language are left out, another voice is not") {
    CHECK(tropo({verb("say", {{"text", "x"}, {"voice", "Polly.Joanna"}})}).count("CF5002") == 1);
    CHECK(tropo({verb("say", {{"text", "x"}, {"voice", "alice"}})}).count("CF5002") == 1);
    CHECK(tropo({verb("say", {{"text", "x"}, {"language", "es-MX"}})}).count("CF5002") == 1);
    CHECK(tropo({verb("say", {{"text", "x"}, {"language", "en-US"}})}).count("CF5002") == 0);
    CHECK(tropo({verb("say", {{"text", "x"}, {"language", "es-MX"}, {"voice", "carmen"}})}).count("CF5002") == 0);
    CHECK(tropo({verb("say", {{"text", "x"}, {"language", "es-MX"}, {"voice", "alice"}})}).count("CF5002") == 2);
    CHECK(steps_differ({verb("say", {{"text", "12"}, {"voice", "esperanza"}, {"as", "DIGITS"}})},
                       R"({"say":[{"value":"12","as":"DIGITS","voice":"esperanza"}]})") == Lines{});
    // Once, however often it is repeated.
    CHECK(tropo({verb("say", {{"text", "x"}, {"voice", "man"}, {"loop", "3"}})}).findings.items().size() == 1);
}

TEST_CASE("a text that is an address would be played, a file that is none would be spoken") {
    Rendered text = tropo({say("http://example.com is our address")});
    CHECK(text.count("CF5004") == 1);
    CHECK(tropo({say("Visit http://example.com")}).findings.empty());
    Rendered file = tropo({verb("play", {{"url", "/hello.mp3"}})});
    CHECK(file.said() == Lines{"CF5004 at 0: Tropo speaks '/hello.mp3' instead of playing it"});
    CHECK(tropo({verb("play", {{"url", "HTTPS://example.com/a.wav"}})}).findings.empty());
    Rendered keys = tropo({verb("play", {{"digits", "123"}})});
    CHECK(keys.count("CF5001") == 1);
    CHECK(keys.document == "{\"tropo\": []}\n");
}

TEST_CASE("texts are escaped as JSON wants it") {
    CHECK(fine({say("\"quoted\" \\ {brace}\n\x01 \xf0\x9f\x91\x8b שלום </script>")})
              .find("\"value\": \"\\\"quoted\\\" \\\\ {brace}\\n\\u0001 \xf0\x9f\x91\x8b שלום "
                    "</script>\"") != std::string::npos);
}
