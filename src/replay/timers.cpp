#include "replay/timers.hpp"

#include <algorithm>
#include <limits>

namespace callflow::replay {
namespace {

using engine::Configuration;

constexpr Millis long_ago = std::numeric_limits<Millis>::min() / 4;

Millis after(const flow::Timer& timer) { return timer.after / 1'000'000; }

} // namespace

Timers::Timers(const engine::Machine& machine, const Names& names, const Sets& sets, Millis tolerance)
    : machine_(machine), names_(names), sets_(sets), tolerance_(tolerance),
      any_(tolerance >= 0 &&
           std::ranges::any_of(machine.flow().states, [](const flow::State& one) { return !one.timers.empty(); })) {}

const std::vector<Configuration>& Timers::places(SetId set) {
    const auto [found, fresh] = places_.try_emplace(set);
    std::vector<Configuration>& out = found->second;
    if (!fresh) return out;
    for (const Configuration member : sets_.members(set)) {
        if (member >= machine_.configurations()) continue; // the caller has gone
        for (Configuration at = member; at != flow::none; at = machine_.outer(at))
            if (!state(at).timers.empty() && std::ranges::find(out, at) == out.end()) out.push_back(at);
    }
    return out;
}

const Timers::Way& Timers::way(StepId id) {
    const auto [found, fresh] = ways_.try_emplace(id);
    if (!fresh) return found->second;
    const Step step = sets_[id];
    Way out;
    out.moved = moves(step);
    const Name& name = names_[step.name];
    const std::uint32_t machine =
        name.event == flow::none ? 0 : machine_.machine_of(engine::Request{.event = name.event});
    out.from.resize(machine_.machines());
    const std::span<const Configuration> members = sets_.members(step.from);
    const std::vector<std::vector<engine::Passage>>& ways = sets_.ways_of(step);
    for (std::size_t i = 0; i < members.size(); ++i) {
        if (members[i] >= machine_.configurations()) continue;
        const std::uint32_t own = machine_.machine_of(members[i]);
        if (own != machine || !ways[i].empty() || name.signal != nullptr) out.from[own].push_back(members[i]);
    }
    return ways_[id] = std::move(out);
}

std::vector<Timers::Moved> Timers::moves(const Step& step) {
    std::vector<Moved> out;
    for (const Configuration place : places(step.to)) {
        Moved one{place};
        for (const Configuration member : sets_.members(step.to)) {
            bool inside = false;
            for (Configuration at = member < machine_.configurations() ? member : flow::none;
                 at != flow::none && !inside; at = machine_.outer(at))
                inside = at == place;
            if (!inside) continue;
            const Sets::Through through = sets_.through(step, place, member);
            one.stayed = one.stayed || through.stayed;
            one.entered = one.entered || through.entered;
        }
        out.push_back(one);
    }
    return out;
}

void Timers::begin(std::uint64_t call, SetId set, Millis since, bool sure) {
    if (!any_) return;
    All all;
    for (const Configuration at : places(set)) all.push_back({at, sure ? since : long_ago, since, 0});
    if (all.empty())
        calls_.erase(call);
    else
        calls_[call] = std::move(all);
}

void Timers::move(std::uint64_t call, StepId id, Millis now) {
    const Step& step = sets_[id];
    if (!any_ || step.fit == Fit::ignored || step.fit == Fit::not_allowed || step.fit == Fit::unknown_event ||
        step.fit == Fit::after_end)
        return;
    const auto found = calls_.find(call);
    if (found == calls_.end() && places(step.to).empty()) return;
    const All before = found == calls_.end() ? All() : std::move(found->second);
    const flow::EventId event = names_[step.name].event;
    All all;
    for (const Moved& one : way(id).moved) {
        Timed timed{one.at, now, now, 0};
        const auto was = std::ranges::find(before, one.at, &Timed::at);
        if (one.stayed && was != before.end()) {
            timed = *was;
            const auto& timers = state(one.at).timers;
            for (std::size_t i = 0; i < timers.size() && i < 64; ++i)
                if (timers[i].event == event && now + tolerance_ >= was->earliest + after(timers[i]))
                    timed.fired |= std::uint64_t{1} << i;
            if (one.entered) timed.latest = now;
        }
        all.push_back(timed);
    }
    if (all.empty())
        calls_.erase(call);
    else
        calls_[call] = std::move(all);
}

Verdict Timers::judge(const All& all, Configuration member, flow::EventId event, Millis now) const {
    // The one that is due first and last among those that fire this event; another one that must have fired.
    Millis first = std::numeric_limits<Millis>::max(), last = long_ago;
    bool own = false, missed = false;
    for (Configuration at = member; at != flow::none; at = machine_.outer(at)) {
        const auto timed = std::ranges::find(all, at, &Timed::at);
        if (timed == all.end()) continue;
        const auto& timers = state(at).timers;
        for (std::size_t i = 0; i < timers.size() && i < 64; ++i) {
            const bool fires = timers[i].event == event;
            own = own || fires;
            if ((timed->fired >> i & 1) != 0) {
                if (fires) return Verdict::ok; // a timer fires once: this is somebody else's
                continue;
            }
            if (fires) {
                first = std::min(first, timed->earliest + after(timers[i]));
                last = std::max(last, timed->latest + after(timers[i]));
            } else {
                missed = missed || now > timed->latest + after(timers[i]) + tolerance_;
            }
        }
    }
    if (!own) return missed ? Verdict::too_late : Verdict::ok;
    return now + tolerance_ < first ? Verdict::too_early : now > last + tolerance_ ? Verdict::too_late : Verdict::ok;
}

Verdict Timers::judge(std::uint64_t call, StepId id, Millis now) {
    if (!any_ || sets_[id].fit != Fit::moved) return Verdict::ok;
    const auto found = calls_.find(call);
    if (found == calls_.end()) return Verdict::ok;
    const flow::EventId event = names_[sets_[id].name].event;
    // Of each machine one of the places must be right.
    for (const std::vector<Configuration>& members : way(id).from) {
        Verdict out = Verdict::ok;
        for (const Configuration member : members) {
            const Verdict here = judge(found->second, member, event, now);
            if (here == Verdict::ok || out == Verdict::ok) out = here;
            if (here == Verdict::ok) break;
        }
        if (out != Verdict::ok) return out;
    }
    return Verdict::ok;
}

void Timers::adopt(std::uint64_t call, const std::vector<TimedPart>& parts) {
    if (!any_) return;
    All all;
    for (const TimedPart& one : parts) {
        const Configuration at = machine_.find(one.state);
        if (at != flow::none) all.push_back({at, one.earliest, one.latest, one.fired});
    }
    if (!all.empty()) calls_[call] = std::move(all);
}

std::vector<TimedPart> Timers::leave(std::uint64_t call) const {
    std::vector<TimedPart> out;
    const auto found = calls_.find(call);
    if (found != calls_.end())
        for (const Timed& one : found->second)
            out.push_back({machine_.path(one.at), one.earliest, one.latest, one.fired});
    return out;
}

} // namespace callflow::replay
