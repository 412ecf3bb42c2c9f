// Document -> PoolFile.
#include "base/codes.hpp"
#include "base/text.hpp"
#include "tracking/pools/pool_reader.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace callflow::tracking {
namespace {

using doc::Entry;
using doc::View;

constexpr std::string_view top_keys[] = {"callflow-pool", "name",   "regions", "companies", "rules",
                                         "ip_table",      "prices", "calls",   "synthetic"};
constexpr std::string_view region_keys[] = {"stock", "numbers", "ip", "restock", "reserve"};
constexpr std::string_view restock_keys[] = {"threshold", "step", "lead_time", "most"};
constexpr std::string_view company_keys[] = {"home", "multi_regional", "limit", "fallback", "static"};
constexpr std::string_view rules_keys[] = {"hold",       "quarantine", "quarantine_load", "quarantine_answers",
                                           "keep_alive", "lookback",   "policy",          "growth"};
constexpr std::string_view growth_keys[] = {"most", "share", "every"};
constexpr std::string_view price_keys[] = {"currency", "per_month", "to_buy"};
constexpr std::string_view call_keys[] = {"share", "late", "median", "spread"};
constexpr std::string_view synthetic_keys[] = {"start",     "days",    "visits_per_day", "curve",    "length",
                                               "returning", "regions", "companies",      "channels", "bursts"};
constexpr std::string_view stream_keys[] = {"share", "curve"};
constexpr std::string_view burst_keys[] = {"at", "visits", "within", "company", "region", "channel", "calls"};
constexpr std::uint32_t most_numbers = 10'000'000;
constexpr std::size_t most_pools = 1'000'000;   // companies times regions
constexpr std::string_view unknown = "unknown"; // the region of visitors of whom nobody knows where they are

class PoolReader {
public:
    explicit PoolReader(base::Diagnostics& diagnostics) : diagnostics_(diagnostics), values_(diagnostics) {}

    std::optional<PoolFile> run(View root) {
        const std::size_t before = diagnostics_.count(base::Severity::error);
        if (!head(root)) return std::nullopt;
        values_.mapping(root, "a pool file", top_keys);
        if (const View value = root.find("name")) values_.text(value, out_.name);
        regions(root);
        companies(root);
        if (const View value = root.find("rules")) rules(value);
        if (const View value = root.find("ip_table")) values_.text(value, out_.ip_file);
        if (const View value = root.find("prices")) prices(value);
        if (const View value = root.find("calls")) calls(value);
        if (const View value = root.find("synthetic")) synthetic(value);
        finish_synthetic();
        if (diagnostics_.count(base::Severity::error) != before) return std::nullopt;
        if (out_.ip_file.empty()) {
            if (const auto done = out_.ips.finish(); !done) {
                values_.wrong(root.find("regions"), done.error().message, "a range belongs to one region");
                return std::nullopt;
            }
        }
        return std::move(out_);
    }

private:
    bool head(View root) {
        const View version = root.is_mapping() ? root.find("callflow-pool") : View();
        if (version && version.is_plain() && version.text() == "1") return true;
        auto& found = diagnostics_.report(base::codes::format_version, version ? version.span() : root.span(),
                                          version ? "`callflow-pool` is 1 in what this version reads"
                                                  : "this is no pool file: `callflow-pool` is missing");
        found.help = "a pool file begins with `callflow-pool: 1`";
        return false;
    }

