// What an application sets as cookies, a header a line: bounded, sent where it belongs, and gone when it has ended.
#include "providers/twilio/emulate/cookies.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

using callflow::providers::twilio::emulate::Cookies;

namespace {

void require(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "broken: %s\n", what);
    std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view rest(reinterpret_cast<const char*>(data), size);
    constexpr std::int64_t now = 946'684'800'000;
    constexpr std::int64_t far = now + 1'000'000'000'000'000;
    Cookies cookies, ended;
    const std::string_view url = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(url.size());
    while (!rest.empty()) {
        rest.remove_prefix(1);
        const std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(line.size());
        cookies.take(line, "https://app.example.com/ivr/menu", "Sun, 22 Nov 2026 00:00:00 GMT", now);
        ended.take(line, url, line, now);
    }
    require(cookies.header_for("https://elsewhere.example.org/ivr/menu", now).empty(), "a cookie of another host");
    const std::string plain = cookies.header_for("http://app.example.com/ivr/menu", now);
    const std::string secure = cookies.header_for("https://app.example.com/ivr/menu", now);
    require(plain.size() <= secure.size(), "https has fewer cookies");
    require(cookies.header_for("https://app.example.com/ivr/menu", far).size() <= secure.size(),
            "cookies that come later");
    static_cast<void>(ended.header_for(url, now));
    return 0;
}
