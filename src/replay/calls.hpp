// What is remembered of calls: of open ones where they are, of ended ones that they were.
#pragma once

#include "logs/event.hpp"
#include "replay/sets.hpp"

#include <absl/container/flat_hash_map.h>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::replay {

using logs::Millis;

// What came of a call. The first fault decides.
enum class Verdict : std::uint8_t {
    ok,
    unknown_event,
    not_allowed,
    after_end,
    wrong_state,
    too_early,
    too_late,
    wrong_document,
    unfinished,
    live, // not over, and heard of not long ago
};
inline constexpr std::size_t verdict_count = 10;
[[nodiscard]] std::string_view to_string(Verdict verdict);

// One line of the cache; its id is elsewhere, since only a report asks for it.
struct alignas(64) OpenCall {
    std::uint64_t hash = 0; // base::stable_hash of its id
    Millis first = 0;       // of its first event
    Millis last = 0;        // of its last
    Millis since = 0;       // it is where it is
    SetId set = 0;
    std::uint32_t way = 0; // the events that it had: a node of Variants; 0: none yet
    std::uint32_t events = 0;
    std::uint32_t index = 0;       // its place among all of them
    Verdict verdict = Verdict::ok; // so far
    bool hung_up : 1 = false;      // the flow's own hang-up came
    bool left : 1 = false;         // a hang-up, or what sounds like one
    bool answered : 1 = false;     // it was in a state with `talk`, or its CDR says so
    bool summary : 1 = false;      // nothing but CDRs is known of it: where it was, and how long, is not
    bool long_id : 1 = false;      // its id is one of the long ones
};

// The open calls, by the hashes of their ids: 64 bits, of which two calls that are open at once do not have the same. Belongs to one
// thread.
class OpenCalls {
public:
    OpenCalls() : slots_(std::size_t{1} << 12) {}
    OpenCalls(const OpenCalls&) = delete;

    // The call, made where it is not there yet; valid until it is erased.
    OpenCall& find_or_make(std::uint64_t hash, std::string_view id, bool& made);
    // Null where there is none.
    [[nodiscard]] OpenCall* find(std::uint64_t hash) {
        const std::size_t place = slot_of(hash);
        return place == slots_.size() ? nullptr : &at(index_of(slots_[place]));
    }
    // A call that will be asked for: foresee() and then, a few calls later, expect() have memory at hand by the time it is. False:
    // it is certainly not there now.
    void foresee(std::uint64_t hash) const { __builtin_prefetch(&slots_[home(tag_of(hash))]); }
    bool expect(std::uint64_t hash);
    void erase(const OpenCall& call);
    [[nodiscard]] std::size_t size() const { return count_; }
    [[nodiscard]] std::string_view id_of(const OpenCall& call) const;
    template <class Visit> void each(Visit visit) {
        for (const std::uint64_t slot : slots_)
            if (slot != 0) visit(at(index_of(slot)));
    }

private:
    static constexpr std::uint32_t block = 512;

