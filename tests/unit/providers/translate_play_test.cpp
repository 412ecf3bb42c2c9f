// Documents that become those of another platform take a call the same way: both are run by the pretend platforms with the same
// people, and where what is heard or asked for differs, the loss has to be named; where nothing differs, none may be.
#include "base/codes.hpp"
#include "providers/emulate/emulator.hpp"
#include "providers/translate.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace callflow;
using namespace callflow::providers::emulate;
using providers::Provider;

namespace {

using Lines = std::vector<std::string>;

enum class Does : std::uint8_t { something, nothing, hangs_up };

constexpr std::string_view start = "https://app.example.com/start";

// The document first, then nothing.
class Pages : public Application {
public:
    Pages(const Provider& provider, const std::string& document)
        : document_(document), empty_(provider.sends_json ? "{\"tropo\":[]}" : "<Response/>"),
          type_(provider.content_type) {}
    Answer answer(const Request& request) override {
        Answer out;
        out.content_type = type_;
        if (request.steers) out.body = request.first ? document_ : empty_;
        return out;
    }

private:
    const std::string& document_;
    std::string empty_, type_;
};

// A call whose people do one thing after the other, whenever the document depends on it.
class Call {
public:
    Call(const Provider& provider, const std::string& document, std::span<const Does> people)
        : pages_(provider, document), people_(people) {
        Setup setup;
        setup.application = &pages_;
        emulator_ = provider.emulator->make(setup);
    }

    // How many of the people's doings were called for.
    [[nodiscard]] std::size_t used() const { return used_; }

    // What is heard, rung and asked for, in order, while the caller is there.
    Lines run() {
        CallOptions options;
        options.from = "+15551230000";
        options.to = "+15557654321";
        options.address = start;
        leg_ = emulator_->place(options);
        constexpr Millis hours = 6 * 3600 * 1000;
        while (emulator_->advance(hours)) people();
        return lines();
    }

private:
    Does next() {
        const std::size_t turn = used_++;
        return turn < people_.size() ? people_[turn] : Does::nothing;
    }

    void act(LegId leg, Act::Kind kind, std::string text = {}) {
        Act act;
        act.kind = kind;
        act.text = std::move(text);
        (void)emulator_->act(leg, act);
    }

    void people() {
        const Leg& caller = emulator_->leg(leg_);
        if (caller.phase == Leg::Phase::ended) return;
        std::size_t asked = 0;
        for (const Moment& one : emulator_->moments()) asked += one.kind == Moment::Kind::asked ? 1U : 0U;
        const bool takes = caller.takes_keys || caller.takes_message;
        if (takes && asked > answered_ && caller.with == no_leg) {
            answered_ = asked;
            const Act::Kind kind = caller.takes_message ? Act::Kind::leave_message : Act::Kind::press;
            decide(kind, kind == Act::Kind::press ? "1#" : "one two three");
            return;
        }
        for (LegId id = leg_ + 1; id < emulator_->leg_count(); ++id) {
            const Leg& other = emulator_->leg(id);
            if (other.phase == Leg::Phase::ringing && id >= rung_) {
                rung_ = id + 1;
                dialled(id);
                return;
            }
            if (other.phase == Leg::Phase::answered && other.with == leg_) {
                act(id, Act::Kind::hang_up);
                return;
            }
        }
    }

    void decide(Act::Kind kind, std::string text) {
        switch (next()) {
        case Does::something: act(leg_, kind, std::move(text)); break;
        case Does::hangs_up: act(leg_, Act::Kind::hang_up); break;
        default: break;
        }
    }

    void dialled(LegId id) {
        switch (next()) {
        case Does::something: act(id, Act::Kind::answer); break;
        case Does::hangs_up: act(leg_, Act::Kind::hang_up); break;
        default: act(id, Act::Kind::no_answer); break;
        }
    }

    static bool is_over(std::string_view status) { return status == "completed" || status == "DISCONNECTED"; }

