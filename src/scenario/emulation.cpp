#include "scenario/emulation.hpp"

#include "base/codes.hpp"
#include "base/text.hpp"
#include "scenario/guests.hpp"
#include "scenario/sent.hpp"
#include "scenario/sip_side.hpp"
#include "scenario/stranger.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::scenario {

using emulate::LegId;
using emulate::Millis;
using emulate::never;
using emulate::no_leg;

namespace {

constexpr engine::Time millisecond = 1'000'000;

emulate::Setup setup_of(Run& run, Emulation& made) {
    emulate::Setup setup;
    setup.application = made.application.get();
    setup.faults = &made.faults;
    for (const auto& [pattern, length] : run.scenario.media)
        setup.media.add(pattern, {.length = length / millisecond, .status = 200});
    const auto known = made.provider.emulator->assumptions();
    const auto assume = [&](const std::string& name, const std::string& value) {
        if (std::ranges::find(known, name, &emulate::AssumptionSpec::name) != known.end())
            setup.assume.emplace_back(name, value);
    };
    for (const Assumed& one : run.scenario.assume) assume(one.name, one.value);
    for (const auto& [name, value] : run.options.assume) assume(name, value);
    setup.seed = run.trace.seed;
    setup.epoch = run.now / millisecond;
    return setup;
}

std::unique_ptr<emulate::Application> application_of(Run& run) {
    if (run.options.stranger != nullptr) return std::make_unique<StrangerApplication>(run);
    return std::make_unique<FlowApplication>(run);
}

// Adds a row of something that went wrong between the flow and the provider.
void note_trouble(Run& run, const OpenCall& open, std::string text) {
    OpenCall room;
    TraceStep& row = begin_trace(run, "answer", seen(run, open, 0, room), run.emulation->where);
    row.moment.push_back({.who = open.spec->name, .text = std::move(text)});
}

// Whether anybody is on the call at the provider.
bool is_on_line(const Run& run, const OpenCall& open) {
    const LegId leg = present_leg(run, open);
    return leg != no_leg && run.emulation->timeline.leg(leg).phase != emulate::Leg::Phase::ended;
}

// Whether the application's document runs still: it can be moved.
bool is_at_provider(const Run& run, const OpenCall& open) {
    return open.leg != no_leg && run.emulation->timeline.leg(open.leg).phase != emulate::Leg::Phase::ended;
}

// A timer of an emulated call: the application moves the live call, and the provider asks for the event's document.
void fire_live(Run& run, OpenCall& open) {
    const engine::DueTimer timer = run.machine.take_timer(open.call);
    run.now = std::max(run.now, timer.due);
    const std::string event = run.machine.flow().events[timer.event].text();
    OpenCall room;
    TraceStep& row =
        begin_trace(run, "timer", seen(run, open, timer.machine, room), run.emulation->where, timer.machine);
    row.event = event;
    row.effects.push_back(redirect_effect(run, open, event));
    if (!is_at_provider(run, open)) {
        row.outcome = "ignored";
        return;
    }
    const auto call = static_cast<std::size_t>(&open - run.calls.data());
    if (auto update = update_to(run, open, event)) run.emulation->wanted.push_back({call, std::move(update), {}});
}

} // namespace

Millis millis_of(const Emulation& on, engine::Time time) {
    if (time <= on.base) return 0;
    return (time - on.base + millisecond - 1) / millisecond;
}

Emulation::Emulation(Run& run, const providers::Provider& of)
    : provider(of), application(application_of(run)), faults(run),
      timeline(run, emulator_of(run, *this, of, setup_of(run, *this))), base(run.now) {}

Emulation::~Emulation() = default;

std::string on_site(std::string address) {
    if (address.empty() || address.find("://") != std::string::npos) return address;
    return std::string(site) + (address.front() == '/' ? "" : "/") + address;
}

std::string off_site(std::string address, std::string_view own) {
    if (address.starts_with(own) && address.size() > own.size() && address[own.size()] == '/')
        address.erase(0, own.size());
    return address;
}

std::string off_site(const Run& run, std::string address) {
    return off_site(std::move(address),
                    run.options.stranger != nullptr ? std::string_view(run.options.stranger->site) : site);
}

Emulation* emulation_of(Run& run, base::Span where) {
    if (run.emulation) return run.emulation.get();
    const providers::Provider* provider = providers::find_provider(run.providers.front());
    if (provider == nullptr || provider->emulator == nullptr) {
        run.failed(base::codes::not_yet_supported, where,
                   fmt::format("{} cannot be played by persons yet: it has no emulator", run.providers.front()));
        return nullptr;
    }
    run.emulation = std::make_shared<Emulation>(run, *provider);
    run.emulation->where = where;
    return run.emulation.get();
}

