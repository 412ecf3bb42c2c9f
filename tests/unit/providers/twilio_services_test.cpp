// What a call is handed to on Twilio, by hand from its description: connect, start, stop, refer, pay, and what is said in SSML.
#include "providers/response.hpp"

using namespace callflow;
using namespace callflow::providers::testing;

namespace {

std::string twiml(std::string_view body) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response>\n" + std::string(body) + "</Response>\n";
}
std::string body_of(std::vector<flow::ResolvedVerb> verbs) {
    Rendered out = render("twilio", response(std::move(verbs)));
    CHECK(out.said() == Lines{});
    return out.document;
}
flow::ResolvedVerb parameter(std::string_view name, std::string_view value) {
    return verb("parameter", {{"name", name}, {"value", value}});
}

} // namespace

TEST_CASE("a stream takes the call, with parameters of its own") {
    CHECK(body_of({verb("connect", {{"action", "/done"}},
                        {verb("stream", {{"url", "wss://example.com/audio"}, {"name", "s1"}, {"track", "both_tracks"}},
                              {parameter("a", "1 & 2"), parameter("b", "")})})}) ==
          twiml("  <Connect action=\"/done\">\n"
                "    <Stream url=\"wss://example.com/audio\" name=\"s1\" track=\"both_tracks\">\n"
                "      <Parameter name=\"a\" value=\"1 &amp; 2\"/>\n"
                "      <Parameter name=\"b\" value=\"\"/>\n"
                "    </Stream>\n"
                "  </Connect>\n"));
}

TEST_CASE("a relay knows its languages") {
    CHECK(body_of({verb("connect", {},
                        {verb("conversationRelay",
                              {{"url", "wss://example.com/relay"},
                               {"welcomeGreeting", "Hello"},
                               {"welcomeGreetingInterruptible", "speech"},
                               {"ttsProvider", "Google"},
                               {"dtmfDetection", "true"},
                               {"debug", "debugging speaker-events"}},
                              {verb("language", {{"code", "es-MX"}, {"voice", "Lupe"}}), parameter("id", "7")})})}) ==
          twiml("  <Connect>\n"
                "    <ConversationRelay url=\"wss://example.com/relay\" welcomeGreeting=\"Hello\" "
                "welcomeGreetingInterruptible=\"speech\" ttsProvider=\"Google\" dtmfDetection=\"true\" "
                "debug=\"debugging speaker-events\">\n"
                "      <Language code=\"es-MX\" voice=\"Lupe\"/>\n"
                "      <Parameter name=\"id\" value=\"7\"/>\n"
                "    </ConversationRelay>\n"
                "  </Connect>\n"));
}

TEST_CASE("whatever else a call can be handed to") {
    const auto connected = [](flow::ResolvedVerb noun) { return body_of({verb("connect", {}, {std::move(noun)})}); };
    const auto within = [](std::string_view noun) {
        return twiml("  <Connect>\n" + std::string(noun) + "  </Connect>\n");
    };
    CHECK(connected(verb("virtualAgent", {{"connectorName", "agent"}, {"sentimentAnalysis", "true"}},
                         {verb("config", {{"name", "language"}, {"value", "en-us"}})})) ==
          within("    <VirtualAgent connectorName=\"agent\" sentimentAnalysis=\"true\">\n"
                 "      <Config name=\"language\" value=\"en-us\"/>\n"
                 "    </VirtualAgent>\n"));
    CHECK(connected(verb("conversation", {{"serviceInstanceSid", "IS1"},
                                          {"inboundAutocreation", "true"},
                                          {"routingAssignmentTimeout", "10"},
                                          {"record", "record-from-answer"},
                                          {"statusCallbackEvent", "call-initiated call-completed"}})) ==
          within("    <Conversation serviceInstanceSid=\"IS1\" inboundAutocreation=\"true\" "
                 "routingAssignmentTimeout=\"10\" record=\"record-from-answer\" "
                 "statusCallbackEvent=\"call-initiated call-completed\"/>\n"));
    CHECK(connected(verb("room", {{"name", "standup"}, {"participantIdentity", "ann"}})) ==
          within("    <Room participantIdentity=\"ann\">standup</Room>\n"));
    CHECK(connected(verb("aiSession", {{"aiConnector", "c"}, {"aiSessionConfiguration", "s"}})) ==
          within("    <AiSession aiConnector=\"c\" aiSessionConfiguration=\"s\"/>\n"));
    CHECK(connected(verb("conversationRelaySession", {{"connector", "c"}, {"sessionConfiguration", "s"}})) ==
          within("    <ConversationRelaySession connector=\"c\" sessionConfiguration=\"s\"/>\n"));
    CHECK(connected(verb("assistant", {{"id", "aia_1"}, {"welcomeGreeting", "Hi"}})) ==
          within("    <Assistant id=\"aia_1\" welcomeGreeting=\"Hi\"/>\n"));
    CHECK(connected(verb("autopilot", {{"name", "UA1"}})) == within("    <Autopilot>UA1</Autopilot>\n"));
}

