#include "logs/gather.hpp"

#include "logs/legs.hpp"
#include "logs/made_stream.hpp"
#include "logs/sessions.hpp"
#include "logs/steps.hpp"
#include "logs/translated.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace callflow::logs {
namespace {

// Beyond so many calls those that ended first are handed on.
constexpr std::size_t most_calls = 200'000;
// So long after a call was over nothing more is written of its legs, where somebody waits for what is written.
constexpr Millis legs_apart = 10 * 60'000;
constexpr Millis forever = std::numeric_limits<Millis>::max();

class Gather final : public Sink {
public:
    Gather(const Settings& settings, const std::string& log)
        : summarises_(settings.format->summarises()), follows_(settings.more != nullptr),
          legs_(settings.codes, settings.format->code_decides),
          steps_(settings.sessions == nullptr ? std::make_shared<Sessions>() : settings.sessions->of(log), follows_) {}

    // Of the piece that is being read.
    void begin(const Piece& piece, std::uint64_t before, std::string_view log, std::string& out) {
        piece_ = &piece;
        counted_ = 0;
        lines_ = before;
        log_ = log;
        out_ = &out;
        if (follows_) steps_.look_again(out);
    }

    void event(const Event& event) override {
        const CallFacts none;
        const CallFacts& facts = event.facts == nullptr ? none : *event.facts;
        if (!summarises_) return steps_.take(event, facts, *out_);
        if (!legs_.add(event, facts)) skipped(Reason::bad_time, event.at, {});
    }

    void skipped(Reason reason, std::uint32_t at, std::string_view) override {
        const Place place = place_at(at);
        append_skipped(*out_, reason, place.line, log_, place.text);
    }

    void decoded(std::uint32_t at) override {
        const Place place = place_at(at);
        append_decoded(*out_, place.line, place.text);
    }

    void end_piece() {
        if (legs_.size() > most_calls) legs_.hand_on(most_calls / 2, forever, *out_);
        if (follows_ && legs_.latest() != no_time) legs_.hand_on(0, legs_.latest() - legs_apart, *out_);
    }

    void finish(std::string& out) {
        legs_.hand_on(0, forever, out);
        steps_.finish(out);
    }

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

    bool summarises_, follows_;
    Legs legs_;
    Steps steps_;
    const Piece* piece_ = nullptr;
    std::size_t counted_ = 0; // bytes of the piece whose lines have been counted
    std::uint64_t lines_ = 0; // up to there
    std::string_view log_;    // whose piece it is
    std::string* out_ = nullptr;
};

class Gathered final : public MadeStream {
public:
    Gathered(LogFile first, std::vector<OpenLog> rest, const Settings& settings)
        : log_(std::move(first)), reader_(log_.reader()), rest_(std::move(rest)), gather_(settings, log_.name()) {}

protected:
    base::Result<bool> make(std::string& out) override {
        const auto got = log_.next(piece_);
        if (!got) return tl::unexpected(got.error());
        for (std::uint64_t left = log_.take_too_long(); left != 0; --left)
            append_skipped(out, Reason::too_long, log_.line(), log_.name(), {});
        if (const std::string damage = log_.take_damage(); !damage.empty())
            append_skipped(out, Reason::damaged, log_.line(), log_.name(), damage);
        if (!*got) return open_next(out);
        if (piece_.size == 0) wait();
        gather_.begin(piece_, log_.line(), log_.name(), out);
        reader_->read(piece_, gather_);
        gather_.end_piece();
        return true;
    }

private:
    base::Result<bool> open_next(std::string& out) {
        if (next_ == rest_.size()) {
            gather_.finish(out);
            return false;
        }
        auto opened = rest_[next_++]();
        if (!opened) return tl::unexpected(opened.error());
        log_ = std::move(*opened);
        reader_ = log_.reader();
        return true;
    }

    LogFile log_;
    std::unique_ptr<Reader> reader_;
    std::vector<OpenLog> rest_;
    std::size_t next_ = 0;
    Gather gather_;
    Piece piece_;
};

} // namespace

std::unique_ptr<base::ByteStream> gathered(LogFile first, std::vector<OpenLog> rest, const Settings& settings) {
    return std::make_unique<Gathered>(std::move(first), std::move(rest), settings);
}

} // namespace callflow::logs
