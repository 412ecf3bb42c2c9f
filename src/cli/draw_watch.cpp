#include "cli/draw_watch.hpp"

#include "base/text.hpp"
#include "cli/stop_signals.hpp"
#include "cli/terminal.hpp"
#include "cli/values.hpp"

#include <cerrno>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace callflow::cli {
namespace {

constexpr int pause_milliseconds = 200;

// What tells that a file has been written since: which one it is, its size, when it changed. Empty where there is none.
std::string state_of(const std::string& path) {
    struct stat found{};
    if (::stat(path.c_str(), &found) != 0) return {};
    return fmt::format("{} {} {} {}.{}", found.st_dev, found.st_ino, found.st_size, found.st_mtim.tv_sec,
                       found.st_mtim.tv_nsec);
}

std::string states_of(const std::vector<std::string>& paths) {
    std::string all;
    for (const std::string& path : paths) all += state_of(path) + "\n";
    return all;
}

// At once, for the process writes `err` only when a command has ended.
void say(Io& io) {
    std::string_view text = io.err;
    while (!text.empty()) {
        const ssize_t some = ::write(STDERR_FILENO, text.data(), text.size());
        if (some < 0 && errno != EINTR) break;
        if (some > 0) text.remove_prefix(static_cast<std::size_t>(some));
    }
    io.err.clear();
}

} // namespace

ExitStatus watch_drawing(const Values& values, Io& io, const DrawingOptions& options) {
    const StopSignals signals;
    const std::string output(values.get("output"));
    std::string before;
    std::vector<std::string> paths = {std::string(values.get("FLOW"))};
    for (bool first = true;; first = false) {
        // Read before drawing: what is written meanwhile is drawn again.
        std::string now = states_of(paths);
        if (first || now != before) {
            Drawn drawn = draw_flow(values, io, options);
            if (!drawn.files.empty()) {
                paths = std::move(drawn.files);
                now = states_of(paths);
            }
            if (drawn.status == ExitStatus::fine && deliver(values, io, drawn.bytes) == ExitStatus::fine)
                io.err += fmt::format("drawn: {}\n", base::printable(output, 4096));
            else if (first && drawn.status != ExitStatus::usage)
                return drawn.status;
            before = now;
            say(io);
        }
        if (signals.wait_for(pause_milliseconds)) return ExitStatus::fine;
    }
}

} // namespace callflow::cli