base::Result<void> Timeline::act(LegId leg, const emulate::Act& act) {
    auto done = inner_->act(leg, act);
    settle();
    return done;
}

base::Result<void> Timeline::update(LegId leg, const emulate::Update& update) {
    auto done = inner_->update(leg, update);
    settle();
    return done;
}

void Timeline::settle() {
    Emulation& on = *run_.emulation;
    for (;;) {
        run_.now = std::max(run_.now, on.base + inner_->now() * millisecond);
        show_moments(run_);
        if (on.wanted.empty()) break;
        Wanted wanted = std::move(on.wanted.front());
        on.wanted.erase(on.wanted.begin());
        OpenCall& open = run_.calls[wanted.call];
        if (wanted.place && open.leg == no_leg) {
            open.rung = true;
            open.leg = inner_->place(*wanted.place);
            open.awaited = false;
            open.call.now = std::max(open.call.now, run_.now);
        }
        if (!wanted.update || open.leg == no_leg) continue;
        if (auto done = inner_->update(open.leg, *wanted.update); !done) note_trouble(run_, open, done.error().message);
    }
    if (Guests* const guests = guests_of(run_)) guests->follow();
}

bool Timeline::hang_up_on_time(Millis until, Millis timer) {
    Emulation& on = *run_.emulation;
    if (run_.options.hang_up_at < 0 || on.hung_up || on.missed) return false;
    const Millis when = millis_of(on, run_.start + run_.options.hang_up_at);
    if (when > until || when > timer) return false;
    if (!hang_up_now()) on.missed = true;
    return true;
}

bool Timeline::hang_up_now() {
    Emulation& on = *run_.emulation;
    for (OpenCall& open : run_.calls) {
        if (!is_on_line(run_, open)) continue;
        on.hung_up = true;
        on.hung_up_where = on.where;
        on.hung_up_at = run_.now - run_.start;
        if (auto done = inner_->act(present_leg(run_, open), {.kind = emulate::Act::Kind::hang_up}); !done)
            note_trouble(run_, open, done.error().message);
        settle();
        return true;
    }
    return false;
}

bool Timeline::advance(Millis until) {
    if (Guests* const guests = guests_of(run_)) return guests->advance(run_, until);
    return step(until);
}

engine::Time Timeline::due() const {
    constexpr engine::Time nothing = std::numeric_limits<engine::Time>::max();
    Emulation& on = *run_.emulation;
    if (on.stopped || !inner_->cut_off().empty()) return nothing;
    const auto time_of = [&](Millis at) { return at == never ? nothing : on.base + at * millisecond; };
    engine::Time first = time_of(inner_->next_due());
    engine::Time timer = 0;
    if (next_timer(run_, nothing, timer) != nullptr) first = std::min(first, time_of(millis_of(on, timer)));
    if (run_.options.hang_up_at >= 0 && !on.hung_up && !on.missed)
        first = std::min(first, time_of(millis_of(on, run_.start + run_.options.hang_up_at)));
    return first;
}

bool Timeline::step(Millis until) {
    Emulation& on = *run_.emulation;
    if (on.stopped) return false;
    engine::Time due = 0;
    OpenCall* const first = next_timer(run_, std::numeric_limits<engine::Time>::max(), due);
    const Millis timer = first == nullptr ? never : millis_of(on, due);
    const bool bomb = run_.options.hang_up_at >= 0 && !on.hung_up && !on.missed;
    const Millis hang_up = bomb ? millis_of(on, run_.start + run_.options.hang_up_at) : never;
    const bool ran = inner_->advance(std::max(std::min({until, timer, hang_up}), inner_->now()));
    settle();
    if (ran) return true;
    if (!inner_->cut_off().empty()) {
        on.stopped = true;
        return false;
    }
    if (hang_up_on_time(until, timer)) return true;
    if (first != nullptr && timer <= until) {
        if (!count_timer(run_, on.where)) {
            on.stopped = true;
            return false;
        }
        if (first->leg != no_leg)
            fire_live(run_, *first);
        else
            fire_timers(run_, *first, due, on.where);
        settle();
        return true;
    }
    if (until != never) run_.now = std::max(run_.now, on.base + until * millisecond);
    return false;
}

void pass_time(Run& run, engine::Time until) {
    Emulation& on = *run.emulation;
    while (on.timeline.advance(millis_of(on, until))) {
    }
    run.now = std::max(run.now, until);
}

namespace {

bool has_parameter(const emulate::CallOptions& options, std::string_view name) {
    return std::ranges::any_of(options.parameters, [&](const auto& one) { return one.first == name; });
}

} // namespace

