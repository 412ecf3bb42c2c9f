#include "net/http_client.hpp"

#include <arpa/inet.h>
#include <atomic>
#include <catch2/catch.hpp>
#include <future>
#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

using namespace callflow;
using namespace std::chrono_literals;
using net::ClientFailure;
using net::ClientRequest;
using net::ClientResult;
using net::HttpClient;
using net::HttpRequest;
using net::HttpResponse;
using net::HttpServer;

namespace {

// A server that says whatever a test wants to each connection, one after the other, and then closes it.
class Raw {
public:
    using Talk = std::function<void(int socket, int number)>;
    explicit Raw(Talk talk) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in own{};
        own.sin_family = AF_INET;
        own.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        REQUIRE(::bind(socket_, reinterpret_cast<sockaddr*>(&own), sizeof own) == 0); // NOLINT: the system's way
        REQUIRE(::listen(socket_, 16) == 0);
        socklen_t size = sizeof own;
        REQUIRE(::getsockname(socket_, reinterpret_cast<sockaddr*>(&own), &size) == 0); // NOLINT: the system's way
        port = ntohs(own.sin_port);
        thread_ = std::jthread([this, talk = std::move(talk)] {
            for (int number = 0;; ++number) {
                const int one = ::accept(socket_, nullptr, nullptr);
                if (one < 0) return;
                talk(one, number);
                ::close(one);
            }
        });
    }
    ~Raw() {
        ::shutdown(socket_, SHUT_RDWR);
        thread_.join();
        ::close(socket_);
    }
    Raw(const Raw&) = delete;
    Raw& operator=(const Raw&) = delete;
    [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port) + "/"; }
    int port = 0;

private:
    int socket_;
    std::jthread thread_;
};

bool say(int socket, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

// A request's head, and what came with it.
std::string hear(int socket) {
    std::string text;
    char bytes[4096];
    while (text.find("\r\n\r\n") == std::string::npos) {
        const ssize_t got = ::recv(socket, bytes, sizeof bytes, 0);
        if (got <= 0) break;
        text.append(bytes, static_cast<std::size_t>(got));
    }
    return text;
}

std::unique_ptr<HttpClient> client_of(net::ClientOptions options = {}) {
    auto client = HttpClient::start(std::move(options));
    REQUIRE(client);
    return std::move(*client);
}

void echo(HttpRequest request, const HttpServer::Answer& answer) {
    HttpResponse response;
    response.headers = {{"X-Host", std::string(net::header(request.headers, "host"))},
                        {"X-Authorization", std::string(net::header(request.headers, "authorization"))},
                        {"X-Agent", std::string(net::header(request.headers, "user-agent"))}};
    response.body = request.method + " " + request.target + " " + request.body;
    answer(std::move(response));
}

std::unique_ptr<HttpServer> serve(HttpServer::Handler handler = echo, net::ServerOptions options = {}) {
    auto server = HttpServer::start(std::move(options), std::move(handler));
    REQUIRE(server);
    return std::move(*server);
}
std::string at(const HttpServer& server, std::string_view path) {
    return "http://127.0.0.1:" + std::to_string(server.port()) + std::string(path);
}

std::string outcome(const ClientResult& result) {
    return result ? std::to_string(result->status) : std::string(net::failure_name(result.error().failure));
}

// What comes of an answer that is just these bytes, after which the connection ends.
std::string outcome_of(std::string bytes, net::ClientOptions options = {}) {
    const Raw server([&](int socket, int) {
        hear(socket);
        say(socket, bytes);
    });
    const auto client = client_of(std::move(options));
    const ClientResult result = client->ask({.url = server.url(), .deadline = 5s});
    return outcome(result) + (result ? " " + result->body : "");
}

} // namespace

TEST_CASE("A client asks, and its connections are used again") {
    const auto server = serve();
    const auto client = client_of();
    for (int i = 0; i < 5; ++i) {
        const ClientResult got = client->ask({.method = "POST", .url = at(*server, "/a?b=1#c"), .body = "xyz"});
        REQUIRE(got);
        CHECK(got->status == 200);
        CHECK(got->body == "POST /a?b=1 xyz");
        CHECK(got->peer == "127.0.0.1:" + std::to_string(server->port()));
        CHECK(net::header(got->headers, "x-host") == "127.0.0.1:" + std::to_string(server->port()));
        CHECK(net::header(got->headers, "x-agent") == "callflow");
    }
    CHECK(server->counts().accepted == 1);
    const ClientResult head = client->ask({.method = "HEAD", .url = at(*server, "")});
    REQUIRE(head);
    CHECK(head->body.empty());
    CHECK(net::header(head->headers, "content-length") == "7");
}

