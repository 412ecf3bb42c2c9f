#include "providers/tropo/emulate/dial.hpp"

#include "base/text.hpp"
#include "providers/tropo/emulate/results.hpp"

#include <algorithm>
#include <array>

namespace callflow::providers::tropo::emulate {

using doc::View;

namespace {

constexpr Millis notice_patience = 15'000;

// Keys that the number itself brings along: `;postd=12pp34;pause=5s`, where `p` is a second.
struct Dialled {
    std::string keys;
    Millis pause = 0;
};

Dialled dialled_keys(std::string_view to) {
    Dialled out;
    while (!to.empty()) {
        const std::size_t end = std::min(to.find(';'), to.size());
        const std::string_view option = to.substr(0, end);
        to.remove_prefix(std::min(end + 1, to.size()));
        if (option.starts_with("postd=")) out.keys = option.substr(6);
        if (option.starts_with("pause=")) out.pause = base::parse_duration(option.substr(6)).value_or(0) / 1'000'000;
    }
    out.pause = std::clamp<Millis>(out.pause, 0, 3'600'000);
    return out;
}

// One handler of `connect`: what it holds, in order. False where the callee is not to be joined.
Task<bool> run_handler(std::shared_ptr<Dialling> dialling, Line* line, View handler) {
    Session& session = dialling->session;
    World& world = session.platform.world();
    for (const doc::Entry part : doc::entries(handler)) {
        const std::string_view what = part.key.text();
        Outcome out;
        if (what == "say") {
            std::vector<Prompt> prompts = prompts_of(world, *line, part.value);
            out = co_await play_all(session, *line, std::move(prompts), part.value);
        } else if (what == "wait") {
            out = co_await run_wait(session, *line, part.value);
        } else if (what == "ask") {
            std::vector<Entry> entries; // the callee's, no part of the caller's result
            out = co_await run_ask(session, *line, part.value, entries);
            if (out.kind == Outcome::Kind::failed || out.kind == Outcome::Kind::error) {
                dialling->screened_out = true;
                co_return false;
            }
        } else if (what == "post" && !text_of(part.value).empty()) {
            Request request = connect_request(session, text_of(part.value), line->leg.to);
            world.tell(std::move(request), notice_patience);
        } else if (what == "message") {
            world.note(Moment::Kind::verb, line->leg.id, "message");
        }
        if (line->gone() || dialling->over) co_return false;
    }
    co_return true;
}

Task<bool> prepare(std::shared_ptr<Dialling> dialling, Line* line, View to, bool handlers) {
    Session& session = dialling->session;
    const bool there = co_await send_keys(session.platform.world(), *line, std::string(text_of(to)));
    if (!there) co_return false;
    if (wants_detection(dialling->action)) {
        dialling->user_type = co_await detect(session, *line, field(dialling->action, "machineDetection"));
        if (dialling->user_type.empty()) co_return false;
    }
    if (!handlers) co_return true;
    for (const View handler : each(field(dialling->action, "on"))) {
        if (text_in(handler, "event") != "connect") continue;
        const bool joined = co_await run_handler(dialling, line, handler);
        if (!joined) co_return false;
    }
    co_return true;
}

void tell_news(Dialling& dialling) {
    if (dialling.over) return;
    dialling.session.line.box.post({.kind = Event::Kind::news});
}

Task<void> ring(std::shared_ptr<Dialling> dialling, Line* line, View to, Millis until, bool handlers) {
    World& world = dialling->session.platform.world();
    Event event;
    while (true) {
        event = co_await next_event(*line, until);
        const bool decides =
            event.kind != Event::Kind::key && event.kind != Event::Kind::speech && event.kind != Event::Kind::message;
        if (decides) break;
    }
    if (line->gone() && event.kind != Event::Kind::hung_up) co_return; // somebody else was quicker
    const bool picked_up = event.kind == Event::Kind::answered || event.kind == Event::Kind::machine;
    --dialling->left;
    if (!picked_up) {
        const Refusal refusal = refusal_of(event.kind);
        end_line(world, *line, "FAILED", refusal.ended_by);
        add_refusal(dialling->disposition, refusal.disposition);
        if (dialling->left == 0 && dialling->winner == nullptr) tell_news(*dialling);
        co_return;
    }
    answer_line(world, *line);
    dialling->winner = line;
    dialling->session.line.leg.waits = true; // for who has picked up, and may have to press something first
    for (Line* other : dialling->legs) {
        if (other != line) cancel_line(world, *other);
    }
    const bool joined = co_await prepare(dialling, line, to, handlers);
    if (dialling->over) co_return;
    dialling->ready = joined && !line->gone();
    if (!dialling->ready) end_line(world, *line, "DISCONNECTED", "hangup");
    tell_news(*dialling);
}

} // namespace

Task<bool> send_keys(World& world, Line& line, std::string to) {
    const Dialled dialled = dialled_keys(to);
    if (dialled.keys.empty()) co_return true;
    constexpr Millis second = 1000;
    const auto pauses = std::ranges::count(dialled.keys, 'p');
    const std::size_t sound = world.hears(line.leg.id, Sound::keys, dialled.keys);
    const bool there = co_await linger(line, world.now() + dialled.pause + pauses * second);
    world.fell_silent(sound);
    co_return there;
}

Refusal refusal_of(Event::Kind kind) {
    switch (kind) {
    case Event::Kind::busy: return {"BUSY", "busy"};
    case Event::Kind::rejected: return {"REJECTED", "reject"};
    case Event::Kind::unreachable: return {"FAILED", "error"};
    case Event::Kind::hung_up: return {"REJECTED", "callee"};
    default: return {"TIMEOUT", "no_answer"};
    }
}

void add_refusal(std::string& disposition, std::string_view another) {
    if (disposition != "TIMEOUT") disposition = another;
}

Entry dial_entry(Session& session, View action, Millis began, Millis answered, std::string_view disposition,
                 std::string_view called) {
    World& world = session.platform.world();
    Entry entry;
    entry.kind = Entry::Kind::dial;
    entry.name = text_in(action, "name");
    entry.attempts = 1;
    entry.disposition = disposition;
    const Millis unit = world.assume(session.line.leg.id, "duration_unit") == "ms" ? 1 : 1000;
    entry.duration = (world.now() - began) / unit;
    entry.connected = answered == never ? 0 : (world.now() - answered) / unit;
    entry.called = called;
    entry.at = world.now();
    return entry;
}

std::shared_ptr<Dialling> dial(Session& session, View action, bool handlers) {
    World& world = session.platform.world();
    auto dialling = std::make_shared<Dialling>(session, action);
    const Millis until = world.now() + seconds_in(action, "timeout", 30);
    const std::string_view from = text_in(action, "from", session.line.leg.from);
    std::vector<View> numbers;
    for (const View to : each(field(action, "to"))) {
        Line* line = session.platform.add_line(session.line.leg.id, bare_number(from), bare_number(text_of(to)));
        if (line == nullptr) break;
        for (const doc::Entry header : doc::entries(field(action, "headers")))
            line->leg.headers.emplace_back(header.key.text(), text_of(header.value));
        dialling->legs.push_back(line);
        numbers.push_back(to);
        ring_line(world, *line);
    }
    dialling->left = dialling->legs.size();
    if (dialling->left == 0) return nullptr;
    for (std::size_t i = 0; i < numbers.size(); ++i)
        world.scheduler().spawn(ring(dialling, dialling->legs[i], numbers[i], until, handlers));
    return dialling;
}

void let_go(Dialling& dialling) {
    dialling.over = true;
    for (Line* line : dialling.legs) cancel_line(dialling.session.platform.world(), *line);
}

} // namespace callflow::providers::tropo::emulate
