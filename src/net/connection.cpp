#include "net/connection.hpp"

#include "net/request_target.hpp"

#include <algorithm>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <fmt/format.h>
#include <optional>
#include <string>
#include <string_view>
#include <unistd.h>
#include <utility>

namespace callflow::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using Tcp = asio::ip::tcp;
using Error = boost::system::error_code;

// A header must find room, and what is taken of one who is refused; bodies come in parts. What else a sender may write within a request has
// no bound of its own: what stands behind the size of a chunk, and fields behind the last one.
constexpr std::size_t least_room = 32 * 1024;

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

class HttpConnection final : public Connection, public std::enable_shared_from_this<HttpConnection> {
public:
    HttpConnection(Tcp::socket socket, std::shared_ptr<Shared> shared)
        : stream_(std::move(socket)), deadline_(stream_.get_executor()), shared_(std::move(shared)),
          buffer_(std::max(2 * shared_->options.header_bytes, least_room)) {
        Error error;
        const auto end = stream_.socket().remote_endpoint(error);
        if (!error) peer_ = end.address().to_string();
        static_cast<void>(stream_.socket().set_option(Tcp::no_delay(true), error));
    }
    ~HttpConnection() override {
        std::function<void()> fewer;
        {
            const std::lock_guard lock(shared_->mutex);
            shared_->open.erase(this);
            fewer = shared_->when_fewer;
        }
        shared_->changed.notify_all();
        if (fewer) fewer();
    }

    void start() {
        asio::dispatch(stream_.get_executor(), [self = shared_from_this()] { self->wait(); });
    }
    void stop() override {
        asio::post(stream_.get_executor(), [self = shared_from_this()] {
            if (self->since_ != 0 && !self->reading_) self->close();
        });
    }
    void give_way() override {
        asio::post(stream_.get_executor(), [self = shared_from_this()] {
            if (self->owing() < patient) return; // it has sent the rest meanwhile
            ++self->shared_->shed;
            self->watch_no_more();
            self->close();
        });
    }

    [[nodiscard]] std::int64_t owing() const override {
        const std::int64_t since = since_;
        return since == 0 ? 0 : now() - since;
    }

    void let_go() override { held_.reset(); }
    [[nodiscard]] std::shared_ptr<Connection> kept() override { return weak_from_this().lock(); }

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
        take_head(fields);
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

    // Before the body is read, as fields behind it (trailers) must not be taken for the header's.
    void take_head(const http::request_header<>& head) {
        keep_alive_ = parser_->keep_alive();
        version_ = head.version();
        head_ = head.method() == http::verb::head;
        request_ = {};
        request_.method = view(head.method_string());
        request_.target = view(head.target());
        const auto [target, authority] = origin_of(request_.target);
        for (const auto& field : head) {
            const bool host = !authority.empty() && field.name() == http::field::host;
            request_.headers.emplace_back(view(field.name_string()), host ? authority : view(field.value()));
        }
        if (!authority.empty()) request_.target = std::string(target);
        request_.peer = peer_;
    }

    void handle() {
        ++shared_->requests;
        since_ = 0;
        watch_no_more(); // the answer takes as long as it takes
        request_.body = std::move(parser_->get().body());
        auto given = std::make_shared<std::atomic<bool>>(false);
        held_ = shared_from_this(); // until there is an answer nobody else keeps it
        shared_->handler(std::move(request_), [weak = weak_from_this(), given](HttpResponse response) {
            const auto self = weak.lock();
            if (given->exchange(true) || self == nullptr) return;
            asio::post(self->stream_.get_executor(), [weak, response = std::move(response)]() mutable {
                if (const auto still = weak.lock()) still->answer(std::move(response));
            });
        });
    }

    void answer(HttpResponse response) {
        const std::shared_ptr<HttpConnection> self = std::move(held_);
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
            return refuse(late_                                   ? 408
                          : error == http::error::header_limit    ? 431
                          : error == http::error::buffer_overflow ? 431
                          : error == http::error::body_limit      ? 413
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
    HttpRequest request_; // of the parser, from the end of its header on
    std::optional<http::response<http::empty_body>> go_on_;
    std::optional<http::response<http::string_body>> response_;
    std::shared_ptr<HttpConnection> held_; // itself, while somebody makes an answer
    std::string peer_;
    unsigned version_ = 11;
    bool keep_alive_ = true;
    bool head_ = false;
    std::atomic<std::int64_t> since_ = now(); // it owes a request, or the rest of one; 0: it is being answered
    bool reading_ = false;                    // the rest
};

} // namespace

void begin_connection(int socket, bool ipv6, boost::asio::io_context& context, std::shared_ptr<Shared> shared) {
    Error error;
    Tcp::socket taken(asio::make_strand(context));
    static_cast<void>(taken.assign(ipv6 ? Tcp::v6() : Tcp::v4(), socket, error));
    if (error) {
        ::close(socket);
        return;
    }
    const auto connection = std::make_shared<HttpConnection>(std::move(taken), shared);
    {
        // Not before it is whole: others then ask at once for a hold on it.
        const std::lock_guard lock(shared->mutex);
        shared->open.insert(connection.get());
    }
    connection->start();
}

} // namespace callflow::net
