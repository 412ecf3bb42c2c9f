#include "net/redis.hpp"

#include <catch2/catch.hpp>

using namespace callflow;
using namespace std::string_literals;

TEST_CASE("addresses of Redis", "[redis]") {
    const auto plain = net::read_redis_address("redis://dialler");
    REQUIRE(plain);
    CHECK(plain->where.host == "dialler");
    CHECK(plain->where.port == "6379");
    CHECK_FALSE(plain->secure);
    const auto all = net::read_redis_address("rediss://ann:s%40fe@[::1]:6380/3");
    REQUIRE(all);
    CHECK(all->secure);
    CHECK(all->where.host == "::1");
    CHECK(all->where.port == "6380");
    CHECK(all->user == "ann");
    CHECK(all->password == "s@fe");
    CHECK(all->database == 3);
    CHECK(all->shown() == "rediss://[::1]:6380/3");
    const auto path = net::read_redis_address("unix:///run/redis.sock?db=2");
    REQUIRE(path);
    CHECK(path->where.path == "/run/redis.sock");
    CHECK(path->database == 2);
    for (const char* const wrong : {"", "http://x", "redis://x:0", "redis://x:port", "redis://x/one", "redis://[::1",
                                    "unix://", "redis://:%zz@x"}) {
        INFO(wrong);
        const auto refused = net::read_redis_address(wrong);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().kind == base::ErrorKind::usage);
        CHECK(refused.error().message.find("%zz") == std::string::npos);
    }
}

TEST_CASE("commands hold any bytes", "[redis]") {
    net::RedisCommands commands;
    commands.add({"LPUSH", "key", std::string_view("a\r\n\0b", 5)}).add({"PING"});
    CHECK(commands.count() == 2);
    CHECK(commands.bytes() == "*3\r\n$5\r\nLPUSH\r\n$3\r\nkey\r\n$5\r\na\r\n\0b\r\n*1\r\n$4\r\nPING\r\n"s);
}

TEST_CASE("replies come in whatever pieces", "[redis]") {
    const std::string bytes = "+OK\r\n*2\r\n$3\r\nabc\r\n*1\r\n:17\r\n-WRONGTYPE no\r\n$-1\r\n";
    net::RedisParser parser;
    std::vector<net::RedisReply> replies;
    for (const char one : bytes) REQUIRE(parser.feed({&one, 1}, replies));
    REQUIRE(replies.size() == 4);
    CHECK(replies[0].text == "OK");
    CHECK(replies[1].items[0].text == "abc");
    CHECK(replies[1].items[1].items[0].integer == 17);
    CHECK(replies[2].failed());
    CHECK(replies[3].kind == net::RedisReply::Kind::nothing);
    CHECK_FALSE(parser.feed("HTTP/1.1 400 Bad Request\r\n", replies));
    CHECK(net::is_passing("LOADING Redis is loading the dataset in memory"));
    CHECK_FALSE(net::is_passing("WRONGPASS invalid username-password pair"));
}
