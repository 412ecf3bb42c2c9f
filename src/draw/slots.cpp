#include "draw/slots.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace callflow::draw {

void set_apart(Row& row, bool sideways, double apart, double beside_label) {
    std::vector<double> rooms;
    for (const Slot& one : row.slots)
        rooms.push_back((sideways ? one.at - one.low : one.high - one.at) + 2 * beside_label);
    double limit = 1e9;
    for (std::size_t i = row.slots.size(); i-- > 0;) {
        Slot& own = row.slots[i];
        if (own.kind == Slot::Kind::line) {
            own.at = std::min(own.at, limit);
        } else if (own.kind == Slot::Kind::label && own.high > limit) {
            own.high = limit;
            own.low = std::min(own.low, limit - rooms[i]);
        }
        limit = (own.kind == Slot::Kind::line    ? own.at
                 : own.kind == Slot::Kind::label ? own.high - rooms[i]
                                                 : own.low) -
                apart;
    }
    limit = -1e9;
    for (std::size_t i = 0; i < row.slots.size(); ++i) {
        Slot& own = row.slots[i];
        if (own.kind == Slot::Kind::line) {
            own.at = std::max(own.at, limit);
        } else if (own.kind == Slot::Kind::label && own.low < limit) {
            own.low = limit;
            own.high = std::max(own.high, limit + rooms[i]);
        }
        limit = (own.kind == Slot::Kind::line    ? own.at
                 : own.kind == Slot::Kind::label ? own.low + rooms[i]
                                                 : own.high) +
                apart;
        if (own.kind == Slot::Kind::label) own.at = std::clamp(own.at, own.low, own.high);
    }
}

} // namespace callflow::draw
