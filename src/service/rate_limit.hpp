// How often one address may ask: a bucket for each that fills with time and empties with requests.
#pragma once

#include "engine/call.hpp"

#include <cstddef>
#include <mutex>
#include <string>
#include <unordered_map>

namespace callflow::service {

// Any thread may ask it.
class RateLimit {
public:
    // `per_second` requests on average, and as many at once; 0: no limit.
    explicit RateLimit(double per_second) : per_second_(per_second) {}

    // Whether the address may ask now, which counts as one request; `now` in nanoseconds since 1970.
    [[nodiscard]] bool allows(const std::string& address, engine::Time now);

private:
    struct Bucket {
        double left = 0;
        engine::Time filled = 0;
    };
    double per_second_;
    std::mutex mutex_;
    std::unordered_map<std::string, Bucket> buckets_; // those that are full are forgotten when there are too many
};

} // namespace callflow::service
