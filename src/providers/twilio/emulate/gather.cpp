// Gather (TwiML facts 4.3).
#include "providers/twilio/emulate/parts.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::providers::twilio::emulate {

namespace {

constexpr Millis second = 1000;
constexpr Millis longest_utterance = 60 * second;

struct Terms {
    bool keys = true, speech = false;
    bool barge_in = true;
    Millis timeout = 5 * second;
    Millis pause = 5 * second; // that ends what is said
    Millis utterance = longest_utterance;
    std::string finish = "#";
    std::size_t digits = 0; // 0: any number
    bool on_empty = false;
    std::string partial, partial_method;

    [[nodiscard]] std::string what() const { return !speech ? "keys" : keys ? "keys or speech" : "speech"; }
};

Terms terms_of(const Step& step) {
    Terms out;
    const std::string_view input = step.text("input", "dtmf");
    out.speech = lists(input, "speech");
    out.keys = lists(input, "dtmf") || !out.speech;
    out.barge_in = step.truth("bargeIn", true);
    out.timeout = step.whole("timeout", 5, 1) * second;
    out.pause = step.text("speechTimeout") == "auto" && !step.has("speechModel")
                    ? 0
                    : step.whole("speechTimeout", out.timeout / second, 1) * second;
    out.utterance = std::min(step.whole("maxSpeechTime", 60, 1) * second, longest_utterance);
    const std::string_view finish = step.text("finishOnKey", "#");
    if (finish.size() <= 1) out.finish = std::string(finish);
    out.digits = static_cast<std::size_t>(step.whole("numDigits", 0, 1));
    out.on_empty = step.truth("actionOnEmptyResult", false);
    out.partial = step.address("partialResultCallback");
    out.partial_method = step.method("partialResultCallbackMethod");
    return out;
}

class Gathering final : public Listener {
public:
    Gathering(Exchange& x, Line& line, Terms terms) : x_(x), line_(line), terms_(std::move(terms)) {}

    bool hear(const Event& event) override {
        if (event.kind == Event::Kind::key) return key(event.key);
        if (event.kind == Event::Kind::sound) return sound(event);
        return false;
    }
    // The prompts have ended: the clock starts, unless something has come already.
    void prompted() {
        prompting_ = false;
        if (mode_ == Mode::nothing) deadline_ = x_.now() + terms_.timeout;
    }
    [[nodiscard]] bool over() const { return over_; }
    [[nodiscard]] Millis next() const { return std::min(deadline_, next_word_); }
    // The clock has come to next().
    void tick() {
        if (next_word_ <= x_.now()) {
            tell_partial();
        } else if (deadline_ <= x_.now()) {
            over_ = true;
        }
    }
    [[nodiscard]] bool has_input() const { return !digits_.empty() || !said_.empty(); }
    [[nodiscard]] Form result() const {
        Form out;
        if (!digits_.empty()) out.emplace_back("Digits", digits_);
        if (!digits_.empty() && x_.world().assume(line_.leg.id, "gather_finished_on_key") == "present") {
            out.emplace_back("FinishedOnKey", finished_ ? terms_.finish : std::string());
            out.emplace_back("msg", "Gather End");
        }
        if (!said_.empty()) {
            out.emplace_back("SpeechResult", said_);
            out.emplace_back("Confidence", fmt::format("{}", confidence_));
        }
        return out;
    }

    // Keys have been pressed.
    [[nodiscard]] bool typing() const { return mode_ == Mode::keys; }
    // Something has been said.
    [[nodiscard]] bool speaking() const { return mode_ == Mode::speech; }

private:
    enum class Mode : std::uint8_t { nothing, keys, speech };

    bool key(char key) {
        if (over_) {
            x_.overhear(line_, key_event(key));
            return true;
        }
        if (!terms_.keys || mode_ == Mode::speech) return false;
        if (terms_.finish.size() == 1 && terms_.finish.front() == key) {
            finished_ = over_ = true;
            return true;
        }
        mode_ = Mode::keys; // what is said from now on is not listened to
        line_.leg.takes_speech = false;
        digits_ += key;
        deadline_ = x_.now() + terms_.timeout;
        if (digits_.size() == terms_.digits) {
            over_ = true;
            line_.keys_may_be_extra = true;
        }
        return true;
    }

    static Event key_event(char key) {
        Event out;
        out.kind = Event::Kind::key;
        out.key = key;
        return out;
    }

    bool sound(const Event& event) {
        const bool deaf = !terms_.speech || mode_ == Mode::keys || over_ || (prompting_ && !terms_.barge_in);
        if (deaf || event.text.empty()) return false;
        const Millis now = x_.now();
        if (mode_ == Mode::nothing) began_ = now;
        mode_ = Mode::speech;                           // keys count no more
        line_.leg.takes_keys = line_.leg.waits = false; // it goes on by itself once nothing more is said
        if (!said_.empty()) said_ += ' ';
        before_ = said_.size();
        said_ += event.text;
        spoken_since_ = now;
        spoken_length_ = event.length.value_or(0);
        confidence_ = event.confidence.value_or(0.9);
        const Millis latest = began_ + terms_.utterance;
        const Millis silent = now + std::min(event.length.value_or(0), longest_utterance * 2);
        deadline_ = silent >= latest ? latest : std::min(silent + terms_.pause, latest);
        if (!terms_.partial.empty()) next_word_ = now + x_.world().assume_length(line_.leg.id, "partial_result_pace");
        return true;
    }

