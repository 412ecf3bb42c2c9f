#include "scenario/guests.hpp"

#include "base/codes.hpp"
#include "base/listed.hpp"
#include "base/text.hpp"
#include "doc/read.hpp"
#include "flow/bodies.hpp"
#include "flow/sip_address.hpp"
#include "scenario/check_condition.hpp"
#include "scenario/mishaps.hpp"
#include "scenario/sip_side.hpp"
#include "scenario/verify.hpp"
#include "syntax/include_parts.hpp"
#include "syntax/read_flow.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <limits>

namespace callflow::scenario {

using emulate::Act;
using emulate::Leg;
using emulate::Millis;
using emulate::Moment;
using emulate::never;
using emulate::no_leg;

namespace {

constexpr std::size_t most_guests = 20; // of a run: a call that is handed on so often is handed round and round
constexpr std::size_t most_rounds = 3;  // of a flow that a call comes back to
constexpr engine::Time millisecond = 1'000'000;

Leg::Phase phase_of(const Run& run, LegId leg) { return run.emulation->timeline.leg(leg).phase; }

LegId far_leg(const Guest& guest) { return guest.run->calls.front().leg; }

// Lets a run's clock come up to that of the others.
void catch_up(Run& run, engine::Time time) {
    if (!run.emulation) return;
    const Millis until = millis_of(*run.emulation, time);
    while (run.emulation->timeline.step(until)) {
    }
}

// A user alone is one of the server's.
std::string address_of(const std::string& who) {
    const bool whole = who.starts_with('+') || who.find(':') != std::string::npos;
    return whole || who.empty() ? who : fmt::format("sip:{}@sip.example.com", flow::escape_sip(who));
}

// What somebody does at whose phone the call has been refused.
Act::Kind refusal(const Leg& leg) {
    if (leg.status == "busy" || leg.status == "BUSY") return Act::Kind::busy;
    return leg.ended_by == "reject" ? Act::Kind::reject : Act::Kind::fail;
}

template <class See> void each_target(const flow::Flow& flow, const See& see) {
    for (const flow::Dialplan& plan : flow.dialplans)
        for (const flow::DialEntry& entry : plan.entries)
            for (const flow::DialTarget& target : entry.to)
                if (!target.flow.empty()) see(target);
}

} // namespace

std::shared_ptr<Guests> guests_for(Run& run) {
    bool any = false;
    each_target(run.machine.flow(), [&](const flow::DialTarget&) { any = true; });
    return any && run.options.stranger == nullptr ? std::make_shared<Guests>(run) : nullptr;
}

Guests* guests_of(const Run& run) { return run.host != nullptr ? run.host->guests.get() : run.guests.get(); }

std::vector<Run*> Guests::runs() {
    std::vector<Run*> all;
    if (root_.emulation) all.push_back(&root_);
    for (Guest& one : guests_)
        if (one.run->emulation) all.push_back(one.run.get());
    return all;
}

bool Guests::advance(Run& of, Millis until) {
    constexpr engine::Time end = std::numeric_limits<engine::Time>::max();
    const std::vector<Run*> all = runs();
    const engine::Time limit = until == never ? end : of.emulation->base + until * millisecond;
    Run* next = nullptr;
    engine::Time due = end;
    for (Run* one : all) {
        const engine::Time when = one->emulation->timeline.due();
        if (when < due) next = one, due = when;
    }
    const bool ran =
        next != nullptr && due <= limit && next->emulation->timeline.step(millis_of(*next->emulation, due));
    const engine::Time reached = next != nullptr && due <= limit ? due : limit;
    if (reached == end) return ran;
    bool more = ran;
    for (Run* one : all)
        if (one != next || !ran) more = one->emulation->timeline.step(millis_of(*one->emulation, reached)) || more;
    return more;
}

Guest* Guests::at_line(const Run& run, LegId leg) {
    const auto at = std::ranges::find_if(guests_, [&](const Guest& one) { return one.by == &run && one.line == leg; });
    return at == guests_.end() || !at->run->emulation ? nullptr : &*at;
}

// By what the server's dialplan has meant, else by the address.
std::optional<Guests::Meant> Guests::meant(const Run& run, LegId leg) const {
    const Leg& rung = run.emulation->timeline.leg(leg);
    if (run.emulation->side != nullptr)
        if (const providers::sip::Target* target = run.emulation->side->target_of(leg); target != nullptr) {
            if (target->flow.empty()) return std::nullopt;
            return Meant{target->body, target->flow, target->platform, target->where};
        }
    if (rung.sip_side || rung.parent == no_leg) return std::nullopt;
    std::optional<Meant> found;
    each_target(run.machine.flow(), [&](const flow::DialTarget& one) {
        if (!found && one.address.is_literal() && one.address.literal() == rung.to)
            found = Meant{one.body, one.flow, one.platform, one.where};
    });
    return found;
}

bool Guests::look_at(Run& run) {
    if (!run.emulation) return false;
    bool any = false;
    for (LegId& id = seen_[&run]; id < run.emulation->timeline.leg_count();) {
        const LegId leg = id++;
        const bool own = std::ranges::any_of(run.calls, [&](const OpenCall& open) { return open.leg == leg; });
        if (own) continue;
        if (pass_on_refer(run, leg)) {
            any = true;
            continue;
        }
        if (const auto whom = meant(run, leg)) {
            begin(run, leg, *whom);
            any = true;
        }
    }
    return any;
}

// A REFER goes to whoever has rung the flow: the SIP side, or a platform that has dialled its address.
bool Guests::pass_on_refer(Run& run, LegId child) {
    const auto at = std::ranges::find_if(guests_, [&](const Guest& one) { return one.run.get() == &run; });
    if (at == guests_.end()) return false;
    const auto moments = run.emulation->timeline.moments();
    const auto began = std::ranges::find_if(
        moments, [&](const Moment& one) { return one.kind == Moment::Kind::began && one.leg == child; });
    if (!emulate::is_of_refer(moments, static_cast<std::size_t>(began - moments.begin()))) return false;
    Guest& guest = *at;
    const Leg& leg = run.emulation->timeline.leg(child);
    if (leg.parent != far_leg(guest)) return false;
    const std::string to = leg.to;
    Emulation& by = *guest.by->emulation;
    const auto told = [this, &guest, child](const Act& what) { told_.push_back({&guest, child, what}); };
    catch_up(*guest.by, std::max(guest.by->now, run.now));
    mark();
    if (by.side != nullptr && by.side->refer(guest.line, to, told)) {
        by.timeline.settle(); // what they have written to each other comes before what the flow is told of it
        return true;
    }
    const auto done = by.timeline.act(guest.line, {.kind = Act::Kind::refer, .text = to});
    told({.kind = done ? Act::Kind::answer : Act::Kind::fail});
    return true;
}

void Guests::tell() {
    for (const Told& one : std::exchange(told_, {})) {
        Run& run = *one.guest->run;
        const engine::Time now = std::max(one.guest->by->now, run.now);
        catch_up(run, now);
        static_cast<void>(run.emulation->timeline.act(one.child, one.what)); // an error says that it is over
        catch_up(run, now);
    }
}

flow::Flow* Guests::load(Run& by, const Meant& meant) {
    const std::string& here = root_.sources[meant.where.file].name();
    const std::size_t slash = here.rfind('/');
    const std::string path = below(here.substr(0, slash == std::string::npos ? 0 : slash), meant.flow);
    const auto real = root_.files.real_path(path);
    const std::string key = real ? *real : path;
    if (const auto known = flows_.find(key); known != flows_.end()) return known->second.get();
    std::unique_ptr<flow::Flow>& made = flows_[key];
    auto text = root_.files.read_regular(path, doc::Limits{}.bytes);
    if (!text) {
        by.failed(base::codes::missing_flow, meant.where, text.error().message).help =
            "paths are relative to the file that they stand in";
        return nullptr;
    }
    base::Diagnostics found;
    const bool ours = syntax::may_be_ours(*text); // of anything else nothing is shown
    const base::FileId file = root_.sources.add(path, std::move(*text));
    auto document = ours ? doc::read_document(root_.sources, file, found) : std::nullopt;
    if (document && syntax::head_key(*document) == syntax::HeadKey::flow) {
        std::map<std::string, base::FileId> parts;
        static_cast<void>(syntax::include_parts(*document, {root_.files, root_.sources, parts}, found));
        made = syntax::read_flow(*document, found);
    }
    if (made != nullptr && !found.has_errors()) return made.get();
    made.reset();
    auto& finding = by.failed(base::codes::flow_has_errors, meant.where,
                              found.has_errors() ? fmt::format("the flow {} has errors", base::quoted(path, 4096))
                                                 : fmt::format("{} is no flow", base::quoted(path, 4096)));
    for (const base::Diagnostic& one : found.items())
        if (one.severity == base::Severity::error && finding.notes.empty())
            finding.notes.push_back({one.where, one.message});
    return nullptr;
}

// Of another file what its steps expect is compiled first, for the machine keeps up what that reads.
const engine::Machine* Guests::machine_of(Run& by, const Meant& meant) {
    if (meant.body != flow::none) return &by.machine;
    const auto own = root_.files.real_path(root_.sources[root_.machine.flow().file].name());
    flow::Flow* const flow = load(by, meant);
    if (flow == nullptr) return nullptr;
    const auto path = root_.files.real_path(root_.sources[flow->file].name());
    if (own && path && *own == *path) return &root_.machine;
    std::unique_ptr<engine::Machine>& machine = machines_[flow];
    if (machine != nullptr) return machine.get();
    for (const Step& step : root_.scenario.steps) {
        if (step.flow != flow->name && step.flow != meant.flow) continue;
        Expect expect = step.expect;
        const std::size_t findings = root_.diagnostics.items().size();
        compile_condition(*flow, expect, root_.diagnostics);
        verify_expect(*flow, root_.scenario, expect, root_.files, root_.base_folder, root_.diagnostics);
        if (root_.diagnostics.items().size() != findings) root_.passed = false;
        expects_[&step] = std::move(expect);
    }
    return (machine = std::make_unique<engine::Machine>(*flow)).get();
}

// How often the flow has had the call already of which this is: it was called at the same address for the same caller, and has dialled
// on, itself or through others.
std::size_t Guests::rounds_of(const Run& by, LegId line, const Meant& meant) const {
    const Leg& rung = by.emulation->timeline.leg(line);
    std::size_t rounds = 0;
    for (const Run* at = &by;;) {
        const auto guest = std::ranges::find_if(guests_, [&](const Guest& one) { return one.run.get() == at; });
        if (guest == guests_.end()) return rounds;
        const CallSpec& call = guest->scenario.calls.front();
        if (guest->as == meant.flow && call.from == address_of(rung.from) && call.to == address_of(rung.to)) ++rounds;
        at = guest->by;
    }
}

void Guests::begin(Run& by, LegId line, const Meant& meant) {
    const base::Span where = by.emulation->where;
    if (guests_.size() >= most_guests || rounds_of(by, line, meant) >= most_rounds) {
        static_cast<void>(by.emulation->timeline.act(line, {.kind = Act::Kind::fail, .text = "482"}));
        if (std::exchange(too_many_, true)) return;
        std::vector<std::string> way;
        for (const Guest& one : guests_) way.push_back(one.name);
        by.failed(base::codes::endless_loop, where,
                  fmt::format("the call is handed on and on: {}",
                              base::printable(base::shortened(fmt::format("{}", fmt::join(way, " -> ")), 1000))))
            .help = "let a flow on the way lead to a phone";
        return;
    }
    const engine::Machine* const machine = machine_of(by, meant);
    if (machine == nullptr) return;
    const Leg leg = by.emulation->timeline.leg(line);
    Guest& guest = guests_.emplace_back();
    guest.as = meant.flow;
    guest.name =
        meant.body != flow::none && meant.body != 0 ? machine->flow().bodies[meant.body].name : machine->flow().name;
    guest.by = &by;
    guest.line = line;
    const Scenario& given = root_.scenario;
    const std::string platform = meant.platform.empty() ? by.providers.front() : meant.platform;
    guest.scenario.name = given.name;
    guest.scenario.providers = {platform};
    guest.scenario.mocks = given.mocks;
    guest.scenario.media = given.media;
    guest.scenario.documents = given.documents;
    guest.scenario.assume = given.assume;
    guest.scenario.seed = root_.trace.seed;
    guest.scenario.file = given.file;
    guest.scenario.where = given.where;
    CallSpec& call = guest.scenario.calls.emplace_back();
    const auto same = std::ranges::count(guests_, guest.name, &Guest::name);
    call.name = same > 1 ? fmt::format("{} {}", guest.name, same) : guest.name;
    call.id = made_id(fmt::format("{} {}", given.name, call.name));
    call.from = address_of(leg.from);
    call.to = address_of(leg.to);
    for (const auto& [name, value] : leg.headers) {
        PlainValue& header = call.headers.emplace_back();
        header.name = name;
        header.value = expr::Value::string(value);
    }
    call.where = where;
    guest.options.providers = {platform};
    guest.options.flow = meant.body == flow::none ? 0 : meant.body;
    guest.options.check = root_.options.check;
    guest.options.snapshots = root_.options.snapshots;
    guest.options.rewrite = root_.options.rewrite;
    guest.options.assume = root_.options.assume;
    guest.options.barred = root_.options.barred;
    root_.now = std::max(root_.now, by.now);
    guest.run = std::make_unique<Run>(new_run(
        {*machine, guest.scenario, guest.options, root_.files, root_.base_folder, root_.sources, root_.diagnostics},
        {platform}));
    Run& run = *guest.run;
    run.host = &root_;
    run.first_provider = platform;
    begin_run(run);
    Emulation* const on = emulation_of(run, where);
    if (on == nullptr) return;
    on->step_number = root_.emulation ? root_.emulation->step_number : 0;
    OpenCall& open = run.calls.front();
    if (leg.sip_side) open.sip_call_id = leg.call_id;
    place_call(run, open);
}

// The line to it, and the call at its platform: what is over here is over there.
bool Guests::connect(Guest& guest) {
    if (!guest.run->emulation || far_leg(guest) == no_leg) return false;
    const Leg::Phase line = phase_of(*guest.by, guest.line);
    const Leg& far = guest.run->emulation->timeline.leg(far_leg(guest));
    const auto act = [](Run& run, LegId leg, Act::Kind kind) {
        static_cast<void>(run.emulation->timeline.act(leg, {.kind = kind})); // an error says that it is over already
        return true;
    };
    const engine::Time now = std::max(guest.by->now, guest.run->now);
    const bool over = far.phase == Leg::Phase::ended;
    const bool rings = line == Leg::Phase::ringing;
    if (line == Leg::Phase::ended ? over : !over && !(rings && far.phase == Leg::Phase::answered)) return false;
    if (line != Leg::Phase::ended && over && line != Leg::Phase::answered && !rings) return false; // not rung yet
    catch_up(*guest.by, now);
    catch_up(*guest.run, now);
    if (phase_of(*guest.by, guest.line) != line) return true; // that has changed it
    if (line == Leg::Phase::ended) return act(*guest.run, far_leg(guest), Act::Kind::hang_up);
    if (!over) return act(*guest.by, guest.line, Act::Kind::answer);
    return act(*guest.by, guest.line, rings ? refusal(far) : Act::Kind::hang_up);
}

// Rows of the flows stand in the trace behind those that the scenario's run has by then.
void Guests::mark() {
    for (Guest& one : guests_) one.behind.resize(one.run->trace.steps.size(), root_.trace.steps.size());
}

void Guests::follow() {
    if (std::exchange(following_, true)) return;
    constexpr int most = 100; // rounds at one moment
    bool changed = true;
    for (int round = 0; changed && round < most; ++round) {
        changed = look_at(root_);
        for (std::size_t i = 0; i < guests_.size(); ++i) changed = look_at(*guests_[i].run) || changed;
        changed = changed || !told_.empty();
        tell();
        for (Guest& one : guests_) changed = connect(one) || changed;
    }
    mark();
    following_ = false;
}

Spot spot_of(Run& run, LegId leg) {
    Spot spot{&run, leg};
    Guests* const guests = guests_of(run);
    while (guests != nullptr && spot.leg != no_leg) {
        const Leg& here = spot.run->emulation->timeline.leg(spot.leg);
        Guest* const guest = here.with == no_leg || here.takes_keys ? nullptr : guests->at_line(*spot.run, here.with);
        if (guest == nullptr || far_leg(*guest) == no_leg) return spot;
        spot = {guest->run.get(), present_leg(*guest->run, guest->run->calls.front())};
    }
    return spot;
}

} // namespace callflow::scenario
