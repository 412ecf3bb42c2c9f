#include "replay/explain.hpp"

#include "base/edit_distance.hpp"
#include "base/text.hpp"
#include "replay/align.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace callflow::replay {
namespace {

std::string ticked(std::string_view text) { return fmt::format("`{}`", base::printable(text)); }
// `routing` or `voicemail`
std::string states(const engine::Machine& machine, std::string_view set, std::uint32_t which = 0) {
    std::string row = row_of(machine, set, which);
    std::string out;
    for (std::size_t at = 0; at <= row.size();) {
        const std::size_t bar = std::min(row.find(" | ", at), row.size());
        out += (out.empty()         ? ""
                : bar == row.size() ? " or "
                                    : ", ") +
               ticked(std::string_view(row).substr(at, bar - at));
        at = bar + 3;
    }
    return out;
}
// Those in which one of the machines side by side is; all, where that is in none.
std::vector<Member> members_of(const engine::Machine& machine, std::string_view set, std::uint32_t which) {
    std::vector<Member> all = replay::members_of(machine, set);
    std::vector<Member> out = all;
    std::erase_if(out, [&](const Member& one) { return machine.machine_of(one.at) != which; });
    return out.empty() ? all : out;
}
// The place of the first state of a set.
const flow::State* state_of(const engine::Machine& machine, std::string_view set, std::uint32_t which,
                            engine::Configuration& at) {
    const std::vector<Member> members = members_of(machine, set, which);
    if (members.empty()) return nullptr;
    at = members.front().at;
    return &machine.flow().states[machine.state_of(at)];
}

} // namespace

Explainer::Explainer(const engine::Machine& machine, const base::Sources& sources)
    : machine_(machine), sources_(sources), names_(machine), sets_(machine, names_, By::event) {}

std::string Explainer::nearest_event(std::string_view name) const {
    std::vector<std::string> texts;
    std::vector<std::string_view> whole, bare;
    const auto& events = machine_.flow().events;
    for (std::size_t i = 1; i < events.size(); ++i)
        if (machine_.knows(static_cast<flow::EventId>(i))) texts.push_back(events[i].text());
    const auto alone = [](std::string_view text) { return text.substr(std::min(text.find('.') + 1, text.size())); };
    for (const std::string& one : texts) {
        if (alone(one) == name || alone(name) == one || alone(one) == alone(name))
            return one; // the actor is what differs
        std::string joined = one;
        std::ranges::replace(joined, '.', '_');
        if (joined == name) return one;
        whole.push_back(one);
        bare.push_back(alone(one));
    }
    if (const std::string_view near = base::nearest(name, whole); !near.empty()) return std::string(near);
    const std::string_view near = base::nearest(alone(name), bare);
    const auto at = std::ranges::find(bare, near);
    return near.empty() ? std::string() : texts[static_cast<std::size_t>(at - bare.begin())];
}

std::uint32_t Explainer::machine_of(const StepKey& fault) { return event_machine(machine_, names_, fault.event); }

std::vector<std::string> Explainer::handled_in(std::string_view set, std::uint32_t which) const {
    std::vector<std::string> out;
    for (const Member& one : members_of(machine_, set, which))
        if (!one.hung_up)
            for (const flow::EventId event : events_of(machine_, one.at)) {
                std::string text = machine_.flow().events[event].text();
                if (std::ranges::find(out, text) == out.end()) out.push_back(std::move(text));
            }
    return out;
}

bool Explainer::first_fault(const VariantKey& variant, std::vector<NameId>& events, std::size_t& at, SetId& before) {
    for (const std::string& one : variant.events) events.push_back(names_.of({}, one));
    SetId set = sets_.beginning();
    for (at = 0; at < events.size(); ++at) {
        const Step step = sets_[sets_.step(set, events[at], 0, 0)];
        before = set;
        if (step.fit != Fit::moved && step.fit != Fit::ignored) return true;
        set = step.to;
    }
    before = set;
    return variant.verdict == Verdict::unfinished;
}

