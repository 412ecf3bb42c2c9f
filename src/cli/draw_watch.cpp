#include "cli/draw_watch.hpp"

#include "base/files.hpp"
#include "base/text.hpp"
#include "cli/stop_signals.hpp"
#include "cli/terminal.hpp"
#include "cli/values.hpp"

#include <cerrno>
#include <fmt/format.h>
#include <map>
#include <memory>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace callflow::cli {
namespace {

constexpr int pause_milliseconds = 200;

// What tells that a file has been written since: which one it is, its size, when it changed. Empty where there is none. Of a folder or
// pipe only which one it is: the drawing itself changes a folder that it stands in, and reading a pipe.
std::string state_of(const std::string& path) {
    struct stat found{};
    if (::stat(path.c_str(), &found) != 0) return {};
    std::string which = fmt::format("{} {}", found.st_dev, found.st_ino);
    if (!S_ISREG(found.st_mode)) return which;
    return fmt::format("{} {} {}.{}", which, found.st_size, found.st_mtim.tv_sec, found.st_mtim.tv_nsec);
}

// The files that a drawing asks for, those that are missing, too, each with its state just before it is first read: what is written
// later is not in the drawing.
class SeenFiles final : public base::FileStore {
public:
    // Stands in for the files of `io` as long as it lives.
    explicit SeenFiles(Io& io) : io_(io), files_(*io.files) { io.files = this; }
    ~SeenFiles() override { io_.files = &files_; }
    SeenFiles(const SeenFiles&) = delete;
    SeenFiles& operator=(const SeenFiles&) = delete;

    std::map<std::string, std::string> seen;

    base::Result<std::string> read(const std::string& path, std::uint64_t max_bytes) override {
        see(path);
        return files_.read(path, max_bytes);
    }
    base::Result<std::string> read_regular(const std::string& path, std::uint64_t max_bytes) override {
        see(path);
        return files_.read_regular(path, max_bytes);
    }
    base::Result<std::unique_ptr<base::ByteStream>> open(const std::string& path) override {
        see(path);
        return files_.open(path);
    }
    base::Result<std::unique_ptr<base::ByteStream>> open_following(const std::string& path,
                                                                   base::Following how) override {
        see(path);
        return files_.open_following(path, std::move(how));
    }
    bool exists(const std::string& path) override {
        see(path);
        return files_.exists(path);
    }
    base::Result<void> replace(const std::string& path, std::string_view bytes) override {
        return files_.replace(path, bytes);
    }
    base::Result<void> make_directories(const std::string& path) override { return files_.make_directories(path); }
    base::Result<void> remove(const std::string& path) override { return files_.remove(path); }
    base::Result<std::vector<base::DirEntry>> list(const std::string& path) override { return files_.list(path); }
    bool is_directory(const std::string& path) override { return files_.is_directory(path); }
    base::Result<std::string> real_path(const std::string& path) override { return files_.real_path(path); }

private:
    void see(const std::string& path) {
        if (!seen.contains(path)) seen.emplace(path, state_of(path));
    }
    Io& io_;
    base::FileStore& files_;
};

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
    SeenFiles files(io);
    std::map<std::string, std::string> known; // files, as they were when they were last read
    for (bool first = true;; first = false) {
        std::map<std::string, std::string> now;
        for (const auto& [path, state] : known) now.emplace(path, state_of(path));
        if (first || now != known) {
            files.seen.clear();
            const Drawn drawn = draw_flow(values, io, options);
            // What fails early has not asked for all: what was read before is watched on.
            known = files.seen;
            if (drawn.status != ExitStatus::fine) known.merge(now);
            if (drawn.status == ExitStatus::fine && deliver(values, io, drawn.bytes) == ExitStatus::fine)
                io.err += fmt::format("drawn: {}\n", base::printable(output, 4096));
            else if (first && drawn.status != ExitStatus::usage)
                return drawn.status;
            say(io);
        }
        if (signals.wait_for(pause_milliseconds)) return ExitStatus::fine;
    }
}

} // namespace callflow::cli
