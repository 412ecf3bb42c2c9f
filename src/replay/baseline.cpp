#include "replay/baseline.hpp"

#include "base/text.hpp"
#include "doc/read.hpp"

#include <cmath>
#include <fmt/format.h>
#include <map>
#include <set>
#include <tuple>

namespace callflow::replay {
namespace {

using Key = std::tuple<std::string, std::string, std::string, std::string>; // of a deviation
using Figures = std::vector<std::tuple<std::string, std::string, double>>;  // what, where, number

double number_of(doc::View object, std::string_view name) {
    const doc::View value = object.exists() ? object.find(name) : doc::View();
    return value.exists() ? base::parse_double(value.text()).value_or(0) : 0;
}
std::string text_of(doc::View object, std::string_view name) {
    const doc::View value = object.find(name);
    return value.exists() ? std::string(value.text()) : std::string();
}
double share(double part, double all) { return all == 0 ? 0 : part / all; }

Figures figures_of(const Report& report) {
    Figures out;
    const auto calls = static_cast<double>(report.headline.calls);
    out.emplace_back("followed", "", report.headline.share());
    for (std::size_t i = 0; i < verdict_count; ++i)
        out.emplace_back("verdict", to_string(static_cast<Verdict>(i)),
                         share(static_cast<double>(report.headline.verdicts[i]), calls));
    if (report.headline.talks) {
        out.emplace_back("answered", "", share(static_cast<double>(report.headline.answered), calls));
        out.emplace_back("abandoned", "", share(static_cast<double>(report.headline.abandoned), calls));
    }
    if (report.headline.talks && report.headline.answer.count != 0) {
        out.emplace_back("answer_p50", "", static_cast<double>(report.headline.answer.p50));
        out.emplace_back("answer_p90", "", static_cast<double>(report.headline.answer.p90));
    }
    for (const StateRow& one : report.states) {
        if (one.stayed.count == 0) continue;
        out.emplace_back("hung_up", one.state, share(static_cast<double>(one.hung_up), static_cast<double>(one.came)));
        out.emplace_back("p50", one.state, static_cast<double>(one.stayed.p50));
        out.emplace_back("p90", one.state, static_cast<double>(one.stayed.p90));
    }
    return out;
}

// The same figures of a report that was written down.
std::map<std::pair<std::string, std::string>, double> figures_of(doc::View root) {
    std::map<std::pair<std::string, std::string>, double> out;
    const doc::View calls = root.find("calls");
    const double all = number_of(calls, "all");
    out[{"followed", ""}] = share(number_of(calls, "followed"), all);
    for (const doc::Entry one : doc::entries(root.find("verdicts")))
        out[{"verdict", std::string(one.key.text())}] = share(base::parse_double(one.value.text()).value_or(0), all);
    const doc::View answer = root.find("answer_ms");
    if (answer.exists() && answer.is_mapping()) {
        out[{"answered", ""}] = share(number_of(calls, "answered"), all);
        out[{"abandoned", ""}] = share(number_of(calls, "abandoned"), all);
    }
    if (answer.exists() && answer.is_mapping() && number_of(answer, "count") != 0) {
        out[{"answer_p50", ""}] = number_of(answer, "p50");
        out[{"answer_p90", ""}] = number_of(answer, "p90");
    }
    for (const doc::View one : doc::items(root.find("states"))) {
        const std::string state = text_of(one, "state");
        if (!one.find("stayed_ms").exists() || !one.find("stayed_ms").is_mapping() ||
            number_of(one.find("stayed_ms"), "count") == 0)
            continue;
        out[{"hung_up", state}] =
            share(number_of(one, "hung_up"), number_of(one, one.find("came").exists() ? "came" : "entered"));
        out[{"p50", state}] = number_of(one.find("stayed_ms"), "p50");
        out[{"p90", state}] = number_of(one.find("stayed_ms"), "p90");
    }
    return out;
}

Key key_of(const DeviationRow& row) { return {std::string(to_string(row.kind)), row.state, row.event, row.logged}; }

void compare_deviations(Comparison& out, const Report& now, doc::View before) {
    std::set<Key> then, today;
    for (const DeviationRow& one : now.deviations) today.insert(key_of(one));
    for (const doc::View one : doc::items(before)) {
        DeviationRow row;
        const std::string kind = text_of(one, "kind");
        for (std::size_t i = 0; i < verdict_count; ++i)
            if (to_string(static_cast<Verdict>(i)) == kind) row.kind = static_cast<Verdict>(i);
        row.state = text_of(one, "state");
        row.event = text_of(one, "event");
        row.logged = text_of(one, "logged");
        row.count = static_cast<std::uint64_t>(number_of(one, "count"));
        then.insert(key_of(row));
        if (!today.contains(key_of(row))) out.gone.push_back(std::move(row));
    }
    for (const DeviationRow& one : now.deviations)
        if (!then.contains(key_of(one))) out.fresh.push_back(one);
}

} // namespace

base::Result<Comparison> compare(const Report& now, std::string_view name, std::string_view before) {
    base::Sources sources;
    base::Diagnostics findings;
    const base::FileId file = sources.add(std::string(name), std::string(before));
    const auto bad = [&](std::string_view why) {
        return base::fail(base::ErrorKind::unreadable, fmt::format("{}: {}", base::printable(name), why));
    };
    const auto document = doc::read_json(sources, file, findings);
    if (!document) return bad("no JSON document");
    const doc::View root = document->root();
    if (!root.is_mapping() || !root.find("callflow_replay_report").exists())
        return bad("no report of replay, which has `callflow_replay_report` in it");
    for (const std::string_view one : {"calls", "verdicts"})
        if (!root.find(one).exists() || !root.find(one).is_mapping()) return bad(fmt::format("`{}` is missing", one));
    for (const std::string_view one : {"states", "deviations"})
        if (!root.find(one).exists() || !root.find(one).is_sequence()) return bad(fmt::format("`{}` is missing", one));
    for (const std::string_view one : {"states", "deviations"})
        for (const doc::View row : doc::items(root.find(one)))
            if (!row.is_mapping()) return bad(fmt::format("a row of `{}` is no object", one));
    if (const std::string flow = text_of(root, "flow"); !flow.empty() && flow != now.flow)
        return base::fail(base::ErrorKind::usage,
                          fmt::format("{} is a report of the flow {}, not of {}", base::printable(name),
                                      base::quoted(flow), base::quoted(now.flow)));
    Comparison out;
    out.calls = static_cast<std::uint64_t>(std::max(0.0, number_of(root.find("calls"), "all")));
    if (out.calls == 0) out.nothing = "there were no calls then";
    if (now.headline.calls == 0) out.nothing = "there are no calls now";
    if (!out.nothing.empty()) return out;
    compare_deviations(out, now, root.find("deviations"));
    const auto then = figures_of(root);
    for (const auto& [what, where, figure] : figures_of(now)) {
        const auto found = then.find({what, where});
        if (found == then.end() && what != "verdict") continue; // a state in which no call was then is no change
        const double was = found == then.end() ? 0 : found->second;
        if (std::abs(was - figure) > 1e-9 * std::max(1.0, std::abs(figure)))
            out.changes.push_back({what, where, was, figure});
    }
    return out;
}

} // namespace callflow::replay
