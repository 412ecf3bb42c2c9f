// TwiML by meaning.
#include "providers/response.hpp"

using namespace callflow;
using namespace callflow::providers::testing;

namespace {

Lines twiml(std::string_view left, std::string_view right) {
    const auto document = [](std::string_view body) { return "<Response>" + std::string(body) + "</Response>"; };
    const Lines there = differences("twilio", document(left), document(right));
    const Lines back = differences("twilio", document(right), document(left));
    CHECK(there.empty() == back.empty());
    CHECK(there.size() == back.size());
    CHECK(differences("twilio", document(left), document(left)) == Lines{});
    CHECK(differences("twilio", document(right), document(right)) == Lines{});
    return there;
}

} // namespace

TEST_CASE("layout, declaration, comments, attribute order and CDATA mean nothing") {
    CHECK(differences("twilio",
                      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response>\n  <Gather "
                      "numDigits=\"1\" action=\"/a?b=1&amp;c=2\">\n    <Say>Hello &amp; "
                      "welcome</Say>\n  </Gather>\n  <Hangup/>\n</Response>\n",
                      "<Response><!-- menu --><Gather action='/a?b=1&#38;c=2' numDigits='1'><Say>\n"
                      "   Hello <![CDATA[&]]> <!-- so --> welcome\n</Say></Gather><Hangup></Hangup>"
                      "</Response>") == Lines{});
}

TEST_CASE("blanks around texts mean nothing, those inside only in what is spoken") {
    CHECK(twiml("<Play>\n  http://e.com/1.mp3\n</Play>", "<Play>http://e.com/1.mp3</Play>") == Lines{});
    CHECK(twiml("<Say>one\n   two</Say>", "<Say>one two</Say>") == Lines{});
    CHECK(twiml("<Say>one two</Say>", "<Say>onetwo</Say>") == Lines{"Response/Say[1]: one two -> onetwo"});
    CHECK(twiml("<Sms>one\n two</Sms>", "<Sms>one two</Sms>").size() == 1);
}

TEST_CASE("a difference has the path of what differs") {
    CHECK(twiml("<Say>a</Say><Gather timeout=\"5\"/><Gather timeout=\"6\"><Say>b</Say></Gather>",
                "<Say>a</Say><Gather/><Gather timeout=\"7\"><Say>c</Say></Gather>") ==
          Lines{"Response/Gather[2]@timeout: 6 -> 7", "Response/Gather[2]/Say[1]: b -> c"});
    CHECK(twiml("<Gather action=\"/a\"/>", "<Gather numDigits=\"1\"/>") ==
          Lines{"Response/Gather[1]@action: /a -> ", "Response/Gather[1]@numDigits:  -> 1"});
    CHECK(twiml("<Gather finishOnKey=\"\"/>", "<Gather/>") == Lines{"Response/Gather[1]@finishOnKey: \"\" -> "});
}

TEST_CASE("an inserted or removed verb is one difference") {
    CHECK(twiml("<Say>a</Say><Say>b</Say>", "<Say>x</Say><Say>a</Say><Say>b</Say>") ==
          Lines{"Response/Say[1]:  -> <Say>x</Say>"});
    CHECK(twiml("<Say>a</Say><Pause/><Say>b</Say><Hangup/>", "<Say>a</Say><Say>b</Say><Hangup/>") ==
          Lines{"Response/Pause[1]: <Pause/> -> "});
    CHECK(twiml("<Gather numDigits=\"1\"><Say>a &amp; b</Say></Gather>", "<Hangup/>") ==
          Lines{"Response/Gather[1]: <Gather numDigits=\"1\"><Say>a &amp; b</Say></Gather> -> ",
                "Response/Hangup[1]:  -> <Hangup/>"});
    CHECK(twiml("", "<Hangup/>") == Lines{"Response/Hangup[1]:  -> <Hangup/>"});
}

