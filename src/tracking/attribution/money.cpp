#include "tracking/attribution/money.hpp"

#include "base/ascii.hpp"
#include "base/moment.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <limits>

namespace callflow::tracking {
namespace {

__extension__ using Wide = __int128;

constexpr std::int64_t ten_to(int places) {
    std::int64_t out = 1;
    while (places-- > 0) out *= 10;
    return out;
}

// Digits with at most `places` behind a point, as a whole number of the last place; nullopt for another form or more than `most`.
std::optional<std::int64_t> decimal(std::string_view text, int places, std::int64_t most) {
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    std::int64_t out = 0;
    int behind = -1; // the point
    bool any = false;
    for (const char c : text) {
        if (c == '.' && behind < 0) {
            behind = 0;
            continue;
        }
        if (c < '0' || c > '9') return std::nullopt;
        any = true;
        if (behind == places) { // zeros may follow
            if (c != '0') return std::nullopt;
            continue;
        }
        if (behind >= 0) ++behind;
        out = out * 10 + (c - '0');
        if (out > most) return std::nullopt;
    }
    if (!any) return std::nullopt;
    for (int i = std::max(behind, 0); i < places; ++i) {
        out *= 10;
        if (out > most) return std::nullopt;
    }
    return negative ? -out : out;
}

// Places behind the point that a currency has: 2 for EUR, 0 for JPY, 3 for KWD; 2 for one that nobody knows (ISO 4217).
int minor_digits(std::string_view currency) {
    static constexpr std::array<std::string_view, 16> none{"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW",
                                                           "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"};
    static constexpr std::array<std::string_view, 7> three{"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"};
    if (std::ranges::find(none, currency) != none.end()) return 0;
    return std::ranges::find(three, currency) != three.end() ? 3 : 2;
}

} // namespace

std::optional<std::string> currency_of(std::string_view text) {
    if (text.size() != 3) return std::nullopt;
    std::string out(text);
    for (char& c : out) {
        c = base::to_upper(c);
        if (c < 'A' || c > 'Z') return std::nullopt;
    }
    return out;
}

std::optional<Minor> parse_money(std::string_view text, std::string_view currency) {
    return decimal(text, minor_digits(currency), most_minor);
}

std::string money_text(Minor amount, std::string_view currency) {
    const int places = minor_digits(currency);
    const std::string_view sign = amount < 0 ? "-" : "";
    const std::uint64_t whole =
        amount < 0 ? 0 - static_cast<std::uint64_t>(amount) : static_cast<std::uint64_t>(amount);
    const auto one = static_cast<std::uint64_t>(ten_to(places));
    if (places == 0) return fmt::format("{}{}", sign, whole);
    return fmt::format("{}{}.{:0{}}", sign, whole / one, whole % one, places);
}

std::int64_t scaled(std::int64_t amount, std::int64_t by, std::int64_t of) {
    const Wide product = static_cast<Wide>(amount) * by;
    const Wide half = of / 2;
    const Wide out = (product < 0 ? product - half : product + half) / of;
    constexpr Wide most = std::numeric_limits<std::int64_t>::max();
    return static_cast<std::int64_t>(out > most ? most : out < -most ? -most : out);
}

base::Result<Rates> Rates::read(std::string currency, std::string_view name, std::string_view text) {
    Rates out(std::move(currency));
    std::size_t number = 0;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = base::trim(text.substr(0, std::min(text.find('#'), end)));
        text.remove_prefix(std::min(end + 1, text.size()));
        ++number;
        if (line.empty() || (number == 1 && line.starts_with("currency"))) continue;
        std::array<std::string_view, 3> fields;
        std::size_t count = 0;
        while (count < fields.size() && !line.empty()) {
            const std::size_t comma = std::min(line.find(','), line.size());
            fields[count++] = base::trim(line.substr(0, comma));
            line.remove_prefix(std::min(comma + 1, line.size()));
        }
        const auto of = currency_of(fields[0]);
        const auto rate = decimal(fields[1], 9, std::int64_t{1'000'000} * unit);
        const auto day = fields[2].empty() ? std::optional<std::int64_t>(std::numeric_limits<std::int64_t>::min())
                                           : parse_day(fields[2]);
        if (!of || !rate || *rate <= 0 || !day || !line.empty())
            return base::fail(
                base::ErrorKind::usage,
                fmt::format("{}:{}: a rate is a line such as USD,0.92 or USD,0.92,2026-01-31", name, number));
        out.rates_[*of].push_back({*day, *rate});
    }
    for (auto& [of, rates] : out.rates_) std::ranges::stable_sort(rates, {}, &Rate::since);
    return out;
}

std::optional<Minor> Rates::convert(Minor amount, std::string_view currency, std::int64_t day) const {
    if (currency == currency_) return amount;
    const auto found = rates_.find(currency);
    if (found == rates_.end()) return std::nullopt;
    const auto after = std::ranges::upper_bound(found->second, day, {}, &Rate::since);
    if (after == found->second.begin()) return std::nullopt;
    const std::int64_t rate = std::prev(after)->rate;
    Wide value = static_cast<Wide>(amount) * rate * ten_to(minor_digits(currency_));
    const Wide of = static_cast<Wide>(unit) * ten_to(minor_digits(currency));
    value = (value < 0 ? value - of / 2 : value + of / 2) / of;
    if (value > most_minor || value < -most_minor) return std::nullopt;
    return static_cast<Minor>(value);
}

std::optional<std::int64_t> parse_day(std::string_view text) {
    std::string whole(text);
    if (whole.size() == 8) whole = fmt::format("{}-{}-{}", whole.substr(0, 4), whole.substr(4, 2), whole.substr(6));
    if (whole.size() != 10) return std::nullopt;
    const auto moment = base::parse_moment(whole + "T00:00:00Z");
    if (!moment) return std::nullopt;
    return (moment->seconds - base::first_second) / 86'400 + base::first_second / 86'400;
}

std::string day_text(std::int64_t day) {
    return base::format_moment({.seconds = day * 86'400, .nanoseconds = 0}).substr(0, 10);
}

} // namespace callflow::tracking
