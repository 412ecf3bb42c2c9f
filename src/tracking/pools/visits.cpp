#include "tracking/pools/visits.hpp"

#include <algorithm>
#include <cmath>

namespace callflow::tracking {
namespace {

// A moment within a day by the weights of its hours, from a share of the day's visits, and the number of whole days before it.
class Curve {
public:
    explicit Curve(const std::array<double, 24>& weights) {
        double sum = 0;
        for (const double one : weights) sum += one;
        for (std::size_t i = 0; i < 24; ++i) until_[i + 1] = until_[i] + (sum > 0 ? weights[i] / sum : 1.0 / 24);
        until_[24] = 1;
    }
    // Milliseconds behind the first midnight at which so many days' visits have come. Asked with numbers that grow.
    [[nodiscard]] Millis at(double days) {
        const double whole = std::floor(days);
        const double part = days - whole;
        if (part < until_[hour_]) hour_ = 0;
        while (hour_ < 23 && until_[hour_ + 1] <= part) ++hour_;
        const double width = until_[hour_ + 1] - until_[hour_];
        const double inside = width > 0 ? (part - until_[hour_]) / width : 0;
        return static_cast<Millis>(whole) * one_day +
               static_cast<Millis>((static_cast<double>(hour_) + std::min(inside, 1.0)) *
                                   static_cast<double>(one_hour));
    }

private:
    std::array<double, 25> until_{};
    std::size_t hour_ = 0;
};

// One of several by their weights.
class Weighted {
public:
    void add(double weight) { until_.push_back((until_.empty() ? 0 : until_.back()) + weight); }
    [[nodiscard]] std::uint32_t draw(base::Random& random) const {
        if (until_.size() < 2) return 0;
        const double at = draw_share(random) * until_.back();
        return static_cast<std::uint32_t>(std::min<std::ptrdiff_t>(
            std::ranges::upper_bound(until_, at) - until_.begin(), static_cast<std::ptrdiff_t>(until_.size()) - 1));
    }

private:
    std::vector<double> until_;
};

class Synthetic final : public VisitSource {
public:
    Synthetic(const PoolFile& file, std::uint64_t seed)
        : file_(file), says_(file.synthetic), calls_(file.calls, seed), lengths_(base::mix_seed(seed, "lengths")),
          choices_(base::mix_seed(seed, "choices")), visitors_(base::mix_seed(seed, "visitors")) {
        double shares = 0;
        for (const PoolSynthetic::Stream& one : says_.streams) shares += one.share;
        for (std::size_t i = 0; i < says_.streams.size(); ++i) {
            const PoolSynthetic::Stream& one = says_.streams[i];
            Stream made{
                one.region, 0, Curve(one.curve), base::Random(base::mix_seed(base::mix_seed(seed, "arrivals"), i)),
                0,          0};
            const double per_day = says_.visits_per_day * one.share / shares;
            if (!(per_day > 0)) continue;
            made.mean = 1 / per_day;
            streams_.push_back(std::move(made));
            forward(streams_.back());
        }
        for (const double one : says_.companies) companies_.add(one);
        for (const auto& one : says_.channels) channels_.add(one.second);
        base::Random bursts(base::mix_seed(seed, "bursts"));
        for (const Burst& one : says_.bursts) {
            std::vector<Millis> times(one.visits);
            for (Millis& time : times)
                time = one.at + static_cast<Millis>(draw_share(bursts) * static_cast<double>(one.within));
            std::ranges::sort(times);
            bursts_.push_back({&one, std::move(times), 0});
        }
    }

