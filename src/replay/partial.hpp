// Part of an account: what one process found in its part of the logs, to be put together with what others found in theirs.
#pragma once

#include "base/diagnostic.hpp"
#include "base/result.hpp"
#include "base/source.hpp"
#include "engine/machine.hpp"
#include "replay/account.hpp"
#include "replay/run.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::replay {

// A state with timers in which an open call may be: when it may have come there, and, a bit each, which of them have fired.
struct TimedPart {
    std::string state; // its path
    Millis earliest = 0, latest = 0;
    std::uint64_t fired = 0;
    auto operator<=>(const TimedPart&) const = default;
};

// A call that was open when its part of the log ended.
struct OpenPart {
    std::string call;
    Millis first = 0, last = 0, since = 0;
    std::string set;              // Sets::kept()
    std::vector<std::string> way; // the events that it had
    bool counted = true;          // its way is
    Verdict verdict = Verdict::ok;
    std::uint32_t events = 0;
    bool hung_up = false, left = false, answered = false, summary = false; // OpenCall's
    std::vector<TimedPart> timers;
    auto operator<=>(const OpenPart&) const = default;
};

// A record of a call that had begun before its part of the log did: nobody knows yet where it was.
struct CarriedRecord {
    std::string call;
    Millis time = 0;
    std::int64_t sequence = 0;
    std::uint64_t order = 0; // which of the call's it is in its part
    std::string actor, event, state, digits;
    std::string document, known; // left out where the flow has secrets
    bool request = false;        // a request of the flow's that names no event; else one without `event` says nothing
    std::uint32_t of_record = 0; // logs::OfRecord
    std::string decided, right;  // where the flow has secrets, instead of keys: Sets::decisions(), CarefulKeys::right()
    bool state_counts = false;   // Extra's, and the next
    Millis own_time = logs::no_time;
    Millis chain = 0; // when its part begins, by which equal times of several parts are put in order
    auto operator<=>(const CarriedRecord&) const = default;
};

// Those of several parts, call by call in the order in which they are to be replayed: what a part has of a call stays in the part's.
[[nodiscard]] std::vector<const CarriedRecord*> in_order(std::vector<CarriedRecord>& all);

// A call that ended shortly before its part of the log did: something may still come of it.
struct EndedPart {
    std::uint64_t hash = 0;
    bool ok = true;
    std::string set;
    Millis time = 0;
    auto operator<=>(const EndedPart&) const = default;
};

// A part that a process wrote from logs, of those that a Partial is made of.
struct PartNote {
    std::uint64_t id = 0; // of its content; 0: there was none
    std::uint64_t shard = 0, shards = 1;
    Millis first = logs::no_time, last = logs::no_time; // of its records
    std::uint64_t calls = 0;                            // that it has records of
    std::uint64_t adrift = 0; // of them those that begin nowhere in it, though it had long begun
    auto operator<=>(const PartNote&) const = default;
};

// Parts become one by adding, in any order and any grouping.
struct Partial {
    std::string made_for; // of what flow, read how: parts of different ones do not go together
    Account account;
    std::vector<OpenPart> open;
    std::vector<CarriedRecord> carried;
    std::vector<EndedPart> ended;
    std::vector<PartNote> parts; // sorted

    void add(Partial other);
};

// JSON, the same bytes for the same content.
[[nodiscard]] std::string write_partial(const Partial& partial);
// Reads what write_partial() wrote; findings (CF00xx, CF8030) where it is something else.
[[nodiscard]] base::Result<Partial> read_partial(const base::Sources& sources, base::FileId file,
                                                 base::Diagnostics& diagnostics);

// The part of the account that some logs give; calls that they do not show whole are kept as such. Ended calls are remembered for
// `linger` of the log's time. What callers typed where the flow says `sensitive` is not in it, nor what stands in skipped records.
[[nodiscard]] base::Result<Partial> replay_partial(const engine::Machine& machine, std::vector<Source> sources,
                                                   const Options& options, Millis linger);
// Which of `all` is among `parts` already: the same part, given twice; null where none is.
[[nodiscard]] const PartNote* given_twice(const std::vector<PartNote>& parts, const std::vector<PartNote>& all);
// What is doubtful about parts, for people; empty where nothing is. They seem to be divided neither by call nor by time, so that what
// they have of a call interleaves and cannot be put in order; or they have calls in common; or some of a division by call are missing.
[[nodiscard]] std::string doubts(const Partial& partial);
// The whole account, when no more parts come: what several parts have of a call is put together.
[[nodiscard]] Account finish(const engine::Machine& machine, Partial partial, const Options& options);

} // namespace callflow::replay