std::string Explainer::reason_of(const std::vector<NameId>& events, std::size_t at, SetId before, bool unfinished) {
    if (!unfinished && at > 0 && events[at] == events[at - 1])
        return "the same event had just been handled: a repeated webhook?";
    const std::span<const NameId> rest = std::span(events).subspan(at);
    const std::vector<Edit> edits = align(sets_, names_, machine_, before, rest, unfinished);
    if (edits.empty()) return {};
    const Edit& first = edits.front();
    const auto name = [&](std::size_t behind) { return ticked(names_[rest[behind]].text); };
    if (first.kind == Edit::Kind::missing) {
        std::string missing = ticked(names_[first.name].text);
        for (std::size_t i = 1; i < edits.size() && edits[i].kind == Edit::Kind::missing && edits[i].at == first.at;
             ++i)
            missing += " and " + ticked(names_[edits[i].name].text);
        if (unfinished && first.at == rest.size()) return missing + " would have ended it";
        return first.at == 0 ? missing + " is missing before it"
                             : fmt::format("{} is missing before {}", missing, name(first.at));
    }
    if (first.kind == Edit::Kind::swapped)
        return fmt::format("wrong order: {} comes before {} in the flow", name(first.at + 1), name(first.at));
    return edits.size() == 1 ? "without it the call follows the flow" : std::string();
}

void Explainer::learn(const Account& account) {
    std::vector<std::pair<std::uint64_t, const VariantKey*>> ways;
    for (const auto& [key, count] : account.variants)
        if (key.verdict == Verdict::not_allowed || key.verdict == Verdict::unfinished) ways.emplace_back(count, &key);
    std::ranges::stable_sort(ways, std::greater(), [](const auto& one) { return one.first; });
    if (ways.size() > max_explained) ways.resize(max_explained);
    for (const auto& [count, key] : ways) {
        std::vector<NameId> events;
        std::size_t at = 0;
        SetId before = 0;
        if (!first_fault(*key, events, at, before)) continue;
        const bool unfinished = key->verdict == Verdict::unfinished;
        if (unfinished != (at == events.size())) continue; // what the log says of states made it another fault
        StepKey fault;
        fault.from = sets_.text(before);
        if (!unfinished) fault.event = names_[events[at]].text;
        fault.kind = key->verdict;
        std::string text = reason_of(events, at, before, unfinished);
        if (!text.empty()) reasons_[fault][std::move(text)] += count;
    }
}

Explanation Explainer::timed(const StepKey& fault) {
    Explanation out;
    const flow::Timer* timer = nullptr; // its own, else the one that is due first
    flow::StateId owner = 0;            // who has it, or stands in what has
    const auto name_of = [&](const flow::Timer& one) { return machine_.flow().events[one.event].text(); };
    for (const Member& member : members_of(machine_, fault.from))
        for (engine::Configuration at = member.at; at != flow::none; at = machine_.outer(at))
            for (const flow::Timer& one : machine_.flow().states[machine_.state_of(at)].timers) {
                const bool own = name_of(one) == fault.event;
                const bool already = timer != nullptr && name_of(*timer) == fault.event;
                if (timer != nullptr && (!own || already) && (own != already || one.after >= timer->after)) continue;
                timer = &one;
                owner = machine_.state_of(member.at);
            }
    if (timer == nullptr) return out;
    out.place = place_of(sources_, timer->where);
    const std::string name = name_of(*timer);
    const bool own = name == fault.event;
    out.why = fmt::format("{} came too {} in {}: {} after {}", ticked(fault.event),
                          fault.kind == Verdict::too_early ? "early" : "late",
                          states(machine_, fault.from, machine_.machine_of_body(machine_.flow().states[owner].body)),
                          own ? "its timer fires it" : fmt::format("a timer fires {}", ticked(name)),
                          base::format_duration(timer->after));
    if (!own) out.instead.push_back(name);
    return out;
}

// Whether the event may be what brought the call where it is.
bool Explainer::leads_to(const StepKey& fault) {
    const std::vector<Member> members = members_of(machine_, fault.from, machine_of(fault));
    const flow::EventId event = names_[names_.of({}, fault.event)].event;
    if (members.size() != 1 || event == flow::none) return false;
    if (waiting_.empty()) waiting_ = waiting_places(machine_);
    std::vector<engine::Configuration> to;
    return std::ranges::any_of(waiting_, [&](engine::Configuration one) {
        to.clear();
        if (one != members.front().at) machine_.arrivals(one, event, to);
        return std::ranges::find(to, members.front().at) != to.end();
    });
}