TEST_CASE("the order of verbs counts") {
    CHECK(twiml("<Say>a</Say><Say>b</Say>", "<Say>b</Say><Say>a</Say>").size() == 2);
    CHECK_FALSE(twiml("<Say>a</Say><Pause/>", "<Pause/><Say>a</Say>").empty());
}

TEST_CASE("a number as a dial's text is a Number noun") {
    CHECK(twiml("<Dial>+15551230000</Dial>", "<Dial><Number>+15551230000</Number></Dial>") == Lines{});
    CHECK(twiml("<Dial>+15551230000</Dial>", "<Dial><Number>+15551230001</Number></Dial>") ==
          Lines{"Response/Dial[1]/Number[1]: +15551230000 -> +15551230001"});
    CHECK(twiml("<Dial>+1</Dial>", "<Dial><Number url=\"/s\">+1</Number></Dial>").size() == 1);
    CHECK(twiml("<Dial><Client>joe</Client></Dial>", "<Dial>joe</Dial>").size() == 2);
}

TEST_CASE("a default that is written out means the same as none") {
    CHECK(twiml("<Gather input=\"dtmf\" timeout=\"5\" finishOnKey=\"#\" method=\"POST\" "
                "actionOnEmptyResult=\"false\" language=\"en-US\"/>",
                "<Gather/>") == Lines{});
    CHECK(twiml("<Dial timeout=\"30\" record=\"false\" hangupOnStar=\"false\">+1</Dial>", "<Dial>+1</Dial>") ==
          Lines{});
    CHECK(twiml("<Record finishOnKey=\"1234567890*#\" playBeep=\"true\"/>", "<Record/>") == Lines{});
    CHECK(twiml("<Pause length=\"1\"/><Say loop=\"1\">a</Say>", "<Pause/><Say>a</Say>") == Lines{});
    CHECK(twiml("<Gather method=\"GET\"/>", "<Gather/>").size() == 1);
    CHECK(twiml("<Record timeout=\"30\"/>", "<Record/>").size() == 1);
    // Twice 3600 s and 120 s, depending on another attribute: never dropped.
    CHECK(twiml("<Record maxLength=\"3601\"/>", "<Record/>").size() == 1);
}

TEST_CASE("numbers, lists and sets of keys are compared as such, phone numbers as texts") {
    CHECK(twiml("<Gather timeout=\"7\"/>", "<Gather timeout=\"7.0\"/>") == Lines{});
    CHECK(twiml("<Gather input=\"speech dtmf\"/>", "<Gather input=\"dtmf  speech\"/>") == Lines{});
    CHECK(twiml("<Record finishOnKey=\"12\"/>", "<Record finishOnKey=\"21\"/>") == Lines{});
    CHECK(twiml("<Dial record=\"true\">+1</Dial>", "<Dial record=\"record-from-answer\">+1</Dial>") == Lines{});
    CHECK(twiml("<Dial callerId=\"+15\">+1</Dial>", "<Dial callerId=\"15\">+1</Dial>").size() == 1);
    CHECK(twiml("<Dial>1.0</Dial>", "<Dial>1</Dial>").size() == 1);
}

TEST_CASE("each changed attribute is one difference") {
    const auto document = [](std::string_view changed) {
        std::string out = "<Response><Gather";
        for (const std::string_view name : {"input", "action", "method", "timeout", "speechTimeout", "finishOnKey",
                                            "numDigits", "actionOnEmptyResult", "language", "hints", "bargeIn"}) {
            out += " " + std::string(name) + "=\"" + (name == changed ? "y" : "x") + "\"";
        }
        return out + "/></Response>";
    };
    for (const std::string_view name : {"input", "action", "method", "timeout", "speechTimeout", "finishOnKey",
                                        "numDigits", "actionOnEmptyResult", "language", "hints", "bargeIn"}) {
        CHECK(differences("twilio", document(""), document(name)) ==
              Lines{"Response/Gather[1]@" + std::string(name) + ": x -> y"});
    }
}

