// Runs and rules side by side.
#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "report/pool_report.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace callflow::report {
namespace {

using namespace tracking;

Cell count(std::uint64_t number) { return static_cast<std::int64_t>(number); }

} // namespace

void write_sweep(std::string& out, const PoolFile& file, const std::vector<SweepAxis>& axes,
                 const std::vector<SweepRow>& rows, std::uint64_t seed, TableFormat format) {
    const bool people = format == TableFormat::table;
    const bool priced = file.prices.per_month != 0 || file.prices.to_buy != 0;
    Table table;
    for (const SweepAxis& one : axes) table.columns.push_back(one.name);
    for (const std::string_view one :
         {"visits", "busy_peak", "assigned_peak", "ever", "released", "parked", "gap_median", "untracked",
          "wrong_visit", "wrong_channel", "nobody", "other_company", "p_correct"})
        table.columns.emplace_back(one);
    if (priced) table.columns.emplace_back("cost");
    for (const SweepRow& row : rows) {
        const RunSummary& run = row.run;
        std::vector<Cell> cells;
        for (const std::string& one : row.values) cells.emplace_back(one);
        for (const std::uint64_t one : {run.visits, std::uint64_t{run.busy}, std::uint64_t{run.assigned}, run.touched,
                                        run.released, static_cast<std::uint64_t>(run.parked)})
            cells.push_back(count(one));
        if (run.gap_median == no_time)
            cells.emplace_back();
        else
            cells.push_back(people ? Cell(format_length(run.gap_median))
                                   : Cell(static_cast<double>(run.gap_median) / 1000));
        for (const double one : {run.blocked, run.wrong, run.wrong_channel, run.nobody, run.other_company, run.correct})
            cells.push_back(people ? Cell(share_text(one)) : Cell(fmt::format("{}", rounded(one))));
        if (priced) cells.emplace_back(money_text(run.cost));
        table.rows.push_back(std::move(cells));
    }
    if (format == TableFormat::csv || people) {
        if (people)
            out += fmt::format("{}: {} runs, --seed {}\n\n",
                               file.name.empty() ? "number pool" : base::printable(file.name), rows.size(), seed);
        return write_table(out, table, format);
    }
    base::JsonWriter json(out, base::JsonWriter::Layout::indented);
    json.begin_object().member("callflow_numbers_sweep", 1).member("name", file.name).member("seed", seed);
    json.key("settings").begin_array();
    for (const SweepAxis& one : axes) json.value(one.name);
    json.end_array().key("runs").begin_array();
    for (const SweepRow& row : rows) {
        const RunSummary& run = row.run;
        json.begin_object().key("values").begin_array();
        for (const std::string& one : row.values) json.value(one);
        json.end_array().member("visits", run.visits).member("calls", run.calls).member("busy_peak", run.busy);
        json.member("assigned_peak", run.assigned).member("touched", run.touched).member("released", run.released);
        json.member("parked", static_cast<std::uint64_t>(run.parked)).key("gap_median_seconds");
        if (run.gap_median == no_time)
            json.null();
        else
            json.value(static_cast<double>(run.gap_median) / 1000);
        json.member("untracked_share", rounded(run.blocked)).member("wrong_share", rounded(run.wrong));
        json.member("wrong_channel_share", rounded(run.wrong_channel)).member("nobody_share", rounded(run.nobody));
        json.member("other_company_share", rounded(run.other_company)).member("p_correct", rounded(run.correct));
        json.member("cost", money_text(run.cost)).end_object();
    }
    json.end_array().end_object();
    out += '\n';
}

void write_sizes(std::string& out, const PoolDemand& demand, const std::vector<PoolSize>& sizes, TableFormat format) {
    if (format == TableFormat::json) {
        base::JsonWriter json(out, base::JsonWriter::Layout::indented);
        json.begin_object().member("callflow_numbers_size", 1);
        json.member("visits_per_hour", rounded(demand.visits_per_hour))
            .member("visits_per_day", rounded(demand.visits_per_day));
        json.member("visit_minutes", rounded(demand.visit_minutes))
            .member("keep_alive_minutes", rounded(demand.keep_alive_minutes));
        json.member("sources", rounded(demand.sources)).member("burst", rounded(demand.burst));
        json.member("load", rounded(demand.load())).key("rules").begin_array();
        for (const PoolSize& one : sizes) {
            json.begin_object().member("rule", one.rule).key("wanted_blocked");
            if (one.wanted == 0)
                json.null();
            else
                json.value(rounded(one.wanted));
            json.member("numbers", one.numbers)
                .member("blocked", rounded(one.blocked))
                .member("busy", rounded(one.busy));
            json.member("wrong", rounded(one.wrong)).member("says", one.says).end_object();
        }
        json.end_array().end_object();
        out += '\n';
        return;
    }
    const bool people = format == TableFormat::table;
    Table table;
    table.columns = {"rule", "wanted", "numbers", "blocked", "busy", "wrong_visit"};
    if (people) table.columns.emplace_back("what it says");
    for (const PoolSize& one : sizes) {
        const auto share = [&](double number) {
            return people ? share_text(number) : fmt::format("{}", rounded(number));
        };
        table.rows.push_back({std::string(one.rule), one.wanted == 0 ? Cell() : Cell(share(one.wanted)),
                              count(one.numbers), share(one.blocked), share(one.busy), share(one.wrong)});
        if (people) table.rows.back().emplace_back(std::string(one.says));
    }
    if (people) {
        out += fmt::format("offered load: {:.1f} numbers busy on average in the busiest hour", demand.load());
        if (demand.sources != 1) out += fmt::format(", in each of {:g} pools", demand.sources);
        out +=
            fmt::format("\n  = {:g} visits an hour{}{} x ({:g} min of visit + {:g} min of keep-alive) / 60\n\n",
                        demand.visits_per_hour, demand.burst == 1 ? "" : fmt::format(" x {:g} in bursts", demand.burst),
                        demand.sources == 1 ? "" : fmt::format(" / {:g} pools", demand.sources), demand.visit_minutes,
                        demand.keep_alive_minutes);
    }
    write_table(out, table, format);
    if (people)
        out +=
            "\nblocked: visits that find all numbers busy, by Erlang B. wrong_visit: calls booked to another visit, where the number\n"
            "was shown again before a late caller rang; late callers, not concurrency, decide on it.\n";
}

} // namespace callflow::report
