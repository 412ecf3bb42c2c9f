#include "base/text.hpp"
#include "report/replay.hpp"
#include "report/replay_rows.hpp"
#include "report/table.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::report {
namespace {

Cell whole(std::uint64_t number) { return static_cast<std::int64_t>(number); }
Cell time_cell(replay::Millis time) { return time == logs::no_time ? Cell() : Cell(time_text(time)); }
Cell line_cell(const replay::Place& place) {
    return place.line == 0 ? Cell() : Cell(static_cast<std::int64_t>(place.line));
}
Cell share(std::uint64_t part, std::uint64_t all) {
    return all == 0 ? Cell() : Cell(static_cast<double>(part) / static_cast<double>(all));
}
std::string joined(const std::vector<std::string>& all) { return fmt::format("{}", fmt::join(all, " ")); }

Table deviations(const replay::Report& report) {
    Table out{
        {"kind", "state", "event", "logged", "count", "first", "last", "file", "line", "why", "instead", "examples"},
        {}};
    for (const replay::DeviationRow& one : report.deviations) {
        std::vector<std::string> examples;
        for (const replay::Example& example : one.examples) examples.push_back(example.call);
        out.rows.push_back({std::string(replay::to_string(one.kind)), one.state, one.event, one.logged,
                            whole(one.count), time_cell(one.first), time_cell(one.last), one.place.file,
                            line_cell(one.place), one.why, joined(one.instead), joined(examples)});
    }
    return out;
}

Table states(const replay::Report& report) {
    Table out{{"state", "file", "line", "entered", "stays", "sum_ms", "mean_ms", "p50_ms", "p90_ms", "p99_ms", "max_ms",
               "hung_up", "ended", "deviated"},
              {}};
    for (const replay::StateRow& one : report.states) {
        const replay::Lengths& stayed = one.stayed;
        out.rows.push_back({one.state, one.place.file, line_cell(one.place), whole(one.entered), whole(stayed.count),
                            whole(stayed.sum), whole(static_cast<std::uint64_t>(stayed.mean() + 0.5)),
                            whole(stayed.p50), whole(stayed.p90), whole(stayed.p99), whole(stayed.max),
                            whole(one.hung_up), whole(one.ended), whole(one.deviated)});
    }
    return out;
}

Table hangups(const replay::Report& report) {
    Table out{{"state", "entered", "hung_up", "share", "p50_ms", "p90_ms", "prompt"}, {}};
    for (const replay::StateRow* one : hangup_rows(report))
        out.rows.push_back({one->state, whole(one->came), whole(one->hung_up), share(one->hung_up, one->came),
                            whole(one->before.p50), whole(one->before.p90), one->prompt});
    return out;
}

Table digits(const replay::Report& report) {
    Table out{{"state", "keys", "count", "what"}, {}};
    for (const replay::DigitsRow& one : report.digits) {
        for (const replay::DigitsRow::Keys& keys : one.keys)
            out.rows.push_back(
                {one.state, keys.text, whole(keys.count), std::string(keys.wrong ? "wrong" : "pressed")});
        out.rows.push_back({one.state, Cell(), whole(one.silent), std::string("nothing")});
        out.rows.push_back({one.state, Cell(), whole(one.retries), std::string("again")});
    }
    return out;
}

Table variants(const replay::Report& report, std::size_t top) {
    Table out{{"verdict", "count", "share", "cumulative", "events"}, {}};
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < std::min(top, report.variants.size()); ++i) {
        const replay::VariantRow& one = report.variants[i];
        sum += one.count;
        out.rows.push_back({std::string(replay::to_string(one.verdict)), whole(one.count),
                            share(one.count, report.variant_calls), share(sum, report.variant_calls),
                            joined(one.events)});
    }
    return out;
}

Table verdicts(const replay::Report& report) {
    Table out{{"verdict", "calls", "share"}, {}};
    for (std::size_t i = 0; i < replay::verdict_count; ++i)
        out.rows.push_back({std::string(replay::to_string(static_cast<replay::Verdict>(i))),
                            whole(report.headline.verdicts[i]),
                            share(report.headline.verdicts[i], report.headline.calls)});
    return out;
}

} // namespace

void make_printable(std::vector<Cell>& row) {
    constexpr std::size_t whole_text = 1'000'000;
    for (Cell& cell : row)
        if (auto* const text = std::get_if<std::string>(&cell)) *text = base::printable(*text, whole_text);
}

void write_replay_csv(std::string& out, const replay::Report& report, std::string_view table,
                      const ReplayOptions& options) {
    Table chosen = table == "deviations" ? deviations(report)
                   : table == "states"   ? states(report)
                   : table == "hangups"  ? hangups(report)
                   : table == "digits"   ? digits(report)
                   : table == "variants" ? variants(report, options.top)
                                         : verdicts(report);
    for (std::vector<Cell>& row : chosen.rows) make_printable(row);
    write_table(out, chosen, TableFormat::csv);
}

} // namespace callflow::report
