#include "net/http_server.hpp"

#include "net/connection.hpp"

#include <algorithm>
#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <cerrno>
#include <condition_variable>
#include <fmt/format.h>
#include <mutex>
#include <thread>

namespace callflow::net {
namespace {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
using Error = boost::system::error_code;

} // namespace

struct HttpServer::Impl {
    explicit Impl(ServerOptions options, Handler handler)
        : context(static_cast<int>(options.threads)), acceptor(asio::make_strand(context)),
          pause(acceptor.get_executor()), shared(std::make_shared<Shared>()) {
        shared->options = std::move(options);
        shared->handler = std::move(handler);
    }

    base::Result<void> listen() {
        Error error;
        const auto fail = [&](std::string_view what) {
            return base::fail(base::ErrorKind::system,
                              fmt::format("cannot {} {} port {}: {}", what, shared->options.address,
                                          shared->options.port, error.message()));
        };
        const auto address = asio::ip::make_address(shared->options.address, error);
        if (error)
            return base::fail(base::ErrorKind::usage, fmt::format("{} is no IP address", shared->options.address));
        const Tcp::endpoint end(address, shared->options.port);
        if (acceptor.open(end.protocol(), error); error) return fail("listen on");
        acceptor.set_option(asio::socket_base::reuse_address(true), error);
        if (acceptor.bind(end, error); error) return fail("listen on");
        if (acceptor.listen(asio::socket_base::max_listen_connections, error); error) return fail("listen on");
        port = acceptor.local_endpoint(error).port();
        shared->when_fewer = [this] { asio::post(acceptor.get_executor(), [this] { accept(); }); };
        asio::post(acceptor.get_executor(), [this] { accept(); });
        for (unsigned i = 0; i < std::max(1U, shared->options.threads); ++i)
            threads.emplace_back([this] { context.run(); });
        return {};
    }

    // On the acceptor's strand.
    void accept() {
        if (accepting || shared->stopping) return;
        {
            const std::lock_guard lock(shared->mutex);
            if (shared->open.size() >= shared->options.connections) return wait_for_room();
        }
        accepting = true;
        acceptor.async_accept([this](Error error, Tcp::socket socket) {
            accepting = false;
            if (shared->stopping) return;
            // The other side has gone already, or no file is left: not at once again.
            const bool full = error == asio::error::no_descriptors || error.value() == ENFILE;
            if (error) return accept_after(full && make_room() ? 1 : 20);
            ++shared->accepted;
            const bool ipv6 = socket.local_endpoint(error).protocol() == Tcp::v6();
            begin_connection(socket.release(), ipv6, context, shared);
            accept();
        });
    }

    void accept_after(int milliseconds) {
        pause.expires_after(std::chrono::milliseconds(milliseconds));
        pause.async_wait([this](Error) { accept(); });
    }

    // Until when_fewer(); or somebody knocks, and one gives way.
    void wait_for_room() {
        if (std::exchange(waiting, true)) return;
        acceptor.async_wait(Tcp::acceptor::wait_read, [this](Error error) {
            waiting = false;
            if (error || shared->stopping) return;
            accept_after(make_room() ? 1 : 20);
        });
    }

    // Closes the connection that has owed a request, or the rest of one, for the longest; false where none has for so long that
    // it must be thought to come no more.
    bool make_room() {
        std::shared_ptr<Connection> slowest;
        {
            const std::lock_guard lock(shared->mutex);
            const auto found = std::ranges::max_element(shared->open, {}, &Connection::owing);
            // Only one is held: letting go of a last hold here would end a connection, which takes the same lock.
            if (found != shared->open.end() && (*found)->owing() >= patient) slowest = (*found)->kept();
        }
        if (slowest) slowest->give_way();
        return slowest != nullptr;
    }

    bool stop(std::chrono::milliseconds patience) {
        if (stopped) return true;
        stopped = true;
        shared->stopping = true;
        asio::post(acceptor.get_executor(), [this] {
            Error ignored;
            static_cast<void>(acceptor.close(ignored));
            pause.cancel();
        });
        std::vector<std::shared_ptr<Connection>> open = connections();
        for (const auto& one : open) one->stop();
        open.clear();
        bool all = true;
        {
            std::unique_lock lock(shared->mutex);
            all = shared->changed.wait_for(lock, patience, [this] { return shared->open.empty(); });
            shared->when_fewer = {};
        }
        context.stop();
        threads.clear(); // joins
        for (const auto& one : connections()) one->let_go();
        return all;
    }

    // Those that are open, kept for as long as the list is.
    [[nodiscard]] std::vector<std::shared_ptr<Connection>> connections() const {
        std::vector<std::shared_ptr<Connection>> all;
        const std::lock_guard lock(shared->mutex);
        for (Connection* one : shared->open) {
            if (auto kept = one->kept()) all.push_back(std::move(kept));
        }
        return all; // given back without the lock, under which a connection cannot end
    }

    asio::io_context context;
    asio::executor_work_guard<asio::io_context::executor_type> work =
        asio::make_work_guard(context); // answers are awaited
    asio::basic_socket_acceptor<Tcp, asio::strand<asio::io_context::executor_type>> acceptor;
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>,
                               asio::strand<asio::io_context::executor_type>>
        pause;
    std::shared_ptr<Shared> shared;
    std::vector<std::jthread> threads;
    std::uint16_t port = 0;
    bool accepting = false;
    bool waiting = false; // for room
    bool stopped = false;
};

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HttpServer::~HttpServer() { impl_->stop(std::chrono::milliseconds(0)); }

base::Result<std::unique_ptr<HttpServer>> HttpServer::start(ServerOptions options, Handler handler) {
    auto impl = std::make_unique<Impl>(std::move(options), std::move(handler));
    if (auto listening = impl->listen(); !listening) return tl::unexpected(listening.error());
    return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

std::uint16_t HttpServer::port() const { return impl_->port; }

ServerCounts HttpServer::counts() const {
    ServerCounts counts{impl_->shared->accepted, impl_->shared->requests, impl_->shared->refused, impl_->shared->shed,
                        0};
    const std::lock_guard lock(impl_->shared->mutex);
    counts.open = impl_->shared->open.size();
    return counts;
}

bool HttpServer::stop(std::chrono::milliseconds patience) { return impl_->stop(patience); }

} // namespace callflow::net
