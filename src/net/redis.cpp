#include "net/redis.hpp"

#include "base/text.hpp"
#include "base/url.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <hiredis/hiredis.h>

namespace callflow::net {
namespace {

base::Error usage(std::string message) { return {base::ErrorKind::usage, std::move(message)}; }

RedisReply taken(const redisReply& from) {
    RedisReply out;
    switch (from.type) {
    case REDIS_REPLY_ERROR:
        out.kind = RedisReply::Kind::error;
        out.text.assign(from.str, from.len);
        break;
    case REDIS_REPLY_STRING:
    case REDIS_REPLY_STATUS:
        out.kind = RedisReply::Kind::text;
        out.text.assign(from.str, from.len);
        break;
    case REDIS_REPLY_INTEGER:
        out.kind = RedisReply::Kind::integer;
        out.integer = from.integer;
        break;
    case REDIS_REPLY_ARRAY:
        out.kind = RedisReply::Kind::list;
        for (std::size_t i = 0; i < from.elements; ++i) out.items.push_back(taken(*from.element[i]));
        break;
    default: break;
    }
    return out;
}

base::Result<std::uint32_t> database_of(std::string_view text) {
    if (text.empty()) return 0u;
    const auto number = base::parse_int(text);
    if (!number || *number < 0 || *number > 1'000'000)
        return tl::unexpected(usage(fmt::format("the address's database is a number, not {}", base::quoted(text))));
    return static_cast<std::uint32_t>(*number);
}

base::Result<void> read_authority(std::string_view authority, RedisAddress& out) {
    if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
        const std::string_view who = authority.substr(0, at);
        const std::size_t colon = who.find(':');
        const auto user = base::percent_decode(who.substr(0, colon), false);
        const auto password = base::percent_decode(colon == std::string_view::npos ? "" : who.substr(colon + 1), false);
        if (!user || !password)
            return tl::unexpected(usage("the address's user or password has a % that means nothing"));
        out.user = *user;
        out.password = *password;
        authority.remove_prefix(at + 1);
    }
    const bool bracket = authority.starts_with('[');
    const std::size_t end = bracket ? authority.find(']') : authority.rfind(':');
    if (bracket && end == std::string_view::npos) return tl::unexpected(usage("the address's [ is not closed"));
    out.where.host = bracket ? authority.substr(1, end - 1) : authority.substr(0, end);
    std::string_view port;
    if (bracket && end + 1 < authority.size()) port = authority.substr(end + 2);
    if (!bracket && end != std::string_view::npos) port = authority.substr(end + 1);
    if (port.empty()) port = "6379";
    const auto number = base::parse_int(port);
    if (!number || *number < 1 || *number > 65535)
        return tl::unexpected(
            usage(fmt::format("the address's port is a number up to 65535, not {}", base::quoted(port))));
    out.where.port = std::to_string(*number);
    if (out.where.host.empty()) out.where.host = "127.0.0.1";
    return {};
}

} // namespace

std::string RedisAddress::shown() const {
    if (!where.path.empty()) return "unix://" + where.path;
    const bool colons = where.host.find(':') != std::string::npos;
    return fmt::format("{}://{}{}{}:{}{}", secure ? "rediss" : "redis", colons ? "[" : "", where.host,
                       colons ? "]" : "", where.port, database == 0 ? std::string() : fmt::format("/{}", database));
}

base::Result<RedisAddress> read_redis_address(std::string_view url) {
    const base::UrlParts parts = base::split_url(url);
    RedisAddress out;
    std::string_view database;
    if (parts.scheme == "unix") {
        out.where.path = parts.path;
        if (parts.query.starts_with("db=")) database = parts.query.substr(3);
        if (out.where.path.empty()) return tl::unexpected(usage("unix:// takes a path: unix:///run/redis/redis.sock"));
    } else if (parts.scheme == "redis" || parts.scheme == "rediss") {
        out.secure = parts.scheme == "rediss";
        if (const auto read = read_authority(parts.authority, out); !read) return tl::unexpected(read.error());
        database = parts.path.substr(std::min<std::size_t>(parts.path.size(), 1));
    } else {
        return tl::unexpected(
            usage("the address of Redis is redis://HOST:PORT/DATABASE, rediss://… with TLS, or unix:///PATH"));
    }
    const auto number = database_of(database);
    if (!number) return tl::unexpected(number.error());
    out.database = *number;
    return out;
}

