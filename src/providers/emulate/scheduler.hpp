// The clock of a run and what is due on it. Nothing here takes real time.
#pragma once

#include "providers/emulate/task.hpp"

#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

namespace callflow::providers::emulate {

using Millis = std::int64_t; // milliseconds, of a length or since the run began
inline constexpr Millis never = std::numeric_limits<Millis>::max();

class Mailbase;

// Runs what is due, one thing after the other: by time, and what is due at one time in the order in which it was asked for.
class Scheduler {
public:
    Scheduler() = default;
    Scheduler(const Scheduler&) = delete;
    Scheduler& operator=(const Scheduler&) = delete;

    [[nodiscard]] Millis now() const { return now_; }
    // When the next thing is due; `never` when nothing is. What is no longer waited for does not count.
    [[nodiscard]] Millis next_due();
    // Runs what is due next, if that is not later than `until`, and moves the clock there; false when there is no such thing, and
    // then the clock stands at `until` (unless that is `never`).
    bool run_next(Millis until);

    // Begins a task at the present moment, behind what is due already, and owns it until it is done or the scheduler ends.
    void spawn(Task<void> task);

    // co_await sleep(0) lets everything else that is due now go first.
    [[nodiscard]] auto sleep(Millis length) {
        struct Awaiter {
            Scheduler& scheduler;
            Millis when;
            [[nodiscard]] bool await_ready() const noexcept { return false; }
            void await_suspend(std::coroutine_handle<> waiting) { scheduler.resume_at(when, waiting); }
            void await_resume() const noexcept {}
        };
        return Awaiter{*this, length >= never - now_ ? never : now_ + (length < 0 ? 0 : length)};
    }

private:
    friend class Mailbase;
    struct Due {
        Millis when = 0;
        std::uint64_t turn = 0;
        std::coroutine_handle<> waiting; // of a mailbox: none
        Mailbase* box = nullptr;
        std::uint64_t ticket = 0; // the wait of the box that this ends
        friend bool operator>(const Due& a, const Due& b) {
            return a.when != b.when ? a.when > b.when : a.turn > b.turn;
        }
    };
    void resume_at(Millis when, std::coroutine_handle<> waiting);
    void wake_at(Millis when, Mailbase& box, std::uint64_t ticket);
    void push(Due due);
    void drop_stale();
    void sweep();

    Millis now_ = 0;
    std::uint64_t turns_ = 0;
    std::vector<Due> due_; // a heap, the next one in front
    std::vector<Task<void>> tasks_;
    std::size_t sweep_at_ = 16;
};

// What a mailbox of any kind shares with the scheduler.
class Mailbase {
public:
    explicit Mailbase(Scheduler& scheduler) : scheduler_(scheduler) {}
    Mailbase(const Mailbase&) = delete;
    Mailbase& operator=(const Mailbase&) = delete;

protected:
    ~Mailbase() = default; // boxes outlive the run of their scheduler
    void wait(Millis until, std::coroutine_handle<> waiting);
    void arrived(); // something has been put in
    void forget();  // whoever waits is not woken any more
    [[nodiscard]] Scheduler& scheduler() const { return scheduler_; }

private:
    friend class Scheduler;
    Scheduler& scheduler_;
    std::coroutine_handle<> waiting_; // who waits, none when nobody does
    std::uint64_t ticket_ = 0;        // counts waits, so that what was to end an earlier one ends no later one
};

// A time that one task waits for and that may be called off: then nothing is due any more, and the task goes no further. Must stay
// where it is and outlive the scheduler's last run.
class Alarm : public Mailbase {
public:
    using Mailbase::Mailbase;

    void call_off() { forget(); }
    // co_await at(when), an absolute time.
    [[nodiscard]] auto at(Millis when) {
        struct Awaiter {
            Alarm& alarm;
            Millis when;
            [[nodiscard]] bool await_ready() const noexcept { return false; }
            void await_suspend(std::coroutine_handle<> waiting) { alarm.wait(when, waiting); }
            void await_resume() const noexcept {}
        };
        return Awaiter{*this, when};
    }
};

// What happens to somebody, in order; one task at a time waits for it. Must stay where it is and outlive the scheduler's last run.
template <class T> class Mailbox : public Mailbase {
public:
    using Mailbase::Mailbase;

    // Puts something in; who waits goes on at the present moment, behind what is due already.
    void post(T message) {
        messages_.push_back(std::move(message));
        arrived();
    }
    [[nodiscard]] bool empty() const { return messages_.empty(); }
    // Forgets what has not been taken.
    void clear() { messages_.clear(); }
    // What has come already, without waiting.
    [[nodiscard]] std::optional<T> take() {
        if (messages_.empty()) return std::nullopt;
        std::optional<T> first(std::move(messages_.front()));
        messages_.pop_front();
        return first;
    }

    // The next message, nullopt when none has come by `until` (an absolute time). What is there already comes at once.
    [[nodiscard]] auto next(Millis until) {
        struct Awaiter {
            Mailbox& box;
            Millis until;
            [[nodiscard]] bool await_ready() const noexcept { return !box.messages_.empty(); }
            void await_suspend(std::coroutine_handle<> waiting) { box.wait(until, waiting); }
            std::optional<T> await_resume() {
                if (box.messages_.empty()) return std::nullopt;
                std::optional<T> first(std::move(box.messages_.front()));
                box.messages_.pop_front();
                return first;
            }
        };
        return Awaiter{*this, until};
    }

private:
    std::deque<T> messages_;
};

} // namespace callflow::providers::emulate
