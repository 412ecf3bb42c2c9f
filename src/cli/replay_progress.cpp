#include "cli/replay_progress.hpp"

#include <cmath>
#include <fmt/format.h>
#include <sys/stat.h>

namespace callflow::cli {

namespace {

// Of a plain file as it stands; 0 where nobody can say how many bytes will be read.
std::uint64_t size_of(const std::string& path) {
    if (path == "-" || path.ends_with(".gz") || path.ends_with(".zst")) return 0;
    struct stat about = {};
    return ::stat(path.c_str(), &about) == 0 && S_ISREG(about.st_mode) ? static_cast<std::uint64_t>(about.st_size) : 0;
}

} // namespace

LogProgress::LogProgress(Io& io, const std::vector<std::string>& logs) : io_(io) {
    if (!shown()) return;
    started_ = io_.seconds();
    for (const std::string& one : logs) {
        const std::uint64_t size = size_of(one);
        all_ += size;
        if (size != 0) continue;
        all_ = 0;
        return;
    }
}

LogProgress::~LogProgress() {
    if (written_) io_.show_progress({});
}

void LogProgress::update(std::uint64_t bytes) {
    if (!shown()) return;
    const double passed = io_.seconds() - started_;
    if (passed < 0.5 || passed - said_ < 0.2) return;
    said_ = passed;
    const double rate = static_cast<double>(bytes) / passed;
    std::string text = fmt::format("{} MB, {:.0f} MB a second", bytes / 1'000'000, rate / 1e6);
    if (all_ >= bytes && rate > 0)
        text = fmt::format("{} of {} MB, {:.0f} MB a second, {:.0f} s left", bytes / 1'000'000, all_ / 1'000'000,
                           rate / 1e6, std::ceil(static_cast<double>(all_ - bytes) / rate));
    io_.show_progress(text);
    written_ = true;
}

} // namespace callflow::cli
