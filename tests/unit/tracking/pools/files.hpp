// Pool files for tests.
#pragma once

#include "tracking/pools/pools.hpp"
#include "tracking/pools/simulate.hpp"

#include <initializer_list>
#include <stdexcept>
#include <string>

namespace callflow::tracking {

// One region and one company per name, all at home in the first region.
inline PoolFile pool_file(std::uint32_t stock, std::initializer_list<const char*> companies = {"ours"},
                          std::initializer_list<const char*> regions = {"main"}) {
    PoolFile out;
    for (const char* const name : regions) {
        PoolRegion& region = out.regions.emplace_back();
        region.name = name;
        region.stock = stock;
    }
    for (const char* const name : companies) {
        PoolCompany& company = out.companies.emplace_back();
        company.name = name;
    }
    out.synthetic.given = true;
    out.synthetic.streams = {{0, 1, *curve_named("day")}};
    out.synthetic.companies.assign(out.companies.size(), 1);
    out.synthetic.channels = {{"ads", 1}};
    return out;
}

inline PoolVisit visit_at(Millis start, Millis length = 0, std::uint32_t company = 0, std::uint32_t visitor = no_index,
                          std::uint32_t region = no_index) {
    return {start, start + length, company, region, visitor, no_index};
}

// The number shown; no_index for none. Fails the test for an error.
inline Shown shown(Pools& pools, const PoolVisit& visit) {
    auto out = pools.show(visit);
    if (!out) throw std::runtime_error(out.error().message);
    return *out;
}
inline std::uint32_t reached(Pools& pools, std::uint32_t number, Millis at) {
    auto out = pools.call(number, at);
    if (!out) throw std::runtime_error(out.error().message);
    return *out;
}

} // namespace callflow::tracking
