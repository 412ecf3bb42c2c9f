#include "base/url.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <utility>

using namespace callflow::base;

TEST_CASE("references lead where RFC 3986 says (section 5.4)") {
    const std::string from = "http://a/b/c/d;p?q";
    const std::pair<const char*, const char*> rows[] = {
        {"g:h", "g:h"},
        {"g", "http://a/b/c/g"},
        {"./g", "http://a/b/c/g"},
        {"g/", "http://a/b/c/g/"},
        {"/g", "http://a/g"},
        {"//g", "http://g"},
        {"?y", "http://a/b/c/d;p?y"},
        {"g?y", "http://a/b/c/g?y"},
        {"#s", "http://a/b/c/d;p?q#s"},
        {"g#s", "http://a/b/c/g#s"},
        {"g?y#s", "http://a/b/c/g?y#s"},
        {";x", "http://a/b/c/;x"},
        {"", "http://a/b/c/d;p?q"},
        {".", "http://a/b/c/"},
        {"./", "http://a/b/c/"},
        {"..", "http://a/b/"},
        {"../", "http://a/b/"},
        {"../g", "http://a/b/g"},
        {"../..", "http://a/"},
        {"../../", "http://a/"},
        {"../../g", "http://a/g"},
        {"../../../g", "http://a/g"},
        {"/./g", "http://a/g"},
        {"/../g", "http://a/g"},
        {"g.", "http://a/b/c/g."},
        {"..g", "http://a/b/c/..g"},
        {"./../g", "http://a/b/g"},
        {"./g/.", "http://a/b/c/g/"},
        {"g/./h", "http://a/b/c/g/h"},
        {"g/../h", "http://a/b/c/h"},
        {"g;x=1/../y", "http://a/b/c/y"},
        {"g?y/../x", "http://a/b/c/g?y/../x"},
        {"http:g", "http:g"},
    };
    for (const auto& [reference, absolute] : rows) {
        CAPTURE(reference);
        CHECK(resolve_url(from, reference) == absolute);
    }
}

TEST_CASE("a name without a scheme is a path, and a document may itself have a relative address") {
    CHECK(resolve_url("https://app.example.com/voice/start", "www.example.com") ==
          "https://app.example.com/voice/www.example.com");
    CHECK(resolve_url("/voice/start?x=1", "menu") == "/voice/menu");
    CHECK(resolve_url("/voice/start?x=1", "/menu?y=2") == "/menu?y=2");
    CHECK(resolve_url("/voice/start?x=1", "  ") == "/voice/start?x=1");
    CHECK(resolve_url("start", "https://b.example/x") == "https://b.example/x");
    CHECK(resolve_url("https://a.example", "x") == "https://a.example/x");
}

TEST_CASE("more of a query is put behind what is there") {
    CHECK(with_query("/a", "x=1") == "/a?x=1");
    CHECK(with_query("/a?", "x=1") == "/a?x=1");
    CHECK(with_query("/a?y=2#f", "x=1") == "/a?y=2&x=1#f");
    CHECK(with_query("/a#f", "") == "/a#f");
}
