#include "base/text.hpp"
#include "report/pool_report.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>

namespace callflow::report {
namespace {

using namespace tracking;

constexpr std::size_t chart_width = 72;

Cell count(std::uint64_t number) { return static_cast<std::int64_t>(number); }
Cell length_cell(Millis length) { return length == no_time ? Cell() : Cell(format_length(length)); }
// People need no milliseconds.
std::string when(Millis at) { return moment_text(at == no_time ? at : at - at % 1000); }
double tenth(double number) { return std::floor(number * 10 + 0.5) / 10; }
double part(std::uint64_t some, std::uint64_t all) {
    return all == 0 ? 0 : static_cast<double>(some) / static_cast<double>(all);
}

class Page {
public:
    Page(std::string& out, const PoolReport& report) : out_(out), report_(report), run_(report.outcome) {}

    void write() {
        headline();
        visits();
        pools();
        over_time();
        gaps();
        calls();
        channels();
        doubts();
        exhaustion();
        cost();
    }

private:
    template <class... Args> void line(fmt::format_string<Args...> text, Args&&... args) {
        out_ += fmt::format(text, std::forward<Args>(args)...);
        out_ += '\n';
    }
    [[nodiscard]] std::string paint(std::string_view text, std::string_view code) const {
        return report_.color ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
    }
    void title(std::string_view text) { line("\n{}", paint(text, "1")); }
    void row(std::string_view name, std::uint64_t number, std::uint64_t all, std::string_view rest = {}) {
        std::string text = fmt::format("  {:<22} {:>11} {:>9}  {}", name, number, share_text(part(number, all)), rest);
        text.erase(text.find_last_not_of(' ') + 1);
        line("{}", text);
    }

    void headline() {
        const std::string name = report_.file.name.empty() ? "number pool" : base::printable(report_.file.name);
        line("{}{}", paint(fmt::format("{}: {} visits, {} calls", name, run_.visits, run_.calls), "1"),
             run_.visits + run_.calls == 0 ? std::string()
                                           : fmt::format(", {} to {}", when(run_.begin), when(run_.end)));
        line("  {:<22} {}", "drawn with --seed", report_.seed);
        if (report_.visits != nullptr) rows_read("visits", *report_.visits);
        if (report_.calls != nullptr) rows_read("calls", *report_.calls);
        if (run_.unknown_shown != 0)
            line("  {:<22} {:>11} shown a number that is in no pool", "visits passed over", run_.unknown_shown);
        const Millis promised = report_.file.rules.hold + report_.file.rules.quarantine_least;
        const std::string least = run_.least_between == no_time
                                      ? std::string("no number went to another company")
                                      : fmt::format("{} numbers went to another company, the first after {}",
                                                    run_.passed_on, format_length(run_.least_between));
        if (run_.breaches == 0) {
            line("  {}", paint(fmt::format("promise kept: no number reached another company within {}",
                                           format_length(promised)),
                               "32"));
            line("    {} steps were checked; {}", run_.checked, least);
        } else {
            line("  {}", paint(fmt::format("promise broken {} times: numbers reached another company within {}",
                                           run_.breaches, format_length(promised)),
                               "31"));
            for (std::size_t i = 0; i < run_.first_breaches.size(); ++i) line("    {}", breach_text(report_, i));
        }
    }

    void rows_read(std::string_view what, const TableCounts& counts) {
        std::string rest;
        for (const auto& [why, number] : counts.skipped) rest += fmt::format(", {} skipped: {}", number, why);
        if (counts.unknown_regions != 0) rest += fmt::format(", {} of unknown regions", counts.unknown_regions);
        if (counts.unknown_addresses != 0)
            rest += fmt::format(", {} of addresses in no range", counts.unknown_addresses);
        if (counts.unknown_visits != 0) rest += fmt::format(", {} of visits that are not there", counts.unknown_visits);
        line("  {:<22} {:>11} rows = {} used{}", fmt::format("{} read", what), counts.rows, counts.taken, rest);
    }

