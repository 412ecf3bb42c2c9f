#include "logs/gather.hpp"

#include "logs/made_stream.hpp"
#include "logs/outcomes.hpp"
#include "logs/translated.hpp"

#include <algorithm>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace callflow::logs {
namespace {

// Beyond so many calls those that ended first are handed on.
constexpr std::size_t most_calls = 200'000;
// So long after a call was over nothing more is written of its legs, where somebody waits for what is written.
constexpr Millis legs_apart = 10 * 60'000;
constexpr Millis forever = std::numeric_limits<Millis>::max();
// So many sessions are remembered; then all are forgotten, for those that are over are not told apart.
constexpr std::size_t most_sessions = 2'000'000;

// What all legs of a call say together.
struct Call {
    std::string id;
    Millis start = no_time, answer = no_time, end = no_time;
    Outcome outcome = Outcome::unknown;
    bool own = false;         // the outcome is that of the leg with the call's own id
    std::uint64_t number = 0; // in the order in which they came
};

bool was_taken(Outcome outcome) { return outcome == Outcome::answered || outcome == Outcome::voicemail; }

void earlier(Millis& into, Millis time) {
    if (time != no_time && (into == no_time || time < into)) into = time;
}

class Gather final : public Sink {
public:
    explicit Gather(const Settings& settings)
        : codes_(settings.codes), summarises_(settings.format->summarises()),
          code_decides_(settings.format->code_decides) {}

    // Of the piece that is being read.
    void begin(const Piece& piece, std::uint64_t before, std::string& out) {
        piece_ = &piece;
        counted_ = 0;
        lines_ = before;
        out_ = &out;
    }

    void event(const Event& event) override {
        const CallFacts none;
        const CallFacts& facts = event.facts == nullptr ? none : *event.facts;
        Event out = event;
        if (!facts.link.empty()) {
            const auto found = ids_.find(std::string(facts.link));
            out.call = found == ids_.end() ? facts.link : std::string_view(found->second);
        }
        if (!facts.key.empty()) {
            if (ids_.size() >= most_sessions) ids_.clear();
            ids_[std::string(facts.key)] = std::string(out.call);
        }
        if (summarises_) return leg(out, facts);
        place_in_time(out, facts);
        append_event(*out_, out);
    }

    void skipped(Reason reason, std::uint32_t at, std::string_view) override {
        const Place place = place_at(at);
        append_skipped(*out_, reason, place.line, place.text);
    }

    void decoded(std::uint32_t at) override {
        const Place place = place_at(at);
        append_decoded(*out_, place.line, place.text);
    }

    // Writes calls until at most `left` are left, those that ended first, and none that ended after `until`.
    void hand_on(std::size_t left, Millis until, std::string& out);
    // When the last of them ended; no_time where there are none.
    [[nodiscard]] Millis latest() const { return latest_; }
    [[nodiscard]] bool full() const { return calls_.size() > most_calls; }

private:
    // What place_of() says, for places that come in order: lines are counted once.
    Place place_at(std::uint32_t at) {
        const std::string_view text = piece_->text();
        const std::size_t to = std::clamp<std::size_t>(at, counted_, text.size());
        const std::string_view between = text.substr(counted_, to - counted_);
        lines_ += static_cast<std::uint64_t>(std::count(between.begin(), between.end(), '\n'));
        counted_ = to;
        return {lines_ + 1, text.substr(to, text.find_first_of("\r\n", to) - to)};
    }

    void place_in_time(Event& event, const CallFacts& facts) {
        const std::string session(facts.session.empty() ? event.call : facts.session);
        if (facts.begins != no_time) {
            if (begins_.size() >= most_sessions) begins_.clear();
            begins_[session] = facts.begins;
            if (event.time == no_time) event.time = facts.begins;
            if (facts.offset != no_time) event.time = facts.begins + facts.offset;
        } else if (facts.offset != no_time && event.time == no_time) {
            const auto found = begins_.find(session);
            if (found != begins_.end()) event.time = found->second + facts.offset;
        }
    }

