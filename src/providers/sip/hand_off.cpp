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

// What the flow that answers can know of the call.
std::string Side::visit_of(const Target& target, std::string_view from, const Headers& headers) {
    std::string visit = fmt::format("{}\n{}\n{}", target.flow, target.address, from);
    for (const auto& [name, value] : headers) visit += fmt::format("\n{}: {}", name, value);
    return visit;
}

std::string Side::shown_to(const Caller& caller, const Route& route) const {
    return route.from_user.empty() ? picture_->legs[caller.leg].from : route.from_user;
}

void Side::hunt(std::size_t caller, Route route, Headers headers, Asker asker) {
    Caller& who = callers_[caller];
    const Target& first = route.targets.front();
    who.hand_offs.push_back(first.flow.empty() ? first.address : first.flow);
    if (!first.flow.empty()) {
        std::string visit = visit_of(first, shown_to(who, route), headers);
        if (std::ranges::find(who.visits, visit) != who.visits.end()) {
            stop_circle(caller, asker);
            return;
        }
        who.visits.push_back(std::move(visit));
    }
    hunts_.push_back({.caller = caller,
                      .route = std::move(route),
                      .ringing = {},
                      .asker = std::move(asker),
                      .headers = std::move(headers)});
    ring_next(hunts_.back());
}

// Once more would be once for ever.
void Side::stop_circle(std::size_t index, const Asker& asker) {
    Caller& caller = callers_[index];
    circle_ = caller.hand_offs;
    constexpr std::string_view refused = "482 Loop Detected";
    if (asker.told) {
        message(asker.line, fmt::format("NOTIFY {}", refused));
        asker.told({.kind = Act::Kind::fail, .text = "482"});
        return;
    }
    const bool stays = picture_->legs[caller.leg].phase == Leg::Phase::answered;
    message(caller.leg, fmt::format("{}{}", refused, stays ? ": the call stays where it is" : ""));
    if (!stays) end_leg(caller.leg, "no_answer", "failed");
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
        const std::string from = shown_to(caller, hunt.route);
        const LegId parent = caller.provider != no_leg ? caller.provider : caller.leg;
        const LegId leg = begin_leg(from, name_of(target), parent);
        picture_->legs[leg].headers = hunt.headers;
        hunt.ringing.push_back(leg);
        rung_.emplace_back(leg, target);
        note(Moment::Kind::began, leg, name_of(target));
        message(leg, fmt::format("INVITE {} from {}", name_of(target), from));
        if (hunt.asker.told) part(caller.leg); // a REFER breaks the bridge when it rings
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
    const LegId before = hunt.asker.told ? hunt.asker.line : caller.with;
    part(caller.leg);
    join(caller.leg, leg);
    message(caller.leg, fmt::format("{}: talks to {}", first ? "200 OK" : "re-INVITE", there.to));
    if (hunt.asker.told) {
        message(hunt.asker.line, "NOTIFY 200 OK");
        const bool there_before = !is_over(hunt.asker.line);
        hunt.asker.told({.kind = Act::Kind::answer});
        if (there_before && is_over(hunt.asker.line)) message(hunt.asker.line, "BYE");
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
    if (picture_->legs[caller.leg].phase == Leg::Phase::ringing) { // it never got anywhere
        message(caller.leg, std::string(refusal(hunt.last)));
        end_leg(caller.leg, "no_answer", hunt.last);
        return;
    }
    if (!hunt.asker.told) {
        message(caller.leg, "nobody has answered: the call stays where it is");
        return;
    }
    const Act::Kind told = hunt.last == "busy"     ? Act::Kind::busy
                           : hunt.last == "failed" ? Act::Kind::fail
                                                   : Act::Kind::no_answer;
    message(hunt.asker.line, fmt::format("NOTIFY {}", refusal(hunt.last)));
    if (is_over(hunt.asker.line)) { // nobody is left to talk to
        leave(hunt.caller, "callee");
        return;
    }
    message(caller.leg, "nobody has answered: the call is given back");
    if (caller.with == no_leg) join(caller.leg, hunt.asker.line);
    hunt.asker.told({.kind = told});
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
    std::vector<LegId> askers; // who has sent a REFER for him, and waits on a leg of the server's to hear of it
    for (const Hunt& one : hunts_)
        if (!one.over && one.caller == index && one.asker.told && picture_->inner[one.asker.line] == Picture::own)
            askers.push_back(one.asker.line);
    cancel(index, by);
    for (const LegId line : askers) {
        if (picture_->legs[line].phase == Leg::Phase::ended) continue;
        message(line, "BYE");
        end_leg(line, by);
    }
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
    const bool over = inner_->leg(line).phase == Leg::Phase::ended;
    if (over && !told && with != caller.provider) return;
    message(caller.provider, std::string(farewell(inner_->leg(line))));
    if (over) return;
    picture_->parted_by_us.push_back(line);
    static_cast<void>(inner_->act(line, {.kind = Act::Kind::hang_up})); // an error says that it is over already
}

bool Side::is_over(LegId leg) const {
    const LegId inner = picture_->inner[leg];
    const Leg& there = inner == Picture::own ? picture_->legs[leg] : inner_->leg(inner);
    return there.phase == Leg::Phase::ended;
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
            message(caller.leg, "200 OK");
            set_status(caller.leg, "in-progress");
            join(caller.leg, caller.provider);
        }
        const bool referred = std::ranges::any_of( // nobody is with him, and whoever is rung decides
            hunts_, [&](const Hunt& one) { return !one.over && one.caller == i && one.asker.told; });
        const bool waits = !referred && (caller.with == caller.provider || caller.with == no_leg);
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
        const auto told = [this, leg = child](const Act& what) {
            static_cast<void>(inner_->act(leg, what));
            while (what.kind == Act::Kind::answer && inner_->advance(inner_->now())) {
            }
        };
        refer(static_cast<std::size_t>(at - callers_.begin()), inner_->leg(child).to, {line, told});
    }
}

} // namespace callflow::providers::sip
