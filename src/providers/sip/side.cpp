// The SIP side as an emulator: both sides' legs, acts and time.
#include "providers/sip/side.hpp"

#include "base/random.hpp"
#include "flow/sip_address.hpp"
#include "providers/sip/picture.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::providers::sip {

using emulate::Act;
using emulate::Leg;
using emulate::Moment;
using emulate::never;
using emulate::no_leg;

// The provider asks about legs by its own numbers.
class Side::Relay final : public emulate::Application, public emulate::Faults {
public:
    Relay(Side& side, emulate::Application* application, emulate::Faults* faults)
        : side_(side), application_(application), faults_(faults) {}

    emulate::Answer answer(const emulate::Request& request) override { return application_->answer(here(request)); }
    emulate::Answer finish(const emulate::Request& request) override { return application_->finish(here(request)); }
    emulate::Fault strike(const emulate::Request& request) override {
        return faults_ == nullptr ? emulate::Fault() : faults_->strike(here(request));
    }

private:
    emulate::Request here(emulate::Request request) {
        side_.picture_->sync();
        request.leg = side_.picture_->shown(request.leg);
        return request;
    }
    Side& side_;
    emulate::Application* application_;
    emulate::Faults* faults_;
};

Side::Side(const emulate::EmulatorSpec& spec, emulate::Setup setup, Router& router)
    : router_(router), relay_(std::make_unique<Relay>(*this, setup.application, setup.faults)),
      picture_(std::make_unique<Picture>(*this)), seed_(setup.seed) {
    setup.application = relay_.get();
    setup.faults = relay_.get();
    inner_ = spec.make(setup);
}

Side::~Side() = default;

std::int64_t Side::wall() const { return (router_.epoch() + now()) * 1'000'000; }

std::size_t Side::leg_count() const {
    picture_->sync();
    return picture_->legs.size();
}

const Leg& Side::leg(LegId id) const {
    picture_->sync();
    return picture_->look(id);
}

std::span<const Moment> Side::moments() const {
    picture_->sync();
    return picture_->moments;
}

const std::string& Side::cut_off() const { return inner_->cut_off(); }

emulate::LegId Side::caller_of(LegId leg) const {
    for (const Caller& one : callers_)
        if (leg != no_leg && one.provider == leg) return one.leg;
    return no_leg;
}

const Target* Side::target_of(LegId leg) const {
    const auto at = std::ranges::find(rung_, leg, &std::pair<LegId, Target>::first);
    return at == rung_.end() ? nullptr : &at->second;
}

void Side::has_acted(LegId leg) {
    if (leg == no_leg) return;
    for (Caller& one : callers_) {
        if (one.leg != leg && one.with != leg && one.provider != leg) continue;
        one.visits.clear();
        if (one.hand_offs.size() > 1) one.hand_offs.erase(one.hand_offs.begin(), one.hand_offs.end() - 1);
    }
}

Moment& Side::note(Moment::Kind kind, LegId leg, std::string text) {
    picture_->sync();
    Moment& made = picture_->moments.emplace_back();
    made.kind = kind;
    made.leg = leg;
    made.at = now();
    made.text = std::move(text);
    return made;
}

void Side::message(LegId leg, std::string text) { note(Moment::Kind::message, leg, std::move(text)); }

std::string Side::not_found(std::string_view plan, std::string_view dialled, const std::optional<Route>& route) {
    return route ? fmt::format("404 Not Found: the entry of dialplan {} for {} calls nobody", plan, dialled)
                 : fmt::format("404 Not Found: no entry of dialplan {} is for {}", plan, dialled);
}

void Side::say_nobody(LegId leg, const std::optional<Route>& route) {
    if (!route) return;
    for (const std::string& one : route->nobody) message(leg, one);
}

void Side::set_status(LegId leg, std::string status) {
    picture_->legs[leg].status = status;
    note(Moment::Kind::status, leg, std::move(status));
}

emulate::LegId Side::begin_leg(std::string from, std::string to, LegId parent) {
    picture_->sync();
    const LegId id = picture_->add(Picture::own);
    Leg& leg = picture_->legs[id];
    leg.from = std::move(from);
    leg.to = std::move(to);
    leg.parent = parent;
    leg.phase = Leg::Phase::ringing;
    leg.began = now();
    leg.sip_side = true;
    leg.call_id = fmt::format("{:016x}@sip.example.com", base::mix_seed(base::mix_seed(seed_, "sip"), ++ids_));
    return id;
}

emulate::LegId Side::place(const emulate::CallOptions& options) {
    if (options.dialplan.empty()) {
        const LegId id = inner_->place(options);
        picture_->sync();
        return picture_->shown(id);
    }
    const LegId own = begin_leg(options.from, options.to, no_leg);
    note(Moment::Kind::began, own, options.from);
    message(own, fmt::format("INVITE {}", options.to));
    callers_.push_back({.leg = own,
                        .account = options.account,
                        .call_id = picture_->legs[own].call_id,
                        .headers = options.sip_headers});
    const std::size_t caller = callers_.size() - 1;
    const Asked asked{.dialled = std::string(flow::sip_user(options.to)),
                      .from = std::string(flow::sip_user(options.from)),
                      .headers = options.sip_headers,
                      .now = wall()};
    auto found = router_.route(options.dialplan, asked, own);
    say_nobody(own, found);
    if (!found || found->targets.empty()) {
        message(own, not_found(options.dialplan, asked.dialled, found));
        end_leg(own, "no_answer", "failed");
        return own;
    }
    Caller& who = callers_[caller];
    who.shown = found->from_user.empty() ? asked.from : found->from_user;
    who.remote = remote_party(options.from, asked.from, found->from_user);
    if (found->targets.front().body == 0) { // this flow; others are rung as everybody is
        put_through(caller, options, found->targets.front());
        return callers_[caller].provider;
    }
    hunt(caller, std::move(*found), options.sip_headers, {});
    return own;
}

