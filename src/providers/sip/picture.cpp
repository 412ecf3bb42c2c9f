#include "providers/sip/picture.hpp"

#include <algorithm>

namespace callflow::providers::sip {

using emulate::Leg;
using emulate::Moment;
using emulate::no_leg;

emulate::LegId Side::Picture::add(LegId of_provider) {
    const auto id = static_cast<LegId>(legs.size());
    legs.emplace_back().id = id;
    inner.push_back(of_provider);
    if (of_provider != own) outer[of_provider] = id;
    return id;
}

emulate::LegId Side::Picture::shown(LegId of_provider) {
    if (of_provider == no_leg) return no_leg;
    while (outer.size() <= of_provider) {
        outer.push_back(no_leg);
        hidden.push_back(false);
    }
    if (hidden[of_provider]) return no_leg;
    return outer[of_provider] != no_leg ? outer[of_provider] : add(of_provider);
}

void Side::Picture::sync() {
    const auto all = of.inner_->moments();
    std::erase_if(sounding, [&](const auto& one) {
        moments[one.first].until = all[one.second].until;
        return all[one.second].until != emulate::never;
    });
    while (seen < all.size()) {
        const Moment& one = all[seen++];
        // A REFER that the SIP side is sent: the leg that the provider makes of it is the server's business.
        if (emulate::is_of_refer(all, seen - 1)) {
            const LegId line = shown(all[seen - 2].leg);
            if (line != no_leg && of.caller_of(line) != no_leg) {
                while (outer.size() <= one.leg) {
                    outer.push_back(no_leg);
                    hidden.push_back(false);
                }
                hidden[one.leg] = true;
                referred.emplace_back(line, one.leg);
            }
        }
        const LegId leg = shown(one.leg);
        if (leg == no_leg && one.leg != no_leg) continue;
        if (one.kind == Moment::Kind::did && std::erase(parted_by_us, one.leg) > 0) continue;
        Moment copy = one;
        copy.leg = leg;
        copy.other = shown(one.other);
        if (copy.request) copy.request->leg = leg;
        moments.push_back(std::move(copy));
        if (one.kind == Moment::Kind::heard && one.until == emulate::never)
            sounding.emplace_back(moments.size() - 1, seen - 1);
    }
    for (LegId id = 0; id < of.inner_->leg_count(); ++id) static_cast<void>(shown(id));
}

void Side::Picture::put_last_at(std::size_t at) {
    std::rotate(moments.begin() + static_cast<std::ptrdiff_t>(at), moments.end() - 1, moments.end());
    for (auto& [here, there] : sounding)
        if (here >= at) ++here;
}

const Leg& Side::Picture::look(LegId id) {
    if (inner[id] == own) return legs[id];
    Leg copy = of.inner_->leg(inner[id]);
    copy.id = id;
    copy.parent = shown(copy.parent);
    copy.with = shown(copy.with);
    legs[id] = std::move(copy);
    return legs[id];
}

} // namespace callflow::providers::sip
