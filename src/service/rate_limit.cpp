#include "service/rate_limit.hpp"

#include <algorithm>

namespace callflow::service {
namespace {

constexpr std::size_t most_addresses = 10'000;

} // namespace

bool RateLimit::allows(const std::string& address, engine::Time now) {
    if (per_second_ <= 0) return true;
    const double most = std::max(per_second_, 1.0);
    const std::scoped_lock lock(mutex_);
    const auto fill = [&](Bucket& bucket) {
        const double passed = static_cast<double>(std::max<engine::Time>(now - bucket.filled, 0)) / 1e9;
        bucket.left = std::min(most, bucket.left + passed * per_second_);
        bucket.filled = now;
    };
    if (buckets_.size() >= most_addresses && !buckets_.contains(address)) {
        for (auto& [other, bucket] : buckets_) fill(bucket);
        std::erase_if(buckets_, [&](const auto& one) { return one.second.left >= most; });
        if (buckets_.size() >= most_addresses) return false; // so many that ask so often are no providers
    }
    const auto [at, added] = buckets_.try_emplace(address, Bucket{most, now});
    if (!added) fill(at->second);
    if (at->second.left < 1) return false;
    at->second.left -= 1;
    return true;
}

} // namespace callflow::service