// To the flow's platform, which is told the Call-ID of the server's leg in a way of its own.
void Side::put_through(std::size_t index, emulate::CallOptions options, const Target& target) {
    Caller& caller = callers_[index];
    const std::string address = target.address.empty() ? target.flow : target.address;
    const std::string from = caller.remote == options.from ? options.from : caller.shown;
    options.from = caller.remote;
    options.to = address;
    options.sip = true;
    options.followed = true;
    caller.call_id = fmt::format("{:016x}@sip.example.com", base::mix_seed(base::mix_seed(seed_, "hop"), ++ids_));
    options.sip_call_id = caller.call_id;
    options.dialplan.clear();
    caller.hand_offs.push_back(target.flow);
    caller.visits.push_back(visit_of(target, options.from, options.sip_headers));
    picture_->sync();
    const std::size_t before = picture_->moments.size();
    const LegId at_provider = inner_->place(options);
    picture_->sync();
    callers_[index].provider = picture_->shown(at_provider);
    message(callers_[index].provider, fmt::format("INVITE {} from {}", address, from));
    // What the provider makes of it comes behind it, though its leg is known only then.
    picture_->put_last_at(before);
}

base::Result<void> Side::act(LegId id, const Act& act) {
    picture_->sync();
    if (id >= picture_->legs.size()) return base::fail(base::ErrorKind::usage, fmt::format("there is no leg {}", id));
    if (picture_->inner[id] == Picture::own) return act_here(id, act);
    if (act.kind != Act::Kind::hang_up) has_acted(id);
    const auto done = inner_->act(picture_->inner[id], act);
    // Who hangs up there is the caller.
    if (done && act.kind == Act::Kind::hang_up)
        for (std::size_t i = 0; i < callers_.size(); ++i)
            if (callers_[i].provider == id && picture_->legs[callers_[i].leg].phase != Leg::Phase::ended)
                leave(i, "caller", true);
    watch();
    return done;
}

base::Result<void> Side::act_here(LegId id, const Act& act) {
    const Leg& leg = picture_->legs[id];
    const auto refuse = [&] {
        return base::fail(base::ErrorKind::usage,
                          fmt::format("{} cannot be done: the call is {}", emulate::act_name(act.kind),
                                      leg.phase == Leg::Phase::ringing    ? "ringing"
                                      : leg.phase == Leg::Phase::answered ? "answered"
                                                                          : "over"));
    };
    for (std::size_t i = 0; i < callers_.size(); ++i) {
        if (callers_[i].leg != id) continue;
        if (act.kind != Act::Kind::hang_up || leg.phase == Leg::Phase::ended) return refuse();
        note(Moment::Kind::did, id, std::string(emulate::act_name(act.kind)));
        leave(i, "caller");
        return {};
    }
    const auto at = std::ranges::find_if(
        hunts_, [&](const Hunt& one) { return !one.over && std::ranges::find(one.ringing, id) != one.ringing.end(); });
    const bool rings = at != hunts_.end();
    if (!rings && (act.kind != Act::Kind::hang_up || leg.phase != Leg::Phase::answered)) return refuse();
    note(Moment::Kind::did, id, std::string(emulate::act_name(act.kind)));
    switch (act.kind) {
    case Act::Kind::answer:
    case Act::Kind::voicemail: answered(*at, id); return {};
    case Act::Kind::busy: fell_out(*at, id, "busy"); return {};
    case Act::Kind::reject: fell_out(*at, id, "rejected"); return {};
    case Act::Kind::fail: fell_out(*at, id, "failed"); return {};
    case Act::Kind::no_answer: return {}; // it rings on
    case Act::Kind::hang_up:
        if (rings) return refuse();
        for (std::size_t i = 0; i < callers_.size(); ++i)
            if (callers_[i].with == id) leave(i, "callee");
        end_leg(id, "callee"); // one whose REFER has broken the bridge
        return {};
    default: return refuse();
    }
}

base::Result<void> Side::update(LegId leg, const emulate::Update& update) {
    picture_->sync();
    if (leg >= picture_->legs.size() || picture_->inner[leg] == Picture::own)
        return base::fail(base::ErrorKind::usage, "the provider has no such call any more");
    auto done = inner_->update(picture_->inner[leg], update);
    watch();
    return done;
}

bool Side::advance(Millis until) {
    const Millis due = own_due();
    const bool ran = inner_->advance(std::min(until, due));
    watch();
    if (ran) return true;
    if (!inner_->cut_off().empty() || due > until || due == never) return false;
    run_due();
    watch();
    return true;
}

} // namespace callflow::providers::sip
