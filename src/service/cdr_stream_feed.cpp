#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "service/cdr_feed.hpp"
#include "service/cdr_lease.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <span>

namespace callflow::service {

using net::RedisCommands;
using net::RedisReply;
using std::chrono::milliseconds;

namespace {

class StreamFeed final : public CdrFeed {
public:
    explicit StreamFeed(FeedOptions options)
        : options_(std::move(options)),
          lease_(fmt::format("{}:alive:{}:{}", options_.key, options_.group, options_.consumer), options_.consumer,
                 options_.mark, options_.claim_idle) {}

    base::Result<void> begin(net::RedisAsk& redis) override;
    base::Result<CdrBatch> next(net::RedisAsk& redis, std::size_t most, milliseconds wait) override;
    bool is_behind() const override { return behind_; }
    bool is_due() const override { return lease_.is_due(); }
    base::Result<void> renew(net::RedisAsk& redis) override;
    base::Result<void> guard(net::RedisAsk& redis, std::span<const CdrTarget> targets, bool watched) override;
    void acknowledge(RedisCommands& commands) override;
    void acknowledged() override { taken_.clear(); }
    base::Result<std::uint64_t> tend(net::RedisAsk& redis) override;
    base::Result<CdrLag> lag(net::RedisAsk& redis) override;
    void end(net::RedisAsk& redis) override { lease_.release(redis); }
    base::Result<std::vector<std::string>> peek(net::RedisAsk& redis, std::size_t most) override;

private:
    void take(const RedisReply& entries, CdrBatch& into);
    [[nodiscard]] base::Error no_group() const {
        return {base::ErrorKind::unreadable, fmt::format("there is no group {} of a stream {}; --create makes it",
                                                         base::quoted(options_.group), base::quoted(options_.key))};
    }
    [[nodiscard]] base::Result<std::string> place(net::RedisAsk& redis, std::optional<std::int64_t>* lag) const;
    [[nodiscard]] base::Result<std::vector<std::string>> peek_pending(net::RedisAsk& redis, std::size_t most);

