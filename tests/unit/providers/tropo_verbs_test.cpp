// Every action of the Tropo Web API that a flow has a verb for, with all its fields, by hand from its description.
#include "providers/response.hpp"

using namespace callflow;
using namespace callflow::providers::testing;

namespace {

// The steps, a line each, of verbs that raise no finding.
std::string steps(std::vector<flow::ResolvedVerb> verbs) {
    Rendered out = render("tropo", response(std::move(verbs)));
    CHECK(out.said() == Lines{});
    const std::string_view begin = "{\"tropo\": [\n";
    const std::string_view end = "\n]}\n";
    REQUIRE(out.document.starts_with(begin));
    return out.document.substr(begin.size(), out.document.size() - begin.size() - end.size());
}

} // namespace

TEST_CASE("an answer may have headers") {
    CHECK(steps({verb("answer"), verb("answer", {{"headers", R"({"x-a": "1"})"}})}) ==
          "  {\"answer\": null},\n  {\"answer\": {\"headers\": {\"x-a\": \"1\"}}}");
}

TEST_CASE("a call with all of its fields") {
    CHECK(
        steps({verb("call", {{"label", "l"},
                             {"recipients", R"(["+15551230000", "sip:a@example.com"])"},
                             {"from", "+15550000000"},
                             {"channel", "VOICE"},
                             {"network", "PSTN"},
                             {"timeout", "21.5"},
                             {"answerOnMedia", "false"},
                             {"headers", R"({"x-a": "1"})"},
                             {"machineDetection", R"({"introduction": "Hold on", "voice": "Victor"})"},
                             {"name", "n"},
                             {"required", "true"},
                             {"allowSignals", "a b"},
                             {"voice", "allison"},
                             {"callbackUrl", "https://example.com/cdr"},
                             {"promptLogSecurity", "suppress"},
                             {"recording", R"({"url": "https://example.com/r"})"}})}) ==
        "  {\"call\": {\"to\": [\"+15551230000\", \"sip:a@example.com\"], \"from\": \"+15550000000\", \"channel\": \"VOICE\", \"network\": \"PSTN\", "
        "\"timeout\": 21.5, \"answerOnMedia\": false, \"headers\": {\"x-a\": \"1\"}, "
        "\"machineDetection\": {\"introduction\": \"Hold on\", \"voice\": \"Victor\"}, \"name\": \"n\", "
        "\"required\": true, \"allowSignals\": [\"a\", \"b\"], \"voice\": \"allison\", "
        "\"callbackUrl\": \"https://example.com/cdr\", \"promptLogSecurity\": \"suppress\", \"label\": \"l\", "
        "\"recording\": {\"url\": \"https://example.com/r\"}}}");
    CHECK(steps({verb("call", {{"to", "+15551230000"}, {"machineDetection", "true"}})}) ==
          "  {\"call\": {\"to\": \"+15551230000\", \"machineDetection\": true}}");
}

TEST_CASE("verbs of a word or a few") {
    CHECK(steps({verb("generalLogSecurity", {{"value", "suppress"}}),
                 verb("choices", {{"value", "[5 DIGITS]"}, {"mode", "dtmf"}}),
                 verb("wait", {{"milliseconds", "1500"}, {"allowSignals", "exit"}}), verb("stopRecording"),
                 verb("deflect", {{"to", "sip:a@example.com"}, {"from", "4155551212"}, {"name", "n"}})}) ==
          "  {\"generalLogSecurity\": \"suppress\"},\n"
          "  {\"choices\": {\"value\": \"[5 DIGITS]\", \"mode\": \"dtmf\"}},\n"
          "  {\"wait\": {\"milliseconds\": 1500, \"allowSignals\": \"exit\"}},\n"
          "  {\"stopRecording\": null},\n"
          "  {\"redirect\": {\"to\": \"sip:a@example.com\", \"from\": \"4155551212\", \"name\": \"n\"}}");
    CHECK(steps({verb("hangup", {{"headers", R"({"x-a": "1"})"}})}) ==
          "  {\"hangup\": {\"headers\": {\"x-a\": \"1\"}}}");
}

TEST_CASE("the whole call is recorded, to one place or several") {
    CHECK(steps({verb("startRecording", {{"url", "https://example.com/r"},
                                         {"format", "audio/wav"},
                                         {"method", "PUT"},
                                         {"username", "u"},
                                         {"password", "p"},
                                         {"asyncUpload", "false"},
                                         {"transcriptionOutURI", "mailto:a@example.com"},
                                         {"transcriptionID", "7"},
                                         {"transcriptionEmailFormat", "plain"},
                                         {"transcriptionLanguage", "pt-br"}}),
                 verb("startRecording",
                      {{"destinations", R"([{"url": "http://a.example"}, {"url": "http://b.example"}])"}})}) ==
          "  {\"startRecording\": {\"url\": \"https://example.com/r\", \"format\": \"audio/wav\", \"method\": \"PUT\", "
          "\"username\": \"u\", \"password\": \"p\", \"asyncUpload\": false, "
          "\"transcriptionOutURI\": \"mailto:a@example.com\", \"transcriptionID\": \"7\", "
          "\"transcriptionEmailFormat\": \"plain\", \"transcriptionLanguage\": \"pt-br\"}},\n"
          "  {\"startRecording\": {\"url\": [{\"url\": \"http://a.example\"}, {\"url\": \"http://b.example\"}]}}");
}

TEST_CASE("a record with a prompt, and where its text goes") {
    CHECK(steps({verb("record",
                      {{"url", "https://example.com/r"},
                       {"uploadMethod", "PUT"},
                       {"startTimeout", "10"},
                       {"transcriptionUrl", "mailto:a@example.com"},
                       {"transcriptionId", "7"},
                       {"transcriptionEmailFormat", "encoded"},
                       {"transcriptionLanguage", "en-uk"}},
                      {verb("say", {{"text", "I did not hear you."}, {"event", "timeout"}}), say("Speak now.")})}) ==
          "  {\"record\": {\"url\": \"https://example.com/r\", \"method\": \"PUT\", "
          "\"say\": [{\"value\": \"I did not hear you.\", \"event\": \"timeout\"}, {\"value\": \"Speak now.\"}], "
          "\"timeout\": 10, \"transcription\": {\"url\": \"mailto:a@example.com\", \"id\": \"7\", "
          "\"emailFormat\": \"encoded\", \"language\": \"en-uk\"}}}");
}

TEST_CASE("an author's handlers stand as they are, and replace those of the response") {
    flow::ResolvedResponse both =
        response({say("Hello"), verb("on", {{"event", "continue"}, {"next", "/mine"}}, {say("Go on")}),
                  verb("on", {{"event", "exit"}, {"next", "/exit"}})},
                 "/next");
    both.signals.push_back({"hangup", "/gone"});
    Rendered out = render("tropo", both);
    CHECK(out.said() == Lines{});
    CHECK(out.document == R"json({"tropo": [
  {"say": [{"value": "Hello"}]},
  {"on": {"event": "continue", "next": "/mine", "say": [{"value": "Go on"}]}},
  {"on": {"event": "exit", "next": "/exit"}},
  {"on": {"event": "incomplete", "next": "/next"}},
  {"on": {"event": "hangup", "next": "/gone"}}
]}
)json");
}

TEST_CASE("a handler is written wherever it stands") {
    CHECK(steps({verb("gather", {{"numDigits", "1"}, {"action", "/chose"}}, {say("?")}),
                 verb("on", {{"event", "error"}, {"next", "/e"}})}) ==
          "  {\"ask\": {\"choices\": {\"value\": \"[1 DIGIT]\", \"mode\": \"dtmf\"}, \"say\": [{\"value\": \"?\"}]}},\n"
          "  {\"on\": {\"event\": \"error\", \"next\": \"/e\"}},\n"
          "  {\"on\": {\"event\": \"continue\", \"next\": \"/chose\"}}");
    CHECK(steps({verb("hangup"), verb("on", {{"event", "hangup"}, {"next", "/gone"}})}) ==
          "  {\"hangup\": null},\n  {\"on\": {\"event\": \"hangup\", \"next\": \"/gone\"}}");
}

TEST_CASE("what a transfer does while it rings and when it connects") {
    CHECK(steps({verb("dial", {{"terminator", "*"}, {"machineDetection", R"({"introduction": "Hold on"})"}},
                      {number("+14075550100"),
                       verb("on", {{"event", "ring"}}, {verb("play", {{"url", "http://example.com/hold.mp3"}})}),
                       verb("on", {{"event", "connect"}, {"post", "http://example.com/told"}},
                            {verb("gather", {{"choices", "1"}, {"name", "color"}, {"timeout", "60"}}, {say("Press 1")}),
                             verb("wait", {{"milliseconds", "500"}})})})}) ==
          "  {\"transfer\": {\"to\": \"tel:+14075550100\", \"choices\": {\"terminator\": \"*\"}, "
          "\"on\": [{\"event\": \"ring\", \"say\": [{\"value\": \"http://example.com/hold.mp3\"}]}, "
          "{\"event\": \"connect\", \"post\": \"http://example.com/told\", "
          "\"ask\": {\"choices\": {\"value\": \"1\", \"mode\": \"dtmf\"}, \"say\": [{\"value\": \"Press 1\"}], "
          "\"name\": \"color\", \"timeout\": 60}, \"wait\": {\"milliseconds\": 500}}], "
          "\"machineDetection\": {\"introduction\": \"Hold on\"}}}");
}

TEST_CASE("a conference with a name for its result, prompts with voices, and handlers") {
    CHECK(steps({verb("dial", {},
                      {verb("conference",
                            {{"name", "1234"},
                             {"resultName", "foo"},
                             {"joinPrompt", R"({"value": "Welcome", "voice": "allison"})"},
                             {"leavePrompt", "true"}},
                            {verb("on", {{"event", "join"}}, {say("Welcome")})})})}) ==
          "  {\"conference\": {\"id\": \"1234\", \"name\": \"foo\", "
          "\"joinPrompt\": {\"value\": \"Welcome\", \"voice\": \"allison\"}, \"leavePrompt\": true, "
          "\"on\": [{\"event\": \"join\", \"say\": [{\"value\": \"Welcome\"}]}]}}");
}

TEST_CASE("a message of several texts to several people") {
    CHECK(
        steps({verb("message",
                    {{"recipients", R"(["+13055551212", "+13055551213"])"},
                     {"headers", R"({"foo": "bar"})"},
                     {"channel", "VOICE"}},
                    {verb("say", {{"text", "One"}, {"as", "DIGITS"}, {"media", R"(["http://e.com/1.jpg", "a text"])"}}),
                     say("Two")})}) ==
        "  {\"message\": {\"say\": [{\"value\": \"One\", \"as\": \"DIGITS\", "
        "\"media\": [\"http://e.com/1.jpg\", \"a text\"]}, {\"value\": \"Two\"}], "
        "\"to\": [\"+13055551212\", \"+13055551213\"], \"channel\": \"VOICE\", \"headers\": {\"foo\": \"bar\"}}}");
}

TEST_CASE("SSML is put into speak") {
    CHECK(steps({verb("say", {{"ssml", "<break time='1s'/>Hello \"you\""}})}) ==
          "  {\"say\": [{\"value\": \"<speak><break time='1s'/>Hello \\\"you\\\"</speak>\"}]}");
}

TEST_CASE("headers of a SIP address that are elements in TwiML") {
    CHECK(steps({verb("dial", {},
                      {verb("sip", {},
                            {verb("sipUri", {{"uri", "sip:a@example.com"}}), verb("sipUri", {{"uri", "b@example.com"}}),
                             verb("header", {{"name", "X-Id"}, {"value", "7"}})})})}) ==
          "  {\"transfer\": {\"to\": [\"sip:a@example.com\", \"sip:b@example.com\"], \"headers\": {\"X-Id\": \"7\"}}}");
}

TEST_CASE("what Tropo has not says what to write") {
    Rendered out = render(
        "tropo", response({verb("connect", {}, {verb("stream", {{"url", "wss://e.com"}})}), verb("echo"),
                           verb("start", {}, {verb("recording")}), verb("stop", {}, {verb("stream", {{"name", "a"}})}),
                           verb("pay"), verb("refer", {}, {verb("sip", {{"uri", "sip:a"}})})}));
    CHECK(out.document == "{\"tropo\": []}\n");
    CHECK(out.count("CF5001") == 6);
    for (const base::Diagnostic& one : out.findings.items()) {
        CHECK_FALSE(one.help.empty());
    }
}
