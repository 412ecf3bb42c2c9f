// Documents that others wrote: mistakes are found where they are, real documents are fine, and what is read back is written the
// same again.
#include "base/codes.hpp"
#include "providers/corpus.hpp"
#include "providers/response.hpp"
#include "source_dir.hpp"

#include <fstream>
#include <map>

using namespace callflow;
using namespace callflow::providers;
using namespace callflow::providers::testing;

namespace {

struct Checked {
    base::Sources sources;
    base::Diagnostics findings;

    Checked(std::string_view provider, std::string text) {
        const base::FileId file = sources.add("document", std::move(text));
        (void)find_provider(provider)->check(sources, file, findings);
        findings.sort();
    }
    // `CF5101 1:12` each.
    [[nodiscard]] Lines lines() const {
        Lines out;
        for (const base::Diagnostic& one : findings.items()) {
            const base::Position at = sources[one.where.file].position(one.where.begin);
            out.push_back(std::string(one.code->code) + " " + std::to_string(at.line) + ":" +
                          std::to_string(at.column));
        }
        return out;
    }
    [[nodiscard]] Lines messages() const {
        Lines out;
        for (const base::Diagnostic& one : findings.items())
            out.push_back(std::string(one.code->code) + " " + one.message);
        return out;
    }
};

// `{{40*x}}` is forty times x.
std::string unfolded(std::string text) {
    for (std::size_t at = text.find("{{"); at != std::string::npos; at = text.find("{{", at + 1)) {
        const std::size_t end = text.find("*x}}", at);
        if (end == std::string::npos) break;
        text.replace(at, end + 4 - at, std::stoul(text.substr(at + 2, end - at - 2)), 'x');
    }
    return text;
}

struct Mistake {
    std::string title;
    Lines expected;
    std::string document;
};

std::vector<Mistake> mistakes(const std::string& name) {
    std::ifstream in(std::string(source_dir) + "/tests/unit/providers/mistakes/" + name);
    std::vector<Mistake> out;
    bool head = false;
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("= ")) {
            if (!head) out.emplace_back();
            head = true;
            const std::size_t title = line.find(' ', line.find(' ', 2) + 1);
            out.back().expected.push_back(line.substr(2, title - 2));
            out.back().title = line.substr(title + 1);
        } else if (!out.empty()) {
            head = false;
            out.back().document += (out.back().document.empty() ? "" : "\n") + line;
        }
    }
    return out;
}

void hold_mistakes(std::string_view provider, const std::string& name, std::size_t least) {
    const std::vector<Mistake> all = mistakes(name);
    CHECK(all.size() >= least);
    for (const Mistake& one : all) {
        INFO(one.title << "\n" << one.document);
        const Checked checked(provider, unfolded(one.document));
        for (const std::string& message : checked.messages()) UNSCOPED_INFO(message);
        CHECK(checked.lines() == one.expected);
    }
}

// Documents whose application or test says itself that they are wrong, or that never left a library.
bool only_expected(const std::string& manifest, const std::string& name) {
    const std::size_t row = manifest.find(name + "\t");
    const std::string line = manifest.substr(row, manifest.find('\n', row) - row);
    return line.find("\trun") == std::string::npos && line.find("\texpected") != std::string::npos;
}

} // namespace

TEST_CASE("mistakes in TwiML are found where they are") { hold_mistakes("twilio", "twiml.txt", 185); }

TEST_CASE("mistakes in Tropo documents are found where they are") { hold_mistakes("tropo", "tropo.txt", 125); }

TEST_CASE("a document of more than 64 kB is refused") {
    std::string text = "<Response>\n";
    while (text.size() <= 64 * 1024) text += "<Pause/>";
    const Checked checked("twilio", text + "</Response>");
    REQUIRE(checked.findings.items().size() == 1);
    CHECK(checked.findings.items()[0].code == &base::codes::twiml_size);
    CHECK(checked.findings.items()[0].where.begin == 64 * 1024);
}

