// A server under load from a second process: requests a second, how long the slowest wait, and memory with many open calls.
#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <netinet/tcp.h>
#include <spawn.h>
#include <string>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

extern char** environ; // NOLINT: POSIX's name

namespace {

using Clock = std::chrono::steady_clock;
namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& why) {
    std::fprintf(stderr, "%s: %s\n", why.c_str(), std::strerror(errno));
    std::exit(1);
}

// `callflow serve` on a free port, with a store in a folder of its own.
class Server {
public:
    Server(const fs::path& program, const fs::path& folder, std::vector<std::string> more) : log_(folder / "said") {
        fs::remove_all(folder);
        fs::create_directories(folder);
        std::vector<std::string> words = {
            program, "serve", "tests/bench/start/flow.yaml", "--listen", "127.0.0.1:0", "--db", folder / "store.db"};
        words.insert(words.end(), more.begin(), more.end());
        std::vector<char*> argv;
        for (std::string& word : words) argv.push_back(word.data());
        argv.push_back(nullptr);
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_addopen(&actions, 2, log_.c_str(), O_WRONLY | O_CREAT, 0600);
        if (posix_spawn(&pid_, program.c_str(), &actions, nullptr, argv.data(), environ) != 0) fail("spawn");
        posix_spawn_file_actions_destroy(&actions);
        for (int tries = 0; tries < 500 && port == 0; ++tries) {
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
            std::ifstream said(log_);
            const std::string text((std::istreambuf_iterator<char>(said)), {});
            const std::size_t at = text.find("127.0.0.1:");
            if (at != std::string::npos && text.find('\n', at) != std::string::npos)
                port = static_cast<std::uint16_t>(std::atoi(text.c_str() + at + 10));
        }
        if (port == 0) fail("the server does not listen");
    }
    ~Server() {
        kill(pid_, SIGTERM);
        int status = 0;
        waitpid(pid_, &status, 0);
    }
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    // Resident megabytes.
    [[nodiscard]] double megabytes() const {
        std::ifstream status("/proc/" + std::to_string(pid_) + "/statm");
        long all = 0, resident = 0;
        status >> all >> resident;
        return static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1e6;
    }

    std::uint16_t port = 0;

private:
    fs::path log_;
    pid_t pid_ = 0;
};

std::string request(long call, int step) {
    char body[400];
    std::snprintf(
        body, sizeof body,
        "CallSid=CA%032ld&AccountSid=AC00000000000000000000000000000000&From=%%2B15551112222&To=%%2B15553334444"
        "&CallStatus=in-progress&Direction=inbound&ApiVersion=2010-04-01%s",
        call, step == 0 ? "" : "&Digits=7&msg=Gather+End");
    char target[200];
    if (step == 0)
        std::snprintf(target, sizeof target, "/calls/flow");
    else
        std::snprintf(target, sizeof target, "/calls/flow?call_id=CA%032ld&%s", call,
                      step == 1 ? "event=next" : "actor=customer&event=pressed");
    char head[600];
    std::snprintf(head, sizeof head,
                  "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                  "Content-Length: %zu\r\n\r\n",
                  target, std::strlen(body));
    return std::string(head) + body;
}

struct Connection {
    int socket = -1;
    long call = 0;
    int step = 0;
    std::string in;
    Clock::time_point sent;
};

struct Result {
    double per_second = 0, p99_ms = 0;
    long failed = 0;
};

// `steps` requests for each call, one after the other on `count` connections, until so many calls were made or the time is over.
Result load(std::uint16_t port, int count, int steps, long calls, double seconds) {
    const int poll = epoll_create1(0);
    std::vector<Connection> all(static_cast<std::size_t>(count));
    long next_call = 1;
    const auto send_one = [&](Connection& on) {
        const std::string bytes = request(on.call, on.step);
        on.sent = Clock::now();
        if (::send(on.socket, bytes.data(), bytes.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(bytes.size()))
            fail("send");
    };
    for (std::size_t i = 0; i < all.size(); ++i) {
        Connection& one = all[i];
        one.socket = socket(AF_INET, SOCK_STREAM, 0);
        const int on = 1;
        setsockopt(one.socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (connect(one.socket, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) fail("connect"); // NOLINT
        epoll_event event{.events = EPOLLIN, .data = {.u64 = i}};
        epoll_ctl(poll, EPOLL_CTL_ADD, one.socket, &event);
        one.call = next_call++;
        send_one(one);
    }
    Result result;
    std::vector<float> took;
    const auto began = Clock::now();
    long open = count;
    while (open > 0) {
        epoll_event events[64];
        const int got = epoll_wait(poll, events, 64, 10'000);
        if (got <= 0) fail("the server does not answer");
        for (int i = 0; i < got; ++i) {
            Connection& one = all[events[i].data.u64];
            char buffer[16384];
            const ssize_t read = recv(one.socket, buffer, sizeof buffer, 0);
            if (read <= 0) fail("the connection was closed");
            one.in.append(buffer, static_cast<std::size_t>(read));
            const std::size_t end = one.in.find("\r\n\r\n");
            if (end == std::string::npos) continue;
            const std::size_t length = one.in.find("Content-Length: ");
            const std::size_t body =
                length == std::string::npos ? 0 : static_cast<std::size_t>(std::atol(one.in.c_str() + length + 16));
            if (one.in.size() < end + 4 + body) continue;
            if (one.in.compare(9, 3, "200") != 0) ++result.failed;
            took.push_back(std::chrono::duration<float, std::milli>(Clock::now() - one.sent).count());
            one.in.clear();
            if (++one.step == steps) {
                one.step = 0;
                one.call = next_call++;
            }
            const bool over = std::chrono::duration<double>(Clock::now() - began).count() > seconds || one.call > calls;
            if (over) {
                close(one.socket);
                --open;
            } else {
                send_one(one);
            }
        }
    }
    const double elapsed = std::chrono::duration<double>(Clock::now() - began).count();
    close(poll);
    std::ranges::sort(took);
    result.per_second = static_cast<double>(took.size()) / elapsed;
    result.p99_ms = took[took.size() * 99 / 100];
    return result;
}

void row(const char* name, double value, const char* unit, const char* budget) {
    std::printf("%s\t%.2f\t%s\t%s\n", name, value, unit, budget);
}

} // namespace

int main(int, char** argv) {
    const fs::path here = fs::canonical(argv[0]).parent_path();
    const fs::path program = here / "../../bin/callflow";
    const fs::path folder = here / "serve";
    constexpr long forever = 1'000'000'000;
    {
        const Server server(program, folder, {});
        static_cast<void>(load(server.port, 64, 10, forever, 0.5));
        const Result result = load(server.port, 64, 10, forever, 4);
        row("serve: untracked, 64 connections", result.per_second, "requests/s", ">= 10000");
        row("serve: untracked, p99", result.p99_ms, "ms", "");
        if (result.failed != 0) fail("requests failed");
    }
    {
        const Server server(program, folder, {"--track"});
        static_cast<void>(load(server.port, 64, 10, forever, 0.5));
        const Result result = load(server.port, 64, 10, forever, 4);
        row("serve: tracked, 64 connections", result.per_second, "requests/s", ">= 3000");
        row("serve: tracked, p99", result.p99_ms, "ms", "<= 20");
        if (result.failed != 0) fail("requests failed");
    }
    {
        const Server server(program, folder, {});
        const Result result = load(server.port, 64, 3, 10'064, 60);
        row("serve: 10,000 open calls", server.megabytes(), "MB", "<= 200");
        if (result.failed != 0) fail("requests failed");
    }
    fs::remove_all(folder);
    return 0;
}