    // A slot is half of a call's hash and, in the lower half, its index, counted from 1; 0: free. A call stands in the first slot
    // that was free from its home on, and what is behind one that ends moves up.
    static std::uint32_t tag_of(std::uint64_t hash) { return static_cast<std::uint32_t>(hash); }
    static std::uint32_t index_of(std::uint64_t slot) { return static_cast<std::uint32_t>(slot) - 1; }
    // Calls of one thread or shard may have bits of their hashes in common: the product spreads them.
    [[nodiscard]] std::size_t home(std::uint32_t tag) const { return tag * 2'654'435'769u >> shift_; }
    [[nodiscard]] std::size_t next(std::size_t at) const { return (at + 1) & (slots_.size() - 1); }
    // Where the call stands; slots_.size() where it does not.
    [[nodiscard]] std::size_t slot_of(std::uint64_t hash) const {
        const std::uint32_t place = expected_[hash % expected_.size()];
        const std::uint64_t slot = slots_[place];
        if (slot != 0 && slot >> 32 == tag_of(hash) && at(index_of(slot)).hash == hash) return place;
        return look(hash);
    }
    [[nodiscard]] std::size_t look(std::uint64_t hash) const;
    void put(std::uint64_t slot);
    void grow();
    [[nodiscard]] OpenCall& at(std::uint32_t index) const { return blocks_[index / block][index % block]; }

    struct Id {
        std::uint8_t size = 0;
        std::array<char, 47> text{};
    };
    std::vector<std::unique_ptr<OpenCall[]>> blocks_;
    std::vector<std::unique_ptr<Id[]>> ids_;    // of the calls at the same places
    std::array<std::uint32_t, 256> expected_{}; // where expect() has found calls, to be looked at first
    std::vector<std::uint32_t> free_;
    std::uint32_t used_ = 0;
    std::vector<std::uint64_t> slots_;
    std::uint32_t shift_ = 20; // 32 less the binary logarithm of their number
    std::size_t count_ = 0;
    absl::flat_hash_map<std::uint64_t, std::string> long_ids_; // by hash
};

// Ended calls by the hash of their id, in six bytes each and a little: what else is remembered of one is whether it was in order
// and, of the first fifteen, the set in which it ended. 55 bits of the hash tell them apart: among ten million calls one of
// seven hundred runs takes two for one another.
class EndedCalls {
public:
    struct Found {
        bool there = false;
        bool ok = false;
        SetId set = 0; // none where it is not known
    };
    EndedCalls();
    void add(std::uint64_t hash, bool ok, SetId set) { // a few at a time, so that none is waited for
        foresee(hash);
        pending_.push_back({hash, ok, set});
        if (pending_.size() >= pending_calls / 2) expect(pending_[pending_.size() - pending_calls / 2].hash);
        if (pending_.size() == pending_calls) settle();
    }
    [[nodiscard]] Found find(std::uint64_t hash) const;
    // A call that will be looked for, or added, as with OpenCalls.
    void foresee(std::uint64_t hash) const { __builtin_prefetch(&parts_[part_of(hash)]); }
    void expect(std::uint64_t hash) const {
        const Part& part = parts_[part_of(hash)];
        if (part.size == 0) return;
        const Line* const line = part.lines() + home(hash, part.size);
        __builtin_prefetch(line, 1);
        __builtin_prefetch(line + 1, 1); // where what had no place left is
    }
    // It was not in order after all.
    void spoil(std::uint64_t hash);
    [[nodiscard]] std::uint64_t size() const { return count_ + pending_.size(); }
    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

private:
    // What stands in one line of the cache: of each call 32 bits of the hash, and then 11 more, whether it was in order, and four of
    // the set. 12 others choose the part. A call stands in the first line that had a place left from its home on.
    static constexpr std::size_t in_line = 10;
    struct alignas(64) Line {
        std::array<std::uint32_t, in_line> low{};
        std::array<std::uint16_t, in_line> high{};
        std::uint8_t count = 0;
        bool passed = false; // calls whose home is here, or before it, stand further on
    };
    struct Part {
        std::unique_ptr<std::byte[]> memory; // what is aligned beforehand costs the allocator three times as much
        std::uint32_t size = 0;              // lines
        std::uint32_t count = 0;             // calls

        [[nodiscard]] Line* lines() const {
            const auto address = reinterpret_cast<std::uintptr_t>(memory.get());
            return reinterpret_cast<Line*>((address + alignof(Line) - 1) & ~(alignof(Line) - 1));
        }
    };
    static constexpr int part_bits = 12;
    static constexpr std::uint32_t ok_bit = 16, unknown_set = 15; // of an entry's lower bits

    static std::size_t part_of(std::uint64_t hash) { return hash >> (64 - part_bits); }
    static std::uint32_t low_of(std::uint64_t hash) { return static_cast<std::uint32_t>(hash); }
    static std::uint16_t high_of(std::uint64_t hash) { return static_cast<std::uint16_t>(hash >> 32 << 5); }
    static std::uint32_t home(std::uint64_t hash, std::uint32_t size) {
        return static_cast<std::uint32_t>(std::uint64_t{low_of(hash)} * size >> 32);
    }
    struct Place {
        Line* line = nullptr; // null: it is not there
        std::size_t at = 0;
    };
    static void put(Line* lines, std::uint32_t size, std::uint32_t low, std::uint16_t high);
    void grow(Part& part);
    void settle();
    [[nodiscard]] Place look(std::uint64_t hash) const;

    struct Pending {
        std::uint64_t hash;
        bool ok;
        SetId set;
    };
    static constexpr std::size_t pending_calls = 16;

    std::vector<Part> parts_;
    std::vector<Pending> pending_; // not in their parts yet
    std::vector<SetId> sets_;      // numbered, for their entries
    std::uint64_t count_ = 0;
    std::uint64_t bytes_ = 0;
};

} // namespace callflow::replay
