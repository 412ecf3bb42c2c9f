// The life of numbers on a virtual clock: free, assigned to a company, in quarantine; shown to visits, called, bought.
#pragma once

#include "base/result.hpp"
#include "tracking/pools/audit.hpp"
#include "tracking/pools/idle.hpp"
#include "tracking/pools/level.hpp"
#include "tracking/pools/pool_file.hpp"

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

namespace callflow::tracking {

enum class NumberState : std::uint8_t { free, assigned, quarantine };

// How a visit came to its number, or to none.
enum class ShownAs : std::uint8_t {
    kept,     // it is the visitor's already: a second tab, or back before the keep-alive was over
    own,      // an idle one of the company
    grown,    // a free one of the region, which the company has from now on
    fixed,    // its source's, which all of its visits see
    fallback, // the company's number for want of one: untracked
    nothing,  // no number at all: untracked
};
inline constexpr std::size_t shown_as_count = 6;

// Why there was none in the region where it was wanted.
enum class Lack : std::uint8_t { none, stock, limit, growth };
inline constexpr std::size_t lack_count = 4;

struct Shown {
    ShownAs as = ShownAs::nothing;
    Lack lack = Lack::none;          // in the region where it was wanted, even where the home region had one
    bool by_home = false;            // the home region stood in for the visitor's
    std::uint32_t number = no_index; // no_index for fixed, fallback and nothing
    std::uint32_t wanted = no_index; // region in which a number was looked for first
    Millis since_shown =
        no_time; // since the visit that was shown it before was over, of the same company and another visitor
    Millis since_company = no_time; // since another company used it last
};

struct PoolVisit {
    Millis start = 0, end = 0; // first and last page
    std::uint32_t company = 0;
    std::uint32_t region = no_index;  // by the visitor's address
    std::uint32_t visitor = no_index; // dense; no_index: nobody knows who
    std::uint32_t channel = no_index;
};

// So many numbers of a region that a company has from the beginning, and for ever; none besides.
struct FixedPool {
    std::uint32_t company = 0, region = 0, numbers = 0;
};

class Pools {
public:
    // The file must outlive it. `fixed`: empty, or the pools of a run of fixed size; then nothing else grows. The clock begins at
    // `start`.
    Pools(const PoolFile& file, Millis start, const std::vector<FixedPool>& fixed = {});

    // Time must not go back. Internal errors (the promise was broken, which is a mistake of this program) end the run.
    [[nodiscard]] base::Result<void> advance(Millis to);
    // What a visit that starts now is shown. advance() is part of it.
    [[nodiscard]] base::Result<Shown> show(const PoolVisit& visit);
    // The same for a number that a log says was shown: it becomes the company's, whatever the rules say, which `breach` gets.
    [[nodiscard]] base::Result<Shown> place(const PoolVisit& visit, std::uint32_t number,
                                            std::optional<PoolBreach>& breach);
    // Who is reached by a call at `at`: the company, no_index for nobody. The company's hold begins anew.
    [[nodiscard]] base::Result<std::uint32_t> call(std::uint32_t number, Millis at);

    struct Number {
        Millis activity = no_time;    // the later of last show and last call
        Millis busy_until = no_time;  // with the keep-alive
        Millis shown_until = no_time; // end of the last visit that saw it
        Millis released = no_time;
        std::uint32_t region = 0, company = no_index, visitor = no_index;
        NumberState state = NumberState::free;
        bool busy = false;
    };
    // What a company has in a region.
    struct Pool {
        std::uint32_t company = 0, region = 0;
        bool permanent = false;
        Level assigned, busy;
        IdleNumbers idle;
        std::uint64_t touched = 0; // numbers ever given to it
    };
    struct Region {
        Level free, quarantined, owned, assigned, busy;
        std::deque<std::uint32_t> free_numbers, parked; // in the order in which they came
        std::uint64_t released = 0, ordered = 0;
        std::deque<std::pair<Millis, std::uint32_t>> deliveries;
        Millis free_since = 0; // when free_numbers changed last
        // The first visit for which the region had no number, and how long the oldest number in quarantine had been there then.
        Millis exhausted = no_time, exhausted_age = no_time;
    };
    [[nodiscard]] const std::vector<Number>& numbers() const { return numbers_; }
    [[nodiscard]] const std::vector<Pool>& pools() const { return pools_; }
    [[nodiscard]] const Pool* pool(std::uint32_t company, std::uint32_t region) const;
    [[nodiscard]] const std::vector<Region>& regions() const { return regions_; }
    [[nodiscard]] const PoolAudit& audit() const { return audit_; }
    // The number as people know it, `+15550100`, or `sf#12`, the twelfth of the region.
    [[nodiscard]] std::string name(std::uint32_t number) const;
    [[nodiscard]] double load(std::uint32_t region) const; // that the quarantine follows, 0 to 1

private:
    struct End {
        Millis at;
        std::uint32_t number;
        bool operator>(const End& other) const { return at != other.at ? at > other.at : number > other.number; }
    };
    void buy(std::uint32_t region, std::uint32_t count, Millis at);
    void token_over(End end);
    void release(std::uint32_t number, Millis at);
    void settle(std::uint32_t region, Millis to);
    void deliver(std::uint32_t region, Millis at);
    void restock(std::uint32_t region, Millis at);
    Pool& pool_of(std::uint32_t company, std::uint32_t region);
    [[nodiscard]] Lack grow(std::uint32_t company, std::uint32_t region, Millis at, Shown& shown);
    [[nodiscard]] Lack find_number(std::uint32_t company, std::uint32_t region, Millis at, Shown& shown);
    void assign(std::uint32_t number, std::uint32_t company, Millis at);
    void occupy(std::uint32_t number, const PoolVisit& visit);
    void leave_idle(std::uint32_t number);
    void take_away(std::uint32_t number, Millis at);
    [[nodiscard]] base::Error broken(const PoolBreach& breach) const;

    const PoolFile& file_;
    PoolAudit audit_;
    Millis now_;
    bool all_fixed_;
    std::vector<Number> numbers_;
    std::vector<std::uint32_t> rank_; // of a number within its region, from 0
    std::vector<Region> regions_;
    std::vector<Pool> pools_;
    std::vector<std::uint32_t> pool_at_; // by company and region; no_index: none yet
    std::vector<End> ends_;              // heap, the next one first
    HeldNumbers held_;                   // idle ones by activity
    NumberLinks idle_links_;
    std::vector<std::uint32_t> last_of_visitor_;
    struct Growth {
        Millis window = no_time;
        std::uint32_t left = 0, assigned = 0;
    };
    std::vector<Growth> growth_; // by company
    Millis next_delivery_ = INT64_MAX;
};

} // namespace callflow::tracking
