#include "replay/crew.hpp"

#include <system_error>

namespace callflow::replay {

Crew::Crew(std::uint32_t members) {
    threads_.reserve(members);
    try {
        for (std::uint32_t i = 1; i < members; ++i) threads_.emplace_back([this, i] { serve(i); });
    } catch (const std::system_error&) { // NOLINT(bugprone-empty-catch): fewer do the same
    }
}

Crew::~Crew() {
    {
        const std::scoped_lock lock(mutex_);
        over_ = true;
    }
    begin_.notify_all();
    for (std::thread& one : threads_) one.join();
}

void Crew::serve(std::uint32_t member) {
    std::uint64_t done = 0;
    for (;;) {
        std::unique_lock lock(mutex_);
        begin_.wait(lock, [&] { return over_ || round_ != done; });
        if (over_) return;
        done = round_;
        lock.unlock();
        (*work_)(member);
        lock.lock();
        if (--busy_ == 0) end_.notify_one();
    }
}

void Crew::run(const std::function<void(std::uint32_t)>& work) {
    if (threads_.empty()) return work(0);
    {
        const std::scoped_lock lock(mutex_);
        work_ = &work;
        busy_ = static_cast<std::uint32_t>(threads_.size());
        ++round_;
    }
    begin_.notify_all();
    work(0);
    std::unique_lock lock(mutex_);
    end_.wait(lock, [&] { return busy_ == 0; });
}

} // namespace callflow::replay
