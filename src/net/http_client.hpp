// An HTTP/1.1 client for many requests at once: each has a deadline, answers have bounds, connections are used again. It follows
// no redirect: whoever asks decides.
#pragma once

#include "net/http_server.hpp"
#include "net/tls.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace callflow::net {

struct ClientRequest {
    std::string method = "GET";
    std::string
        url; // absolute, http or https, ASCII without blanks; its fragment is not sent, its user and password are
    Headers headers = {}; // besides Host, Content-Length, Connection and Authorization made from the address
    std::string body = {};
    std::chrono::milliseconds deadline{15'000}; // for all of it, from send() to the answer's last byte
    std::chrono::milliseconds connect{10'000};  // for the name and the connection
};

struct ClientResponse {
    unsigned status = 0;
    Headers headers;
    std::string body; // chunks put together
    std::string peer; // the address that answered, with its port: `127.0.0.1:8080`
    std::chrono::microseconds took{0};
};

enum class ClientFailure : std::uint8_t {
    address,     // the address cannot be asked
    forbidden,   // it leads to where this client may not go
    name,        // the host is not known
    refused,     // nobody takes the connection
    timeout,     // the deadline has passed
    certificate, // the other side's certificate is not taken
    tls,         // no TLS with it, or none here
    malformed,   // what came is no HTTP
    too_large,   // beyond the bounds
    closed,      // the connection ended before the answer did
};
// `timeout`, `too large`
[[nodiscard]] std::string_view failure_name(ClientFailure failure);

struct ClientError {
    ClientFailure failure = ClientFailure::closed;
    std::string message; // one sentence, with the host
    std::chrono::microseconds took{0};
};
using ClientResult = tl::expected<ClientResponse, ClientError>;

struct ClientOptions {
    std::size_t header_bytes = 16 * 1024;
    std::size_t body_bytes = 1024 * 1024;
    std::size_t connections = 512;          // at one time; what is beyond waits, its deadline running
    std::size_t idle_per_host = 64;         // kept for the next request
    std::chrono::milliseconds idle{15'000}; // for so long
    // Connects to no address but the machine's own; no name but `localhost` is looked up for that, and what it stood for then is
    // what is asked.
    bool loopback_only = false;
    std::string user_agent = "callflow"; // where a request has no header of that name; empty: none
    TlsSettings tls = {};
};

class HttpClient {
public:
    // Called once, by the client's own thread; must not wait.
    using Done = std::function<void(ClientResult result)>;

    // Has a thread of its own from now on. The error says what the system said.
    [[nodiscard]] static base::Result<std::unique_ptr<HttpClient>> start(ClientOptions options);
    // What is under way ends as `closed`; a look-up of a name is waited for.
    ~HttpClient();
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;

    // From any thread.
    void send(ClientRequest request, Done done);
    // The same, waited for. Not to be called by `done`.
    [[nodiscard]] ClientResult ask(ClientRequest request);

private:
    struct Impl;
    explicit HttpClient(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

// What stands for an address in a request line and the headers; empty `host` for one that cannot be asked.
struct ClientAddress {
    bool secure = false;
    std::string host;          // without brackets
    std::string port;          // `80`
    std::string authority;     // for the header: `[::1]:8080`, without the usual port
    std::string target;        // `/path?query`
    std::string authorization; // `Basic …`; empty for none
};
[[nodiscard]] ClientAddress read_client_address(std::string_view url);

} // namespace callflow::net
