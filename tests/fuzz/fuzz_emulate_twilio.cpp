// Any documents and any persons: a run of the pretend Twilio ends, and its record makes sense. The input is what people do, then
// documents, parted by lines that are `%`.
#include "providers/emulate/emulator.hpp"
#include "providers/provider.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

using namespace callflow;
using namespace callflow::providers::emulate;

namespace {

void require(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "broken: %s\n", what);
    std::abort();
}

// Answers an address that ends with a digit with that document, others with the first.
class Pages : public Application {
public:
    explicit Pages(const std::vector<std::string_view>& pages) : pages_(pages) {}
    Answer answer(const Request& request) override {
        Answer out;
        const std::string_view path = std::string_view(request.http.url).substr(0, request.http.url.find('?'));
        const char last = path.empty() ? '0' : path.back();
        const std::size_t index = last >= '0' && last <= '9' ? static_cast<std::size_t>(last - '0') : 0;
        out.content_type = "text/xml";
        if (!request.steers) out.status = 204;
        if (request.steers && index < pages_.size()) out.body = pages_[index];
        if (index >= pages_.size()) out.status = 404;
        if (last == '8') out.took = 3000;
        if (last == '9') out.failure = Answer::Failure::timeout;
        return out;
    }

private:
    const std::vector<std::string_view>& pages_;
};

void place(Emulator& emulator, bool outbound) {
    CallOptions call;
    call.from = outbound ? "+15557654321" : "sip:anna@example.com";
    call.to = "+15551230000";
    call.address = "https://app.example.com/0";
    call.status_callback = "https://app.example.com/status";
    if (outbound) {
        call.direction = CallOptions::Direction::outbound;
        call.status_events = {"initiated", "ringing", "answered", "completed"};
        call.machine_detection = "DetectMessageEnd";
    }
    static_cast<void>(emulator.place(call));
}

void act(Emulator& emulator, Act::Kind kind, std::size_t leg, std::string text = {}) {
    Act one;
    one.kind = kind;
    one.text = std::move(text);
    if (kind == Act::Kind::voicemail) one.length = 4000;
    static_cast<void>(emulator.act(static_cast<LegId>(leg), one));
}

void change(Emulator& emulator, std::size_t leg, char how) {
    Update update;
    if (how == 'u') update.address = "https://app.example.com/1";
    if (how == 'U') update.document = "<Response><Say>Here</Say><Dial>+15550001111</Dial></Response>";
    if (how == 'C') update.status = "completed";
    if (how == 'c') update.close = true;
    static_cast<void>(emulator.update(static_cast<LegId>(leg), update));
}

// A letter is what is done, the one behind it to which leg, or how long.
std::string run(std::string_view acts, const std::vector<std::string_view>& pages) {
    Pages application(pages);
    Setup setup;
    setup.application = &application;
    setup.media.add("gone", {.length = 0, .status = 404});
    setup.limits.time = 4LL * 3600 * 1000;
    setup.limits.requests = 200;
    setup.limits.moments = 4'000;
    setup.limits.legs = 60;
    const auto emulator = providers::find_provider("twilio")->emulator->make(setup);
    place(*emulator, false);
    for (std::size_t i = 0; i + 1 < acts.size(); i += 2) {
        const auto value = static_cast<unsigned char>(acts[i + 1]);
        const std::size_t leg = value % emulator->leg_count();
        switch (acts[i]) {
        case 't': {
            const Millis until = emulator->now() + value * 50;
            while (emulator->advance(until)) {
            }
            break;
        }
        case 'k': act(*emulator, Act::Kind::press, leg, std::string(1, "0123456789*#"[value % 12])); break;
        case 's': act(*emulator, Act::Kind::speak, leg, "some words to say"); break;
        case 'h': act(*emulator, Act::Kind::hang_up, leg); break;
        case 'a': act(*emulator, Act::Kind::answer, leg); break;
        case 'b': act(*emulator, Act::Kind::busy, leg); break;
        case 'r': act(*emulator, Act::Kind::reject, leg); break;
        case 'v': act(*emulator, Act::Kind::voicemail, leg); break;
        case 'f': act(*emulator, Act::Kind::fail, leg); break;
        case 'u':
        case 'U':
        case 'C':
        case 'c': change(*emulator, leg, acts[i]); break;
        case 'p': place(*emulator, value % 2 == 1); break;
        default: break;
        }
    }
    while (emulator->advance(never)) {
    }
    std::string record;
    Millis last = 0;
    for (const Moment& moment : emulator->moments()) {
        require(moment.at >= last, "moments are in order");
        require(moment.until >= moment.at, "what is heard ends behind its beginning");
        require(moment.leg < emulator->leg_count(), "a moment is a leg's");
        last = moment.at;
        record += moment.text;
        if (moment.request) record += moment.request->http.url;
    }
    for (LegId id = 0; id < emulator->leg_count(); ++id) {
        const Leg& leg = emulator->leg(id);
        const bool over = leg.phase == Leg::Phase::ended;
        require(over == (leg.ended != never), "a leg that is over ended at some time");
        require(!over || (!leg.takes_keys && !leg.takes_speech && !leg.takes_message && !leg.waits),
                "a leg over is over");
        require(over == !leg.ended_by.empty(), "a leg ends for some reason");
    }
    return record;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size > (1u << 14)) return 0;
    std::string_view rest(reinterpret_cast<const char*>(data), size);
    std::vector<std::string_view> parts;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find("\n%\n"), rest.size());
        parts.push_back(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 3, rest.size()));
    }
    if (parts.empty()) return 0;
    const std::string_view acts = parts.front().substr(0, 400);
    parts.erase(parts.begin());
    require(run(acts, parts) == run(acts, parts), "the same run twice");
    return 0;
}