bool Explainer::ruled_out(const StepKey& fault) {
    const NameId name = names_.of({}, fault.event);
    const engine::Configuration logged = machine_.find(fault.logged);
    if (logged == flow::none || names_[name].event == flow::none) return false;
    const Step step = sets_[sets_.step(sets_.find(fault.from), name, 0, 0)];
    const std::vector<Member> to = members_of(machine_, sets_.text(step.to));
    return step.fit == Fit::moved && std::ranges::any_of(to, [&](const Member& one) { return one.at == logged; });
}

std::string_view Explainer::ruled_out_by(const StepKey& fault, flow::EventId event) const {
    const engine::Counting counting(machine_.flow());
    const engine::Configuration logged = machine_.find(fault.logged);
    bool tries = false; // whether the event leads there in some try and not in another
    const auto leads = [&](engine::Configuration from, engine::Tries so_far) {
        std::vector<engine::CountedPlace> led;
        machine_.arrivals({from, so_far}, event, led, counting);
        return std::ranges::find(led, logged, &engine::CountedPlace::at) != led.end();
    };
    for (const Member& one : members_of(machine_, fault.from)) {
        std::uint32_t depth = 0;
        for (engine::Configuration at = machine_.outer(one.at); at != flow::none; at = machine_.outer(at)) ++depth;
        for (std::uint8_t number = 1; number <= counting.largest() && leads(one.at, 0); ++number)
            tries = tries || !leads(one.at, engine::with_tries(0, depth, number));
    }
    return tries ? "the keys or vars in the record, or how often the state was tried,"
                 : "the keys or vars in the record";
}

bool Explainer::tried_otherwise(const StepKey& fault) {
    const NameId name = names_.of({}, fault.event);
    if (names_[name].event == flow::none || names_[name].signal != nullptr) return false;
    return sets_[sets_.step(sets_.find(fault.from), name, 0, 0)].fit == Fit::moved;
}

std::string Explainer::choices(const StepKey& fault, flow::EventId event, bool tries) const {
    constexpr std::size_t most = 4;
    // What a record can tell goes before what it cannot.
    std::vector<std::string> out, others;
    const auto told = [&](const expr::Reference& one) {
        if (tries) return one.path == "attempt";
        return one.path.starts_with("input.") ||
               std::ranges::any_of(machine_.flow().vars, [&](const flow::Var& var) { return var.name == one.path; });
    };
    const auto add = [&](const expr::Expression& one) {
        if (one.empty()) return;
        std::vector<std::string>& into = std::ranges::any_of(one.references(), told) ? out : others;
        std::string text = ticked(one.text());
        if (std::ranges::find(into, text) == into.end()) into.push_back(std::move(text));
    };
    const auto look = [&](const auto& self, const flow::Branch& branch) -> void {
        for (const flow::Condition& one : branch.conditions) add(one.expression);
        for (const flow::Switch& one : branch.choose) {
            add(one.on);
            for (const flow::SwitchCase& each : one.cases)
                for (const flow::Branch& inner : each.branches) self(self, inner);
            for (const flow::Branch& inner : one.otherwise) self(self, inner);
        }
    };
    for (const Member& one : members_of(machine_, fault.from)) {
        for (engine::Configuration level = one.at; level != flow::none; level = machine_.outer(level)) {
            for (const engine::Candidate& each : machine_.candidates(level, event)) {
                if (each.handler != nullptr)
                    for (const flow::Condition& condition : each.handler->conditions) add(condition.expression);
                if (each.branch != nullptr) look(look, *each.branch);
            }
            if (event == flow::next_event) break;
        }
    }
    if (out.empty()) out = std::move(others);
    if (out.size() > most) {
        out.resize(most);
        out.emplace_back("others");
    }
    return out.empty() ? std::string() : fmt::format(": the flow goes by {}", fmt::join(out, ", "));
}

