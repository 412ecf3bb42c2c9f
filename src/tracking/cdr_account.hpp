// What call detail records say together. Everything that was read is counted somewhere, once.
#pragma once

#include "logs/cdr.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace callflow::tracking {

// What attempts are divided by.
enum class CdrBy : std::uint8_t { campaign, day, hour, agent, outcome, contact, direction, source };
inline constexpr std::array<std::string_view, 8> cdr_bys{"campaign", "day",     "hour",      "agent",
                                                         "outcome",  "contact", "direction", "source"};

// An attempt is a call: the legs of one are put together, and it was answered if one of them was.
struct CdrSums {
    std::uint64_t attempts = 0;
    std::uint64_t contacts = 0;              // answered by a person
    std::uint64_t abandoned = 0;             // of these, who hung up in the queue
    std::uint64_t voicemail = 0;             // answered by a machine
    std::uint64_t unmatched = 0;             // of which nobody knows how they ended
    std::uint64_t talks = 0;                 // contacts of which the length of the talk is known
    logs::Millis talk = 0;                   // of these, together
    logs::Millis talk_p50 = 0, talk_p90 = 0; // the smallest that so many are not above
};

struct CdrReport {
    std::vector<CdrBy> by;
    // records = attempts of the total + legs + repeated + restated
    std::uint64_t records = 0;
    std::uint64_t legs = 0;     // further ones of a call
    std::uint64_t repeated = 0; // with a key that was there before
    std::uint64_t restated = 0; // another stage of a record that was there before: rated replaces created
    CdrSums total;
    std::map<std::vector<std::string>, CdrSums> rows; // by values of `by`, empty where there are none
    // Of attempts that name a contact.
    std::uint64_t persons = 0;
    std::map<std::uint32_t, std::uint64_t> reached_at; // how many were reached first at the how manieth number
};

class CdrAccount {
public:
    // Days and hours are those of the zone, one of base::zone_offset().
    explicit CdrAccount(std::string zone) : zone_(std::move(zone)) {}
    void add(const logs::Cdr& cdr);
    [[nodiscard]] CdrReport report(std::vector<CdrBy> by) const;

private:
    struct Attempt {
        std::uint32_t campaign = 0, agent = 0, contact = 0, direction = 0, source = 0; // into names_
        logs::Outcome outcome = logs::Outcome::unknown;
        bool abandoned = false;
        logs::Millis start = logs::no_time, talk = logs::no_time;
    };
    [[nodiscard]] std::uint32_t name(std::string_view text);
    [[nodiscard]] std::string value(CdrBy by, const Attempt& attempt) const;
    [[nodiscard]] Attempt part_of(const logs::Cdr& cdr);
    static void merge(Attempt& into, const Attempt& part);

    std::string zone_;
    std::uint64_t records_ = 0, legs_ = 0, repeated_ = 0, restated_ = 0;
    std::unordered_map<std::string, std::uint32_t> name_numbers_;
    std::vector<std::string> names_{std::string()};
    struct Stage {
        std::string name; // of the one that counts
        std::size_t part; // in parts_, where it has a name
    };
    std::unordered_map<std::string, Stage> stages_;        // by key without its stage
    std::unordered_map<std::string, std::size_t> numbers_; // of attempts, by source and call
    std::vector<Attempt> attempts_;                        // of records without stages
    std::vector<std::pair<std::size_t, Attempt>> parts_;   // of records with one, to be merged into that attempt
};

} // namespace callflow::tracking
