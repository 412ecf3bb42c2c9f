#include "replay/addresses.hpp"

namespace callflow::replay {

logs::AddressCall call_in_address(const flow::Flow& flow, std::string_view address) {
    logs::AddressCall out;
    const auto read = [&](const flow::AddressTemplate& form) {
        auto match = form.invert(address);
        if (!match) return;
        out.ours = true;
        if (out.call.empty() && match->call_id != "-") out.call = std::move(match->call_id);
    };
    for (const flow::Actor& actor : flow.actors)
        if (actor.address && out.call.empty()) read(*actor.address);
    if (out.call.empty()) read(flow.address);
    return out;
}

} // namespace callflow::replay