    // So many words have been recognised by now: those of what is being said come evenly.
    [[nodiscard]] std::string recognised() const {
        const auto words = static_cast<Millis>(spoken_length(std::string_view(said_).substr(before_)) / word_length);
        const Millis passed = std::min(x_.now() - spoken_since_, spoken_length_);
        Millis count = spoken_length_ <= 0 ? words : passed * words / spoken_length_;
        std::size_t end = said_.find_first_not_of(' ', before_);
        for (count = std::max<Millis>(count, 1); count > 0 && end < said_.size(); --count)
            end = said_.find(' ', said_.find_first_not_of(' ', end));
        return said_.substr(0, end);
    }

    void tell_partial() {
        Form adds;
        const std::string part = recognised();
        adds.emplace_back("UnstableSpeechResult", part);
        if (x_.world().assume(line_.leg.id, "partial_result_extras") == "present") {
            adds.emplace_back("StableSpeechResult", part);
            adds.emplace_back("Stability", "0.9");
            adds.emplace_back("SequenceNumber", std::to_string(partials_));
        }
        ++partials_;
        x_.tell(x_.compose(line_, "partial", terms_.partial, terms_.partial_method, adds));
        plan_partial();
    }

    void plan_partial() {
        const Millis pace = std::max<Millis>(x_.world().assume_length(line_.leg.id, "partial_result_pace"), 1);
        next_word_ = x_.now() + pace > spoken_since_ + spoken_length_ ? never : x_.now() + pace;
    }

    Exchange& x_;
    Line& line_;
    Terms terms_;
    Mode mode_ = Mode::nothing;
    bool prompting_ = true, over_ = false, finished_ = false;
    Millis deadline_ = never, next_word_ = never, began_ = 0;
    std::string digits_, said_;
    std::size_t before_ = 0; // where in it begins what is being said now
    Millis spoken_since_ = 0, spoken_length_ = 0;
    std::int64_t partials_ = 0;
    double confidence_ = 0;
};

bool is_prompt(const Step& step) { return step.name() == "Say" || step.name() == "Play" || step.name() == "Pause"; }

Task<bool> prompt(Exchange& x, Line& line, Step step, Gathering& gathering) {
    for (Step part = step.first(); part && !gathering.over(); part = part.next()) {
        if (!is_prompt(part)) {
            if (!x.warn(line, "13320", "only Say, Play and Pause can stand in a Gather")) {
                line.failure = {"13320", step.document->address};
                co_return false;
            }
            continue;
        }
        if (!check(x, line, part)) co_return false;
        const bool whole = co_await play(x, line, part, &gathering);
        if (whole) continue;
        const bool harmless = line.failure.code.empty();
        co_return harmless;
    }
    co_return true;
}

} // namespace

Task<Flow> gather(Exchange& x, Line& line, Step step) {
    const Terms terms = terms_of(step);
    if (needs_absolute_action(step))
        co_return fail(x, line, step, "15004", "the action of a document sent along must be absolute");
    Gathering gathering(x, line, terms);
    line.failure = {};
    line.leg.takes_keys = terms.keys;
    line.leg.takes_speech = terms.speech && terms.barge_in;
    line.keys_may_be_extra = false;
    Event typed;
    typed.kind = Event::Kind::key;
    const std::string ahead = std::exchange(line.typed_ahead, {});
    for (const char key : ahead) {
        typed.key = key;
        gathering.hear(typed);
    }
    if (ahead.empty()) {
        const bool fine = co_await prompt(x, line, step, gathering);
        if (!fine) co_return Flow::fail;
    }
    gathering.prompted();
    line.leg.takes_speech = terms.speech && !gathering.typing();
    line.leg.waits = !gathering.speaking();
    if (!gathering.over() && !line.interrupted()) x.world().note(Moment::Kind::asked, line.leg.id, terms.what());
    while (!gathering.over() && !line.interrupted()) {
        const std::optional<Event> event = co_await line.box.next(gathering.next());
        if (event) {
            gathering.hear(*event);
        } else {
            gathering.tick();
        }
    }
    line.leg.waits = line.leg.takes_keys = line.leg.takes_speech = false;
    if (line.gone && x.world().assume(line.leg.id, "gather_hangup_request") == "yes")
        tell_action(x, line, step, gathering.has_input() ? "gather" : "status", gathering.result());
    if (line.interrupted()) co_return Flow::stop;
    if (!gathering.has_input() && !terms.on_empty) co_return Flow::fall;
    // without anything in it, it looks like any other request
    co_return jump_to(line, step, gathering.has_input() ? "gather" : "next", gathering.result());
}

} // namespace callflow::providers::twilio::emulate
