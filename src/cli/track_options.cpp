#include "base/edit_distance.hpp"
#include "base/moment.hpp"
#include "base/text.hpp"
#include "cli/track.hpp"
#include "tracking/attribution/days.hpp"
#include "tracking/pools/pool_file.hpp"

#include <algorithm>
#include <ctime>
#include <fmt/format.h>
#include <map>

namespace callflow::cli {
namespace {

constexpr std::uint64_t most_option_bytes = 1u << 20;
constexpr std::int64_t day_millis = 86'400'000;

tl::unexpected<base::Error> usage(std::string message) {
    return base::fail(base::ErrorKind::usage, std::move(message));
}

std::int64_t now_millis() {
    timespec now{};
    static_cast<void>(::clock_gettime(CLOCK_REALTIME, &now));
    return static_cast<std::int64_t>(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000;
}

// `2026-01-31`, `today`, `yesterday`.
base::Result<std::int64_t> day_of(std::string_view option, std::string_view text, const std::string& zone) {
    if (text == "today") return tracking::day_in(zone, now_millis());
    if (text == "yesterday") return tracking::day_in(zone, now_millis()) - 1;
    if (const auto day = tracking::parse_day(text)) return *day;
    return usage(
        fmt::format("--{} takes a day such as 2026-01-31, yesterday or today, not {}", option, base::quoted(text)));
}

// `acme=VALUE`, or VALUE for all; the name is empty then.
std::pair<std::string, std::string> named(const std::string& text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos) return {{}, text};
    return {text.substr(0, equals), text.substr(equals + 1)};
}

base::Result<void> read_zones(const Values& values, TrackOptions& out) {
    for (const std::string& one : values.all("zone")) {
        auto [company, zone] = named(one);
        if (!base::zone_offset(zone, 0))
            return usage(fmt::format("--zone takes a name such as Europe/Paris or acme=Europe/Paris, not {}",
                                     base::quoted(one)));
        if (company.empty())
            out.account.zones.usual = zone;
        else
            out.account.zones.of[company] = zone;
    }
    out.load.zone = out.account.zones.usual;
    return {};
}

base::Result<void> read_days(const Values& values, TrackOptions& out) {
    const std::string& zone = out.account.zones.usual;
    if (values.has("day") && (values.has("from") || values.has("to"))) return usage("either --day, or --from and --to");
    const auto read = [&](std::string_view option, std::optional<std::int64_t>& into,
                          std::int64_t more) -> base::Result<void> {
        if (!values.has(option)) return {};
        const auto day = day_of(option, values.get(option), zone);
        if (!day) return tl::unexpected(day.error());
        into = *day + more;
        return {};
    };
    for (const auto& done : {read("day", out.account.from, 0), read("day", out.account.past, 1),
                             read("from", out.account.from, 0), read("to", out.account.past, 1)})
        if (!done) return done;
    if (out.account.from && out.account.past && *out.account.from >= *out.account.past)
        return usage("--to is before --from");
    if (out.account.from && out.account.past && *out.account.past - *out.account.from > 40'000)
        return usage("--from and --to are more than a century apart");
    return {};
}

base::Result<void> read_by(const Values& values, TrackOptions& out) {
    for (std::string_view text = values.get("by"); !text.empty();) {
        const std::size_t comma = std::min(text.find(','), text.size());
        const std::string_view word = base::trim(text.substr(0, comma));
        text.remove_prefix(std::min(comma + 1, text.size()));
        const auto found = std::ranges::find(tracking::track_bys, word);
        if (found == tracking::track_bys.end()) {
            const std::string_view nearest = base::nearest(word, tracking::track_bys);
            return usage(fmt::format("--by knows no {}{}: it divides by {}", base::quoted(word),
                                     nearest.empty() ? std::string() : fmt::format(" (did you mean {}?)", nearest),
                                     fmt::join(tracking::track_bys, ", ")));
        }
        const auto by = static_cast<tracking::TrackBy>(found - tracking::track_bys.begin());
        if (std::ranges::find(out.account.by, by) == out.account.by.end()) out.account.by.push_back(by);
    }
    return {};
}

base::Result<void> read_money(const Values& values, Io& io, TrackOptions& out) {
    if (values.has("currency")) {
        const auto currency = tracking::currency_of(values.get("currency"));
        if (!currency)
            return usage(fmt::format("--currency takes three letters such as EUR, not {}",
                                     base::quoted(values.get("currency"))));
        out.account.currency = *currency;
    }
    out.account.rates = tracking::Rates(out.account.currency);
    if (!values.has("rates")) return {};
    if (out.account.currency.empty())
        return usage("--rates says what currencies are worth in which? --currency says that");
    const std::string path(values.get("rates"));
    const auto text = io.files->read(path, most_option_bytes);
    if (!text) return tl::unexpected(text.error());
    auto rates = tracking::Rates::read(out.account.currency, path, *text);
    if (!rates) return tl::unexpected(rates.error());
    out.account.rates = std::move(*rates);
    return {};
}

base::Result<void> read_lengths(const Values& values, TrackOptions& out) {
    const auto read = [&](std::string_view option, std::int64_t& into) -> base::Result<void> {
        const auto length = length_of(option, values.get(option));
        if (!length) return tl::unexpected(length.error());
        into = *length;
        return {};
    };
    for (const auto& done : {read("window", out.match.window), read("deal-lookback", out.match.deal_lookback),
                             read("lookback", out.account.lookback), read("half-life", out.account.half_life)})
        if (!done) return done;
    if (out.account.half_life == 0) return usage("--half-life is not nothing");
    for (const std::string& one : values.all("good")) {
        const auto [company, text] = named(one);
        const auto length = length_of("good", text);
        if (!length) return tl::unexpected(length.error());
        if (company.empty()) out.match.good = *length;
    }
    return {};
}

// Lines of `RANGE,REGION`.
base::Result<void> read_addresses(const Values& values, Io& io, TrackOptions& out) {
    if (!values.has("ip-table")) return {};
    constexpr std::uint64_t most = 256u << 20;
    const std::string path(values.get("ip-table"));
    const auto text = io.files->read(path, most);
    if (!text) return tl::unexpected(text.error());
    std::map<std::string, std::uint32_t> known;
    const auto region_of = [&](const std::string& region) {
        const auto [at, added] = known.try_emplace(region, static_cast<std::uint32_t>(out.address_regions.size()));
        if (added) out.address_regions.push_back(region);
        return at->second;
    };
    if (auto done = tracking::read_ip_lines(path, *text, out.addresses, region_of); !done) return done;
    auto done = out.addresses.finish();
    return done ? done : usage(fmt::format("{}: {}", base::printable(path), done.error().message));
}

// `late=30%,median=6h,spread=1`, each where it is meant.
base::Result<void> read_habits(const Values& values, TrackOptions& out) {
    for (std::string_view rest = values.get("habits"); !rest.empty();) {
        const std::size_t comma = std::min(rest.find(','), rest.size());
        const std::string_view word = base::trim(rest.substr(0, comma));
        rest.remove_prefix(std::min(comma + 1, rest.size()));
        const std::size_t equals = std::min(word.find('='), word.size());
        const std::string_view name = word.substr(0, equals), value = word.substr(std::min(equals + 1, word.size()));
        const auto wrong = [&] {
            return usage(fmt::format(
                "--habits takes late=SHARE,median=LENGTH,spread=NUMBER such as late=30%,median=6h,spread=1, "
                "not {}",
                base::quoted(word)));
        };
        if (name == "late") {
            const auto share = tracking::parse_share(value);
            if (!share || *share < 0 || *share > 1) return wrong();
            out.match.late = *share;
        } else if (name == "median") {
            const auto length = length_of("habits", value);
            if (!length || *length == 0) return wrong();
            out.match.after.median = static_cast<double>(*length);
        } else if (name == "spread") {
            const auto spread = base::parse_double(value);
            if (!spread || !(*spread > 0 && *spread <= 10)) return wrong();
            out.match.after.spread = *spread;
        } else {
            return wrong();
        }
    }
    return {};
}

} // namespace

base::Result<std::int64_t> length_of(std::string_view option, std::string_view text) {
    std::optional<std::int64_t> out;
    if (text.ends_with('d')) {
        if (const auto days = base::parse_int(text.substr(0, text.size() - 1)); days && *days >= 0 && *days <= 36'500)
            out = *days * day_millis;
    } else if (const auto length = base::parse_duration(text); length && *length >= 0) {
        out = *length / 1'000'000;
    }
    if (out) return *out;
    return usage(
        fmt::format("--{} takes a length of time such as 30m, 36h or 30d, not {}", option, base::quoted(text)));
}

base::Result<std::int64_t> as_of_of(std::string_view text, const std::string& zone) {
    if (const auto moment = base::parse_timestamp(text)) return *moment;
    if (const auto day = tracking::parse_day(text); day && *day > -100'000 && *day < 100'000)
        return tracking::begin_of_day(zone, *day + 1) * 1'000'000 - 1;
    return usage(
        fmt::format("--as-of takes a moment such as 2026-01-31T00:00:00Z or a day, which is meant to its end, not {}",
                    base::quoted(text)));
}

std::function<std::string_view(std::string_view)> region_finder(const TrackOptions& options) {
    if (options.addresses.empty()) return {};
    return [&options](std::string_view address) {
        const auto region = options.addresses.find(address);
        return region ? std::string_view(options.address_regions[*region]) : std::string_view();
    };
}

base::Result<TrackOptions> track_options(const Values& values, Io& io) {
    TrackOptions out;
    for (const auto& done :
         {read_zones(values, out), read_days(values, out), read_by(values, out), read_money(values, io, out),
          read_lengths(values, out), read_habits(values, out), read_addresses(values, io, out)})
        if (!done) return tl::unexpected(done.error());
    for (const std::string& one : values.all("map"))
        if (const auto done = tracking::add_column_names(one, out.columns); !done) return tl::unexpected(done.error());
    if (values.has("as-of")) {
        const auto moment = as_of_of(values.get("as-of"), out.account.zones.usual);
        if (!moment) return tl::unexpected(moment.error());
        out.load.as_of = *moment >= 0 ? *moment / 1'000'000 : -(-*moment / 1'000'000);
        out.as_of = base::format_timestamp(*moment / 1'000'000'000 * 1'000'000'000);
    }
    if (values.has("channels")) {
        const std::string path(values.get("channels"));
        const auto text = io.files->read(path, most_option_bytes);
        if (!text) return tl::unexpected(text.error());
        auto rules = tracking::Channels::read(path, *text);
        if (!rules) return tl::unexpected(rules.error());
        out.channels = std::move(*rules);
    }
    out.region = values.get("region");
    if (!out.region.empty() &&
        (out.region.size() != 2 || out.region.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") != std::string::npos))
        return usage(
            fmt::format("--region takes a country's two letters, such as DE, not {}", base::quoted(out.region)));
    out.model = values.get("model");
    out.account.model = tracking::model_named(out.model).value_or(tracking::Model::last);
    out.account.company = values.get("company");
    out.match.missed_count = values.get("repeat-after") == "any";
    out.numbers = values.has("show-numbers");
    return out;
}

} // namespace callflow::cli
