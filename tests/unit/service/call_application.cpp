#include "service/call_application.hpp"

#include "net/http_server.hpp"
#include "providers/twilio/signature.hpp"

#include <catch2/catch.hpp>
#include <mutex>
#include <vector>

using namespace callflow;
using namespace std::chrono_literals;
using providers::emulate::Answer;
using providers::emulate::Request;

namespace {

// An application that keeps what it was asked.
struct Served {
    explicit Served(net::HttpServer::Handler handler = {}) {
        auto started =
            net::HttpServer::start({}, [this, handler](net::HttpRequest request, net::HttpServer::Answer answer) {
                {
                    const std::lock_guard lock(mutex);
                    asked.push_back(request);
                }
                if (handler) return handler(std::move(request), std::move(answer));
                net::HttpResponse response;
                response.headers = {{"Content-Type", "text/xml"}, {"Set-Cookie", "a=b"}, {"ETag", "\"1\""}};
                response.body = "<Response/>";
                answer(std::move(response));
            });
        REQUIRE(started);
        server = std::move(*started);
        auto made = net::HttpClient::start({.loopback_only = true});
        REQUIRE(made);
        client = std::move(*made);
    }
    [[nodiscard]] std::string url(std::string_view path) const {
        return "http://127.0.0.1:" + std::to_string(server->port()) + std::string(path);
    }
    Answer ask(const Request& request, service::CallSettings settings = {}) {
        service::HttpApplication application(
            *client, std::move(settings), [this](service::RequestAccount one) { accounts.push_back(std::move(one)); });
        return application.answer(request);
    }
    std::mutex mutex;
    std::vector<net::HttpRequest> asked;
    std::vector<service::RequestAccount> accounts;
    std::unique_ptr<net::HttpServer> server;
    std::unique_ptr<net::HttpClient> client;
};

Request request_to(std::string url, std::string method = "POST") {
    Request request;
    request.kind = "gather";
    request.http.method = std::move(method);
    request.http.url = std::move(url);
    return request;
}

} // namespace

TEST_CASE("A form is posted, signed over what was sent") {
    Served served;
    Request request = request_to(served.url("/voice?x=1"));
    request.http.form = {{"To", "+1 555"}, {"Digits", "1#"}, {"Name", "Zoë"}};
    request.http.headers = {{"Content-Type", "application/x-www-form-urlencoded"}, {"Cookie", "a=b"}};
    const Answer answer = served.ask(request, {.token = "secret-token"});
    CHECK(answer.failure == Answer::Failure::none);
    CHECK(answer.status == 200);
    CHECK(answer.content_type == "text/xml");
    CHECK(answer.body == "<Response/>");
    CHECK(answer.took == 0); // virtual time stands still
    CHECK(net::header(answer.headers, "set-cookie") == "a=b");
    REQUIRE(served.asked.size() == 1);
    const net::HttpRequest& got = served.asked.front();
    CHECK(got.target == "/voice?x=1");
    CHECK(got.body == "To=%2B1+555&Digits=1%23&Name=Zo%C3%AB");
    CHECK(net::header(got.headers, "cookie") == "a=b");
    CHECK(net::header(got.headers, "user-agent") == "TwilioProxy/1.1");
    CHECK(providers::twilio::is_signed("secret-token", {.url = served.url("/voice?x=1"),
                                                        .form = request.http.form,
                                                        .body = {},
                                                        .signature = net::header(got.headers, "x-twilio-signature")}));
    REQUIRE(served.accounts.size() == 1);
    CHECK(served.accounts.front().status == 200);
    CHECK(served.accounts.front().kind == "gather");
    CHECK(served.accounts.front().took > 0us);
}

TEST_CASE("Without a token nothing is signed, and Tropo never signs") {
    Served served;
    static_cast<void>(served.ask(request_to(served.url("/"), "GET")));
    static_cast<void>(served.ask(request_to(served.url("/")), {.provider = "tropo", .token = "secret-token"}));
    for (const net::HttpRequest& one : served.asked) CHECK(net::header(one.headers, "x-twilio-signature").empty());
}

TEST_CASE("A recording is uploaded as a file") {
    Served served;
    Request request = request_to(served.url("/upload"));
    request.http.headers = {{"Content-Type", "multipart/form-data"}};
    request.http.form = {{"filename", "0123.wav"}};
    static_cast<void>(served.ask(request, {.provider = "tropo"}));
    const net::HttpRequest& got = served.asked.front();
    const std::string type(net::header(got.headers, "content-type"));
    REQUIRE(type.starts_with("multipart/form-data; boundary="));
    const std::string boundary = type.substr(30);
    CHECK(got.body.starts_with("--" + boundary +
                               "\r\nContent-Disposition: form-data; name=\"filename\"; filename=\"0123.wav\"\r\n"));
    CHECK(got.body.find("\r\n\r\nRIFF") != std::string::npos);
    CHECK(got.body.ends_with("\r\n--" + boundary + "--\r\n"));
}

TEST_CASE("Addresses that documents write carelessly can be asked all the same") {
    CHECK(service::sendable_address("http://h/a b\xc3\xa4?q=\"<") == "http://h/a%20b%C3%A4?q=\"<");
    CHECK(service::sendable_address("http://h:1?q=/") == "http://h:1/?q=/");
    CHECK(service::sendable_address("https://u:p@h") == "https://u:p@h/");
    Served served;
    CHECK(served.ask(request_to(served.url("/a b\xc3\xa4"), "GET")).status == 200);
    CHECK(served.asked.front().target == "/a%20b%C3%A4");
}

TEST_CASE("Redirects are handed back, not followed") {
    Served served([](net::HttpRequest, const net::HttpServer::Answer& answer) {
        answer({.status = 302, .headers = {{"Location", "/elsewhere"}}, .body = {}});
    });
    const Answer answer = served.ask(request_to(served.url("/")));
    CHECK(answer.status == 302);
    CHECK(answer.location == "/elsewhere");
    CHECK(served.asked.size() == 1);
}

TEST_CASE("What an application fails at is told as the provider sees it") {
    Served slow([](net::HttpRequest, const net::HttpServer::Answer&) {}); // never answers
    CHECK(slow.ask(request_to(slow.url("/")), {.timeout = 50ms}).failure == Answer::Failure::timeout);
    CHECK(slow.accounts.front().failure == net::ClientFailure::timeout);
    Request hasty = request_to(slow.url("/"));
    hasty.patience = 20;
    CHECK(slow.ask(hasty).failure == Answer::Failure::timeout);
    CHECK(slow.accounts.back().took < 5s);
    CHECK(slow.ask(request_to("http://127.0.0.1:1/")).failure == Answer::Failure::connection);
    CHECK(slow.ask(request_to("http://192.0.2.1/")).failure == Answer::Failure::connection);
    CHECK(slow.accounts.back().failure == net::ClientFailure::forbidden);
    // A name that must not be asked is not looked up.
    CHECK(slow.ask(request_to("http://no-such-host.invalid/")).failure == Answer::Failure::connection);
    CHECK(slow.accounts.back().failure == net::ClientFailure::forbidden);
    CHECK(slow.ask(request_to("nonsense")).failure == Answer::Failure::connection);
    CHECK(slow.asked.size() == 2);
    slow.server->stop(0ms);
}
