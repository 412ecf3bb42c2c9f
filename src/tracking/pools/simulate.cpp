#include "tracking/pools/simulate.hpp"

#include "tracking/pools/erlang.hpp"
#include "tracking/pools/tally.hpp"
#include "tracking/pools/visit_tables.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>
#include <unordered_map>

namespace callflow::tracking {
namespace {

constexpr std::uint32_t own_visits = 0x8000'0000u; // a visit of nobody known stands for a person by itself
constexpr std::size_t most_breaches = 20;

class Run {
public:
    Run(const PoolFile& file, const SimulationSettings& settings, Millis begin, Millis end)
        : file_(file), settings_(settings), end_(end), pools_(file, begin, settings.fixed),
          tally_(file, settings, pools_, begin) {
        tally_.out.every = settings.every != 0 ? settings.every : round_length((end - begin) / 400);
        next_sample_ = settings.every < 0 ? INT64_MAX : begin;
        if (settings.log == nullptr || settings.log->numbers.empty()) return;
        struct Known {
            std::uint32_t number = no_index;
            CallEnd instead = CallEnd::no_pool;
            std::uint32_t channel = no_index;
        };
        std::unordered_map<std::string, Known> names;
        for (std::uint32_t i = 0; i < pools_.numbers().size(); ++i) names[plain_number(pools_.name(i))].number = i;
        for (const PoolCompany& company : file.companies) {
            names[plain_number(company.fallback)].instead = CallEnd::untracked;
            for (const auto& fixed : company.fixed) {
                const auto channel = std::ranges::find(settings.log->channels, fixed.first);
                names[plain_number(fixed.second)] = {
                    no_index, CallEnd::fixed,
                    channel == settings.log->channels.end()
                        ? no_index
                        : static_cast<std::uint32_t>(channel - settings.log->channels.begin())};
            }
        }
        for (const std::string& one : settings.log->numbers) {
            const auto found = names.find(one);
            const Known known = found == names.end() ? Known() : found->second;
            log_numbers_.push_back(known.number);
            log_instead_.push_back(known.instead);
            log_channels_.push_back(known.channel);
        }
    }

    base::Result<PoolOutcome> run() {
        const VisitLog* const log = settings_.log;
        const auto source = log == nullptr ? synthetic_visits(file_, settings_.seed)
                                           : logged_visits(*log, file_.calls, settings_.seed, !log->has_calls);
        if (log != nullptr && log->has_calls) shown_.assign(log->visits.size(), {});
        DrawnVisit drawn;
        for (std::uint32_t index = 0; source->next(drawn); ++index) {
            if (auto done = until(drawn.visit.start, false); !done) return tl::unexpected(done.error());
            if (auto done = visit(drawn, index); !done) return tl::unexpected(done.error());
            if (settings_.progress && index % 65'536 == 65'535) settings_.progress(index + 1);
        }
        if (auto done = until(end_, true); !done) return tl::unexpected(done.error());
        if (auto done = pools_.advance(std::max(end_, last_)); !done) return tl::unexpected(done.error());
        tally_.out.calls_after =
            calls_.size() + (log != nullptr && log->has_calls ? log->calls.size() - next_logged_ : 0);
        return tally_.finish(end_);
    }

    static Millis round_length(Millis length) {
        for (const Millis one :
             {one_minute, 5 * one_minute, 15 * one_minute, one_hour, 6 * one_hour, one_day, 7 * one_day, 30 * one_day})
            if (length <= one) return one;
        return 365 * one_day;
    }

private:
    // Calls and samples before a moment, `inclusive` those at it, too: a visit counts before a call at its very moment.
    base::Result<void> until(Millis to, bool inclusive) {
        const auto before = [&](Millis at) { return at < to || (inclusive && at == to); };
        for (;;) {
            const Millis drawn = calls_.empty() ? INT64_MAX : calls_.front().at;
            const VisitLog* const log = settings_.log;
            const bool logs = log != nullptr && log->has_calls && next_logged_ < log->calls.size();
            const Millis logged = logs ? log->calls[next_logged_].at : INT64_MAX;
            const Millis at = std::min(drawn, logged);
            if (before(next_sample_) && next_sample_ <= at) {
                if (auto done = pools_.advance(next_sample_); !done) return done;
                tally_.sample(next_sample_);
                next_sample_ += tally_.out.every;
            } else if (before(at)) {
                auto done = drawn <= logged ? take_drawn() : call_logged(log->calls[next_logged_]);
                if (drawn > logged) ++next_logged_;
                if (!done) return done;
            } else {
                return {};
            }
        }
    }

    base::Result<void> take_drawn() {
        std::ranges::pop_heap(calls_, std::greater<>());
        const PoolCall call = calls_.back();
        calls_.pop_back();
        return ring(call);
    }

    base::Result<void> ring(const PoolCall& call) {
        std::uint32_t reached = no_index;
        if (call.number != no_index) {
            const auto answer = pools_.call(call.number, call.at);
            if (!answer) return tl::unexpected(answer.error());
            reached = *answer;
        }
        tally_.call(call, reached);
        last_ = std::max(last_, call.at);
        return {};
    }

