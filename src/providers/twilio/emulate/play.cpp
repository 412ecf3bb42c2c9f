// Say, Play and Pause, by themselves and as prompts.
#include "base/text.hpp"
#include "base/url.hpp"
#include "providers/twilio/emulate/parts.hpp"

#include <algorithm>

namespace callflow::providers::twilio::emulate {

namespace {

constexpr Millis second = 1000;

// What is heard once, and how long.
struct Piece {
    Sound sound = Sound::speech;
    std::string text;
    Millis length = 0;
};

// Plays a piece so often; 0 is until the call ends.
Task<bool> repeat(Exchange& x, Line& line, Piece piece, std::int64_t times, Listener* listener) {
    World& world = x.world();
    const bool waited = line.leg.waits;
    if (times == 0) line.leg.waits = true;
    for (std::int64_t turn = 0; times == 0 || turn < times; ++turn) {
        const std::size_t heard = world.hears(line.leg.id, piece.sound, piece.text);
        const bool whole = co_await let_pass(x, line, world.now() + piece.length, listener);
        world.fell_silent(heard);
        if (!whole) co_return false;
        if (piece.length <= 0) break; // what takes no time is not heard any better by repeating it
    }
    line.leg.waits = waited;
    co_return true;
}

} // namespace

Millis keys_length(Exchange& x, const Line& line, std::string_view keys) {
    Millis out = 0;
    for (const char key : keys) {
        if (key == 'w') {
            out += second / 2;
        } else if (key == 'W') {
            out += second;
        } else {
            out += x.world().assume_length(line.leg.id, "dtmf_key_length");
        }
    }
    return out;
}

Task<bool> let_pass(Exchange& x, Line& line, Millis until, Listener* listener) {
    while (!line.interrupted()) {
        if (x.now() >= until) co_return true;
        const std::optional<Event> event = co_await line.box.next(until);
        if (!event) co_return !line.interrupted();
        const bool cut = listener != nullptr ? listener->hear(*event) : x.overhear(line, *event);
        if (cut) co_return false;
    }
    co_return false;
}

Task<bool> play(Exchange& x, Line& line, Step step, Listener* listener) {
    World& world = x.world();
    constexpr std::int64_t longest = 1'000'000;
    if (step.name() == "Pause") {
        const Millis length = step.whole("length", 1, 1, longest) * second;
        const bool whole = co_await let_pass(x, line, world.now() + length, listener);
        co_return whole;
    }
    const std::int64_t times = step.whole("loop", 1, 0, longest);
    Piece piece;
    if (step.name() == "Say") {
        piece.text = step.spoken();
        piece.length = spoken_length(piece.text) + step.breaks();
        if (piece.text.empty() && piece.length == 0) {
            const bool goes_on = x.warn(line, "13520", "there is nothing to say");
            line.failure = {goes_on ? "" : "13520", step.document->address};
            co_return goes_on;
        }
    } else if (const std::string_view keys = step.chars("digits", "0123456789ABCDabcd*#wW"); !keys.empty()) {
        piece.sound = Sound::keys;
        piece.text = keys;
        piece.length = keys_length(x, line, piece.text);
    } else {
        const std::string content = step.content();
        if (content.empty()) co_return true;
        piece.sound = Sound::file;
        piece.text = base::resolve_url(step.document->address, content);
        const Recording recording = world.setup().media.find(piece.text);
        if (recording.status >= 400) {
            const bool ends = world.assume(line.leg.id, "play_failure") == "end";
            world.error(line.leg.id, "11200", "the file to play could not be had", ends);
            line.failure = {ends ? "11200" : "", piece.text};
            co_return !ends;
        }
        piece.length = std::max<Millis>(recording.length, 0);
    }
    const bool whole = co_await repeat(x, line, std::move(piece), times, listener);
    co_return whole;
}

Task<Flow> play_verb(Exchange& x, Line& line, Step step) {
    line.failure = {};
    const bool whole = co_await play(x, line, step);
    if (whole) co_return Flow::fall;
    co_return line.interrupted() ? Flow::stop : Flow::fail;
}

} // namespace callflow::providers::twilio::emulate