    FeedOptions options_;
    CdrLease lease_;
    bool behind_ = true;
    std::string last_ = "0";         // of what was pending at the start
    std::vector<std::string> taken_; // ids, not acknowledged
    CdrBatch claimed_;               // handed out next
    std::string peeked_;             // the last one that was
    std::string peek_from_;          // behind what this name has
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
    const CdrTarget needed[] = {{options_.key, "stream"}};
    if (auto right = check_types(redis, needed); !right) return right; // before anything is put there
    if (auto ours = lease_.take(redis); !ours) return ours;
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
        if (reply.failed() && reply.text.starts_with("NOGROUP")) return tl::unexpected(no_group());
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
    // Whoever waits for longer than its lease lives has lost it.
    if (auto done = read(">", std::min(wait, options_.claim_idle / 3)); !done) return tl::unexpected(done.error());
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

// What is still being handled has not been idle: else others of the group take it over.
base::Result<void> StreamFeed::renew(net::RedisAsk& redis) {
    if (auto renewed = lease_.renew(redis); !renewed) return renewed;
    if (taken_.empty()) return {};
    RedisCommands commands;
    constexpr std::size_t at_once = 1000;
    for (std::size_t at = 0; at < taken_.size(); at += at_once) {
        std::vector<std::string_view> words{"XCLAIM", options_.key, options_.group, options_.consumer, "0"};
        for (std::size_t i = at; i < std::min(taken_.size(), at + at_once); ++i) words.emplace_back(taken_[i]);
        words.emplace_back("JUSTID");
        commands.add(words);
    }
    const auto replies = ask_all(redis, options_.key, commands);
    if (!replies) return tl::unexpected(replies.error());
    return {};
}

base::Result<void> StreamFeed::guard(net::RedisAsk& redis, std::span<const CdrTarget> targets, bool watched) {
    RedisCommands commands;
    lease_.guard(commands, {}, targets, watched);
    const auto replies = ask_all(redis, options_.key, commands);
    if (!replies) return tl::unexpected(replies.error());
    return lease_.check(*replies, targets);
}

// Takes over entries that somebody of the group has had for too long.
base::Result<std::uint64_t> StreamFeed::tend(net::RedisAsk& redis) {
    if (auto renewed = renew(redis); !renewed) return tl::unexpected(renewed.error());
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

// Of a reply that is names and values by turns.
const RedisReply* value_of(const RedisReply& of, std::string_view name) {
    for (std::size_t i = 0; i + 1 < of.items.size(); i += 2)
        if (of.items[i].text == name) return &of.items[i + 1];
    return nullptr;
}

// Behind which entry the group is; empty where there is no such group, or no stream.
base::Result<std::string> StreamFeed::place(net::RedisAsk& redis, std::optional<std::int64_t>* lag) const {
    RedisCommands commands;
    commands.add({"XINFO", "GROUPS", options_.key});
    const auto replies = redis.ask(commands, milliseconds(15'000));
    if (!replies) return tl::unexpected(replies.error());
    const RedisReply& reply = replies->front();
    if (reply.failed() && !reply.text.starts_with("ERR no such key"))
        return tl::unexpected(refused(options_.key, reply.text));
    for (const RedisReply& group : reply.items) {
        const RedisReply* const name = value_of(group, "name");
        const RedisReply* const last = value_of(group, "last-delivered-id");
        const RedisReply* const behind = value_of(group, "lag"); // of Redis 7, which may not know it
        if (name == nullptr || last == nullptr || name->text != options_.group) continue;
        if (lag != nullptr && behind != nullptr && behind->kind == RedisReply::Kind::integer) *lag = behind->integer;
        return last->text;
    }
    return std::string();
}

base::Result<CdrLag> StreamFeed::lag(net::RedisAsk& redis) {
    constexpr std::string_view some = "1000"; // are counted where the server does not
    std::optional<std::int64_t> told;
    const auto last = place(redis, &told);
    if (!last) return tl::unexpected(last.error());
    CdrLag out;
    if (last->empty()) return out;
    RedisCommands commands;
    commands.add({"XRANGE", options_.key, "(" + *last, "+", "COUNT", told ? "1" : some}).add({"TIME"});
    const auto replies = ask_all(redis, options_.key, commands);
    if (!replies) return tl::unexpected(replies.error());
    const auto& waiting = replies->front().items;
    out.items = told ? static_cast<std::uint64_t>(std::max<std::int64_t>(*told, 0)) : waiting.size();
    if (waiting.empty() || waiting[0].items.empty() || replies->back().items.empty()) return out;
    const std::string& id = waiting[0].items[0].text;
    const auto put = base::parse_int(id.substr(0, id.find('-')));
    const auto now = base::parse_int(replies->back().items[0].text);
    if (put && now && *put > 1'000'000'000'000 && *put / 1000 <= *now) // an id that is a time
        out.oldest = milliseconds(*now * 1000 - *put);
    return out;
}

// What this name has and never acknowledged, by their ids.
base::Result<std::vector<std::string>> StreamFeed::peek_pending(net::RedisAsk& redis, std::size_t most) {
    RedisCommands commands;
    commands.add({"XPENDING", options_.key, options_.group, peeked_.empty() ? "-" : "(" + peeked_, "+",
                  std::to_string(most), options_.consumer});
    const auto ids = ask_all(redis, options_.key, commands);
    if (!ids) return tl::unexpected(ids.error());
    std::vector<std::string> out;
    RedisCommands read;
    for (const RedisReply& one : ids->front().items) {
        if (one.items.empty()) continue;
        peeked_ = one.items[0].text;
        read.add({"XRANGE", options_.key, peeked_, peeked_});
    }
    if (read.count() == 0) return out;
    const auto entries = ask_all(redis, options_.key, read);
    if (!entries) return tl::unexpected(entries.error());
    for (const RedisReply& one : *entries)
        if (!one.items.empty() && one.items[0].items.size() > 1) out.push_back(item_of(one.items[0].items[1]));
    return out;
}

base::Result<std::vector<std::string>> StreamFeed::peek(net::RedisAsk& redis, std::size_t most) {
    if (behind_ && peeked_.empty()) {
        const auto last = place(redis, nullptr);
        if (!last) return tl::unexpected(last.error());
        behind_ = !last->empty();
        peek_from_ = "(" + (behind_ ? *last : options_.start);
        if (!behind_ && !options_.create) return tl::unexpected(no_group());
        if (!behind_ && options_.start == "$") return std::vector<std::string>(); // a group that begins now
    }
    if (behind_) {
        auto pending = peek_pending(redis, most);
        if (!pending || !pending->empty()) return pending;
        behind_ = false;
    }
    RedisCommands commands;
    commands.add({"XRANGE", options_.key, peek_from_, "+", "COUNT", std::to_string(most)});
    const auto replies = ask_all(redis, options_.key, commands);
    if (!replies) return tl::unexpected(replies.error());
    std::vector<std::string> out;
    for (const RedisReply& one : replies->front().items) {
        if (one.items.size() < 2) continue;
        out.push_back(item_of(one.items[1]));
        peek_from_ = "(" + one.items[0].text;
        peeked_ = one.items[0].text;
    }
    return out;
}

} // namespace

std::unique_ptr<CdrFeed> make_stream_feed(FeedOptions options) {
    return std::make_unique<StreamFeed>(std::move(options));
}

} // namespace callflow::service
