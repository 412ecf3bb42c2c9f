// Where call detail records go, for good.
#pragma once

#include "base/result.hpp"
#include "logs/cdr.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

namespace callflow::service {

class CdrSink {
public:
    CdrSink() = default;
    CdrSink(const CdrSink&) = delete;
    CdrSink& operator=(const CdrSink&) = delete;
    virtual ~CdrSink() = default;

    // The last records that it has, the oldest first, `most` of them at least where it has so many.
    [[nodiscard]] virtual base::Result<void> remember(std::size_t most,
                                                      const std::function<void(logs::Cdr&)>& take) = 0;
    // Takes all of them or none; whether they are there for good now, or only after settle(). An error says why, and leaves nothing
    // behind, so that they may be put again. While it waits for others it asks `wait` several times a second, and gives up where that
    // says so.
    [[nodiscard]] virtual base::Result<bool> put(std::span<const logs::Cdr> records,
                                                 const std::function<bool()>& wait) = 0;
    // Until all that was put is there for good.
    [[nodiscard]] virtual base::Result<void> settle() = 0;
    // When settle() is due for what was put; the largest moment where nothing waits.
    [[nodiscard]] virtual std::chrono::steady_clock::time_point due() const {
        return std::chrono::steady_clock::time_point::max();
    }
    [[nodiscard]] virtual std::string name() const = 0;
};

// When a file's bytes are on the disk.
struct FsyncPolicy {
    bool never = false; // when the system thinks so: what was written survives the process, not the machine
    std::chrono::milliseconds interval{0}; // at most so much later; 0: at once
};

// Lines of JSON at the end of a file, or on stdout (`-`). Nobody else writes to it meanwhile. Where a line was begun and not ended, by a
// process that died, it is taken away; an error where that is no line of call detail records. A file that was moved away is begun anew. A
// FIFO that nobody reads cannot be written until somebody does.
[[nodiscard]] base::Result<std::unique_ptr<CdrSink>> open_cdr_file(const std::string& path, FsyncPolicy policy);

} // namespace callflow::service