    void regions(View root) {
        const View all = root.find("regions");
        if (!all || (all.is_mapping() && all.size() == 0)) {
            values_.missing(all ? all : root, "a pool file needs `regions`, with one region at least",
                            "regions: {main: {stock: 20}}");
            return;
        }
        if (!values_.mapping(all, "`regions`")) return;
        std::uint64_t numbers = 0;
        for (const Entry entry : doc::entries(all)) {
            const auto index = static_cast<std::uint32_t>(out_.regions.size());
            PoolRegion& region = out_.regions.emplace_back();
            region.name = entry.key.text();
            if (region.name == unknown)
                values_.wrong(entry.key, "`unknown` stands for visitors of whom nobody knows where they are");
            if (entry.value.is_null() || !values_.mapping(entry.value, "a region", region_keys)) continue;
            if (const View list = entry.value.find("numbers")) names(list, region);
            region.stock = static_cast<std::uint32_t>(region.numbers.size());
            if (const View value = entry.value.find("stock")) {
                values_.count(value, 0, most_numbers, region.stock, "unlimited");
                if (region.stock < region.numbers.size())
                    values_.wrong(value, fmt::format("the stock is {}, and {} numbers are listed", region.stock,
                                                     region.numbers.size()));
            }
            if (const View value = entry.value.find("ip")) ranges(value, index);
            if (const View value = entry.value.find("restock")) restock(value, region);
            region.reserve =
                region.threshold != 0 || region.stock == unlimited ? region.threshold : (region.stock + 9) / 10;
            if (const View value = entry.value.find("reserve")) values_.count(value, 0, most_numbers, region.reserve);
            numbers += region.stock == unlimited ? 0 : region.stock;
        }
        if (numbers > most_numbers)
            values_.wrong(all, fmt::format("{} numbers at most, not {}", most_numbers, numbers));
        for (const PoolRegion& one : out_.regions) region_names_.push_back(one.name);
    }

    void names(View list, PoolRegion& region) {
        if (!values_.list(list, "`numbers`")) return;
        for (const View one : doc::items(list)) number(one, region.numbers.emplace_back());
    }

    // Each number stands once in the whole file.
    void number(View value, std::string& into) {
        values_.text(value, into);
        if (!into.empty() && !numbers_.insert(into).second)
            diagnostics_.report(base::codes::duplicate_name, value.span(),
                                fmt::format("number {} is listed twice", base::quoted(into)));
    }

    void ranges(View value, std::uint32_t region) {
        const auto take = [&](View one) {
            auto range = parse_ip_range(one.is_scalar() ? one.text() : std::string_view());
            if (!range) return values_.wrong(one, range.error().message);
            range->region = region;
            out_.ips.add(*range);
        };
        if (!value.is_sequence()) return take(value);
        for (const View one : doc::items(value)) take(one);
    }

    void restock(View value, PoolRegion& region) {
        if (!values_.mapping(value, "`restock`", restock_keys)) return;
        region.step = 1;
        if (const View one = value.find("threshold"))
            values_.count(one, 1, most_numbers, region.threshold);
        else
            values_.missing(value, "`restock` needs a `threshold`", "so many numbers are to be free at least");
        if (const View one = value.find("step")) values_.count(one, 1, most_numbers, region.step);
        if (const View one = value.find("lead_time")) values_.length(one, 0, region.lead_time);
        if (const View one = value.find("most")) values_.count(one, 1, most_numbers, region.most);
    }

    void companies(View root) {
        const View all = root.find("companies");
        if (!all || (all.is_mapping() && all.size() == 0)) {
            values_.missing(all ? all : root, "a pool file needs `companies`, with one company at least",
                            "companies: {ours: {home: main}}");
            return;
        }
        if (!values_.mapping(all, "`companies`")) return;
        for (const Entry entry : doc::entries(all)) {
            PoolCompany& company = out_.companies.emplace_back();
            company.name = entry.key.text();
            const bool empty = entry.value.is_null();
            if (!empty && !values_.mapping(entry.value, "a company", company_keys)) continue;
            const View home = empty ? View() : entry.value.find("home");
            if (home)
                company.home = values_.name(home, "region", region_names_).value_or(0);
            else if (out_.regions.size() > 1)
                values_.missing(entry.key, fmt::format("company {} needs a `home` region", base::quoted(company.name)));
            if (empty) continue;
            if (const View value = entry.value.find("multi_regional")) values_.flag(value, company.multi_regional);
            if (const View value = entry.value.find("limit"))
                values_.count(value, 0, most_numbers, company.limit, "unlimited");
            if (const View value = entry.value.find("fallback")) number(value, company.fallback);
            const View fixed = entry.value.find("static");
            if (!fixed || !values_.mapping(fixed, "`static`")) continue;
            for (const Entry one : doc::entries(fixed)) {
                auto& made = company.fixed.emplace_back();
                made.first = one.key.text();
                number(one.value, made.second);
            }
        }
        if (out_.companies.size() * out_.regions.size() > most_pools)
            values_.wrong(all, fmt::format("companies times regions are {} at most", most_pools));
        for (const PoolCompany& one : out_.companies) company_names_.push_back(one.name);
    }