    // Each platform tells in its own way that the caller has hung up.
    [[nodiscard]] Lines lines() const {
        Lines out;
        for (const Moment& one : emulator_->moments()) {
            if (one.leg == leg_ && one.kind == Moment::Kind::status && is_over(one.text)) break;
            const bool sounds = one.sound == Sound::speech || one.sound == Sound::file;
            if (one.kind == Moment::Kind::heard && one.leg == leg_ && sounds && !one.text.empty()) {
                if (out.empty() || out.back() != one.text) out.push_back(one.text);
            }
            if (one.kind == Moment::Kind::began && one.leg != leg_) out.emplace_back("rings");
            const bool asks = one.kind == Moment::Kind::request && one.request->steers && !one.request->first;
            if (asks && one.request->leg == leg_) out.push_back("-> " + one.request->http.url);
        }
        return out;
    }

    Pages pages_;
    std::span<const Does> people_;
    std::unique_ptr<Emulator> emulator_;
    LegId leg_ = 0;
    LegId rung_ = 0;
    std::size_t used_ = 0, answered_ = 0;
};

struct Translated {
    std::string document;
    Lines parted; // the courses part
    bool other = false;
};

Translated translate(const Provider& from, const Provider& to, const std::string& document) {
    base::Sources sources;
    base::Diagnostics found;
    const auto parsed = from.parse(sources, sources.add("document", document), found);
    REQUIRE(parsed);
    Translated out;
    providers::translate_document(from, to, parsed->response, out.document, found);
    for (const base::Diagnostic& one : found.items()) {
        const bool course =
            one.message.find(", Twilio ") != std::string::npos && one.message.find(", Tropo ") != std::string::npos;
        if (course) out.parted.push_back(one.message);
        out.other = out.other || one.code == &base::codes::not_on_provider;
    }
    return out;
}

// What differs between the two, of the first people who notice.
Lines noticed(const Provider& from, const Provider& to, const std::string& document, const std::string& other) {
    std::vector<std::vector<Does>> waiting = {{}};
    constexpr std::size_t most = 3;
    while (!waiting.empty()) {
        const std::vector<Does> people = std::move(waiting.back());
        waiting.pop_back();
        Call left(from, document, people);
        Call right(to, other, people);
        const Lines one = left.run();
        const Lines two = right.run();
        if (one != two) {
            std::string done;
            for (const Does does : people) done += does == Does::something ? '+' : does == Does::nothing ? '-' : '/';
            return {fmt::format("{}: {} | {}", done, fmt::join(one, ", "), fmt::join(two, ", "))};
        }
        const std::size_t used = std::max(left.used(), right.used());
        if (used <= people.size() || people.size() == most) continue;
        for (const Does next : {Does::something, Does::hangs_up}) { // who is not told does nothing
            waiting.push_back(people);
            while (waiting.back().size() + 1 < used && next == Does::hangs_up) waiting.back().push_back(Does::nothing);
            waiting.back().push_back(next);
        }
        if (used > people.size() + 1) {
            waiting.push_back(people);
            waiting.back().push_back(Does::nothing);
        }
    }
    return {};
}

struct Counts {
    std::size_t documents = 0, same = 0, parted = 0;
};

void hold(std::string_view from_name, const std::string& document, Counts& counts) {
    const Provider& from = *providers::find_provider(from_name);
    const Provider& to = *providers::find_provider(from_name == "twilio" ? "tropo" : "twilio");
    const Translated other = translate(from, to, document);
    const Lines differs = noticed(from, to, document, other.document);
    ++counts.documents;
    ++(differs.empty() ? counts.same : counts.parted);
    const bool named = !other.parted.empty() || other.other;
    if (differs.empty() == !named || (differs.empty() && other.other)) return;
    INFO(document);
    INFO(other.document);
    CHECK(differs == other.parted);
}

// Calls `visit` with every sequence of `most` of the pieces at most, and with every `stride`-th of `most` + 1.
template <class Visit>
void sequences(std::span<const std::string_view> pieces, std::size_t most, std::size_t stride, const Visit& visit) {
    std::size_t count = pieces.size();
    for (std::size_t length = 1; length <= most + 1; ++length, count *= pieces.size()) {
        for (std::size_t n = 0; n<count; n += length> most ? stride : 1) {
            std::string out;
            for (std::size_t i = 0, rest = n; i < length; ++i, rest /= pieces.size()) {
                std::string piece(pieces[rest % pieces.size()]);
                for (std::size_t at = piece.find('@'); at != std::string::npos; at = piece.find('@')) {
                    piece.replace(at, 1, std::to_string(i + 1));
                }
                out += piece;
            }
            visit(out);
        }
    }
}

} // namespace

