// The loop that consumers and relays share.
#include "base/text.hpp"
#include "service/cdr_consumer.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::service {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

class Runner {
public:
    Runner(CdrFeed& feed, CdrWork& work, const CdrWorld& world, const ConsumeOptions& options, CdrCountsNow& counts)
        : feed_(feed), work_(work), world_(world), options_(options), counts_(counts) {}

    base::Result<void> run();

private:
    base::Result<void> serve(net::RedisAsk& redis);
    base::Result<void> acknowledge(net::RedisAsk& redis);
    base::Result<void> tend(net::RedisAsk& redis);
    void keep(net::RedisAsk& redis);
    base::Result<void> ask_lag(net::RedisAsk& redis);
    base::Result<void> report(net::RedisAsk& redis);
    [[nodiscard]] bool full() const { return options_.most != 0 && taken_ >= options_.most; }
    // Waits before the next try; false where it is enough.
    bool wait_again(const base::Error& error);

    CdrFeed& feed_;
    CdrWork& work_;
    const CdrWorld& world_;
    const ConsumeOptions& options_;
    CdrCountsNow& counts_;
    std::uint64_t taken_ = 0;
    bool unacknowledged_ = false;
    bool speechless_ = false; // the connection is of no use
    Clock::time_point tend_at_;
    Clock::time_point report_at_ = Clock::now() + options_.report;
    std::uint64_t reported_ = 0;
    // of an outage
    bool away_ = false;
    Clock::time_point since_;
    milliseconds pause_{0};
    std::string said_;
};

bool Runner::wait_again(const base::Error& error) {
    const auto now = Clock::now();
    if (!away_) {
        away_ = true;
        since_ = now;
        pause_ = milliseconds(100);
        if (error.kind == base::ErrorKind::system) ++counts_.outages;
    }
    // Another one of the same name is alive, or its key lapses soon, or it was taken.
    const milliseconds most = error.kind == base::ErrorKind::usage
                                  ? std::min(options_.retry, options_.claim_idle + milliseconds(2000))
                                  : options_.retry;
    if (now - since_ >= most) return false;
    if (said_ != error.message) world_.say(fmt::format("{}; trying again", error.message));
    said_ = error.message;
    const auto until = std::min(now + pause_, since_ + options_.retry);
    while (!world_.stopped() && Clock::now() < until) world_.sleep(milliseconds(50));
    pause_ = std::min(pause_ * 2, milliseconds(5000));
    return true;
}

base::Result<void> Runner::run() {
    while (!world_.stopped()) {
        auto redis = world_.connect();
        base::Error error;
        if (redis) {
            unacknowledged_ = speechless_ = false;
            work_.anew();
            const auto done = serve(**redis);
            if (done) return {};
            error = done.error();
            if (error.kind == base::ErrorKind::unreadable) feed_.end(**redis); // this one will not come again
        } else {
            error = redis.error();
        }
        if (error.kind == base::ErrorKind::unreadable) return tl::unexpected(error);
        if (!wait_again(error)) return tl::unexpected(error);
    }
    return {};
}

base::Result<void> Runner::serve(net::RedisAsk& redis) {
    if (auto begun = feed_.begin(redis); !begun) return begun;
    if (away_ && !said_.empty()) world_.say("connected again");
    away_ = false;
    said_.clear();
    tend_at_ = Clock::now();
    for (;;) {
        const auto now = Clock::now();
        if (now >= tend_at_)
            if (auto tended = tend(redis); !tended) return tended;
        if (auto reported = report(redis); !reported) return reported;
        if (world_.stopped() || full()) break;
        if (work_.due() <= now) {
            if (auto settled = work_.settle(); !settled) return settled;
            if (auto done = acknowledge(redis); !done) return done;
        }
        milliseconds wait(options_.until_empty ? 0 : 1000);
        if (work_.due() != Clock::time_point::max())
            wait = std::clamp(std::chrono::duration_cast<milliseconds>(work_.due() - now), milliseconds(1),
                              milliseconds(1000));
        std::size_t most = options_.batch;
        if (options_.most != 0) most = static_cast<std::size_t>(std::min<std::uint64_t>(most, options_.most - taken_));
        const bool behind = feed_.is_behind();
        auto batch = feed_.next(redis, most, wait);
        if (!batch) return tl::unexpected(batch.error());
        if (batch->items.empty() && batch->gone == 0) {
            if (!behind) counts_.lag = 0, counts_.oldest = 0;
            if (!options_.until_empty || behind) continue;
            const std::uint64_t before = counts_.reclaimed; // what somebody has just left counts too
            if (auto tended = tend(redis); !tended) return tended;
            if (counts_.reclaimed == before && counts_.lag == 0) break;
            continue;
        }
        taken_ += batch->items.size();
        counts_.items += batch->items.size();
        counts_.gone += batch->gone;
        unacknowledged_ = true;
        const auto ready = work_.handle(std::move(*batch), [&] { keep(redis); });
        if (!ready) return tl::unexpected(ready.error());
        if (*ready)
            if (auto done = acknowledge(redis); !done) return done;
    }
    if (auto settled = work_.settle(); !settled) return settled;
    if (auto done = acknowledge(redis); !done) return done;
    feed_.end(redis);
    return {};
}

