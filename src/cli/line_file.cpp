#include "cli/line_file.hpp"

#include "base/text.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace callflow::cli {

base::Result<std::unique_ptr<LineFile>> LineFile::open(const std::string& path) {
    const int file = path == "-" ? 1 : ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
    if (file < 0)
        return base::fail(base::ErrorKind::system,
                          fmt::format("cannot write to {}: {}", base::printable(path), strerrordesc_np(errno)));
    return std::unique_ptr<LineFile>(new LineFile(file, path)); // NOLINT: the constructor is private
}

LineFile::~LineFile() {
    if (file_ > 2) ::close(file_);
}

std::string LineFile::add(std::string_view line) {
    std::string bytes(line);
    bytes += '\n';
    std::string_view left = bytes;
    const std::scoped_lock lock(mutex_); // a line may need several writes, and what is taken back of one be its own
    while (!left.empty()) {
        const ssize_t written = ::write(file_, left.data(), left.size());
        if (written >= 0) {
            left.remove_prefix(static_cast<std::size_t>(written));
            continue;
        }
        if (errno == EINTR) continue;
        const int why = errno;
        struct stat there = {};
        if (left.size() < bytes.size() && ::fstat(file_, &there) == 0 && S_ISREG(there.st_mode)) {
            const auto torn = static_cast<off_t>(bytes.size() - left.size());
            if (there.st_size >= torn) static_cast<void>(::ftruncate(file_, there.st_size - torn));
        }
        return fmt::format("cannot write to {}: {}", base::printable(path_), strerrordesc_np(why));
    }
    return {};
}

} // namespace callflow::cli