TEST_CASE("User and password of an address are sent as such") {
    const auto server = serve();
    const auto client = client_of();
    const std::string port = std::to_string(server->port());
    const ClientResult got = client->ask({.url = "http://us%40er:se:cret@localhost:" + port + "/"});
    REQUIRE(got);
    CHECK(net::header(got->headers, "x-authorization") == "Basic dXNAZXI6c2U6Y3JldA==");
    CHECK(net::header(got->headers, "x-host") == "localhost:" + port);
}

TEST_CASE("Many requests at once get each their own answer, some after waiting for a connection") {
    const auto server = serve(echo, {.threads = 2});
    const auto client = client_of({.connections = 7, .idle_per_host = 3});
    std::vector<std::promise<ClientResult>> promises(200);
    for (std::size_t i = 0; i < promises.size(); ++i) {
        client->send({.url = at(*server, "/" + std::to_string(i))},
                     [&promises, i](ClientResult result) { promises[i].set_value(std::move(result)); });
    }
    for (std::size_t i = 0; i < promises.size(); ++i) {
        const ClientResult got = promises[i].get_future().get();
        REQUIRE(got);
        CHECK(got->body == "GET /" + std::to_string(i) + " ");
    }
}

TEST_CASE("Why there is no answer is told apart") {
    const auto client = client_of();
    const auto why = [&](std::string url) { return outcome(client->ask({.url = std::move(url), .deadline = 5s})); };
    const int unused = [] {
        const Raw closed([](int, int) {});
        return closed.port;
    }();
    CHECK(why("http://127.0.0.1:" + std::to_string(unused) + "/") == "no connection");
    CHECK(why("http://no-such-host.invalid/") == "unknown host");
    for (const std::string url : {"ftp://127.0.0.1/", "/relative", "http://", "http://:80/", "http://127.0.0.1:0/",
                                  "http://127.0.0.1:99999/", "http://127.0.0.1/a b", "http://127.0.0.1/\r\nX: y",
                                  "http://a_b%20/", "http://[::g]/", "http://[::1/", "http://h/\xc3\xa4", ""})
        CHECK(why(url) == "bad address");
    CHECK(outcome(client->ask({.url = "http://127.0.0.1/", .headers = {{"X", "a\r\nY: b"}}})) == "bad address");
    CHECK(outcome(client->ask({.method = "GET /", .url = "http://127.0.0.1/"})) == "bad address");
}

TEST_CASE("A client that stays at home goes nowhere else") {
    const auto server = serve();
    const auto client = client_of({.loopback_only = true});
    const std::string port = std::to_string(server->port());
    for (const std::string host : {"127.0.0.1", "localhost"})
        CHECK(outcome(client->ask({.url = "http://" + host + ":" + port + "/"})) == "200");
    for (const std::string host : {"0.0.0.0", "192.0.2.1", "10.0.0.1", "[2001:db8::1]", "[::ffff:192.0.2.1]", "[::]"})
        CHECK(outcome(client->ask({.url = "http://" + host + ":" + port + "/", .connect = 1s})) == "remote address");
}

TEST_CASE("Answers are read however they are cut") {
    CHECK(outcome_of("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab") == "200 ab");
    CHECK(outcome_of("HTTP/1.0 200 OK\r\n\r\nuntil the end") == "200 until the end");
    CHECK(outcome_of("HTTP/1.1 204 No Content\r\n\r\n") == "204 ");
    CHECK(outcome_of(
              "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n1\r\nd\r\n0\r\nT: r\r\n\r\n") ==
          "200 abcd");
    CHECK(outcome_of("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n"
                     "Content-Length: 2\r\n\r\nab") == "200 ab");
    const Raw server([](int socket, int) {
        hear(socket);
        for (const char c : std::string("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n")) {
            say(socket, std::string(1, c));
            std::this_thread::sleep_for(1ms);
        }
    });
    const ClientResult got = client_of()->ask({.url = server.url()});
    REQUIRE(got);
    CHECK(got->body == "ab");
}

