#include "net/http_server.hpp"

#include "net/request_target.hpp"

#include <algorithm>
#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <cerrno>
#include <condition_variable>
#include <fmt/format.h>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

namespace callflow::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using Tcp = asio::ip::tcp;
using Error = boost::system::error_code;

// For how long a connection may owe a request when others knock, in nanoseconds: a provider's next one may be on its way.
constexpr std::int64_t patient = 1'000'000'000;

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

// What all connections share.
struct Shared {
    ServerOptions options;
    HttpServer::Handler handler;
    std::atomic<std::uint64_t> accepted = 0, requests = 0, refused = 0, shed = 0;
    std::atomic<bool> stopping = false;

    std::mutex mutex;
    std::condition_variable changed;
    std::set<class Connection*> open;
    std::function<void()> when_fewer; // a connection has ended, so that another may be accepted
};

class Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(Tcp::socket socket, std::shared_ptr<Shared> shared)
        : stream_(std::move(socket)), deadline_(stream_.get_executor()), shared_(std::move(shared)) {
        Error error;
        const auto end = stream_.socket().remote_endpoint(error);
        if (!error) peer_ = end.address().to_string();
        static_cast<void>(stream_.socket().set_option(Tcp::no_delay(true), error));
        const std::lock_guard lock(shared_->mutex);
        shared_->open.insert(this);
    }
    ~Connection() {
        std::function<void()> fewer;
        {
            const std::lock_guard lock(shared_->mutex);
            shared_->open.erase(this);
            fewer = shared_->when_fewer;
        }
        shared_->changed.notify_all();
        if (fewer) fewer();
    }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    void start() {
        asio::dispatch(stream_.get_executor(), [self = shared_from_this()] { self->wait(); });
    }
    // From any thread: closes the connection unless it is about to answer.
    void stop() {
        asio::post(stream_.get_executor(), [self = shared_from_this()] {
            if (self->since_ != 0 && !self->reading_) self->close();
        });
    }
    // From any thread: closes the connection unless all of its request is there.
    void give_way() {
        asio::post(stream_.get_executor(), [self = shared_from_this()] {
            if (self->owing() < patient) return; // it has sent the rest meanwhile
            ++self->shared_->shed;
            self->watch_no_more();
            self->close();
        });
    }

    // For how long it has owed a request or the rest of one, in nanoseconds; 0 while it is being answered.
    [[nodiscard]] std::int64_t owing() const {
        const std::int64_t since = since_;
        return since == 0 ? 0 : now() - since;
    }

    // Once no thread serves any more: whoever makes its answer is not waited for.
    void let_go() { held_.reset(); }

