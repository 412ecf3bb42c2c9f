// Sums of money: whole numbers of a currency's smallest unit. No floating point comes near them.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::tracking {

// Of a currency's smallest unit: cents. Beyond 10^12 nothing is read, so that millions of rows have a sum.
using Minor = std::int64_t;
inline constexpr Minor most_minor = 1'000'000'000'000;

// Three letters, in capitals; nullopt for what is no currency's code.
[[nodiscard]] std::optional<std::string> currency_of(std::string_view text);
// `1234.5` as the currency has it; nullopt for another form, more places than it has, and what is too large. A sign may stand before it.
[[nodiscard]] std::optional<Minor> parse_money(std::string_view text, std::string_view currency);
// `1234.50`.
[[nodiscard]] std::string money_text(Minor amount, std::string_view currency);

// amount * by / of, rounded to the nearest, halves away from zero; `of` is positive. What does not fit is the largest or smallest that does.
[[nodiscard]] std::int64_t scaled(std::int64_t amount, std::int64_t by, std::int64_t of);

// What currencies are worth in the one of a report.
class Rates {
public:
    // The currency alone: no other can be converted.
    explicit Rates(std::string currency = {}) : currency_(std::move(currency)) {}
    // Lines of `CURRENCY,RATE` or `CURRENCY,RATE,DAY`: how much of `currency` one unit is worth, from that day on. `#` begins a comment, and
    // the first line may name the columns. An error of kind usage says which line is wrong.
    [[nodiscard]] static base::Result<Rates> read(std::string currency, std::string_view name, std::string_view text);

    [[nodiscard]] const std::string& currency() const { return currency_; }
    // In the report's smallest unit; nullopt where there is no rate for it on that day (days since 1970) or the sum is too large.
    [[nodiscard]] std::optional<Minor> convert(Minor amount, std::string_view currency, std::int64_t day) const;

private:
    static constexpr std::int64_t unit = 1'000'000'000; // of rates
    struct Rate {
        std::int64_t since = 0; // day
        std::int64_t rate = unit;
    };
    std::string currency_;
    std::map<std::string, std::vector<Rate>, std::less<>> rates_; // sorted by since
};

// Days since 1970 of `2026-01-31` or `20260131`; nullopt for anything else.
[[nodiscard]] std::optional<std::int64_t> parse_day(std::string_view text);
// `2026-01-31`.
[[nodiscard]] std::string day_text(std::int64_t day);

} // namespace callflow::tracking
