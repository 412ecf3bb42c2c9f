// Which column or field of a log means what: `--map call=CallSid,event=name,time=Timestamp`.
#pragma once

#include "base/result.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::logs {

// What a column can mean. Those behind `document` are for formats alone: what is known of a call that is over, from which its events
// are made, and what ties records to one another.
enum class Meaning : std::uint8_t {
    call,
    event,
    time,
    state,
    actor,
    digits,
    sequence,
    address,
    signal,
    document,
    group,       // of a call that has several legs, each with a record: the id that they share
    start,       // when the leg began
    answer,      // when it was answered; nothing or 0 where it was not
    end,         // when it was over
    duration,    // from its start to its end: seconds, `00:01:02`
    talk,        // from its answer to its end, likewise
    code,        // how it ended: a word or number of outcomes.hpp's
    cause,       // a code beside it, for where that one is nobody's but the account's own
    answered_by, // who took the call, where something listened: human, machine_start, fax
    session,     // whose beginning an `offset` counts from; the call where there is none
    begins,      // when the session began
    offset,      // how long after that it happened: seconds, `00:01:02`, `1m2s`
    key,         // by which other records name this one's call, instead of its id
    link,        // the key of the record that has the call's id
    status,      // what a server answered: from 400 on nothing came of the request
};
inline constexpr std::array<std::string_view, 10> meanings{"call",   "event",    "time",    "state",  "actor",
                                                           "digits", "sequence", "address", "signal", "document"};
inline constexpr std::array<std::string_view, 25> all_meanings{
    "call",        "event",   "time",   "state",  "actor", "digits",   "sequence", "address", "signal",
    "document",    "group",   "start",  "answer", "end",   "duration", "talk",     "code",    "cause",
    "answered_by", "session", "begins", "offset", "key",   "link",     "status"};

struct Mapped {
    enum class Kind : std::uint8_t { meaning, input, var, detail } kind = Kind::meaning;
    Meaning meaning = Meaning::call;
    std::string name;   // of the input field, var or detail
    std::string column; // `CallSid`; of JSON also `data.parameters.CallSid`
};

struct Mapping {
    std::vector<Mapped> columns;

    // The column of a meaning, null where there is none.
    [[nodiscard]] const std::string* find(Meaning meaning) const;
};

// Whether a mapping can be all that is known of a log: `call` and `event` are there, or what can stand for them (`address`,
// `signal`). An error of kind usage says what is missing.
[[nodiscard]] base::Result<void> is_whole(const Mapping& mapping);

// Reads `call=CallSid,event=name,time=ts,input.speech=said,var.vip=vip`. An error of kind usage names what is wrong and the
// nearest right word. It must be whole, unless it is `partial`: it says otherwise what a format says.
[[nodiscard]] base::Result<Mapping> parse_mapping(std::string_view text, bool partial = false);

} // namespace callflow::logs
