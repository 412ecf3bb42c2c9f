// A file to which lines are added, each whole, while others may read it.
#pragma once

#include "base/result.hpp"

#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace callflow::cli {

// Any thread may add to it.
class LineFile {
public:
    // `-` is stdout. The error says what the system said.
    [[nodiscard]] static base::Result<std::unique_ptr<LineFile>> open(const std::string& path);
    ~LineFile();
    LineFile(const LineFile&) = delete;
    LineFile& operator=(const LineFile&) = delete;

    // With a line break behind it. Why it could not be written; empty where it was. What has been written of a line that failed
    // is taken back where the file allows it.
    [[nodiscard]] std::string add(std::string_view line);

private:
    LineFile(int file, std::string path) : file_(file), path_(std::move(path)) {}
    std::mutex mutex_;
    int file_;
    std::string path_;
};

} // namespace callflow::cli
