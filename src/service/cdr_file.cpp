#include "base/files.hpp"
#include "base/text.hpp"
#include "logs/format.hpp"
#include "logs/log_file.hpp"
#include "service/cdr_sink.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <functional>
#include <poll.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace callflow::service {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::string_view record_begins = R"({"key":")";

std::string reason() { return strerrordesc_np(errno) != nullptr ? strerrordesc_np(errno) : "unknown error"; }

// Bytes of a file from somewhere on.
class Part final : public base::ByteStream {
public:
    Part(int file, off_t at) : file_(file), at_(at) {}
    base::Result<std::size_t> read(std::span<char> into) override {
        const ssize_t got = ::pread(file_, into.data(), into.size(), at_);
        if (got < 0) return base::fail(base::ErrorKind::system, reason());
        at_ += got;
        return static_cast<std::size_t>(got);
    }

private:
    int file_;
    off_t at_;
};

class FileSink final : public CdrSink {
public:
    FileSink(std::string path, FsyncPolicy policy) : path_(std::move(path)), policy_(policy) {}
    ~FileSink() override { leave(); }
    FileSink(const FileSink&) = delete;
    FileSink& operator=(const FileSink&) = delete;

    base::Result<void> open();
    base::Result<void> remember(std::size_t most, const std::function<void(logs::Cdr&)>& take) override;
    base::Result<bool> put(std::span<const logs::Cdr> records, const std::function<bool()>& wait) override;
    base::Result<void> settle() override;
    Clock::time_point due() const override { return waiting_ ? due_ : Clock::time_point::max(); }
    std::string name() const override { return path_ == "-" ? "stdout" : path_; }

private:
    template <class... Args> [[nodiscard]] auto failed(fmt::format_string<Args...> text, Args&&... args) const {
        return base::fail(base::ErrorKind::system, fmt::format("{}: {}", base::printable(name()),
                                                               fmt::format(text, std::forward<Args>(args)...)));
    }
    base::Result<void> take_torn_away();
    base::Result<void> open_file();
    base::Result<void> open_fifo();
    base::Result<void> write(std::string_view bytes, const std::function<bool()>& wait);
    base::Result<bool> has_room(const std::function<bool()>& wait) const;
    base::Result<void> follow_name();
    base::Result<void> sync();
    [[nodiscard]] off_t last_lines(std::size_t most) const;
    void leave() {
        if (file_ > 2) ::close(file_);
        file_ = -1;
    }

    std::string path_;
    FsyncPolicy policy_;
    int file_ = -1;
    bool regular_ = false;
    bool pipe_ = false; // or whatever else has no room until somebody reads
    off_t size_ = 0;    // of whole batches
    off_t settled_ = 0; // of it, what is on the disk
    std::string identity_;
    bool waiting_ = false; // something was put that is not settled
    bool broken_ = false;
    Clock::time_point due_;
    std::string text_;
};

base::Result<void> FileSink::open_file() {
    file_ = path_ == "-" ? 1 : ::open(path_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY, 0640);
    if (file_ < 0 && errno == EACCES) file_ = ::open(path_.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY);
    if (file_ < 0) return failed("it cannot be written: {}", reason());
    return {};
}

