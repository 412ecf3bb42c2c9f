#include "tracking/session_stats.hpp"

#include <algorithm>
#include <numeric>

namespace callflow::tracking {

void SessionCounter::add(const Session& session) {
    ++stats_.sessions;
    if (session.ended == 0) {
        ++stats_.open;
        return;
    }
    lengths_.push_back(session.ended - session.began);
    ++stats_.outcomes[session.outcome];
    if (session.ended_by == "caller") ++stats_.hung_up_in[session.left_in];
}

void SessionCounter::add(const Step& step) {
    ++stats_.steps;
    if (!step.digits.empty()) ++stats_.pressed_in[{step.state_before, step.digits}];
}

SessionStats SessionCounter::stats() const {
    SessionStats out = stats_;
    if (lengths_.empty()) return out;
    std::vector<Time> sorted = lengths_;
    std::ranges::sort(sorted);
    const auto seconds = [](Time time) { return static_cast<double>(time) / 1e9; };
    // The smallest that so many are not above.
    const auto rank = [&](double share) {
        const auto at = static_cast<std::size_t>(share * static_cast<double>(sorted.size()) + 0.999999);
        return seconds(sorted[std::clamp<std::size_t>(at, 1, sorted.size()) - 1]);
    };
    out.lengths = {.count = sorted.size(),
                   .mean = std::accumulate(sorted.begin(), sorted.end(), 0.0,
                                           [&](double sum, Time one) { return sum + seconds(one); }) /
                           static_cast<double>(sorted.size()),
                   .median = rank(0.5),
                   .p90 = rank(0.9),
                   .longest = seconds(sorted.back())};
    return out;
}

} // namespace callflow::tracking
