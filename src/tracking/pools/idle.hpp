// Numbers that wait: for a visit, in the order of a policy, and for the end of their hold.
#pragma once

#include "tracking/pools/pool_file.hpp"

#include <cstdint>
#include <vector>

namespace callflow::tracking {

// Links of a doubly linked list through an array; each number is in one list of its kind at most.
class NumberLinks {
public:
    struct Link {
        std::uint32_t before = no_index, after = no_index;
    };
    Link& operator[](std::uint32_t number) {
        if (number >= links_.size()) links_.resize(number + 1);
        return links_[number];
    }

private:
    std::vector<Link> links_;
};

// The idle numbers of one pool. What is in it is taken by the policy, or by itself; in constant time, `compact` in that of a heap.
class IdleNumbers {
public:
    // `links` of all pools of one set; of `compact` their places in the heap.
    void add(std::uint32_t number, Policy policy, NumberLinks& links);
    void remove(std::uint32_t number, Policy policy, NumberLinks& links);
    // The one that the policy takes; no_index where there is none. It stays.
    [[nodiscard]] std::uint32_t front(Policy policy) const {
        if (policy == Policy::compact) return heap_.empty() ? no_index : heap_.front();
        return policy == Policy::newest ? last_ : first_;
    }
    [[nodiscard]] std::uint32_t size() const { return size_; }

private:
    void place(std::size_t at, std::uint32_t number, NumberLinks& links);
    void sift(std::size_t at, NumberLinks& links);

    std::uint32_t first_ = no_index, last_ = no_index, size_ = 0;
    std::vector<std::uint32_t> heap_; // of `compact`: the least first
};

// Idle numbers of all pools in the order of their last activity: whose hold is over first stands first.
class HeldNumbers {
public:
    // Few have had an activity later than what comes: those that were called while the keep-alive of `number` ran.
    template <class ActivityOf> void add(std::uint32_t number, const ActivityOf& activity) {
        std::uint32_t before = last_;
        while (before != no_index && activity(before) > activity(number)) before = links_[before].before;
        const std::uint32_t after = before == no_index ? first_ : links_[before].after;
        links_[number] = {before, after};
        (before == no_index ? first_ : links_[before].after) = number;
        (after == no_index ? last_ : links_[after].before) = number;
    }
    void remove(std::uint32_t number) {
        const NumberLinks::Link link = links_[number];
        (link.before == no_index ? first_ : links_[link.before].after) = link.after;
        (link.after == no_index ? last_ : links_[link.after].before) = link.before;
        links_[number] = {};
    }
    [[nodiscard]] std::uint32_t front() const { return first_; }
    // Room for as many numbers: adding then moves none of them.
    void reach(std::uint32_t number) { static_cast<void>(links_[number]); }

private:
    NumberLinks links_;
    std::uint32_t first_ = no_index, last_ = no_index;
};

} // namespace callflow::tracking