TEST_CASE("what runs on the side is begun and ended by name") {
    CHECK(body_of(
              {verb("start", {}, {verb("siprec", {{"connectorName", "rec"}, {"name", "one"}}, {parameter("a", "b")})}),
               verb("start", {{"action", "/begun"}},
                    {verb("transcription", {{"name", "two"},
                                            {"statusCallbackUrl", "https://example.com/text"},
                                            {"languageCode", "en-GB"},
                                            {"partialResults", "true"},
                                            {"hints", "Ann, Bob"}})}),
               verb("start", {}, {verb("recording", {{"recordingStatusCallback", "/rec"}, {"channels", "dual"}})}),
               verb("stop", {},
                    {verb("siprec", {{"name", "one"}}), verb("transcription", {{"name", "two"}}),
                     verb("stream", {{"name", "three"}})})}) ==
          twiml("  <Start>\n"
                "    <Siprec connectorName=\"rec\" name=\"one\">\n"
                "      <Parameter name=\"a\" value=\"b\"/>\n"
                "    </Siprec>\n"
                "  </Start>\n"
                "  <Start action=\"/begun\">\n"
                "    <Transcription name=\"two\" statusCallbackUrl=\"https://example.com/text\" "
                "languageCode=\"en-GB\" partialResults=\"true\" hints=\"Ann, Bob\"/>\n"
                "  </Start>\n"
                "  <Start>\n"
                "    <Recording recordingStatusCallback=\"/rec\" channels=\"dual\"/>\n"
                "  </Start>\n"
                "  <Stop>\n"
                "    <Siprec name=\"one\"/>\n"
                "    <Transcription name=\"two\"/>\n"
                "    <Stream name=\"three\"/>\n"
                "  </Stop>\n"));
}

TEST_CASE("a payment says something at each of its steps") {
    CHECK(body_of({verb("pay", {{"chargeAmount", "20.45"}, {"action", "/paid"}, {"validCardTypes", "visa amex"}},
                        {verb("prompt", {{"for", "payment-card-number"}, {"attempt", "1"}}, {say("Your card?")}),
                         verb("prompt", {{"for", "payment-card-number"}, {"errorType", "timeout invalid-card-number"}},
                              {say("Once more."), verb("pause", {{"length", "1"}}),
                               verb("play", {{"url", "https://example.com/a.mp3"}})}),
                         parameter("order", "17")})}) ==
          twiml("  <Pay action=\"/paid\" chargeAmount=\"20.45\" validCardTypes=\"visa amex\">\n"
                "    <Prompt for=\"payment-card-number\" attempt=\"1\">\n"
                "      <Say>Your card?</Say>\n"
                "    </Prompt>\n"
                "    <Prompt for=\"payment-card-number\" errorType=\"timeout invalid-card-number\">\n"
                "      <Say>Once more.</Say>\n"
                "      <Pause length=\"1\"/>\n"
                "      <Play>https://example.com/a.mp3</Play>\n"
                "    </Prompt>\n"
                "    <Parameter name=\"order\" value=\"17\"/>\n"
                "  </Pay>\n"));
}

TEST_CASE("the caller's side is referred to one address") {
    CHECK(body_of({verb("refer", {{"action", "/referred"}, {"method", "GET"}},
                        {verb("sip", {{"uri", "sip:alice@example.com?User-to-User=1&b=2"}})})}) ==
          twiml("  <Refer action=\"/referred\" method=\"GET\">\n"
                "    <Sip>sip:alice@example.com?User-to-User=1&amp;b=2</Sip>\n"
                "  </Refer>\n"));
}

