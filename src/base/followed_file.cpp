#include "base/followed_file.hpp"

#include <algorithm>
#include <cerrno>
#include <deque>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace callflow::base {
namespace {

using Clock = std::chrono::steady_clock;

// A file that is open, whatever it is called meanwhile.
struct OpenFile {
    int number = -1;
    struct stat status{};     // when it was opened
    Clock::time_point active; // bytes came of it, or it was found

    [[nodiscard]] bool is(const struct stat& other) const {
        return status.st_dev == other.st_dev && status.st_ino == other.st_ino;
    }
};

bool is_compressed(std::string_view head) {
    return head.starts_with("\x1f\x8b") || head.starts_with("\x28\xb5\x2f\xfd"); // gzip, zstd
}

// Logs are renamed and begun anew, or copied and emptied where they are.
class FollowedFile final : public ByteStream {
public:
    FollowedFile(int number, std::string name, Following how) : name_(std::move(name)), how_(std::move(how)) {
        now_.number = number;
        ::fstat(number, &now_.status);
    }
    FollowedFile(const FollowedFile&) = delete;
    FollowedFile& operator=(const FollowedFile&) = delete;
    ~FollowedFile() override {
        ::close(now_.number);
        for (const OpenFile& one : next_) ::close(one.number);
    }

    Result<std::size_t> read(std::span<char> into) override {
        for (;;) {
            look();
            // one without a size may keep whoever reads it waiting
            if (!S_ISREG(now_.status.st_mode) && how_.over()) return std::size_t{0};
            const ssize_t got = ::read(now_.number, into.data(), into.size());
            if (got > 0) return took(std::string_view(into.data(), static_cast<std::size_t>(got)));
            if (got < 0 && errno != EINTR) return cannot_read(name_, errno);
            if (got < 0) continue;
            if (!begin_anew()) return std::size_t{0};
            if (std::exchange(torn_, false)) {
                into.front() = '\n';
                return std::size_t{1};
            }
        }
    }

private:
    static constexpr std::size_t most_waiting = 64; // files that took the name while another one was read

    std::size_t took(std::string_view bytes) {
        if (at_ == 0) compressed_ = is_compressed(bytes);
        at_ += static_cast<off_t>(bytes.size());
        torn_ = bytes.back() != '\n';
        now_.active = Clock::now();
        return bytes.size();
    }

    // Whether another file has the name by now: it is kept, as it may lose the name again before its turn comes.
    void look() {
        if (compressed_ || next_.size() >= most_waiting) return;
        const OpenFile& newest = next_.empty() ? now_ : next_.back();
        struct stat there{};
        if (::stat(name_.c_str(), &there) != 0 || newest.is(there)) return;
        OpenFile found;
        found.number = ::open(name_.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
        if (found.number < 0) return;
        found.active = Clock::now();
        if (::fstat(found.number, &found.status) == 0 && !newest.is(found.status) && !S_ISDIR(found.status.st_mode))
            next_.push_back(found);
        else
            ::close(found.number);
    }

    // Whether there is something else to read, having read what there was.
    bool begin_anew() {
        struct stat mine{};
        if (compressed_ || ::fstat(now_.number, &mine) != 0) return false;
        if (S_ISREG(mine.st_mode) && mine.st_size < at_) {
            at_ = 0;
            return ::lseek(now_.number, 0, SEEK_SET) == 0;
        }
        if (next_.empty() || !is_left()) return false;
        ::close(std::exchange(now_, next_.front()).number);
        next_.pop_front();
        at_ = 0;
        return true;
    }

    // Whether nobody writes any more to the file that is read, as far as can be told: into the next one something was written, and here
    // nothing for a while.
    [[nodiscard]] bool is_left() const {
        if (next_.size() > 1 || how_.over()) return true;
        struct stat after{};
        const bool begun = ::fstat(next_.front().number, &after) == 0 && (after.st_size > 0 || !S_ISREG(after.st_mode));
        return begun && Clock::now() - std::max(now_.active, next_.front().active) >= how_.linger;
    }

    std::string name_;
    Following how_;
    OpenFile now_;
    std::deque<OpenFile> next_; // in the order in which they took the name
    off_t at_ = 0;              // how far it was read
    bool torn_ = false;         // its last line has no end
    bool compressed_ = false;
};

} // namespace

std::unique_ptr<ByteStream> follow_file(int number, std::string name, Following how) {
    return std::make_unique<FollowedFile>(number, std::move(name), std::move(how));
}

} // namespace callflow::base