Explanation Explainer::not_allowed(const StepKey& fault) {
    Explanation out;
    const flow::EventId event = names_[names_.of({}, fault.event)].event;
    if (!fault.logged.empty() && ruled_out(fault)) {
        out.why =
            fmt::format("{} rule {} out{}", ruled_out_by(fault, event), ticked(fault.logged), choices(fault, event));
    } else if (fault.logged.empty() && tried_otherwise(fault)) {
        out.why = fmt::format("no transition of {} holds in {} at that try{}", ticked(fault.event),
                              states(machine_, fault.from, machine_of(fault)), choices(fault, event, true));
    } else if (!fault.logged.empty()) {
        out.why =
            fmt::format("in {} no way of {} leads to {}, which the log names",
                        states(machine_, fault.from, machine_of(fault)), ticked(fault.event), ticked(fault.logged));
    } else {
        out.why = fmt::format("{} is not handled in {}", ticked(fault.event),
                              states(machine_, fault.from, machine_of(fault)));
        StepKey key = fault;
        key.logged.clear();
        const auto found = reasons_.find(key);
        if (found != reasons_.end()) {
            const auto best = std::ranges::max_element(found->second, {}, [](const auto& one) { return one.second; });
            out.why += "; " + best->first;
        } else if (leads_to(fault)) {
            out.why += fmt::format("; {} leads there: a repeated webhook?", ticked(fault.event));
        } else { // keys or logged states said where the calls were, which their ways do not tell
            const NameId events[] = {names_.of({}, fault.event)};
            const std::vector<Edit> edits = align(sets_, names_, machine_, sets_.find(fault.from), events, false);
            if (edits.size() == 1 && edits.front().kind == Edit::Kind::missing)
                out.why += fmt::format("; {} may be missing before it", ticked(names_[edits.front().name].text));
        }
    }
    out.instead = handled_in(fault.from, machine_of(fault));
    return out;
}

Explanation Explainer::explain(const StepKey& fault) {
    Explanation out;
    engine::Configuration at = 0;
    const std::uint32_t which = machine_of(fault);
    const flow::State* state = state_of(machine_, fault.from, which, at);
    const NameId name = fault.event.empty() ? nameless : names_.of({}, fault.event);
    const flow::EventId event = names_[name].event;
    switch (fault.kind) {
    case Verdict::unknown_event: {
        out.why = fmt::format("the flow has no event {}", ticked(fault.event));
        std::string near = nearest_event(fault.event);
        if (!near.empty())
            out.instead.push_back(std::move(near));
        else
            out.instead = handled_in(fault.from, 0);
        break;
    }
    case Verdict::not_allowed: out = not_allowed(fault); break;
    case Verdict::after_end: {
        out.why = fmt::format("the call had ended in {}", states(machine_, fault.from));
        if (leads_to(fault)) out.why += fmt::format("; {} leads there: a repeated webhook?", ticked(fault.event));
        break;
    }
    case Verdict::wrong_state: {
        const SetId from = sets_.find(fault.from);
        const Step step = sets_[sets_.step(from, name, 0, 0)];
        out.why = fmt::format("the log says {}, the flow says {}", ticked(fault.logged),
                              states(machine_, sets_.text(step.to), which));
        if (ruled_out(fault))
            out.why = fmt::format("the log says {}, which {} rule out{}", ticked(fault.logged),
                                  ruled_out_by(fault, event), choices(fault, event));
        const flow::Handler* handler =
            state == nullptr || event == flow::none ? nullptr : handler_of(machine_, at, event);
        if (handler != nullptr) out.place = place_of(sources_, handler->where);
        break;
    }
    case Verdict::too_early:
    case Verdict::too_late: out = timed(fault); break;
    case Verdict::wrong_document:
        out.why = fmt::format("the log's answer ({}) is not that of {}", fault.logged, states(machine_, fault.to));
        state = state_of(machine_, fault.to, which, at);
        break;
    case Verdict::unfinished: {
        out.why = fmt::format("the log ends while the call is in {}", states(machine_, fault.from));
        const auto found = reasons_.find(fault);
        if (found != reasons_.end()) {
            const auto best = std::ranges::max_element(found->second, {}, [](const auto& one) { return one.second; });
            out.why += "; " + best->first;
        }
        out.instead = handled_in(fault.from, 0);
        break;
    }
    case Verdict::ok:
    case Verdict::live: break;
    }
    if (out.place.line == 0 && state != nullptr) out.place = place_of(sources_, state->where);
    return out;
}

} // namespace callflow::replay