TEST_CASE("parties of a dial with elements of their own") {
    CHECK(body_of({verb("dial", {},
                        {verb("application", {{"sid", "AP1"}, {"copyParentTo", "true"}}, {parameter("a", "b")}),
                         verb("application", {{"sid", "AP2"}}), verb("sim", {{"sid", "DE1"}}),
                         verb("whatsApp", {{"number", "+15551230000"}, {"url", "/heard"}})})}) ==
          twiml("  <Dial>\n"
                "    <Application copyParentTo=\"true\">\n"
                "      <ApplicationSid>AP1</ApplicationSid>\n"
                "      <Parameter name=\"a\" value=\"b\"/>\n"
                "    </Application>\n"
                "    <Application>\n"
                "      <ApplicationSid>AP2</ApplicationSid>\n"
                "    </Application>\n"
                "    <Sim>DE1</Sim>\n"
                "    <WhatsApp url=\"/heard\">+15551230000</WhatsApp>\n"
                "  </Dial>\n"));
    CHECK(body_of({verb("dial", {},
                        {verb("sip", {{"username", "u"}},
                              {verb("sipUri", {{"uri", "sip:a@example.com"}, {"priority", "1"}}),
                               verb("sipUri", {{"uri", "sip:b@example.com"}, {"weight", "2"}}),
                               verb("header", {{"name", "X-Id"}, {"value", "7"}}),
                               verb("header", {{"name", "X-Of"}, {"value", "<me>"}})})})}) ==
          twiml("  <Dial>\n"
                "    <Sip username=\"u\">\n"
                "      <Uri priority=\"1\">sip:a@example.com</Uri>\n"
                "      <Uri weight=\"2\">sip:b@example.com</Uri>\n"
                "      <Headers>\n"
                "        <Header name=\"X-Id\" value=\"7\"/>\n"
                "        <Header name=\"X-Of\" value=\"&lt;me&gt;\"/>\n"
                "      </Headers>\n"
                "    </Sip>\n"
                "  </Dial>\n"));
    CHECK(
        body_of({verb("dial", {}, {verb("sip", {{"uri", "sip:a@example.com"}}, {verb("header", {{"name", "X"}})})})}) ==
        twiml("  <Dial>\n"
              "    <Sip>\n"
              "      <Uri>sip:a@example.com</Uri>\n"
              "      <Headers>\n"
              "        <Header name=\"X\"/>\n"
              "      </Headers>\n"
              "    </Sip>\n"
              "  </Dial>\n"));
}

TEST_CASE("an end says why") {
    CHECK(body_of({verb("hangup", {}, {parameter("reason", "closed")})}) ==
          twiml("  <Hangup>\n    <Parameter name=\"reason\" value=\"closed\"/>\n  </Hangup>\n"));
    CHECK(body_of({verb("reject", {{"reason", "busy"}}, {parameter("reason", "closed")})}) ==
          twiml("  <Reject reason=\"busy\">\n    <Parameter name=\"reason\" value=\"closed\"/>\n  </Reject>\n"));
    CHECK(body_of({verb("echo")}) == twiml("  <Echo/>\n"));
}

TEST_CASE("SSML stands in Say as it is") {
    CHECK(body_of({verb("say", {{"ssml", "<break time='1s'/>Hello &amp; <sub alias=\"World Wide Web\">WWW</sub>"},
                                {"voice", "Polly.Joanna"}})}) ==
          twiml("  <Say voice=\"Polly.Joanna\"><break time='1s'/>Hello &amp; "
                "<sub alias=\"World Wide Web\">WWW</sub></Say>\n"));
    Rendered broken = render("twilio", response({verb("say", {{"ssml", "<break>"}})}));
    CHECK(broken.count("CF5004") == 1);
    CHECK(broken.document == twiml("  <Say></Say>\n"));
}

TEST_CASE("what a record says beforehand is said before it") {
    CHECK(body_of({verb("record", {{"action", "/a"}}, {say("Speak now"), verb("pause")})}) ==
          twiml("  <Say>Speak now</Say>\n  <Pause/>\n  <Record action=\"/a\"/>\n"));
}

TEST_CASE("texts of a message are one on Twilio") {
    CHECK(body_of({verb("message", {{"to", "+15551230000"}}, {say("Hello"), say("there")})}) ==
          twiml("  <Sms to=\"+15551230000\">Hello\nthere</Sms>\n"));
}

TEST_CASE("Tropo's verbs on Twilio") {
    CHECK(body_of({verb("wait", {{"milliseconds", "2000"}})}) == twiml("  <Pause length=\"2\"/>\n"));
    Rendered out = render(
        "twilio",
        response({verb("wait", {{"milliseconds", "1500"}}), verb("answer"), verb("call", {{"to", "+15551230000"}}),
                  verb("stopRecording"), verb("on", {{"event", "hangup"}, {"next", "/gone"}}),
                  verb("generalLogSecurity", {{"value", "suppress"}}), verb("choices", {{"value", "[5 DIGITS]"}}),
                  verb("startRecording", {{"url", "https://example.com/r"}}),
                  verb("deflect", {{"to", "sip:a@example.com"}})}));
    CHECK(out.document == twiml("  <Pause length=\"2\"/>\n"));
    CHECK(out.count("CF5001") == 8);
    CHECK(out.count("CF5002") == 1);
    CHECK(out.said().front() == "CF5002 at 0: 'milliseconds' of 'wait' has no equivalent on Twilio and is left out: a "
                                "pause counts seconds, and this is one of 2");
}

TEST_CASE("a prompt of TwiML does not know the try") {
    Rendered out = render(
        "twilio",
        response({verb("gather", {}, {verb("say", {{"text", "Wrong"}, {"event", "nomatch"}}), say("Your number?")})}));
    CHECK(out.document == twiml("  <Gather>\n    <Say>Your number?</Say>\n  </Gather>\n"));
    CHECK(out.count("CF5002") == 1);
}
