// How far long work has come, on a terminal.
#pragma once

#include "cli/io.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace callflow::cli {

// Shows nothing where stderr is no terminal, and nothing of what takes no time. What it has shown is gone when it ends.
class Progress {
public:
    // `noun` in the plural: `files`.
    Progress(Io& io, std::string_view noun, std::size_t all);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    [[nodiscard]] bool shown() const { return io_.show_progress && io_.seconds; }
    // `1,200 of 10,000 files, 950 a second, 9 s left`
    void update(std::size_t done);

private:
    Io& io_;
    std::string noun_;
    std::size_t all_;
    double started_ = 0;
    bool written_ = false;
};

} // namespace callflow::cli
