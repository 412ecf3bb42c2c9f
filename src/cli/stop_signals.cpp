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

StopSignals::~StopSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

void StopSignals::wait() const {
    int which = 0;
    while (sigwait(&signals_, &which) != 0) {
    }
}

bool StopSignals::came() {
    constexpr timespec at_once{};
    if (!came_ && sigtimedwait(&signals_, nullptr, &at_once) <= 0) return false;
    came_ = true;
    pthread_sigmask(SIG_UNBLOCK, &signals_, nullptr); // of this thread
    return true;
}

} // namespace callflow::cli
