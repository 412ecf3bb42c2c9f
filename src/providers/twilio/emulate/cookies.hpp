// Cookies of a call, as RFC 6265 has them: whose they are, where they are sent, and for how long. Twilio keeps them for each call
// (TwiML facts 5).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::providers::twilio::emulate {

struct Cookie {
    std::string name, value;
    std::string host;      // in small letters, whose it is
    bool below = false;    // also that of the hosts below it
    std::string path;      // that an address has to lie in
    bool secure = false;   // for https only
    std::int64_t ends = 0; // milliseconds since 1970; 0: with the call
};

class Cookies {
public:
    // Takes a `Set-Cookie` header of the answer from `url` at `now`, in milliseconds since 1970. Its `Expires` counts from `date`,
    // the answer's own `Date` header, where there is one: the application's clock is not the simulated one. What is not for that host
    // is left out, and what has expired removes the cookie of that name, host and path.
    void take(std::string_view header, std::string_view url, std::string_view date, std::int64_t now);
    // What is sent to `url`: `a=1; b=2`, longer paths first, otherwise in the order in which they came; empty for nothing.
    [[nodiscard]] std::string header_for(std::string_view url, std::int64_t now) const;
    [[nodiscard]] bool empty() const { return all_.empty(); }

private:
    std::vector<Cookie> all_;
};

// A date as cookies and `Date` headers write it, in whatever order (RFC 6265, 5.1.1), in seconds since 1970.
[[nodiscard]] std::optional<std::int64_t> read_cookie_date(std::string_view text);

} // namespace callflow::providers::twilio::emulate
