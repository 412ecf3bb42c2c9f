#include "replay/account.hpp"

#include <algorithm>

namespace callflow::replay {
namespace {

template <class T> void keep(std::vector<T>& into, const T& one, std::size_t most) {
    const auto place = std::ranges::lower_bound(into, one);
    if (place != into.end() && *place == one) return;
    if (into.size() >= most && place == into.end()) return;
    into.insert(place, one);
    if (into.size() > most) into.pop_back();
}

void widen(Millis& first, Millis& last, Millis other_first, Millis other_last) {
    if (other_first == logs::no_time) return;
    first = first == logs::no_time ? other_first : std::min(first, other_first);
    last = std::max(last, other_last); // no_time is the smallest
}

} // namespace

void keep_smallest(std::vector<Example>& into, const Example& one) { keep(into, one, max_examples); }

void add(Deviation& into, const Deviation& other) {
    into.count += other.count;
    widen(into.first, into.last, other.first, other.last);
    for (const Example& one : other.examples) keep_smallest(into.examples, one);
}

void Account::add(const Account& other) {
    records += other.records;
    events += other.events;
    nameless += other.nameless;
    late += other.late;
    decoded += other.decoded;
    timeless += other.timeless;
    for (std::size_t i = 0; i < skipped.size(); ++i) {
        skipped[i].count += other.skipped[i].count;
        for (const SkippedAt& one : other.skipped[i].first) keep(skipped[i].first, one, max_skipped);
    }
    widen(first, last, other.first, other.last);
    calls += other.calls;
    for (std::size_t i = 0; i < verdicts.size(); ++i) verdicts[i] += other.verdicts[i];
    abandoned += other.abandoned;
    unclear += other.unclear;
    answers.add(other.answers);
    lengths.add(other.lengths);
    for (const auto& [key, one] : other.steps) {
        StepCount& mine = steps[key];
        mine.count += one.count;
        mine.anew += one.anew;
        mine.hangup = mine.hangup || one.hangup;
        mine.before.add(one.before);
    }
    for (const auto& [key, one] : other.stays) stays[key].add(one);
    for (const auto& [key, one] : other.deviations) replay::add(deviations[key], one);
    for (const auto& [key, one] : other.digits) digits[key] += one;
    for (const auto& [key, one] : other.ends) ends[key] += one;
    variant_level = std::max(variant_level, other.variant_level);
    for (const auto& [key, one] : other.variants) variants[key] += one;
    std::erase_if(variants, [&](const auto& one) { return one.first.level < variant_level; });
}

} // namespace callflow::replay
