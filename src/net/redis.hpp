// Redis: commands out, replies in, over our own stream.
#pragma once

#include "base/result.hpp"
#include "net/stream.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

struct redisReader;

namespace callflow::net {

// `redis://user:password@host:port/database`, `rediss://…` with TLS, `unix:///path?db=1`.
struct RedisAddress {
    bool secure = false;
    StreamAddress where;
    std::string user, password;
    std::uint32_t database = 0;
    // For people: without user and password.
    [[nodiscard]] std::string shown() const;
};
// An error of kind usage says what is wrong with it, and never says a password.
[[nodiscard]] base::Result<RedisAddress> read_redis_address(std::string_view url);

struct RedisReply {
    enum class Kind : std::uint8_t { nothing, text, integer, list, error } kind = Kind::nothing;
    std::string text; // of an error too: `WRONGTYPE Operation …`
    std::int64_t integer = 0;
    std::vector<RedisReply> items;

    [[nodiscard]] bool failed() const { return kind == Kind::error; }
};

// Commands that go out together.
class RedisCommands {
public:
    // The words of one, which may be any bytes.
    RedisCommands& add(std::span<const std::string_view> words);
    RedisCommands& add(std::initializer_list<std::string_view> words) {
        return add(std::span(words.begin(), words.size()));
    }
    [[nodiscard]] const std::string& bytes() const { return bytes_; }
    [[nodiscard]] std::size_t count() const { return count_; }

private:
    std::string bytes_;
    std::size_t count_ = 0;
};

// Parses what a server sends, in whatever pieces it comes.
class RedisParser {
public:
    RedisParser();
    ~RedisParser();
    RedisParser(const RedisParser&) = delete;
    RedisParser& operator=(const RedisParser&) = delete;
    // Appends whole replies to `into`. An error of kind unreadable where this is no Redis.
    [[nodiscard]] base::Result<void> feed(std::string_view bytes, std::vector<RedisReply>& into);

private:
    struct Free {
        void operator()(redisReader* reader) const;
    };
    std::unique_ptr<redisReader, Free> reader_;
};

// A seam for those who ask Redis.
class RedisAsk {
public:
    RedisAsk() = default;
    RedisAsk(const RedisAsk&) = delete;
    RedisAsk& operator=(const RedisAsk&) = delete;
    virtual ~RedisAsk() = default;
    // A reply for each command, in their order, what the server refuses among them. `patience`: how long nothing may come. An error is
    // the connection's, which is of no use then: of kind system where another one may be had.
    [[nodiscard]] virtual base::Result<std::vector<RedisReply>> ask(const RedisCommands& commands,
                                                                    std::chrono::milliseconds patience) = 0;
};

class Redis final : public RedisAsk {
public:
    // Connects, says who it is (`name` for the server's list of clients) and chooses the database. Errors as Stream has them; a wrong
    // password is of kind unreadable. Once `stopped` says so (may be null; asked often) a server that is silent is waited for 2 s more.
    [[nodiscard]] static base::Result<std::unique_ptr<Redis>> open(const RedisAddress& address, TlsClient* tls,
                                                                   std::string_view name,
                                                                   std::chrono::milliseconds patience,
                                                                   std::function<bool()> stopped = nullptr);
    [[nodiscard]] base::Result<std::vector<RedisReply>> ask(const RedisCommands& commands,
                                                            std::chrono::milliseconds patience) override;

private:
    Redis(std::unique_ptr<Stream> stream, std::function<bool()> stopped)
        : stream_(std::move(stream)), stopped_(std::move(stopped)) {}
    std::unique_ptr<Stream> stream_;
    std::function<bool()> stopped_;
    RedisParser parser_;
};

// Whether an error reply says that it will be otherwise later, or on another connection: the server loads, has become a replica, is
// busy, or has no memory left.
[[nodiscard]] bool is_passing(std::string_view error);

} // namespace callflow::net