TEST_CASE("fine documents have no findings") {
    for (
        const std::string_view text :
        {"<Response/>",
         "<Response></Response>",
         "<?xml version=\"1.0\"?>\n<!-- hello -->\n<Response><Gather/></Response>",
         "<Response><Dial>\n  +1 (555) 123-0000\n</Dial></Response>",
         "<Response><Redirect/></Response>",
         "<Response><Play digits=\"ww12\"/></Response>",
         "<Response><Enqueue workflowSid=\"WW1\"/></Response>",
         "<Response><Say><![CDATA[A & B]]></Say></Response>",
         "<Response><Message>Hi</Message></Response>",
         "<?xml version='1.0' encoding='us-ascii'?><Response/>",
         "<?xml version=\"1.0\" encoding=\"utf-8\"?><Response/>",
         "<Response><Enqueue workflowSid=\"WW1\"><Task>{\"a\": [1, null]}</Task></Enqueue></Response>",
         "<Response><Enqueue waitUrl=\"\">0123456789012345678901234567890123456789012345678901234567890123</Enqueue></Response>",
         "<Response><Pause length=\"2\"/><Reject/></Response>",
         "<Response><Redirect>//example.com/x</Redirect></Response>",
         "<Response><Redirect>https://joe:secret_1@example.com:8443/x?at=10:30#ct=2000</Redirect></Response>",
         "<Response><Redirect>?x=http://other</Redirect></Response>",
         "<Response><Play>HTTPS://example.com/a.mp3</Play></Response>",
         "<Response><Say voice=\"Polly.C\u00e9line\">A</Say><Say voice=\"Polly.Ruth-Generative\">B</Say></Response>",
         "<Response><Say voice=\"Google.es-US-Chirp3-HD-Aoede\" language=\"es-419\">A</Say></Response>",
         "<Response><Say language=\"cmn-Hant-TW\">A</Say><Say language=\"en-GB-WLS\">B</Say></Response>",
         "<Response><Say>A<break time=\"1.5s\"/>B<break time=\"500ms\"/></Say></Response>",
         "<Response><Dial callerId=\"client:joe\">+15551230000</Dial></Response>",
         "<Response><Dial callerId=\"Sales\"><Sip>joe@example.com;transport=tcp?x-a=b@c</Sip></Dial></Response>",
         "<Response><Dial><Conference coach=\"CA0123456789abcdef0123456789abcdef\">Room</Conference></Dial></Response>",
         "<Response><Sms to=\"whatsapp:+15551230000\">Hi</Sms></Response>",
         "<Response><Connect><ConversationRelay url=\"wss://example.com/r?a=1\" ttsProvider=\"amazon\" "
         "transcriptionProvider=\"google\"/></Connect></Response>",
         "<Response><Record transcribe=\"true\" maxLength=\"2\"/></Response>",
         "<Response><Gather timeout=\"auto\" finishOnKey=\"\" action=\"../x?a=1&amp;b=2\"/></Response>"}) {
        INFO(text);
        CHECK(Checked("twilio", std::string(text)).messages() == Lines{});
    }
    for (
        const std::string_view text :
        {R"doc({"tropo": []})doc",
         R"doc({"tropo": [{"hangup": "null"}]})doc",
         R"doc({"tropo": [{"on": [{"event": "continue", "say": {"value": "Goodbye"}}]}]})doc",
         R"doc({"tropo": [{"on": {"event": "tooLong", "next": "?step=2"}}, {"on": {"event": "exit", "next": "b.json"}}]})doc",
         R"doc({"tropo": [{"ask": {"choices": {"value": "sales(1, sales), support(2)", "mode": "dtmf"}, "say": {"value": "x"}}}]})doc",
         R"doc({"tropo": [{"ask": {"choices": {"value": "1, 2, *", "mode": "dtmf"}, "say": {"value": "x"}}}]})doc",
         R"doc({"tropo": [{"ask": {"choices": {"value": "[4 DIGITS]", "mode": "speech"}, "say": {"value": "x"}}}]})doc",
         R"doc({"tropo": [{"ask": {"choices": {"value": "[ANY]"}, "say": {"value": ""}}}]})doc",
         R"doc({"tropo": [{"ask": {"choices": {"value": "1"}, "attempts": 3, "recognizer": "en-US", "asrLogSecurity": "mask", "maskTemplate": "XXDD-",
            "say": [{"event": "nomatch:1 nomatch:2", "value": "y"}, {"event": "timeout", "value": "z"}, {"value": "x"}]}}]})doc",
         R"doc({"tropo": [{"call": {"to": "+15551230000", "required": false}}, {"call": {"to": ["+15551230001"]}}, {"say": {"value": "x"}}]})doc",
         R"doc({"tropo": [{"generalLogSecurity": "suppress"}, {"on": {"event": "error", "next": "/e"}}, {"wait": {"milliseconds": 2000}}, {"reject": null}]})doc",
         R"doc({"tropo": [{"call": {"to": "joe", "channel": "TEXT"}}, {"say": {"value": "x"}}, {"hangup": null}]})doc",
         R"doc({"tropo": [{"transfer": {"to": "+15551230000", "allowSignals": "", "on": [{"event": "ring", "say": {"value": "x"}},
            {"event": "connect", "post": "http://example.com/p"}, {"event": "connect", "message": {"to": "+1", "say": {"value": "x"}}}]}}]})doc",
         R"doc({"tropo": [{"conference": {"id": "1", "terminator": "#", "allowSignals": ["exit"]}}]})doc",
         R"doc({"tropo": [{"message": {"to": ["+15551230000"], "network": "SMS", "say": {"value": "x"}}}]})doc",
         R"doc({"tropo": [{"message": {"to": ["+15551230000", "+15551230001"], "say": {"value": "x"}}}]})doc",
         R"doc({"tropo": [{"record": {"url": {"recordingURL": "https://example.com/r"}, "maxTime": 7200, "choices": {"terminator": "#"}}}]})doc",
         R"doc({"tropo": [{"record": {"recordingURL": {"url": "https://example.com/r"}}}]})doc",
         R"doc({"tropo": [{"say": {"value": "<speak>Hi <break/></speak>"}}, {"say": {"value": "", "media": "http://example.com/a.jpg"}}]})doc",
         R"doc({"tropo": [{"ask": {"choices": {"value": "sales( 1, inside sales ), b(2)"}, "say": [{"value": "x"}]}}]})doc",
         R"doc({"tropo": [{"transfer": {"to": ["tel:+1", "sip:a@b"], "on": {"event": "ring", "say": {"value": "x"}}}}]})doc"}) {
        INFO(text);
        CHECK(Checked("tropo", std::string(text)).messages() == Lines{});
    }
}

