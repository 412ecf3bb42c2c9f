// Headers of HTTP requests and answers.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::net {

using Headers = std::vector<std::pair<std::string, std::string>>; // in their order

// Names of headers, and words in some of them: case does not count, of ASCII letters.
[[nodiscard]] bool same_name(std::string_view left, std::string_view right);

// The value of the first header of that name; empty where there is none.
[[nodiscard]] std::string_view header(const Headers& headers, std::string_view name);

// What a request's headers say of where it ends and whom it is for.
struct Framing {
    std::size_t lengths = 0, codings = 0, hosts = 0; // how many Content-Length, Transfer-Encoding and Host there are
    unsigned version = 11;                           // of HTTP: 11 is 1.1
    bool chunked = false;                            // the last coding is
};
// Whether it says so without doubt; one request could be smuggled into another otherwise (RFC 9112, 3.2 and 6.1).
[[nodiscard]] bool is_sound(const Framing& framing);

} // namespace callflow::net
