#include "replay/report.hpp"

#include "replay/explain.hpp"
#include "replay/report_states.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <numeric>

namespace callflow::replay {

Lengths lengths_of(const Times& times) {
    return {times.count(),       times.sum(),          times.quantile(0.5),
            times.quantile(0.9), times.quantile(0.99), times.largest()};
}

std::uint64_t Headline::left_out() const {
    std::uint64_t out = 0;
    for (const Skipped& one : skipped) out += one.count;
    return out;
}

namespace {

Headline headline_of(const engine::Machine& machine, const Account& account) {
    Headline out;
    out.calls = account.calls;
    out.verdicts = account.verdicts;
    out.followed = account.verdicts[static_cast<std::size_t>(Verdict::ok)] +
                   account.verdicts[static_cast<std::size_t>(Verdict::live)];
    out.talks = std::ranges::any_of(machine.flow().states, &flow::State::talk);
    out.answered = account.answers.count();
    out.abandoned = account.abandoned;
    out.unclear = account.unclear;
    out.answer = lengths_of(account.answers);
    out.length = lengths_of(account.lengths);
    if (account.timeless < account.records) { // of a log without times nobody knows when
        out.first = account.first;
        out.last = account.last;
    }
    out.records = account.records;
    out.events = account.events;
    out.nameless = account.nameless;
    out.late = account.late;
    out.decoded = account.decoded;
    out.timeless = account.timeless;
    Account hidden;
    hidden.skipped = account.skipped;
    hide_skipped(hidden, machine);
    out.skipped = std::move(hidden.skipped);
    return out;
}

std::vector<DeviationRow> deviation_rows(Explainer& explainer, const engine::Machine& machine, const Account& account) {
    std::vector<DeviationRow> out;
    Names names(machine);
    for (const auto& [key, one] : account.deviations) {
        Explanation why = explainer.explain(key);
        out.push_back({.kind = key.kind,
                       .state = row_of(machine, key.from, event_machine(machine, names, key.event)),
                       .event = key.event,
                       .logged = key.logged,
                       .count = one.count,
                       .first = one.first,
                       .last = one.last,
                       .examples = one.examples,
                       .place = std::move(why.place),
                       .why = std::move(why.why),
                       .instead = std::move(why.instead)});
    }
    std::ranges::stable_sort(out, std::greater(), &DeviationRow::count);
    return out;
}

std::vector<UnknownRow> unknown_rows(const Explainer& explainer, const Account& account) {
    std::map<std::string, std::uint64_t> counts;
    for (const auto& [key, one] : account.steps)
        if (key.kind == Verdict::unknown_event) counts[key.event] += one.count;
    std::vector<UnknownRow> out;
    for (const auto& [event, count] : counts) out.push_back({event, count, explainer.nearest_event(event)});
    std::ranges::stable_sort(out, std::greater(), &UnknownRow::count);
    return out;
}

void add_variants(Report& report, const Account& account) {
    std::map<std::pair<std::vector<std::string>, Verdict>, std::uint64_t> counts;
    for (const auto& [key, count] : account.variants) {
        counts[{key.events, key.verdict}] += count;
        report.variant_calls += count;
    }
    report.variant_level = account.variant_level;
    for (auto& [key, count] : counts) report.variants.push_back({key.first, key.second, count});
    std::ranges::stable_sort(report.variants, std::greater(), &VariantRow::count);
}

} // namespace

Report make_report(const engine::Machine& machine, const base::Sources& sources, const Account& account) {
    Report out;
    out.flow = machine.flow().name;
    out.headline = headline_of(machine, account);
    out.states = state_rows(machine, sources, account);
    for (const StateRow& one : out.states) {
        out.time += one.stayed.sum;
        if (is_several(one.state)) out.unknown_time += one.stayed.sum;
    }
    out.digits = digits_rows(machine, sources, account);
    Explainer explainer(machine, sources);
    explainer.learn(account);
    out.deviations = deviation_rows(explainer, machine, account);
    find_dead(out, machine, sources, account);
    out.unknown = unknown_rows(explainer, account);
    add_variants(out, account);
    return out;
}

} // namespace callflow::replay
