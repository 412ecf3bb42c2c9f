#include "tracking/attribution/data.hpp"

#include <algorithm>

namespace callflow::tracking {

Data::Data() {
    for (StringPool* const pool : {&words, &companies, &regions, &currencies}) pool->add({});
    static_cast<void>(add_marks({}));
}

Id Data::phone(std::uint64_t number) {
    const auto [at, added] = phone_places_.try_emplace(number, static_cast<Id>(phones.size()));
    if (added) phones.push_back(number);
    return at->second;
}

Id Data::find_phone(std::uint64_t number) const {
    const auto at = phone_places_.find(number);
    return at == phone_places_.end() ? no_id : at->second;
}

Id Data::add_marks(const Marks& one) {
    const auto [at, added] = marks_places_.try_emplace(one, static_cast<Id>(marks.size()));
    if (added) marks.push_back(one);
    return at->second;
}

const NumberSpan* Data::span_at(Id number, Millis at) const {
    if (!pooled(number)) return nullptr;
    const auto& all = spans[number];
    const auto after = std::ranges::upper_bound(all, at, {}, &NumberSpan::since);
    return after == all.begin() ? nullptr : &*std::prev(after);
}

} // namespace callflow::tracking
