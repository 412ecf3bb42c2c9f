#include "base/files.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace callflow::base {

namespace {

// strerror() depends on the locale and is not thread-safe.
std::string reason_of(int error) {
    const char* text = strerrordesc_np(error);
    return text != nullptr ? text : fmt::format("error {}", error);
}

// Messages are cut at 4096 characters, and the reason goes last.
constexpr std::size_t longest_path_shown = 2000;

tl::unexpected<Error> cannot(std::string_view what, const std::string& path, std::string_view reason) {
    const std::string name = path.empty() ? "''" : printable(path, longest_path_shown);
    return fail(ErrorKind::system, fmt::format("cannot {} {}: {}", what, name, reason));
}

// The system's functions would silently stop at a zero byte and touch another file.
bool holds_zero(const std::string& path) { return path.find('\0') != std::string::npos; }
constexpr std::string_view zero_reason = "a file name cannot hold a zero byte";

// An open file; closed when it goes out of scope.
class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    [[nodiscard]] int number() const { return number_; }
    [[nodiscard]] bool open() const { return number_ >= 0; }
    // 0 or errno. Some file systems report a failed write only here.
    int close() {
        const int result = ::close(std::exchange(number_, -1));
        return result == 0 || errno == EINTR ? 0 : errno;
    }

private:
    int number_;
};

// Removes a file unless told to keep it.
class TemporaryFile {
public:
    explicit TemporaryFile(std::string path) : path_(std::move(path)) {}
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    ~TemporaryFile() {
        if (!path_.empty()) ::unlink(path_.c_str());
    }
    [[nodiscard]] const std::string& path() const { return path_; }
    void keep() { path_.clear(); }

private:
    std::string path_;
};

// Signals that end the process wait until it is gone: a file that is half written would be left behind.
class SignalsWait {
public:
    SignalsWait() {
        sigset_t ending;
        ::sigemptyset(&ending);
        for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) ::sigaddset(&ending, signal);
        ::pthread_sigmask(SIG_BLOCK, &ending, &before_);
    }
    SignalsWait(const SignalsWait&) = delete;
    SignalsWait& operator=(const SignalsWait&) = delete;
    ~SignalsWait() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

private:
    sigset_t before_{};
};

std::string folder_of(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    return slash == std::string::npos ? std::string() : path.substr(0, slash + 1);
}

// Follows symbolic links by hand, because the last one may point to a file that is not there yet. 0
// or errno.
int follow_links(std::string& path) {
    constexpr int most_links = 40; // as the kernel
    constexpr std::size_t longest = 4096;
    for (int i = 0; i < most_links; ++i) {
        struct stat status{};
        if (::lstat(path.c_str(), &status) != 0) return errno == ENOENT ? 0 : errno;
        if (!S_ISLNK(status.st_mode)) return 0;
        std::string target(longest, '\0');
        const ssize_t size = ::readlink(path.c_str(), target.data(), target.size());
        if (size < 0) return errno;
        target.resize(static_cast<std::size_t>(size));
        if (!target.starts_with('/')) target.insert(0, folder_of(path));
        path = std::move(target);
    }
    return ELOOP;
}

// 0 or errno.
int write_all(int file, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(file, bytes.data(), bytes.size());
        if (written < 0) {
            if (errno == EINTR) continue;
            return errno;
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return 0;
}

// 0 or errno. Not every file system has anything to flush.
int flush(int file) {
    while (::fsync(file) != 0) {
        if (errno == EINVAL || errno == ENOTSUP || errno == EROFS) return 0;
        if (errno != EINTR) return errno;
    }
    return 0;
}

// Devices, pipes and sockets are written to, never replaced. 0 or errno.
int write_into(const std::string& path, std::string_view bytes) {
    Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY));
    if (!file.open()) return errno;
    if (const int error = write_all(file.number(), bytes); error != 0) return error;
    return file.close();
}

struct Mode {
    mode_t bits = 0666; // less the umask
    bool exact = false; // taken from the file that is replaced
};

