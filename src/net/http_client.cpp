#include "net/http_client.hpp"

#include "base/ascii.hpp"
#include "net/response_reader.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/connect.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <deque>
#include <fmt/format.h>
#include <future>
#include <map>
#include <optional>
#include <set>
#include <thread>
#include <vector>

namespace callflow::net {
namespace {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
using Error = boost::system::error_code;
using Clock = std::chrono::steady_clock;

// Whatever would end a line would begin another header.
bool is_header(const std::pair<std::string, std::string>& field) {
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    const bool token = !field.first.empty() && std::ranges::all_of(field.first, [&](char c) {
        return base::is_alphanumeric(c) || marks.find(c) != std::string_view::npos;
    });
    return token && field.second.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos;
}

std::string request_text(const ClientRequest& request, const ClientAddress& address, const std::string& agent) {
    std::string out = fmt::format("{} {} HTTP/1.1\r\n", request.method, address.target);
    const auto add = [&](std::string_view name, std::string_view value) {
        out.append(name).append(": ").append(value).append("\r\n");
    };
    if (header(request.headers, "Host").empty()) add("Host", address.authority);
    if (!address.authorization.empty()) add("Authorization", address.authorization);
    if (!agent.empty() && header(request.headers, "User-Agent").empty()) add("User-Agent", agent);
    for (const auto& [name, value] : request.headers) add(name, value);
    if (!request.body.empty() || (request.method != "GET" && request.method != "HEAD"))
        add("Content-Length", std::to_string(request.body.size()));
    return out.append("\r\n").append(request.body);
}

bool is_localhost(std::string_view host) {
    constexpr std::string_view name = "localhost";
    return std::ranges::equal(host, name, {}, base::to_lower);
}

// One connection.
struct Link {
    explicit Link(asio::io_context& context) : socket(context) {}
    Tcp::socket socket;
    std::unique_ptr<TlsSession> tls = nullptr;
    std::string peer = {};
    Clock::time_point since = {}; // when it became idle
};

// Whether the other side still holds it: nothing to read, or, with TLS, a ticket.
bool is_alive(Link& link) {
    Error error;
    std::array<char, 1> byte{};
    link.socket.non_blocking(true, error);
    const std::size_t got = link.socket.receive(asio::buffer(byte), asio::socket_base::message_peek, error);
    return error == asio::error::would_block || (!error && got > 0 && link.tls != nullptr);
}

class Exchange;

// What all requests share; touched by the client's thread only.
struct Shared {
    explicit Shared(ClientOptions given) : options(std::move(given)), resolver(context) {}
    ClientOptions options;
    asio::io_context context = asio::io_context(1);
    Tcp::resolver resolver;
    std::map<std::string, std::deque<std::unique_ptr<Link>>> idle = {};
    std::size_t idle_count = 0;
    std::set<std::shared_ptr<Exchange>> active = {};
    std::deque<std::shared_ptr<Exchange>> waiting = {};
    std::unique_ptr<TlsClient> tls = nullptr;
    bool ending = false;

    void begin(std::shared_ptr<Exchange> exchange);
    void ended(const std::shared_ptr<Exchange>& exchange);
    std::unique_ptr<Link> take_idle(const std::string& key);
    void put_idle(const std::string& key, std::unique_ptr<Link> link);
    void end();
};

class Exchange : public std::enable_shared_from_this<Exchange> {
public:
    Exchange(Shared& shared, ClientRequest request, HttpClient::Done done, Clock::time_point began)
        : shared_(shared), request_(std::move(request)), done_(std::move(done)), began_(began), timer_(shared.context) {
    }

