#include "lint/side_by_side.hpp"

#include <atomic>
#include <system_error>
#include <thread>

namespace callflow::lint {

void side_by_side(std::size_t count, bool two, const std::function<void(std::size_t)>& work) {
    std::atomic<std::size_t> next = 0;
    const auto take = [&]() noexcept {
        for (std::size_t i = next++; i < count; i = next++) work(i);
    };
    std::jthread other;
    if (two && std::thread::hardware_concurrency() > 1) {
        try {
            other = std::jthread(take);
        } catch (const std::system_error&) { // NOLINT(bugprone-empty-catch): this thread does it all
        }
    }
    take();
}

} // namespace callflow::lint
