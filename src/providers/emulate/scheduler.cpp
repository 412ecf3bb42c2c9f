#include "providers/emulate/scheduler.hpp"

#include <algorithm>
#include <functional>

namespace callflow::providers::emulate {

void Scheduler::push(Due due) {
    due.turn = turns_++;
    due_.push_back(due);
    std::ranges::push_heap(due_, std::greater<>());
}

void Scheduler::resume_at(Millis when, std::coroutine_handle<> waiting) {
    if (when != never) push({.when = when, .turn = 0, .waiting = waiting});
}

void Scheduler::wake_at(Millis when, Mailbase& box, std::uint64_t ticket) {
    if (when != never) push({.when = std::max(when, now_), .turn = 0, .waiting = {}, .box = &box, .ticket = ticket});
}

// Takes away what would end a wait that has ended by itself.
void Scheduler::drop_stale() {
    while (!due_.empty()) {
        const Due& first = due_.front();
        if (first.box == nullptr || (first.box->ticket_ == first.ticket && first.box->waiting_)) return;
        std::ranges::pop_heap(due_, std::greater<>());
        due_.pop_back();
    }
}

Millis Scheduler::next_due() {
    drop_stale();
    return due_.empty() ? never : due_.front().when;
}

bool Scheduler::run_next(Millis until) {
    const Millis when = next_due();
    if (when == never || when > until) {
        if (until != never) now_ = std::max(now_, until);
        return false;
    }
    const Due due = due_.front();
    std::ranges::pop_heap(due_, std::greater<>());
    due_.pop_back();
    now_ = when;
    if (due.box != nullptr) {
        std::exchange(due.box->waiting_, nullptr).resume();
    } else {
        due.waiting.resume();
    }
    sweep();
    return true;
}

void Scheduler::spawn(Task<void> task) {
    resume_at(now_, task.handle());
    tasks_.push_back(std::move(task));
}

// Lets go of tasks that are done, now and then.
void Scheduler::sweep() {
    if (tasks_.size() < sweep_at_) return;
    std::erase_if(tasks_, [](const Task<void>& task) { return task.done(); });
    sweep_at_ = std::max<std::size_t>(16, tasks_.size() * 2);
}

void Mailbase::wait(Millis until, std::coroutine_handle<> waiting) {
    waiting_ = waiting;
    scheduler_.wake_at(until, *this, ++ticket_);
}

void Mailbase::forget() {
    waiting_ = nullptr;
    ++ticket_;
}

void Mailbase::arrived() {
    // a second message finds the first one's wake-up on its way: it keeps its place
    if (waiting_) scheduler_.wake_at(scheduler_.now(), *this, ticket_);
}

} // namespace callflow::providers::emulate