    // The deadline runs from send() on, also while it waits for its turn.
    void watch(std::chrono::milliseconds limit) {
        timer_.expires_at(began_ + std::min(limit, request_.deadline));
        timer_.async_wait([self = shared_from_this()](Error error) {
            if (!error && Clock::now() >= self->timer_.expiry())
                self->fail(ClientFailure::timeout, "no answer in time");
        });
    }
    void begin() {
        if (over_) return;
        address_ = read_client_address(request_.url);
        const bool token = is_header({request_.method, ""}) && std::ranges::all_of(request_.headers, is_header);
        if (address_.host.empty() || !token)
            return fail(ClientFailure::address,
                        address_.host.empty() ? "the address cannot be asked" : "the request's headers cannot be sent");
        key_ = fmt::format("{} {} {}", address_.secure, address_.host, address_.port);
        renew();
        link_ = shared_.take_idle(key_);
        reused_ = link_ != nullptr;
        if (reused_) return pump();
        resolve();
    }
    void fail(ClientFailure failure, std::string message) {
        if (over_) return;
        if (failure == ClientFailure::closed && reused_ && !reader_->begun() && !shared_.ending) {
            // The other side let go of an idle connection just then: it cannot have begun to answer.
            reused_ = false;
            renew();
            return resolve();
        }
        if (!address_.authority.empty()) message = fmt::format("{}: {}", address_.authority, message);
        finish(tl::unexpected(ClientError{failure, std::move(message), took()}));
    }
    [[nodiscard]] bool is_over() const { return over_; }

private:
    void renew() {
        reader_.emplace(ResponseLimits{shared_.options.header_bytes, shared_.options.body_bytes},
                        request_.method == "HEAD");
        link_.reset();
        sent_ = false;
        unwritten_ = false;
        state_ = TlsSession::State::open;
    }

    void resolve() {
        watch(request_.connect);
        Error error;
        const auto literal = asio::ip::make_address(address_.host, error);
        if (!error) return connect({Tcp::endpoint(literal, static_cast<std::uint16_t>(std::stoul(address_.port)))});
        // Nobody is asked for a name that must not be asked anyway.
        if (shared_.options.loopback_only && !is_localhost(address_.host))
            return fail(ClientFailure::forbidden, "it is not an address of this machine");
        shared_.resolver.async_resolve(
            address_.host, address_.port, [self = shared_from_this()](Error failed, const auto& found) {
                if (failed)
                    return self->fail(ClientFailure::name, fmt::format("the host is not known: {}", failed.message()));
                std::vector<Tcp::endpoint> ends;
                for (const auto& one : found) ends.push_back(one.endpoint());
                self->connect(std::move(ends));
            });
    }

    // What a name stood for is what is asked: nobody can answer a second look-up differently.
    void connect(std::vector<Tcp::endpoint> ends) {
        if (over_) return;
        if (shared_.options.loopback_only)
            std::erase_if(ends, [](const Tcp::endpoint& one) { return !one.address().is_loopback(); });
        if (ends.empty()) return fail(ClientFailure::forbidden, "it is not an address of this machine");
        link_ = std::make_unique<Link>(shared_.context);
        ends_ = std::move(ends);
        asio::async_connect(link_->socket, ends_, [self = shared_from_this()](Error error, const Tcp::endpoint& end) {
            self->connected(error, end);
        });
    }
    void connected(Error error, const Tcp::endpoint& end) {
        if (over_) return;
        if (error) return fail(ClientFailure::refused, fmt::format("there is no connection: {}", error.message()));
        static_cast<void>(link_->socket.set_option(Tcp::no_delay(true), error));
        const std::string ip = end.address().to_string();
        link_->peer =
            end.address().is_v6() ? fmt::format("[{}]:{}", ip, end.port()) : fmt::format("{}:{}", ip, end.port());
        watch(request_.deadline);
        if (!address_.secure) return pump();
        if (shared_.tls == nullptr) {
            auto made = make_tls_client(shared_.options.tls);
            if (!made) return fail(ClientFailure::tls, made.error().message);
            shared_.tls = std::move(*made);
        }
        link_->tls = shared_.tls->open(address_.host);
        take({});
    }

