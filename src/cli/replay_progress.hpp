// How far the reading of logs has come, on a terminal.
#pragma once

#include "cli/io.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace callflow::cli {

// Shows nothing where stderr is no terminal. What it has shown is gone when it ends.
class LogProgress {
public:
    LogProgress(Io& io, const std::vector<std::string>& logs);
    ~LogProgress();
    LogProgress(const LogProgress&) = delete;
    LogProgress& operator=(const LogProgress&) = delete;

    [[nodiscard]] bool shown() const { return io_.show_progress && io_.seconds; }
    // Bytes, decompressed, that were read. `120 of 1,430 MB, 95 MB/s, 14 s left`; without the rest where that is not known.
    void update(std::uint64_t bytes);

private:
    Io& io_;
    std::uint64_t all_ = 0; // 0: nobody knows
    double started_ = 0, said_ = 0;
    bool written_ = false;
};

} // namespace callflow::cli
