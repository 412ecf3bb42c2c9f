// For commands that run until they are told to stop.
#pragma once

#include <atomic>
#include <csignal>

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
    // Whether one has come, for threads that have other things to do. From then on a second one ends the process.
    [[nodiscard]] bool came();

private:
    sigset_t signals_{};
    sigset_t before_{};
    std::atomic<bool> came_{false};
};

} // namespace callflow::cli
