// For commands that run until they are told to stop.
#pragma once

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
    // So many milliseconds at most; whether one has come.
    [[nodiscard]] bool wait_for(int milliseconds) const;

private:
    sigset_t signals_{};
    sigset_t before_{};
};

} // namespace callflow::cli
