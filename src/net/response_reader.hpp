// HTTP/1.1 responses from bytes as they come, whoever sent them: bounded, strict about where one ends.
#pragma once

#include "net/http_server.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace callflow::net {

struct ResponseLimits {
    std::size_t header_bytes = 16 * 1024;
    std::size_t body_bytes = 1024 * 1024;
};

class ResponseReader {
public:
    enum class State : std::uint8_t {
        more,      // bytes are missing
        done,      // all of it is there
        malformed, // no HTTP/1.x, or two lengths, or an upgrade that nobody asked for
        too_large, // beyond the limits
        broken,    // it ended before its end
    };

    // `head`: the answer to a HEAD request, which has no body whatever it says.
    ResponseReader(ResponseLimits limits, bool head);
    ~ResponseReader();
    ResponseReader(const ResponseReader&) = delete;
    ResponseReader& operator=(const ResponseReader&) = delete;

    // Takes what has come. Interim responses (1xx) are passed over, a few of them. After any state but `more` nothing is taken.
    State put(std::string_view bytes);
    // The other side sends no more.
    State end();

    // Whether anything at all has come.
    [[nodiscard]] bool begun() const;
    // Of a response that is done and has not been taken: whether its connection may be used again.
    [[nodiscard]] bool keeps_alive() const;
    // Of one that is done, once.
    [[nodiscard]] HttpResponse take();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace callflow::net
