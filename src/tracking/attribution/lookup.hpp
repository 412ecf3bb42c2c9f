// The one question that a switch asks: whose call is this, and which flow takes it?
#pragma once

#include "base/result.hpp"
#include "tracking/attribution/channels.hpp"
#include "tracking/attribution/data.hpp"
#include "tracking/store.hpp"

#include <cstdint>
#include <string>

namespace callflow::tracking {

struct NumberOwner {
    bool pooled = false; // it is in the table of numbers, at some time
    bool owned = false;  // it was somebody's at that moment
    Holder holder = Holder::nobody;
    std::string state, company, region, flow; // as imported; empty where nobody says
    Millis since = no_time;
    // The visit that was shown it last, at or before that moment; empty where there is none, or where it was another company's.
    std::string visit, visitor, channel, source, medium, campaign, keyword;
    Millis shown = no_time; // when that had it last
    bool within = false;    // and that is not longer ago than the window
};

// Of the store's numbers and visits, as they are known now. Reads only what is about that number. Errors are the store's.
[[nodiscard]] base::Result<NumberOwner> look_up(Store& store, const Channels& channels, std::uint64_t number, Millis at,
                                                Millis window);

} // namespace callflow::tracking