// 0 or errno.
int write_beside(const std::string& target, std::string_view bytes, Mode mode) {
    constexpr int most_tries = 1000;
    const SignalsWait wait; // goes last
    int number = -1;
    std::string name;
    for (int i = 0; number < 0; ++i) {
        // Short, so that a long target name does not make it too long.
        name = fmt::format("{}.callflow-{}-{}.tmp", folder_of(target), ::getpid(), i);
        number = ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode.bits);
        if (number < 0 && (errno != EEXIST || i == most_tries)) return errno;
    }
    Descriptor file(number);
    TemporaryFile temporary(name);
    // The umask may have taken bits away that the old file has. A file system without modes may
    // refuse.
    if (mode.exact) static_cast<void>(::fchmod(file.number(), mode.bits));
    if (const int error = write_all(file.number(), bytes); error != 0) return error;
    if (const int error = flush(file.number()); error != 0) return error;
    if (const int error = file.close(); error != 0) return error;
    if (::rename(temporary.path().c_str(), target.c_str()) != 0) return errno;
    temporary.keep();
    return 0;
}

// 0 or errno.
int replace_file(const std::string& path, std::string_view bytes) {
    struct stat status{};
    Mode mode;
    if (::stat(path.c_str(), &status) == 0) {
        if (S_ISDIR(status.st_mode)) return EISDIR;
        if (!S_ISREG(status.st_mode)) return write_into(path, bytes);
        // Renaming over it would not ask whether the file may be written.
        if (::faccessat(AT_FDCWD, path.c_str(), W_OK, AT_EACCESS) != 0) return errno;
        mode = {status.st_mode & 0777U, true};
    } else if (errno != ENOENT) {
        return errno;
    }
    if (path.empty()) return ENOENT;
    if (path.ends_with('/')) return EISDIR;
    std::string target = path;
    if (const int error = follow_links(target); error != 0) return error;
    return write_beside(target, bytes, mode);
}

// 0 or errno; EFBIG where there are more than max_bytes.
int read_all(int file, std::uint64_t expected, std::uint64_t max_bytes, std::string& out) {
    constexpr std::size_t step = std::size_t{1} << 16U;
    // One byte more than expected, so that the end is seen without growing.
    out.resize(static_cast<std::size_t>(std::min(expected, max_bytes)) + 1);
    std::size_t size = 0;
    for (;;) {
        if (size == out.size()) out.resize(out.size() + std::max(step, out.size()));
        const ssize_t got = ::read(file, out.data() + size, out.size() - size);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return errno;
        if (got == 0) break;
        size += static_cast<std::size_t>(got);
        if (size > max_bytes) return EFBIG;
    }
    out.resize(size);
    return 0;
}

// `regular`: nothing but a regular file will do, and opening it does not wait for a pipe's other end.
Result<std::string> read_file(const std::string& path, std::uint64_t max_bytes, bool regular) {
    if (holds_zero(path)) return cannot("read", path, zero_reason);
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | (regular ? O_NONBLOCK : 0)));
    struct stat status{};
    if (!file.open() || ::fstat(file.number(), &status) != 0) return cannot("read", path, reason_of(errno));
    if (S_ISDIR(status.st_mode)) return cannot("read", path, reason_of(EISDIR));
    if (regular && !S_ISREG(status.st_mode)) return cannot("read", path, "it is no regular file");
    const auto expected = S_ISREG(status.st_mode) ? static_cast<std::uint64_t>(status.st_size) : 0;
    std::string bytes;
    const int error = expected > max_bytes ? EFBIG : read_all(file.number(), expected, max_bytes, bytes);
    if (error == EFBIG) {
        return fail(ErrorKind::unreadable, fmt::format("cannot read {}: it has more than {} bytes",
                                                       printable(path, longest_path_shown), max_bytes));
    }
    if (error != 0) return cannot("read", path, reason_of(error));
    return bytes;
}

bool leads_to_folder(const std::string& path) {
    struct stat status{};
    return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

bool is_link(const std::string& path) {
    struct stat status{};
    return ::lstat(path.c_str(), &status) == 0 && S_ISLNK(status.st_mode);
}

} // namespace

Result<std::string> FileStore::read_regular(const std::string& path, std::uint64_t max_bytes) {
    return read(path, max_bytes);
}

void FileStore::keep(const std::string& /*path*/) {}

Result<void> FileStore::write_result(const std::string& path, std::string_view bytes) { return replace(path, bytes); }

Result<std::string> SystemFiles::read(const std::string& path, std::uint64_t max_bytes) {
    return read_file(path, max_bytes, false);
}

Result<std::string> SystemFiles::read_regular(const std::string& path, std::uint64_t max_bytes) {
    return read_file(path, max_bytes, true);
}

