#include "replay/window.hpp"

#include <algorithm>

namespace callflow::replay {
namespace {

bool before(const Record& a, const Record& b) { return a.time != b.time ? a.time < b.time : a.sequence < b.sequence; }

} // namespace

void Window::add(std::shared_ptr<Batch> batch) {
    if (begin_ != 0) { // what was handed out is gone
        waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(begin_));
        begin_ = 0;
    }
    while (!batches_.empty() && (batches_.front()->records.empty() || batches_.front()->largest < released_)) {
        bytes_ -= batches_.front()->piece.size;
        batches_.pop_front();
    }
    bytes_ += batch->piece.size;
    std::vector<Record>& records = batch->records;
    if (!records.empty()) {
        if (!std::ranges::is_sorted(records, before)) std::ranges::stable_sort(records, before);
        for (const Record& one : records) {
            if (one.time >= released_) break;
            ++late_;
        }
        const auto middle = static_cast<std::ptrdiff_t>(waiting_.size());
        const bool behind = waiting_.empty() || !before(records.front(), waiting_.back());
        waiting_.insert(waiting_.end(), records.begin(), records.end());
        if (!behind) {
            const auto from = std::upper_bound(waiting_.begin(), waiting_.begin() + middle, records.front(), before);
            std::inplace_merge(from, waiting_.begin() + middle, waiting_.end(), before);
        }
    }
    batches_.push_back(std::move(batch));
}

std::span<const Record> Window::hand_out(std::size_t end) {
    const std::span<const Record> out(waiting_.data() + begin_, end - begin_);
    if (!out.empty()) released_ = std::max(released_, out.back().time);
    begin_ = end;
    return out;
}

std::span<const Record> Window::release(Millis limit) {
    const auto end = std::partition_point(waiting_.begin() + static_cast<std::ptrdiff_t>(begin_), waiting_.end(),
                                          [&](const Record& one) { return one.time < limit; });
    return hand_out(static_cast<std::size_t>(end - waiting_.begin()));
}

std::span<const Record> Window::release_all() { return hand_out(waiting_.size()); }

Millis Window::squeeze(std::uint64_t most) const {
    std::uint64_t left = bytes_;
    Millis out = logs::no_time;
    for (const auto& batch : batches_) {
        if (left <= most) break;
        left -= batch->piece.size;
        if (batch->largest != logs::no_time) out = std::max(out, batch->largest + 1);
    }
    return out;
}

} // namespace callflow::replay