TEST_CASE("pages of codes: what is bad is found, what is good is not") {
    for (const base::Code* code : base::all_codes()) {
        const bool twiml = code->code.starts_with("CF51");
        if ((!twiml && !code->code.starts_with("CF52")) || code->bad.empty()) continue;
        INFO(code->code);
        const Checked bad(twiml ? "twilio" : "tropo", std::string(code->bad));
        REQUIRE(bad.findings.items().size() == 1);
        CHECK(bad.findings.items()[0].code == code);
        CHECK(Checked(twiml ? "twilio" : "tropo", std::string(code->good)).messages() == Lines{});
    }
}

TEST_CASE("a Dial in what the called party hears is refused where it is known") {
    base::Sources sources;
    base::Diagnostics findings;
    const Provider* twilio = find_provider("twilio");
    const base::FileId call =
        sources.add("call.xml", "<Response><Dial><Number url=\"whisper.xml\">+15551230000</Number></Dial></Response>");
    const base::FileId whisper = sources.add("whisper.xml", "<Response><Dial>+15551230001</Dial></Response>");
    const auto links = twilio->check(sources, call, findings);
    REQUIRE(links);
    REQUIRE(links->size() == 1);
    CHECK(links->front().address == "whisper.xml");
    CHECK(links->front().occasion == Occasion::screening);
    twilio->check_occasion(sources, whisper, links->front().occasion, links->front().where, findings);
    REQUIRE(findings.items().size() == 1);
    CHECK(findings.items()[0].code == &base::codes::twiml_whisper);
    CHECK(findings.items()[0].severity == base::Severity::error);
    CHECK(findings.items()[0].where == base::Span{whisper, 11, 15});
}

TEST_CASE("real documents that the provider takes have no errors") {
    for (const std::string_view kind : {"twiml", "tropo"}) {
        const std::vector<fs::path> all = corpus(kind);
        if (all.empty()) continue;
        const std::string manifest = slurp(all.front().parent_path() / "MANIFEST.tsv");
        for (const fs::path& path : all) {
            const std::string name = path.filename().string();
            INFO(name);
            const Checked checked(kind == "twiml" ? "twilio" : "tropo", slurp(path));
            for (const std::string& message : checked.messages()) UNSCOPED_INFO(message);
            CHECK((!checked.findings.has_errors() || only_expected(manifest, name)));
        }
    }
}

TEST_CASE("real documents are read back and written the same again") {
    for (const std::string_view kind : {"twiml", "tropo"}) {
        const Provider* provider = find_provider(kind == "twiml" ? "twilio" : "tropo");
        for (const fs::path& path : corpus(kind)) {
            const std::string name = path.filename().string();
            INFO(name);
            const Checked checked(provider->name, slurp(path));
            const auto is_mixed = [](const base::Diagnostic& one) { return one.code == &base::codes::twiml_mixed; };
            const auto& said = checked.findings.items();
            // A call that sends the answer to a text, and documents that miss what they need, are no documents to keep.
            if (checked.findings.has_errors() || std::any_of(said.begin(), said.end(), is_mixed)) continue;
            base::Sources sources;
            base::Diagnostics findings;
            const base::FileId file = sources.add("document", slurp(path));
            const auto parsed = provider->parse(sources, file, findings);
            REQUIRE(parsed);
            std::string again;
            provider->render(parsed->response, again, nullptr);
            UNSCOPED_INFO(again);
            for (const LostPart& lost : parsed->lost) UNSCOPED_INFO("lost: " << lost.what);
            // What was lost is the only difference.
            const Lines found = differences(provider->name, sources[file].text(), again);
            for (const std::string& one : found) UNSCOPED_INFO(one);
            CHECK(found.size() <= parsed->lost.size());
            for (const std::string& one : found) CHECK(one.ends_with(" -> "));
        }
    }
}
