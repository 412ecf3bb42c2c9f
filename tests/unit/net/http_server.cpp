#include "net/http_server.hpp"

#include <arpa/inet.h>
#include <atomic>
#include <catch2/catch.hpp>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

using namespace callflow;
using namespace std::chrono_literals;
using net::HttpRequest;
using net::HttpResponse;
using net::HttpServer;

namespace {

// A connection that says whatever a test wants.
class Client {
public:
    explicit Client(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        REQUIRE(::connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0); // NOLINT: the system's way
    }
    ~Client() { ::close(socket_); }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    void send(std::string_view bytes) const {
        while (!bytes.empty()) {
            const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return; // closed by the other side: the answer tells
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
    }
    // Everything until the other side closes.
    std::string rest() {
        while (more()) {
        }
        return std::move(text_);
    }
    // Up to the end of the next response.
    std::string response() {
        while (true) {
            const std::size_t head = text_.find("\r\n\r\n");
            if (head != std::string::npos) {
                const std::size_t at = text_.find("Content-Length: ");
                const std::size_t length = at < head ? std::stoul(text_.substr(at + 16)) : 0;
                if (text_.size() >= head + 4 + length) {
                    std::string one = text_.substr(0, head + 4 + length);
                    text_.erase(0, one.size());
                    return one;
                }
            }
            if (!more()) return std::move(text_);
        }
    }

private:
    bool more() {
        pollfd ready{socket_, POLLIN, 0};
        if (::poll(&ready, 1, 20'000) != 1) FAIL("the server neither answers nor closes");
        char bytes[4096];
        const ssize_t got = ::recv(socket_, bytes, sizeof bytes, 0);
        if (got <= 0) return false;
        text_.append(bytes, static_cast<std::size_t>(got));
        return true;
    }
    int socket_;
    std::string text_;
};

// Answers with what it was asked.
void echo(HttpRequest request, const HttpServer::Answer& answer) {
    HttpResponse response;
    response.headers = {{"Content-Type", "text/plain"}, {"X-Host", std::string(net::header(request.headers, "host"))}};
    response.body = request.method + " " + request.target + " " + request.body;
    answer(std::move(response));
}

std::unique_ptr<HttpServer> serve(net::ServerOptions options = {}, HttpServer::Handler handler = echo) {
    auto server = HttpServer::start(std::move(options), std::move(handler));
    REQUIRE(server);
    return std::move(*server);
}

std::string status_of(const std::string& response) { return response.substr(0, response.find("\r\n")); }
std::string body_of(const std::string& response) { return response.substr(response.find("\r\n\r\n") + 4); }

constexpr std::string_view get = "GET /a?b=1 HTTP/1.1\r\nHost: x\r\n\r\n";

} // namespace

TEST_CASE("requests of one connection are answered one after the other") {
    const auto server = serve();
    Client client(server->port());
    client.send(get);
    const std::string first = client.response();
    CHECK(status_of(first) == "HTTP/1.1 200 OK");
    CHECK(body_of(first) == "GET /a?b=1 ");
    CHECK(first.find("X-Host: x\r\n") != std::string::npos);
    client.send("POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nxyz");
    CHECK(body_of(client.response()) == "POST /b xyz");
    CHECK(server->counts().requests == 2);
    CHECK(server->counts().accepted == 1);
}

TEST_CASE("requests that are sent together, in pieces, and in chunks are the same requests") {
    const auto server = serve();
    Client client(server->port());
    client.send(
        "GET /1 HTTP/1.1\r\nHost: x\r\n\r\nPOST /2 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\na");
    CHECK(body_of(client.response()) == "GET /1 ");
    client.send("bc\r\n2\r\nde\r\n0\r\n\r\nGE");
    CHECK(body_of(client.response()) == "POST /2 abcde");
    client.send("T /3 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    CHECK(body_of(client.rest()) == "GET /3 ");
}

TEST_CASE("a HEAD request gets the head alone, and one that asks first is told to go on") {
    const auto server = serve();
    Client client(server->port());
    client.send("HEAD /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    const std::string head = client.rest();
    CHECK(head.find("Content-Length: 8\r\n") != std::string::npos);
    CHECK(body_of(head).empty());
    Client polite(server->port());
    polite.send("POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    CHECK(status_of(polite.response()) == "HTTP/1.1 100 Continue");
    polite.send("ok");
    CHECK(body_of(polite.response()) == "POST /b ok");
}

TEST_CASE("what is no request, too large or ambiguous is refused, and the connection closed") {
    const auto server = serve({.header_bytes = 1024, .body_bytes = 100});
    const auto refused = [&](const std::string& bytes) {
        Client client(server->port());
        client.send(bytes);
        return status_of(client.rest());
    };
    CHECK(refused("HELLO\r\n\r\n") == "HTTP/1.1 400 Bad Request");
    CHECK(refused("GET / HTTP/9.9\r\n\r\n") == "HTTP/1.1 400 Bad Request");
    CHECK(refused(std::string("GET /\0 HTTP/1.1\r\n\r\n", 19)) == "HTTP/1.1 400 Bad Request");
    CHECK(refused("\x16\x03\x01\x02\x00\x01") == "HTTP/1.1 400 Bad Request");
    CHECK(refused("GET / HTTP/1.1\r\nX: " + std::string(5000, 'a') + "\r\n\r\n") ==
          "HTTP/1.1 431 Request Header Fields Too Large");
    CHECK(refused("GET / HTTP/1.1\r\n" + std::string(200, '\t') + "\r\n\r\n") == "HTTP/1.1 400 Bad Request");
    CHECK(refused("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 101\r\n\r\n" + std::string(101, 'x')) ==
          "HTTP/1.1 413 Payload Too Large");
    CHECK(refused("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n") ==
          "HTTP/1.1 413 Payload Too Large");
    CHECK(refused("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n") ==
          "HTTP/1.1 400 Bad Request");
    CHECK(refused("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd") ==
          "HTTP/1.1 400 Bad Request");
    CHECK(refused("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n") ==
          "HTTP/1.1 400 Bad Request");
    CHECK(refused("GET / HTTP/1.1\r\n\r\n") == "HTTP/1.1 400 Bad Request");
    CHECK(refused("GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n") == "HTTP/1.1 400 Bad Request");
    CHECK(refused("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n") == "HTTP/1.1 400 Bad Request");
    CHECK(server->counts().requests == 0);
    CHECK(server->counts().refused == 14);
}

TEST_CASE("who is slow, or silent, is closed, and keeps nobody waiting") {
    const auto server = serve({.request_deadline = 100ms, .idle = 200ms});
    std::vector<std::unique_ptr<Client>> slow;
    for (int i = 0; i < 100; ++i) {
        slow.push_back(std::make_unique<Client>(server->port()));
        if (i % 2 == 0) slow.back()->send("GET / HTTP/1.1\r\nX-Slow: ");
    }
    Client good(server->port());
    good.send(get);
    CHECK(status_of(good.response()) == "HTTP/1.1 200 OK");
    for (std::size_t i = 0; i < slow.size(); ++i) // who has said something is told why
        CHECK((slow[i]->rest().find(" 408 ") != std::string::npos) == (i % 2 == 0));
    CHECK(server->counts().refused == 50); // silence is no request
}

TEST_CASE("beyond the bound a connection waits until another one ends") {
    const auto server = serve({.connections = 2});
    auto first = std::make_unique<Client>(server->port());
    Client second(server->port());
    first->send(get);
    CHECK(status_of(first->response()) == "HTTP/1.1 200 OK");
    second.send(get);
    CHECK(status_of(second.response()) == "HTTP/1.1 200 OK");
    Client third(server->port());
    third.send(get);
    CHECK(server->counts().open == 2);
    first.reset();
    CHECK(status_of(third.response()) == "HTTP/1.1 200 OK");
}

TEST_CASE("an answer may come later, from another thread, and counts once") {
    std::vector<std::jthread> threads;
    const auto server = serve({}, [&](HttpRequest request, HttpServer::Answer answer) {
        threads.emplace_back([target = std::move(request.target), answer = std::move(answer)] {
            answer({.status = 202, .headers = {}, .body = target});
            answer({.status = 500, .headers = {}, .body = "again"});
        });
    });
    Client client(server->port());
    client.send("GET /later HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    const std::string all = client.rest();
    CHECK(status_of(all) == "HTTP/1.1 202 Accepted");
    CHECK(body_of(all) == "/later");
}

TEST_CASE("a server that stops answers what it was asked, and closes the others") {
    std::atomic<bool> asked = false;
    std::atomic<bool> go_on = false;
    std::jthread maker;
    const auto server = serve({}, [&](HttpRequest, HttpServer::Answer answer) {
        maker = std::jthread([&, answer = std::move(answer)] {
            asked = true;
            asked.notify_all();
            go_on.wait(false);
            answer({.status = 200, .headers = {}, .body = "done"});
        });
    });
    Client idle(server->port());
    Client busy(server->port());
    busy.send(get);
    asked.wait(false);
    bool all = false;
    std::jthread stopper([&] { all = server->stop(20s); });
    CHECK(idle.rest().empty());
    go_on = true;
    go_on.notify_all();
    const std::string response = busy.rest();
    CHECK(body_of(response) == "done");
    CHECK(response.find("Connection: close\r\n") != std::string::npos);
    stopper.join();
    CHECK(all);
}

TEST_CASE("a server ends although nobody ever answers") {
    HttpServer::Answer kept;
    {
        std::atomic<bool> asked = false;
        const auto server = serve({}, [&](HttpRequest, HttpServer::Answer answer) {
            kept = std::move(answer);
            asked = true;
            asked.notify_all();
        });
        Client client(server->port());
        client.send(get);
        asked.wait(false);
        CHECK_FALSE(server->stop(10ms));
    }
    kept({}); // nobody is there, and nothing happens
}

TEST_CASE("an address that is none, or a port that is taken, is an error") {
    const auto server = serve();
    CHECK_FALSE(HttpServer::start({.address = "localhost:80"}, echo));
    const auto taken = HttpServer::start({.port = server->port()}, echo);
    REQUIRE_FALSE(taken);
    CHECK(taken.error().message.find("Address already in use") != std::string::npos);
}

TEST_CASE("several threads serve many connections at once") {
    const auto server = serve({.threads = 4});
    std::vector<std::jthread> clients;
    std::atomic<int> good = 0;
    for (int i = 0; i < 8; ++i) {
        clients.emplace_back([&] {
            Client client(server->port());
            for (int j = 0; j < 50; ++j) {
                client.send(get);
                if (body_of(client.response()) == "GET /a?b=1 ") ++good;
            }
        });
    }
    clients.clear();
    CHECK(good == 400);
}