    // Writes what is to be written, else reads.
    void pump() {
        if (over_) return;
        if (!sent_ && state_ == TlsSession::State::open) {
            sent_ = true;
            outgoing_ = request_text(request_, address_, shared_.options.user_agent);
            if (link_->tls != nullptr) {
                state_ = link_->tls->send(outgoing_);
                outgoing_.clear();
            }
        }
        if (link_->tls != nullptr) outgoing_ = link_->tls->outgoing();
        if (outgoing_.empty() || unwritten_) return read();
        asio::async_write(link_->socket, asio::buffer(outgoing_),
                          [self = shared_from_this()](Error error, std::size_t) {
                              self->outgoing_.clear();
                              // Who does not read to the end may have answered all the same.
                              if (error) self->unwritten_ = true;
                              self->pump();
                          });
    }
    void read() {
        link_->socket.async_read_some(asio::buffer(incoming_), [self = shared_from_this()](Error error,
                                                                                           std::size_t got) {
            if (self->over_) return;
            if (error == asio::error::eof) return self->heard(self->reader_->end());
            if (error)
                return self->fail(ClientFailure::closed, fmt::format("it closed the connection: {}", error.message()));
            self->take({self->incoming_.data(), got});
        });
    }
    void take(std::string_view bytes) {
        if (link_->tls == nullptr) return heard(reader_->put(bytes));
        std::string plain;
        state_ = link_->tls->receive(bytes, plain);
        if (state_ == TlsSession::State::untrusted) return fail(ClientFailure::certificate, link_->tls->problem());
        if (state_ == TlsSession::State::failed) return fail(ClientFailure::tls, link_->tls->problem());
        const ResponseReader::State got = reader_->put(plain);
        heard(state_ == TlsSession::State::closed ? reader_->end() : got);
    }
    void heard(ResponseReader::State state) {
        switch (state) {
        case ResponseReader::State::more: return pump();
        case ResponseReader::State::malformed: return fail(ClientFailure::malformed, "the answer is no HTTP");
        case ResponseReader::State::too_large: return fail(ClientFailure::too_large, "the answer is too large");
        case ResponseReader::State::broken:
            return fail(ClientFailure::closed, reader_->begun() ? "the connection ended within the answer"
                                                                : "the connection ended without an answer");
        case ResponseReader::State::done: break;
        }
        if (over_) return;
        const bool again = reader_->keeps_alive() && !unwritten_ && state_ == TlsSession::State::open;
        HttpResponse read = reader_->take();
        ClientResponse response{read.status, std::move(read.headers), std::move(read.body), link_->peer, took()};
        if (again) shared_.put_idle(key_, std::move(link_));
        finish(std::move(response));
    }

    void finish(ClientResult result) {
        over_ = true;
        timer_.cancel();
        if (link_ != nullptr) {
            Error ignored;
            static_cast<void>(link_->socket.close(ignored));
        }
        const auto self = shared_from_this();
        const HttpClient::Done done = std::move(done_);
        shared_.ended(self);
        done(std::move(result));
    }
    [[nodiscard]] std::chrono::microseconds took() const {
        return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - began_);
    }

