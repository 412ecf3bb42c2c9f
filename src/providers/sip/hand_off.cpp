// Whom the server rings, connects and parts.
#include "flow/sip_address.hpp"
#include "providers/sip/picture.hpp"
#include "providers/sip/side.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::providers::sip {

using emulate::Act;
using emulate::Leg;
using emulate::Moment;
using emulate::never;
using emulate::no_leg;

namespace {

constexpr std::int64_t millisecond = 1'000'000;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_user(std::string_view left, std::string_view right) {
    return std::ranges::equal(left, right, {}, lower, lower);
}

// Of an address that is called because nothing says otherwise.
const flow::DialEntry& anybody() {
    static const flow::DialEntry entry;
    return entry;
}

// The final answer to an INVITE that nobody has taken.
std::string_view refusal(std::string_view why) {
    return why == "busy"       ? "486 Busy Here"
           : why == "rejected" ? "603 Decline"
           : why == "failed"   ? "404 Not Found"
                               : "480 Temporarily Unavailable";
}

// How a leg is ended from our side: one that is not answered yet has no dialogue to say BYE in.
std::string_view farewell(const Leg& leg) { return leg.answered == never ? "CANCEL" : "BYE"; }

// Of a flow without an address its name, which a file's has before its ending.
std::string name_of(const Target& target) {
    if (!target.address.empty() || !flow::is_flow_file(target.flow))
        return target.address.empty() ? target.flow : target.address;
    const std::string_view file = std::string_view(target.flow).substr(target.flow.rfind('/') + 1);
    return std::string(file.substr(0, file.rfind('.')));
}

} // namespace

Reply Side::blind_transfer(std::string_view user, std::string_view callid, std::string_view destination) {
    const auto refuse = [](std::string text) { return Reply{false, std::move(text)}; };
    if (user.empty()) return refuse("No user name was given.");
    if (callid.empty()) return refuse("No Call-ID was given.");
    if (destination.empty()) return refuse("No destination was given.");
    const bool known = std::ranges::any_of(
        callers_, [&](const Caller& one) { return one.account.empty() || same_user(one.account, user); });
    if (!callers_.empty() && !known) return refuse("There is no user of that name.");
    std::vector<std::size_t> exact, near, early;
    for (std::size_t i = 0; i < callers_.size(); ++i) {
        const Caller& one = callers_[i];
        const Leg::Phase phase = picture_->legs[one.leg].phase;
        if (phase == Leg::Phase::ended || (!one.account.empty() && !same_user(one.account, user))) continue;
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
        {.dialled = std::string(destination), .from = caller.shown, .headers = {}, .now = wall()}, caller.leg);
    message(caller.leg, fmt::format("dialplan transfer for {}", destination));
    say_nobody(caller.leg, route);
    callers_[found.front()].hand_offs.push_back(fmt::format("transfer {}", destination));
    if (route && !route->targets.empty())
        hunt(found.front(), std::move(*route), {});
    else
        message(caller.leg, fmt::format("404 Not Found: no entry of dialplan transfer is for {}", destination));
    return {true, "Blind transfer was successfully initiated."};
}

void Side::hunt(std::size_t caller, Route route, Asker asker) {
    Caller& who = callers_[caller];
    const Target& first = route.targets.front();
    const bool again =
        !first.flow.empty() && std::ranges::find(who.hand_offs, first.flow) != who.hand_offs.end() && !who.acted;
    who.hand_offs.push_back(first.flow.empty() ? first.address : first.flow);
    if (again) {
        circle_ = who.hand_offs;
        message(who.leg, "482 Loop Detected");
        if (asker.told) asker.told(Act::Kind::fail);
        return;
    }
    hunts_.push_back({.caller = caller, .route = std::move(route), .ringing = {}, .asker = std::move(asker)});
    ring_next(hunts_.back());
}

