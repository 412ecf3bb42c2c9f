#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "service/cdr_feed.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <span>

namespace callflow::service {

using net::RedisCommands;
using net::RedisReply;
using std::chrono::milliseconds;

namespace {

class StreamFeed final : public CdrFeed {
public:
    explicit StreamFeed(FeedOptions options) : options_(std::move(options)) {}

    base::Result<void> begin(net::RedisAsk& redis) override;
    base::Result<CdrBatch> next(net::RedisAsk& redis, std::size_t most, milliseconds wait) override;
    bool is_behind() const override { return behind_; }
    base::Result<void> guard(net::RedisAsk&) override { return {}; }
    void acknowledge(RedisCommands& commands) override;
    void acknowledged() override { taken_.clear(); }
    base::Result<std::uint64_t> tend(net::RedisAsk& redis) override;
    base::Result<std::uint64_t> lag(net::RedisAsk& redis) override;
    void end(net::RedisAsk&) override {}
    base::Result<std::vector<std::string>> peek(net::RedisAsk& redis, std::size_t most) override;

private:
    void take(const RedisReply& entries, CdrBatch& into);

    FeedOptions options_;
    bool behind_ = true;
    std::string last_ = "0";         // of what was pending at the start
    std::vector<std::string> taken_; // ids, not acknowledged
    CdrBatch claimed_;               // handed out next
    std::string peeked_ = "-";
};

// An entry's item: its field `cdr`, or the only one that it has; else all of them as a JSON object, for others write a record's fields
// as those of the entry.
std::string item_of(const RedisReply& fields) {
    for (std::size_t i = 0; i + 1 < fields.items.size(); i += 2)
        if (fields.items[i].text == "cdr" || fields.items.size() == 2) return fields.items[i + 1].text;
    std::string out;
    base::JsonWriter json(out);
    json.begin_object();
    for (std::size_t i = 0; i + 1 < fields.items.size(); i += 2)
        json.member(fields.items[i].text, fields.items[i + 1].text);
    json.end_object();
    return out;
}

base::Result<void> StreamFeed::begin(net::RedisAsk& redis) {
    behind_ = true;
    last_ = "0";
    taken_.clear();
    claimed_ = {};
    if (!options_.create) return {};
    RedisCommands commands;
    commands.add({"XGROUP", "CREATE", options_.key, options_.group, options_.start, "MKSTREAM"});
    const auto replies = redis.ask(commands, milliseconds(15'000));
    if (!replies) return tl::unexpected(replies.error());
    const RedisReply& one = replies->front();
    if (one.failed() && !one.text.starts_with("BUSYGROUP")) return tl::unexpected(refused(options_.key, one.text));
    return {};
}

void StreamFeed::take(const RedisReply& entries, CdrBatch& into) {
    for (const RedisReply& one : entries.items) {
        if (one.items.size() < 2) { // as 6.2 claims what was trimmed
            ++into.gone;
            continue;
        }
        taken_.push_back(one.items[0].text);
        if (one.items[1].kind == RedisReply::Kind::list)
            into.items.push_back(item_of(one.items[1]));
        else
            ++into.gone;
    }
}

base::Result<CdrBatch> StreamFeed::next(net::RedisAsk& redis, std::size_t most, milliseconds wait) {
    CdrBatch out;
    if (!claimed_.items.empty() || claimed_.gone != 0) return std::exchange(claimed_, {});
    const auto read = [&](const std::string& from, milliseconds block) -> base::Result<void> {
        RedisCommands commands;
        std::vector<std::string> words{"XREADGROUP",      "GROUP", options_.group,
                                       options_.consumer, "COUNT", std::to_string(most)};
        if (block.count() > 0) words.insert(words.end(), {"BLOCK", std::to_string(block.count())});
        words.insert(words.end(), {"STREAMS", options_.key, from});
        const std::vector<std::string_view> views(words.begin(), words.end());
        commands.add(views);
        const auto replies = redis.ask(commands, block + milliseconds(15'000));
        if (!replies) return tl::unexpected(replies.error());
        const RedisReply& reply = replies->front();
        if (reply.failed() && reply.text.starts_with("NOGROUP"))
            return base::fail(base::ErrorKind::unreadable,
                              fmt::format("there is no group {} of a stream {}; --create makes it",
                                          base::quoted(options_.group), base::quoted(options_.key)));
        if (reply.failed()) return tl::unexpected(refused(options_.key, reply.text));
        if (!reply.items.empty() && reply.items[0].items.size() == 2) take(reply.items[0].items[1], out);
        return {};
    };
    if (behind_) {
        const std::size_t before = taken_.size();
        if (auto done = read(last_, {}); !done) return tl::unexpected(done.error());
        behind_ = taken_.size() != before;
        if (behind_) last_ = taken_.back();
        if (behind_) return out;
    }
    if (auto done = read(">", wait); !done) return tl::unexpected(done.error());
    return out;
}

void StreamFeed::acknowledge(RedisCommands& commands) {
    constexpr std::size_t at_once = 1000;
    for (std::size_t at = 0; at < taken_.size(); at += at_once) {
        std::vector<std::string_view> words{"XACK", options_.key, options_.group};
        for (std::size_t i = at; i < std::min(taken_.size(), at + at_once); ++i) words.emplace_back(taken_[i]);
        commands.add(words);
    }
}

// Takes over entries that somebody of the group has had for too long.
base::Result<std::uint64_t> StreamFeed::tend(net::RedisAsk& redis) {
    if (behind_ || !claimed_.items.empty() || !taken_.empty()) return 0;
    RedisCommands commands;
    commands.add({"XAUTOCLAIM", options_.key, options_.group, options_.consumer,
                  std::to_string(options_.claim_idle.count()), "0", "COUNT", "1000"});
    const auto replies = ask_all(redis, options_.key, commands);
    if (!replies) return tl::unexpected(replies.error());
    const RedisReply& reply = replies->front();
    if (reply.items.size() > 1) take(reply.items[1], claimed_);
    if (reply.items.size() > 2) claimed_.gone += reply.items[2].items.size();
    return claimed_.items.size();
}

base::Result<std::uint64_t> StreamFeed::lag(net::RedisAsk& redis) {
    RedisCommands commands;
    commands.add({"XINFO", "GROUPS", options_.key});
    const auto replies = redis.ask(commands, milliseconds(15'000));
    if (!replies) return tl::unexpected(replies.error());
    for (const RedisReply& group : replies->front().items) {
        std::string name;
        std::uint64_t lag = 0;
        for (std::size_t i = 0; i + 1 < group.items.size(); i += 2) {
            if (group.items[i].text == "name") name = group.items[i + 1].text;
            if (group.items[i].text == "lag")
                lag = static_cast<std::uint64_t>(std::max<std::int64_t>(0, group.items[i + 1].integer));
        }
        if (name == options_.group) return lag;
    }
    return 0;
}

base::Result<std::vector<std::string>> StreamFeed::peek(net::RedisAsk& redis, std::size_t most) {
    RedisCommands commands;
    commands.add({"XRANGE", options_.key, peeked_, "+", "COUNT", std::to_string(most)});
    const auto replies = ask_all(redis, options_.key, commands);
    if (!replies) return tl::unexpected(replies.error());
    std::vector<std::string> out;
    for (const RedisReply& one : replies->front().items) {
        if (one.items.size() < 2) continue;
        out.push_back(item_of(one.items[1]));
        peeked_ = "(" + one.items[0].text;
    }
    return out;
}

} // namespace

std::unique_ptr<CdrFeed> make_stream_feed(FeedOptions options) {
    return std::make_unique<StreamFeed>(std::move(options));
}

} // namespace callflow::service
