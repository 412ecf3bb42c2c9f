// Documents and persons: `document` lines, a line `%%`, then what people do, a letter each. The pretend Tropo runs any of them to
// an end, twice the same, and what it sends is read back as what it is.
#include "providers/emulate/emulator.hpp"
#include "providers/provider.hpp"

#include <algorithm>
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

std::vector<std::string> split(std::string_view text, std::string_view between) {
    std::vector<std::string> out;
    while (true) {
        const std::size_t end = text.find(between);
        out.emplace_back(text.substr(0, end));
        if (end == std::string_view::npos) return out;
        text.remove_prefix(end + between.size());
    }
}

class Pages : public Application {
public:
    explicit Pages(const std::vector<std::string>& pages) : pages_(pages) {}
    Answer answer(const Request& request) override {
        Answer out;
        if (!request.steers) return out;
        out.body = pages_[next_++ % pages_.size()];
        out.took = static_cast<Millis>(next_ % 3) * 100;
        return out;
    }

private:
    const std::vector<std::string>& pages_;
    std::size_t next_ = 0;
};

const providers::Provider& tropo() { return *providers::find_provider("tropo"); }

void do_one(Emulator& emulator, char what) {
    constexpr std::string_view keys = "0123456789*#";
    constexpr Millis second = 1000;
    Act act;
    if (keys.find(what) != std::string_view::npos) {
        act.kind = Act::Kind::press;
        act.text = std::string(1, what);
    } else if (what == 's' || what == 'S') {
        act.kind = Act::Kind::speak;
        act.text = what == 's' ? "one" : "inside sales";
    } else if (what == 'm') {
        act.kind = Act::Kind::leave_message;
        act.length = 7 * second;
    } else if (what == 'x') {
        static_cast<void>(emulator.update(0, {.signal = "moved"}));
        return;
    } else if (what == 'c') {
        CallOptions options;
        options.from = "+15551230000";
        options.to = "sip:a@example.com";
        options.address = "https://app.example.com/second";
        emulator.place(options);
        return;
    } else if (what == 't' || what == 'T') {
        const Millis until = emulator.now() + (what == 't' ? second : 40 * second);
        while (emulator.advance(until)) {
        }
        return;
    } else {
        constexpr std::pair<char, Act::Kind> kinds[] = {{'h', Act::Kind::hang_up},   {'a', Act::Kind::answer},
                                                        {'b', Act::Kind::busy},      {'r', Act::Kind::reject},
                                                        {'v', Act::Kind::voicemail}, {'f', Act::Kind::fail}};
        const auto* kind = std::ranges::find(kinds, what, &std::pair<char, Act::Kind>::first);
        if (kind == std::end(kinds)) return;
        act.kind = kind->second;
    }
    // whoever was dialled last and is still there
    for (LegId leg = static_cast<LegId>(emulator.leg_count()); leg-- > 0;) {
        if (emulator.act(leg, act)) return;
    }
}

std::string run(const std::vector<std::string>& documents, std::string_view acts) {
    Pages pages(documents);
    Setup setup;
    setup.application = &pages;
    setup.limits.moments = 20'000;
    setup.limits.legs = 50;
    setup.limits.requests = 300;
    const auto emulator = tropo().emulator->make(setup);
    CallOptions options;
    options.from = "+15551230000";
    options.to = "+15557654321";
    options.address = "https://app.example.com/start";
    if (acts.starts_with('@')) options.direction = CallOptions::Direction::token;
    options.text = acts.starts_with('=');
    options.message = options.text ? "hello" : "";
    emulator->place(options);
    for (const char what : acts) do_one(*emulator, what);
    while (emulator->advance(never)) {
    }
    std::string sent;
    for (const Moment& moment : emulator->moments()) {
        require(moment.at <= emulator->now(), "nothing happens later");
        if (moment.kind != Moment::Kind::request) continue;
        sent += moment.request->http.body;
        if (moment.request->kind == "upload") continue;
        base::Sources sources;
        base::Diagnostics found;
        const auto body =
            providers::read_request_body(sources, sources.add("request", moment.request->http.body), found);
        const auto decoded = body ? tropo().decode(body->incoming(), found) : std::nullopt;
        require(decoded && decoded->kind == moment.request->kind, "a request is what it says");
    }
    for (LegId leg = 0; leg < emulator->leg_count(); ++leg) {
        const Leg& one = emulator->leg(leg);
        require(one.phase == Leg::Phase::ended || !emulator->cut_off().empty(), "every leg ends");
        require(one.phase != Leg::Phase::ended || (!one.takes_keys && !one.takes_speech && !one.waits),
                "what ended waits");
    }
    return sent;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size > (1u << 14)) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const std::size_t end = text.find("\n%%\n");
    const std::vector<std::string> documents = split(text.substr(0, end), "\n");
    const std::string_view acts = end == std::string_view::npos ? std::string_view() : text.substr(end + 4);
    const std::string_view bounded = acts.substr(0, 200);
    require(run(documents, bounded) == run(documents, bounded), "the same twice");
    return 0;
}
