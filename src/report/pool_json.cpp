#include "base/json_writer.hpp"
#include "report/pool_report.hpp"

#include <cmath>

namespace callflow::report {
namespace {

using namespace tracking;
using base::JsonWriter;

double seconds(Millis length) { return static_cast<double>(length) / 1000; }

class Document {
public:
    Document(std::string& out, const PoolReport& report)
        : json_(out, JsonWriter::Layout::indented), report_(report), run_(report.outcome) {}

    void write() {
        json_.begin_object()
            .member("callflow_numbers", 1)
            .member("name", report_.file.name)
            .member("seed", report_.seed);
        moment("begin", run_.begin);
        moment("end", run_.end);
        if (report_.visits != nullptr) {
            json_.key("read").begin_object();
            read("visits", *report_.visits);
            if (report_.calls != nullptr) read("calls", *report_.calls);
            json_.end_object();
        }
        promise();
        visits();
        regions();
        pools();
        gaps();
        calls();
        channels();
        doubts();
        cost();
        json_.end_object();
    }

private:
    void moment(std::string_view name, Millis at) {
        json_.key(name);
        if (at == no_time)
            json_.null();
        else
            json_.value(moment_text(at));
    }
    void length(std::string_view name, Millis length) {
        json_.key(name);
        if (length == no_time)
            json_.null();
        else
            json_.value(seconds(length));
    }
    void number(std::string_view name, double value) { json_.member(name, rounded(value)); }

    void read(std::string_view name, const TableCounts& counts) {
        json_.key(name).begin_object().member("rows", counts.rows).member("used", counts.taken);
        json_.key("skipped").begin_object();
        for (const auto& [why, count] : counts.skipped) json_.member(why, count);
        json_.end_object();
        json_.member("unknown_regions", counts.unknown_regions).member("unknown_addresses", counts.unknown_addresses);
        json_.member("unknown_visits", counts.unknown_visits).end_object();
    }

    void promise() {
        const PoolRules& rules = report_.file.rules;
        json_.key("promise").begin_object().member("kept", run_.breaches == 0).member("steps", run_.checked);
        length("hold_seconds", rules.hold);
        length("quarantine_least_seconds", rules.quarantine_least);
        length("quarantine_most_seconds", rules.quarantine_most);
        json_.member("passed_on", run_.passed_on);
        length("least_between_seconds", run_.least_between);
        json_.member("breaches", run_.breaches).key("first_breaches").begin_array();
        for (std::size_t i = 0; i < run_.first_breaches.size(); ++i) json_.value(breach_text(report_, i));
        json_.end_array().end_object();
    }

    void visits() {
        static constexpr std::array<std::string_view, shown_as_count> names{"kept",  "own",      "grown",
                                                                            "fixed", "fallback", "nothing"};
        static constexpr std::array<std::string_view, lack_count> lacks{"", "stock", "limit", "growth"};
        json_.key("visits").begin_object().member("all", run_.visits);
        for (std::size_t i = 0; i < names.size(); ++i) json_.member(names[i], run_.shown_as[i]);
        json_.member("by_home", run_.by_home).member("unknown_numbers", run_.unknown_shown);
        json_.key("lacked").begin_object();
        for (std::size_t i = 1; i < lacks.size(); ++i) json_.member(lacks[i], run_.lacks[i]);
        json_.end_object();
        number("untracked_share", run_.blocked_share());
        json_.end_object();
    }

    void level(std::string_view name, const Level& of) {
        json_.key(name).begin_object().member("least", of.least());
        number("mean", of.mean(run_.end));
        json_.member("peak", of.peak());
        moment("peak_at", of.peak_at());
        json_.member("end", of.now()).end_object();
    }

    void regions() {
        json_.key("regions").begin_array();
        for (const RegionOutcome& one : run_.regions) {
            json_.begin_object().member("region", one.name);
            level("busy", one.busy);
            level("assigned", one.assigned);
            level("quarantined", one.quarantined);
            level("free", one.free);
            level("owned", one.owned);
            json_.member("wanted", one.wanted).member("lacked", one.lacked).member("by_home", one.by_home);
            json_.member("released", one.released).member("ordered", one.ordered);
            moment("exhausted_at", one.exhausted);
            json_.member("shortfall", one.shortfall).member("stock_that_would_do", one.would_do);
            length("quarantine_that_would_do_seconds", one.exhausted_age);
            json_.end_object();
        }
        json_.end_array();
    }

    void pools() {
        json_.key("pools").begin_array();
        for (const PoolRow& one : run_.pools) {
            json_.begin_object().member("company", report_.file.companies[one.company].name);
            json_.member("region", report_.file.regions[one.region].name);
            level("busy", one.busy);
            level("assigned", one.assigned);
            json_.member("touched", one.touched).member("visits", one.visits).member("blocked", one.blocked);
            number("erlang_b_blocked", one.expected_blocked);
            number("peak_load", one.peak_load);
            moment("peak_load_at", one.peak_load_at);
            json_.end_object();
        }
        json_.end_array();
    }

    void histogram(std::string_view name, const GapHistogram& of) {
        json_.key(name).begin_object().member("count", of.count());
        length("least", of.least());
        length("p1", of.quantile(0.01));
        length("p10", of.quantile(0.1));
        length("median", of.quantile(0.5));
        length("p90", of.quantile(0.9));
        length("most", of.most());
        json_.end_object();
    }
    void gaps() {
        json_.key("gaps_seconds").begin_object();
        histogram("same_company", run_.inside);
        histogram("other_company", run_.across);
        json_.end_object();
    }

