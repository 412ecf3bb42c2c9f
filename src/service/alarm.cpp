#include "service/alarm.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <queue>
#include <thread>
#include <utility>
#include <vector>

namespace callflow::service {

struct Alarm::Impl {
    using Entry = std::pair<engine::Time, std::string>;
    std::function<engine::Time()> now;
    Ring ring;
    std::mutex mutex;
    std::condition_variable changed;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> entries;
    bool stop = false;
    std::thread thread;

    void run();
};

void Alarm::Impl::run() {
    std::unique_lock lock(mutex);
    while (!stop) {
        if (entries.empty()) {
            changed.wait(lock);
            continue;
        }
        const engine::Time left = entries.top().first - now();
        if (left > 0) {
            // The clock may be set meanwhile, so never for long.
            changed.wait_for(
                lock, std::min(std::chrono::nanoseconds(left), std::chrono::nanoseconds(std::chrono::seconds(1))));
            continue;
        }
        const std::string who = entries.top().second;
        entries.pop();
        lock.unlock();
        ring(who);
        lock.lock();
    }
}

Alarm::Alarm(std::function<engine::Time()> now, Ring ring) : impl_(std::make_unique<Impl>()) {
    impl_->now = std::move(now);
    impl_->ring = std::move(ring);
    impl_->thread = std::thread([impl = impl_.get()] { impl->run(); });
}

Alarm::~Alarm() {
    {
        const std::scoped_lock lock(impl_->mutex);
        impl_->stop = true;
    }
    impl_->changed.notify_one();
    impl_->thread.join();
}

void Alarm::set(engine::Time due, std::string who) {
    bool first = false;
    {
        const std::scoped_lock lock(impl_->mutex);
        first = impl_->entries.empty() || due < impl_->entries.top().first;
        impl_->entries.emplace(due, std::move(who));
    }
    if (first) impl_->changed.notify_one();
}

} // namespace callflow::service
