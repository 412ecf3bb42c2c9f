#include "base/moment.hpp"
#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/cdr.hpp"
#include "cli/cli.hpp"
#include "cli/load.hpp"
#include "cli/log_options.hpp"
#include "cli/numbers.hpp"
#include "cli/suggest.hpp"
#include "cli/terminal.hpp"
#include "doc/read.hpp"
#include "report/pool_report.hpp"
#include "tracking/pools/simulate.hpp"
#include "tracking/pools/sweep.hpp"
#include "tracking/pools/visit_tables.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::cli {
namespace {

using base::ErrorKind;
using tracking::PoolFile;

constexpr tracking::Millis most_samples = 100'000;
constexpr std::uint64_t most_pool_bytes = std::uint64_t{64} << 20;

// The file, with its table of addresses. nullopt, having complained, where it cannot be used; then `status` is what to end with.
std::optional<PoolFile> read_pool_file(const Values& values, Io& io, ExitStatus& status) {
    const std::string& path = values.all("POOL").front();
    const auto stop = [&](const base::Error& error) {
        status = complain(io, "numbers", error);
        return std::nullopt;
    };
    auto text = path == "-" ? io.read_stdin(most_pool_bytes) : io.files->read(path, most_pool_bytes);
    if (!text) return stop(text.error());
    Inputs inputs;
    const base::FileId id = inputs.sources.add(path, std::move(*text));
    const auto document = doc::read_document(inputs.sources, id, inputs.findings);
    std::optional<PoolFile> file;
    if (document) file = tracking::read_pool(*document, inputs.findings);
    inputs.findings.sort();
    if (!inputs.findings.empty()) say_findings(values, io, inputs);
    if (!file || inputs.findings.has_errors()) {
        status = ExitStatus::usage;
        return std::nullopt;
    }
    if (file->ip_file.empty()) return file;
    const std::string folder = folder_of(path);
    const std::string table =
        folder.empty() || file->ip_file.starts_with('/') ? file->ip_file : folder + "/" + file->ip_file;
    const auto lines = io.files->read(table, most_pool_bytes);
    if (!lines) return stop(lines.error());
    if (const auto read = tracking::read_ip_lines(table, *lines, *file); !read) return stop(read.error());
    if (const auto sorted = file->ips.finish(); !sorted) return stop(sorted.error());
    return file;
}

// `days=7,visits=5000`
base::Result<void> change_synthetic(std::string_view text, PoolFile& file) {
    static constexpr std::string_view names[] = {"days", "visits", "length", "curve", "returning"};
    tracking::PoolSynthetic& into = file.synthetic;
    into.given = true;
    while (!text.empty()) {
        const std::size_t comma = std::min(text.find(','), text.size());
        const std::string_view item = base::trim(text.substr(0, comma));
        text.remove_prefix(std::min(comma + 1, text.size()));
        const std::size_t equals = std::min(item.find('='), item.size());
        const std::string_view name = item.substr(0, equals);
        const std::string_view value = item.substr(std::min(equals + 1, item.size()));
        bool good = true;
        const auto number = base::parse_double(value);
        if (name == "days") {
            good = number && *number >= 1 && *number <= 36'500 && *number == static_cast<std::uint32_t>(*number);
            if (good) into.days = static_cast<std::uint32_t>(*number);
        } else if (name == "visits") {
            good = number && *number >= 0 && *number <= 1e9;
            if (good) into.visits_per_day = *number;
        } else if (name == "length") {
            const auto length = tracking::parse_length(value, tracking::one_minute);
            good = length.has_value();
            if (good) into.length = *length;
        } else if (name == "returning") {
            const auto share = tracking::parse_share(value);
            good = share.has_value();
            if (good) into.returning = *share;
        } else if (name == "curve") {
            const auto curve = tracking::curve_named(value);
            good = curve.has_value();
            if (good)
                for (auto& one : into.streams) one.curve = *curve;
        } else {
            return base::fail(ErrorKind::usage, fmt::format("--synthetic knows no {}{}: it sets {}", base::quoted(name),
                                                            did_you_mean(name, names), one_of(names)));
        }
        if (!good)
            return base::fail(ErrorKind::usage, fmt::format("--synthetic {} cannot be {}", name, base::quoted(value)));
    }
    return {};
}

base::Result<std::vector<double>> more_of(const Values& values) {
    std::vector<double> out;
    std::string_view text = values.get("more");
    if (text == "none") return out;
    for (;;) {
        const std::size_t comma = std::min(text.find(','), text.size());
        std::string_view one = base::trim(text.substr(0, comma));
        if (one.ends_with('%')) one.remove_suffix(1);
        const auto share = base::parse_double(one);
        if (!share || *share < -99 || *share > 10'000)
            return base::fail(ErrorKind::usage, fmt::format("--more takes shares such as 10%,50%, or `none`, not {}",
                                                            base::quoted(text.substr(0, comma))));
        out.push_back(1 + *share / 100);
        if (comma == text.size()) return out;
        text.remove_prefix(comma + 1);
    }
}

// text, json, csv or svg: as asked, else by the ending of the file.
std::string_view format_of(const Values& values) {
    const std::string_view path = values.get("output");
    if (!values.written("format"))
        for (const std::string_view one : {"json", "csv", "svg"})
            if (path.size() > one.size() && path.ends_with(one) && path[path.size() - one.size() - 1] == '.')
                return one;
    return values.get("format");
}

class Simulation {
public:
    Simulation(const Values& values, Io& io, PoolFile file) : values_(values), io_(io), file_(std::move(file)) {}

    ExitStatus run() {
        if (const auto read = prepare(); !read) return complain(io_, "numbers", read.error());
        if (!axes_.empty()) return run_sweep();
        const auto outcome = tracking::simulate_pools(file_, settings_);
        if (!outcome) return finish(outcome.error());
        report::PoolReport report{file_, *outcome, settings_.seed};
        if (tables_ != nullptr) {
            report.log = &log_;
            report.visits = &tables_->visits();
            if (log_.has_calls) report.calls = &tables_->calls();
        }
        report.show_numbers = values_.has("show-numbers");
        const std::string_view format = format_of(values_);
        if (!log_.has_numbers && (format == "text" || format == "json")) {
            auto more = tracking::with_more(file_, settings_, *outcome, more_);
            if (!more) return finish(more.error());
            report.more = std::move(*more);
        }
        if (bound_) {
            auto solved = tracking::solve(file_, settings_, *outcome, *bound_);
            if (!solved) return finish(solved.error());
            report.solved = std::move(*solved);
        }
        hide_progress();
        std::string out;
        if (format == "json") {
            report::write_pool_json(out, report);
        } else if (format == "csv") {
            report::write_pool_csv(out, report);
        } else if (format == "svg") {
            report::write_pool_svg(out, report);
        } else {
            report.color = wants_color(values_, io_, io_.out_is_terminal && !values_.has("output"));
            report::write_pool_text(out, report);
        }
        const ExitStatus found = outcome->breaches != 0 ? ExitStatus::findings : ExitStatus::fine;
        return worst(worst(deliver(values_, io_, out), found), skipped());
    }

private:
    base::Result<void> prepare() {
        const bool files = values_.has("visits");
        for (const std::string_view option : {"calls", "cdrs"})
            if (values_.has(option) && !files)
                return base::fail(ErrorKind::usage,
                                  fmt::format("--{} are calls of visits: --visits is missing", option));
        if (files && values_.has("synthetic"))
            return base::fail(ErrorKind::usage, "--visits and --synthetic exclude each other");
        if (values_.has("synthetic"))
            if (auto done = change_synthetic(values_.get("synthetic"), file_); !done) return done;
        if (!files && !file_.synthetic.given)
            return base::fail(
                ErrorKind::usage,
                "there are no visits: POOL has no `synthetic:`, and neither --visits nor --synthetic is given");
        const auto seed = seed_of(values_);
        if (!seed) return tl::unexpected(seed.error());
        settings_.seed = seed->value_or(1);
        if (values_.has("every")) {
            const auto every = tracking::parse_length(values_.get("every"));
            if (!every || *every < tracking::one_minute)
                return base::fail(ErrorKind::usage, fmt::format("--every takes a length of time, 1m or more, not {}",
                                                                base::quoted(values_.get("every"))));
            settings_.every = *every;
        }
        std::string settings;
        for (const std::string& one : values_.all("sweep")) settings += one + ' ';
        for (std::size_t i = 1; i < values_.all("POOL").size(); ++i) {
            const std::string& one = values_.all("POOL")[i];
            if (!values_.has("sweep") || one.find('=') == std::string::npos)
                return base::fail(ErrorKind::usage,
                                  fmt::format("simulate takes one POOL; {} is another", base::quoted(one)));
            settings += one + ' ';
        }
        if (!settings.empty()) {
            auto axes = tracking::parse_sweep(settings, file_);
            if (!axes) return tl::unexpected(axes.error());
            axes_ = std::move(*axes);
        }
        if (values_.has("solve")) {
            auto bound = tracking::parse_solve(values_.get("solve"));
            if (!bound) return tl::unexpected(bound.error());
            bound_ = std::move(*bound);
        }
        if (bound_ && !axes_.empty()) return base::fail(ErrorKind::usage, "--sweep and --solve exclude each other");
        if (!axes_.empty() && format_of(values_) == "svg")
            return base::fail(ErrorKind::usage, "--sweep writes text, json or csv, no svg");
        auto more = more_of(values_);
        if (!more) return tl::unexpected(more.error());
        more_ = std::move(*more);
        if (io_.show_progress)
            settings_.progress = [this](std::uint64_t visits) { io_.show_progress(fmt::format("{} visits", visits)); };
        if (auto done = files ? read_files() : check_span(); !done) return done;
        const tracking::Millis span = files ? (log_.last == tracking::no_time ? 0 : log_.last - log_.first)
                                            : file_.synthetic.days * tracking::one_day;
        if (settings_.every > 0 && span / settings_.every > most_samples)
            return base::fail(ErrorKind::usage,
                              fmt::format("--every {} gives more than {} samples", values_.get("every"), most_samples));
        return {};
    }

    // More visits than fit a run are a slip of the pen.
    base::Result<void> check_span() const {
        double visits = file_.synthetic.visits_per_day * file_.synthetic.days;
        for (const auto& one : file_.synthetic.bursts) visits += one.visits;
        if (visits <= 2e9) return {};
        return base::fail(ErrorKind::usage, "that would be more than two thousand million visits");
    }

    base::Result<void> read_files() {
        tracking::TableSettings settings;
        settings.zone = values_.get("zone");
        if (!base::zone_offset(settings.zone, 0))
            return base::fail(
                ErrorKind::usage,
                fmt::format("--zone takes a name such as Europe/Paris, UTC, or an offset such as +05:30, not {}",
                            base::quoted(settings.zone)));
        if (auto done = tracking::parse_table_map(values_.get("map"), settings); !done) return done;
        tables_ = std::make_unique<tracking::VisitTables>(file_, std::move(settings));
        for (const std::string_view option : {"visits", "calls"}) {
            for (const std::string& path : values_.all(option)) {
                auto bytes = path == "-" ? io_.open_stdin() : io_.files->open(path);
                if (!bytes) return tl::unexpected(bytes.error());
                const std::string name = path == "-" ? "stdin" : path;
                auto done = option == "visits" ? tables_->read_visits(name, std::move(*bytes))
                                               : tables_->read_calls(name, std::move(*bytes));
                if (!done) return done;
            }
        }
        if (auto done = read_records(); !done) return done;
        for (const tracking::TableCounts* counts : {&tables_->visits(), &tables_->calls()})
            for (const std::string& one : counts->first) io_.err += one + '\n';
        log_ = tables_->finish();
        settings_.log = &log_;
        if (log_.has_numbers && (bound_ || !axes_.empty()))
            return base::fail(ErrorKind::usage,
                              "--sweep and --solve choose other numbers than the visits say were shown");
        if (log_.last != tracking::no_time && log_.last - log_.first > 36'525 * tracking::one_day)
            return base::fail(ErrorKind::usage, "the visits and calls lie more than a hundred years apart");
        return {};
    }

    // Calls as `cdr read` reads them.
    base::Result<void> read_records() {
        if (!values_.has("cdrs")) return {};
        logs::Settings settings;
        settings.zone = values_.get("zone");
        const std::string_view from = values_.get("cdr-format");
        if (from != "auto") {
            auto format = cli::format_of(io_, from);
            if (!format) return tl::unexpected(format.error());
            settings.format = std::move(*format);
        }
        const auto counts =
            read_cdr_files(std::move(settings), from != "auto", values_.all("cdrs"), io_, [&](logs::Cdr& record) {
                tables_->take(record);
                return true;
            });
        if (!counts) return tl::unexpected(counts.error());
        for (std::size_t i = 0; i < counts->skipped.size(); ++i)
            tables_->skipped_records(logs::explain(static_cast<logs::Reason>(i)), counts->skipped[i]);
        return {};
    }

    ExitStatus run_sweep() {
        const auto rows = tracking::sweep(file_, settings_, axes_);
        if (!rows) return finish(rows.error());
        hide_progress();
        const std::string_view format = format_of(values_);
        std::string out;
        report::write_sweep(out, file_, axes_, *rows, settings_.seed,
                            format == "json"  ? report::TableFormat::json
                            : format == "csv" ? report::TableFormat::csv
                                              : report::TableFormat::table);
        return worst(deliver(values_, io_, out), skipped());
    }

    void hide_progress() {
        if (io_.show_progress) io_.show_progress({});
    }
    ExitStatus finish(const base::Error& error) {
        hide_progress();
        return complain(io_, "numbers", error);
    }
    [[nodiscard]] ExitStatus skipped() const {
        const bool any = tables_ != nullptr && (tables_->visits().rows != tables_->visits().taken ||
                                                tables_->calls().rows != tables_->calls().taken);
        return any && values_.has("strict") ? ExitStatus::findings : ExitStatus::fine;
    }

    const Values& values_;
    Io& io_;
    PoolFile file_;
    tracking::SimulationSettings settings_;
    std::unique_ptr<tracking::VisitTables> tables_;
    tracking::VisitLog log_;
    std::vector<tracking::SweepAxis> axes_;
    std::optional<tracking::SolveBound> bound_;
    std::vector<double> more_;
};

} // namespace

ExitStatus numbers_simulate(const Values& values, Io& io) {
    ExitStatus status = ExitStatus::fine;
    auto file = read_pool_file(values, io, status);
    if (!file) return status;
    return Simulation(values, io, std::move(*file)).run();
}

} // namespace callflow::cli
