#include "base/text.hpp"
#include "service/cdr_feed.hpp"
#include "service/cdr_lease.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace callflow::service {

using net::RedisCommands;
using net::RedisReply;
using std::chrono::milliseconds;

base::Error refused(std::string_view key, std::string_view reply) {
    const std::string said = base::printable(reply);
    if (reply.starts_with("MOVED") || reply.starts_with("ASK "))
        return {base::ErrorKind::unreadable,
                fmt::format("it is part of a cluster that has {} elsewhere ({}): give the address of that one",
                            base::quoted(key), said)};
    if (reply.starts_with("CROSSSLOT"))
        return {
            base::ErrorKind::unreadable,
            fmt::format(
                "in a cluster all keys have to share a slot: write a part of {} in braces, and the other keys with it",
                base::quoted(key))};
    if (reply.starts_with("ERR unknown command"))
        return {base::ErrorKind::unreadable, fmt::format("Redis 6.2 or later is needed ({})", said)};
    return {net::is_passing(reply) ? base::ErrorKind::system : base::ErrorKind::unreadable,
            fmt::format("{}: {}", base::printable(key), said)};
}

namespace {

const RedisReply* refusal_in(const std::vector<RedisReply>& replies) {
    for (const RedisReply& one : replies) {
        if (one.failed()) return &one;
        if (one.kind == RedisReply::Kind::list)
            for (const RedisReply& inner : one.items)
                if (inner.failed()) return &inner;
    }
    return nullptr;
}

} // namespace

