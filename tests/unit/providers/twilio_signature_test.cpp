// The expected signatures are those of Twilio's own pages, or were computed by Python's hmac with the same rule.
#include "providers/twilio/signature.hpp"

#include <catch2/catch.hpp>
#include <vector>

using namespace callflow::providers::twilio;

namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

const std::string page = "https://mycompany.com/myapp.php?foo=1&bar=2";
const std::string json = R"({"property": "value", "boolean": true})";
const std::string json_url = page + "&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620";

bool right(std::string_view url, const Fields& form, std::string_view signature, std::string_view body = {}) {
    return is_signed("12345", {.url = url, .form = form, .body = body, .signature = signature});
}

} // namespace

TEST_CASE("A posted form is signed with its names in order") {
    CHECK(sign("12345", page,
               Fields{{"To", "+18005551212"},
                      {"CallSid", "CA1234567890ABCDE"},
                      {"Caller", "+14158675309"},
                      {"Digits", "1234"},
                      {"From", "+14158675309"}}) == "RSOYDt4T1cUTdK1PDd93/VVr8B8=");
    CHECK(sign("secret-token", "https://ivr.example.test/menu?lang=en",
               Fields{{"CallSid", "CA00000000000000000000000000000001"},
                      {"Digits", "3"},
                      {"From", "+15550100001"},
                      {"To", "+15550100002"}}) == "RZ4/WJVCSEWqF/MwJeR2NacmvOQ=");
}

TEST_CASE("A GET is signed by its address alone") {
    CHECK(sign("secret-token", "https://ivr.example.test/menu?lang=en&Digits=3", {}) == "jMp0ysxCsbOAwHZ+49IDLFyvPLI=");
}

TEST_CASE("Of a repeated name the distinct values count, in order") {
    CHECK(sign("12345", "https://mycompany.com/x", Fields{{"b", "2"}, {"a", "z"}, {"a", "ab"}, {"a", "z"}}) ==
          "UK3RiA5DeHNuymD5XUoNY5HASCw=");
}

TEST_CASE("Texts are signed as their bytes") {
    CHECK(sign("12345", "https://mycompany.com/x", Fields{{"SpeechResult", "Grüße, \"ja\""}, {"Zoë", "é"}, {"", ""}}) ==
          "XENU0OjSbtZ0CEY1USrA1TdDhKE=");
}

TEST_CASE("A JSON body is signed by its digest in the address") {
    CHECK(with_body_digest(page, json) == json_url);
    CHECK(sign("12345", json_url, {}) == "a9nBmqA0ju/hNViExpshrM61xv4=");
    CHECK(right(json_url, {}, "a9nBmqA0ju/hNViExpshrM61xv4=", json));
    CHECK_FALSE(right(json_url, {}, "a9nBmqA0ju/hNViExpshrM61xv4=", json + " "));
    CHECK_FALSE(right(json_url, {}, "a9nBmqA0ju/hNViExpshrM61xv4="));
}

TEST_CASE("What the receiver does not see is not signed") {
    CHECK(sign("12345", "https://user:secret@mycompany.com/x#ct=1", Fields{{"a", "1"}}) ==
          sign("12345", "https://mycompany.com/x", Fields{{"a", "1"}}));
}

TEST_CASE("A proxy may have changed the port") {
    const Fields form{{"a", "1"}};
    const std::string with = "Nk9L+cZKIBGv324mCkMbhKJkYzw=";    // https://mycompany.com:443/x
    const std::string without = "Jc3BPeD9mt4g02ebRnm7UfB9MmM="; // https://mycompany.com/x
    for (const std::string url : {"https://mycompany.com/x", "https://mycompany.com:443/x"}) {
        CHECK(right(url, form, with));
        CHECK(right(url, form, without));
    }
    CHECK(right("https://mycompany.com:8443/x", form, "FAimT+cBYuHn5CGsu5xelN/5Ek8="));
    CHECK(right("https://mycompany.com:8443/x", form, without));
    CHECK_FALSE(right("https://mycompany.com/x", form, "FAimT+cBYuHn5CGsu5xelN/5Ek8="));
    CHECK(right("http://[::1]/x", {}, "tF63e1RqHhTPNXdGw9kr8NkTwe0=")); // http://[::1]:80/x
}

TEST_CASE("A wrong signature is none") {
    const Fields form{{"a", "1"}};
    const std::string good = sign("12345", page, form);
    CHECK(right(page, form, good));
    CHECK_FALSE(is_signed("12346", {.url = page, .form = form, .signature = good}));
    CHECK_FALSE(right(page, Fields{{"a", "2"}}, good));
    CHECK_FALSE(right(page + "&c=3", form, good));
    CHECK_FALSE(right(page, form, ""));
    CHECK_FALSE(right(page, form, good + "="));
}