void SystemFiles::keep(const std::string& path) {
    struct stat found{};
    if (holds_zero(path) || ::stat(path.c_str(), &found) != 0) return;
    const std::scoped_lock lock(mutex_);
    kept_.push_back({path, found.st_dev, found.st_ino});
}

Result<void> SystemFiles::write_result(const std::string& path, std::string_view bytes) {
    struct stat target{};
    if (!holds_zero(path) && ::stat(path.c_str(), &target) == 0) {
        const auto is_target = [&](const Kept& one) {
            if (one.device != target.st_dev || one.number != target.st_ino) return false;
            struct stat now{}; // another file may have the number by now
            return ::stat(one.path.c_str(), &now) == 0 && now.st_dev == target.st_dev && now.st_ino == target.st_ino;
        };
        const std::scoped_lock lock(mutex_);
        if (std::ranges::any_of(kept_, is_target))
            return fail(ErrorKind::usage, fmt::format("cannot write {}: it is what the result was made from",
                                                      printable(path, longest_path_shown)));
    }
    return replace(path, bytes);
}

Result<void> SystemFiles::replace(const std::string& path, std::string_view bytes) {
    if (holds_zero(path)) return cannot("write", path, zero_reason);
    if (const int error = replace_file(path, bytes); error != 0) return cannot("write", path, reason_of(error));
    return {};
}

Result<void> SystemFiles::make_directories(const std::string& path) {
    if (holds_zero(path)) return cannot("make the folder", path, zero_reason);
    std::error_code error;
    std::filesystem::create_directories(path, error);
    if (error) return cannot("make the folder", path, reason_of(error.value()));
    if (!leads_to_folder(path)) return cannot("make the folder", path, reason_of(ENOTDIR));
    return {};
}

Result<void> SystemFiles::remove(const std::string& path) {
    if (holds_zero(path)) return cannot("remove", path, zero_reason);
    if (::remove(path.c_str()) != 0) return cannot("remove", path, reason_of(errno));
    return {};
}

Result<std::vector<DirEntry>> SystemFiles::list(const std::string& path) {
    if (holds_zero(path)) return cannot("list", path, zero_reason);
    struct Close {
        void operator()(DIR* folder) const { ::closedir(folder); }
    };
    const std::unique_ptr<DIR, Close> folder(::opendir(path.c_str()));
    if (folder == nullptr) return cannot("list", path, reason_of(errno));
    std::vector<DirEntry> entries;
    for (;;) {
        errno = 0;
        const dirent* entry = ::readdir(folder.get());
        if (entry == nullptr) break;
        std::string name = entry->d_name;
        if (name == "." || name == "..") continue;
        const bool unsure = entry->d_type == DT_UNKNOWN || entry->d_type == DT_LNK;
        const std::string whole = fmt::format("{}/{}", path, name);
        const bool directory = unsure ? leads_to_folder(whole) : entry->d_type == DT_DIR;
        const bool link = unsure && is_link(whole);
        entries.push_back({std::move(name), directory, link});
    }
    if (errno != 0) return cannot("list", path, reason_of(errno));
    const auto by_name = [](const DirEntry& a, const DirEntry& b) { return a.name < b.name; };
    std::sort(entries.begin(), entries.end(), by_name);
    return entries;
}

bool SystemFiles::exists(const std::string& path) {
    struct stat status{};
    return !holds_zero(path) && ::stat(path.c_str(), &status) == 0;
}

Result<std::string> SystemFiles::real_path(const std::string& path) {
    if (holds_zero(path)) return cannot("find", path, zero_reason);
    struct Free {
        void operator()(char* text) const { ::free(text); } // NOLINT(cppcoreguidelines-owning-memory): realpath's
    };
    const std::unique_ptr<char, Free> real(::realpath(path.empty() ? "." : path.c_str(), nullptr));
    if (real == nullptr) return cannot("find", path, reason_of(errno));
    return std::string(real.get());
}

bool SystemFiles::is_directory(const std::string& path) { return !holds_zero(path) && leads_to_folder(path); }

std::string file_identity(const std::string& path) {
    struct stat found{};
    if (::stat(path.c_str(), &found) != 0) return {};
    return fmt::format("{}:{}", found.st_dev, found.st_ino);
}

void make_private_file(const std::string& path) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (file >= 0) ::close(file);
}

} // namespace callflow::base