    void visits() {
        if (run_.visits == 0) return;
        title("Visits");
        static constexpr std::array<std::string_view, shown_as_count> names{
            "kept their number",     "an idle number",      "a new number",
            "their source's number", "the fallback number", "no number"};
        for (std::size_t i = 0; i < names.size(); ++i)
            if (run_.shown_as[i] != 0) row(names[i], run_.shown_as[i], run_.visits, i >= 4 ? "untracked" : "");
        if (run_.by_home != 0) row("  of the home region", run_.by_home, run_.visits, "their own had none");
        static constexpr std::array<std::string_view, lack_count> lacks{"", "stock was empty", "company's limit",
                                                                        "growth was capped"};
        for (std::size_t i = 1; i < lacks.size(); ++i)
            if (run_.lacks[i] != 0)
                row(fmt::format("  {}", lacks[i]), run_.lacks[i], run_.visits, "in the region where it was wanted");
    }

    void pools() {
        if (run_.pools.empty()) return;
        title("Pools");
        Table table;
        table.columns = {"company", "region", "busy_mean", "busy_peak", "when",     "assigned_peak",
                         "ever",    "used",   "blocked",   "erlang_b",  "load_peak"};
        for (const PoolRow& one : run_.pools) {
            const double peak = one.assigned.peak();
            table.rows.push_back(
                {report_.file.companies[one.company].name, report_.file.regions[one.region].name,
                 tenth(one.busy.mean(run_.end)), count(one.busy.peak()), when(one.busy.peak_at()),
                 count(one.assigned.peak()), count(one.touched),
                 share_text(peak == 0 ? 0 : one.busy.mean(run_.end) / peak), share_text(part(one.blocked, one.visits)),
                 share_text(one.visits == 0 ? 0 : one.expected_blocked / static_cast<double>(one.visits)),
                 tenth(one.peak_load)});
        }
        write_table(out_, table, TableFormat::table);
        line(
            "  erlang_b: what Erlang's formula says of `blocked`, hour by hour, with the most numbers that there were");
        Table stock;
        stock.columns = {"region",      "stock",      "free_least", "free_end",
                         "parked_peak", "parked_end", "released",   "ordered"};
        for (const RegionOutcome& one : run_.regions)
            stock.rows.push_back({one.name, count(one.owned.now()), count(one.free.least()), count(one.free.now()),
                                  count(one.quarantined.peak()), count(one.quarantined.now()), count(one.released),
                                  count(one.ordered)});
        out_ += '\n';
        write_table(out_, stock, TableFormat::table);
    }

    void chart(std::string_view name, std::uint32_t (*value)(const PoolSample::OfRegion&)) {
        static constexpr std::array<std::string_view, 9> blocks{" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
        std::vector<std::uint32_t> columns(std::min(chart_width, run_.samples.size()));
        std::uint32_t most = 0, least = unlimited;
        for (std::size_t i = 0; i < run_.samples.size(); ++i) {
            std::uint32_t sum = 0;
            for (const PoolSample::OfRegion& one : run_.samples[i].regions) sum += value(one);
            std::uint32_t& column = columns[i * columns.size() / run_.samples.size()];
            column = std::max(column, sum);
            most = std::max(most, sum);
            least = std::min(least, sum);
        }
        if (most == 0) return;
        std::string text;
        for (const std::uint32_t one : columns) text += blocks[(static_cast<std::size_t>(one) * 8 + most - 1) / most];
        line("  {:<12} {}  {} to {}", name, text, least, most);
    }

    void over_time() {
        if (run_.samples.size() < 2) return;
        title(fmt::format("Over time, all regions, a sample every {}", format_length(run_.every)));
        chart("busy", [](const PoolSample::OfRegion& one) { return one.busy; });
        chart("assigned", [](const PoolSample::OfRegion& one) { return one.assigned; });
        chart("quarantine", [](const PoolSample::OfRegion& one) { return one.quarantined; });
        chart("free", [](const PoolSample::OfRegion& one) { return one.free; });
    }

    void gaps() {
        if (run_.inside.count() == 0) return;
        title("Until a number is shown again");
        Table table;
        table.columns = {"to", "count", "least", "p1", "p10", "median", "p90", "most"};
        const auto add = [&](std::string name, const GapHistogram& of) {
            if (of.count() == 0) return;
            table.rows.push_back({std::move(name), count(of.count()), length_cell(of.least()),
                                  length_cell(of.quantile(0.01)), length_cell(of.quantile(0.1)),
                                  length_cell(of.quantile(0.5)), length_cell(of.quantile(0.9)),
                                  length_cell(of.most())});
        };
        add("the same company", run_.inside);
        add("another company", run_.across);
        write_table(out_, table, TableFormat::table);
        out_ += '\n';
        static constexpr std::array<Millis, 10> edges{
            0,       10 * one_minute, 30 * one_minute, one_hour, 3 * one_hour, 6 * one_hour,
            one_day, 3 * one_day,     14 * one_day,    INT64_MAX};
        std::uint64_t most = 0;
        for (std::size_t i = 0; i + 1 < edges.size(); ++i)
            most = std::max(most, run_.inside.between(edges[i], edges[i + 1]));
        for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
            const std::uint64_t number = run_.inside.between(edges[i], edges[i + 1]);
            if (number != 0)
                bar(edges[i + 1] == INT64_MAX ? "longer" : "to " + format_length(edges[i + 1]), number, most);
        }
    }

