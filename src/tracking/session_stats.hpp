// What sessions say together: how calls ended and where, how long they took, which keys were pressed.
#pragma once

#include "tracking/store.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace callflow::tracking {

struct SessionStats {
    struct Lengths {
        std::uint64_t count = 0;
        double mean = 0, median = 0, p90 = 0, longest = 0; // seconds; of calls that have ended
    };
    std::uint64_t sessions = 0, open = 0, steps = 0;
    Lengths lengths;
    std::map<std::string, std::uint64_t> outcomes;   // of final states; `` for calls without one
    std::map<std::string, std::uint64_t> hung_up_in; // by state: the caller has gone
    std::map<std::pair<std::string, std::string>, std::uint64_t> pressed_in; // by state and digits
};

// Gathers them one by one.
class SessionCounter {
public:
    void add(const Session& session);
    // A step of one of them.
    void add(const Step& step);
    [[nodiscard]] SessionStats stats() const;

private:
    SessionStats stats_;
    std::vector<Time> lengths_;
};

} // namespace callflow::tracking
