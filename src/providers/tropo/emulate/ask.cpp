// ask: prompts, keys and words against a grammar, attempt after attempt.
#include "providers/tropo/emulate/steps.hpp"

#include <algorithm>
#include <cmath>

namespace callflow::providers::tropo::emulate {

using doc::View;

namespace {

constexpr double most_attempts = 1000; // more in one step nobody waits for
constexpr std::size_t silence = static_cast<std::size_t>(-1);

std::string asked_for(const Choices& choices) {
    return !choices.speech ? "keys" : choices.keys ? "keys or speech" : "speech";
}

class Asking {
public:
    Asking(Session& session, Line& line, View action, Choices choices)
        : session_(session), world_(session.platform.world()), line_(line), action_(action),
          choices_(std::move(choices)), bargein_(truth_in(action, "bargein", true)),
          timeout_(seconds_in(action, "timeout", 30)) {}

    // An entry for what came of it, where there is one to be told.
    Task<Outcome> run(std::vector<Entry>& entries);

private:
    enum class Verdict : std::uint8_t { open, match, no_match, timeout, interrupted };

    Task<Verdict> attempt(std::vector<Prompt> prompts);
    Task<Verdict> understand(Event said);
    Verdict heard_key(char key);
    Verdict judge_keys();
    Verdict match_words(const Event& said);
    bool takes(const Event& event, bool prompting);
    bool interrupts(const Event& event);
    void listen(bool prompting);
    [[nodiscard]] Millis pause();
    void cut() {
        if (sound_ != silence) world_.fell_silent(sound_);
        sound_ = silence;
    }
    void settle(Entry& entry, Verdict verdict);