// The next one, or all of them.
void Side::ring_next(Hunt& hunt) {
    const Caller& caller = callers_[hunt.caller];
    if (hunt.next >= hunt.route.targets.size()) {
        give_up(hunt);
        return;
    }
    hunt.until = now() + hunt.route.entry->ring / millisecond;
    do {
        const Target& target = hunt.route.targets[hunt.next++];
        const std::string from = hunt.route.from_user.empty() ? picture_->legs[caller.leg].from : hunt.route.from_user;
        const LegId parent = caller.provider != no_leg ? caller.provider : caller.leg;
        const LegId leg = begin_leg(from, name_of(target), parent);
        hunt.ringing.push_back(leg);
        rung_.emplace_back(leg, target);
        note(Moment::Kind::began, leg, name_of(target));
        message(leg, fmt::format("INVITE {} from {}", name_of(target), from));
    } while (hunt.route.together && hunt.next < hunt.route.targets.size());
}

// The new leg first, then the old one goes: before that nothing has changed for the caller.
void Side::answered(Hunt& hunt, LegId leg) {
    Caller& caller = callers_[hunt.caller];
    hunt.over = true;
    for (const LegId other : hunt.ringing) {
        if (other == leg) continue;
        message(other, "CANCEL");
        end_leg(other, "canceled", "canceled");
    }
    hunt.ringing.clear();
    Leg& there = picture_->legs[leg];
    there.phase = Leg::Phase::answered;
    there.answered = now();
    set_status(leg, "in-progress");
    message(leg, "200 OK");
    Leg& own = picture_->legs[caller.leg];
    const bool first = own.phase == Leg::Phase::ringing;
    if (first) {
        own.phase = Leg::Phase::answered;
        own.answered = now();
        set_status(caller.leg, "in-progress");
    }
    const LegId before = caller.with;
    part(caller.leg);
    join(caller.leg, leg);
    message(caller.leg, fmt::format("{}: talks to {}", first ? "200 OK" : "re-INVITE", there.to));
    if (hunt.asker.told) {
        message(hunt.asker.line, "NOTIFY 200 OK");
        hunt.asker.told(Act::Kind::answer);
    }
    if (before != no_leg && picture_->inner[before] == Picture::own) { // whom the plan had connected it to until now
        message(before, "BYE");
        end_leg(before, "update");
    }
    if (caller.provider == no_leg) return;
    const LegId line = picture_->inner[caller.provider];
    if (inner_->leg(line).phase == Leg::Phase::ended) return;
    message(caller.provider, std::string(farewell(inner_->leg(line))));
    picture_->parted_by_us.push_back(line);
    static_cast<void>(inner_->act(line, {.kind = Act::Kind::hang_up})); // an error says that it is over already
}

void Side::fell_out(Hunt& hunt, LegId leg, std::string why) {
    std::erase(hunt.ringing, leg);
    message(leg, why == "no-answer" ? "CANCEL: nobody answers" : std::string(refusal(why)));
    hunt.last = why == "rejected" ? "busy" : why;
    end_leg(leg,
            why == "rejected"    ? "callee"
            : why == "no-answer" ? "no_answer"
                                 : why,
            why == "rejected" ? "busy" : why);
    if (hunt.ringing.empty()) ring_next(hunt);
}

void Side::give_up(Hunt& hunt) {
    hunt.over = true;
    Caller& caller = callers_[hunt.caller];
    if (caller.provider == no_leg || caller.redirected) { // it never got anywhere
        message(caller.leg, std::string(refusal(hunt.last)));
        end_leg(caller.leg, "no_answer", hunt.last);
        return;
    }
    message(caller.leg, "nobody has answered: the call stays where it is");
    if (!hunt.asker.told) return;
    const Act::Kind told = hunt.last == "busy"     ? Act::Kind::busy
                           : hunt.last == "failed" ? Act::Kind::fail
                                                   : Act::Kind::no_answer;
    message(hunt.asker.line, fmt::format("NOTIFY {}", refusal(hunt.last)));
    hunt.asker.told(told);
}

