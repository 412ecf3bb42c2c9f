// Expected documents are written by hand from Twilio's description of TwiML.
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

} // namespace

TEST_CASE("an empty response is an empty element") {
    CHECK(render("twilio", response({})).document == "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response/>\n");
}

TEST_CASE("a text is spoken, then the call ends") {
    CHECK(body_of({say("Hello"), verb("hangup")}) == twiml("  <Say>Hello</Say>\n  <Hangup/>\n"));
}

TEST_CASE("a gather holds its prompt, indented") {
    CHECK(body_of({verb("gather", {{"numDigits", "1"}, {"action", "/chose?a=1&b=2"}},
                        {say("Press one"), verb("pause", {{"length", "2"}}),
                         verb("play", {{"url", "https://example.com/1.mp3"}, {"loop", "2"}})}),
                   verb("redirect", {{"url", "/again"}})}) ==
          twiml("  <Gather action=\"/chose?a=1&amp;b=2\" numDigits=\"1\">\n"
                "    <Say>Press one</Say>\n"
                "    <Pause length=\"2\"/>\n"
                "    <Play loop=\"2\">https://example.com/1.mp3</Play>\n"
                "  </Gather>\n"
                "  <Redirect>/again</Redirect>\n"));
}

TEST_CASE("attributes stand in the vocabulary's order, whatever the author's") {
    const std::string expected = twiml("  <Gather input=\"dtmf speech\" action=\"/a\" timeout=\"3\" finishOnKey=\"\" "
                                       "numDigits=\"4\" hints=\"yes, no\" bargeIn=\"false\"/>\n");
    CHECK(body_of({verb("gather", {{"bargeIn", "false"},
                                   {"hints", "yes, no"},
                                   {"numDigits", "4"},
                                   {"finishOnKey", ""},
                                   {"timeout", "3"},
                                   {"action", "/a"},
                                   {"input", "dtmf speech"}})}) == expected);
    CHECK(body_of({verb("gather", {{"timeout", "3"},
                                   {"hints", "yes, no"},
                                   {"input", "dtmf speech"},
                                   {"bargeIn", "false"},
                                   {"action", "/a"},
                                   {"finishOnKey", ""},
                                   {"numDigits", "4"}})}) == expected);
}

TEST_CASE("every verb becomes its element") {
    CHECK(body_of({verb("say", {{"text", "Hi"}, {"voice", "Polly.Joanna"}, {"language", "en-GB"}, {"loop", "0"}})}) ==
          twiml("  <Say voice=\"Polly.Joanna\" language=\"en-GB\" loop=\"0\">Hi</Say>\n"));
    CHECK(body_of({verb("play", {{"digits", "1w2"}})}) == twiml("  <Play digits=\"1w2\"/>\n"));
    CHECK(body_of({verb("pause")}) == twiml("  <Pause/>\n"));
    CHECK(body_of({verb("record", {{"action", "/done"},
                                   {"timeout", "4"},
                                   {"maxLength", "120"},
                                   {"finishOnKey", "#"},
                                   {"playBeep", "false"},
                                   {"transcribe", "true"},
                                   {"transcribeCallback", "/text"}})}) ==
          twiml("  <Record action=\"/done\" timeout=\"4\" maxLength=\"120\" finishOnKey=\"#\" "
                "playBeep=\"false\" transcribe=\"true\" transcribeCallback=\"/text\"/>\n"));
    CHECK(body_of({verb("redirect", {{"url", "/x"}, {"method", "GET"}})}) ==
          twiml("  <Redirect method=\"GET\">/x</Redirect>\n"));
    CHECK(body_of({verb("enqueue", {{"name", "sales"}, {"action", "/left"}, {"waitUrl", ""}})}) ==
          twiml("  <Enqueue action=\"/left\" waitUrl=\"\">sales</Enqueue>\n"));
    CHECK(body_of({verb("reject", {{"reason", "busy"}})}) == twiml("  <Reject reason=\"busy\"/>\n"));
}

TEST_CASE("one plain number is a dial's text, others are nouns") {
    CHECK(body_of({verb("dial", {{"action", "/over"}, {"timeout", "20"}}, {number("+15551230000")})}) ==
          twiml("  <Dial action=\"/over\" timeout=\"20\">+15551230000</Dial>\n"));
    CHECK(body_of({verb(
              "dial", {{"callerId", "+15550000000"}},
              {number("+15551230000"),
               verb("number", {{"number", "+15551230001"}, {"url", "/screen?who=a&b"}, {"sendDigits", "ww1"}})})}) ==
          twiml("  <Dial callerId=\"+15550000000\">\n"
                "    <Number>+15551230000</Number>\n"
                "    <Number sendDigits=\"ww1\" url=\"/screen?who=a&amp;b\">+15551230001</Number>\n"
                "  </Dial>\n"));
    CHECK(body_of({verb("dial", {}, {verb("number", {{"number", "+1555"}, {"byoc", "BY1"}})})}) ==
          twiml("  <Dial>\n    <Number byoc=\"BY1\">+1555</Number>\n  </Dial>\n"));
}

