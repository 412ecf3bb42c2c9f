#include "providers/twilio/emulate/cookies.hpp"

#include <catch2/catch.hpp>

using callflow::providers::twilio::emulate::Cookies;
using callflow::providers::twilio::emulate::read_cookie_date;

namespace {

constexpr std::string_view from = "http://app.example.com/ivr/menu";
constexpr std::int64_t now = 946'684'800'000; // 2000-01-01T00:00:00Z

Cookies taken(std::string_view header, std::string_view date = {}) {
    Cookies cookies;
    cookies.take(header, from, date, now);
    return cookies;
}

} // namespace

TEST_CASE("a cookie is for its host alone, whatever the port, unless it names a domain") {
    const Cookies own = taken("a=1");
    CHECK(own.header_for("http://app.example.com:8080/ivr/next", now) == "a=1");
    CHECK(own.header_for("http://APP.example.com/ivr/next", now) == "a=1");
    CHECK(own.header_for("http://other.example.com/ivr/", now).empty());
    CHECK(own.header_for("http://below.app.example.com/ivr/", now).empty());
    const Cookies whole = taken("a=1; Domain=.Example.com");
    CHECK(whole.header_for("http://other.example.com/ivr/", now) == "a=1");
    CHECK(whole.header_for("http://badexample.com/ivr/", now).empty());
    CHECK(taken("a=1; Domain=other.example.com").empty());
    CHECK(taken("a=1; Domain=com").empty());
    Cookies number;
    number.take("a=1; Domain=0.0.1", "http://127.0.0.1/", {}, now);
    CHECK(number.empty());
    number.take("a=1; Domain=127.0.0.1; Path=/", "http://127.0.0.1:3000/x", {}, now);
    CHECK(number.header_for("http://127.0.0.1:3000/", now) == "a=1");
}

TEST_CASE("a cookie's path is that of its address' folder, or the one it names") {
    const Cookies usual = taken("a=1");
    CHECK(usual.header_for("http://app.example.com/ivr", now) == "a=1");
    CHECK(usual.header_for("http://app.example.com/ivr/x?y", now) == "a=1");
    CHECK(usual.header_for("http://app.example.com/ivrs", now).empty());
    CHECK(usual.header_for("http://app.example.com/", now).empty());
    const Cookies admin = taken("a=1; path=/admin/");
    CHECK(admin.header_for("http://app.example.com/admin/x", now) == "a=1");
    CHECK(admin.header_for("http://app.example.com/ivr/x", now).empty());
    Cookies both = taken("a=1; Path=/");
    both.take("b=2; Path=/ivr", from, {}, now);
    both.take("c=3; Path=nonsense", from, {}, now);
    CHECK(both.header_for("http://app.example.com/ivr/x", now) == "b=2; c=3; a=1");
    CHECK(both.header_for("http://app.example.com", now) == "a=1");
}

TEST_CASE("a secure cookie goes by https alone") {
    const Cookies cookies = taken("a=1; Secure; HttpOnly; SameSite=Lax");
    CHECK(cookies.header_for(from, now).empty());
    CHECK(cookies.header_for("https://app.example.com/ivr/", now) == "a=1");
}

TEST_CASE("a cookie ends when Max-Age says, else Expires, by the answer's own date") {
    const Cookies short_lived = taken("a=1; Max-Age=10; Expires=Wed, 09 Jun 2100 10:18:14 GMT");
    CHECK(short_lived.header_for(from, now + 9'999) == "a=1");
    CHECK(short_lived.header_for(from, now + 10'000).empty());
    CHECK(taken("a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT").empty());
    CHECK(taken("a=1; Max-Age=0").empty());
    CHECK(taken("a=1; Max-Age=-5").empty());
    CHECK(taken("a=1; Max-Age=-3577192789080335248").empty());
    CHECK(!taken("a=1; Max-Age=soon").empty());
    // The application's clock says 2026, the simulated one 2000.
    const Cookies later = taken("a=1; Expires=Sun, 22 Nov 2026 00:01:00 GMT", "Sun, 22 Nov 2026 00:00:00 GMT");
    CHECK(later.header_for(from, now + 59'999) == "a=1");
    CHECK(later.header_for(from, now + 60'000).empty());
    CHECK(taken("a=1; Expires=Sun, 22 Nov 2026 00:00:00 GMT", "Sun, 22 Nov 2026 00:00:01 GMT").empty());
}

TEST_CASE("a cookie of the same name, host and path takes the other's place; what is none is left out") {
    Cookies cookies = taken("a=1");
    cookies.take("b=2", from, {}, now);
    cookies.take("a=3", from, {}, now);
    CHECK(cookies.header_for(from, now) == "a=3; b=2");
    cookies.take("a=; Max-Age=0", from, {}, now);
    CHECK(cookies.header_for(from, now) == "b=2");
    cookies.take("no sign", from, {}, now);
    cookies.take("=value", from, {}, now);
    CHECK(cookies.header_for(from, now) == "b=2");
    for (int i = 0; i < 100; ++i) cookies.take("n" + std::to_string(i) + "=1", from, {}, now);
    CHECK(cookies.header_for(from, now).find("n48=1") != std::string::npos);
    CHECK(cookies.header_for(from, now).find("n49=1") == std::string::npos);
}

TEST_CASE("dates are read in all ways in which they are written") {
    const std::int64_t meant = 784'111'777; // 1994-11-06T08:49:37Z
    CHECK(read_cookie_date("Sun, 06 Nov 1994 08:49:37 GMT") == meant);
    CHECK(read_cookie_date("Sunday, 06-Nov-94 08:49:37 GMT") == meant);
    CHECK(read_cookie_date("Sun Nov  6 08:49:37 1994") == meant);
    CHECK(!read_cookie_date("Sun, 31 Feb 1994 08:49:37 GMT"));
    CHECK(!read_cookie_date("06 Nov 1994"));
    CHECK(!read_cookie_date("06 Nov 1994 24:00:00"));
    CHECK(!read_cookie_date(""));
}
