// Threads that do the same thing side by side, then wait for one another. Private to replay.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace callflow::replay {

// With one member nothing but the caller's own thread works.
class Crew {
public:
    // Where the system gives fewer threads, size() is smaller.
    explicit Crew(std::uint32_t members);
    ~Crew();
    Crew(const Crew&) = delete;
    Crew& operator=(const Crew&) = delete;

    // Calls work(0), work(1), … one in each thread; comes back when all have.
    void run(const std::function<void(std::uint32_t)>& work);
    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(threads_.size()) + 1; }

private:
    void serve(std::uint32_t member);

    std::mutex mutex_;
    std::condition_variable begin_, end_;
    const std::function<void(std::uint32_t)>* work_ = nullptr;
    std::uint64_t round_ = 0;
    std::uint32_t busy_ = 0;
    bool over_ = false;
    std::vector<std::thread> threads_;
};

} // namespace callflow::replay