    void bar(std::string_view name, std::uint64_t number, std::uint64_t most) {
        const auto size = static_cast<std::size_t>((number * 40 + most - 1) / most);
        std::string text;
        for (std::size_t i = 0; i < size; ++i) text += "█";
        line("  {:<12} {:>10}  {}", name, number, text);
    }

    void calls() {
        if (run_.calls == 0) return;
        title("Calls");
        static constexpr std::array<std::string_view, call_ends.size()> names{
            "right visit",       "wrong visit",     "wrong channel",  "booked",          "no visit known",
            "a source's number", "fallback number", "reached nobody", "another company", "in no pool"};
        static constexpr std::array<std::string_view, call_ends.size()> notes{"",
                                                                              "of the right channel",
                                                                              "",
                                                                              "nobody knows whether rightly",
                                                                              "not shown within the lookback",
                                                                              "",
                                                                              "untracked",
                                                                              "free or in quarantine",
                                                                              "",
                                                                              "the number is not ours"};
        for (std::size_t i = 0; i < names.size(); ++i)
            if (run_.ends[i] != 0) row(names[i], run_.ends[i], run_.calls, notes[i]);
        if (run_.calls_after != 0) line("  {:<22} {:>11} behind the end, not looked at", "later", run_.calls_after);
        static constexpr std::array<std::string_view, delays.size()> whens{
            "during the visit", "within keep-alive", "to 1h", "to 6h", "to 1d", "to 7d", "later", "not known"};
        Table table;
        table.columns = {"called", "calls", "right", "wrong visit", "wrong channel", "nobody", "another company"};
        for (std::size_t i = 0; i < whens.size(); ++i) {
            const DelayRow& one = run_.by_delay[i];
            if (one.calls == 0) continue;
            const auto of = [&](CallEnd end) {
                return share_text(part(one.ends[static_cast<std::size_t>(end)], one.calls));
            };
            table.rows.push_back({std::string(whens[i]), count(one.calls), of(CallEnd::right), of(CallEnd::wrong_visit),
                                  of(CallEnd::wrong_channel), of(CallEnd::nobody), of(CallEnd::other_company)});
        }
        out_ += '\n';
        write_table(out_, table, TableFormat::table);
        if (run_.likely_calls == 0) return;
        line("\n  P(correct) of a booked call: {} on average, {} of {} below {}",
             share_text(run_.likely_sum / static_cast<double>(run_.likely_calls)), run_.doubtful, run_.likely_calls,
             share_text(in_doubt));
        std::uint64_t most = 0;
        for (const LikelyRow& one : run_.likely) most = std::max(most, one.calls);
        for (std::size_t i = 0; i < run_.likely.size(); ++i)
            if (run_.likely[i].calls != 0) bar(fmt::format("{}-{} %", i * 10, i * 10 + 10), run_.likely[i].calls, most);
    }

    void channels() {
        if (run_.calls == 0 || run_.channels.size() < 2) return;
        title("Channels: calls booked, and how many are theirs by P(correct)");
        Table table;
        table.columns = {"channel", "visits", "calls", "booked", "expected", "plus_minus"};
        for (const ChannelOutcome& one : run_.channels)
            table.rows.push_back({base::printable(one.name, 40), count(one.visits), count(one.calls), count(one.booked),
                                  tenth(one.expected), tenth(2 * std::sqrt(one.variance))});
        write_table(out_, table, TableFormat::table);
    }

