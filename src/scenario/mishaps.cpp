#include "scenario/mishaps.hpp"

#include "base/codes.hpp"
#include "base/listed.hpp"
#include "base/text.hpp"
#include "scenario/emulation.hpp"
#include "scenario/guests.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>

namespace callflow::scenario {

using emulate::Moment;
using emulate::no_leg;

namespace {

constexpr engine::Time millisecond = 1'000'000;
constexpr engine::Time second = 1000 * millisecond;
// Of a scenario: beyond, every second, third, … moment is taken.
constexpr std::size_t most_moments = 500;
// At which the same is heard or asked for on a leg: in a loop it is the same again and again.
constexpr std::size_t most_alike = 20;
// What is left to happen when a call is over.
constexpr std::uint32_t last_timers = 1'000;

// The run, and those of the flows that its calls were handed to.
std::vector<const Run*> all_of(const Run& run) {
    std::vector<const Run*> all = {&run};
    if (!run.guests) return all;
    for (const Guest& one : run.guests->all())
        if (one.run->emulation) all.push_back(one.run.get());
    return all;
}

// `start` is that of the scenario's run.
void add_moments(const Run& run, engine::Time start, std::set<engine::Time>& times) {
    std::map<std::pair<emulate::LegId, std::string>, std::size_t> met; // what was heard or asked, and how often
    const Emulation& on = *run.emulation;
    const engine::Time offset = on.base - start;
    for (const OpenCall& open : run.calls) { // before it is answered
        if (open.leg == no_leg) continue;
        const emulate::Leg& leg = on.timeline.leg(open.leg);
        const emulate::Millis until = std::min(leg.answered, leg.ended);
        if (until != emulate::never && until > leg.began) times.insert(offset + (leg.began + until) / 2 * millisecond);
    }
    for (const Moment& moment : on.timeline.moments()) {
        const bool heard = moment.kind == Moment::Kind::heard || moment.kind == Moment::Kind::asked;
        if (heard && ++met[{moment.leg, moment.text}] > most_alike) continue;
        const engine::Time at = offset + moment.at * millisecond;
        if (moment.kind == Moment::Kind::heard && moment.sound == emulate::Sound::beep)
            times.insert(at + second / 2); // a message is being left
        else if (moment.kind == Moment::Kind::heard && moment.until != emulate::never)
            times.insert(offset + (moment.at + moment.until) / 2 * millisecond);
        if (moment.kind == Moment::Kind::asked || moment.kind == Moment::Kind::began) times.insert(at);
        if (moment.kind == Moment::Kind::bridged) times.insert(at + second);
    }
}

// When somebody may hang up, in nanoseconds since the run began.
std::vector<engine::Time> moments_of(const Run& run) {
    std::set<engine::Time> times;
    for (const Run* one : all_of(run)) add_moments(*one, run.start, times);
    std::vector<engine::Time> all(times.begin(), times.end());
    const std::size_t stride = (all.size() + most_moments - 1) / most_moments;
    if (stride < 2) return all;
    std::vector<engine::Time> some;
    for (std::size_t i = 0; i < all.size(); i += stride) some.push_back(all[i]);
    return some;
}

// What was to be heard at a time; empty for silence.
std::string heard_at(const Run& run, engine::Time time) {
    const Emulation& on = *run.emulation;
    std::string heard;
    for (const Moment& moment : on.timeline.moments()) {
        if (moment.kind != Moment::Kind::heard || moment.sound == emulate::Sound::beep) continue;
        const engine::Time at = on.base - run.start + moment.at * millisecond;
        if (at <= time && (moment.until == emulate::never || at + (moment.until - moment.at) * millisecond >= time))
            heard = moment.text;
    }
    return heard;
}

// Whether a call was given up by who made it before it was answered.
bool is_given_up(const Run& run, const OpenCall& open) {
    const emulate::Leg& leg = run.emulation->timeline.leg(open.leg);
    return leg.answered == emulate::never && leg.ended_by == "caller" && !open.rung;
}

// A call, and the run that has it; null where there is none.
struct CallOfRun {
    const Run* run = nullptr;
    const OpenCall* open = nullptr;
};

bool is_stuck(const Run& run, const OpenCall& open) {
    if (open.leg == no_leg) return false;
    const emulate::Leg& leg = run.emulation->timeline.leg(open.leg);
    if (leg.phase != emulate::Leg::Phase::ended) return false;
    if (leg.answered == emulate::never && !is_given_up(run, open)) return false;
    const flow::State& state = run.machine.flow().states[run.machine.state_of(open.call.configuration)];
    return !state.final || open.call.outcome.empty();
}

// The first call that is over at its provider, but not in a final state.
CallOfRun find_stuck(const Run& run) {
    if (run.options.stranger != nullptr) return {}; // nobody knows where its calls may end
    for (const Run* one : all_of(run))
        for (const OpenCall& open : one->calls)
            if (is_stuck(*one, open)) return {one, &open};
    return {};
}

// The name of the flow that has the state stands before it, where that is not the scenario's.
std::string place_of(const Run& root, const CallOfRun& stuck) {
    const std::string state = base::quoted(stuck.run->machine.path(stuck.open->call.configuration));
    return stuck.run == &root ? fmt::format("state {}", state)
                              : fmt::format("state {} of flow {}", state, base::quoted(stuck.open->spec->name));
}

void drain(Run& run) {
    if (!run.emulation) return;
    run.timers_left = std::min(run.timers_left, last_timers);
    while (run.emulation->timeline.advance(emulate::never)) {
    }
}

// An event that looks like the hang-up and is not declared to be it; empty where there is none.
std::string hang_up_meant(const flow::Flow& flow) {
    for (std::size_t i = 0; i < flow.events.size(); ++i) {
        const flow::Event& event = flow.events[i];
        const auto is_it = [&](const flow::Signal& signal) { return signal.event == i; };
        if (event.name == "hangs_up" && !event.actor.empty() && std::ranges::none_of(flow.signals, is_it))
            return event.text();
    }
    return {};
}

struct Stuck {
    engine::Time first = 0;
    base::Span where;
    std::size_t times = 0;
    std::string end = {};   // how the call ended before it was answered; empty: it had been
    bool by_itself = false; // nobody had to hang up
    std::string help = {};
};

// What the flow was told of a call that was given up before it was answered: a signal, or nothing (Tropo facts 3: the document is
// discarded, and nobody hears of the call again).
constexpr std::string_view nothing_told = "nothing";
std::string told_of(const Run& run, const OpenCall& open) {
    if (!is_given_up(run, open)) return {};
    if (run.emulation->provider.sends_json) return std::string(nothing_told);
    const std::string& status = run.emulation->timeline.leg(open.leg).status;
    return status == "no-answer" ? "no_answer" : status == "canceled" ? "canceled" : "";
}

// What an author may do about such calls.
std::string help_of(const flow::Flow& flow, const Stuck& one) {
    if (one.end == nothing_told)
        return "the call was not answered yet, and the provider tells nobody of its end: begin with `answer`, or with "
               "something that is heard";
    if (!one.end.empty())
        return fmt::format("the call was not answered yet, and its end is signal `{}`: handle that too, for all states "
                           "in the flow's `on:`",
                           one.end);
    const std::string meant = hang_up_meant(flow);
    if (meant.empty())
        return "handle the hang-up, for all states in the flow's `on:`, or say there what the end of the call is";
    return fmt::format("no hang-up is {} as long as the flow does not say `signals: {{hangup: {}}}`", meant, meant);
}

} // namespace

Run new_run(const Setting& setting, std::vector<std::string> providers) {
    Run run{.machine = setting.machine,
            .scenario = setting.scenario,
            .options = setting.options,
            .files = setting.files,
            .base_folder = setting.base_folder,
            .sources = setting.sources,
            .diagnostics = setting.diagnostics,
            .providers = std::move(providers)};
    return run;
}

void hang_up_everywhere(const Setting& setting, Run& played) {
    if (!played.emulation) return;
    TraceHangUps& counted = played.trace.hang_ups.emplace_back();
    std::map<std::pair<std::string, std::string>, Stuck> stuck; // by where that is and what the flow was told
    const std::vector<engine::Time> times = moments_of(played);
    for (std::size_t i = 0; i < times.size() + setting.scenario.steps.size(); ++i) {
        base::Diagnostics unheard;
        RunOptions options = setting.options;
        options.check = false;
        if (i < times.size())
            options.hang_up_at = times[i];
        else
            options.hang_up_before = i - times.size() + 1;
        Run run = new_run(
            {setting.machine, setting.scenario, options, setting.files, setting.base_folder, setting.sources, unheard},
            played.providers);
        play_scenario(run);
        drain(run);
        if (!run.emulation) continue;
        const bool last = i + 1 == times.size() + setting.scenario.steps.size();
        if (!run.emulation->hung_up && !last) continue; // it was over before
        const CallOfRun found = find_stuck(run);
        if (run.emulation->hung_up || found.open != nullptr) ++counted.moments;
        if (found.open == nullptr) continue;
        ++counted.stuck;
        const std::string end = told_of(*found.run, *found.open);
        Stuck& one = stuck[{place_of(run, found), end}];
        if (one.times++ > 0) continue;
        one.end = end;
        one.help = help_of(found.run->machine.flow(), one);
        one.by_itself = !run.emulation->hung_up;
        one.first = run.emulation->hung_up_at;
        one.where = one.by_itself ? setting.scenario.steps.back().where : run.emulation->hung_up_where;
    }
    const bool several = setting.scenario.providers.size() > 1 || setting.options.providers.size() > 1;
    for (const auto& [key, one] : stuck) {
        const std::string heard = one.by_itself ? std::string() : heard_at(played, one.first);
        const std::string when =
            one.by_itself
                ? std::string("once it is over by itself")
                : fmt::format("after a hang-up at {}{}", base::format_duration(one.first),
                              heard.empty() ? std::string() : fmt::format(", during {},", base::quoted(heard)));
        auto& finding = played.failed(
            base::codes::stuck_call, one.where,
            fmt::format("{}{} the call stays in {}, which is not final",
                        several ? fmt::format("on {}, ", fmt::join(played.providers, ", ")) : std::string(), when,
                        key.first));
        if (one.times > 1) finding.notes.push_back({{}, fmt::format("so at {} moments of this scenario", one.times)});
        finding.help = one.help;
    }
}

namespace {

// How often each effect was recorded.
std::map<std::string, std::size_t> count_effects(const Run& run) {
    std::map<std::string, std::size_t> counts;
    for (const TraceStep& row : run.trace.steps) {
        for (const TraceEffect& effect : row.effects) {
            if (effect.kind == "run") ++counts[effect.hook];
            if (effect.kind == "webhook" || effect.kind == "originate") ++counts[effect.kind];
        }
    }
    return counts;
}

// `gather request twice at 3s`
std::vector<std::string> mishaps_of(const Run& run) {
    std::vector<std::string> all;
    for (const TraceStep& row : run.trace.steps) {
        for (const TraceMoment& moment : row.moment) {
            if (row.kind == "fault")
                all.push_back(
                    fmt::format("{} request {} at {}", moment.text, moment.code, base::format_duration(row.at)));
        }
    }
    return all;
}

} // namespace

void compare_with_calm(const Setting& setting, Run& played) {
    if (!played.emulation) return;
    base::Diagnostics unheard;
    RunOptions options = setting.options;
    options.check = false;
    options.chaos = false;
    Run calm = new_run(
        {setting.machine, setting.scenario, options, setting.files, setting.base_folder, setting.sources, unheard},
        played.providers);
    play_scenario(calm);
    drain(calm);
    drain(played);
    close_sounds(played);
    const std::vector<std::string> mishaps = mishaps_of(played);
    const auto report = [&](const base::Code& code, std::string message) {
        auto& finding = played.failed(code, setting.scenario.where, std::move(message));
        finding.notes.push_back({{}, fmt::format("what went wrong: {}", base::listed(mishaps))});
        finding.notes.push_back({{}, fmt::format("with seed {}", played.trace.seed)});
    };
    for (std::size_t i = 0; i < played.calls.size(); ++i) {
        const std::string now = played.machine.path(played.calls[i].call.configuration);
        const std::string then = calm.machine.path(calm.calls[i].call.configuration);
        if (now != then)
            report(base::codes::fault_matters,
                   fmt::format("call {} comes to state {}, and to {} when nothing goes wrong",
                               played.calls[i].spec->name, base::quoted(now), base::quoted(then)));
    }
    if (const CallOfRun found = find_stuck(played); found.open != nullptr)
        report(base::codes::stuck_call, fmt::format("call {} is over and stays in {}, which is not final",
                                                    found.open->spec->name, place_of(played, found)));
    const auto before = count_effects(calm);
    for (const auto& [name, times] : count_effects(played)) {
        const auto at = before.find(name);
        const std::size_t usual = at == before.end() ? 0 : at->second;
        if (times > usual)
            report(base::codes::fault_matters, fmt::format("{} is there {} times, and {} times when nothing goes wrong",
                                                           base::quoted(name), times, usual));
    }
}

} // namespace callflow::scenario
