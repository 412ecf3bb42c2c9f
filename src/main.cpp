// Builds Io from the process, runs the program, and writes what it said.
#include "base/files.hpp"
#include "cli/cli.hpp"

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <exception>
#include <fcntl.h>
#include <fmt/format.h>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace {

using callflow::base::ErrorKind;
using callflow::base::fail;
using callflow::base::Result;
using callflow::cli::ExitStatus;

// A closed stdin, stdout or stderr would be the number of the next file opened. What is put in its
// place refuses to be read or written, as a closed one does.
void keep_standard_streams() {
    for (int number = 0; number <= 2; ++number)
        if (::fcntl(number, F_GETFD) < 0 && errno == EBADF)
            static_cast<void>(::open("/dev/null", number == 0 ? O_WRONLY : O_RDONLY));
}

// 0 or errno.
int write_all(int file, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(file, bytes.data(), bytes.size());
        if (written < 0 && errno != EINTR) return errno;
        if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return 0;
}

Result<std::string> read_stdin(std::uint64_t max_bytes) {
    constexpr std::size_t chunk = 1u << 16;
    std::string text;
    while (true) {
        const std::size_t used = text.size();
        text.resize(used + chunk);
        const ssize_t got = ::read(0, text.data() + used, chunk);
        if (got < 0 && errno != EINTR)
            return fail(ErrorKind::system, fmt::format("cannot read stdin: {}", strerrordesc_np(errno)));
        text.resize(used + static_cast<std::size_t>(got > 0 ? got : 0));
        if (got == 0) return text;
        if (text.size() > max_bytes)
            return fail(ErrorKind::unreadable, fmt::format("stdin is larger than {} bytes", max_bytes));
    }
}

callflow::cli::Io io_of_process(int argc, char** argv, callflow::base::FileStore& files) {
    callflow::cli::Io io;
    for (int i = 1; i < argc; ++i) io.args.emplace_back(argv[i]);
    io.in_is_terminal = ::isatty(0) == 1;
    io.out_is_terminal = ::isatty(1) == 1;
    io.err_is_terminal = ::isatty(2) == 1;
    io.files = &files;
    const auto taken = std::make_shared<bool>(false);
    const auto take = [taken]() -> Result<void> {
        if (std::exchange(*taken, true)) return fail(ErrorKind::usage, "stdin can be read only once");
        return {};
    };
    io.read_stdin = [take](std::uint64_t max_bytes) { return take().and_then([&] { return read_stdin(max_bytes); }); };
    io.open_stdin = [take] { return take().map([] { return callflow::base::open_stdin(); }); };
    io.seconds = [] {
        timespec now{};
        static_cast<void>(::clock_gettime(CLOCK_MONOTONIC, &now));
        return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
    };
    if (io.err_is_terminal)
        io.show_progress = [](std::string_view line) {
            static_cast<void>(write_all(2, fmt::format("\r\x1b[K{}", line)));
        };
    io.environment = [](std::string_view name) -> std::optional<std::string> {
        const char* value = std::getenv(std::string(name).c_str());
        return value != nullptr ? std::optional<std::string>(value) : std::nullopt;
    };
    io.keep = [](std::shared_ptr<void> what) {
        static auto* const kept = new std::vector<std::shared_ptr<void>>; // never freed, and still within reach
        kept->push_back(std::move(what));
    };
    return io;
}

ExitStatus run(int argc, char** argv) {
    callflow::base::SystemFiles files;
    callflow::cli::Io io = io_of_process(argc, argv, files);
    int error = 0; // of the first write to stdout that failed
    io.flush_out = [&] {
        if (error == 0) error = write_all(1, io.out);
        io.out.clear();
        return error == 0;
    };
    ExitStatus status = callflow::cli::main(io);
    static_cast<void>(io.flush_out());
    if (error != 0) {
        status = ExitStatus::failed;
        // A reader that has left, `callflow … | head`, has seen what it wanted.
        if (error != EPIPE) io.err += fmt::format("callflow: cannot write to stdout: {}\n", strerrordesc_np(error));
    }
    static_cast<void>(write_all(2, io.err)); // nowhere left to complain
    return status;
}

// Called where there is no more memory, in whatever thread and library: some would take what is thrown for a mistake in a file, and what
// leaves a thread ends in a crash. What was written beside its target is not renamed, and stores take back what was not committed.
[[noreturn]] void end_without_memory() {
    static_cast<void>(write_all(2, "callflow: out of memory\n"));
    ::_exit(static_cast<int>(ExitStatus::failed));
}

} // namespace

int main(int argc, char** argv) {
    keep_standard_streams();
    // A pipe without reader and a file beyond its limit are failed writes with a reason, not the
    // end.
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);
    std::set_new_handler(end_without_memory);
    try {
        return static_cast<int>(run(argc, argv));
    } catch (const std::bad_alloc&) {
        static_cast<void>(write_all(2, "callflow: out of memory\n"));
    } catch (const std::system_error& error) { // no thread left, as a rule
        static_cast<void>(write_all(2, "callflow: the system gives no more: "));
        static_cast<void>(write_all(2, error.what()));
        static_cast<void>(write_all(2, "\n"));
    } catch (const std::exception& error) {
        static_cast<void>(write_all(2, "callflow: internal error: "));
        static_cast<void>(write_all(2, error.what()));
        static_cast<void>(write_all(2, "\n"));
    }
    return static_cast<int>(ExitStatus::failed);
}
