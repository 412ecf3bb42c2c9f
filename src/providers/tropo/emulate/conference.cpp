// conference: whoever names the same one hears each other, until a key, a signal or a hang-up.
#include "providers/tropo/emulate/steps.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace callflow::providers::tropo::emulate {

using doc::View;

namespace {

using providers::emulate::conference_ended, providers::emulate::conference_joined, providers::emulate::conference_left,
    providers::emulate::conference_muted, providers::emulate::conference_started;

constexpr std::size_t most_members = 100; // Tropo's limit

// An announcement to everybody: true is a beep, else what is said.
Task<void> announce_to(World& world, Line* line, Prompt prompt) {
    const std::size_t sound = world.hears(line->leg.id, prompt.sound, prompt.text);
    line->sounds.push_back(sound);
    co_await world.scheduler().sleep(prompt.length);
    world.fell_silent(sound);
    std::erase(line->sounds, sound);
}

void announce(World& world, const Conference& conference, View wish, std::string_view what) {
    if (!wish) return;
    if (wish.is_scalar()) {
        if (wish.text() != "true") return;
        for (const Line* line : conference.members)
            world.note(Moment::Kind::verb, line->leg.id, fmt::format("beep: somebody {}", what));
        return;
    }
    for (Line* line : conference.members) {
        std::vector<Prompt> prompts;
        add_prompt(world, *line, wish, prompts);
        if (!prompts.empty()) world.scheduler().spawn(announce_to(world, line, std::move(prompts.front())));
    }
}

void note(World& world, const Line& line, const std::string& id, std::string_view what) {
    world.note(Moment::Kind::conference, line.leg.id, id).code = what;
}

// Two of them begin to hear each other, or no longer do. Who is muted is heard by nobody.
void join_up(World& world, const Conference& conference, const Line& one, const Line& other, Moment::Kind kind) {
    const auto muted = [&](const Line& line) {
        return std::ranges::find(conference.muted, &line) != conference.muted.end();
    };
    if (!muted(other)) world.note(kind, one.leg.id).other = other.leg.id;
    if (!muted(one)) world.note(kind, other.leg.id).other = one.leg.id;
}

void join(World& world, Conference& conference, Line& line, const std::string& id, bool muted) {
    if (muted) conference.muted.push_back(&line);
    note(world, line, id, muted ? conference_muted : conference_joined);
    if (conference.members.size() == 1 && !std::exchange(conference.started, true))
        note(world, line, id, conference_started);
    for (Line* other : conference.members) {
        join_up(world, conference, line, *other, Moment::Kind::bridged);
        if (other->leg.with == no_leg) other->leg.with = line.leg.id;
    }
    if (!conference.members.empty()) line.leg.with = conference.members.front()->leg.id;
    conference.members.push_back(&line);
}

void leave(World& world, Conference& conference, Line& line, const std::string& id) {
    std::erase(conference.members, &line);
    for (const std::size_t sound : line.sounds) world.fell_silent(sound);
    line.sounds.clear();
    line.leg.with = no_leg;
    for (Line* other : conference.members) {
        join_up(world, conference, line, *other, Moment::Kind::parted);
        if (other->leg.with != line.leg.id) continue;
        const auto third = std::ranges::find_if(conference.members, [&](const Line* one) { return one != other; });
        other->leg.with = third == conference.members.end() ? no_leg : (*third)->leg.id;
    }
    std::erase(conference.muted, &line);
    note(world, line, id, conference_left);
    if (conference.members.empty() && conference.started) note(world, line, id, conference_ended);
}

// What a member hears of the handlers inside, which old documents have.
Task<Outcome> greet(Session& session, View action, std::string_view event) {
    World& world = session.platform.world();
    Outcome out;
    for (const View handler : each(field(action, "on"))) {
        if (text_in(handler, "event") != event) continue;
        std::vector<Prompt> prompts = prompts_of(world, session.line, field(handler, "say"));
        out = co_await play_all(session, session.line, std::move(prompts), action);
        if (out.kind != Outcome::Kind::done) co_return out;
    }
    co_return out;
}

Task<Outcome> stay(Session& session, View action, char terminator) {
    Line& line = session.line;
    Outcome out;
    while (true) {
        line.leg.takes_keys = terminator != '\0';
        line.leg.waits = true;
        const Event event = co_await next_event(line, never);
        line.idle();
        if (terminator != '\0' && event.kind == Event::Kind::key && event.text[0] == terminator) co_return out;
        out = interruption(session, line, terminator != '\0' ? action : View(), event);
        if (out.kind != Outcome::Kind::done) co_return out;
    }
}

} // namespace

Task<Outcome> run_conference(Session& session, View value) {
    World& world = session.platform.world();
    Outcome out;
    const char terminator = terminator_of(value, '\0');
    if (terminator != '\0' && signalled(session, value, out.text)) {
        out.kind = Outcome::Kind::signalled;
        co_return out;
    }
    if (session.line.gone()) {
        out.kind = Outcome::Kind::hung_up;
        co_return out;
    }
    const std::string id(text_in(value, "id"));
    Conference& conference = session.platform.conferences()[id];
    if (conference.members.size() >= most_members) {
        world.error(session.line.leg.id, "conference", fmt::format("{} is full", id), false);
        out.kind = Outcome::Kind::failed;
        co_return out;
    }
    join(world, conference, session.line, id, text_in(value, "mute") == "true");
    announce(world, conference, field(value, "joinPrompt"), "joins");
    out = co_await greet(session, value, "join");
    if (out.kind == Outcome::Kind::done) out = co_await stay(session, value, terminator);
    leave(world, conference, session.line, id);
    announce(world, conference, field(value, "leavePrompt"), "leaves");
    if (conference.members.empty()) session.platform.conferences().erase(id);
    if (out.kind == Outcome::Kind::done && !session.line.gone()) out = co_await greet(session, value, "leave");
    co_return out;
}

} // namespace callflow::providers::tropo::emulate
