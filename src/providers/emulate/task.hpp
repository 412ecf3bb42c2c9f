// Coroutines for emulators: what a call leg does reads from top to bottom, as a document is run.
//
// g++ 12 destroys twice what is made from `{…}` inside an expression with co_await, and what a `?:` with co_await chooses. So
// co_await stands by itself, `T x = co_await f(a, b);` or `co_await f(a, b);`, and a, b are names or calls, never braces
// (house.coroutines).
#pragma once

#include <cassert>
#include <coroutine>
#include <exception>
#include <optional>
#include <utility>

namespace callflow::providers::emulate {

template <class T> class Task;

namespace detail {

// What ends a task and what goes on then.
struct PromiseBase {
    std::coroutine_handle<> continuation;

    struct Final {
        [[nodiscard]] bool await_ready() const noexcept { return false; }
        template <class Promise>
        std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> done) const noexcept {
            const std::coroutine_handle<> next = done.promise().continuation;
            return next ? next : std::noop_coroutine();
        }
        void await_resume() const noexcept {}
    };
    [[nodiscard]] std::suspend_always initial_suspend() const noexcept { return {}; }
    [[nodiscard]] Final final_suspend() const noexcept { return {}; }
    // Nothing in here throws but for want of memory.
    [[noreturn]] void unhandled_exception() const noexcept { std::terminate(); }
};

template <class T> struct Promise : PromiseBase {
    std::optional<T> value;
    Task<T> get_return_object() noexcept;
    void return_value(T result) { value.emplace(std::move(result)); }
    T take() { return std::move(*value); }
};

template <> struct Promise<void> : PromiseBase {
    Task<void> get_return_object() noexcept;
    void return_void() const noexcept {}
    void take() const noexcept {}
};

} // namespace detail

// Work that begins when it is awaited (or handed to Scheduler::spawn) and goes on whenever what it waits for has come. Owns its
// frame: destroying a task ends it where it stands, with all that it awaits. What is passed by reference must outlive it.
template <class T = void> class [[nodiscard]] Task {
public:
    using promise_type = detail::Promise<T>;

    explicit Task(std::coroutine_handle<promise_type> handle) : handle_(handle) {}
    Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    Task& operator=(Task&& other) noexcept {
        std::swap(handle_, other.handle_);
        return *this;
    }
    Task(const Task&) = delete;
    Task& operator=(const Task&) = delete;
    ~Task() {
        if (handle_) handle_.destroy();
    }

    [[nodiscard]] bool done() const { return !handle_ || handle_.done(); }
    [[nodiscard]] std::coroutine_handle<> handle() const { return handle_; }

    [[nodiscard]] bool await_ready() const noexcept { return false; }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<> waiting) noexcept {
        assert(handle_ && !handle_.done());
        handle_.promise().continuation = waiting;
        return handle_;
    }
    T await_resume() { return handle_.promise().take(); }

private:
    std::coroutine_handle<promise_type> handle_;
};

namespace detail {

template <class T> Task<T> Promise<T>::get_return_object() noexcept {
    return Task<T>(std::coroutine_handle<Promise<T>>::from_promise(*this));
}
inline Task<void> Promise<void>::get_return_object() noexcept {
    return Task<void>(std::coroutine_handle<Promise<void>>::from_promise(*this));
}

} // namespace detail

} // namespace callflow::providers::emulate
