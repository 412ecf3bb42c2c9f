#include "tracking/pools/idle.hpp"

#include <utility>

namespace callflow::tracking {

void IdleNumbers::place(std::size_t at, std::uint32_t number, NumberLinks& links) {
    heap_[at] = number;
    links[number].before = static_cast<std::uint32_t>(at);
}

// Up or down to where it belongs.
void IdleNumbers::sift(std::size_t at, NumberLinks& links) {
    const std::uint32_t number = heap_[at];
    while (at > 0 && heap_[(at - 1) / 2] > number) {
        place(at, heap_[(at - 1) / 2], links);
        at = (at - 1) / 2;
    }
    for (;;) {
        std::size_t child = 2 * at + 1;
        if (child >= heap_.size()) break;
        if (child + 1 < heap_.size() && heap_[child + 1] < heap_[child]) ++child;
        if (heap_[child] > number) break;
        place(at, heap_[child], links);
        at = child;
    }
    place(at, number, links);
}

void IdleNumbers::add(std::uint32_t number, Policy policy, NumberLinks& links) {
    ++size_;
    if (policy == Policy::compact) {
        heap_.push_back(number);
        links[number] = {static_cast<std::uint32_t>(heap_.size() - 1), no_index};
        sift(heap_.size() - 1, links);
        return;
    }
    links[number] = {last_, no_index};
    (last_ == no_index ? first_ : links[last_].after) = number;
    last_ = number;
}

void IdleNumbers::remove(std::uint32_t number, Policy policy, NumberLinks& links) {
    --size_;
    const NumberLinks::Link link = std::exchange(links[number], {});
    if (policy == Policy::compact) {
        const std::uint32_t moved = heap_.back();
        heap_.pop_back();
        if (moved == number) return;
        place(link.before, moved, links);
        sift(link.before, links);
        return;
    }
    (link.before == no_index ? first_ : links[link.before].after) = link.after;
    (link.after == no_index ? last_ : links[link.after].before) = link.before;
}

} // namespace callflow::tracking
