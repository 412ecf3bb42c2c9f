// What a scenario sees of the flows that its calls were handed to: expectations, what is heard, the trace.
#include "base/codes.hpp"
#include "base/text.hpp"
#include "flow/bodies.hpp"
#include "scenario/guests.hpp"
#include "scenario/sip_side.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <utility>

namespace callflow::scenario {

using emulate::Moment;
using emulate::no_leg;

void Guests::begin_step(base::Span where) {
    for (Guest& one : guests_) {
        one.run->step = {one.run->trace.steps.size(), false, {}, 0};
        if (!one.run->emulation) continue;
        one.run->emulation->where = where;
        one.run->emulation->step_number = root_.emulation->step_number;
    }
}

bool Guests::end_step(const Step& step) {
    const auto meant = std::find_if(guests_.rbegin(), guests_.rend(), [&](const Guest& one) {
        return !step.flow.empty() && (step.flow == one.name || step.flow == one.as);
    });
    for (Guest& one : guests_) {
        OpenCall room;
        const auto compiled = expects_.find(&step);
        const bool own = meant != guests_.rend() && &one == &*meant;
        const Expect& expect = !own ? nothing_ : compiled == expects_.end() ? step.expect : compiled->second;
        check(*one.run, expect, seen(*one.run, one.run->calls.front(), 0, room), false);
    }
    if (meant != guests_.rend()) return true;
    const flow::Flow& flow = root_.machine.flow();
    const flow::BodyId body = step.flow.empty() ? 0 : flow::find_body(flow, step.flow);
    if (body != flow::none && flow.bodies[body].role != flow::BodyRole::sub_flow) return false;
    if (body != flow::none && root_.options.flow == body) return false;
    std::vector<std::string> names;
    for (const Guest& one : guests_) names.push_back(base::quoted(one.name));
    root_
        .failed(base::codes::expectation_failed, step.flow_where,
                fmt::format("no call has come to flow {} yet", base::quoted(step.flow)))
        .help = names.empty() ? std::string("a dialplan's entry leads there: `to: {flow: NAME}`")
                              : fmt::format("calls have come to {}", fmt::join(names, ", "));
    return true;
}

std::vector<Guest*> Guests::of_call(Run& run, const OpenCall& open) {
    std::vector<Guest*> found;
    std::vector<const Run*> his = {&run};
    for (Guest& one : guests_) {
        if (std::ranges::find(his, one.by) == his.end()) continue;
        if (one.by == &run && call_of(run, one.line) != &open) continue;
        his.push_back(one.run.get());
        found.push_back(&one);
    }
    return found;
}

void Guests::have_heard(Run& run, const OpenCall& open) {
    for (const Guest* const one : of_call(run, open)) has_heard(*one->run, one->run->calls.front().leg);
}

Spot heard_spot(Run& run, const OpenCall& open, bool whole) {
    if (whole || run.step.leg == no_leg) return {&run, open.leg};
    return {run.step.leg_at == nullptr ? &run : run.step.leg_at, run.step.leg};
}

std::vector<std::string> heard_anywhere(Run& run, const OpenCall& open, const Spot& who, bool whole) {
    std::vector<std::pair<engine::Time, std::string>> heard;
    const auto add = [&](const Run& at, LegId leg) {
        if (!at.emulation || leg == no_leg) return;
        const auto moments = at.emulation->timeline.moments();
        for (std::size_t i = heard_from(at, leg, whole); i < moments.size(); ++i) {
            const Moment& one = moments[i];
            const bool said = one.sound == emulate::Sound::speech || one.sound == emulate::Sound::file;
            if (one.kind == Moment::Kind::heard && one.leg == leg && said)
                heard.emplace_back(at.emulation->base + one.at * 1'000'000, off_site(at, one.text));
        }
    };
    add(*who.run, who.leg);
    Guests* const guests = guests_of(run);
    if (guests != nullptr && who.run == &run && (who.leg == open.leg || who.leg == present_leg(run, open))) {
        for (const Guest* const one : guests->of_call(run, open)) add(*one->run, one->run->calls.front().leg);
    }
    std::ranges::stable_sort(heard, {}, &std::pair<engine::Time, std::string>::first);
    std::vector<std::string> texts;
    for (auto& [time, text] : heard) texts.push_back(std::move(text));
    return texts;
}

namespace {

// Whom a leg hears at this moment, in the order in which it began to.
std::vector<LegId> hears_now(const Run& run, LegId leg) {
    std::vector<LegId> parties;
    for (const Moment& moment : run.emulation->timeline.moments()) {
        if (moment.leg != leg) continue;
        if (moment.kind == Moment::Kind::bridged) parties.push_back(moment.other);
        if (moment.kind == Moment::Kind::parted) std::erase(parties, moment.other);
    }
    return parties;
}

// What is behind a leg of a run: the call at the flow that it rings, or the line that rings the flow whose call it is.
Spot other_side(Guests& guests, Run& run, LegId leg) {
    if (Guest* const guest = guests.at_line(run, leg); guest != nullptr)
        return {guest->run.get(), guest->run->calls.front().leg};
    for (Guest& one : guests.all())
        if (one.run.get() == &run && one.run->calls.front().leg == leg) return {one.by, one.line};
    return {};
}

} // namespace

std::vector<Spot> parties_of(Run& run, LegId leg) {
    if (!run.emulation || leg == no_leg) return {};
    constexpr std::size_t most = 1'000;
    Guests* const guests = guests_of(run);
    // Whoever hears a platform's leg of a call that came by the dialplan hears its caller.
    const auto caller_at = [](const Spot& of, LegId id) {
        const providers::sip::Side* const side = of.run->emulation->side;
        const LegId own = side == nullptr ? no_leg : side->caller_of(id);
        return own == no_leg || own == of.leg ? id : own;
    };
    std::vector<Spot> found;
    std::vector<Spot> asked = {{&run, leg}}; // whose parties are looked for
    for (std::size_t i = 0; i < asked.size() && i < most; ++i) {
        const Spot of = asked[i]; // the list grows
        for (const LegId id : hears_now(*of.run, of.leg)) {
            const Spot behind = guests == nullptr ? Spot() : other_side(*guests, *of.run, id);
            if (behind.leg == no_leg || hears_now(*behind.run, behind.leg).empty())
                found.push_back({of.run, caller_at(of, id)});
            else
                asked.push_back(behind);
        }
    }
    return found;
}

namespace {

// A row as the scenario's own trace has it: its call has the flow's name, and the numbers of another flow's states say nothing.
TraceStep shown_row(const Guest& guest, const std::string& caller, TraceStep row) {
    row.place_before = flow::none;
    for (TraceMove& move : row.moves) {
        move.owner = flow::none;
        move.entered.clear();
    }
    // Who hears and types is the caller, wherever he has come to.
    const bool his = row.kind == "heard" || row.kind == "asked" || row.kind == "did";
    for (TraceMoment& moment : row.moment)
        if (his && moment.who == guest.scenario.calls.front().name) moment.who = caller;
    return row;
}

} // namespace

void Guests::join() {
    struct Row {
        std::size_t behind = 0;
        std::int64_t at = 0;
        Guest* guest = nullptr;
        std::size_t index = 0;
    };
    std::vector<Row> rows;
    for (Guest& one : guests_) {
        Run& run = *one.run;
        if (run.emulation) close_sounds(run);
        hide_secrets(run, run.diagnostics.items().size());
        std::ranges::copy(run.secrets, std::back_inserter(root_.secrets));
        one.behind.resize(run.trace.steps.size(), root_.trace.steps.size());
        for (; one.joined < run.trace.steps.size(); ++one.joined)
            rows.push_back({one.behind[one.joined], run.trace.steps[one.joined].at, &one, one.joined});
        if (!run.passed && std::exchange(root_.passed, false)) root_.failed_at = root_.trace.steps.size();
    }
    if (rows.empty()) return;
    std::ranges::stable_sort(rows, [](const Row& a, const Row& b) {
        return a.behind != b.behind ? a.behind < b.behind : a.guest != b.guest && a.at < b.at;
    });
    std::vector<TraceStep> all;
    std::vector<std::size_t> place; // of each row of the run's own
    std::size_t next = 0;
    const std::vector<TraceStep> own = std::move(root_.trace.steps);
    for (std::size_t i = 0; i <= own.size(); ++i) {
        for (; next < rows.size() && (rows[next].behind <= i || i == own.size()); ++next) {
            const Guest& guest = *rows[next].guest;
            const OpenCall* const call = guest.by == &root_ ? call_of(root_, guest.line) : &root_.calls.front();
            const std::string caller = call == nullptr ? guest.name : call->spec->name;
            all.push_back(shown_row(guest, caller, guest.run->trace.steps[rows[next].index]));
        }
        place.push_back(all.size());
        if (i < own.size()) all.push_back(own[i]);
    }
    for (std::size_t i = 0; i < all.size(); ++i) all[i].number = static_cast<std::uint32_t>(i + 1);
    root_.failed_at = place[std::min(root_.failed_at, own.size())];
    if (root_.emulation)
        for (auto& [moment, row] : root_.emulation->sounding) row = place[row];
    root_.trace.steps = std::move(all);
}

} // namespace callflow::scenario