private:
    static std::int64_t now() { return std::chrono::steady_clock::now().time_since_epoch().count(); }
    using Parser = http::request_parser<http::string_body>;

    // For the first byte of a request.
    void wait() {
        if (shared_->stopping) return close();
        since_ = now();
        reading_ = false;
        if (buffer_.size() > 0) return read_header(); // sent together with the one before
        stream_.expires_after(shared_->options.idle);
        stream_.async_read_some(buffer_.prepare(4096), [self = shared_from_this()](Error error, std::size_t got) {
            if (error) return self->close();
            self->buffer_.commit(got);
            self->read_header();
        });
    }

    void read_header() {
        since_ = now();
        reading_ = true;
        parser_.emplace();
        parser_->header_limit(static_cast<std::uint32_t>(shared_->options.header_bytes));
        parser_->body_limit(shared_->options.body_bytes);
        stream_.expires_never();
        watch();
        http::async_read_header(stream_, buffer_, *parser_, [self = shared_from_this()](Error error, std::size_t) {
            if (error) return self->refuse(error);
            self->read_body();
        });
    }

    // Until all of a request is there. The stream's own deadline would close it, and nobody could be told why.
    void watch() {
        const unsigned turn = ++turn_;
        late_ = false;
        deadline_.expires_after(shared_->options.request_deadline);
        deadline_.async_wait([weak = weak_from_this(), turn](Error error) {
            const auto self = weak.lock();
            if (error || self == nullptr || self->turn_ != turn) return;
            self->late_ = true;
            self->stream_.cancel();
        });
    }
    void watch_no_more() {
        ++turn_;
        deadline_.cancel();
    }

    void read_body() {
        const auto& fields = parser_->get();
        if (!is_sound({.lengths = fields.count(http::field::content_length),
                       .codings = fields.count(http::field::transfer_encoding),
                       .hosts = fields.count(http::field::host),
                       .version = fields.version(),
                       .chunked = parser_->chunked()}))
            return refuse(400);
        if (fields.version() >= 11 && same_name(view(fields[http::field::expect]), "100-continue")) {
            go_on_.emplace(http::status::continue_, fields.version());
            http::async_write(stream_, *go_on_, [self = shared_from_this()](Error error, std::size_t) {
                if (error) return self->refuse(error);
                self->read_rest();
            });
            return;
        }
        read_rest();
    }

    void read_rest() {
        http::async_read(stream_, buffer_, *parser_, [self = shared_from_this()](Error error, std::size_t) {
            if (error) return self->refuse(error);
            self->handle();
        });
    }

    void handle() {
        ++shared_->requests;
        since_ = 0;
        watch_no_more(); // the answer takes as long as it takes
        http::request<http::string_body> message = parser_->release();
        keep_alive_ = message.keep_alive();
        version_ = message.version();
        head_ = message.method() == http::verb::head;
        HttpRequest request;
        request.method = view(message.method_string());
        request.target = view(message.target());
        const auto [target, authority] = origin_of(request.target);
        for (const auto& field : message) {
            const bool host = !authority.empty() && field.name() == http::field::host;
            request.headers.emplace_back(view(field.name_string()), host ? authority : view(field.value()));
        }
        if (!authority.empty()) request.target = std::string(target);
        request.body = std::move(message.body());
        request.peer = peer_;
        auto given = std::make_shared<std::atomic<bool>>(false);
        held_ = shared_from_this(); // until there is an answer nobody else keeps it
        shared_->handler(std::move(request), [weak = weak_from_this(), given](HttpResponse response) {
            const auto self = weak.lock();
            if (given->exchange(true) || self == nullptr) return;
            asio::post(self->stream_.get_executor(), [weak, response = std::move(response)]() mutable {
                if (const auto still = weak.lock()) still->answer(std::move(response));
            });
        });
    }

    void answer(HttpResponse response) {
        const std::shared_ptr<Connection> self = std::move(held_);
        auto& message = response_.emplace();
        message.result(response.status);
        message.version(version_);
        for (const auto& [name, value] : response.headers) message.insert(name, value);
        if (shared_->options.date) message.set(http::field::date, shared_->options.date());
        message.keep_alive(keep_alive_ && !shared_->stopping);
        const std::size_t size = response.body.size();
        if (!head_) message.body() = std::move(response.body);
        message.content_length(size);
        write(message.keep_alive());
    }

    void refuse(Error error) {
        const bool nobody = error == http::error::end_of_stream || error == asio::error::operation_aborted;
        const bool gone =
            nobody || error.category() == asio::error::get_system_category(); // nobody is there to read why
        if (late_ || !gone)
            return refuse(late_                                ? 408
                          : error == http::error::header_limit ? 431
                          : error == http::error::body_limit   ? 413
                                                               : 400);
        watch_no_more();
        if (!nobody) ++shared_->refused;
        close();
    }
    void refuse(unsigned status) {
        watch_no_more();
        ++shared_->refused;
        auto& message = response_.emplace();
        message.result(status);
        message.version(11);
        message.keep_alive(false);
        if (shared_->options.date) message.set(http::field::date, shared_->options.date());
        message.set(http::field::content_type, "text/plain");
        message.body() = fmt::format("{}\n", view(http::obsolete_reason(http::int_to_status(status))));
        message.prepare_payload();
        write(false);
    }

    void write(bool go_on) {
        stream_.expires_after(shared_->options.answer_deadline);
        http::async_write(stream_, *response_, [self = shared_from_this(), go_on](Error error, std::size_t) {
            self->response_.reset();
            if (error || !go_on) return self->finish();
            self->wait();
        });
    }

    // What the other side still sends is taken for a while, for a reset would take the answer from it.
    void finish() {
        Error ignored;
        static_cast<void>(stream_.socket().shutdown(Tcp::socket::shutdown_send, ignored));
        stream_.expires_after(std::chrono::milliseconds(500));
        buffer_.consume(buffer_.size());
        drain(64);
    }
    void drain(unsigned left) {
        if (left == 0) return close();
        stream_.async_read_some(buffer_.prepare(16'384), [self = shared_from_this(), left](Error error, std::size_t) {
            if (error) return self->close();
            self->drain(left - 1);
        });
    }

    void close() {
        Error ignored;
        static_cast<void>(stream_.socket().close(ignored));
    }

    beast::tcp_stream stream_;
    asio::steady_timer deadline_;
    unsigned turn_ = 0; // of watching
    bool late_ = false;
    std::shared_ptr<Shared> shared_;
    beast::flat_buffer buffer_;
    std::optional<Parser> parser_;
    std::optional<http::response<http::empty_body>> go_on_;
    std::optional<http::response<http::string_body>> response_;
    std::shared_ptr<Connection> held_; // itself, while somebody makes an answer
    std::string peer_;
    unsigned version_ = 11;
    bool keep_alive_ = true;
    bool head_ = false;
    std::atomic<std::int64_t> since_ = now(); // it owes a request, or the rest of one; 0: it is being answered
    bool reading_ = false;                    // the rest
};

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
        acceptor.async_accept(asio::make_strand(context), [this](Error error, Tcp::socket socket) {
            accepting = false;
            if (shared->stopping) return;
            // The other side has gone already, or no file is left: not at once again.
            const bool full = error == asio::error::no_descriptors || error.value() == ENFILE;
            if (error) return accept_after(full && make_room() ? 1 : 20);
            ++shared->accepted;
            std::make_shared<Connection>(std::move(socket), shared)->start();
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
            if (found != shared->open.end() && (*found)->owing() >= patient)
                slowest = (*found)->weak_from_this().lock();
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
            if (auto kept = one->weak_from_this().lock()) all.push_back(std::move(kept));
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
