// Files and stdin read piece by piece.
#include "base/files.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <limits>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace callflow::base {

namespace {

tl::unexpected<Error> cannot_read(std::string_view name, int error) {
    const char* reason = strerrordesc_np(error);
    return fail(ErrorKind::system, fmt::format("cannot read {}: {}", name.empty() ? "''" : printable(name, 4096),
                                               reason != nullptr ? reason : "unknown error"));
}

// An open file; closed with the stream unless it is the process's own.
class FileStream final : public ByteStream {
public:
    FileStream(int number, std::string name) : number_(number), name_(std::move(name)) {}
    FileStream(const FileStream&) = delete;
    FileStream& operator=(const FileStream&) = delete;
    ~FileStream() override {
        if (number_ > 2) ::close(number_);
    }

    Result<std::size_t> read(std::span<char> into) override {
        for (;;) {
            const ssize_t got = ::read(number_, into.data(), into.size());
            if (got >= 0) return static_cast<std::size_t>(got);
            if (errno != EINTR) return cannot_read(name_, errno);
        }
    }

private:
    int number_;
    std::string name_; // for messages
};

// A file by its name, whichever it is: logs are renamed and begun anew, or emptied where they are.
class FollowedFile final : public ByteStream {
public:
    FollowedFile(int number, std::string name) : number_(number), name_(std::move(name)) {}
    FollowedFile(const FollowedFile&) = delete;
    FollowedFile& operator=(const FollowedFile&) = delete;
    ~FollowedFile() override { ::close(number_); }

    Result<std::size_t> read(std::span<char> into) override {
        for (;;) {
            const ssize_t got = ::read(number_, into.data(), into.size());
            if (got > 0) at_ += got;
            if (got > 0) return static_cast<std::size_t>(got);
            if (got < 0 && errno != EINTR) return cannot_read(name_, errno);
            if (got == 0 && !begin_anew()) return std::size_t{0};
        }
    }

private:
    // Whether there is something else to read, having read what there was.
    bool begin_anew() {
        struct stat mine{}, there{};
        if (::fstat(number_, &mine) != 0 || ::stat(name_.c_str(), &there) != 0) return false;
        if (mine.st_dev == there.st_dev && mine.st_ino == there.st_ino) {
            if (!S_ISREG(mine.st_mode) || mine.st_size >= at_) return false;
            at_ = 0;
            return ::lseek(number_, 0, SEEK_SET) == 0;
        }
        const int other = ::open(name_.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
        if (other < 0) return false;
        ::close(std::exchange(number_, other));
        at_ = 0;
        return true;
    }

    int number_;
    std::string name_;
    off_t at_ = 0; // how far it was read
};

class TextStream final : public ByteStream {
public:
    explicit TextStream(std::string bytes) : bytes_(std::move(bytes)) {}

    Result<std::size_t> read(std::span<char> into) override {
        const std::size_t count = std::min(into.size(), bytes_.size() - at_);
        std::copy_n(bytes_.data() + at_, count, into.data());
        at_ += count;
        return count;
    }

private:
    std::string bytes_;
    std::size_t at_ = 0;
};

} // namespace

Result<std::unique_ptr<ByteStream>> FileStore::open(const std::string& path) {
    auto bytes = read(path, std::numeric_limits<std::uint64_t>::max());
    if (!bytes) return tl::unexpected(bytes.error());
    return stream_over(*std::move(bytes));
}

namespace {

template <class Stream> Result<std::unique_ptr<ByteStream>> open_as(const std::string& path) {
    // The system would stop at a zero byte and open another file.
    const bool holds_zero = path.find('\0') != std::string::npos;
    const int number = holds_zero ? -1 : ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (number < 0) return cannot_read(path, holds_zero ? EINVAL : errno);
    auto stream = std::make_unique<Stream>(number, path);
    struct stat status{};
    if (::fstat(number, &status) != 0) return cannot_read(path, errno);
    if (S_ISDIR(status.st_mode)) return cannot_read(path, EISDIR);
    return stream;
}

} // namespace

Result<std::unique_ptr<ByteStream>> FileStore::open_following(const std::string& path) { return open(path); }

Result<std::unique_ptr<ByteStream>> SystemFiles::open(const std::string& path) { return open_as<FileStream>(path); }

Result<std::unique_ptr<ByteStream>> SystemFiles::open_following(const std::string& path) {
    return open_as<FollowedFile>(path);
}

std::unique_ptr<ByteStream> open_stdin() { return std::make_unique<FileStream>(0, "stdin"); }

std::unique_ptr<ByteStream> stream_over(std::string bytes) { return std::make_unique<TextStream>(std::move(bytes)); }

} // namespace callflow::base
