// call and message, which reach somebody for a session that has nobody, or beside the one it has; machine detection.
#include "providers/tropo/emulate/dial.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::providers::tropo::emulate {

using doc::View;

namespace {

// Everybody rings; the call's own leg is the first one's, and becomes that of whoever answers.
class Calling {
public:
    Calling(Session& session, View action)
        : session_(session), world_(session.platform.world()), line_(session.line), action_(action),
          began_(world_.now()), until_(began_ + seconds_in(action, "timeout", 30)) {}

    Task<Outcome> run();

private:
    void begin();
    Task<Outcome> wait();
    Outcome refuse(Outcome out);
    void answered_by(const Event& event);
    void let_go();

    Session& session_;
    World& world_;
    Line& line_;
    View action_;
    Millis began_, until_;
    std::vector<Line*> others_;
    std::size_t left_ = 0;
    std::string disposition_;
    std::string dialled_; // who has answered, as the document has it
    std::string_view ended_by_ = "no_answer";
};

void Calling::begin() {
    const std::string_view from = text_in(action_, "from", session_.options.from);
    const auto numbers = each(field(action_, "to"));
    line_.leg.from = bare_number(from);
    line_.leg.to = numbers.empty() ? std::string() : bare_number(text_of(numbers.front()));
    line_.call_id = world_.make_id("");
    line_.leg.answered = never;
    line_.text = text_in(action_, "channel") == "TEXT";
    session_.record_address = text_in(action_, "callbackUrl");
    session_.record_label = text_in(action_, "label");
    ring_line(world_, line_);
    for (std::size_t i = 1; i < numbers.size(); ++i) {
        Line* other = session_.platform.add_line(line_.leg.id, bare_number(from), bare_number(text_of(numbers[i])));
        if (other == nullptr) break;
        other->watcher = &line_;
        ring_line(world_, *other);
        others_.push_back(other);
    }
    left_ = others_.size() + 1;
}

void Calling::let_go() {
    for (Line* other : others_) {
        if (other->double_of == nullptr) end_line(world_, *other, "DISCONNECTED", "canceled");
    }
}

void Calling::answered_by(const Event& event) {
    line_.by_machine = event.kind == Event::Kind::machine;
    const auto numbers = each(field(action_, "to"));
    if (!numbers.empty()) dialled_ = text_of(numbers.front());
    for (std::size_t i = 0; i < others_.size(); ++i) {
        Line* const other = others_[i];
        if (other->leg.id != event.leg) continue;
        dialled_ = text_of(numbers[i + 1]);
        line_.leg.to = other->leg.to;
        other->double_of = &line_;
        answer_line(world_, *other);
    }
    answer_line(world_, line_);
    session_.has_call = true;
}

// Nobody rings any more.
Outcome Calling::refuse(Outcome out) {
    session_.failed_by = ended_by_;
    line_.rings = false;
    line_.leg.phase = Leg::Phase::queued; // another call may follow
    set_status(world_, line_, "FAILED");
    session_.entries.push_back(dial_entry(session_, action_, began_, never, disposition_, line_.leg.to));
    return out;
}

Task<Outcome> Calling::wait() {
    Outcome out;
    if (line_.text) { // a conversation by messages is there at once
        Event event;
        event.leg = line_.leg.id;
        answered_by(event);
        co_return out;
    }
    while (true) {
        line_.leg.waits = true;
        const Event event = co_await next_event(line_, until_);
        line_.idle();
        switch (event.kind) {
        case Event::Kind::nothing:
            disposition_ = "TIMEOUT";
            ended_by_ = "no_answer";
            out.kind = Outcome::Kind::failed;
            co_return refuse(out);
        case Event::Kind::answered:
        case Event::Kind::machine: answered_by(event); co_return out;
        case Event::Kind::limit: out.kind = Outcome::Kind::limit; co_return out;
        case Event::Kind::signal:
            if (!signalled(session_, action_, out.text)) break;
            out.kind = Outcome::Kind::signalled;
            disposition_ = "EXTERNAL_EVENT";
            ended_by_ = "canceled";
            co_return refuse(out);
        case Event::Kind::busy:
        case Event::Kind::rejected:
        case Event::Kind::unreachable:
        case Event::Kind::hung_up: {
            const Refusal refusal = refusal_of(event.kind);
            for (Line* other : others_) {
                if (other->leg.id == event.leg) end_line(world_, *other, "FAILED", refusal.ended_by);
            }
            add_refusal(disposition_, refusal.disposition);
            ended_by_ = refusal.ended_by;
            if (--left_ > 0) break;
            out.kind = Outcome::Kind::failed;
            co_return refuse(out);
        }
        default: break;
        }
    }
}

Task<Outcome> Calling::run() {
    Outcome out;
    begin();
    out = co_await wait();
    line_.idle();
    let_go();
    if (out.kind != Outcome::Kind::done || line_.text) co_return out;
    const bool there = co_await send_keys(world_, line_, dialled_);
    if (!there) out.kind = Outcome::Kind::hung_up;
    if (!there || !wants_detection(action_)) co_return out;
    session_.user_type = co_await detect(session_, line_, field(action_, "machineDetection"));
    if (session_.user_type.empty()) out.kind = Outcome::Kind::hung_up;
    co_return out;
}

// A spoken message rings, says what it has to say and hangs up; whoever is on the call waits.
Task<Outcome> speak_message(Session& session, View value) {
    World& world = session.platform.world();
    Outcome out;
    auto dialling = dial(session, value, false);
    if (!dialling) {
        out.kind = Outcome::Kind::failed;
        co_return out;
    }
    std::deque<Event> kept; // what happens to the caller meanwhile comes after it
    while (true) {
        Event event = co_await next_event(session.line, never);
        if (event.kind == Event::Kind::news) break;
        if (event.kind == Event::Kind::limit) {
            let_go(*dialling);
            out.kind = Outcome::Kind::limit;
            co_return out;
        }
        if (event.kind != Event::Kind::key) kept.push_back(std::move(event));
    }
    if (dialling->ready) {
        Line& line = *dialling->winner;
        std::vector<Prompt> prompts = prompts_of(world, line, field(value, "say"));
        out = co_await play_all(session, line, std::move(prompts), value);
        if (out.kind == Outcome::Kind::hung_up) out.kind = Outcome::Kind::done; // they have heard enough
        end_line(world, line, "DISCONNECTED", "hangup");
    } else {
        out.kind = Outcome::Kind::failed;
    }
    let_go(*dialling);
    for (Event& event : kept) session.line.kept.push_back(std::move(event));
    co_return out;
}

} // namespace

