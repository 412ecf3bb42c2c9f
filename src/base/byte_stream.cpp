// Files and stdin read piece by piece.
#include "base/files.hpp"
#include "base/followed_file.hpp"
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

tl::unexpected<Error> cannot_read(std::string_view name, int error) {
    const char* reason = strerrordesc_np(error);
    return fail(ErrorKind::system, fmt::format("cannot read {}: {}", name.empty() ? "''" : printable(name, 4096),
                                               reason != nullptr ? reason : "unknown error"));
}

namespace {

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

Result<int> open_number(const std::string& path) {
    // The system would stop at a zero byte and open another file.
    const bool holds_zero = path.find('\0') != std::string::npos;
    const int number = holds_zero ? -1 : ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (number < 0) return cannot_read(path, holds_zero ? EINVAL : errno);
    struct stat status{};
    const int wrong = ::fstat(number, &status) != 0 ? errno : S_ISDIR(status.st_mode) ? EISDIR : 0;
    if (wrong == 0) return number;
    ::close(number);
    return cannot_read(path, wrong);
}

} // namespace

Result<std::unique_ptr<ByteStream>> FileStore::open_following(const std::string& path, Following /*how*/) {
    return open(path);
}

Result<std::unique_ptr<ByteStream>> SystemFiles::open(const std::string& path) {
    const auto number = open_number(path);
    if (!number) return tl::unexpected(number.error());
    return std::make_unique<FileStream>(*number, path);
}

Result<std::unique_ptr<ByteStream>> SystemFiles::open_following(const std::string& path, Following how) {
    const auto number = open_number(path);
    if (!number) return tl::unexpected(number.error());
    return follow_file(*number, path, std::move(how));
}

std::unique_ptr<ByteStream> open_stdin() { return std::make_unique<FileStream>(0, "stdin"); }

std::unique_ptr<ByteStream> stream_over(std::string bytes) { return std::make_unique<TextStream>(std::move(bytes)); }

} // namespace callflow::base