    void doubts() {
        if (run_.doubts.empty() || report_.log == nullptr) return;
        title(fmt::format("Calls in doubt: the first {} of {}", std::min<std::size_t>(10, run_.doubts.size()),
                          run_.doubtful));
        Table table;
        table.columns = {"call", "at", "number", "booked_to", "p", "or"};
        const auto visit = [&](const Candidate& one) {
            return report_.log->names[report_.log->visits[one.visit].name];
        };
        for (std::size_t i = 0; i < run_.doubts.size() && i < 10; ++i) {
            const Doubt& one = run_.doubts[i];
            std::string others;
            for (std::size_t k = 1; k < one.candidates.size() && k < 3; ++k)
                others += fmt::format("{}{} {}", k == 1 ? "" : ", ", base::printable(visit(one.candidates[k]), 24),
                                      share_text(one.candidates[k].likely));
            table.rows.push_back({base::printable(report_.log->names[report_.log->calls[one.call].name], 24),
                                  when(one.at), number_text(report_, run_.doubt_numbers[i]),
                                  base::printable(visit(one.candidates[0]), 24), share_text(one.candidates[0].likely),
                                  others});
        }
        write_table(out_, table, TableFormat::table);
    }

    void exhaustion() {
        for (const RegionOutcome& one : run_.regions) {
            if (one.exhausted == no_time) continue;
            title(fmt::format("Region {} ran out of numbers", base::printable(one.name)));
            line("  first at {}; {} visits at once had none at the worst", when(one.exhausted), one.shortfall);
            line("  a stock of about {} would have done", one.would_do);
            if (one.exhausted_age == no_time)
                line("  no quarantine, however short, would have had a number then: none was in it");
            else
                line("  a quarantine of {} or less would have had one then", format_length(one.exhausted_age));
        }
    }

    void cost() {
        title("Numbers and their cost");
        const double days = static_cast<double>(run_.number_millis) / static_cast<double>(one_day);
        line("  {} numbers at the end, {} bought on the way, {:.1f} number-days", run_.numbers, run_.bought, days);
        if (const double span = static_cast<double>(run_.end - run_.begin) / static_cast<double>(one_day);
            span > 0 && run_.released() != 0) {
            const double a_day = static_cast<double>(run_.released()) / span;
            const double least =
                static_cast<double>(report_.file.rules.quarantine_least) / static_cast<double>(one_day);
            const double most = static_cast<double>(report_.file.rules.quarantine_most) / static_cast<double>(one_day);
            line(
                "  {:.2f} released a day x {:.0f} to {:.0f} days of quarantine = {:.0f} to {:.0f} parked in the long run",
                a_day, least, most, a_day * least, a_day * most);
        }
        const bool priced = report_.file.prices.per_month != 0 || report_.file.prices.to_buy != 0;
        if (priced)
            line("  cost: {} {}", money_text(run_.cost(report_.file.prices)),
                 base::printable(report_.file.prices.currency));
        if (!report_.more.empty()) {
            Table table;
            table.columns = {"fixed_size", "numbers", "untracked", "wrong_visit", "wrong_channel", "p_correct"};
            if (priced) table.columns.emplace_back("cost");
            for (const MoreRow& one : report_.more) {
                table.rows.push_back({fmt::format("{:.0f} %", one.factor * 100), count(one.numbers),
                                      share_text(one.run.blocked), share_text(one.run.wrong),
                                      share_text(one.run.wrong_channel), share_text(one.run.correct)});
                if (priced) table.rows.back().emplace_back(money_text(one.run.cost));
            }
            line("\n  Pools of fixed size, by the numbers that were busy at the peak:");
            write_table(out_, table, TableFormat::table);
        }
        if (!report_.solved) return;
        const Solved& solved = *report_.solved;
        const std::string bound = fmt::format("{} < {}", solved.bound.metric, share_text(solved.bound.below));
        title(fmt::format("Smallest pool with {}", bound));
        if (!solved.found)
            return line("  none: with {} numbers it is {}", solved.numbers, share_text(solved.with_one_less));
        const double metric = solved.bound.metric == "blocked" ? solved.run.blocked
                              : solved.bound.metric == "wrong" ? solved.run.wrong
                                                               : solved.run.wrong_channel;
        line("  {} numbers: {}{}", solved.numbers, share_text(metric),
             solved.with_one_less < 0 ? std::string()
                                      : fmt::format("; with one less {}", share_text(solved.with_one_less)));
        if (solved.pools.size() > 1)
            for (const FixedPool& one : solved.pools)
                line("    {} in {}: {}", base::printable(report_.file.companies[one.company].name),
                     base::printable(report_.file.regions[one.region].name), one.numbers);
    }

    std::string& out_;
    const PoolReport& report_;
    const PoolOutcome& run_;
};

} // namespace

void write_pool_text(std::string& out, const PoolReport& report) { Page(out, report).write(); }

} // namespace callflow::report
