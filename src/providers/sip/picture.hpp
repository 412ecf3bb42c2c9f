// The legs and moments of the provider and of the SIP side as one list. Internal to sip.
#pragma once

#include "providers/sip/side.hpp"

namespace callflow::providers::sip {

struct Side::Picture {
    static constexpr LegId own = emulate::no_leg; // in `inner`: a leg of the SIP side's

    explicit Picture(Side& side) : of(side) {}

    Side& of;
    std::deque<emulate::Leg> legs; // of the provider's: as they were when last looked at
    std::vector<LegId> inner;      // per leg: the provider's number
    std::vector<LegId> outer;      // per leg of the provider: its number here; no_leg where it is not shown
    std::vector<bool> hidden;      // per leg of the provider
    std::vector<emulate::Moment> moments;
    std::vector<std::pair<std::size_t, std::size_t>> sounding; // moments here and there of what has not ended
    std::size_t seen = 0;                                      // moments of the provider
    std::vector<LegId> parted_by_us; // of the provider's: the server's BYE, which is no person's hanging up
    std::vector<std::pair<LegId, LegId>> referred; // lines and the legs that their REFER made, not dealt with yet

    // Takes over what the provider has done since.
    void sync();
    // Moves the last moment in front of those from `at` on.
    void put_last_at(std::size_t at);
    [[nodiscard]] LegId add(LegId of_provider);
    [[nodiscard]] LegId shown(LegId of_provider);
    const emulate::Leg& look(LegId id);
};

} // namespace callflow::providers::sip
