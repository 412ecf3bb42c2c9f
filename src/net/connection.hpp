// One connection of an HTTP server, and what all of them share.
#pragma once

#include "net/http_server.hpp"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <set>

namespace boost::asio {
class io_context;
}

namespace callflow::net {

class Connection;

// For how long a connection may owe a request when others knock, in nanoseconds: a provider's next one may be on its way.
inline constexpr std::int64_t patient = 1'000'000'000;

// What all connections share.
struct Shared {
    ServerOptions options;
    HttpServer::Handler handler;
    std::atomic<std::uint64_t> accepted = 0, requests = 0, refused = 0, shed = 0;
    std::atomic<bool> stopping = false;

    std::mutex mutex;
    std::condition_variable changed;
    std::set<Connection*> open;
    std::function<void()> when_fewer; // a connection has ended, so that another may be accepted
};

// Keeps itself while it is read from or written to, and while somebody makes an answer. Its functions are for any thread.
class Connection {
public:
    Connection() = default;
    virtual ~Connection() = default;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    // Closes the connection unless it is about to answer.
    virtual void stop() = 0;
    // Closes the connection unless all of its request is there.
    virtual void give_way() = 0;
    // For how long it has owed a request or the rest of one, in nanoseconds; 0 while it is being answered.
    [[nodiscard]] virtual std::int64_t owing() const = 0;
    // Once no thread serves any more: whoever makes its answer is not waited for.
    virtual void let_go() = 0;
    // A hold on it; none when it is ending.
    [[nodiscard]] virtual std::shared_ptr<Connection> kept() = 0;
};

// Serves a socket that has been accepted, which it takes over, with threads of `context`, which must outlive it.
void begin_connection(int socket, bool ipv6, boost::asio::io_context& context, std::shared_ptr<Shared> shared);

} // namespace callflow::net