// Whoever opens one for reading, too, writes what nobody else reads.
base::Result<void> FileSink::open_fifo() {
    file_ = ::open(path_.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (file_ < 0 && errno == ENXIO) return failed("it cannot be written: nobody reads it");
    if (file_ < 0) return failed("it cannot be written: {}", reason());
    return {};
}

base::Result<void> FileSink::open() {
    struct stat there{};
    const bool fifo = path_ != "-" && ::stat(path_.c_str(), &there) == 0 && S_ISFIFO(there.st_mode);
    if (auto opened = fifo ? open_fifo() : open_file(); !opened) return opened;
    if (::fstat(file_, &there) != 0) return failed("{}", reason());
    if (path_ != "-" && S_ISFIFO(there.st_mode) != fifo) {
        leave();
        return failed("it has just become something else");
    }
    regular_ = S_ISREG(there.st_mode) && path_ != "-";
    pipe_ = !S_ISREG(there.st_mode);
    if (!regular_) return {};
    if (::flock(file_, LOCK_EX | LOCK_NB) != 0) {
        const bool taken = errno == EWOULDBLOCK;
        const std::string why = taken ? "another process writes to it" : reason();
        leave();
        return failed("{}", why);
    }
    size_ = settled_ = there.st_size;
    identity_ = base::file_identity(path_);
    return take_torn_away();
}

// A process that died while it wrote has left a line without an end; what it was about is still in Redis.
base::Result<void> FileSink::take_torn_away() {
    const off_t begin = last_lines(0);
    if (begin == size_) return {};
    std::string head(record_begins.size(), 0);
    const ssize_t got = ::pread(file_, head.data(), head.size(), begin);
    head.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
    if (head.empty() || !record_begins.starts_with(head))
        return base::fail(
            base::ErrorKind::usage,
            fmt::format("{}: its last line has no end, and is no call detail record", base::printable(path_)));
    if (::ftruncate(file_, begin) != 0) return failed("the end of it cannot be taken away: {}", reason());
    size_ = settled_ = begin;
    return {};
}

// Where the last `most` whole lines begin; with 0 where the last line ended.
off_t FileSink::last_lines(std::size_t most) const {
    std::array<char, 64 * 1024> bytes{};
    std::size_t found = 0;
    for (off_t end = size_; end > 0;) {
        const off_t begin = std::max<off_t>(0, end - static_cast<off_t>(bytes.size()));
        const ssize_t got = ::pread(file_, bytes.data(), static_cast<std::size_t>(end - begin), begin);
        if (got != end - begin) return size_;
        for (ssize_t i = got; i-- > 0;)
            if (bytes[static_cast<std::size_t>(i)] == '\n' && found++ == most) return begin + i + 1;
        end = begin;
    }
    return 0;
}

base::Result<void> FileSink::remember(std::size_t most, const std::function<void(logs::Cdr&)>& take) {
    if (!regular_ || size_ == 0 || most == 0) return {};
    logs::Settings settings;
    auto format = logs::find_format("cdr");
    if (!format) return tl::unexpected(format.error());
    settings.format = std::move(*format);
    settings.records = settings.strict = true;
    auto log = logs::LogFile::open(path_, std::make_unique<Part>(file_, last_lines(most)), settings);
    if (!log) return tl::unexpected(log.error());
    const auto reader = log->reader();
    logs::CdrMaker maker(
        *settings.format, nullptr,
        {.cdr = [&](logs::Cdr& cdr, std::uint32_t) { take(cdr); }, .other = nullptr, .skipped = nullptr});
    logs::Piece piece;
    for (;;) {
        const auto more = log->next(piece);
        if (!more) return tl::unexpected(more.error());
        if (!*more) return {};
        maker.begin(piece);
        reader->read(piece, maker);
        piece.kept.clear();
    }
}

// Whoever rotates files moves ours away; the next line belongs to the one that has its name then.
base::Result<void> FileSink::follow_name() {
    if (!regular_ || base::file_identity(path_) == identity_) return {};
    if (auto done = settle(); !done) return done;
    leave();
    return open();
}

// Waits until something can be written; false where it was told not to.
base::Result<bool> FileSink::has_room(const std::function<bool()>& wait) const {
    for (;;) {
        pollfd one{file_, POLLOUT, 0};
        const int ready = ::poll(&one, 1, 100);
        if (ready < 0 && errno != EINTR) return failed("{}", reason());
        if (ready > 0) return true;
        if (!wait()) return false;
    }
}

base::Result<void> FileSink::write(std::string_view bytes, const std::function<bool()>& wait) {
    constexpr std::size_t fits = 4096; // for so much there is room in a pipe that has any
    while (!bytes.empty()) {
        if (pipe_) {
            const auto room = has_room(wait);
            if (!room) return tl::unexpected(room.error());
            if (!*room)
                return base::fail(base::ErrorKind::unreadable,
                                  fmt::format("{}: nobody reads it", base::printable(name())));
        }
        const ssize_t put = ::write(file_, bytes.data(), pipe_ ? std::min(fits, bytes.size()) : bytes.size());
        if (put < 0 && (errno == EINTR || errno == EAGAIN)) continue;
        if (put < 0) {
            if (errno == EPIPE) // nobody reads it any more, nor will
                return base::fail(base::ErrorKind::unreadable,
                                  fmt::format("{}: {}", base::printable(name()), reason()));
            auto error = failed("it cannot be written: {}", reason());
            if (regular_) static_cast<void>(::ftruncate(file_, size_)); // half a batch is none
            return error;
        }
        bytes.remove_prefix(static_cast<std::size_t>(put));
    }
    return {};
}

base::Result<bool> FileSink::put(std::span<const logs::Cdr> records, const std::function<bool()>& wait) {
    if (broken_) return failed("it could not be brought to the disk before");
    if (file_ < 0)
        if (auto opened = open(); !opened) return tl::unexpected(opened.error());
    if (auto followed = follow_name(); !followed) return tl::unexpected(followed.error());
    text_.clear();
    for (const logs::Cdr& one : records) logs::append_cdr(text_, one);
    if (auto written = write(text_, wait); !written) return tl::unexpected(written.error());
    size_ += static_cast<off_t>(text_.size());
    if (!waiting_) due_ = Clock::now() + policy_.interval;
    waiting_ = waiting_ || (regular_ && !policy_.never && !records.empty());
    if (waiting_ && policy_.interval.count() == 0)
        if (auto done = sync(); !done) return tl::unexpected(done.error());
    return !waiting_;
}

base::Result<void> FileSink::settle() {
    if (broken_) return failed("it could not be brought to the disk before");
    auto done = sync();
    // What others were told is waiting is not there any more: nothing may be said to be there from now on.
    broken_ = !done;
    return done;
}

base::Result<void> FileSink::sync() {
    if (!waiting_) return {};
    if (::fdatasync(file_) != 0) {
        // The system may have forgotten what it could not write, and say next time that all is well: it counts as never written.
        auto error = failed("it cannot be brought to the disk: {}", reason());
        static_cast<void>(::ftruncate(file_, settled_));
        size_ = settled_;
        waiting_ = false;
        return error;
    }
    waiting_ = false;
    settled_ = size_;
    return {};
}

} // namespace

base::Result<std::unique_ptr<CdrSink>> open_cdr_file(const std::string& path, FsyncPolicy policy) {
    auto out = std::make_unique<FileSink>(path, policy);
    struct stat there{};
    if (path != "-" && ::stat(path.c_str(), &there) == 0 && S_ISFIFO(there.st_mode))
        return out; // whose reader may come later
    if (auto opened = out->open(); !opened) return tl::unexpected(opened.error());
    return out;
}

} // namespace callflow::service
