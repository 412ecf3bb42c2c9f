// transfer: the caller waits, hears the ring handler, and talks to whom the dialling found.
#include "providers/tropo/emulate/dial.hpp"
#include "providers/tropo/emulate/tape.hpp"

#include <algorithm>

namespace callflow::providers::tropo::emulate {

using doc::View;

namespace {

constexpr std::size_t silence = static_cast<std::size_t>(-1);

class Transfer {
public:
    Transfer(Session& session, View action)
        : session_(session), world_(session.platform.world()), line_(session.line), action_(action),
          terminator_(terminator_of(action, '\0')), began_(world_.now()) {}

    Task<Outcome> run();

private:
    Task<Outcome> wait();
    Task<Outcome> talk();
    void collect_ringing();
    void play_next();
    void cut() {
        if (sound_ != silence) world_.fell_silent(sound_);
        sound_ = silence;
    }
    // Whose signals count: without a terminator none does.
    [[nodiscard]] View heeded() const { return terminator_ != '\0' ? action_ : View(); }
    Outcome fail(std::string_view disposition, std::string_view event);
    void tell(std::string_view disposition, Millis answered, std::string_view called);

    Session& session_;
    World& world_;
    Line& line_;
    View action_;
    char terminator_;
    Millis began_;
    std::shared_ptr<Dialling> dialling_;
    std::vector<Prompt> ringing_; // what the caller hears once
    std::int64_t repeats_ = 1;    // and how often
    std::size_t next_ = 0;
    Millis round_began_ = 0;
    std::size_t sound_ = silence;
    Millis until_ = never;
};

void Transfer::collect_ringing() {
    constexpr double most = 1e6;
    repeats_ = static_cast<std::int64_t>(number_in(action_, "ringRepeat", 1, most));
    for (const View handler : each(field(action_, "on"))) {
        if (text_in(handler, "event") != "ring") continue;
        for (Prompt& one : prompts_of(world_, line_, field(handler, "say"))) ringing_.push_back(std::move(one));
    }
}

// Begins what is to be heard next, if there is something.
void Transfer::play_next() {
    until_ = never;
    if (next_ == ringing_.size()) {
        const bool still = world_.now() == round_began_; // what takes no time is not repeated
        if (--repeats_ <= 0 || still) return;
        next_ = 0;
    }
    if (ringing_.empty() || repeats_ <= 0) return;
    if (next_ == 0) round_began_ = world_.now();
    const Prompt& prompt = ringing_[next_++];
    sound_ = world_.hears(line_.leg.id, prompt.sound, prompt.text);
    until_ = world_.now() + prompt.length;
}

void Transfer::tell(std::string_view disposition, Millis answered, std::string_view called) {
    Entry entry = dial_entry(session_, action_, began_, answered, disposition, called);
    entry.user_type = dialling_->user_type;
    if (!entry.user_type.empty()) session_.user_type = entry.user_type;
    session_.entries.push_back(std::move(entry));
}

Outcome Transfer::fail(std::string_view disposition, std::string_view event) {
    Line* winner = dialling_->winner;
    tell(disposition, winner == nullptr ? never : winner->leg.answered,
         winner == nullptr ? dialling_->legs.front()->leg.to : winner->leg.to);
    Outcome out;
    out.kind = Outcome::Kind::failed;
    if (event == "continue") {
        out.kind = Outcome::Kind::event;
        out.text = event;
    }
    return out;
}

// Until somebody can be talked to.
Task<Outcome> Transfer::wait() {
    Outcome out;
    if (truth_in(action_, "answerOnMedia", false)) sound_ = world_.hears(line_.leg.id, Sound::ringing, "");
    if (sound_ == silence) play_next();
    while (true) {
        line_.leg.takes_keys = terminator_ != '\0';
        line_.leg.waits =
            dialling_->winner != nullptr; // of a phone that rings it is said there whether somebody may pick it up
        const Event event = co_await next_event(line_, until_);
        if (event.kind == Event::Kind::nothing) {
            cut();
            play_next();
            continue;
        }
        if (event.kind == Event::Kind::key && terminator_ != '\0' && event.text[0] == terminator_) {
            cut();
            let_go(*dialling_);
            co_return fail("FAILED", world_.assume(line_.leg.id, "transfer_cancel_event"));
        }
        if (event.kind == Event::Kind::news) {
            cut();
            if (dialling_->ready) co_return out;
            if (!dialling_->screened_out)
                co_return fail(dialling_->winner != nullptr ? "FAILED" : dialling_->disposition, "incomplete");
            co_return fail("FAILED", world_.assume(line_.leg.id, "connect_ask_failure"));
        }
        out = interruption(session_, line_, heeded(), event);
        if (out.kind != Outcome::Kind::done) {
            cut();
            if (out.kind == Outcome::Kind::signalled) tell("EXTERNAL_EVENT", never, dialling_->legs.front()->leg.to);
            co_return out;
        }
    }
}

// Until one side hangs up.
Task<Outcome> Transfer::talk() {
    Line& callee = *dialling_->winner;
    callee.watcher = &line_;
    bridge(world_, line_, callee);
    Outcome out;
    while (true) {
        line_.leg.takes_keys = false;
        line_.leg.waits = callee.leg.waits = !callee.gone();
        const Millis until = callee.gone() ? world_.now() : never;
        const Event event = co_await next_event(line_, until);
        const bool callee_left =
            event.kind == Event::Kind::nothing || (event.kind == Event::Kind::hung_up && event.leg == callee.leg.id);
        if (!callee_left) out = interruption(session_, line_, heeded(), event);
        if (!callee_left && out.kind == Outcome::Kind::done) continue;
        part(world_, line_, callee);
        tell(out.kind == Outcome::Kind::signalled ? "EXTERNAL_EVENT" : "SUCCESS", callee.leg.answered, callee.leg.to);
        end_line(world_, callee, "DISCONNECTED", out.kind == Outcome::Kind::hung_up ? "caller" : "hangup");
        callee.watcher = nullptr;
        co_return out;
    }
}

Task<Outcome> Transfer::run() {
    Outcome out;
    collect_ringing();
    dialling_ = dial(session_, action_, true);
    if (!dialling_) {
        out.kind = Outcome::Kind::failed;
        co_return out;
    }
    out = co_await wait();
    if (out.kind == Outcome::Kind::done) out = co_await talk();
    let_go(*dialling_);
    line_.idle();
    const std::string told(text_in(action_, "callbackUrl"));
    if (!told.empty()) {
        for (const Line* leg : dialling_->legs)
            tell_record(session_, *leg, told, std::string(text_in(action_, "label")));
    }
    co_return out;
}

} // namespace

Task<Outcome> run_transfer(Session& session, View value) {
    Outcome out;
    const bool open = terminator_of(value, '\0') != '\0';
    if (open && signalled(session, value, out.text)) {
        out.kind = Outcome::Kind::signalled;
        co_return out;
    }
    if (session.line.gone()) {
        out.kind = Outcome::Kind::hung_up;
        co_return out;
    }
    Transfer transfer(session, value);
    out = co_await transfer.run();
    co_return out;
}

} // namespace callflow::providers::tropo::emulate