TEST_CASE("What is no answer is none") {
    CHECK(outcome_of("") == "closed");
    CHECK(outcome_of("HTTP/1.1 200 OK\r\nContent-Le") == "closed");
    CHECK(outcome_of("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab") == "closed");
    CHECK(outcome_of("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab") == "closed");
    CHECK(outcome_of("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n") == "malformed");
    CHECK(outcome_of("SSH-2.0-OpenSSH_9.2\r\n") == "malformed");
    CHECK(outcome_of("HTTP/2.0 200 OK\r\n\r\n") == "malformed");
    CHECK(outcome_of("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc") == "malformed");
    CHECK(
        outcome_of("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n") ==
        "malformed");
    CHECK(outcome_of("HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n") == "malformed");
    std::string waits;
    for (int i = 0; i < 20; ++i) waits += "HTTP/1.1 100 Continue\r\n\r\n";
    CHECK(outcome_of(waits + "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") == "malformed");
}

TEST_CASE("Answers have bounds") {
    const net::ClientOptions small{.header_bytes = 1024, .body_bytes = 1000};
    const std::string start = "HTTP/1.1 200 OK\r\n";
    CHECK(outcome_of(start + "Content-Length: 1000\r\n\r\n" + std::string(1000, 'a'), small).size() == 1004);
    CHECK(outcome_of(start + "Content-Length: 1001\r\n\r\n" + std::string(1001, 'a'), small) == "too large");
    CHECK(outcome_of(start + "X: " + std::string(2000, 'a') + "\r\n\r\n", small) == "too large");
    CHECK(outcome_of(start + "\r\n" + std::string(1001, 'a'), small) == "too large");
    const std::string chunked = start + "Transfer-Encoding: chunked\r\n\r\n";
    CHECK(outcome_of(chunked + "1;" + std::string(50'000, 'x') + "\r\na\r\n0\r\n\r\n", small) == "too large");
    CHECK(outcome_of(chunked + "0\r\nT: " + std::string(50'000, 'x') + "\r\n\r\n", small) == "too large");
    const Raw endless([&](int socket, int) {
        hear(socket);
        say(socket, chunked);
        while (say(socket, "5\r\nabcde\r\n")) {
        }
    });
    CHECK(outcome(client_of(small)->ask({.url = endless.url()})) == "too large");
}

TEST_CASE("Slow answers end at the deadline, however they are slow") {
    for (const std::string begins : {"", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab"}) {
        const Raw server([&](int socket, int) {
            hear(socket);
            say(socket, begins);
            hear(socket); // until the other side closes
        });
        const ClientResult got = client_of()->ask({.url = server.url(), .deadline = 100ms});
        CHECK(outcome(got) == "timeout");
    }
    // Its deadline runs, too, while it waits for another's connection.
    const Raw server([](int socket, int) {
        hear(socket);
        hear(socket);
    });
    const auto client = client_of({.connections = 1});
    std::promise<ClientResult> first;
    client->send({.url = server.url(), .deadline = 300ms},
                 [&](ClientResult result) { first.set_value(std::move(result)); });
    const ClientResult second = client->ask({.url = server.url(), .deadline = 50ms});
    CHECK(outcome(second) == "timeout");
    CHECK(outcome(first.get_future().get()) == "timeout");
}

TEST_CASE("An idle connection that has gone is replaced by a new one") {
    std::atomic<int> connections = 0;
    const Raw server([&](int socket, int) {
        ++connections;
        hear(socket);
        say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab"); // and closes, without having said so
    });
    const auto client = client_of();
    for (int i = 0; i < 3; ++i) CHECK(outcome(client->ask({.url = server.url()})) == "200");
    CHECK(connections == 3);
}

TEST_CASE("A connection on which more came than was asked for is not used again") {
    const Raw server([](int socket, int number) {
        hear(socket);
        say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n" + std::to_string(number) +
                        "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
        hear(socket);
    });
    const auto client = client_of();
    CHECK(client->ask({.url = server.url()})->body == "0");
    CHECK(client->ask({.url = server.url()})->body == "1");
}

TEST_CASE("Who answers before having read everything is heard all the same") {
    const Raw server([](int socket, int) {
        hear(socket);
        say(socket, "HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        char bytes[4096];
        while (::recv(socket, bytes, sizeof bytes, 0) > 0) {
        }
    });
    const ClientResult got =
        client_of()->ask({.method = "POST", .url = server.url(), .body = std::string(1 << 20, 'x')});
    CHECK(outcome(got) == "413");
}

TEST_CASE("What is under way when a client ends is told") {
    const Raw server([](int socket, int) {
        hear(socket);
        hear(socket);
    });
    std::promise<ClientResult> promise;
    {
        const auto client = client_of();
        client->send({.url = server.url()}, [&](ClientResult result) { promise.set_value(std::move(result)); });
    }
    CHECK(outcome(promise.get_future().get()) == "closed");
}