void Side::cancel(std::size_t caller, std::string_view by) {
    for (Hunt& one : hunts_) {
        if (one.over || one.caller != caller) continue;
        one.over = true;
        for (const LegId leg : one.ringing) {
            message(leg, "CANCEL");
            end_leg(leg, by == "caller" ? "canceled" : by, "canceled");
        }
        one.ringing.clear();
    }
}

// The caller goes, or whoever he talks to here does: nothing of his remains. `told`: the provider knows.
void Side::leave(std::size_t index, std::string_view by, bool told) {
    Caller& caller = callers_[index];
    cancel(index, by);
    const LegId with = caller.with;
    part(caller.leg);
    if (with != no_leg && picture_->inner[with] == Picture::own && picture_->legs[with].phase != Leg::Phase::ended) {
        message(with, "BYE");
        end_leg(with, by);
    }
    if (picture_->legs[caller.leg].phase != Leg::Phase::ended) {
        const std::string_view bye = farewell(picture_->legs[caller.leg]);
        // The caller takes his call back himself; whom it was for refuses it.
        const Leg* const line = caller.provider == no_leg ? nullptr : &inner_->leg(picture_->inner[caller.provider]);
        const std::string_view why = line == nullptr || line->ended_by != "reject" ? "no-answer"
                                     : line->status == "busy"                      ? "busy"
                                                                                   : "rejected";
        message(caller.leg, std::string(bye == "BYE" || by == "caller" ? bye : refusal(why)));
        end_leg(caller.leg, by, picture_->legs[caller.leg].answered == never ? "canceled" : "completed");
    }
    if (caller.provider == no_leg) return;
    const LegId line = picture_->inner[caller.provider];
    if (inner_->leg(line).phase == Leg::Phase::ended) return;
    message(caller.provider, std::string(farewell(inner_->leg(line))));
    if (told) return;
    picture_->parted_by_us.push_back(line);
    static_cast<void>(inner_->act(line, {.kind = Act::Kind::hang_up})); // an error says that it is over already
}

void Side::join(LegId one, LegId other) {
    note(Moment::Kind::bridged, one).other = other;
    picture_->legs[one].with = other;
    if (picture_->inner[other] == Picture::own) { // the provider's leg has its own tale
        note(Moment::Kind::bridged, other).other = one;
        picture_->legs[other].with = one;
    }
    for (Caller& caller : callers_)
        if (caller.leg == one) caller.with = other;
}

void Side::part(LegId one) {
    for (Caller& caller : callers_) {
        if (caller.leg != one || caller.with == no_leg) continue;
        note(Moment::Kind::parted, one).other = caller.with;
        picture_->legs[one].with = no_leg;
        if (picture_->inner[caller.with] == Picture::own) {
            note(Moment::Kind::parted, caller.with).other = one;
            picture_->legs[caller.with].with = no_leg;
        }
        caller.with = no_leg;
    }
}

void Side::end_leg(LegId id, std::string_view by, std::string status) {
    Leg& leg = picture_->legs[id];
    if (leg.phase == Leg::Phase::ended) return;
    leg.phase = Leg::Phase::ended;
    leg.ended = now();
    leg.ended_by = by;
    set_status(id, std::move(status));
}

emulate::Millis Side::own_due() const {
    Millis due = never;
    for (const Hunt& one : hunts_)
        if (!one.over) due = std::min(due, one.until);
    return due;
}

void Side::run_due() {
    for (std::size_t i = 0; i < hunts_.size(); ++i) {
        Hunt& one = hunts_[i];
        if (one.over || one.until > now()) continue;
        const std::vector<LegId> ringing = one.ringing;
        one.until = never; // those who are rung next set it
        for (const LegId leg : ringing) fell_out(one, leg, "no-answer");
        return;
    }
}