    Session& session_;
    World& world_;
    Line& line_;
    View action_;
    Choices choices_;
    bool bargein_;
    Millis timeout_;
    std::string typed_;
    Millis last_key_ = 0;
    std::size_t sound_ = silence;
    std::optional<Meant> meant_;
    bool by_keys_ = false;
    std::int64_t confidence_ = 0;
    Outcome broken_; // what interrupted it
};

// What can be said or typed now, for whoever plays the person.
void Asking::listen(bool prompting) {
    const bool open = bargein_ || !prompting;
    line_.leg.takes_keys = open && choices_.keys && !line_.text;
    line_.leg.takes_speech = open && (choices_.speech || line_.text);
    line_.leg.waits = !prompting;
}

// The time between keys; with a range two sources differ.
Millis Asking::pause() {
    const Millis between = seconds_in(action_, "interdigitTimeout", 5);
    constexpr Millis old = 3000;
    return choices_.is_range() && world_.peek("range_pause") == "old" ? old : between;
}

Asking::Verdict Asking::judge_keys() {
    if (!choices_.typed(typed_).fits || typed_.empty()) return Verdict::no_match;
    if (choices_.kind == Choices::Kind::address) static_cast<void>(world_.assume(line_.leg.id, "grammar_address"));
    meant_ = choices_.by_keys(typed_, world_.assume(line_.leg.id, "utterance_digits") == "spaced");
    by_keys_ = true;
    confidence_ = world_.assume_number(line_.leg.id, "confidence_of_keys");
    return Verdict::match;
}

Asking::Verdict Asking::heard_key(char key) {
    last_key_ = world_.now();
    const std::string longer = typed_ + key;
    const Choices::Typed with = choices_.typed(longer);
    if (key == choices_.terminator && (choices_.kind == Choices::Kind::address || (!with.fits && !with.may_grow)))
        return judge_keys();
    typed_ = longer;
    if (with.may_grow) return Verdict::open;
    const bool all_digits = choices_.kind == Choices::Kind::digits && !choices_.is_range() && with.fits;
    if (!all_digits && world_.assume(line_.leg.id, "input_end") == "pause") return Verdict::open;
    return judge_keys();
}

Asking::Verdict Asking::match_words(const Event& said) {
    constexpr double usual_confidence = 30;
    const double sure = said.confidence * 100;
    meant_ = choices_.by_words(said.text);
    if (choices_.kind == Choices::Kind::address) {
        static_cast<void>(world_.assume(line_.leg.id, "grammar_address"));
        if (!said.meaning.empty()) meant_->interpretation = meant_->value = said.meaning;
    }
    confidence_ = std::llround(sure);
    const bool enough =
        line_.text || static_cast<double>(confidence_) >= number_in(action_, "minConfidence", usual_confidence);
    return meant_ && enough ? Verdict::match : Verdict::no_match;
}

// Words are heard to their end, and a while of silence after it.
Task<Asking::Verdict> Asking::understand(Event said) {
    if (line_.text) co_return match_words(said);
    line_.idle();
    Millis until = world_.now() + said.length;
    if (world_.assume(line_.leg.id, "speech_end") == "complete_timeout")
        until += seconds_in(action_, "speechCompleteTimeout", 0.5);
    while (true) {
        const Event event = co_await next_event(line_, until);
        if (event.kind == Event::Kind::nothing) co_return match_words(said);
        if (interrupts(event)) co_return Verdict::interrupted;
    }
}

bool Asking::interrupts(const Event& event) {
    broken_ = interruption(session_, line_, action_, event);
    return broken_.kind != Outcome::Kind::done;
}

// Whether input is listened to: not during a prompt that nobody may interrupt.
bool Asking::takes(const Event& event, bool prompting) {
    const bool key = event.kind == Event::Kind::key;
    if (!key && event.kind != Event::Kind::speech) return false;
    return line_.text ? !key : bargein_ || !prompting;
}

Task<Asking::Verdict> Asking::attempt(std::vector<Prompt> prompts) {
    typed_.clear();
    std::string ahead = std::exchange(line_.ahead, {});
    for (const char key : ahead) {
        if (!bargein_ || !choices_.keys) break;
        const Verdict verdict = heard_key(key);
        if (verdict != Verdict::open) co_return verdict;
    }
    bool prompting = typed_.empty();
    std::size_t next = 0;
    Millis since = world_.now(), until = 0;
    while (true) {
        if (prompting && sound_ == silence && next < prompts.size()) {
            sound_ = world_.hears(line_.leg.id, prompts[next].sound, prompts[next].text);
            until = world_.now() + prompts[next++].length;
        } else if (prompting && sound_ == silence) {
            prompting = false;
            since = world_.now();
            world_.note(Moment::Kind::asked, line_.leg.id, line_.text ? "a message" : asked_for(choices_));
        }
        if (!prompting) until = typed_.empty() ? since + timeout_ : last_key_ + pause();
        listen(prompting);
        Event event = co_await next_event(line_, until);
        if (event.kind == Event::Kind::nothing) {
            cut();
            if (prompting) continue;
            if (typed_.empty()) co_return Verdict::timeout;
            if (choices_.is_range()) static_cast<void>(world_.assume(line_.leg.id, "range_pause"));
            co_return judge_keys();
        }
        if (interrupts(event)) {
            cut();
            co_return Verdict::interrupted;
        }
        if (!takes(event, prompting)) continue;
        const bool key = event.kind == Event::Kind::key;
        const bool wanted = line_.text || (key ? choices_.keys : choices_.speech);
        if (!wanted && world_.assume(line_.leg.id, "wrong_mode") == "unheard") continue;
        cut();
        prompting = false;
        if (!wanted) co_return Verdict::no_match;
        Verdict verdict = Verdict::open;
        if (key) {
            verdict = heard_key(event.text[0]);
        } else {
            verdict = co_await understand(std::move(event));
        }
        if (verdict != Verdict::open) co_return verdict;
    }
}

void Asking::settle(Entry& entry, Verdict verdict) {
    entry.at = world_.now();
    if (verdict == Verdict::match) {
        entry.disposition = "SUCCESS";
        entry.meant = std::move(meant_);
        entry.by_keys = by_keys_;
        entry.confidence = confidence_;
    } else if (verdict == Verdict::interrupted) {
        entry.disposition = "EXTERNAL_EVENT";
    } else {
        entry.disposition = world_.assume(line_.leg.id, verdict == Verdict::timeout ? "ask_timeout_disposition"
                                                                                    : "nomatch_disposition");
    }
}

Task<Outcome> Asking::run(std::vector<Entry>& entries) {
    const auto attempts = static_cast<std::int64_t>(std::max(number_in(action_, "attempts", 1, most_attempts), 1.0));
    Entry entry;
    entry.name = text_in(action_, "name");
    Outcome out;
    Verdict verdict = Verdict::timeout;
    std::string_view failure;
    for (entry.attempts = 1; entry.attempts <= attempts; ++entry.attempts) {
        std::vector<Prompt> prompts = attempt_prompts(world_, line_, field(action_, "say"), entry.attempts, failure);
        verdict = co_await attempt(std::move(prompts));
        line_.idle();
        if (verdict == Verdict::match || verdict == Verdict::interrupted || entry.attempts == attempts) break;
        failure = verdict == Verdict::timeout ? "timeout" : "nomatch";
    }
    if (verdict == Verdict::interrupted) out = broken_;
    const bool failed = verdict == Verdict::timeout || verdict == Verdict::no_match;
    if (failed) out.kind = Outcome::Kind::failed;
    const bool told = verdict == Verdict::match || out.kind == Outcome::Kind::signalled ||
                      (failed && world_.assume(line_.leg.id, "failed_action_entry") == "present");
    if (told) {
        settle(entry, verdict);
        entries.push_back(std::move(entry));
    }
    co_return out;
}

} // namespace

Task<Outcome> run_ask(Session& session, Line& line, View value, std::vector<Entry>& entries) {
    Outcome out;
    auto choices = read_choices(field(value, "choices"), out.text);
    if (!choices) {
        out.kind = Outcome::Kind::error;
        co_return out;
    }
    const bool own = &line == &session.line;
    if (own && signalled(session, value, out.text)) {
        out.kind = Outcome::Kind::signalled;
        co_return out;
    }
    if (line.gone()) {
        out.kind = Outcome::Kind::hung_up;
        co_return out;
    }
    if (choices->kind == Choices::Kind::any && !line.text) {
        session.platform.world().error(line.leg.id, "grammar", "[ANY] is for messages only", false);
        out.kind = Outcome::Kind::failed;
        co_return out;
    }
    Asking asking(session, line, value, std::move(*choices));
    if (own && !session.initial_text.empty()) {
        line.kept.push_front({.kind = Event::Kind::speech,
                              .leg = line.leg.id,
                              .text = std::exchange(session.initial_text, {}),
                              .confidence = 1});
    }
    out = co_await asking.run(entries);
    co_return out;
}

} // namespace callflow::providers::tropo::emulate
