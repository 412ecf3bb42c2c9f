// say and wait: what is heard, and what happens meanwhile.
#include "base/text.hpp"
#include "providers/tropo/emulate/steps.hpp"

#include <algorithm>

namespace callflow::providers::tropo::emulate {

using doc::View;

namespace {

bool is_address(std::string_view text) { return text.starts_with("http://") || text.starts_with("https://"); }

// The pause that a tag of SSML makes: `break time="500ms"`.
Millis break_length(std::string_view tag) {
    constexpr std::string_view name = "time=";
    constexpr std::int64_t nanoseconds = 1'000'000, most = 3'600'000;
    const std::size_t at = tag.find(name);
    if (!tag.starts_with("break") || at == std::string_view::npos || at + name.size() >= tag.size()) return 0;
    const std::string_view rest = tag.substr(at + name.size());
    const std::size_t end = rest.find(rest[0], 1);
    if (end == std::string_view::npos) return 0;
    return std::clamp<Millis>(base::parse_duration(rest.substr(1, end - 1)).value_or(0) / nanoseconds, 0, most);
}

// What SSML says lasts: its words and its breaks.
Millis ssml_length(std::string_view text) {
    std::string words;
    Millis breaks = 0;
    while (!text.empty()) {
        const std::size_t open = std::min(text.find('<'), text.size());
        words += text.substr(0, open);
        words += ' ';
        const std::size_t close = std::min(text.find('>', open), text.size());
        if (open < text.size()) breaks += break_length(text.substr(open + 1, close - open - 1));
        text.remove_prefix(std::min(close + 1, text.size()));
    }
    return spoken_length(words) + breaks;
}

// `timeout`, `nomatch:2`: for that failure before an attempt, or before one only.
bool is_for(World& world, const Line& line, std::string_view events, std::string_view failure, std::int64_t attempt) {
    while (!events.empty()) {
        const std::size_t end = std::min(events.find(' '), events.size());
        const std::string_view event = events.substr(0, end);
        events.remove_prefix(std::min(end + 1, events.size()));
        const std::size_t colon = event.find(':');
        if (event.substr(0, colon) != failure) continue;
        if (colon == std::string_view::npos) return true;
        const bool failed = world.assume(line.leg.id, "event_number") == "failed_attempt";
        if (base::parse_int(event.substr(colon + 1)) == (failed ? attempt - 1 : attempt)) return true;
    }
    return false;
}

// Whether an ask that input may interrupt is the very next step.
bool ask_follows(const Session& session) {
    const std::size_t next = session.step + 1;
    return session.page && next < session.page->steps.size() && session.page->steps[next].action == "ask" &&
           truth_in(session.page->steps[next].value, "bargein", true);
}

void keep_key(Session& session, Line& line, const std::string& key) {
    if (&line != &session.line) return;
    const bool kept = ask_follows(session) || session.platform.world().assume(line.leg.id, "say_input") == "kept";
    if (kept) line.ahead += key;
}

// Lets time pass.
Task<Outcome> pass(Session& session, Line& line, Millis until, View action) {
    Outcome out;
    while (true) {
        const Event event = co_await next_event(line, until);
        if (event.kind == Event::Kind::nothing) co_return out;
        if (event.kind == Event::Kind::key) keep_key(session, line, event.text);
        out = interruption(session, line, action, event);
        if (out.kind != Outcome::Kind::done) co_return out;
    }
}

} // namespace

void add_prompt(World& world, const Line& line, View say, std::vector<Prompt>& out) {
    const std::string_view value = say.is_scalar() ? say.text() : text_in(say, "value");
    Prompt prompt;
    prompt.text = value;
    if (line.text) {
        for (const View media : each(field(say, "media"))) {
            if (!prompt.text.empty()) prompt.text += ' ';
            prompt.text += text_of(media);
        }
    } else if (is_address(value)) {
        const Recording file = world.setup().media.find(value);
        prompt.sound = Sound::file;
        prompt.missing = file.status >= 400;
        prompt.length = prompt.missing ? 0 : file.length;
    } else {
        const bool ssml = base::trim(value).starts_with('<');
        prompt.length = ssml ? ssml_length(base::trim(value)) : spoken_length(value);
    }
    if (!base::trim(prompt.text).empty()) out.push_back(std::move(prompt));
}

std::vector<Prompt> prompts_of(World& world, const Line& line, View says) {
    return attempt_prompts(world, line, says, 1, {});
}

std::vector<Prompt> attempt_prompts(World& world, const Line& line, View says, std::int64_t attempt,
                                    std::string_view failure) {
    std::vector<Prompt> out;
    const auto all = each(says);
    if (attempt > 1) {
        for (const View say : all) {
            if (is_for(world, line, text_in(say, "event"), failure, attempt)) add_prompt(world, line, say, out);
        }
    }
    for (const View say : all) {
        if (text_in(say, "event").empty()) add_prompt(world, line, say, out);
    }
    return out;
}

Task<Outcome> play_all(Session& session, Line& line, std::vector<Prompt> prompts, View action) {
    World& world = session.platform.world();
    Outcome out;
    for (const Prompt& prompt : prompts) {
        if (line.gone()) out.kind = Outcome::Kind::hung_up;
        if (line.gone()) co_return out;
        if (prompt.missing) {
            world.error(line.leg.id, "media", prompt.text + " cannot be had", false);
            out.kind = Outcome::Kind::failed;
            co_return out;
        }
        const std::size_t sound = world.hears(line.leg.id, prompt.sound, prompt.text);
        out = co_await pass(session, line, world.now() + prompt.length, action);
        world.fell_silent(sound);
        if (out.kind != Outcome::Kind::done) co_return out;
    }
    co_return out;
}

// A list of says is as many steps.
Task<Outcome> run_say(Session& session, View value) {
    World& world = session.platform.world();
    Outcome out;
    for (const View say : each(value)) {
        std::vector<Prompt> prompts;
        add_prompt(world, session.line, say, prompts);
        if (signalled(session, say, out.text)) {
            out.kind = Outcome::Kind::signalled;
            co_return out;
        }
        out = co_await play_all(session, session.line, std::move(prompts), say);
        const bool passed_over = out.kind == Outcome::Kind::failed && !truth_in(say, "required", true);
        if (passed_over) out.kind = Outcome::Kind::done;
        if (out.kind != Outcome::Kind::done) co_return out;
    }
    co_return out;
}

Task<Outcome> run_wait(Session& session, Line& line, View value) {
    World& world = session.platform.world();
    constexpr double most = 1e11;
    const auto length = static_cast<Millis>(number_in(value, "milliseconds", 0, most));
    Outcome out;
    if (&line == &session.line && signalled(session, value, out.text)) {
        out.kind = Outcome::Kind::signalled;
        co_return out;
    }
    if (line.gone()) {
        out.kind = Outcome::Kind::hung_up;
        co_return out;
    }
    world.note(Moment::Kind::verb, line.leg.id, "wait");
    out = co_await pass(session, line, world.now() + length, value);
    co_return out;
}

} // namespace callflow::providers::tropo::emulate