    bool next(DrawnVisit& out) override {
        Stream* first = nullptr;
        for (Stream& one : streams_)
            if (first == nullptr || one.at < first->at) first = &one;
        OfBurst* burst = nullptr;
        for (OfBurst& one : bursts_)
            if (one.next < one.times.size() && (burst == nullptr || one.times[one.next] < burst->times[burst->next]))
                burst = &one;
        const Millis end = says_.start + says_.days * one_day;
        const Millis stream_at = first == nullptr ? INT64_MAX : says_.start + first->at;
        const Millis burst_at = burst == nullptr ? INT64_MAX : burst->times[burst->next];
        if (std::min(stream_at, burst_at) >= end) return false;
        out = {};
        PoolVisit& visit = out.visit;
        visit.start = std::min(stream_at, burst_at);
        double calls = -1;
        visit.company = companies_.draw(choices_);
        visit.channel = channels_.draw(choices_);
        if (burst_at < stream_at) {
            ++burst->next;
            visit.region = burst->of->region;
            if (burst->of->company != no_index) visit.company = burst->of->company;
            if (burst->of->channel != no_index) visit.channel = burst->of->channel;
            calls = burst->of->calls;
        } else {
            visit.region = first->region;
            forward(*first);
        }
        visit.end = visit.start + static_cast<Millis>(draw_exponential(lengths_, static_cast<double>(says_.length)));
        if (says_.returning > 0) draw_visitor(visit);
        out.call_at = calls_.draw(visit, calls);
        return true;
    }

private:
    struct Stream {
        std::uint32_t region;
        double mean; // days between visits, by the curve's clock
        Curve curve;
        base::Random random;
        double days;
        Millis at;
    };
    struct OfBurst {
        const Burst* of;
        std::vector<Millis> times;
        std::size_t next;
    };
    static void forward(Stream& stream) {
        stream.days += draw_exponential(stream.random, stream.mean);
        stream.at = stream.curve.at(stream.days);
    }
    // Somebody new, or one of those who were at this company's site before, each visit as likely.
    void draw_visitor(PoolVisit& visit) {
        if (visitors_of_.empty()) visitors_of_.resize(file_.companies.size());
        std::vector<std::uint32_t>& known = visitors_of_[visit.company];
        if (!known.empty() && draw_share(visitors_) < says_.returning)
            visit.visitor = known[static_cast<std::size_t>(visitors_.below(known.size()))];
        else
            visit.visitor = next_visitor_++;
        known.push_back(visit.visitor);
    }

    const PoolFile& file_;
    const PoolSynthetic& says_;
    CallDrawer calls_;
    base::Random lengths_, choices_, visitors_;
    std::vector<Stream> streams_;
    std::vector<OfBurst> bursts_;
    Weighted companies_, channels_;
    std::vector<std::vector<std::uint32_t>> visitors_of_; // by company
    std::uint32_t next_visitor_ = 0;
};

class Logged final : public VisitSource {
public:
    Logged(const VisitLog& log, const CallHabits& habits, std::uint64_t seed, bool draw)
        : log_(log), calls_(habits, seed), draw_(draw) {}
    bool next(DrawnVisit& out) override {
        if (at_ == log_.visits.size()) return false;
        const LoggedVisit& one = log_.visits[at_++];
        out.visit = one.visit;
        out.number = one.number;
        out.call_at = draw_ ? calls_.draw(one.visit) : no_time;
        return true;
    }

private:
    const VisitLog& log_;
    CallDrawer calls_;
    bool draw_;
    std::size_t at_ = 0;
};

} // namespace

Millis CallDrawer::draw(const PoolVisit& visit, double share) {
    const double calls = draw_share(random_);
    if (calls >= (share < 0 ? habits_.share : share)) return no_time;
    if (draw_share(random_) >= habits_.late) {
        const double inside = draw_share(random_) * static_cast<double>(visit.end - visit.start);
        return visit.start + static_cast<Millis>(inside);
    }
    // Nobody waits longer than ten years.
    return visit.end + static_cast<Millis>(std::min(delay_.draw(random_), static_cast<double>(3650 * one_day)));
}

std::unique_ptr<VisitSource> synthetic_visits(const PoolFile& file, std::uint64_t seed) {
    return std::make_unique<Synthetic>(file, seed);
}

std::unique_ptr<VisitSource> logged_visits(const VisitLog& log, const CallHabits& habits, std::uint64_t seed,
                                           bool draw) {
    return std::make_unique<Logged>(log, habits, seed, draw);
}

} // namespace callflow::tracking
