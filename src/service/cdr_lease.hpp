// Whose a consumer's name is: a key of Redis that lapses unless it is renewed, with a token that nobody else has.
#pragma once

#include "base/result.hpp"
#include "net/redis.hpp"

#include <chrono>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::service {

// This process, `PID HOST WHERE/START`: numbers of processes come again, in each container the same ones.
[[nodiscard]] std::string process_mark(std::string_view host);
// Whether the process of such a mark is known to run no more. Of one of another machine or container nobody here can tell.
[[nodiscard]] bool is_gone(std::string_view mark);

// A key that a transaction adds to, and what it has to be for that: `list`, `stream`. A transaction whose command fails for it does all
// others nevertheless.
struct CdrTarget {
    std::string_view key, type;
};

class CdrLease {
public:
    // `mark` is process_mark()'s; `life` is how long the key stays unless it is renewed.
    CdrLease(std::string key, std::string consumer, std::string_view mark, std::chrono::milliseconds life);

    // An error of kind usage where somebody else seems to have it, which the time will tell; of others as ask_all() has them.
    [[nodiscard]] base::Result<void> take(net::RedisAsk& redis);
    // An error of kind usage where it has lapsed or somebody else has it: what was taken may be others' now.
    [[nodiscard]] base::Result<void> renew(net::RedisAsk& redis);
    // Whether a third of its life has gone by.
    [[nodiscard]] bool is_due() const;
    // Where it is still ours.
    void release(net::RedisAsk& redis);

    // Appends what has a transaction that comes next do nothing where somebody else takes this or one of `also`, or (`watched`) changes
    // a target, and what check() wants to know: 2 replies and one for each target.
    void guard(net::RedisCommands& commands, std::span<const std::string_view> also, std::span<const CdrTarget> targets,
               bool watched) const;
    // What these replies say: errors as renew() has them; of kind unreadable where a target is of another type.
    [[nodiscard]] base::Result<void> check(std::span<const net::RedisReply> replies,
                                           std::span<const CdrTarget> targets) const;

private:
    [[nodiscard]] base::Error lost(std::string_view token) const;
    // Sets the key unless it has changed since it was watched.
    [[nodiscard]] base::Result<bool> set(net::RedisAsk& redis);

    std::string key_, consumer_, token_;
    std::chrono::milliseconds life_;
    std::chrono::steady_clock::time_point renewed_;
};

} // namespace callflow::service
