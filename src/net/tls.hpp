// TLS as bytes in and bytes out, without sockets. Whoever does it is a module, for its library costs a start more than all the
// rest of callflow (base/module.hpp).
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace callflow::net {

// The client's end of one connection.
class TlsSession {
public:
    enum class State : std::uint8_t {
        handshake, // nothing can be sent yet
        open,
        closed,    // the other side has said its last word
        untrusted, // its certificate is not taken
        failed,    // it does not speak TLS, or none that we take
    };
    TlsSession() = default;
    TlsSession(const TlsSession&) = delete;
    TlsSession& operator=(const TlsSession&) = delete;
    virtual ~TlsSession() = default;

    // Takes what has come from the network, nothing at the beginning, and appends to `plain` what it holds.
    virtual State receive(std::string_view network, std::string& plain) = 0;
    // Makes `plain` ready for the network; of a session that is open.
    virtual State send(std::string_view plain) = 0;
    // What is to go to the network now; empty for nothing.
    [[nodiscard]] virtual std::string outgoing() = 0;
    // Why it is untrusted or failed, one sentence.
    [[nodiscard]] virtual std::string problem() const = 0;
};

class TlsClient {
public:
    TlsClient() = default;
    TlsClient(const TlsClient&) = delete;
    TlsClient& operator=(const TlsClient&) = delete;
    virtual ~TlsClient() = default;
    // A session with that host, a name or an IP address, which its certificate has to be for. Sessions may outlive the client.
    [[nodiscard]] virtual std::unique_ptr<TlsSession> open(const std::string& host) = 0;
};

struct TlsSettings {
    std::string authorities = {}; // a PEM file of those whose certificates are taken; empty: the system's
};

// What the module hands out, by a function of this name: `extern "C" const TlsModule* callflow_tls()`.
struct TlsModule {
    // An error of kind system where the authorities cannot be read.
    base::Result<std::unique_ptr<TlsClient>> (*make_client)(const TlsSettings& settings) = nullptr;
};

// The module's client; an error of kind system that says which file is missing.
[[nodiscard]] base::Result<std::unique_ptr<TlsClient>> make_tls_client(const TlsSettings& settings);

} // namespace callflow::net
