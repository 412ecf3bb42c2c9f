#include "net/stream.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace callflow::net {
namespace {

using Clock = std::chrono::steady_clock;

base::Error failed(std::string why) { return {base::ErrorKind::system, std::move(why)}; }
std::string reason(int number) {
    return strerrordesc_np(number) != nullptr ? strerrordesc_np(number) : "unknown error";
}

int left_of(Clock::time_point until) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
    return static_cast<int>(std::clamp<decltype(left)>(left, 0, 3'600'000));
}

// Whether the socket is connected in the end; else why not.
std::string connect_to(int socket, const sockaddr* address, socklen_t size, Clock::time_point until) {
    if (::connect(socket, address, size) == 0) return {};
    if (errno != EINPROGRESS && errno != EAGAIN) return reason(errno);
    pollfd wait{socket, POLLOUT, 0};
    for (;;) {
        const int got = ::poll(&wait, 1, left_of(until));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return "no answer in time";
        break;
    }
    int why = 0;
    socklen_t length = sizeof why;
    if (::getsockopt(socket, SOL_SOCKET, SO_ERROR, &why, &length) != 0) why = errno;
    return why == 0 ? std::string() : reason(why);
}

int make_socket(int family) { return ::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0); }

base::Result<int> connect_unix(const std::string& path, Clock::time_point until) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) return tl::unexpected(failed("the socket's path is too long"));
    std::memcpy(address.sun_path, path.data(), path.size());
    const int socket = make_socket(AF_UNIX);
    if (socket < 0) return tl::unexpected(failed(reason(errno)));
    const std::string why =
        connect_to(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address, until); // NOLINT: sockets
    if (why.empty()) return socket;
    ::close(socket);
    return tl::unexpected(failed(why));
}

base::Result<int> connect_tcp(const StreamAddress& address, Clock::time_point until) {
    addrinfo asked{};
    asked.ai_socktype = SOCK_STREAM;
    asked.ai_flags = AI_ADDRCONFIG;
    addrinfo* found = nullptr;
    const int looked = ::getaddrinfo(address.host.c_str(), address.port.c_str(), &asked, &found);
    if (looked != 0) return tl::unexpected(failed(fmt::format("the host is not known: {}", ::gai_strerror(looked))));
    std::string why = "it has no address";
    for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
        const int socket = make_socket(one->ai_family);
        if (socket < 0) {
            why = reason(errno);
            continue;
        }
        why = connect_to(socket, one->ai_addr, one->ai_addrlen, until);
        if (why.empty()) {
            ::freeaddrinfo(found);
            const int on = 1;
            static_cast<void>(::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on));
            static_cast<void>(::setsockopt(socket, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on));
            return socket;
        }
        ::close(socket);
    }
    ::freeaddrinfo(found);
    return tl::unexpected(failed(why));
}

} // namespace

base::Result<std::unique_ptr<Stream>> Stream::open(const StreamAddress& address, TlsClient* tls,
                                                   std::chrono::milliseconds patience) {
    const auto until = Clock::now() + patience;
    const auto socket = address.path.empty() ? connect_tcp(address, until) : connect_unix(address.path, until);
    if (!socket) return tl::unexpected(socket.error());
    std::unique_ptr<Stream> out(new Stream(*socket)); // NOLINT: the constructor is private
    if (tls == nullptr) return out;
    out->tls_ = tls->open(address.host);
    if (auto done = out->shake(std::chrono::milliseconds(left_of(until))); !done) return tl::unexpected(done.error());
    return out;
}

Stream::~Stream() { ::close(socket_); }

base::Result<void> Stream::shake(std::chrono::milliseconds patience) {
    const auto until = Clock::now() + patience;
    std::string plain;
    TlsSession::State state = tls_->receive({}, plain);
    std::string none;
    while (state == TlsSession::State::handshake) {
        const int left = left_of(until);
        if (left == 0) return tl::unexpected(failed("no answer in time, TLS was not agreed on"));
        wire_ += tls_->outgoing();
        const auto moved = pump(none, plain, std::chrono::milliseconds(left));
        if (!moved) return tl::unexpected(moved.error());
        state = tls_->receive({}, plain);
    }
    wire_ += tls_->outgoing();
    if (state == TlsSession::State::open) return {};
    return base::fail(base::ErrorKind::unreadable,
                      tls_->problem().empty() ? "there is no TLS with it" : tls_->problem());
}

base::Result<bool> Stream::send() {
    const ssize_t put = ::send(socket_, wire_.data() + sent_, wire_.size() - sent_, MSG_NOSIGNAL);
    if (put < 0) {
        if (errno == EAGAIN || errno == EINTR) return false;
        return tl::unexpected(failed(reason(errno)));
    }
    sent_ += static_cast<std::size_t>(put);
    if (sent_ == wire_.size()) {
        wire_.clear();
        sent_ = 0;
    }
    return true;
}

base::Result<bool> Stream::receive(std::string& in) {
    std::array<char, 64 * 1024> bytes; // NOLINT: it is written before it is read
    const ssize_t got = ::recv(socket_, bytes.data(), bytes.size(), 0);
    if (got < 0) {
        if (errno == EAGAIN || errno == EINTR) return false;
        return tl::unexpected(failed(reason(errno)));
    }
    if (got == 0) return tl::unexpected(failed("the other side has closed the connection"));
    const std::string_view text(bytes.data(), static_cast<std::size_t>(got));
    if (tls_ == nullptr) {
        in += text;
        return true;
    }
    const TlsSession::State state = tls_->receive(text, in);
    wire_ += tls_->outgoing();
    if (state == TlsSession::State::closed) return tl::unexpected(failed("the other side has closed the connection"));
    if (state == TlsSession::State::untrusted || state == TlsSession::State::failed)
        return base::fail(state == TlsSession::State::untrusted ? base::ErrorKind::unreadable : base::ErrorKind::system,
                          tls_->problem());
    return true;
}

base::Result<bool> Stream::pump(std::string& out, std::string& in, std::chrono::milliseconds patience) {
    if (!out.empty()) {
        if (tls_ == nullptr)
            wire_ += out;
        else if (tls_->send(out) != TlsSession::State::open)
            return tl::unexpected(failed(tls_->problem()));
        else
            wire_ += tls_->outgoing();
        out.clear();
    }
    pollfd wait{socket_, static_cast<short>(POLLIN | (wire_.empty() ? 0 : POLLOUT)), 0};
    const int got = ::poll(&wait, 1, static_cast<int>(patience.count()));
    if (got < 0 && errno != EINTR) return tl::unexpected(failed(reason(errno)));
    if (got <= 0) return false;
    bool any = false;
    if ((wait.revents & POLLOUT) != 0) {
        const auto put = send();
        if (!put) return put;
        any = *put;
    }
    if ((wait.revents & (POLLIN | POLLHUP | POLLERR)) != 0) {
        const auto came = receive(in);
        if (!came) return came;
        any = any || *came;
    }
    return any;
}

} // namespace callflow::net
