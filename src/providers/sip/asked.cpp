// What the server is asked to do with a call: by the web method, by a REFER, by an answer that sends it elsewhere.
#include "base/ascii.hpp"
#include "flow/sip_address.hpp"
#include "providers/sip/picture.hpp"
#include "providers/sip/side.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::providers::sip {

using emulate::Act;
using emulate::Leg;
using emulate::no_leg;

namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

// Those with which the call came, and behind them those of the address to which it is sent, which go before others of their name.
Headers headers_for(Headers came, std::string_view to) {
    const Headers added = flow::sip_headers(to);
    std::erase_if(came, [&](const auto& one) {
        return std::ranges::any_of(added,
                                   [&](const auto& own) { return base::same_ignoring_case(own.first, one.first); });
    });
    came.insert(came.end(), added.begin(), added.end());
    return came;
}

// Of an address that is called because nothing says otherwise.
const flow::DialEntry& anybody() {
    static const flow::DialEntry entry;
    return entry;
}

} // namespace

Reply Side::blind_transfer(const std::optional<std::string>& user, std::string_view callid,
                           std::string_view destination) {
    const auto refuse = [](std::string text) { return Reply{false, std::move(text)}; };
    if (user && user->empty()) return refuse("No user name was given.");
    if (callid.empty()) return refuse("No Call-ID was given.");
    if (destination.empty()) return refuse("No destination was given.");
    const auto is_theirs = [&](const Caller& one) {
        return !user || one.account.empty() || base::same_ignoring_case(one.account, *user);
    };
    const bool known = std::ranges::any_of(callers_, is_theirs);
    if (!callers_.empty() && !known) return refuse("There is no user of that name.");
    std::vector<std::size_t> exact, near, early;
    for (std::size_t i = 0; i < callers_.size(); ++i) {
        const Caller& one = callers_[i];
        const Leg::Phase phase = picture_->legs[one.leg].phase;
        if (phase == Leg::Phase::ended || !is_theirs(one)) continue;
        const bool there = one.with != no_leg && picture_->legs[one.with].call_id == callid;
        const bool meant = one.call_id == callid || picture_->legs[one.leg].call_id == callid || there;
        const bool like = one.remote.find(callid) != std::string::npos;
        if (phase == Leg::Phase::ringing && (meant || like)) early.push_back(i); // there is no dialogue to move yet
        if (phase != Leg::Phase::answered) continue;
        if (meant) exact.push_back(i);
        if (like) near.push_back(i);
    }
    const std::vector<std::size_t>& found = exact.empty() ? near : exact;
    if (found.empty())
        for (const std::size_t one : early)
            message(callers_[one].leg, "cannot be transferred: nobody has answered the call yet");
    if (found.size() != 1) return refuse("The Call-ID to transfer was not found.");
    const Caller& caller = callers_[found.front()];
    const bool moving =
        std::ranges::any_of(hunts_, [&](const Hunt& one) { return !one.over && one.caller == found.front(); });
    if (moving) return refuse("The call is being transferred already.");
    if (!router_.has_plan(flow::dialplan_transfer)) return refuse("There is no dialplan named transfer.");
    // Only that the plan has begun is what it says; what becomes of it nobody is told.
    auto route = router_.route(
        flow::dialplan_transfer,
        {.dialled = std::string(destination), .from = caller.shown, .headers = caller.headers, .now = wall()},
        caller.leg);
    message(caller.leg, fmt::format("dialplan transfer for {}", destination));
    say_nobody(caller.leg, route);
    callers_[found.front()].hand_offs.push_back(fmt::format("transfer {}", destination));
    if (route && !route->targets.empty())
        hunt(found.front(), std::move(*route), caller.headers, {});
    else
        message(caller.leg, not_found(flow::dialplan_transfer, destination, route));
    return {true, "Blind transfer was successfully initiated."};
}

bool Side::refer(LegId line, const std::string& to, std::function<void(const Act&)> told) {
    const auto at = std::ranges::find(callers_, line, &Caller::with);
    if (line == no_leg || at == callers_.end()) return false;
    refer(static_cast<std::size_t>(at - callers_.begin()), to, {line, std::move(told)});
    return true;
}

// The plan `transfer` says whom the user of an address means; without such a plan the address itself is called.
std::optional<Route> Side::route_to(const Caller& caller, const std::string& to, const Headers& headers) const {
    if (!router_.has_plan(flow::dialplan_transfer))
        return Route{.entry = &anybody(),
                     .targets = {{.address = to.substr(0, to.find('?')), .flow = {}, .platform = {}}},
                     .from_user = {}};
    return router_.route(
        flow::dialplan_transfer,
        {.dialled = std::string(flow::sip_user(to)), .from = caller.shown, .headers = headers, .now = wall()},
        caller.leg);
}

// The provider's answer to the INVITE is another address: the server calls that, and nobody tells the provider what comes of it.
void Side::redirect(std::size_t index, const std::string& to) {
    Caller& caller = callers_[index];
    caller.redirected = true;
    message(caller.provider, fmt::format("302 Moved Temporarily: {}", to));
    Headers headers = headers_for(caller.headers, to);
    auto route = route_to(caller, to, headers);
    say_nobody(caller.leg, route);
    if (!route || route->targets.empty()) {
        message(caller.leg, not_found(flow::dialplan_transfer, flow::sip_user(to), route));
        end_leg(caller.leg, "no_answer", "failed");
        return;
    }
    caller.hand_offs.push_back(fmt::format("redirect {}", flow::sip_user(to)));
    hunt(index, std::move(*route), std::move(headers), {});
}

void Side::refer(std::size_t index, const std::string& to, Asker asker) {
    Caller& caller = callers_[index];
    message(asker.line, fmt::format("REFER {}", to));
    message(asker.line, "202 Accepted");
    message(asker.line, "NOTIFY 100 Trying");
    Headers headers = headers_for(caller.headers, to);
    auto route = route_to(caller, to, headers);
    say_nobody(caller.leg, route);
    if (!route || route->targets.empty()) {
        message(asker.line, "NOTIFY " + not_found(flow::dialplan_transfer, flow::sip_user(to), route));
        asker.told({.kind = Act::Kind::fail});
        return;
    }
    caller.hand_offs.push_back(fmt::format("transfer {}", flow::sip_user(to)));
    hunt(index, std::move(*route), std::move(headers), std::move(asker));
}

} // namespace callflow::providers::sip
