// Where call detail records come from: a list of Redis, of which each consumer takes its part, or a stream, of which each group has all.
#pragma once

#include "base/result.hpp"
#include "net/redis.hpp"
#include "service/cdr_lease.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::service {

struct FeedOptions {
    std::string key;        // of the list or stream
    bool pop_left = false;  // of a list: its old end is the left one, for whoever pushes does so on the right
    std::string processing; // prefix of the lists of what is being handled; empty: KEY:processing
    std::string consumer;   // its name; the same after a restart
    std::chrono::milliseconds claim_idle{30'000}; // a consumer that was not heard of for so long is dead
    std::string group;                            // of a stream's readers; empty: the key is a list
    bool create = false;                          // the group, where there is none
    std::string start = "0";                      // from where the new group reads: an id, `0`, `$`
    std::string mark;                             // process_mark()
};

struct CdrBatch {
    std::vector<std::string> items; // the oldest first
    std::uint64_t gone = 0;         // entries that were taken from the stream before anybody had them
};

// What waits that nobody has taken.
struct CdrLag {
    std::uint64_t items = 0;
    std::optional<std::chrono::milliseconds> oldest; // for how long, of a stream whose entries say so
};

// Errors are as of RedisAsk; of kind unreadable, too, where the server refuses what is asked and will the next time.
class CdrFeed {
public:
    CdrFeed() = default;
    CdrFeed(const CdrFeed&) = delete;
    CdrFeed& operator=(const CdrFeed&) = delete;
    virtual ~CdrFeed() = default;

    // On a new connection: says that it is there. An error of kind usage where another consumer of that name seems to be alive, which
    // the time will tell.
    [[nodiscard]] virtual base::Result<void> begin(net::RedisAsk& redis) = 0;
    // What it had and never acknowledged first, then what is new; waits for one of these, no longer than `wait`. It then counts as
    // taken until it is acknowledged.
    [[nodiscard]] virtual base::Result<CdrBatch> next(net::RedisAsk& redis, std::size_t most,
                                                      std::chrono::milliseconds wait) = 0;
    // Whether next() still hands out what was taken before this start.
    [[nodiscard]] virtual bool is_behind() const = 0;
    // Whether it is time for renew().
    [[nodiscard]] virtual bool is_due() const = 0;
    // Says that it is there, and what was taken is still being handled. Errors as CdrLease::renew() has them.
    [[nodiscard]] virtual base::Result<void> renew(net::RedisAsk& redis) = 0;
    // Sees to it that a transaction which comes next does nothing where others have taken over what was taken here, or (`watched`) a
    // target changes; an error where they have already, or a target is none. It is for the transaction that acknowledges.
    [[nodiscard]] virtual base::Result<void> guard(net::RedisAsk& redis, std::span<const CdrTarget> targets,
                                                   bool watched) = 0;
    // Appends what acknowledges all that was taken.
    virtual void acknowledge(net::RedisCommands& commands) = 0;
    // Once that has been done.
    virtual void acknowledged() = 0;
    // From time to time: renew(), and takes over what dead ones have left; how many items that was.
    [[nodiscard]] virtual base::Result<std::uint64_t> tend(net::RedisAsk& redis) = 0;
    [[nodiscard]] virtual base::Result<CdrLag> lag(net::RedisAsk& redis) = 0;
    // At the end: others need not wait until this one counts as dead. What was taken and not acknowledged stays for them, or the next
    // start.
    virtual void end(net::RedisAsk& redis) = 0;
    // What would be next, behind what was peeked at before, what was not acknowledged by this name first; nothing is taken.
    [[nodiscard]] virtual base::Result<std::vector<std::string>> peek(net::RedisAsk& redis, std::size_t most) = 0;
};

[[nodiscard]] std::unique_ptr<CdrFeed> make_list_feed(FeedOptions options);
[[nodiscard]] std::unique_ptr<CdrFeed> make_stream_feed(FeedOptions options);
// The keys that it uses, its own first; where one ends in `:`, all that begin so.
[[nodiscard]] std::vector<std::string> keys_of(const FeedOptions& options);

// What an error reply means for whoever asked: of kind system where it passes.
[[nodiscard]] base::Error refused(std::string_view key, std::string_view reply);
// The replies of commands none of which may be refused, also inside MULTI; the key is for the message.
[[nodiscard]] base::Result<std::vector<net::RedisReply>> ask_all(net::RedisAsk& redis, std::string_view key,
                                                                 const net::RedisCommands& commands,
                                                                 std::chrono::milliseconds wait = {});
// An error of kind unreadable, with the key, where one is there and of another type.
[[nodiscard]] base::Result<void> check_types(net::RedisAsk& redis, std::span<const CdrTarget> targets);

} // namespace callflow::service