// What has become of the provider's legs: answered, they are connected to their callers, and gone, these go too, unless they were
// handed on; the provider's REFERs are followed.
void Side::watch() {
    picture_->sync();
    for (std::size_t i = 0; i < callers_.size(); ++i) {
        Caller& caller = callers_[i];
        if (caller.provider == no_leg || picture_->legs[caller.leg].phase == Leg::Phase::ended) continue;
        const Leg& line = inner_->leg(picture_->inner[caller.provider]);
        Leg& own = picture_->legs[caller.leg];
        if (line.phase == Leg::Phase::answered && own.phase == Leg::Phase::ringing) {
            own.phase = Leg::Phase::answered;
            own.answered = now();
            message(caller.provider, "200 OK");
            set_status(caller.leg, "in-progress");
            join(caller.leg, caller.provider);
        }
        const bool waits = caller.with == caller.provider || caller.with == no_leg;
        if (caller.redirected) continue; // whoever is rung for it decides
        if (line.phase == Leg::Phase::ended && !line.redirected.empty())
            redirect(i, line.redirected);
        else if (line.phase == Leg::Phase::ended && waits)
            leave(i, line.ended_by == "caller" ? "caller" : "callee");
    }
    while (!picture_->referred.empty()) {
        const auto [line, child] = picture_->referred.front();
        picture_->referred.erase(picture_->referred.begin());
        const auto at = std::ranges::find(callers_, line, &Caller::provider);
        if (at == callers_.end()) continue;
        // The leg that the provider has made of it is told, whatever it makes of that.
        const auto told = [this, leg = child](Act::Kind what) {
            static_cast<void>(inner_->act(leg, {.kind = what}));
            while (what == Act::Kind::answer && inner_->advance(inner_->now())) {
            }
        };
        refer(static_cast<std::size_t>(at - callers_.begin()), inner_->leg(child).to, {line, told});
    }
}

bool Side::refer(LegId line, const std::string& to, std::function<void(Act::Kind)> told) {
    const auto at = std::ranges::find(callers_, line, &Caller::with);
    if (line == no_leg || at == callers_.end()) return false;
    refer(static_cast<std::size_t>(at - callers_.begin()), to, {line, std::move(told)});
    return true;
}

// The plan `transfer` says whom the user of an address means; without such a plan the address itself is called.
std::optional<Route> Side::route_to(const Caller& caller, const std::string& to) const {
    if (!router_.has_plan(flow::dialplan_transfer))
        return Route{.entry = &anybody(), .targets = {{.address = to, .flow = {}, .platform = {}}}, .from_user = {}};
    return router_.route(
        flow::dialplan_transfer,
        {.dialled = std::string(flow::sip_user(to)), .from = caller.shown, .headers = {}, .now = wall()}, caller.leg);
}

// The provider's answer to the INVITE is another address: the server calls that, and nobody tells the provider what comes of it.
void Side::redirect(std::size_t index, const std::string& to) {
    Caller& caller = callers_[index];
    caller.redirected = true;
    message(caller.provider, fmt::format("302 Moved Temporarily: {}", to));
    auto route = route_to(caller, to);
    say_nobody(caller.leg, route);
    if (!route || route->targets.empty()) {
        message(caller.leg, fmt::format("404 Not Found: no entry of dialplan transfer is for {}", flow::sip_user(to)));
        end_leg(caller.leg, "no_answer", "failed");
        return;
    }
    caller.hand_offs.push_back(fmt::format("redirect {}", flow::sip_user(to)));
    hunt(index, std::move(*route), {});
}

void Side::refer(std::size_t index, const std::string& to, Asker asker) {
    Caller& caller = callers_[index];
    message(asker.line, fmt::format("REFER {}", to));
    message(asker.line, "202 Accepted");
    auto route = route_to(caller, to);
    say_nobody(caller.leg, route);
    if (!route || route->targets.empty()) {
        message(asker.line,
                fmt::format("NOTIFY 404 Not Found: no entry of dialplan transfer is for {}", flow::sip_user(to)));
        asker.told(Act::Kind::fail);
        return;
    }
    caller.hand_offs.push_back(fmt::format("transfer {}", flow::sip_user(to)));
    hunt(index, std::move(*route), std::move(asker));
}

} // namespace callflow::providers::sip
