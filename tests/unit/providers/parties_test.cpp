// Whom a call is brought together with, messages and parts passed through: documents written by hand from
// the providers' pages.
#include "providers/response.hpp"

namespace callflow::providers::testing {
namespace {

std::string twiml(std::string_view inside) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response>\n" + std::string(inside) + "</Response>\n";
}
std::string steps(std::string_view inside) { return "{\"tropo\": [\n" + std::string(inside) + "\n]}\n"; }

flow::ResolvedResponse text_answer(std::vector<flow::ResolvedVerb> verbs) {
    flow::ResolvedResponse out = response(std::move(verbs));
    out.text = true;
    return out;
}

TEST_CASE("TwiML: nouns of dial in the order written, each with its attributes") {
    const auto dial = verb(
        "dial", {{"action", "/done"}},
        {number("+15551230001"),
         verb("sip", {{"uri", "sip:a@x.example?x-id=1&x-b=2"}, {"username", "u"}, {"password", "p\"q"}, {"url", "/s"}}),
         verb("client", {{"identity", "ann"}, {"statusCallbackEvent", "ringing answered"}, {"statusCallback", "/c"}})});
    CHECK(render("twilio", response({dial})).document == twiml(R"(  <Dial action="/done">
    <Number>+15551230001</Number>
    <Sip username="u" password="p&quot;q" url="/s">sip:a@x.example?x-id=1&amp;x-b=2</Sip>
    <Client statusCallback="/c" statusCallbackEvent="ringing answered">ann</Client>
  </Dial>
)"));
}

TEST_CASE("TwiML: a client with parameters names itself in an element") {
    const auto client = verb("client", {{"identity", "a<b"}, {"url", "/w"}},
                             {verb("parameter", {{"name", "order"}, {"value", "7 & 8"}}),
                              verb("parameter", {{"name", "vip"}, {"value", "yes"}})});
    CHECK(render("twilio", response({verb("dial", {}, {client})})).document == twiml(R"(  <Dial>
    <Client url="/w">
      <Identity>a&lt;b</Identity>
      <Parameter name="order" value="7 &amp; 8"/>
      <Parameter name="vip" value="yes"/>
    </Client>
  </Dial>
)"));
}

TEST_CASE("TwiML: conferences and queues") {
    const auto conference = verb("conference", {{"name", "Room 1"},
                                                {"endConferenceOnExit", "true"},
                                                {"muted", "true"},
                                                {"beep", "onEnter"},
                                                {"waitUrl", ""},
                                                {"maxParticipants", "10"},
                                                {"statusCallbackEvent", "start end"}});
    const auto queue = verb("queue", {{"name", "sales"}, {"url", "/whisper"}, {"reservationSid", "WR1"}});
    CHECK(
        render("twilio", response({verb("dial", {{"hangupOnStar", "true"}}, {conference}), verb("dial", {}, {queue})}))
            .document == twiml(R"(  <Dial hangupOnStar="true">
    <Conference muted="true" beep="onEnter" endConferenceOnExit="true" waitUrl="" maxParticipants="10" statusCallbackEvent="start end">Room 1</Conference>
  </Dial>
  <Dial>
    <Queue url="/whisper" reservationSid="WR1">sales</Queue>
  </Dial>
)"));
}

TEST_CASE("TwiML: a task is JSON in its element, leave and reject have none") {
    const auto enqueue = verb("enqueue", {{"workflowSid", "WW1"}},
                              {verb("task", {{"json", R"({"a":"<b>","n":3})"}, {"priority", "5"}})});
    CHECK(render("twilio", response({enqueue})).document == twiml(R"(  <Enqueue workflowSid="WW1">
    <Task priority="5">{"a":"&lt;b&gt;","n":3}</Task>
  </Enqueue>
)"));
    CHECK(render("twilio", response({verb("leave")}, "/next")).document == twiml("  <Leave/>\n"));
    CHECK(render("twilio", response({verb("reject", {{"reason", "busy"}})}, "/next")).document ==
          twiml("  <Reject reason=\"busy\"/>\n"));
}

TEST_CASE("TwiML: a message is Sms in a call and Message in the answer to one") {
    const auto message = verb("message", {{"text", "Hi & bye"}, {"to", "+1555"}, {"statusCallback", "/s"}});
    CHECK(render("twilio", response({message, say("x")}, "/n")).document ==
          twiml("  <Sms to=\"+1555\" statusCallback=\"/s\">Hi &amp; bye</Sms>\n  <Say>x</Say>\n"
                "  <Redirect>/n</Redirect>\n"));
    CHECK(render("twilio", text_answer({message})).document ==
          twiml("  <Message to=\"+1555\" statusCallback=\"/s\">Hi &amp; bye</Message>\n"));

    const auto picture =
        verb("message", {{"text", "Look"}, {"media", "https://x.example/a.jpg https://x.example/b.jpg"}});
    auto in_call = render("twilio", response({picture}));
    CHECK(in_call.document == twiml("  <Sms>Look</Sms>\n"));
    CHECK(in_call.said() ==
          Lines{"CF5002 at 0: 'media' of 'message' has no equivalent on Twilio and is left out: an Sms "
                "in a call carries a text and nothing else"});
    CHECK(render("twilio", text_answer({picture})).document == twiml(R"(  <Message>
    <Body>Look</Body>
    <Media>https://x.example/a.jpg</Media>
    <Media>https://x.example/b.jpg</Media>
  </Message>
)"));
}

TEST_CASE("TwiML: verbs of a call cannot answer a text message; that it ends there needs no verb") {
    auto made = render("twilio", text_answer({say("Hello"), verb("message", {{"text", "Hi"}}), verb("hangup")}));
    CHECK(made.document == twiml("  <Message>Hi</Message>\n"));
    CHECK(made.said() == Lines{"CF5001 at 0: Twilio has no say in the answer to a text message"});
}

TEST_CASE("raw parts stand among the others, a line an element") {
    const auto raw = verb(
        "raw", {{"twiml", " <Echo/><Say>a &amp; b</Say> <!-- c --> "}, {"tropo", R"({"wait": {"milliseconds": 5}})"}});
    CHECK(render("twilio", response({say("x"), raw}, "/n")).document ==
          twiml("  <Say>x</Say>\n  <Echo/>\n  <Say>a &amp; b</Say>\n  <Redirect>/n</Redirect>\n"));
    CHECK(render("tropo", response({say("x"), raw})).document == steps(R"(  {"say": [{"value": "x"}]},
  {"wait": {"milliseconds": 5}})"));
    const auto several =
        verb("raw", {{"tropo", R"([{"stopRecording":null},{"say":[{"value":"\u00e9\"","n":-1.5e3}]}])"}});
    CHECK(render("tropo", response({several})).document == steps(R"(  {"stopRecording": null},
  {"say": [{"value": "é\"", "n": -1.5e3}]})"));
    CHECK(differences("twilio", render("twilio", response({raw})).document,
                      "<Response><Echo></Echo><Say>a &#38; b</Say></Response>")
              .empty());
}

TEST_CASE("a raw part cannot break the document") {
    for (const std::string_view bad :
         {"<Say>", "</Response><Response>", "<Response/>", "x", "", "<a/>\x01<b/>", "<?a?>"}) {
        auto made = render("twilio", response({say("x"), verb("raw", {{"twiml", bad}})}));
        INFO(bad);
        CHECK(made.document == twiml("  <Say>x</Say>\n"));
        CHECK(made.count("CF5004") == 1);
    }
    for (const std::string_view bad : {"{}", "[1]", "1", "{\"a\":1,\"b\":2}", "{", "", "[{}]", "null"}) {
        auto made = render("tropo", response({say("x"), verb("raw", {{"tropo", bad}})}));
        INFO(bad);
        CHECK(made.document == steps("  {\"say\": [{\"value\": \"x\"}]}"));
        CHECK(made.count("CF5004") == 1);
    }
}

TEST_CASE("a raw part without one for the provider is said") {
    auto made = render("tropo", response({verb("raw", {{"twiml", "<Echo/>"}}), say("x")}));
    CHECK(made.document == steps("  {\"say\": [{\"value\": \"x\"}]}"));
    CHECK(made.said() == Lines{"CF5001 at 0: Tropo has no part in this raw"});
    CHECK(render("twilio", response({verb("raw", {{"tropo", R"({"hangup":null})"}})})).count("CF5001") == 1);
}

TEST_CASE("Tropo: an event that a raw step handles gets no second handler") {
    const auto raw = verb("raw", {{"tropo", R"({"on":{"event":"continue","next":"/mine"}})"}});
    CHECK(render("tropo", response({raw, say("x")}, "/n")).document ==
          steps(R"(  {"on": {"event": "continue", "next": "/mine"}},
  {"say": [{"value": "x"}]},
  {"on": {"event": "incomplete", "next": "/n"}})"));
}

TEST_CASE("Tropo: a conference alone in its dial is an action of its own") {
    const auto conference =
        verb("conference", {{"name", "1337"}, {"muted", "false"}, {"beep", "true"}, {"playTones", "true"}});
    auto made = render(
        "tropo",
        response({verb("dial", {{"hangupOnStar", "true"}, {"action", "/left"}, {"timeLimit", "60"}}, {conference})}));
    CHECK(
        made.document ==
        steps(
            R"(  {"conference": {"id": "1337", "mute": false, "playTones": true, "joinPrompt": true, "leavePrompt": true, "terminator": "*"}},
  {"on": {"event": "continue", "next": "/left"}})"));
    CHECK(made.said() == Lines{"CF5002 at 0: 'timeLimit' of 'dial' has no equivalent on Tropo and is left out"});

    const auto spoken =
        verb("conference", {{"name", "a"}, {"beep", "onExit"}, {"joinPrompt", "Hello"}, {"terminator", "#"}});
    CHECK(
        render("tropo", response({verb("dial", {{"hangupOnStar", "true"}}, {spoken}), say("x")})).document ==
        steps(
            R"(  {"conference": {"id": "a", "required": false, "terminator": "#", "joinPrompt": {"value": "Hello"}, "leavePrompt": true}},
  {"say": [{"value": "x"}]})"));
}

TEST_CASE("Tropo: numbers and SIP addresses ring together, headers go with them") {
    const auto dial = verb("dial", {{"callerId", "+15550000000"}, {"headers", R"({"x-b":"own","x-c":"3"})"}},
                           {number("+15551230001"),
                            verb("sip", {{"uri", "a@x.example?x-id=a%20b&x-b=2&=7"}, {"machineDetection", "Enable"}})});
    CHECK(
        render("tropo", response({dial})).document ==
        steps(
            R"(  {"transfer": {"to": ["tel:+15551230001", "sip:a@x.example"], "from": "+15550000000", "headers": {"x-id": "a b", "x-b": "own", "x-c": "3"}, "machineDetection": true}})"));
}

TEST_CASE("Tropo: clients and queues cannot be called, and help says what can") {
    auto made = render("tropo", response({verb("dial", {}, {verb("client", {{"identity", "ann"}})}),
                                          verb("dial", {}, {verb("queue", {{"name", "sales"}}), number("+1555")})}));
    CHECK(made.document == steps(R"(  {"transfer": {"to": "tel:+1555"}})"));
    CHECK(made.said() ==
          Lines{"CF5001 at 1: Tropo has no client in a transfer", "CF5001 at 3: Tropo has no queue in a transfer"});
    auto left = render("tropo", response({verb("leave")}));
    CHECK(left.document == "{\"tropo\": []}\n");
    CHECK(left.said() == Lines{"CF5001 at 0: Tropo has no leave"});
    for (const base::Diagnostic& one : made.findings.items()) CHECK_FALSE(one.help.empty());
    CHECK_FALSE(left.findings.items().front().help.empty());
}

TEST_CASE("Tropo: a message is a leg of its own, or what is said in a conversation by text") {
    const auto message =
        verb("message", {{"text", "Hi"}, {"to", "+1555"}, {"from", "+1666"}, {"media", "https://x.example/a.jpg"}});
    CHECK(
        render("tropo", response({message, say("x")})).document ==
        steps(
            R"(  {"message": {"say": [{"value": "Hi", "media": ["https://x.example/a.jpg"]}], "to": "+1555", "channel": "TEXT", "network": "SMS", "from": "+1666", "required": false}},
  {"say": [{"value": "x"}]})"));
    const auto spoken = verb("message", {{"text", "Hi"}, {"to", "+1555"}, {"channel", "VOICE"}, {"timeout", "10"}});
    CHECK(render("tropo", response({spoken})).document ==
          steps(R"(  {"message": {"say": [{"value": "Hi"}], "to": "+1555", "channel": "VOICE", "timeout": 10}})"));

    const auto reply = verb("message", {{"text", "Hi"}});
    auto in_call = render("tropo", response({reply}));
    CHECK(in_call.document == "{\"tropo\": []}\n");
    CHECK(in_call.count("CF5001") == 1);
    auto by_text = render("tropo", text_answer({reply, verb("record", {{"url", "https://x.example/r"}}),
                                                verb("dial", {}, {number("+1555")})}));
    CHECK(by_text.document == steps(R"(  {"say": [{"value": "Hi"}]})"));
    CHECK(by_text.said() == Lines{"CF5001 at 1: Tropo has no record in a conversation by text",
                                  "CF5001 at 2: Tropo has no dial in a conversation by text"});
}

TEST_CASE("Tropo: a reject is null, whatever the reason") {
    auto made = render("tropo", response({verb("reject", {{"reason", "busy"}})}, "/n"));
    CHECK(made.document == steps(R"(  {"reject": null})"));
    CHECK(made.count("CF5002") == 1);
    CHECK(render("tropo", response({verb("reject", {{"reason", "rejected"}})})).findings.empty());
}

} // namespace
} // namespace callflow::providers::testing
