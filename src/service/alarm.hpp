// Rings at a time of the clock, for whoever asked: timers of calls, and calls that may be forgotten.
#pragma once

#include "engine/call.hpp"

#include <functional>
#include <memory>
#include <string>

namespace callflow::service {

// One thread that sleeps until the next time.
class Alarm {
public:
    using Ring = std::function<void(const std::string& who)>;
    // `now`: nanoseconds since 1970. `ring` is called by the alarm's thread, and must not wait.
    Alarm(std::function<engine::Time()> now, Ring ring);
    // Rings no more.
    ~Alarm();
    Alarm(const Alarm&) = delete;
    Alarm& operator=(const Alarm&) = delete;

    // Asked for twice it rings twice.
    void set(engine::Time due, std::string who);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace callflow::service
