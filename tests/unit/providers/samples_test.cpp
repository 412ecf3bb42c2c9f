// The documents of the samples, written by hand, against what their responses render to.
#include "providers/response.hpp"
#include "source_dir.hpp"

#include <fstream>
#include <sstream>

using namespace callflow;
using namespace callflow::providers::testing;

namespace {

std::string sample(std::string_view name) {
    std::ifstream in(std::string(source_dir) + "/samples/" + std::string(name));
    std::ostringstream text;
    text << in.rdbuf();
    INFO("sample " << name);
    REQUIRE_FALSE(text.str().empty());
    return text.str();
}

std::string address(std::string_view event) {
    return "/voice/calls/flow?event=" + std::string(event) + "&actor=customer&call_id=5000";
}

// As it is rendered, and by meaning where a sample is laid out for readers.
void check(const flow::ResolvedResponse& one, const std::string& name) {
    Rendered twilio = render("twilio", one);
    CHECK(twilio.findings.empty());
    CHECK(differences("twilio", sample(name + ".xml"), twilio.document) == Lines{});
}
void check_tropo(flow::ResolvedResponse one, const std::string& name) {
    one.signals.push_back({"hangup", address("hangs_up")});
    Rendered tropo = render("tropo", one);
    CHECK(tropo.findings.empty());
    CHECK(differences("tropo", sample(name + ".json"), tropo.document) == Lines{});
}

const std::string next = "/calls/flow?call_id=5000&event=next";

} // namespace

TEST_CASE("hello") {
    const flow::ResolvedResponse one = response({say("Hello, and welcome to callflow."), verb("hangup")});
    check(one, "hello/hello");
    CHECK(render("twilio", one).document == sample("hello/hello.xml"));
    CHECK(differences("tropo", sample("hello/hello.json"), render("tropo", one).document) == Lines{});
}

TEST_CASE("the call centre's incoming call") {
    const auto menu = [](std::string_view loop) {
        return response(
            {verb("gather", {{"numDigits", "1"}, {"action", address("wants_voicemail")}},
                  {say("Hello World"), verb("play", {{"url", "http://some.nice.music.com/1.mp3"}, {"loop", loop}})})},
            next);
    };
    check(menu("100"), "call_center/documents/incoming");
    check_tropo(menu("1"), "call_center/documents/incoming");
}

TEST_CASE("the call centre's voicemail") {
    const std::string action = address("voicemail_complete");
    check(response({say("Please leave a message"), verb("record", {{"action", action}})}, next),
          "call_center/documents/voicemail");
    check_tropo(response({say("Please leave a message"),
                          verb("record", {{"action", action}, {"url", "https://example.com/recordings"}})},
                         next),
                "call_center/documents/voicemail");
}

TEST_CASE("the call centre's routing") {
    const flow::ResolvedResponse one =
        response({say("One moment, please"), verb("dial", {{"action", address("talked")}}, {number("+15557654399")})});
    check(one, "call_center/documents/routing");
    check_tropo(one, "call_center/documents/routing");
}
