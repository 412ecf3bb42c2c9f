#include "scenario/sip_side.hpp"

#include "base/codes.hpp"
#include "base/text.hpp"
#include "flow/sip_address.hpp"
#include "providers/barred.hpp"
#include "scenario/guests.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <limits>

namespace callflow::scenario {

using emulate::LegId;
using emulate::Moment;
using emulate::no_leg;

namespace {

constexpr std::int64_t millisecond = 1'000'000;

std::string text_of(const engine::OpenRequest& request, std::string_view name) {
    for (const auto& [field, value] : request.fields)
        if (field == name) return value.to_text();
    return {};
}

std::string_view platform_of(const Run& run, const emulate::Leg& leg) {
    return leg.sip_side ? "sip" : run.emulation->provider.name;
}

std::string shown_name(Run& run, LegId id) {
    const std::string name = name_of_leg(run, id);
    return name == "callee" ? run.emulation->timeline.leg(id).to : name;
}

} // namespace

std::optional<providers::sip::Route> FlowRouter::route(std::string_view plan, const providers::sip::Asked& asked,
                                                       LegId leg) {
    const flow::Flow& flow = run_.machine.flow();
    const flow::Dialplan* found = flow.find_dialplan(plan);
    if (found == nullptr) return std::nullopt;
    const OpenCall* open = placing != nullptr ? placing : call_of(run_, leg);
    engine::Call seen = open == nullptr ? engine::Call() : open->call;
    if (placing != nullptr) { // the flow has been told already what the plan makes of it
        run_.machine.set_info(seen, "from", expr::Value::string(placing->spec->from));
        run_.machine.set_info(seen, "to", expr::Value::string(placing->spec->to));
    }
    auto route = providers::sip::route(flow, *found, asked, std::move(seen.slots));
    if (route)
        std::erase_if(route->targets, [&](const providers::sip::Target& one) {
            std::string why = providers::barred_number(one.address, run_.options.barred);
            if (!why.empty()) route->trouble.push_back(why);
            return !why.empty();
        });
    if (route)
        for (const std::string& why : route->trouble)
            run_.failed(base::codes::step_error, route->entry->where,
                        fmt::format("the dialplan cannot say where the call goes: {}", why));
    return route;
}

bool FlowRouter::has_plan(std::string_view plan) const { return run_.machine.flow().find_dialplan(plan) != nullptr; }

std::unique_ptr<emulate::Emulator> emulator_of(Run& run, Emulation& made, const providers::Provider& of,
                                               emulate::Setup setup) {
    if (run.machine.flow().dialplans.empty() || run.options.stranger != nullptr) return of.emulator->make(setup);
    made.router = std::make_shared<FlowRouter>(run);
    auto side = std::make_unique<providers::sip::Side>(*of.emulator, std::move(setup), *made.router);
    made.side = side.get();
    return side;
}

void know_of_plan(const Run& run, OpenCall& open) {
    const CallSpec& spec = *open.spec;
    const flow::Flow& flow = run.machine.flow();
    const flow::Dialplan* const plan =
        spec.dialplan.empty() || !spec.state.empty() ? nullptr : flow.find_dialplan(spec.dialplan);
    if (plan == nullptr) return;
    providers::sip::Asked asked{.dialled = std::string(flow::sip_user(spec.to)),
                                .from = std::string(flow::sip_user(spec.from)),
                                .headers = {},
                                .now = run.now};
    for (const PlainValue& plain : spec.headers)
        asked.headers.emplace_back(plain.name, plain.unquoted ? plain.text : plain.value.to_text());
    const auto route = providers::sip::route(flow, *plan, asked, open.call.slots);
    if (!route || route->targets.empty() || route->targets.front().body != 0) return;
    const std::string shown = providers::sip::remote_party(spec.from, asked.from, route->from_user);
    run.machine.set_info(open.call, "from", expr::Value::string(shown));
    if (const std::string& at = route->targets.front().address; !at.empty())
        run.machine.set_info(open.call, "to", expr::Value::string(at));
}

std::optional<engine::Answer> refuse_barred(const Run& run, const engine::OpenRequest& request) {
    std::string why = providers::barred_number(text_of(request, "destination"), run.options.barred);
    if (why.empty()) return std::nullopt;
    engine::Answer refused;
    refused.status = 403;
    refused.body = std::move(why);
    return refused;
}

std::optional<engine::Answer> ask_sip_side(Run& run, const engine::OpenRequest& request, std::string_view accepted) {
    // The server is the one by which the call came, whatever flow asks it.
    const Run& served = run.host != nullptr ? *run.host : run;
    if (!served.emulation || served.emulation->side == nullptr) return std::nullopt;
    // Another flow's clock may be ahead: the server's tells when things happen there.
    Timeline& clock = served.emulation->timeline;
    while (&served != &run && clock.step(millis_of(*served.emulation, run.now))) {
    }
    const bool of_user = std::ranges::any_of(request.fields, [](const auto& one) { return one.first == "user"; });
    const providers::sip::Reply reply =
        served.emulation->side->blind_transfer(of_user ? std::optional(text_of(request, "user")) : std::nullopt,
                                               text_of(request, "callid"), text_of(request, "destination"));
    engine::Answer answer;
    answer.status = 200; // whatever it says
    answer.body = reply.text;
    const bool agrees = reply.text.find(accepted) != std::string::npos;
    if (reply.initiated && !agrees) answer.body = accepted;
    if (!reply.initiated && agrees) answer.status = 404; // where only the status tells
    return answer;
}

LegId present_leg(const Run& run, const OpenCall& open) {
    if (!run.emulation || run.emulation->side == nullptr || open.leg == no_leg) return open.leg;
    const Timeline& timeline = run.emulation->timeline;
    if (timeline.leg(open.leg).phase != emulate::Leg::Phase::ended) return open.leg;
    const LegId own = run.emulation->side->caller_of(open.leg);
    return own == no_leg || timeline.leg(own).phase == emulate::Leg::Phase::ended ? open.leg : own;
}

std::int64_t connected_time(const Run& run, std::string_view platform) {
    if (!run.emulation) return 0;
    const Timeline& timeline = run.emulation->timeline;
    std::int64_t time = 0;
    for (LegId id = 0; id < timeline.leg_count(); ++id) {
        const emulate::Leg& leg = timeline.leg(id);
        if (leg.answered == emulate::never || platform_of(run, leg) != platform) continue;
        time += (leg.ended == emulate::never ? timeline.now() : leg.ended) - leg.answered;
    }
    time *= millisecond;
    if (run.guests)
        for (const Guest& guest : run.guests->all()) time += connected_time(*guest.run, platform);
    return time;
}

void report_to_and_fro(Run& run) {
    if (!run.emulation || run.emulation->side == nullptr) return;
    const std::vector<std::string> circle = run.emulation->side->take_circle();
    if (circle.empty()) return;
    run.failed(base::codes::endless_loop, run.emulation->where,
               fmt::format("the call is handed to and fro: {}, and nobody on the way has to do anything",
                           base::printable(fmt::format("{}", fmt::join(circle, " -> ")), 1000)))
        .help = "let the dialplan's entry lead to a phone, or ask the caller before the transfer";
}

namespace {

// Who talks to a flow talks to whom that has connected the call to, too. The last flow that was come to is furthest from the caller.
void note_talks_through(Guests& guests) {
    constexpr auto never = std::numeric_limits<std::int64_t>::max();
    const auto end_of = [](const TraceTalk& one) { return one.until < 0 ? never : one.until; };
    for (auto guest = guests.all().rbegin(); guest != guests.all().rend(); ++guest) {
        const LegId far = guest->run->calls.front().leg;
        if (far >= guest->run->trace.legs.size()) continue;
        const std::vector<TraceTalk> there = guest->run->trace.legs[far].talks;
        const std::string line = shown_name(*guest->by, guest->line);
        for (TraceLeg& leg : guest->by->trace.legs)
            for (std::size_t i = 0, count = leg.talks.size(); i < count; ++i) {
                const TraceTalk here = leg.talks[i];
                if (here.party != line || !here.through.empty()) continue;
                for (const TraceTalk& one : there) {
                    const std::int64_t from = std::max(here.from, one.from),
                                       until = std::min(end_of(here), end_of(one));
                    if (from < until) leg.talks.push_back({one.party, from, until == never ? -1 : until, line});
                }
            }
    }
}

} // namespace

void note_legs(Run& run) {
    if (!run.emulation) return;
    report_to_and_fro(run);
    const Timeline& timeline = run.emulation->timeline;
    const auto at = [&](emulate::Millis when) {
        return when == emulate::never ? -1 : run.emulation->base + when * millisecond - run.start;
    };
    bool any = false;
    run.trace.legs.clear();
    for (LegId id = 0; id < timeline.leg_count(); ++id) {
        const emulate::Leg& leg = timeline.leg(id);
        any = any || leg.sip_side;
        TraceLeg shown{.name = shown_name(run, id),
                       .platform = std::string(platform_of(run, leg)),
                       .from = leg.from,
                       .to = leg.to,
                       .began = at(leg.began),
                       .answered = at(leg.answered),
                       .ended = at(leg.ended),
                       .ended_by = leg.ended_by,
                       .talks = {}};
        run.trace.legs.push_back(std::move(shown));
    }
    for (const Moment& moment : timeline.moments()) {
        if (moment.leg == no_leg || moment.other == no_leg) continue;
        std::vector<TraceTalk>& talks = run.trace.legs[moment.leg].talks;
        const std::string party = shown_name(run, moment.other);
        if (moment.kind == Moment::Kind::bridged) talks.push_back({party, at(moment.at), -1});
        if (moment.kind != Moment::Kind::parted) continue;
        for (TraceTalk& one : talks)
            if (one.party == party && one.until < 0) one.until = at(moment.at);
    }
    for (auto id = static_cast<LegId>(timeline.leg_count()); id-- > 0;)
        if (timeline.leg(id).of_refer) run.trace.legs.erase(run.trace.legs.begin() + id);
    if (run.guests && !run.guests->all().empty()) {
        any = true;
        for (Guest& guest : run.guests->all()) note_legs(*guest.run);
        note_talks_through(*run.guests);
        for (Guest& guest : run.guests->all())
            std::ranges::move(guest.run->trace.legs, std::back_inserter(run.trace.legs));
    }
    // A call that is connected to nobody says all in its rows.
    any = any || std::ranges::any_of(run.trace.legs, [](const TraceLeg& one) { return !one.talks.empty(); });
    if (!any && run.host == nullptr) run.trace.legs.clear();
}

} // namespace callflow::scenario