// A transaction does all that it can: what would fail in it has to be seen before.
base::Result<void> Runner::acknowledge(net::RedisAsk& redis) {
    constexpr int watched_tries = 3, most_tries = 6;
    if (!unacknowledged_) return {};
    const std::vector<CdrTarget> targets = work_.targets();
    for (int tries = 0;; ++tries) {
        // A stream or list that many add to changes all the time, and is what it was a moment ago.
        if (auto ours = feed_.guard(redis, targets, tries < watched_tries); !ours) return ours;
        net::RedisCommands commands;
        commands.add({"MULTI"});
        work_.accompany(commands);
        feed_.acknowledge(commands);
        commands.add({"EXEC"});
        const auto replies = ask_all(redis, targets.empty() ? "the acknowledgement" : targets.front().key, commands);
        if (!replies) return tl::unexpected(replies.error());
        if (replies->back().kind == net::RedisReply::Kind::list) break;
        if (tries + 1 >= most_tries)
            return base::fail(base::ErrorKind::usage, "others change what is being acknowledged all the time");
    }
    feed_.acknowledged();
    work_.acknowledged();
    unacknowledged_ = false;
    return {};
}

// Without a connection nothing can be said; whoever acknowledges will see.
void Runner::keep(net::RedisAsk& redis) {
    if (speechless_ || !feed_.is_due()) return;
    speechless_ = !feed_.renew(redis).has_value();
}

base::Result<void> Runner::tend(net::RedisAsk& redis) {
    const auto claimed = feed_.tend(redis);
    if (!claimed) return tl::unexpected(claimed.error());
    if (*claimed != 0)
        world_.say(fmt::format("took over {} item{} of consumers that are gone", *claimed, *claimed == 1 ? "" : "s"));
    counts_.reclaimed += *claimed;
    const auto note = work_.tend(redis);
    if (!note) return tl::unexpected(note.error());
    if (!note->empty()) world_.say(*note);
    if (auto asked = ask_lag(redis); !asked) return asked;
    tend_at_ = Clock::now() + std::min(options_.claim_idle / 3, milliseconds(5000));
    return {};
}

base::Result<void> Runner::ask_lag(net::RedisAsk& redis) {
    const auto lag = feed_.lag(redis);
    if (!lag) return tl::unexpected(lag.error());
    counts_.lag = lag->items;
    counts_.oldest = lag->oldest.value_or(milliseconds(0)).count();
    return {};
}

base::Result<void> Runner::report(net::RedisAsk& redis) {
    const auto now = Clock::now();
    if (options_.report.count() == 0 || now < report_at_) return {};
    if (auto asked = ask_lag(redis); !asked) return asked;
    const double seconds = static_cast<double>((now - report_at_ + options_.report).count()) / 1e9;
    const std::uint64_t items = counts_.items;
    const std::int64_t oldest = counts_.oldest / 1000;
    world_.say(fmt::format("{} item{}, {:.0f} a second, {} wait{}", items, items == 1 ? "" : "s",
                           static_cast<double>(items - reported_) / seconds, counts_.lag.load(),
                           oldest == 0 ? std::string() : fmt::format(", the oldest for {} s", oldest)));
    reported_ = items;
    report_at_ = now + options_.report;
    return {};
}

} // namespace

base::Result<void> run_cdr_work(CdrFeed& feed, CdrWork& work, const CdrWorld& world, const ConsumeOptions& options,
                                CdrCountsNow& counts) {
    return Runner(feed, work, world, options, counts).run();
}

std::string metrics_of(const CdrCountsNow& counts) {
    struct Row {
        std::string_view name, kind, help;
        std::uint64_t value;
    };
    const Row rows[] = {
        {"cdr_items_total", "counter", "Items taken from Redis.", counts.items},
        {"cdr_records_total", "counter", "Call detail records handed on.", counts.records},
        {"cdr_repeated_total", "counter", "Records that were there before.", counts.repeated},
        {"cdr_failed_total", "counter", "Items that cannot be used.", counts.failed},
        {"cdr_bad_times_total", "counter", "Records taken without a time that cannot be read.", counts.bad_times},
        {"cdr_others_total", "counter", "Items that are no call detail records.", counts.others},
        {"cdr_reclaimed_total", "counter", "Items taken over from consumers that are gone.", counts.reclaimed},
        {"cdr_gone_total", "counter", "Entries that the stream had lost before they were read.", counts.gone},
        {"cdr_outages_total", "counter", "Times that Redis was lost.", counts.outages},
        {"cdr_waiting", "gauge", "Items that wait in Redis.", counts.lag},
        {"cdr_oldest_waiting_seconds", "gauge", "For how long the oldest entry of the stream has waited.",
         static_cast<std::uint64_t>(counts.oldest.load() / 1000)},
    };
    std::string out;
    for (const Row& row : rows)
        out += fmt::format("# HELP callflow_{0} {2}\n# TYPE callflow_{0} {1}\ncallflow_{0} {3}\n", row.name, row.kind,
                           row.help, row.value);
    return out;
}

} // namespace callflow::service
