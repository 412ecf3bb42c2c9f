#include "cli/stop_signals.hpp"

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

bool StopSignals::wait_for(int milliseconds) const {
    const timespec most{milliseconds / 1000, milliseconds % 1000 * 1'000'000L};
    return sigtimedwait(&signals_, nullptr, &most) > 0;
}

} // namespace callflow::cli
