// Takes call detail records out of Redis into a sink, and loses none: nothing is acknowledged before it is there for good.
#pragma once

#include "base/result.hpp"
#include "logs/log_file.hpp"
#include "net/redis.hpp"
#include "service/cdr_feed.hpp"
#include "service/cdr_intake.hpp"
#include "service/cdr_memory.hpp"
#include "service/cdr_sink.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::service {

// Counted since the start; any thread may read them.
struct CdrCountsNow {
    std::atomic<std::uint64_t> items{0};     // taken, repeated ones too
    std::atomic<std::uint64_t> records{0};   // in the sink
    std::atomic<std::uint64_t> repeated{0};  // that were in the sink before
    std::atomic<std::uint64_t> failed{0};    // items put on the list of those that cannot be used
    std::atomic<std::uint64_t> bad_times{0}; // records taken with a time that cannot be read
    std::atomic<std::uint64_t> others{0};    // items that are no call detail records
    std::atomic<std::uint64_t> reclaimed{0}; // items of dead consumers
    std::atomic<std::uint64_t> gone{0};      // entries that the stream had lost
    std::atomic<std::uint64_t> outages{0};   // connections lost
    std::atomic<std::uint64_t> lag{0};       // items that wait in Redis
    std::atomic<std::int64_t> oldest{0}; // for how many milliseconds the oldest of them has, where its entry says so
};
// In Prometheus' text format.
[[nodiscard]] std::string metrics_of(const CdrCountsNow& counts);

// What a consumer and a relay have in common: a connection that is made again, and what it feeds on.
struct CdrWorld {
    std::function<base::Result<std::unique_ptr<net::RedisAsk>>()> connect;
    std::function<bool()> stopped;                  // asked often
    std::function<void(std::string_view line)> say; // to people, one line
    std::function<void(std::chrono::milliseconds)> sleep;
    std::function<std::string()> now; // RFC 3339, for what failed
};

struct ConsumeOptions {
    std::size_t batch = 1000;
    std::size_t window = 100'000; // of records that are known again
    std::uint64_t most = 0;       // items; 0: no end
    bool until_empty = false;
    std::chrono::milliseconds retry{300'000}; // how long Redis or the sink may be away
    std::chrono::milliseconds report{10'000}; // how often it says how far it is; 0: never
    std::chrono::milliseconds claim_idle{30'000};
    std::string failed; // list of what cannot be used
    std::string others; // list of what is no call detail record; empty: that is passed over
};

// One end of a kind of work on a feed: what is done with a batch.
class CdrWork {
public:
    CdrWork() = default;
    CdrWork(const CdrWork&) = delete;
    CdrWork& operator=(const CdrWork&) = delete;
    virtual ~CdrWork() = default;
    // A new connection, on which everything that was not acknowledged comes again.
    virtual void anew() = 0;
    // Does what there is to do; whether it may be acknowledged now. `keep` is called now and then while that takes time.
    [[nodiscard]] virtual base::Result<bool> handle(CdrBatch batch, const std::function<void()>& keep) = 0;
    // The keys that accompany() adds to.
    [[nodiscard]] virtual std::vector<CdrTarget> targets() const = 0;
    // Appends what goes out with the acknowledgement, as one transaction; maybe again, until acknowledged().
    virtual void accompany(net::RedisCommands& commands) const = 0;
    // Once that has been done.
    virtual void acknowledged() = 0;
    // From time to time, with nothing to acknowledge: what else it does; what people should know of that.
    [[nodiscard]] virtual base::Result<std::string> tend(net::RedisAsk&) { return std::string(); }
    // Until everything may be acknowledged.
    [[nodiscard]] virtual base::Result<void> settle() = 0;
    [[nodiscard]] virtual std::chrono::steady_clock::time_point due() const = 0;
};

// Runs until it is stopped, there is nothing left, or `most` items were taken. An error: it has given up.
[[nodiscard]] base::Result<void> run_cdr_work(CdrFeed& feed, CdrWork& work, const CdrWorld& world,
                                              const ConsumeOptions& options, CdrCountsNow& counts);

// Into a sink. An error of kind system: it could not be written for as long as `retry` says.
[[nodiscard]] std::unique_ptr<CdrWork> make_consume_work(CdrIntake intake, CdrMemory memory, CdrSink& sink,
                                                         const CdrWorld& world, const ConsumeOptions& options,
                                                         CdrCountsNow& counts);
// Into a stream, each item as it is, in the field `cdr`. `keep`: about so many entries, and all that a group has not acknowledged yet;
// 0: all.
[[nodiscard]] std::unique_ptr<CdrWork> make_relay_work(std::string stream, std::uint64_t keep, CdrCountsNow& counts);

} // namespace callflow::service
