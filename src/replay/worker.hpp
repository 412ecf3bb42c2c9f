// Replays the calls that are its own: state sets, verdicts, counts. Private to replay.
#pragma once

#include "engine/machine.hpp"
#include "replay/account.hpp"
#include "replay/calls.hpp"
#include "replay/ended_calls.hpp"
#include "replay/keys.hpp"
#include "replay/names.hpp"
#include "replay/partial.hpp"
#include "replay/sets.hpp"
#include "replay/timers.hpp"
#include "replay/variants.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::replay {

// What few records have.
struct Extra {
    std::string_view address, signal, document;
    std::string_view known = {}; // append_known()
    bool request = false;        // of another part: a request of the flow's that names no event
    logs::OfRecord of_record = logs::OfRecord::none;
    std::string_view decided = {};   // of another part, instead of keys: Sets::decisions(), and
    std::string_view right = {};     // CarefulKeys::right()
    bool state_counts = false;       // the log's state is the flow's own
    Millis own_time = logs::no_time; // of one that came so late that the record's is where it was put
};

// A record as the log's reader gave it. Its texts are in the log's piece, or kept by who made it.
struct Record {
    std::uint64_t call = 0; // hash of the id
    Millis time = 0;
    std::int64_t sequence = 0;
    std::string_view id;
    const Spelling* name = &no_name; // never null
    std::string_view state;
    std::string_view digits;
    const Extra* extra = nullptr; // in the piece as well
};

struct WorkerOptions {
    By by = By::event;
    bool brief = false;                                     // verdicts and counts alone
    bool faults = false;                                    // each call's first fault is handed out
    const std::function<void(const Seen&)>* seen = nullptr; // told every record; null: nobody asks
    Millis timer_tolerance = 5000; // a timer's event may come so much too early or late; negative: nobody looks
    bool partial = false;          // calls that began before the log did are kept as they are
    Millis linger = 0;             // how long ended calls are remembered: of a part by name, else 0 is for ever
    Millis idle = 0;               // calls not heard of for so long are counted as they are; 0: when the log ends
};

class Worker {
public:
    Worker(const engine::Machine& machine, const WorkerOptions& options);

    // The next record of one of its calls, in order of time. `order` is what its fault is noted under.
    void take(const Record& record, std::size_t order) {
        if (options_.partial && carry(record)) return;
        if (record.extra == nullptr || record.extra->own_time == logs::no_time) return replay(record, order);
        replay_late(record, order);
    }
    // A record that take() will be called with soon: what that will look at is fetched, in two steps, since what the first one
    // fetches says where the second one has to look.
    void foresee(const Record& record) const {
        __builtin_prefetch(record.id.data());
        calls_.foresee(record.call);
        ended_.foresee(record.call);
    }
    void expect(const Record& record) {
        if (!calls_.expect(record.call)) ended_.expect(record.call);
    }
    // The log has come so far: what is remembered no longer is given up.
    void sweep(Millis now);
    // The log has ended: open calls are counted. Those heard of since `live_after` are live, the others unfinished; no_time: all are
    // unfinished.
    void finish(Millis live_after);
    // First faults since this was asked last, each with what take() was told of it; of finish() in the order of the calls' hashes.
    struct Noted {
        std::size_t order = 0;
        Fault fault;
    };
    [[nodiscard]] std::vector<Noted> take_faults() { return std::exchange(faults_, {}); }
    // The time at which the logs begin, before the first take(). Of a part, calls that begin shortly after may have begun before it.
    void begins(Millis time) { certain_from_ = time + seam; }
    // What another part of the logs left behind, before the first take().
    void adopt(const OpenPart& open);
    void adopt(const EndedPart& ended);
    // A record that came shortly before the logs end: what another part begins with may belong before it. Instead of take().
    void keep(const Record& record);
    // What this one leaves behind: calls that are open, that began before it, that have just ended. Instead of finish().
    void leave(Partial& into);
    // Adds what it counted.
    void account(Account& into);