    // What a call of the log dialled, and where it came from as far as the log says.
    base::Result<void> call_logged(const LoggedCall& logged) {
        const VisitLog& log = *settings_.log;
        PoolCall call;
        call.at = logged.at;
        call.logged = static_cast<std::uint32_t>(&logged - log.calls.data());
        if (logged.visit != no_index) {
            const LoggedVisit& from = log.visits[logged.visit];
            const OfVisit& was = shown_[logged.visit];
            if (!was.shown) { // it calls before its visit: the call is nobody's
                call.instead = CallEnd::unknown_visit;
                return ring(call);
            }
            call.who = who(from.visit, logged.visit);
            call.channel = from.visit.channel;
            call.company = from.visit.company;
            call.left = from.visit.end;
            call.number = was.number;
            call.instead = was.instead;
            if (log.has_numbers && logged.to != no_index) call.number = number_of(logged.to, call.instead);
        } else {
            call.number = number_of(logged.to, call.instead);
            if (logged.to != no_index) call.channel = log_channels_[logged.to];
        }
        return ring(call);
    }

    // A number of ours, or no_index and what it is instead.
    std::uint32_t number_of(std::uint32_t to, CallEnd& instead) {
        instead = CallEnd::no_pool;
        if (to == no_index) return no_index;
        instead = log_instead_[to];
        return log_numbers_[to];
    }

    static std::uint32_t who(const PoolVisit& visit, std::uint32_t index) {
        return visit.visitor != no_index ? visit.visitor : own_visits | index;
    }

    base::Result<void> visit(const DrawnVisit& drawn, std::uint32_t index) {
        const PoolVisit& visit = drawn.visit;
        Shown shown;
        CallEnd instead = CallEnd::no_pool;
        const bool fixed = has_fixed(visit, drawn.number, instead);
        if (fixed) {
            if (auto done = pools_.advance(visit.start); !done) return done;
            shown.as = instead == CallEnd::fixed ? ShownAs::fixed : ShownAs::fallback;
        } else if (drawn.number != no_index) {
            const std::uint32_t number = log_numbers_[drawn.number];
            if (number == no_index) {
                ++tally_.out.unknown_shown;
                return {};
            }
            std::optional<PoolBreach> breach;
            auto placed = pools_.place(visit, number, breach);
            if (!placed) return tl::unexpected(placed.error());
            shown = *placed;
            if (breach) {
                ++tally_.out.breaches;
                if (tally_.out.first_breaches.size() < most_breaches) tally_.out.first_breaches.push_back(*breach);
            }
        } else {
            auto made = pools_.show(visit);
            if (!made) return tl::unexpected(made.error());
            shown = *made;
        }
        last_ = std::max(last_, visit.start);
        const std::uint32_t person = who(visit, index);
        tally_.visit(visit, shown, person, index);
        if (shown.as == ShownAs::fallback) instead = CallEnd::untracked;
        if (!shown_.empty()) shown_[index] = {shown.number, instead, shown.as != ShownAs::nothing};
        if (drawn.call_at == no_time || shown.as == ShownAs::nothing) return {};
        calls_.push_back(
            {drawn.call_at, shown.number, instead, person, visit.channel, visit.company, visit.end, no_index});
        std::ranges::push_heap(calls_, std::greater<>());
        return {};
    }

    // Whether the visit sees a number without rotation: its source's own, or, as a log says, one that is in no pool.
    bool has_fixed(const PoolVisit& visit, std::uint32_t number, CallEnd& instead) {
        const PoolCompany& company = file_.companies[visit.company];
        if (number != no_index) {
            static_cast<void>(number_of(number, instead));
            return instead != CallEnd::no_pool;
        }
        if (company.fixed.empty() || visit.channel == no_index) return false;
        const std::string& channel = tally_.out.channels[visit.channel].name;
        const bool found = std::ranges::any_of(company.fixed, [&](const auto& one) { return one.first == channel; });
        if (found) instead = CallEnd::fixed;
        return found;
    }

    struct OfVisit {
        std::uint32_t number = no_index;
        CallEnd instead = CallEnd::no_pool;
        bool shown = false;
    };

    const PoolFile& file_;
    const SimulationSettings& settings_;
    Millis end_, last_ = INT64_MIN, next_sample_ = 0;
    Pools pools_;
    Tally tally_;
    std::vector<PoolCall> calls_;             // a heap, the next one first
    std::vector<OfVisit> shown_;              // of the log's visits, where calls name them
    std::vector<std::uint32_t> log_numbers_;  // the log's numbers as ours
    std::vector<std::uint32_t> log_channels_; // of static numbers, their source
    std::vector<CallEnd> log_instead_;        // what they are where they are in no pool
    std::size_t next_logged_ = 0;
};

} // namespace

base::Result<PoolOutcome> simulate_pools(const PoolFile& file, const SimulationSettings& settings) {
    Millis begin = file.synthetic.start;
    Millis end = begin + file.synthetic.days * one_day;
    if (settings.log != nullptr) {
        begin = settings.log->first == no_time ? 0 : settings.log->first;
        end = settings.log->last == no_time ? begin : settings.log->last;
    }
    return Run(file, settings, begin, end).run();
}

std::vector<FixedPool> pools_of_size(const PoolOutcome& outcome, double factor) {
    std::vector<FixedPool> out;
    for (const PoolRow& one : outcome.pools) {
        const double numbers = std::max(1.0, std::floor(one.busy.peak() * factor + 0.5));
        out.push_back({one.company, one.region, static_cast<std::uint32_t>(numbers)});
    }
    return out;
}

} // namespace callflow::tracking
