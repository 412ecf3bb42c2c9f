// For commands that run until they are told to stop.
#pragma once

#include <atomic>
#include <csignal>
#include <thread>

namespace callflow::cli {

// While it lives SIGINT and SIGTERM end nothing by themselves, neither here nor in threads that are begun after it.
class StopSignals {
public:
    StopSignals();
    ~StopSignals();
    StopSignals(const StopSignals&) = delete;
    StopSignals& operator=(const StopSignals&) = delete;

    // Until one of them comes.
    void wait() const;
    // So many milliseconds at most; whether one has come.
    [[nodiscard]] bool wait_for(int milliseconds) const;

    // From now on came() tells whether one has come, and a second one ends the process as if this were not here. Once; instead of
    // wait().
    void watch();
    [[nodiscard]] bool came() const { return came_; }

private:
    sigset_t signals_{};
    sigset_t before_{};
    std::atomic<bool> came_{false};
    std::jthread watcher_; // ends before what it uses
};

} // namespace callflow::cli
