// What was said of visits, calls, leads, costs, deals and numbers, in memory: ten million visits in less than a gigabyte.
#pragma once

#include "logs/event.hpp"
#include "tracking/attribution/money.hpp"
#include "tracking/attribution/string_pool.hpp"
#include "tracking/attribution/tables.hpp"

#include <array>
#include <cstdint>
#include <deque>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace callflow::tracking {

using logs::Millis;
using logs::no_time;
inline constexpr Millis no_length = -1;
// Of moments that a store can hold in nanoseconds: 1685 to 2255.
inline constexpr Millis last_time = 9'000'000'000'000;
[[nodiscard]] constexpr bool is_usable(Millis at) { return at >= -last_time && at <= last_time; }

// Where something came from; texts of Data::words, as they were written.
struct Marks {
    Id source = 0, medium = 0, campaign = 0, term = 0, content = 0, campaign_id = 0;
    friend bool operator==(const Marks&, const Marks&) = default;
};

// Places are those of Data's pools and tables. A text that nobody gave is place 0 of `words`, the empty one.
struct Visit {
    Millis start = no_time;
    std::uint32_t length = 0;              // to the last page, in milliseconds; 49 days at most
    Id number = no_id;                     // that was shown; into Data::phones
    Id marks = 0;                          // into Data::marks
    Id visitor = no_id;                    // into Data::visitors
    std::uint16_t company = 0, region = 0; // into Data::companies and regions; 0: nobody says
    [[nodiscard]] Millis last() const { return start + length; }
    friend bool operator==(const Visit&, const Visit&) = default;
};

enum class Answered : std::uint8_t { unknown, no, yes };
struct Call {
    Millis start = no_time, end = no_time;
    Millis talk = no_length; // with an agent: without ringing, menus and queues; no_length where nobody knows
    std::uint64_t from = 0;  // 0: withheld, or no number
    Id number = no_id;       // that was called
    Id tag = 0;
    std::uint16_t company = 0; // as the row has it
    Answered answered = Answered::unknown;
    friend bool operator==(const Call&, const Call&) = default;
};

enum class LeadKind : std::uint8_t { form, callback };
struct Lead {
    Millis at = no_time;
    std::uint64_t phone = 0;
    Id visit = no_id; // the place that its id has among visits' ids
    Id visitor = no_id;
    Id wanted = 0; // the visit's id as written; 0: none
    std::uint16_t company = 0;
    LeadKind kind = LeadKind::form;
    friend bool operator==(const Lead&, const Lead&) = default;
};

struct Cost {
    std::int64_t day = 0; // since 1970, of the company's calendar
    Id marks = 0;
    std::int64_t clicks = 0, impressions = 0;
    Minor cost = 0;
    std::uint16_t company = 0, currency = 0; // into Data::currencies
    friend bool operator==(const Cost&, const Cost&) = default;
};

struct Deal {
    Millis created = no_time, won = no_time; // no_time: it is not won
    std::uint64_t phone = 0;
    Id lead = 0; // its id as written; 0: none
    Id stage = 0;
    Minor amount = 0;
    std::uint16_t company = 0, currency = 0;
    friend bool operator==(const Deal&, const Deal&) = default;
};

// What a number is from a moment on.
enum class Holder : std::uint8_t {
    company, // its visitors are shown it
    fixed,   // it stands for one advertisement or product, whose marks it has
    nobody,  // free, or in quarantine
};
struct NumberSpan {
    Millis since = std::numeric_limits<Millis>::min() + 1;
    Id marks = 0;
    Id state = 0; // as written
    Id flow = 0;
    std::uint16_t company = 0, region = 0;
    Holder holder = Holder::company;
    Millis known = no_time; // since when the row is
    friend bool operator==(const NumberSpan&, const NumberSpan&) = default;
};

// What became of a table's rows: read = malformed + repeated + corrected + joined + later + used.
struct Intake {
    std::uint64_t read = 0;
    std::uint64_t malformed = 0;
    std::uint64_t repeated = 0;  // the same row again
    std::uint64_t corrected = 0; // another row of that id counts instead
    std::uint64_t joined = 0;    // costs: added to the row before with the same marks
    std::uint64_t later = 0;     // not known, or not yet there, at the moment that was asked for
    std::uint64_t used = 0;
    std::uint64_t unusable = 0; // of those used: with a phone number that is none, taken for one that is not known
    std::map<std::string, std::uint64_t, std::less<>> reasons; // of those malformed
};

struct MarksHash {
    std::size_t operator()(const Marks& marks) const {
        std::uint64_t hash = 0;
        for (const Id one : {marks.source, marks.medium, marks.campaign, marks.term, marks.content, marks.campaign_id})
            hash = (hash ^ one) * 0x9e37'79b9'7f4a'7c15u, hash ^= hash >> 29;
        return hash;
    }
};

struct Data {
    Data();
    StringPool words;                                   // marks, tags, stages
    StringPool visit_ids, call_ids, lead_ids, deal_ids; // places are those of the rows
    StringPool visitors;
    StringPool companies, regions, currencies; // place 0 is the empty one
    std::vector<std::uint64_t> phones;         // numbers that were shown or called
    std::deque<Visit> visits;
    std::deque<Call> calls;
    std::deque<Lead> leads;
    std::deque<Deal> deals;
    std::vector<Cost> costs;
    std::vector<std::vector<NumberSpan>> spans; // by number, as far as there are any; sorted by since
    std::vector<Marks> marks;                   // 0: none at all
    // By visit: the click that counts and the client's id; only where they are asked for.
    std::vector<std::uint8_t> click_kinds;
    std::vector<Id> clicks, clients; // into `words`
    std::array<Intake, table_names.size()> intake;

    [[nodiscard]] Id phone(std::uint64_t number); // its place; made where need be
    [[nodiscard]] Id find_phone(std::uint64_t number) const;
    [[nodiscard]] Id add_marks(const Marks& one);
    // What the number is at that moment; null where it is in no pool, or was not yet.
    [[nodiscard]] const NumberSpan* span_at(Id number, Millis at) const;
    [[nodiscard]] bool pooled(Id number) const { return number < spans.size() && !spans[number].empty(); }

private:
    std::unordered_map<std::uint64_t, Id> phone_places_;
    std::unordered_map<Marks, Id, MarksHash> marks_places_;
};

} // namespace callflow::tracking