    void ends(const std::array<std::uint64_t, call_ends.size()>& counts) {
        for (std::size_t i = 0; i < counts.size(); ++i) json_.member(call_ends[i], counts[i]);
    }
    void calls() {
        json_.key("calls").begin_object().member("all", run_.calls).member("after_the_end", run_.calls_after);
        ends(run_.ends);
        number("wrong_share", run_.wrong_share());
        number("wrong_channel_share", run_.wrong_channel_share());
        json_.key("by_delay").begin_array();
        for (std::size_t i = 0; i < delays.size(); ++i) {
            json_.begin_object().member("delay", delays[i]).member("calls", run_.by_delay[i].calls);
            ends(run_.by_delay[i].ends);
            json_.end_object();
        }
        json_.end_array().key("p_correct").begin_object();
        number("mean", run_.likely_calls == 0 ? 0 : run_.likely_sum / static_cast<double>(run_.likely_calls));
        json_.member("calls", run_.likely_calls).member("in_doubt", run_.doubtful).key("tenths").begin_array();
        for (const LikelyRow& one : run_.likely) {
            json_.begin_object().member("calls", one.calls).member("known", one.known).member("right", one.right);
            number("mean", one.calls == 0 ? 0 : one.sum / static_cast<double>(one.calls));
            json_.end_object();
        }
        json_.end_array().end_object().end_object();
    }

    void channels() {
        json_.key("channels").begin_array();
        for (const ChannelOutcome& one : run_.channels) {
            json_.begin_object().member("channel", one.name).member("visits", one.visits).member("calls", one.calls);
            json_.member("booked", one.booked);
            number("expected", one.expected);
            number("plus_minus", 2 * std::sqrt(one.variance));
            json_.end_object();
        }
        json_.end_array();
    }

    void doubts() {
        json_.key("doubts").begin_array();
        for (std::size_t i = 0; i < run_.doubts.size() && report_.log != nullptr; ++i) {
            const Doubt& one = run_.doubts[i];
            json_.begin_object().member("call", report_.log->names[report_.log->calls[one.call].name]);
            moment("at", one.at);
            json_.member("number", number_text(report_, run_.doubt_numbers[i])).key("candidates").begin_array();
            for (const Candidate& each : one.candidates) {
                json_.begin_object().member("visit", report_.log->names[report_.log->visits[each.visit].name]);
                number("p", each.likely);
                json_.end_object();
            }
            json_.end_array().end_object();
        }
        json_.end_array();
    }

    void summary(const RunSummary& run) {
        number("untracked_share", run.blocked);
        number("wrong_share", run.wrong);
        number("wrong_channel_share", run.wrong_channel);
        number("p_correct", run.correct);
        json_.member("cost", money_text(run.cost));
    }

    void cost() {
        json_.key("numbers").begin_object().member("end", run_.numbers).member("bought", run_.bought);
        number("days", static_cast<double>(run_.number_millis) / static_cast<double>(one_day));
        json_.member("currency", report_.file.prices.currency)
            .member("cost", money_text(run_.cost(report_.file.prices)));
        json_.end_object().key("fixed_size").begin_array();
        for (const MoreRow& one : report_.more) {
            json_.begin_object();
            number("factor", one.factor);
            json_.member("numbers", one.numbers);
            summary(one.run);
            json_.end_object();
        }
        json_.end_array();
        if (!report_.solved) return;
        const Solved& solved = *report_.solved;
        json_.key("solved").begin_object().member("metric", solved.bound.metric);
        number("below", solved.bound.below);
        json_.member("found", solved.found).member("numbers", solved.numbers).member("runs", solved.runs);
        json_.key("with_one_less");
        if (solved.with_one_less < 0)
            json_.null();
        else
            json_.value(rounded(solved.with_one_less));
        if (solved.found) summary(solved.run);
        json_.end_object();
    }

    JsonWriter json_;
    const PoolReport& report_;
    const PoolOutcome& run_;
};

} // namespace

void write_pool_json(std::string& out, const PoolReport& report) {
    Document(out, report).write();
    out += '\n';
}

void write_pool_csv(std::string& out, const PoolReport& report) {
    const PoolOutcome& run = report.outcome;
    Table table;
    table.columns = {"time", "region", "company", "busy", "assigned", "idle", "quarantined", "free", "owned"};
    const auto count = [](std::uint32_t number) { return Cell(static_cast<std::int64_t>(number)); };
    for (const PoolSample& one : run.samples) {
        for (std::size_t i = 0; i < one.regions.size(); ++i) {
            const PoolSample::OfRegion& region = one.regions[i];
            table.rows.push_back({moment_text(one.at), run.regions[i].name, Cell(), count(region.busy),
                                  count(region.assigned), count(region.assigned - region.busy),
                                  count(region.quarantined), count(region.free), count(region.owned)});
        }
        for (std::size_t i = 0; i < one.pools.size(); ++i) {
            const PoolRow& pool = run.pools[i];
            table.rows.push_back({moment_text(one.at), run.regions[pool.region].name,
                                  report.file.companies[pool.company].name, count(one.pools[i].busy),
                                  count(one.pools[i].assigned), count(one.pools[i].assigned - one.pools[i].busy),
                                  Cell(), Cell(), Cell()});
        }
    }
    write_table(out, table, TableFormat::csv);
}

} // namespace callflow::report