bool wants_detection(View action) {
    const View wish = field(action, "machineDetection");
    return wish && (wish.is_mapping() || wish.text() == "true");
}

// With an introduction it takes as long as that, and less than 4 s tell nothing: everybody is human then.
Task<std::string> detect(Session& session, Line& line, View wish) {
    World& world = session.platform.world();
    constexpr Millis enough = 4000;
    Millis length = 0;
    std::vector<Prompt> prompts;
    if (wish.is_mapping()) {
        Prompt prompt;
        prompt.text = text_in(wish, "introduction");
        prompt.length = spoken_length(prompt.text);
        length = prompt.length;
        if (!prompt.text.empty()) prompts.push_back(std::move(prompt));
    }
    std::string who = line.by_machine ? "MACHINE" : "HUMAN";
    Outcome out;
    if (!prompts.empty()) {
        if (length < enough) who = "HUMAN";
        out = co_await play_all(session, line, std::move(prompts), View());
    } else {
        const Millis decided = world.now() + world.assume_length(line.leg.id, "machine_decision_time");
        while (!line.gone()) {
            const Event event = co_await next_event(line, decided);
            if (event.kind == Event::Kind::nothing || event.kind == Event::Kind::limit) break;
        }
    }
    if (line.gone()) who.clear();
    co_return who;
}

Task<Outcome> run_call(Session& session, View value) {
    Outcome out;
    if (session.has_call) {
        out.kind = Outcome::Kind::error;
        out.text = "call is only for a session without a call";
        co_return out;
    }
    if (signalled(session, value, out.text)) {
        out.kind = Outcome::Kind::signalled;
        co_return out;
    }
    Calling calling(session, value);
    out = co_await calling.run();
    co_return out;
}

Task<Outcome> run_message(Session& session, View value) {
    World& world = session.platform.world();
    Outcome out;
    if (text_in(value, "channel") != "TEXT") {
        out = co_await speak_message(session, value);
        co_return out;
    }
    // of several numbers only the first one gets it
    const auto numbers = each(field(value, "to"));
    std::string text;
    for (const View say : each(field(value, "say"))) {
        const std::string_view part = say.is_scalar() ? say.text() : text_in(say, "value");
        text += text.empty() ? "" : " ";
        text += part;
    }
    world.note(Moment::Kind::verb, session.line.leg.id,
               fmt::format("message to {}: {}", numbers.empty() ? "" : text_of(numbers.front()), text));
    co_return out;
}

} // namespace callflow::providers::tropo::emulate
