#include "replay/window.hpp"

#include <algorithm>
#include <iterator>

namespace callflow::replay {
namespace {

Millis own_time(const Record& one) {
    return one.extra == nullptr || one.extra->own_time == logs::no_time ? one.time : one.extra->own_time;
}

constexpr auto comes_before = [](const Record& a, const Record& b) {
    if (a.time != b.time) return a.time < b.time;
    const Millis first = own_time(a), second = own_time(b); // of those that are late, and were put in one place
    return first != second ? first < second : a.sequence < b.sequence;
};

constexpr std::size_t max_spare = 16;

} // namespace

void Batch::clear() {
    piece.size = 0;
    piece.kept.clear();
    records.clear();
    extras.clear();
    names.clear();
    skipped.clear();
    largest = reached = first = last = logs::no_time;
    least = std::numeric_limits<Millis>::max();
    untimed = 0;
    behind.clear();
    decoded = timeless = 0;
}

void place_late(Batch& batch, Millis reached, Millis reorder) {
    const auto bound = [&](Millis before) { return before < reorder ? before : before - reorder; };
    if (batch.behind.empty() && (reached == logs::no_time || batch.least >= bound(reached))) return;
    auto behind = batch.behind.begin();
    for (std::size_t i = 0; i < batch.records.size(); ++i) {
        Record& one = batch.records[i];
        Millis before = reached;
        if (behind != batch.behind.end() && behind->first == i) before = std::max(before, behind++->second);
        if (before == logs::no_time || one.time >= bound(before)) continue;
        Extra& extra = batch.extras.emplace_back(one.extra == nullptr ? Extra() : *one.extra);
        extra.own_time = one.time;
        one.extra = &extra;
        one.time = bound(before);
    }
}

void Window::add(std::unique_ptr<Batch> batch) {
    Stretch stretch;
    stretch.bytes = batch->piece.size + batch->records.size() * sizeof(Record) + batch->extras.size() * sizeof(Extra) +
                    batch->names.size() * sizeof(Spelling);
    stretch.records = std::move(batch->records);
    stretch.batches.push_back(std::move(batch));
    std::vector<Record>& records = stretch.records;
    if (!std::ranges::is_sorted(records, comes_before)) std::ranges::stable_sort(records, comes_before);
    for (const Record& one : records) {
        if (one.time >= released_) break;
        ++late_;
    }
    bytes_ += stretch.bytes;
    stretches_.push_back(std::move(stretch));
    merge_back();
}

// Joins the last stretch with those that reach into it.
void Window::merge_back() {
    while (stretches_.size() > 1) {
        Stretch& last = stretches_.back();
        Stretch& one = stretches_[stretches_.size() - 2];
        const bool in_order = last.records.empty() || one.begin == one.records.size() ||
                              !comes_before(last.records.front(), one.records.back());
        if (in_order) return;
        const auto middle = static_cast<std::ptrdiff_t>(one.records.size());
        one.records.insert(one.records.end(), last.records.begin(), last.records.end());
        const auto from =
            std::upper_bound(one.records.begin() + static_cast<std::ptrdiff_t>(one.begin), one.records.begin() + middle,
                             one.records[static_cast<std::size_t>(middle)], comes_before);
        std::inplace_merge(from, one.records.begin() + middle, one.records.end(), comes_before);
        std::ranges::move(last.batches, std::back_inserter(one.batches));
        one.bytes += last.bytes;
        stretches_.pop_back();
    }
}

void Window::release(Millis limit, const Take& take) {
    while (!stretches_.empty()) {
        Stretch& one = stretches_.front();
        const auto begin = one.records.begin() + static_cast<std::ptrdiff_t>(one.begin);
        const auto end =
            std::partition_point(begin, one.records.end(), [&](const Record& each) { return each.time < limit; });
        const auto count = static_cast<std::size_t>(end - begin);
        if (count != 0) {
            take(std::span(one.records).subspan(one.begin, count));
            one.begin += count;
            released_ = std::max(released_, one.records[one.begin - 1].time);
        }
        if (one.begin != one.records.size()) return;
        bytes_ -= one.bytes;
        one.batches.front()->records = std::move(one.records);
        for (auto& batch : one.batches)
            if (spare_.size() < max_spare) spare_.push_back(std::move(batch));
        stretches_.pop_front();
    }
}

std::unique_ptr<Batch> Window::spare() {
    if (spare_.empty()) return nullptr;
    std::unique_ptr<Batch> out = std::move(spare_.back());
    spare_.pop_back();
    out->clear();
    return out;
}

Millis Window::squeeze(std::uint64_t most) const {
    std::uint64_t left = bytes_;
    Millis out = logs::no_time;
    for (const Stretch& one : stretches_) {
        if (left <= most) break;
        left -= one.bytes;
        if (!one.records.empty()) out = std::max(out, one.records.back().time + 1);
    }
    return out;
}

} // namespace callflow::replay
