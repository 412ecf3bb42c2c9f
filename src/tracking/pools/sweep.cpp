#include "tracking/pools/sweep.hpp"

#include "base/edit_distance.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace callflow::tracking {
namespace {

constexpr std::array<std::string_view, 3> metrics{"blocked", "wrong", "wrong-channel"};
constexpr std::uint32_t most_numbers = 1'000'000;

std::optional<std::uint32_t> count_of(std::string_view text) {
    if (text == "unlimited") return unlimited;
    const auto number = base::parse_int(text);
    if (!number || *number < 0 || *number > 10'000'000) return std::nullopt;
    return static_cast<std::uint32_t>(*number);
}

// False where the value is none.
bool apply(PoolFile& file, std::string_view name, std::string_view value) {
    const auto length = [&](Millis unit, Millis& into) {
        const auto read = parse_length(value, unit);
        if (read) into = *read;
        return read.has_value();
    };
    PoolRules& rules = file.rules;
    if (name == "keep-alive") return length(one_minute, rules.keep_alive);
    if (name == "hold") return length(one_day, rules.hold);
    if (name == "lookback") return length(one_day, rules.lookback);
    if (name == "late") {
        const auto share = parse_share(value);
        if (share) file.calls.late = *share;
        return share.has_value();
    }
    if (name == "late-after") return length(one_minute, file.calls.late_median) && file.calls.late_median > 0;
    if (name == "quarantine") {
        const auto range = parse_length_range(value, one_day);
        if (range) std::tie(rules.quarantine_least, rules.quarantine_most) = *range;
        return range.has_value();
    }
    if (name == "policy") {
        const auto* const found = std::ranges::find(policies, value);
        if (found != policies.end()) rules.policy = static_cast<Policy>(found - policies.begin());
        return found != policies.end();
    }
    if (name == "visits") {
        const auto number = base::parse_double(value);
        if (!number || !(*number >= 0 && *number <= 1e9)) return false;
        file.synthetic.visits_per_day = *number;
        return true;
    }
    const auto count = count_of(value);
    if (!count) return false;
    if (name == "limit")
        for (PoolCompany& one : file.companies) one.limit = *count;
    else
        for (PoolRegion& one : file.regions) {
            one.stock = *count;
            if (one.numbers.size() > *count) one.numbers.resize(*count);
        }
    return true;
}

std::string_view values_of(std::string_view name) {
    if (name == "keep-alive") return "5,20m";
    if (name == "late-after") return "1h,6h";
    if (name == "late") return "10%,30%";
    if (name == "hold" || name == "lookback") return "1d,14d";
    if (name == "quarantine") return "30d,90d..180d";
    return name == "policy" ? "oldest,newest,compact,sticky" : "100,200";
}

double metric_of(const RunSummary& run, std::string_view metric) {
    return metric == "blocked" ? run.blocked : metric == "wrong" ? run.wrong : run.wrong_channel;
}

// So many numbers in all, each pool its part by what it needed at its peak, at least one.
std::vector<FixedPool> divided(const PoolOutcome& grown, std::uint32_t numbers) {
    std::vector<FixedPool> out = pools_of_size(grown, 1);
    double all = 0;
    for (const FixedPool& one : out) all += one.numbers;
    double given = 0, until = 0;
    for (FixedPool& one : out) {
        until += one.numbers;
        const double to = std::floor(numbers * until / all + 0.5);
        one.numbers = static_cast<std::uint32_t>(std::max(1.0, to - given));
        given = to;
    }
    return out;
}

std::uint32_t sum_of(const std::vector<FixedPool>& pools) {
    std::uint32_t out = 0;
    for (const FixedPool& one : pools) out += one.numbers;
    return out;
}

RunSummary summarise(const PoolOutcome& outcome, const PoolFile& file) {
    RunSummary out;
    out.visits = outcome.visits;
    out.calls = outcome.calls;
    out.busy = outcome.peak_busy();
    out.assigned = outcome.peak_assigned();
    out.touched = outcome.touched();
    out.released = outcome.released();
    for (const RegionOutcome& one : outcome.regions) out.parked += one.quarantined.now();
    out.blocked = outcome.blocked_share();
    out.wrong = outcome.wrong_share();
    out.wrong_channel = outcome.wrong_channel_share();
    out.nobody = outcome.share(CallEnd::nobody);
    out.other_company = outcome.share(CallEnd::other_company);
    out.correct = outcome.likely_calls == 0 ? 0 : outcome.likely_sum / static_cast<double>(outcome.likely_calls);
    out.gap_median = outcome.inside.quantile(0.5);
    out.cost = outcome.cost(file.prices);
    return out;
}

} // namespace

