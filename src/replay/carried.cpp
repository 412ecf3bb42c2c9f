// Records that parts could not replay, put in order.
#include "replay/partial.hpp"

#include <algorithm>
#include <tuple>

namespace callflow::replay {
namespace {

Millis own(const CarriedRecord& one) { return one.own_time == logs::no_time ? one.time : one.own_time; }

} // namespace

std::vector<const CarriedRecord*> in_order(std::vector<CarriedRecord>& all) {
    const auto place = [](const CarriedRecord& one) {
        return std::tuple(std::string_view(one.call), one.chain, one.time, own(one), one.sequence, one.order);
    };
    std::ranges::stable_sort(all, [&](const CarriedRecord& a, const CarriedRecord& b) { return place(a) < place(b); });
    struct Chain {
        const CarriedRecord *next, *end;
    };
    std::vector<const CarriedRecord*> out;
    out.reserve(all.size());
    std::vector<Chain> chains;
    const CarriedRecord* const end = all.data() + all.size();
    for (const CarriedRecord* at = all.data(); at != end;) {
        chains.clear();
        for (const CarriedRecord* one = at; at != end && at->call == one->call; ++at) {
            if (chains.empty() || at->chain != chains.back().next->chain) chains.push_back({at, at});
            chains.back().end = at + 1;
        }
        while (!chains.empty()) { // the chain whose next one is the earliest
            const auto first = std::ranges::min_element(chains, {}, [](const Chain& one) {
                return std::tuple(own(*one.next), one.next->sequence); // of equal ones the chain that begins first
            });
            out.push_back(first->next++);
            if (first->next == first->end) chains.erase(first);
        }
    }
    return out;
}

} // namespace callflow::replay