    void rules(View value) {
        if (!values_.mapping(value, "`rules`", rules_keys)) return;
        PoolRules& into = out_.rules;
        if (const View one = value.find("hold")) values_.length(one, 0, into.hold);
        if (const View one = value.find("quarantine")) quarantine(one);
        if (const View one = value.find("quarantine_load"))
            if (const auto at = values_.word(one, quarantine_loads))
                into.quarantine_load = static_cast<QuarantineLoad>(*at);
        if (const View one = value.find("quarantine_answers")) values_.flag(one, into.quarantine_answers);
        if (const View one = value.find("keep_alive")) values_.length(one, 0, into.keep_alive);
        if (const View one = value.find("lookback")) values_.length(one, 0, into.lookback);
        if (const View one = value.find("policy"))
            if (const auto at = values_.word(one, policies)) into.policy = static_cast<Policy>(*at);
        const View growth = value.find("growth");
        if (!growth || !values_.mapping(growth, "`growth`", growth_keys)) return;
        if (const View one = growth.find("most")) values_.count(one, 0, most_numbers, into.growth_most);
        if (const View one = growth.find("share")) values_.share(one, into.growth_share);
        if (const View one = growth.find("every")) values_.length(one, 1, into.growth_every);
    }

    void quarantine(View value) {
        const auto range = value.is_scalar() ? parse_length_range(value.text()) : std::nullopt;
        if (!range) return values_.wrong(value, "a length such as 90d, or a range such as 90d..180d, was expected");
        out_.rules.quarantine_least = range->first;
        out_.rules.quarantine_most = range->second;
    }

    void prices(View value) {
        if (!values_.mapping(value, "`prices`", price_keys)) return;
        if (const View one = value.find("currency")) values_.text(one, out_.prices.currency);
        if (const View one = value.find("per_month")) values_.money(one, out_.prices.per_month);
        if (const View one = value.find("to_buy")) values_.money(one, out_.prices.to_buy);
    }

    void calls(View value) {
        if (!values_.mapping(value, "`calls`", call_keys)) return;
        if (const View one = value.find("share")) values_.share(one, out_.calls.share);
        if (const View one = value.find("late")) values_.share(one, out_.calls.late);
        if (const View one = value.find("median")) values_.length(one, 1, out_.calls.late_median);
        if (const View one = value.find("spread")) values_.number(one, 0.01, 10, out_.calls.late_spread);
    }

    void curve(View value, std::array<double, 24>& into) {
        if (value.is_scalar()) {
            if (const auto named = curve_named(value.text()))
                into = *named;
            else
                values_.wrong(
                    value, fmt::format("a curve is `flat`, `day` or 24 numbers, not {}", base::quoted(value.text())));
            return;
        }
        if (!values_.list(value, "a curve")) return;
        std::size_t at = 0;
        double sum = 0;
        for (const View one : doc::items(value)) {
            if (at < into.size()) values_.number(one, 0, 1e9, into[at]);
            if (at < into.size()) sum += into[at];
            ++at;
        }
        if (at != into.size() || sum <= 0)
            values_.wrong(value, "a curve has 24 numbers, one for each hour of the day in UTC, not all of them 0");
    }

