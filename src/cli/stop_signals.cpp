#include "cli/stop_signals.hpp"

#include <ctime>
#include <pthread.h>

namespace callflow::cli {

StopSignals::StopSignals() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGINT);
    sigaddset(&signals_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals_, &before_);
}

StopSignals::~StopSignals() {
    watcher_ = {};
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

void StopSignals::wait() const {
    int which = 0;
    while (sigwait(&signals_, &which) != 0) {
    }
}

bool StopSignals::wait_for(int milliseconds) const {
    const timespec most{milliseconds / 1000, milliseconds % 1000 * 1'000'000L};
    return sigtimedwait(&signals_, nullptr, &most) > 0;
}

void StopSignals::watch() {
    watcher_ = std::jthread([this](const std::stop_token& over) {
        constexpr timespec now_and_then{.tv_sec = 0, .tv_nsec = 20'000'000};
        while (!over.stop_requested()) {
            const int which = sigtimedwait(&signals_, nullptr, &now_and_then);
            if (which <= 0) continue;
            if (!came_.exchange(true)) continue;
            std::signal(which, SIG_DFL);
            pthread_sigmask(SIG_UNBLOCK, &signals_, nullptr);
            std::raise(which);
        }
    });
}

} // namespace callflow::cli
