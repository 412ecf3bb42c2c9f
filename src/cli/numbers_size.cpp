#include "base/text.hpp"
#include "cli/cli.hpp"
#include "cli/numbers.hpp"
#include "cli/terminal.hpp"
#include "report/pool_report.hpp"
#include "tracking/pools/erlang.hpp"
#include "tracking/pools/pool_file.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::cli {
namespace {

base::Result<double> number(const Values& values, std::string_view option, double least, double most) {
    const auto read = base::parse_double(values.get(option));
    if (read && *read >= least && *read <= most) return *read;
    return base::fail(base::ErrorKind::usage, fmt::format("--{} takes a number from {:g} to {:g}, not {}", option,
                                                          least, most, base::quoted(values.get(option))));
}

base::Result<double> minutes(const Values& values, std::string_view option) {
    const auto read = tracking::parse_length(values.get(option), tracking::one_minute);
    if (read && *read <= 100 * tracking::one_day)
        return static_cast<double>(*read) / static_cast<double>(tracking::one_minute);
    return base::fail(base::ErrorKind::usage, fmt::format("--{} takes a length of time such as 20m, not {}", option,
                                                          base::quoted(values.get(option))));
}

base::Result<std::vector<double>> shares(const Values& values) {
    std::vector<double> out;
    for (std::string_view text = values.get("blocked");;) {
        const std::size_t comma = std::min(text.find(','), text.size());
        const auto share = tracking::parse_share(text.substr(0, comma));
        if (!share || *share < 1e-9)
            return base::fail(base::ErrorKind::usage,
                              fmt::format("--blocked takes shares above 0 such as 5%,1%,0.1%, not {}",
                                          base::quoted(text.substr(0, comma))));
        out.push_back(*share);
        if (comma == text.size()) return out;
        text.remove_prefix(comma + 1);
    }
}

base::Result<tracking::PoolDemand> demand_of(const Values& values) {
    tracking::PoolDemand out;
    base::Error error;
    bool fine = true;
    const auto take = [&](double& into, const base::Result<double>& read) {
        if (!read && fine) error = read.error();
        fine = fine && read.has_value();
        if (read) into = *read;
    };
    if (values.has("visits-per-hour")) take(out.visits_per_hour, number(values, "visits-per-hour", 0, 1e7));
    if (values.has("visits-per-day")) take(out.visits_per_day, number(values, "visits-per-day", 0, 1e8));
    if (!values.has("visits-per-hour")) out.visits_per_hour = out.visits_per_day / 15;
    take(out.visit_minutes, minutes(values, "visit-length"));
    take(out.keep_alive_minutes, minutes(values, "keep-alive"));
    take(out.sources, number(values, "sources", 1, 1e6));
    take(out.burst, number(values, "burst", 1, 1000));
    take(out.late_median_minutes, minutes(values, "late-after"));
    const auto late = tracking::parse_share(values.get("late"));
    if (!late && fine)
        return base::fail(base::ErrorKind::usage,
                          fmt::format("--late takes a share such as 30%, not {}", base::quoted(values.get("late"))));
    if (late) out.late_share = *late;
    if (!fine) return tl::unexpected(error);
    if (out.late_median_minutes <= 0)
        return base::fail(base::ErrorKind::usage, "--late-after takes a length of time above 0");
    if (out.load() > 1e7)
        return base::fail(base::ErrorKind::usage, "that would be more than ten million numbers at once");
    return out;
}

} // namespace

ExitStatus numbers_size(const Values& values, Io& io) {
    if (!values.has("visits-per-hour") && !values.has("visits-per-day"))
        return complain(
            io, "numbers",
            base::Error{base::ErrorKind::usage,
                        "size takes --visits-per-hour, the visits of the busiest hour, or --visits-per-day"});
    const auto demand = demand_of(values);
    if (!demand) return complain(io, "numbers", demand.error());
    const auto wanted = shares(values);
    if (!wanted) return complain(io, "numbers", wanted.error());
    if (values.get("format") == "svg")
        return complain(io, "numbers", base::Error{base::ErrorKind::usage, "size writes text, json or csv, no svg"});
    const auto format = values.get("format") == "json"  ? report::TableFormat::json
                        : values.get("format") == "csv" ? report::TableFormat::csv
                                                        : report::TableFormat::table;
    std::string out;
    report::write_sizes(out, *demand, tracking::pool_sizes(*demand, *wanted), format);
    return deliver(values, io, out);
}

} // namespace callflow::cli