TEST_CASE("the state's next is a closing redirect") {
    CHECK(render("twilio", response({say("Hello")}, "/next?a=1&b=2")).document ==
          twiml("  <Say>Hello</Say>\n  <Redirect>/next?a=1&amp;b=2</Redirect>\n"));
    CHECK(render("twilio", response({}, "/next")).document == twiml("  <Redirect>/next</Redirect>\n"));
}

TEST_CASE("a verb that ends the document leaves no room for next") {
    CHECK(render("twilio", response({say("Bye"), verb("hangup")}, "/next")).document ==
          twiml("  <Say>Bye</Say>\n  <Hangup/>\n"));
    CHECK(render("twilio", response({verb("redirect", {{"url", "/a"}})}, "/next")).document ==
          twiml("  <Redirect>/a</Redirect>\n"));
}

TEST_CASE("signals and a final state leave no trace in TwiML") {
    flow::ResolvedResponse one = response({say("Hello")});
    one.signals.push_back({"hangup", "/gone"});
    CHECK(render("twilio", one).document == twiml("  <Say>Hello</Say>\n"));
}

TEST_CASE("text and attributes are escaped") {
    CHECK(body_of({say("Q&A: 1 < 2 > 0, \"so\" 'it' is")}) ==
          twiml("  <Say>Q&amp;A: 1 &lt; 2 &gt; 0, \"so\" 'it' is</Say>\n"));
    CHECK(body_of({say("]]>")}) == twiml("  <Say>]]&gt;</Say>\n"));
    CHECK(body_of({say("&amp; <break/>")}) == twiml("  <Say>&amp;amp; &lt;break/&gt;</Say>\n"));
    CHECK(body_of({verb("gather", {{"hints", "a&b, \"c\", <d>, 'e'"}})}) ==
          twiml("  <Gather hints=\"a&amp;b, &quot;c&quot;, &lt;d&gt;, 'e'\"/>\n"));
    CHECK(body_of({verb("gather", {{"hints", "a\nb\tc"}})}) == twiml("  <Gather hints=\"a&#10;b&#9;c\"/>\n"));
}

TEST_CASE("text is carried as it is: emoji, right to left, blanks, line breaks") {
    CHECK(body_of({say("Grüße 👋🏽 an 日本")}) == twiml("  <Say>Grüße 👋🏽 an 日本</Say>\n"));
    CHECK(body_of({say("שלום עולם")}) == twiml("  <Say>שלום עולם</Say>\n"));
    CHECK(body_of({say("  two blanks  ")}) == twiml("  <Say>  two blanks  </Say>\n"));
    CHECK(body_of({say("one\ntwo\tthree")}) == twiml("  <Say>one\ntwo\tthree</Say>\n"));
    CHECK(body_of({say("carriage\rreturn")}) == twiml("  <Say>carriage&#13;return</Say>\n"));
    CHECK(body_of({say("")}) == twiml("  <Say/>\n"));
}

TEST_CASE("a character that XML cannot hold is replaced, and a finding") {
    for (const std::string& bad :
         {std::string("\x01", 1), std::string("\0", 1), std::string("\x1b"), std::string("\xef\xbf\xbf")}) {
        Rendered out = render("twilio", response({say("a" + bad + "b")}));
        CHECK(out.document == twiml("  <Say>a\xef\xbf\xbd"
                                    "b</Say>\n"));
        REQUIRE(out.findings.items().size() == 1);
        CHECK(out.findings.items()[0].code->code == "CF5004");
        CHECK(out.findings.items()[0].where == base::Span{0, 0, 1});
    }
    Rendered out = render("twilio", response({say("fine"), verb("gather", {{"hints", "x\by"}})}));
    CHECK(out.count("CF5004") == 1);
    CHECK(out.findings.items()[0].where == base::Span{0, 1, 2});
    Rendered next = render("twilio", response({}, "/a\x02"));
    CHECK(next.count("CF5004") == 1);
}

TEST_CASE("what only Tropo has is left out with a note") {
    Rendered out =
        render("twilio", response({verb("record", {{"url", "https://example.com/up"}, {"action", "/done"}})}));
    CHECK(out.document == twiml("  <Record action=\"/done\"/>\n"));
    CHECK(out.said() == Lines{"CF5002 at 0: 'url' of 'record' has no equivalent on Twilio and is left out"});
}

TEST_CASE("a verb that only Tropo has is an error with something to write instead") {
    Rendered out = render("twilio", response({verb("answer"), say("Hello")}));
    CHECK(out.document == twiml("  <Say>Hello</Say>\n"));
    CHECK(out.said() == Lines{"CF5001 at 0: Twilio has no answer"});
    CHECK_FALSE(out.findings.items()[0].help.empty());
    CHECK(render("twilio", response({verb("answer")})).document ==
          "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response/>\n");
}

TEST_CASE("rendering appends and is repeatable") {
    const flow::ResolvedResponse one = response({say("Hello")}, "/next");
    std::string out = "before\n";
    providers::find_provider("twilio")->render(one, out, nullptr);
    const std::string first = out.substr(7);
    out.clear();
    providers::find_provider("twilio")->render(one, out, nullptr);
    CHECK(out == first);
}