TEST_CASE("TwiML takes a call the same way as the Tropo document it becomes, or the loss is named") {
    constexpr std::array<std::string_view, 14> verbs = {
        "<Say>text @</Say>",
        "<Gather numDigits=\"1\" action=\"/a\"><Say>press @</Say></Gather>",
        "<Gather numDigits=\"1\" action=\"/b\"/>",
        "<Gather numDigits=\"1\" action=\"/a\" actionOnEmptyResult=\"true\"><Say>now @</Say></Gather>",
        "<Gather numDigits=\"1\"><Say>again @</Say></Gather>",
        "<Record action=\"/a\" finishOnKey=\"#\"/>",
        "<Record finishOnKey=\"#\"/>",
        "<Dial>+15550000001</Dial>",
        "<Dial action=\"/a\">+15550000001</Dial>",
        "<Redirect>/a</Redirect>",
        "<Redirect>/b</Redirect>",
        "<Redirect/>",
        "<Hangup/>",
        "<Pause/>",
    };
    Counts counts;
    sequences(verbs, 2, 7,
              [&](const std::string& inside) { hold("twilio", "<Response>" + inside + "</Response>", counts); });
    CHECK(counts.documents > 600);
    CHECK(counts.same > 100);
    CHECK(counts.parted > 100);
}

TEST_CASE("a Tropo document takes a call the same way as the TwiML it becomes, or the loss is named") {
    constexpr std::array<std::string_view, 11> steps = {
        R"({"ask":{"choices":{"value":"[1 DIGIT]","mode":"dtmf"},"attempts":2,"say":[{"value":"late @","event":"timeout"},{"value":"try @"}]}},)",
        R"({"say":{"value":"text @"}},)",
        R"({"ask":{"choices":{"value":"[1 DIGIT]","mode":"dtmf"},"say":{"value":"press @"}}},)",
        R"({"ask":{"choices":{"value":"[1 DIGIT]","mode":"dtmf"},"say":{"value":"may @"},"required":false}},)",
        R"({"record":{"url":"http://x.example/r","say":{"value":"speak @"}}},)",
        R"({"record":{"url":"http://x.example/r","required":false}},)",
        R"({"transfer":{"to":"+15550000001"}},)",
        R"({"transfer":{"to":"+15550000001","required":false}},)",
        R"({"wait":{"milliseconds":1000}},)",
        R"({"hangup":null},)",
        R"({"startRecording":{"url":"http://x.example/w"}},)",
    };
    constexpr std::array<std::string_view, 4> done = {
        "", R"({"on":{"event":"continue","next":"/a"}},)",
        R"({"on":{"event":"continue","next":"/a","say":{"value":"done"}}},)",
        R"({"on":{"event":"continue","say":{"value":"done"}}},)"};
    constexpr std::array<std::string_view, 5> failed = {
        "", R"({"on":{"event":"incomplete","next":"/a"}},)", R"({"on":{"event":"incomplete","next":"/b"}},)",
        R"({"on":{"event":"incomplete","next":"/b","say":{"value":"sorry"}}},)",
        R"({"on":{"event":"incomplete","say":{"value":"sorry"}}},)"};
    Counts counts;
    sequences(steps, 2, 97, [&](const std::string& inside) {
        for (const std::string_view one : done) {
            for (const std::string_view other : failed) {
                std::string document = fmt::format(R"({{"tropo":[{}{}{})", inside, one, other);
                document.back() = ']';
                hold("tropo", document + "}", counts);
            }
        }
    });
    CHECK(counts.documents > 2500);
    CHECK(counts.same > 200);
    CHECK(counts.parted > 200);
}