TEST_CASE("speech markup is compared piece by piece") {
    CHECK(twiml("<Say>Wait <break time=\"1s\"/> for it</Say>",
                "<Say>\n  Wait\n  <break time='1s'/>\n  for it\n</Say>") == Lines{});
    CHECK(twiml("<Say>Wait <break time=\"1s\"/> for it</Say>", "<Say>Wait <break time=\"2s\"/> for it</Say>") ==
          Lines{"Response/Say[1]/break[1]@time: 1s -> 2s"});
}

TEST_CASE("another root, case and unknown elements are differences") {
    CHECK(differences("twilio", "<Response/>", "<response/>").size() == 1);
    CHECK(twiml("<Say>a</Say>", "<say>a</say>").size() == 2);
    CHECK(twiml("<Foo bar=\"1\"/>", "<Foo bar=\"1.0\"/>").size() == 1);
}

TEST_CASE("an unreadable document is a finding") {
    base::Sources sources;
    const base::FileId good = sources.add("good.xml", "<Response/>");
    const base::FileId bad = sources.add("bad.xml", "<Response>");
    base::Diagnostics diagnostics;
    CHECK_FALSE(providers::find_provider("twilio")->compare(sources, good, bad, diagnostics));
    CHECK(diagnostics.unreadable());
}

TEST_CASE("documents of thousands of verbs are compared in good time") {
    std::string left;
    std::string right;
    for (int i = 0; i < 5000; ++i) {
        left += "<Say>a" + std::to_string(i) + "</Say>";
        right += "<Say>b" + std::to_string(i) + "</Say>";
    }
    CHECK(twiml(left, right).size() == 5000);
    CHECK(twiml(left, "<Pause/>" + left) == Lines{"Response/Pause[1]:  -> <Pause/>"});
}

TEST_CASE("defaults that depend on another attribute") {
    CHECK(twiml("<Record maxLength=\"3600\"/>", "<Record/>") == Lines{});
    CHECK(twiml("<Record maxLength=\"120\" transcribe=\"true\"/>", "<Record transcribe=\"true\"/>") == Lines{});
    CHECK(twiml("<Record maxLength=\"3600\" transcribe=\"true\"/>", "<Record transcribe=\"true\"/>").size() == 1);
    CHECK(twiml("<Enqueue waitUrlMethod=\"GET\">q</Enqueue>", "<Enqueue>q</Enqueue>") == Lines{});
    CHECK(twiml("<Enqueue waitUrl=\"/w\" waitUrlMethod=\"POST\">q</Enqueue>", "<Enqueue waitUrl=\"/w\">q</Enqueue>") ==
          Lines{});
    CHECK(twiml("<Enqueue waitUrl=\"/w\" waitUrlMethod=\"GET\">q</Enqueue>", "<Enqueue waitUrl=\"/w\">q</Enqueue>")
              .size() == 1);
    CHECK(twiml("<Dial><Conference waitUrl=\"/w\" waitMethod=\"POST\">r</Conference></Dial>",
                "<Dial><Conference waitUrl=\"/w\">r</Conference></Dial>") == Lines{});
}

TEST_CASE("lengths and interruptions have two spellings") {
    CHECK(twiml("<Say><break time=\"1s\"/>a</Say>", "<Say><break time=\"1000ms\"/>a</Say>") == Lines{});
    CHECK(twiml("<Say><break time=\"1.5s\"/>a</Say>", "<Say><break time=\"1500ms\"/>a</Say>") == Lines{});
    CHECK(twiml("<Say><break time=\"1s\"/>a</Say>", "<Say><break time=\"1ms\"/>a</Say>").size() == 1);
    const auto relay = [](std::string_view value) {
        return "<Connect><ConversationRelay url=\"wss://a\" interruptible=\"" + std::string(value) + "\"/></Connect>";
    };
    CHECK(twiml(relay("true"), relay("any")) == Lines{});
    CHECK(twiml(relay("false"), relay("none")) == Lines{});
    CHECK(twiml(relay("true"), relay("none")).size() == 1);
}