void place_call(Run& run, OpenCall& open) {
    if (open.leg != no_leg) return;
    const CallSpec& spec = *open.spec;
    const Stranger* const stranger = run.options.stranger;
    emulate::CallOptions options = stranger != nullptr ? stranger->call : emulate::CallOptions();
    options.id = spec.id;
    options.from = spec.from;
    options.to = spec.to;
    options.sip = options.sip || spec.from.starts_with("sip:") || !spec.headers.empty();
    for (const PlainValue& plain : spec.headers)
        options.sip_headers.emplace_back(plain.name, plain.unquoted ? plain.text : plain.value.to_text());
    options.followed = run.host != nullptr; // a REFER of the call goes back to who has rung it
    options.text = spec.channel == "text";
    options.dialplan = spec.dialplan;
    options.account = spec.account;
    options.sip_call_id = open.sip_call_id;
    using Direction = emulate::CallOptions::Direction;
    if (spec.direction != "inbound") { // on Tropo a session is launched, whose document makes the call
        options.direction = run.emulation->provider.sends_json ? Direction::token : Direction::outbound;
        open.rung = true;
    }
    for (const PlainValue& plain : spec.params) {
        const std::string text = plain.unquoted ? plain.text : plain.value.to_text();
        if (options.text && (plain.name == "Body" || plain.name == "initialText")) options.message = text;
        options.parameters.emplace_back(plain.name, text);
    }
    if (stranger == nullptr) {
        if (options.direction == Direction::token) { // as `originate` launches it
            for (const auto& [name, value] : {std::pair("to", &spec.to), {"from", &spec.from}})
                if (!value->empty() && !has_parameter(options, name)) options.parameters.emplace_back(name, *value);
        }
        options.address = on_site(entrance(run, open));
        options.status_callback = options.address;
    }
    open.adopted = open.known;
    if (open.awaited) { // its first state is entered now
        const engine::Time late = run.now - open.call.now;
        for (engine::RunningTimer& timer : open.call.timers) timer.due += late;
        for (engine::SideMachine& one : open.call.beside)
            for (engine::RunningTimer& timer : one.timers) timer.due += late;
        open.call.now = run.now;
        open.awaited = false;
    }
    if (run.emulation->router) run.emulation->router->placing = &open;
    open.leg = run.emulation->timeline.place(options);
    if (run.emulation->router) run.emulation->router->placing = nullptr;
    run.emulation->timeline.settle();
}

OpenCall* call_of(Run& run, LegId leg) {
    const Timeline& timeline = run.emulation->timeline;
    for (std::size_t depth = 0; leg != no_leg && leg < timeline.leg_count() && depth < 100; ++depth) {
        for (OpenCall& open : run.calls) {
            if (open.leg == leg) return &open;
            if (run.emulation->side != nullptr && run.emulation->side->caller_of(open.leg) == leg) return &open;
        }
        leg = timeline.leg(leg).parent;
    }
    return nullptr;
}

void leave_calls(Run& run) {
    if (!run.emulation) return;
    Timeline& timeline = run.emulation->timeline;
    for (const OpenCall& open : run.calls) {
        if (!is_on_line(run, open)) continue;
        const LegId leg = present_leg(run, open);
        static_cast<void>(timeline.act(leg, {.kind = emulate::Act::Kind::hang_up})); // one that cannot be is over
    }
    while (timeline.advance(never)) {
    }
    close_sounds(run);
}

namespace {

// A line of the platform's to a call that came by the server; whose, where there are several such.
std::string name_of_line(const Run& run, const OpenCall& open) {
    const auto by_plan =
        std::ranges::count_if(run.calls, [](const OpenCall& one) { return !one.spec->dialplan.empty(); });
    const std::string_view platform = run.emulation->provider.name;
    return by_plan > 1 ? fmt::format("{} for {}", platform, open.spec->name) : std::string(platform);
}

} // namespace

std::string name_of_leg(Run& run, LegId leg) {
    for (const OpenCall& open : run.calls) {
        const providers::sip::Side* const side = run.emulation->side;
        const LegId own = side == nullptr ? no_leg : side->caller_of(open.leg);
        if (open.leg == leg) return own == no_leg ? open.spec->name : name_of_line(run, open);
        if (own != no_leg && own == leg) return open.spec->name;
    }
    return "callee";
}

std::optional<emulate::Update> update_to(const Run& run, const OpenCall& open, std::string_view event) {
    const std::size_t dot = event.find('.');
    const std::string_view actor = dot == std::string_view::npos ? std::string_view() : event.substr(0, dot);
    auto address = run.machine.address(open.call, actor, event.substr(dot == std::string_view::npos ? 0 : dot + 1));
    if (!address) return std::nullopt;
    emulate::Update update;
    update.address = on_site(std::move(*address));
    update.signal = event;
    return update;
}

} // namespace callflow::scenario
