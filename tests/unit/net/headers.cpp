#include "net/headers.hpp"

#include <catch2/catch.hpp>

using namespace callflow;

TEST_CASE("a header is found whatever the case of its name, the first of several") {
    const net::Headers headers = {{"host", "a"}, {"HOST", "b"}, {"X-Empty", ""}};
    CHECK(net::header(headers, "Host") == "a");
    CHECK(net::header(headers, "x-empty").empty());
    CHECK(net::header(headers, "Hos").empty());
    CHECK_FALSE(net::same_name("Host", "Hos\xd4"));
}

TEST_CASE("a request that could end in two places is not sound") {
    using net::Framing;
    CHECK(net::is_sound(Framing{.lengths = 1, .hosts = 1}));
    CHECK(net::is_sound(Framing{.codings = 1, .hosts = 1, .chunked = true}));
    CHECK(net::is_sound(Framing{.codings = 2, .hosts = 1, .chunked = true})); // gzip, chunked
    CHECK_FALSE(net::is_sound(Framing{.lengths = 2, .hosts = 1}));
    CHECK_FALSE(net::is_sound(Framing{.lengths = 1, .codings = 1, .hosts = 1, .chunked = true}));
    CHECK_FALSE(net::is_sound(Framing{.codings = 1, .hosts = 1}));
    CHECK_FALSE(net::is_sound(Framing{.codings = 1, .hosts = 1, .version = 10, .chunked = true}));
}

TEST_CASE("HTTP/1.1 names its host, once") {
    using net::Framing;
    CHECK_FALSE(net::is_sound(Framing{}));
    CHECK_FALSE(net::is_sound(Framing{.hosts = 2}));
    CHECK(net::is_sound(Framing{.version = 10}));
}