    Shared& shared_;
    ClientRequest request_;
    HttpClient::Done done_;
    Clock::time_point began_;
    asio::steady_timer timer_;
    ClientAddress address_;
    std::string key_; // which idle connections would do
    std::optional<ResponseReader> reader_;
    std::vector<Tcp::endpoint> ends_;
    std::unique_ptr<Link> link_;
    std::string outgoing_;
    std::array<char, 16'384> incoming_{};
    TlsSession::State state_ = TlsSession::State::open;
    bool reused_ = false, sent_ = false, unwritten_ = false, over_ = false;
};

void Shared::begin(std::shared_ptr<Exchange> exchange) {
    if (ending) return exchange->fail(ClientFailure::closed, "the client has ended");
    if (active.size() >= options.connections) {
        waiting.push_back(std::move(exchange));
        return;
    }
    active.insert(exchange);
    exchange->begin();
}

void Shared::ended(const std::shared_ptr<Exchange>& exchange) {
    active.erase(exchange);
    if (ending) return;
    while (!waiting.empty() && active.size() < options.connections) {
        const std::shared_ptr<Exchange> next = std::move(waiting.front());
        waiting.pop_front();
        if (next->is_over()) continue; // its deadline has passed meanwhile
        active.insert(next);
        asio::post(context, [next] { next->begin(); });
    }
}

std::unique_ptr<Link> Shared::take_idle(const std::string& key) {
    const auto found = idle.find(key);
    while (found != idle.end() && !found->second.empty()) {
        std::unique_ptr<Link> link = std::move(found->second.back()); // the one that is least likely to be gone
        found->second.pop_back();
        --idle_count;
        if (Clock::now() - link->since < options.idle && is_alive(*link)) return link;
    }
    return nullptr;
}

void Shared::put_idle(const std::string& key, std::unique_ptr<Link> link) {
    std::deque<std::unique_ptr<Link>>& links = idle[key];
    const Clock::time_point now = Clock::now();
    while (!links.empty() && (now - links.front()->since >= options.idle || links.size() >= options.idle_per_host)) {
        links.pop_front();
        --idle_count;
    }
    if (ending || idle_count >= options.connections || options.idle_per_host == 0) return;
    link->since = now;
    links.push_back(std::move(link));
    ++idle_count;
}

void Shared::end() {
    ending = true;
    resolver.cancel();
    const std::deque<std::shared_ptr<Exchange>> late = std::move(waiting);
    const std::vector<std::shared_ptr<Exchange>> running(active.begin(), active.end());
    for (const auto& one : late) one->fail(ClientFailure::closed, "the client has ended");
    for (const auto& one : running) one->fail(ClientFailure::closed, "the client has ended");
    idle.clear();
}

} // namespace

std::string_view failure_name(ClientFailure failure) {
    switch (failure) {
    case ClientFailure::address: return "bad address";
    case ClientFailure::forbidden: return "remote address";
    case ClientFailure::name: return "unknown host";
    case ClientFailure::refused: return "no connection";
    case ClientFailure::timeout: return "timeout";
    case ClientFailure::certificate: return "certificate";
    case ClientFailure::tls: return "tls";
    case ClientFailure::malformed: return "malformed";
    case ClientFailure::too_large: return "too large";
    case ClientFailure::closed: return "closed";
    }
    return {};
}

struct HttpClient::Impl {
    explicit Impl(ClientOptions options) : shared(std::move(options)) {}
    Shared shared;
    asio::executor_work_guard<asio::io_context::executor_type> work = asio::make_work_guard(shared.context);
    std::jthread thread = {};
};

HttpClient::HttpClient(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

HttpClient::~HttpClient() {
    Impl& in = *impl_;
    asio::post(in.shared.context, [&in] { in.shared.end(); });
    in.work.reset();
    if (in.thread.joinable()) in.thread.join();
}

base::Result<std::unique_ptr<HttpClient>> HttpClient::start(ClientOptions options) {
    try {
        auto impl = std::make_unique<Impl>(std::move(options));
        impl->thread = std::jthread([in = impl.get()] { in->shared.context.run(); });
        return std::unique_ptr<HttpClient>(new HttpClient(std::move(impl)));
    } catch (const std::exception& error) { // no thread or descriptor left
        return base::fail(base::ErrorKind::system, fmt::format("cannot start an HTTP client: {}", error.what()));
    }
}

void HttpClient::send(ClientRequest request, Done done) {
    Shared& shared = impl_->shared;
    auto exchange = std::make_shared<Exchange>(shared, std::move(request), std::move(done), Clock::now());
    asio::post(shared.context, [&shared, exchange]() mutable {
        exchange->watch(std::chrono::milliseconds::max() / 2);
        shared.begin(std::move(exchange));
    });
}

ClientResult HttpClient::ask(ClientRequest request) {
    // Shared, for who has got the result may be gone while it is still being handed over.
    const auto promise = std::make_shared<std::promise<ClientResult>>();
    std::future<ClientResult> future = promise->get_future();
    send(std::move(request), [promise](ClientResult result) { promise->set_value(std::move(result)); });
    return future.get();
}

} // namespace callflow::net