    void synthetic(View value) {
        PoolSynthetic& into = out_.synthetic;
        into.given = true;
        if (!values_.mapping(value, "`synthetic`", synthetic_keys)) return;
        if (const View one = value.find("start")) {
            values_.moment(one, into.start);
            if (into.start % one_day != 0) values_.wrong(one, "visits begin at a midnight in UTC");
        }
        if (const View one = value.find("days")) values_.count(one, 1, 36'500, into.days);
        if (const View one = value.find("visits_per_day")) values_.number(one, 0, 1e9, into.visits_per_day);
        if (const View one = value.find("length")) values_.length(one, 0, into.length);
        if (const View one = value.find("returning")) values_.share(one, into.returning);
        curve_ = *curve_named("day");
        if (const View one = value.find("curve")) curve(one, curve_);
        if (const View all = value.find("regions")) streams(all);
        if (const View all = value.find("companies"); all && values_.mapping(all, "`companies`")) {
            into.companies.assign(out_.companies.size(), 0);
            for (const Entry one : doc::entries(all))
                if (const auto at = values_.name(one.key, "company", company_names_))
                    weight(one.value, into.companies[*at]);
        }
        if (const View all = value.find("channels"); all && values_.mapping(all, "`channels`")) {
            for (const Entry one : doc::entries(all)) {
                auto& made = into.channels.emplace_back(std::string(one.key.text()), 0.0);
                weight(one.value, made.second);
            }
        }
        for (const auto& one : into.channels) channel_names_.push_back(one.first);
        if (const View all = value.find("bursts"); all && values_.list(all, "`bursts`"))
            for (const View one : doc::items(all)) burst(one);
    }

    void streams(View all) {
        if (!values_.mapping(all, "`regions`")) return;
        std::vector<std::string_view> names = region_names_;
        names.push_back(unknown);
        for (const Entry one : doc::entries(all)) {
            PoolSynthetic::Stream& made = out_.synthetic.streams.emplace_back();
            made.curve = curve_;
            const auto at = values_.name(one.key, "region", names);
            made.region = at && *at < region_names_.size() ? *at : no_index;
            if (!one.value.is_mapping()) {
                weight(one.value, made.share);
                continue;
            }
            values_.mapping(one.value, "a region's visits", stream_keys);
            if (const View share = one.value.find("share")) weight(share, made.share);
            if (const View own = one.value.find("curve")) curve(own, made.curve);
        }
    }

    // `3`, or `70%`: parts of their sum.
    void weight(View value, double& into) {
        const std::string_view text = value.is_scalar() ? value.text() : std::string_view();
        if (text.ends_with('%'))
            values_.share(value, into);
        else
            values_.number(value, 0, 1e9, into);
    }

    void burst(View value) {
        if (!values_.mapping(value, "a burst", burst_keys)) return;
        Burst& made = out_.synthetic.bursts.emplace_back();
        if (const View one = value.find("at")) {
            values_.moment(one, made.at);
            if (made.at != 0 && made.at < out_.synthetic.start)
                values_.wrong(one, "a burst begins with the visits or after that",
                              "they begin at " + base::format_timestamp(out_.synthetic.start * 1'000'000) +
                                  "; `start` says when");
        } else {
            values_.missing(value, "a burst needs `at`, when it begins");
        }
        if (const View one = value.find("visits"))
            values_.count(one, 1, most_numbers, made.visits);
        else
            values_.missing(value, "a burst needs `visits`, how many come");
        if (const View one = value.find("within")) values_.length(one, 0, made.within);
        if (const View one = value.find("company"))
            made.company = values_.name(one, "company", company_names_).value_or(no_index);
        if (const View one = value.find("region"))
            made.region = values_.name(one, "region", region_names_).value_or(no_index);
        if (const View one = value.find("channel"))
            made.channel = values_.name(one, "channel", channel_names_).value_or(no_index);
        if (const View one = value.find("calls")) values_.share(one, made.calls);
    }

    void finish_synthetic() {
        PoolSynthetic& into = out_.synthetic;
        double all = 0;
        for (const double one : into.companies) all += one;
        if (all <= 0) into.companies.assign(out_.companies.size(), 1);
        double shares = 0;
        for (const PoolSynthetic::Stream& one : into.streams) shares += one.share;
        if (shares <= 0) into.streams.clear();
        if (into.streams.empty()) into.streams.push_back({no_index, 1, into.given ? curve_ : *curve_named("day")});
        if (into.channels.empty()) into.channels.emplace_back("(not set)", 1.0);
    }

    base::Diagnostics& diagnostics_;
    PoolValues values_;
    PoolFile out_;
    std::vector<std::string_view> region_names_, company_names_, channel_names_;
    std::set<std::string> numbers_;
    std::array<double, 24> curve_{};
};

} // namespace

std::optional<PoolFile> read_pool(const doc::Document& document, base::Diagnostics& diagnostics) {
    return PoolReader(diagnostics).run(document.root());
}

std::uint32_t PoolFile::region(std::string_view wanted) const {
    const auto found = std::ranges::find(regions, wanted, &PoolRegion::name);
    return found == regions.end() ? no_index : static_cast<std::uint32_t>(found - regions.begin());
}

std::uint32_t PoolFile::company(std::string_view wanted) const {
    const auto found = std::ranges::find(companies, wanted, &PoolCompany::name);
    return found == companies.end() ? no_index : static_cast<std::uint32_t>(found - companies.begin());
}

} // namespace callflow::tracking
