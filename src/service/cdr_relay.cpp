// From a list into a stream.
#include "base/text.hpp"
#include "service/cdr_consumer.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <utility>

namespace callflow::service {
namespace {

using net::RedisCommands;
using net::RedisReply;
using Clock = std::chrono::steady_clock;

// `1767571200000-3`, in the order of a stream.
using EntryId = std::pair<std::uint64_t, std::uint64_t>;

EntryId id_of(std::string_view text) {
    EntryId out;
    const std::size_t dash = std::min(text.find('-'), text.size());
    std::from_chars(text.data(), text.data() + dash, out.first);
    if (dash != text.size()) std::from_chars(text.data() + dash + 1, text.data() + text.size(), out.second);
    return out;
}

class Relay final : public CdrWork {
public:
    Relay(std::string stream, std::uint64_t keep, CdrCountsNow& counts)
        : stream_(std::move(stream)), keep_(keep), counts_(counts) {}
    void anew() override { items_.clear(); }
    base::Result<bool> handle(CdrBatch batch, const std::function<void()>&) override {
        items_ = std::move(batch.items);
        return true;
    }
    std::vector<CdrTarget> targets() const override {
        if (items_.empty()) return {};
        return {{stream_, "stream"}};
    }
    void accompany(RedisCommands& commands) const override {
        for (const std::string& one : items_) commands.add({"XADD", stream_, "*", "cdr", one});
    }
    void acknowledged() override {
        counts_.records += items_.size();
        items_.clear();
    }
    base::Result<std::string> tend(net::RedisAsk& redis) override;
    base::Result<void> settle() override { return {}; }
    Clock::time_point due() const override { return Clock::time_point::max(); }

private:
    struct Slowest {
        std::string group; // empty where there is none
        std::string needs; // the first entry that it has not acknowledged, or the last that it has
    };
    [[nodiscard]] base::Result<Slowest> slowest(net::RedisAsk& redis) const;

    std::string stream_;
    std::uint64_t keep_;
    CdrCountsNow& counts_;
    std::vector<std::string> items_;
    std::string said_; // the group that was last complained of
};

base::Result<Relay::Slowest> Relay::slowest(net::RedisAsk& redis) const {
    RedisCommands commands;
    commands.add({"XINFO", "GROUPS", stream_});
    const auto groups = ask_all(redis, stream_, commands);
    if (!groups) return tl::unexpected(groups.error());
    Slowest out;
    const auto take = [&](const std::string& group, const std::string& needs) {
        if (out.group.empty() || id_of(needs) < id_of(out.needs)) out = {group, needs};
    };
    RedisCommands pending;
    std::vector<std::string> names;
    for (const RedisReply& group : groups->front().items) {
        std::string name, last;
        for (std::size_t i = 0; i + 1 < group.items.size(); i += 2) {
            if (group.items[i].text == "name") name = group.items[i + 1].text;
            if (group.items[i].text == "last-delivered-id") last = group.items[i + 1].text;
        }
        take(name, last);
        pending.add({"XPENDING", stream_, name});
        names.push_back(name);
    }
    if (names.empty()) return out;
    const auto held = ask_all(redis, stream_, pending);
    if (!held) return tl::unexpected(held.error());
    for (std::size_t i = 0; i < names.size(); ++i) {
        const RedisReply& one = (*held)[i];
        if (one.items.size() > 1 && one.items[0].integer > 0) take(names[i], one.items[1].text);
    }
    return out;
}

// Keeps the stream short, but nobody loses what they have not had: a group that stands still keeps all behind its place.
base::Result<std::string> Relay::tend(net::RedisAsk& redis) {
    if (keep_ == 0) return std::string();
    RedisCommands look;
    look.add({"XLEN", stream_});
    const auto length = ask_all(redis, stream_, look);
    if (!length) return tl::unexpected(length.error());
    const auto there = static_cast<std::uint64_t>(length->front().integer);
    if (there <= keep_) return std::string();
    const auto who = slowest(redis);
    if (!who) return tl::unexpected(who.error());
    RedisCommands trim;
    if (who->group.empty())
        trim.add({"XTRIM", stream_, "MAXLEN", "~", std::to_string(keep_)});
    else
        trim.add({"XTRIM", stream_, "MINID", "~", who->needs, "LIMIT", std::to_string(there - keep_)});
    trim.add({"XLEN", stream_});
    const auto trimmed = ask_all(redis, stream_, trim);
    if (!trimmed) return tl::unexpected(trimmed.error());
    const auto left = static_cast<std::uint64_t>(trimmed->back().integer);
    // Entries go by the hundred, and what has just come may have been read by nobody yet.
    if (who->group.empty() || left <= 2 * keep_ + 1000 || said_ == who->group) return std::string();
    said_ = who->group;
    return fmt::format("{} has {} entries, more than --keep {}: group {} has acknowledged none from {} on, and nothing "
                       "that it needs is trimmed; XGROUP DESTROY ends a group that nobody reads",
                       base::quoted(stream_), left, keep_, base::quoted(who->group), who->needs);
}

} // namespace

std::unique_ptr<CdrWork> make_relay_work(std::string stream, std::uint64_t keep, CdrCountsNow& counts) {
    return std::make_unique<Relay>(std::move(stream), keep, counts);
}

} // namespace callflow::service