    void leg(const Event& event, const CallFacts& facts) {
        if (facts.start == no_time && facts.end == no_time) { // one that has not begun
            skipped(Reason::bad_time, event.at, {});
            return;
        }
        const std::string id(facts.group.empty() ? event.call : facts.group);
        const auto [at, fresh] = calls_.try_emplace(id);
        Call& call = at->second;
        if (fresh) {
            call.id = id;
            call.number = ++count_;
        }
        earlier(call.start, facts.start);
        call.end = std::max({call.end, facts.end, facts.start}); // no_time is the smallest
        latest_ = std::max(latest_, call.end);
        Outcome outcome = facts.answered ? Outcome::answered : Outcome::unknown;
        if (!facts.code.empty()) {
            const Outcome said =
                codes_ == nullptr ? outcome_of(facts.code, facts.answered) : codes_->find(facts.code, facts.answered);
            if (!facts.answered || said == Outcome::voicemail || (code_decides_ && said != Outcome::unknown))
                outcome = said;
        }
        // what says that it was busy has lengths, too
        if (!code_decides_ || was_taken(outcome)) earlier(call.answer, facts.answer);
        const bool own = event.call == id;
        if (outcome == Outcome::unknown) return;
        if (was_taken(call.outcome) && !was_taken(outcome)) return;
        if (was_taken(outcome) || own || !call.own) {
            call.outcome = outcome;
            call.own = own;
        }
    }

    std::shared_ptr<const Codes> codes_;
    bool summarises_;
    bool code_decides_;
    const Piece* piece_ = nullptr;
    std::size_t counted_ = 0; // bytes of the piece whose lines have been counted
    std::uint64_t lines_ = 0; // up to there
    std::string* out_ = nullptr;
    std::unordered_map<std::string, Call> calls_;
    std::uint64_t count_ = 0;
    Millis latest_ = no_time;
    std::unordered_map<std::string, std::string> ids_; // by the key of the record that had it
    std::unordered_map<std::string, Millis> begins_;   // of sessions
};

void Gather::hand_on(std::size_t left, Millis until, std::string& out) {
    std::vector<const Call*> over;
    for (const auto& [id, call] : calls_)
        if (call.end <= until) over.push_back(&call);
    std::ranges::sort(over, {}, [](const Call* one) { return std::pair(one->end, one->number); });
    over.resize(over.size() - std::min(left, over.size()));
    struct Step {
        const Call* call;
        Millis time;
        int number;
        std::string_view signal;
        OfRecord part;
    };
    std::vector<Step> steps;
    for (const Call* one : over) {
        int number = 0;
        const auto add = [&](Millis time, std::string_view signal, OfRecord part) {
            steps.push_back({one, time, ++number, signal, part});
        };
        add(one->start, {}, OfRecord::begins);
        // a machine's answer is nobody's
        const bool machine = one->outcome == Outcome::voicemail;
        if (one->answer != no_time) add(one->answer, {}, machine ? OfRecord::begins : OfRecord::answered);
        if (machine) add(one->answer != no_time ? one->answer : one->end, signal_of(one->outcome), OfRecord::begins);
        add(one->end, signal_of(was_taken(one->outcome) ? Outcome::answered : one->outcome), OfRecord::ends);
    }
    std::ranges::sort(steps, {}, [](const Step& one) { return std::tuple(one.time, one.call->number, one.number); });
    for (const Step& one : steps) {
        Event event;
        event.call = one.call->id;
        event.time = one.time;
        event.sequence = one.number;
        event.signal = one.signal;
        event.of_record = one.part;
        append_event(out, event);
    }
    for (std::size_t i = 0; i < over.size(); ++i) {
        const std::string id = over[i]->id;
        calls_.erase(id);
    }
}

class Gathered final : public MadeStream {
public:
    Gathered(LogFile log, const Settings& settings)
        : log_(std::move(log)), reader_(log_.reader()), gather_(settings), follows_(settings.more != nullptr) {}

protected:
    base::Result<bool> make(std::string& out) override {
        const auto got = log_.next(piece_);
        if (!got) return tl::unexpected(got.error());
        for (std::uint64_t left = log_.take_too_long(); left != 0; --left)
            append_skipped(out, Reason::too_long, log_.line(), {});
        if (const std::string damage = log_.take_damage(); !damage.empty())
            append_skipped(out, Reason::damaged, log_.line(), damage);
        if (!*got) {
            gather_.hand_on(0, forever, out);
            return false;
        }
        gather_.begin(piece_, log_.line(), out);
        reader_->read(piece_, gather_);
        if (gather_.full()) gather_.hand_on(most_calls / 2, forever, out);
        if (follows_ && gather_.latest() != no_time) gather_.hand_on(0, gather_.latest() - legs_apart, out);
        return true;
    }

private:
    LogFile log_;
    std::unique_ptr<Reader> reader_;
    Gather gather_;
    bool follows_;
    Piece piece_;
};

} // namespace

std::unique_ptr<base::ByteStream> gathered(LogFile log, const Settings& settings) {
    return std::make_unique<Gathered>(std::move(log), settings);
}

} // namespace callflow::logs
