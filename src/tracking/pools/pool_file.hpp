// What POOL.yaml says: regions with their stock of numbers, companies, the rules of a number's life, and visits and calls to draw.
#pragma once

#include "base/diagnostic.hpp"
#include "doc/tree.hpp"
#include "logs/event.hpp"
#include "tracking/pools/ip_table.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::tracking {

using logs::Millis;
using logs::no_time;

inline constexpr Millis one_minute = 60'000;
inline constexpr Millis one_hour = 60 * one_minute;
inline constexpr Millis one_day = 24 * one_hour;
inline constexpr std::uint32_t no_index = 0xffff'ffffu; // no region, company, number or visitor
inline constexpr std::uint32_t unlimited = 0xffff'ffffu;

// Which of a company's idle numbers a visit is shown.
enum class Policy : std::uint8_t {
    oldest,  // the one that has been idle longest
    newest,  // the one that became idle last
    compact, // the one that was bought first
    sticky,  // the visitor's former one if it is idle, else as `oldest`
};
inline constexpr std::array<std::string_view, 4> policies{"oldest", "newest", "compact", "sticky"};

// How full a quarantine is served: 180 days with free numbers at hand, 90 without.
enum class QuarantineLoad : std::uint8_t {
    shortage, // 1 - free numbers of the region / its reserve, between 0 and 1
    none,     // always the longest
    full,     // always the shortest
};
inline constexpr std::array<std::string_view, 3> quarantine_loads{"shortage", "none", "full"};

struct PoolRules {
    Millis hold =
        14 * one_day; // behind the later of last show and last call; at exactly its end the number is still held
    Millis quarantine_least = 90 * one_day, quarantine_most = 180 * one_day;
    QuarantineLoad quarantine_load = QuarantineLoad::shortage;
    bool quarantine_answers = false; // who calls a number in quarantine reaches its last company, else nobody
    Millis keep_alive =
        20 * one_minute; // how long behind a visit's last page its number stays the visitor's, its end included
    Millis lookback = 30 * one_day; // a call belongs to a visit whose number was shown at most so long before
    Policy policy = Policy::oldest;
    // How many numbers a company may be given within so long a time; unlimited: as many as it takes.
    std::uint32_t growth_most = unlimited;
    double growth_share = 0; // at least so large a share of what it has; 0: growth_most alone
    Millis growth_every = 5 * one_minute;

    // How long the quarantine is under that load, 0 to 1.
    [[nodiscard]] Millis quarantine(double load) const {
        return quarantine_most - static_cast<Millis>(static_cast<double>(quarantine_most - quarantine_least) * load);
    }
};

struct PoolRegion {
    std::string name;
    std::uint32_t stock = 0;          // numbers at the beginning; unlimited: bought when they are needed
    std::vector<std::string> numbers; // those of them that have names, the first of them
    // So many more are ordered when fewer than `threshold` are free, and come after `lead_time`; `most` numbers in all.
    std::uint32_t threshold = 0, step = 0, most = unlimited;
    Millis lead_time = 0;
    std::uint32_t reserve = 0; // free numbers below which the quarantine grows shorter
};

struct PoolCompany {
    std::string name;
    std::uint32_t home = 0;                                 // region
    bool multi_regional = true;                             // else everybody is shown numbers of the home region
    std::uint32_t limit = unlimited;                        // numbers at once
    std::string fallback;                                   // shown where there is no number; empty: none is shown
    std::vector<std::pair<std::string, std::string>> fixed; // source -> number that is shown to all of its visits
};

// Money in millionths of a unit.
struct PoolPrices {
    std::string currency;
    std::int64_t per_month = 0; // of a number, for 30 days
    std::int64_t to_buy = 0;
};

// What a caller does: calls during the visit, or later.
struct CallHabits {
    double share = 0.03; // of visits that call
    double late = 0.3;   // of callers that call after the visit
    Millis late_median = 6 * one_hour;
    double late_spread = 1; // standard deviation of the logarithm
};

struct Burst {
    Millis at = 0, within = one_minute;
    std::uint32_t visits = 0;
    std::uint32_t company = no_index, region = no_index,
                  channel = no_index; // no_index: drawn as others; region: nobody knows
    double calls = -1;                // share that calls; below 0: as others
};

struct PoolSynthetic {
    bool given = false;
    Millis start = 1'767'225'600'000; // 2026-01-01T00:00:00Z
    std::uint32_t days = 30;
    double visits_per_day = 1000;
    Millis length = 5 * one_minute; // of a visit, mean, exponential
    double returning = 0;           // share of visits by somebody who was there before
    struct Stream {                 // visitors of one region, no_index: of which nobody knows
        std::uint32_t region = no_index;
        double share = 1;
        std::array<double, 24> curve{}; // weights of the hours, UTC
    };
    std::vector<Stream> streams;
    std::vector<double> companies;                        // weights
    std::vector<std::pair<std::string, double>> channels; // with their weights; never empty once read
    std::vector<Burst> bursts;
};

struct PoolFile {
    std::string name;
    std::vector<PoolRegion> regions;    // at least one
    std::vector<PoolCompany> companies; // at least one
    PoolRules rules;
    PoolPrices prices;
    CallHabits calls;
    PoolSynthetic synthetic;
    IpTable ips;
    std::string ip_file; // a table beside the file, not read yet; empty: none

    [[nodiscard]] std::uint32_t region(std::string_view wanted) const;  // no_index where there is none
    [[nodiscard]] std::uint32_t company(std::string_view wanted) const; // likewise
};

// Reads a document whose head key is `callflow-pool: 1`. nullopt where something in it is an error; `diagnostics` says what and where.
[[nodiscard]] std::optional<PoolFile> read_pool(const doc::Document& document, base::Diagnostics& diagnostics);

// Adds the ranges of a table to the file's: lines `RANGE,REGION` or `FIRST,LAST,REGION`, with or without a first line of names, `#`
// before remarks. The error, of kind usage, says what is wrong in which line. finish() has yet to be called.
[[nodiscard]] base::Result<void> read_ip_lines(std::string_view name, std::string_view text, PoolFile& file);

// `14d`, `1d12h`, `90m`, `0`; also with w, d, h, m, s, ms. A bare number is one of `unit` (0: not allowed). nullopt for anything else, below 0 or
// beyond a hundred years.
[[nodiscard]] std::optional<Millis> parse_length(std::string_view text, Millis unit = 0);
// `90d`, or `90d..180d`, the lesser first; nullopt for anything else.
[[nodiscard]] std::optional<std::pair<Millis, Millis>> parse_length_range(std::string_view text, Millis unit = 0);
// The shortest of the same form, of its two largest units: `14d`, `1d 12h`, `20m`.
[[nodiscard]] std::string format_length(Millis length);
// `3%` or `0.03`, 0 to 1; nullopt for anything else.
[[nodiscard]] std::optional<double> parse_share(std::string_view text);
// Weights of the hours of a day by name: `flat`, `day`; nullopt for another word.
[[nodiscard]] std::optional<std::array<double, 24>> curve_named(std::string_view name);

} // namespace callflow::tracking
