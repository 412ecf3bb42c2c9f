// An HTTP/1.1 server for many connections that takes nothing on trust: every request has a deadline, headers and bodies
// have bounds, and a connection that sends nothing is closed.
#pragma once

#include "base/result.hpp"
#include "net/headers.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::net {

struct HttpRequest {
    std::string method; // `POST`
    std::string target; // as it was sent: `/calls/flow?event=press`
    Headers headers;    // in their order, names as they were sent
    std::string body;   // whole, chunks put together
    std::string peer;   // the other side's address without its port: `127.0.0.1`
};

struct HttpResponse {
    unsigned status = 200;
    Headers headers; // besides Content-Length, Connection and Date
    std::string body;
};

struct ServerOptions {
    std::string address = "127.0.0.1"; // an IPv4 or IPv6 address
    std::uint16_t port = 0;            // 0: one that is free
    unsigned threads = 1;              // at least 1
    std::size_t header_bytes = 16 * 1024;
    std::size_t body_bytes = 1024 * 1024;
    std::size_t connections = 10'000;                   // beyond it one that owes a request must give way first
    std::chrono::milliseconds request_deadline{10'000}; // from a request's first byte until all of it is there
    std::chrono::milliseconds answer_deadline{10'000};  // until an answer has been taken by the other side
    std::chrono::milliseconds idle{60'000};             // between two requests, and before the first
    // The value of the `Date` header; none is sent where it is null. Called by any thread.
    std::function<std::string()> date = {};
};

// Counts since the server was made; each only grows, but `open`.
struct ServerCounts {
    std::uint64_t accepted = 0;
    std::uint64_t requests = 0;
    std::uint64_t refused = 0; // malformed, too large, or too slow: answered with 4xx or closed
    std::uint64_t shed = 0;    // connections that owed a request, closed for new ones
    std::uint64_t open = 0;    // connections now
};

class HttpServer {
public:
    // Hands a response over, once, from any thread, at any time; later calls and those after the server's end do nothing. None
    // may be under way while the server is destroyed.
    using Answer = std::function<void(HttpResponse response)>;
    // Called by the server's threads, several at once; must not wait. It takes over the request.
    using Handler = std::function<void(HttpRequest request, Answer answer)>;

    // Listens at once, and serves until it is stopped. The error says what the system said.
    [[nodiscard]] static base::Result<std::unique_ptr<HttpServer>> start(ServerOptions options, Handler handler);
    // stop(), with nothing waited for.
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    [[nodiscard]] std::uint16_t port() const;
    [[nodiscard]] ServerCounts counts() const;
    // Accepts no more, closes connections that wait for a request, and waits until those that have one are answered, no
    // longer than `patience`. Whether all of them were.
    bool stop(std::chrono::milliseconds patience);

private:
    struct Impl;
    explicit HttpServer(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

} // namespace callflow::net
