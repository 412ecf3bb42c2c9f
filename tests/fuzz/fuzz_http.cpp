// What strangers send to a server: the server that `serve` runs reads it over a real connection, whole and cut in two at the place that the
// first byte says, comes to the same requests, within their bounds, and closes the connection.
#include "net/http_server.hpp"

#include <arpa/inet.h>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <netinet/in.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

using namespace callflow;

namespace {

constexpr std::size_t header_bytes = 2048, body_bytes = 1024;

void require(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "broken: %s\n", what);
    std::abort();
}

// One server for all inputs, as in life.
class Served {
public:
    Served() {
        net::ServerOptions options;
        options.header_bytes = header_bytes;
        options.body_bytes = body_bytes;
        auto started = net::HttpServer::start(options, [this](const net::HttpRequest& request, const auto& answer) {
            require(request.body.size() <= body_bytes, "a body within its bound");
            require(!request.method.empty() && !request.target.empty(), "a request asks for something");
            const std::lock_guard lock(mutex_);
            seen_ += request.method + " " + request.target + "\n";
            for (const auto& [name, value] : request.headers) {
                require(value.find_first_of("\r\n") == std::string::npos, "a header is a line");
                seen_ += name + ": " + value + "\n";
            }
            seen_ += request.body + "\n\n";
            answer({.status = 204, .headers = {}, .body = {}});
        });
        require(started.has_value(), "a server");
        server_ = std::move(*started);
    }

    // The requests that came of the bytes.
    std::string send(std::string_view bytes, std::size_t cut) {
        const int peer = connected();
        const timeval patience{.tv_sec = 5, .tv_usec = 0};
        ::setsockopt(peer, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        // Closed at once by the system where it is closed: no ports wait in vain.
        const linger at_once{.l_onoff = 1, .l_linger = 0};
        ::setsockopt(peer, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        write(peer, bytes.substr(0, cut));
        write(peer, bytes.substr(cut));
        ::shutdown(peer, SHUT_WR);
        std::array<char, 4096> buffer{};
        ssize_t got = 0;
        bool first = true;
        while ((got = ::recv(peer, buffer.data(), buffer.size(), 0)) > 0) {
            require(!first || std::string_view(buffer.data(), static_cast<std::size_t>(got)).starts_with("HTTP/1."),
                    "an answer");
            first = false;
        }
        require(got == 0 || errno != EAGAIN, "the connection is closed");
        ::close(peer);
        const std::lock_guard lock(mutex_);
        return std::exchange(seen_, {});
    }

private:
    // Many connections one after the other use up the ports of one address: where it has none left, the next one is tried.
    int connected() {
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(server_->port());
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        for (int tries = 0; tries < 20; ++tries) {
            const int peer = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
            sockaddr_in from{};
            from.sin_family = AF_INET;
            from.sin_addr.s_addr =
                htonl(INADDR_LOOPBACK + (++connections_ / 1'000 + static_cast<unsigned>(tries)) % 200);
            // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the system's way
            require(::bind(peer, reinterpret_cast<sockaddr*>(&from), sizeof from) == 0, "an address");
            // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): likewise
            if (::connect(peer, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0) return peer;
            std::perror("connect");
            ::close(peer);
        }
        require(false, "a connection");
        return -1;
    }
    static void write(int peer, std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t sent = ::send(peer, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return; // refused meanwhile
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
    }

    std::uint32_t connections_ = 0;
    std::mutex mutex_;
    std::string seen_;
    std::unique_ptr<net::HttpServer> server_;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static Served served;
    if (size < 2 || size > 8192) return 0;
    const std::string bytes(reinterpret_cast<const char*>(data) + 1, size - 1); // NOLINT: bytes seen as characters
    const std::string whole = served.send(bytes, bytes.size());
    const std::string cut = served.send(bytes, data[0] % bytes.size());
    require(whole == cut, "the same requests however the bytes are cut");
    return 0;
}