    [[nodiscard]] std::size_t open() const { return calls_.size(); }

private:
    // `fires`: it names an event; name_of() counts that, too.
    void replay(const Record& record, std::size_t order);
    void replay_late(const Record& record, std::size_t order);
    TextId state_of(const Record& record); // that counts
    TextId count_as(std::string_view keys, const Step& step);
    TextId count_hidden(const Record& record, const Step& step);
    [[nodiscard]] std::string put_carefully(const Keys& keys, const Name& name, const std::string& text);
    const Keys& keys_of(const Step& step);
    NameId named(const Record& record, bool& fires);
    NameId name_of(const Record& record);
    void begin(OpenCall& call, const Record& record);
    void take_record_of_call(OpenCall& call, const Record& record);
    // What is wrong about the answer that the log has, noted; 0 where nothing is.
    TextId check_answer(OpenCall& call, const Record& record, StepId id, SetId to);
    std::string wrong_answer(const Record& record, StepId id, SetId from, SetId to, bool heard);
    // What a record is to a call of which none came before: its beginning, rather the last one of a call that has begun elsewhere, or
    // certainly no beginning.
    enum class Beginning : std::uint8_t { early, late, none };
    Beginning begins_a_call(const Record& record);
    bool carry(const Record& record);
    void keep(const Record& record, std::vector<CarriedRecord>& all);
    void keep_carefully(const Record& record, NameId name, CarriedRecord& one);
    void forget(Millis before);
    void close(OpenCall& call, Millis live_after);
    void after_end(const Record& record, const EndedCalls::Found& ended);
    void answer(OpenCall& call, Millis at);
    void fault(OpenCall& call, Verdict verdict, const Record& record, StepId step, TextId answered = 0);
    void note(StepId step, Verdict verdict, const Record& record, std::uint32_t at, TextId answered = 0);
    void move(OpenCall& call, const Record& record, StepId id, const Step& step);
    void show(const Record& record, StepId id, Verdict verdict, Millis since, TextId answered = 0) const;
    void end(OpenCall& call);
    [[nodiscard]] StepKey key_of(StepId id, Verdict verdict, TextId answered = 0) const;

    const engine::Machine& machine_;
    WorkerOptions options_;
    Names names_;
    Sets sets_;
    OpenCalls calls_;
    EndedCalls ended_;
    std::unique_ptr<EndedCalls> ended_before_; // with a `linger`: those of the stretch of time before
    Millis swept_ = logs::no_time;
    Millis turned_ = logs::no_time;
    Variants variants_;
    Timers timers_;

    bool anybody_talks_;  // some state has `talk`
    bool asks_for_words_; // some state does

    Account totals_;                                           // what needs no names
    std::vector<std::uint64_t> steps_;                         // by StepId
    std::vector<Times> stays_;                                 // by SetId
    absl::flat_hash_map<StepId, Times> hangups_;               // of steps that are hang-ups
    absl::flat_hash_map<std::uint64_t, Deviation> deviations_; // by StepId, text and Verdict
    absl::flat_hash_map<std::uint64_t, std::uint64_t> digits_; // by StepId and TextId
    absl::flat_hash_map<std::uint64_t, std::unique_ptr<Keys>>
        keys_;                           // by SetId and NameId, once there are too many keys, or they are hidden
    std::optional<CarefulKeys> careful_; // where the flow has secrets
    absl::flat_hash_map<SetId, std::uint64_t> ends_;
    std::vector<Noted> faults_;
    std::size_t order_ = 0;
    absl::flat_hash_map<std::uint64_t, std::vector<CarriedRecord>> carried_; // by the call's hash
    std::uint64_t adrift_ = 0; // of them the calls that begin nowhere in this part
    static constexpr Millis seam = 120'000;
    Millis certain_from_ = 0;
    struct Left {
        Millis time;
        std::uint64_t hash;
        SetId set;
    };
    std::deque<Left> ended_lately_;
};

} // namespace callflow::replay
