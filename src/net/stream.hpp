// A connection that carries bytes both ways, plain or in TLS, and never waits longer than it is told.
#pragma once

#include "base/result.hpp"
#include "net/tls.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace callflow::net {

// Where it leads.
struct StreamAddress {
    std::string host, port; // a name or an IP address, and `6379`
    std::string path;       // of a Unix socket, instead
};

// Errors are of kind system where it may be otherwise another time, and of kind unreadable where it will not: a certificate that is not
// taken, no TLS on the other side. They are one sentence.
class Stream {
public:
    // Connects within `patience`, but for looking up the name, which takes as long as the system lets it. `tls`: null for none; with it
    // the handshake has to be done within that time, too.
    [[nodiscard]] static base::Result<std::unique_ptr<Stream>> open(const StreamAddress& address, TlsClient* tls,
                                                                    std::chrono::milliseconds patience);
    ~Stream();
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    // Takes from `out` what can be sent and appends to `in` what has come; waits until either is possible, no longer than `patience`.
    // Whether anything was.
    [[nodiscard]] base::Result<bool> pump(std::string& out, std::string& in, std::chrono::milliseconds patience);

private:
    explicit Stream(int socket) : socket_(socket) {}
    [[nodiscard]] base::Result<void> shake(std::chrono::milliseconds patience);
    [[nodiscard]] base::Result<bool> receive(std::string& in);
    [[nodiscard]] base::Result<bool> send();

    int socket_;
    std::unique_ptr<TlsSession> tls_;
    std::string wire_;     // ready to go
    std::size_t sent_ = 0; // of it
};

} // namespace callflow::net
