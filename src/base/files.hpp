// The seam to the file system.
#pragma once

#include "base/result.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::base {

struct DirEntry {
    std::string name;       // last component
    bool directory = false; // or a link to one
    bool link = false;      // a symbolic link
};

// Bytes read from front to back, for what may be larger than memory.
class ByteStream {
public:
    virtual ~ByteStream() = default;
    // Fills the front of `into`, which is not empty; how many bytes it got, 0 at the end. Waits for the first byte only.
    [[nodiscard]] virtual Result<std::size_t> read(std::span<char> into) = 0;
};

// How a file that is being written is read on.
struct Following {
    // Asked at a file's end: nothing more will be waited for, only what there is counts.
    std::function<bool()> over = [] { return false; };
    // A writer is told of the new file, or notices, some time after the old one was renamed: so long the old one is read on after its
    // last bytes and the new one's first.
    std::chrono::milliseconds linger{2000};
};

// Everything the program reads and writes by name. Tests put a fake behind it; nothing below cli opens a file otherwise.
class FileStore {
public:
    virtual ~FileStore() = default;
    // Whole content; ErrorKind::system with the reason, ErrorKind::unreadable beyond max_bytes.
    [[nodiscard]] virtual Result<std::string> read(const std::string& path, std::uint64_t max_bytes) = 0;
    // The same of a regular file only: what a file names is never a pipe or device, where reading may wait for ever.
    // By default read() of whatever it is.
    [[nodiscard]] virtual Result<std::string> read_regular(const std::string& path, std::uint64_t max_bytes);
    // The content as a stream; by default one over all of it.
    [[nodiscard]] virtual Result<std::unique_ptr<ByteStream>> open(const std::string& path);
    // The same of a file that is being written: where others take its name, or it is cut, that is read on with; a line that has no end
    // there gets one. The end, 0, is that of the moment, and may be asked for again. Compressed files are read once.
    [[nodiscard]] virtual Result<std::unique_ptr<ByteStream>> open_following(const std::string& path, Following how);
    // Writes beside the target, flushes, renames: the file appears whole or not at all. Creates no folders.
    [[nodiscard]] virtual Result<void> replace(const std::string& path, std::string_view bytes) = 0;
    // No result is to be written over that file from now on, for results are made from it. By default nothing.
    virtual void keep(const std::string& path);
    // replace() of a result: ErrorKind::usage for a file that is kept, by whatever name.
    [[nodiscard]] virtual Result<void> write_result(const std::string& path, std::string_view bytes);
    [[nodiscard]] virtual Result<void> make_directories(const std::string& path) = 0;
    [[nodiscard]] virtual Result<void> remove(const std::string& path) = 0;
    // Sorted by name bytewise; `.` and `..` left out.
    [[nodiscard]] virtual Result<std::vector<DirEntry>> list(const std::string& path) = 0;
    [[nodiscard]] virtual bool exists(const std::string& path) = 0;
    [[nodiscard]] virtual bool is_directory(const std::string& path) = 0;
    // The one absolute name of a file or folder that is there, symbolic links followed; empty is the current folder.
    // ErrorKind::system with the reason.
    [[nodiscard]] virtual Result<std::string> real_path(const std::string& path) = 0;
};

// The real file system.
class SystemFiles final : public FileStore {
public:
    [[nodiscard]] Result<std::string> read(const std::string& path, std::uint64_t max_bytes) override;
    [[nodiscard]] Result<std::string> read_regular(const std::string& path, std::uint64_t max_bytes) override;
    [[nodiscard]] Result<std::unique_ptr<ByteStream>> open(const std::string& path) override;
    [[nodiscard]] Result<std::unique_ptr<ByteStream>> open_following(const std::string& path, Following how) override;
    [[nodiscard]] Result<void> replace(const std::string& path, std::string_view bytes) override;
    void keep(const std::string& path) override;
    [[nodiscard]] Result<void> write_result(const std::string& path, std::string_view bytes) override;
    [[nodiscard]] Result<void> make_directories(const std::string& path) override;
    [[nodiscard]] Result<void> remove(const std::string& path) override;
    [[nodiscard]] Result<std::vector<DirEntry>> list(const std::string& path) override;
    [[nodiscard]] bool exists(const std::string& path) override;
    [[nodiscard]] bool is_directory(const std::string& path) override;
    [[nodiscard]] Result<std::string> real_path(const std::string& path) override;

private:
    struct Kept {
        std::string path;
        std::uint64_t device = 0, number = 0;
    };
    std::mutex mutex_; // threads may read at once
    std::vector<Kept> kept_;
};

// Which file a path leads to, links followed: the same text as long as it is the same file, which is there or held open by somebody.
// Empty where there is none.
[[nodiscard]] std::string file_identity(const std::string& path);

// Makes an empty file that only its owner may read and write, unless there is one of that name. Whoever opens it next says what is
// wrong with the name.
void make_private_file(const std::string& path);

// stdin as a stream.
[[nodiscard]] std::unique_ptr<ByteStream> open_stdin();
// Over bytes that are there already.
[[nodiscard]] std::unique_ptr<ByteStream> stream_over(std::string bytes);

} // namespace callflow::base
