#include "cli/own_process.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <new>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace callflow::cli {
namespace {

constexpr char good = '+';

void write_all(int descriptor, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t some = ::write(descriptor, bytes.data(), bytes.size());
        if (some < 0 && errno != EINTR) return;
        if (some > 0) bytes.remove_prefix(static_cast<std::size_t>(some));
    }
}

std::string read_all(int descriptor) {
    std::string out;
    std::array<char, 65'536> buffer{};
    for (;;) {
        const ssize_t some = ::read(descriptor, buffer.data(), buffer.size());
        if (some > 0) out.append(buffer.data(), static_cast<std::size_t>(some));
        if (some == 0 || (some < 0 && errno != EINTR)) return out;
    }
}

// A result as bytes: a sign, or the kind of the error and its words.
[[noreturn]] void work_in_child(int to, const std::function<base::Result<std::string>()>& work) {
    if (const int nowhere = ::open("/dev/null", O_WRONLY); nowhere >= 0) ::dup2(nowhere, STDERR_FILENO);
    const rlimit no_core = {0, 0};
    (void)::setrlimit(RLIMIT_CORE, &no_core);
    for (const int one : {SIGINT, SIGTERM, SIGHUP}) (void)::signal(one, SIG_DFL);
    try {
        const auto done = work();
        if (done) {
            write_all(to, {&good, 1});
            write_all(to, *done);
        } else {
            const char kind = static_cast<char>('0' + static_cast<int>(done.error().kind));
            write_all(to, {&kind, 1});
            write_all(to, done.error().message);
        }
    } catch (const std::bad_alloc&) {
        ::_exit(1); // says nothing, as if it had died
    }
    ::_exit(0);
}

} // namespace

base::Result<std::string> in_own_process(std::string_view what,
                                         const std::function<base::Result<std::string>()>& work) {
    const auto failed = [&](std::string_view why) {
        return base::fail(base::ErrorKind::system,
                          fmt::format("{} cannot be made: {}; an SVG takes less memory", what, why));
    };
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) return failed(std::strerror(errno));
    const pid_t child = ::fork();
    if (child < 0) {
        const std::string why = std::strerror(errno);
        ::close(ends[0]);
        ::close(ends[1]);
        return failed(why);
    }
    if (child == 0) {
        ::close(ends[0]);
        work_in_child(ends[1], work);
    }
    ::close(ends[1]);
    std::string bytes = read_all(ends[0]);
    ::close(ends[0]);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (WIFSIGNALED(status))
        return failed(fmt::format("its process died (signal {}), as with too little memory", WTERMSIG(status)));
    if (status != 0 || bytes.empty()) return failed("there is not enough memory for it");
    const char sign = bytes.front();
    bytes.erase(0, 1);
    if (sign == good) return bytes;
    return base::fail(static_cast<base::ErrorKind>(sign - '0'), std::move(bytes));
}

} // namespace callflow::cli