base::Result<std::vector<RedisReply>> ask_all(net::RedisAsk& redis, std::string_view key, const RedisCommands& commands,
                                              milliseconds wait) {
    constexpr milliseconds patience{15'000};
    auto replies = redis.ask(commands, wait + patience);
    if (!replies) return replies;
    if (const RedisReply* const one = refusal_in(*replies)) return tl::unexpected(refused(key, one->text));
    return replies;
}

base::Result<void> check_types(net::RedisAsk& redis, std::span<const CdrTarget> targets) {
    RedisCommands commands;
    for (const CdrTarget& one : targets) commands.add({"TYPE", one.key});
    const auto replies = ask_all(redis, targets.front().key, commands);
    if (!replies) return tl::unexpected(replies.error());
    for (std::size_t i = 0; i < targets.size(); ++i) {
        const std::string& type = (*replies)[i].text;
        if (type != "none" && type != targets[i].type)
            return base::fail(base::ErrorKind::unreadable,
                              fmt::format("{} is a {}, and a {} is needed", base::quoted(targets[i].key),
                                          base::printable(type), targets[i].type));
    }
    return {};
}

namespace {

class ListFeed final : public CdrFeed {
public:
    explicit ListFeed(FeedOptions options)
        : options_(std::move(options)),
          lease_(options_.key + ":alive:" + options_.consumer, options_.consumer, options_.mark, options_.claim_idle) {
        const std::string& key = options_.key;
        prefix_ = (options_.processing.empty() ? key + ":processing" : options_.processing) + ":";
        alive_ = key + ":alive:";
        all_ = key + ":consumers";
        processing_ = prefix_ + options_.consumer;
    }

    base::Result<void> begin(net::RedisAsk& redis) override;
    base::Result<CdrBatch> next(net::RedisAsk& redis, std::size_t most, milliseconds wait) override;
    bool is_behind() const override { return behind_; }
    bool is_due() const override { return lease_.is_due(); }
    base::Result<void> renew(net::RedisAsk& redis) override;
    base::Result<void> guard(net::RedisAsk& redis, std::span<const CdrTarget> targets, bool watched) override;
    void acknowledge(RedisCommands& commands) override;
    void acknowledged() override { taken_ = 0; }
    base::Result<std::uint64_t> tend(net::RedisAsk& redis) override;
    base::Result<CdrLag> lag(net::RedisAsk& redis) override;
    void end(net::RedisAsk& redis) override;
    base::Result<std::vector<std::string>> peek(net::RedisAsk& redis, std::size_t most) override;

private:
    // Where items are taken from, and where they are put: the old end of one, the new end of the other.
    [[nodiscard]] std::string_view old_end() const { return options_.pop_left ? "LEFT" : "RIGHT"; }
    [[nodiscard]] std::string_view new_end() const { return options_.pop_left ? "RIGHT" : "LEFT"; }
    [[nodiscard]] base::Result<std::vector<std::string>> range(net::RedisAsk& redis, const std::string& key,
                                                               std::size_t from, std::size_t most) const;
    [[nodiscard]] base::Result<std::uint64_t> take_over(net::RedisAsk& redis, const std::string& who) const;

    FeedOptions options_;
    CdrLease lease_;
    std::string prefix_, alive_, all_, processing_;
    bool behind_ = true;
    std::size_t taken_ = 0; // and not acknowledged
    std::size_t last_ = 0;  // how many came the last time
    std::size_t peeked_ = 0;
};

base::Result<void> ListFeed::begin(net::RedisAsk& redis) {
    behind_ = true;
    taken_ = 0;
    const CdrTarget needed[] = {{options_.key, "list"}, {processing_, "list"}, {all_, "set"}};
    if (auto right = check_types(redis, needed); !right) return right; // before anything is put there
    if (auto ours = lease_.take(redis); !ours) return ours;
    RedisCommands commands;
    commands.add({"SADD", all_, options_.consumer});
    const auto replies = ask_all(redis, all_, commands);
    if (!replies) return tl::unexpected(replies.error());
    return {};
}

// Others that thought it dead may have struck its name off.
base::Result<void> ListFeed::renew(net::RedisAsk& redis) {
    if (auto renewed = lease_.renew(redis); !renewed) return renewed;
    RedisCommands commands;
    commands.add({"SADD", all_, options_.consumer});
    const auto replies = ask_all(redis, all_, commands);
    if (!replies) return tl::unexpected(replies.error());
    return {};
}

// Of a list's old end, the oldest first.
base::Result<std::vector<std::string>> ListFeed::range(net::RedisAsk& redis, const std::string& key, std::size_t from,
                                                       std::size_t most) const {
    const auto first = static_cast<std::int64_t>(from);
    const auto last = static_cast<std::int64_t>(from + most) - 1;
    RedisCommands commands;
    if (options_.pop_left)
        commands.add({"LRANGE", key, std::to_string(first), std::to_string(last)});
    else
        commands.add({"LRANGE", key, std::to_string(-last - 1), std::to_string(-first - 1)});
    auto replies = ask_all(redis, options_.key, commands);
    if (!replies) return tl::unexpected(replies.error());
    std::vector<std::string> out;
    for (RedisReply& one : replies->front().items) out.push_back(std::move(one.text));
    if (!options_.pop_left) std::ranges::reverse(out);
    return out;
}

base::Result<CdrBatch> ListFeed::next(net::RedisAsk& redis, std::size_t most, milliseconds wait) {
    CdrBatch out;
    if (behind_) {
        auto items = range(redis, processing_, taken_, most);
        if (!items) return tl::unexpected(items.error());
        out.items = std::move(*items);
        taken_ += out.items.size();
        behind_ = !out.items.empty();
        if (behind_) return out;
    }
    RedisCommands commands;
    wait = std::min(wait, options_.claim_idle / 3);
    if (wait.count() > 0)
        commands.add({"BLMOVE", options_.key, processing_, old_end(), new_end(),
                      fmt::format("{:.3f}", static_cast<double>(wait.count()) / 1000)});
    else
        commands.add({"LMOVE", options_.key, processing_, old_end(), new_end()});
    // Where little comes little is asked for.
    const std::size_t wanted = std::min(most, std::max<std::size_t>(16, 4 * last_));
    while (commands.count() < wanted) commands.add({"LMOVE", options_.key, processing_, old_end(), new_end()});
    // Whatever has just been put there is found, even if others thought this one dead a moment ago.
    commands.add({"SADD", all_, options_.consumer});
    auto replies = ask_all(redis, options_.key, commands, wait);
    if (!replies) return tl::unexpected(replies.error());
    for (RedisReply& one : *replies)
        if (one.kind == RedisReply::Kind::text) out.items.push_back(std::move(one.text));
    last_ = out.items.size();
    taken_ += out.items.size();
    return out;
}

// What is in the processing list has to be what was taken, and no more: a process of this name that stood still may have put there what it
// had asked for before.
base::Result<void> ListFeed::guard(net::RedisAsk& redis, std::span<const CdrTarget> targets, bool watched) {
    RedisCommands commands;
    const std::string_view also[] = {processing_};
    lease_.guard(commands, also, targets, watched);
    commands.add({"LLEN", processing_});
    const auto replies = ask_all(redis, processing_, commands);
    if (!replies) return tl::unexpected(replies.error());
    if (auto ours = lease_.check(*replies, targets); !ours) return ours;
    const std::int64_t there = replies->back().integer, taken = static_cast<std::int64_t>(taken_);
    if (there == taken || (behind_ && there > taken)) return {};
    return base::fail(base::ErrorKind::usage,
                      fmt::format("{} holds {} items, not the {} that were taken: somebody else has changed it",
                                  base::quoted(processing_), there, taken));
}

// What is in the processing list and what was taken is the same, so the oldest so many go.
void ListFeed::acknowledge(RedisCommands& commands) {
    if (taken_ == 0) return;
    const auto count = static_cast<std::int64_t>(taken_);
    if (options_.pop_left)
        commands.add({"LTRIM", processing_, std::to_string(count), "-1"});
    else
        commands.add({"LTRIM", processing_, "0", std::to_string(-count - 1)});
}

base::Result<std::uint64_t> ListFeed::tend(net::RedisAsk& redis) {
    if (auto renewed = renew(redis); !renewed) return tl::unexpected(renewed.error());
    RedisCommands commands;
    commands.add({"SMEMBERS", all_});
    const auto replies = ask_all(redis, all_, commands);
    if (!replies) return tl::unexpected(replies.error());
    std::uint64_t out = 0;
    for (const RedisReply& one : replies->front().items) {
        if (one.text == options_.consumer) continue;
        const auto taken = take_over(redis, one.text);
        if (!taken) return taken;
        out += *taken;
    }
    return out;
}

// Puts what a dead consumer had back to where it came from, in its order. Should it be alive after all, nothing happens.
base::Result<std::uint64_t> ListFeed::take_over(net::RedisAsk& redis, const std::string& who) const {
    constexpr std::int64_t at_once = 500;
    const std::string list = prefix_ + who, alive = alive_ + who;
    for (std::uint64_t out = 0;;) {
        RedisCommands look;
        look.add({"WATCH", alive, list}).add({"EXISTS", alive}).add({"LLEN", list});
        const auto seen = ask_all(redis, options_.key, look);
        if (!seen) return tl::unexpected(seen.error());
        const std::int64_t count = (*seen)[2].integer;
        RedisCommands move;
        if ((*seen)[1].integer != 0) {
            move.add({"UNWATCH"});
            const auto left = ask_all(redis, options_.key, move);
            if (!left) return tl::unexpected(left.error());
            return out;
        }
        move.add({"MULTI"});
        for (std::int64_t i = std::min(count, at_once); i > 0; --i)
            move.add({"LMOVE", list, options_.key, new_end(), old_end()});
        if (count == 0) move.add({"SREM", all_, who});
        move.add({"EXEC"});
        const auto moved = ask_all(redis, options_.key, move);
        if (!moved) return tl::unexpected(moved.error());
        const bool done = moved->back().kind == RedisReply::Kind::list; // else somebody was faster
        if (!done || count == 0) return out;
        out += static_cast<std::uint64_t>(std::min(count, at_once));
    }
}

base::Result<CdrLag> ListFeed::lag(net::RedisAsk& redis) {
    RedisCommands commands;
    commands.add({"LLEN", options_.key});
    const auto replies = ask_all(redis, options_.key, commands);
    if (!replies) return tl::unexpected(replies.error());
    return CdrLag{.items = static_cast<std::uint64_t>(replies->front().integer), .oldest = {}};
}

// Whoever leaves nothing behind need not be looked for.
void ListFeed::end(net::RedisAsk& redis) {
    constexpr milliseconds patience{2000};
    RedisCommands look;
    look.add({"WATCH", processing_}).add({"EXISTS", processing_});
    const auto left = redis.ask(look, patience);
    if (left && !left->back().failed() && left->back().integer == 0) {
        RedisCommands commands;
        commands.add({"MULTI"}).add({"SREM", all_, options_.consumer}).add({"EXEC"});
        static_cast<void>(redis.ask(commands, patience));
    }
    lease_.release(redis);
}

base::Result<std::vector<std::string>> ListFeed::peek(net::RedisAsk& redis, std::size_t most) {
    auto out = range(redis, behind_ ? processing_ : options_.key, peeked_, most);
    if (!out) return out;
    peeked_ += out->size();
    if (!behind_ || !out->empty()) return out;
    behind_ = false;
    peeked_ = 0;
    return peek(redis, most);
}

} // namespace

std::vector<std::string> keys_of(const FeedOptions& options) {
    const std::string& key = options.key;
    if (!options.group.empty()) return {key, key + ":alive:"};
    return {key, (options.processing.empty() ? key + ":processing" : options.processing) + ":",
            key + ":alive:", key + ":consumers"};
}

std::unique_ptr<CdrFeed> make_list_feed(FeedOptions options) { return std::make_unique<ListFeed>(std::move(options)); }

} // namespace callflow::service