base::Result<std::vector<SweepAxis>> parse_sweep(std::string_view text, const PoolFile& file) {
    std::vector<SweepAxis> out;
    while (!(text = base::trim(text)).empty()) {
        const std::size_t blank = std::min(text.find(' '), text.size());
        const std::string_view item = text.substr(0, blank);
        text.remove_prefix(blank);
        const std::size_t equals = std::min(item.find('='), item.size());
        SweepAxis& axis = out.emplace_back();
        axis.name = item.substr(0, equals);
        if (std::ranges::find(sweep_names, axis.name) == sweep_names.end()) {
            const std::string_view near = base::nearest(axis.name, sweep_names);
            return base::fail(base::ErrorKind::usage,
                              fmt::format("--sweep knows no {}{}: it changes {}", base::quoted(axis.name),
                                          near.empty() ? std::string() : fmt::format(" (did you mean {}?)", near),
                                          fmt::join(sweep_names, ", ")));
        }
        std::string_view values = item.substr(std::min(equals + 1, item.size()));
        PoolFile scratch = file;
        for (bool more = true; more;) {
            const std::size_t comma = values.find(',');
            more = comma != std::string_view::npos;
            const std::string_view value = values.substr(0, comma);
            if (!apply(scratch, axis.name, value))
                return base::fail(base::ErrorKind::usage,
                                  fmt::format("--sweep {} takes values such as {}={}, not {}", axis.name, axis.name,
                                              values_of(axis.name), base::quoted(value)));
            axis.values.emplace_back(value);
            if (more) values.remove_prefix(comma + 1);
        }
    }
    if (out.empty()) return base::fail(base::ErrorKind::usage, "--sweep takes NAME=VALUE,… such as keep-alive=5,20,60");
    return out;
}

base::Result<std::vector<SweepRow>> sweep(const PoolFile& file, const SimulationSettings& settings,
                                          const std::vector<SweepAxis>& axes) {
    std::size_t runs = 1;
    for (const SweepAxis& one : axes) runs = std::min(runs * one.values.size(), most_runs + 1);
    if (runs > most_runs)
        return base::fail(base::ErrorKind::usage, fmt::format("--sweep makes {} runs at most", most_runs));
    std::vector<SweepRow> out;
    SimulationSettings each = settings;
    each.every = -1;
    for (std::size_t run = 0; run < runs; ++run) {
        PoolFile changed = file;
        SweepRow& row = out.emplace_back();
        row.values.resize(axes.size());
        std::size_t rest = run;
        for (std::size_t i = axes.size(); i-- > 0; rest /= axes[i].values.size())
            row.values[i] = axes[i].values[rest % axes[i].values.size()];
        for (std::size_t i = 0; i < axes.size(); ++i) static_cast<void>(apply(changed, axes[i].name, row.values[i]));
        const auto outcome = simulate_pools(changed, each);
        if (!outcome) return tl::unexpected(outcome.error());
        row.run = summarise(*outcome, changed);
    }
    return out;
}

base::Result<SolveBound> parse_solve(std::string_view text) {
    const std::size_t below = text.find('<');
    const std::string_view metric = base::trim(text.substr(0, below));
    const auto share = below == std::string_view::npos ? std::nullopt : parse_share(text.substr(below + 1));
    if (std::ranges::find(metrics, metric) == metrics.end() || !share || *share <= 0)
        return base::fail(base::ErrorKind::usage,
                          fmt::format("--solve takes a bound such as 'blocked<1%' or 'wrong<10%', of {}, not {}",
                                      fmt::join(metrics, ", "), base::quoted(text)));
    return SolveBound{std::string(metric), *share};
}

base::Result<Solved> solve(const PoolFile& file, const SimulationSettings& settings, const PoolOutcome& grown,
                           const SolveBound& bound) {
    Solved out;
    out.bound = bound;
    if (grown.pools.empty()) return out;
    SimulationSettings each = settings;
    each.every = -1;
    base::Error error;
    const auto keeps = [&](std::uint32_t numbers, double& metric) -> std::optional<bool> {
        each.fixed = divided(grown, numbers);
        const auto outcome = simulate_pools(file, each);
        ++out.runs;
        if (!outcome) {
            error = outcome.error();
            return std::nullopt;
        }
        const RunSummary run = summarise(*outcome, file);
        metric = metric_of(run, bound.metric);
        if (metric >= bound.below) return false;
        out.run = run;
        out.numbers = sum_of(each.fixed);
        out.pools = each.fixed;
        return true;
    };
    const auto least = static_cast<std::uint32_t>(grown.pools.size());
    double metric = 0;
    std::uint32_t low = least - 1, high = std::max(least, sum_of(pools_of_size(grown, 1)));
    for (;;) {
        const auto kept = keeps(high, metric);
        if (!kept) return tl::unexpected(error);
        if (*kept) break;
        low = high;
        out.with_one_less = metric;
        if (high >= most_numbers || high >= grown.visits) {
            out.numbers = high;
            return out;
        }
        high = std::min(high * 2, most_numbers);
    }
    while (high - low > 1) {
        const std::uint32_t middle = low + (high - low) / 2;
        const auto kept = keeps(middle, metric);
        if (!kept) return tl::unexpected(error);
        (*kept ? high : low) = middle;
        if (!*kept) out.with_one_less = metric;
    }
    out.found = true;
    return out;
}

base::Result<std::vector<MoreRow>> with_more(const PoolFile& file, const SimulationSettings& settings,
                                             const PoolOutcome& grown, const std::vector<double>& factors) {
    std::vector<MoreRow> out;
    SimulationSettings each = settings;
    each.every = -1;
    for (const double factor : factors) {
        each.fixed = pools_of_size(grown, factor);
        if (each.fixed.empty()) break;
        const auto outcome = simulate_pools(file, each);
        if (!outcome) return tl::unexpected(outcome.error());
        out.push_back({factor, sum_of(each.fixed), summarise(*outcome, file)});
    }
    return out;
}

} // namespace callflow::tracking
