// The pretend providers: the same documents and the same people give the same call.
#include "properties/law.hpp"
#include "providers/emulate/emulator.hpp"
#include "providers/provider.hpp"

#include <string>
#include <vector>

using namespace callflow;
using namespace callflow::providers::emulate;
using laws::below;
using laws::one_of;

namespace {

struct Doing {
    std::size_t what = 0, leg = 0;
    Millis wait = 0;
};

struct Documents {
    std::string_view provider, content_type;
    std::vector<std::string_view> pages;
};

const Documents twiml{
    "twilio",
    "text/xml",
    {"<Response><Say>Hello.</Say><Gather numDigits=\"1\" action=\"/1\" timeout=\"3\"><Say>Press a key.</Say></Gather></Response>",
     "<Response><Dial action=\"/2\" timeout=\"10\"><Number>+15550001111</Number><Number>+15550002222</Number></Dial></Response>",
     "<Response><Record action=\"/3\" maxLength=\"5\"/><Redirect>/0</Redirect></Response>",
     "<Response><Enqueue waitUrl=\"/0\" action=\"/4\">desk</Enqueue></Response>",
     "<Response><Redirect>/1</Redirect></Response>", "<Response><Play loop=\"2\">/a.mp3</Play><Hangup/></Response>",
     "<Response><Dial><Conference>room</Conference></Dial></Response>", "<Response/>", "no document"}};

const Documents tropo{
    "tropo",
    "application/json",
    {R"({"tropo": [{"say": {"value": "Hello."}}, {"on": {"event": "continue", "next": "/1"}}]})",
     R"({"tropo": [{"ask": {"choices": {"value": "[1 DIGIT]"}, "say": [{"value": "Press."}], "timeout": 3}}, {"on": {"event": "continue", "next": "/2"}}]})",
     R"({"tropo": [{"transfer": {"to": "+15550001111", "timeout": 10}}, {"on": {"event": "incomplete", "next": "/3"}}]})",
     R"({"tropo": [{"record": {"maxTime": 5, "url": "http://example.com/r"}}, {"on": {"event": "continue", "next": "/0"}}]})",
     R"({"tropo": [{"conference": {"id": "room", "name": "room"}}]})", R"({"tropo": [{"hangup": {}}]})",
     R"({"tropo": []})", "no document"}};

// Answers an address that ends with a digit with the page drawn for it.
class Pages final : public Application {
public:
    Pages(const Documents& documents, const std::vector<std::size_t>& drawn) : documents_(documents), drawn_(drawn) {}
    Answer answer(const Request& request) override {
        const std::string_view path = std::string_view(request.http.url).substr(0, request.http.url.find('?'));
        const char last = path.empty() ? '0' : path.back();
        Answer out;
        out.content_type = documents_.content_type;
        if (request.steers) out.body = documents_.pages[drawn_[static_cast<std::size_t>(last - '0') % drawn_.size()]];
        return out;
    }

private:
    const Documents& documents_;
    const std::vector<std::size_t>& drawn_;
};

void act(Emulator& emulator, const Doing& doing) {
    static constexpr Act::Kind kinds[] = {Act::Kind::press, Act::Kind::speak,  Act::Kind::hang_up, Act::Kind::answer,
                                          Act::Kind::busy,  Act::Kind::reject, Act::Kind::fail};
    const Millis until = emulator.now() + doing.wait;
    while (emulator.advance(until)) {
    }
    Act one;
    one.kind = kinds[doing.what];
    if (one.kind == Act::Kind::press) one.text = "1";
    if (one.kind == Act::Kind::speak) one.text = "some words";
    static_cast<void>(emulator.act(static_cast<LegId>(doing.leg % emulator.leg_count()), one));
}

// What was heard and asked, a line each.
std::string call(const Documents& documents, const std::vector<std::size_t>& drawn, const std::vector<Doing>& doings) {
    Pages pages(documents, drawn);
    Setup setup;
    setup.application = &pages;
    setup.limits.time = 4LL * 3600 * 1000;
    setup.limits.requests = 100;
    setup.limits.moments = 2'000;
    const auto emulator = providers::find_provider(documents.provider)->emulator->make(setup);
    CallOptions options;
    options.from = "+15557654321";
    options.to = "+15551230000";
    options.address = "https://app.example.com/0";
    static_cast<void>(emulator->place(options));
    for (const Doing& one : doings) act(*emulator, one);
    while (emulator->advance(never)) {
    }
    std::string out;
    for (const Moment& moment : emulator->moments()) {
        out += std::to_string(moment.at) + " " + moment.text;
        if (moment.request) out += " " + moment.request->http.url + " " + moment.request->http.body;
        out += "\n";
    }
    return out;
}

} // namespace

TEST_CASE("the same documents and the same people give the same call") {
    for (const Documents* documents : {&twiml, &tropo}) {
        INFO(documents->provider);
        laws::check(150, [&] {
            std::vector<std::size_t> drawn(5);
            for (std::size_t& one : drawn) one = below(documents->pages.size());
            std::vector<Doing> doings(below(8));
            for (Doing& one : doings) one = {below(7), below(3), static_cast<Millis>(below(8'000))};
            const std::string first = call(*documents, drawn, doings);
            RC_ASSERT(!first.empty());
            RC_ASSERT(call(*documents, drawn, doings) == first);
        });
    }
}