RedisCommands& RedisCommands::add(std::span<const std::string_view> words) {
    std::vector<const char*> texts;
    std::vector<std::size_t> sizes;
    for (const std::string_view one : words) {
        texts.push_back(one.data() == nullptr ? "" : one.data());
        sizes.push_back(one.size());
    }
    char* made = nullptr;
    const int size = redisFormatCommandArgv(&made, static_cast<int>(words.size()), texts.data(), sizes.data());
    if (size < 0) throw std::bad_alloc();
    bytes_.append(made, static_cast<std::size_t>(size));
    redisFreeCommand(made);
    ++count_;
    return *this;
}

void RedisParser::Free::operator()(redisReader* reader) const { redisReaderFree(reader); }

RedisParser::RedisParser() : reader_(redisReaderCreate()) {
    if (reader_ == nullptr) throw std::bad_alloc();
}
RedisParser::~RedisParser() = default;

base::Result<void> RedisParser::feed(std::string_view bytes, std::vector<RedisReply>& into) {
    const auto broken = [&] {
        return base::fail(base::ErrorKind::unreadable,
                          fmt::format("what it sends is not Redis's protocol: {}", base::printable(reader_->errstr)));
    };
    if (redisReaderFeed(reader_.get(), bytes.data(), bytes.size()) != REDIS_OK) return broken();
    for (;;) {
        void* reply = nullptr;
        if (redisReaderGetReply(reader_.get(), &reply) != REDIS_OK) return broken();
        if (reply == nullptr) return {};
        into.push_back(taken(*static_cast<redisReply*>(reply)));
        freeReplyObject(reply);
    }
}

base::Result<std::unique_ptr<Redis>> Redis::open(const RedisAddress& address, TlsClient* tls, std::string_view name,
                                                 std::chrono::milliseconds patience, std::function<bool()> stopped) {
    auto stream = Stream::open(address.where, address.secure ? tls : nullptr, patience);
    if (!stream) return tl::unexpected(stream.error());
    std::unique_ptr<Redis> out(new Redis(std::move(*stream), std::move(stopped))); // NOLINT: the constructor is private
    RedisCommands commands;
    if (!address.password.empty()) {
        if (address.user.empty())
            commands.add({"AUTH", address.password});
        else
            commands.add({"AUTH", address.user, address.password});
    }
    if (address.database != 0) commands.add({"SELECT", std::to_string(address.database)});
    commands.add({"PING"});
    const auto replies = out->ask(commands, patience);
    if (!replies) return tl::unexpected(replies.error());
    for (const RedisReply& one : *replies)
        if (one.failed())
            return base::fail(is_passing(one.text) ? base::ErrorKind::system : base::ErrorKind::unreadable,
                              base::printable(one.text));
    RedisCommands introduction; // older servers, and users with few rights, may refuse it
    introduction.add({"CLIENT", "SETNAME", name});
    const auto introduced = out->ask(introduction, patience);
    if (!introduced) return tl::unexpected(introduced.error());
    return out;
}

base::Result<std::vector<RedisReply>> Redis::ask(const RedisCommands& commands, std::chrono::milliseconds patience) {
    std::vector<RedisReply> replies;
    std::string out = commands.bytes();
    std::string in;
    using Clock = std::chrono::steady_clock;
    constexpr std::chrono::milliseconds slice{200}, last{2000};
    auto until = Clock::now() + patience;
    auto stop_at = Clock::time_point::max();
    while (replies.size() < commands.count()) {
        const auto now = Clock::now();
        if (stop_at == Clock::time_point::max() && stopped_ && stopped_()) stop_at = now + last;
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(std::min(until, stop_at) - now);
        if (left.count() <= 0) return base::fail(base::ErrorKind::system, "no answer in time");
        const auto moved = stream_->pump(out, in, stopped_ ? std::min(left, slice) : left);
        if (!moved) return tl::unexpected(moved.error());
        if (!*moved) continue;
        until = Clock::now() + patience;
        if (in.empty()) continue;
        if (const auto fed = parser_.feed(in, replies); !fed) return tl::unexpected(fed.error());
        in.clear();
    }
    if (replies.size() > commands.count())
        return base::fail(base::ErrorKind::unreadable, "it answers what nobody has asked");
    return replies;
}

bool is_passing(std::string_view error) {
    constexpr std::array<std::string_view, 10> words{"LOADING",  "READONLY",      "MASTERDOWN", "CLUSTERDOWN",
                                                     "TRYAGAIN", "BUSY",          "OOM",        "NOREPLICAS",
                                                     "MISCONF",  "ERR max number"};
    return std::ranges::any_of(words, [&](std::string_view one) { return error.starts_with(one); });
}

} // namespace callflow::net
