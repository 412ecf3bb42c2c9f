// What is remembered of calls: of open ones where they are, of ended ones that they were.
#pragma once

#include "logs/event.hpp"
#include "replay/sets.hpp"

#include <absl/container/flat_hash_map.h>
#include <array>
#include <cstdint>
#include <cstring>
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

// Aligned so that it lies in two lines of the cache, never three.
struct alignas(32) OpenCall {
    std::uint64_t hash = 0; // base::stable_hash of its id
    Millis first = 0;       // of its first event
    Millis last = 0;        // of its last
    Millis since = 0;       // it is where it is
    SetId set = 0;
    std::uint32_t way = 0; // the events that it had: a node of Variants; 0: none yet
    std::uint32_t events = 0;
    Verdict verdict = Verdict::ok; // so far
    bool hung_up : 1 = false;      // the flow's own hang-up came
    bool left : 1 = false;         // a hang-up, or what sounds like one
    bool answered : 1 = false;     // it was in a state with `talk`, or its CDR says so
    bool summary : 1 = false;      // nothing but CDRs is known of it: where it was, and how long, is not
    std::uint8_t id_size = 0;      // 255: it is too long to stand here
    std::array<char, 49> id{};
};

// The open calls, by id. Belongs to one thread.
class OpenCalls {
public:
    OpenCalls() : slots_(std::size_t{1} << 12) {}
    OpenCalls(const OpenCalls&) = delete;

    // The call, made where it is not there yet; valid until the next one is made or ended.
    OpenCall& find_or_make(std::uint64_t hash, std::string_view id, bool& made);
    // Null where there is none.
    [[nodiscard]] OpenCall* find(std::uint64_t hash, std::string_view id);
    // A call that will be asked for: foresee() and then, a few calls later, expect() have memory at hand by the time it is. False:
    // it is certainly not there now.
    void foresee(std::uint64_t hash) const { __builtin_prefetch(&slots_[home(tag_of(hash))]); }
    bool expect(std::uint64_t hash) const;
    void erase(OpenCall& call);
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
    [[nodiscard]] std::size_t slot_of(std::uint64_t hash, std::string_view id) const;
    void put(std::uint64_t slot);
    void grow();
    [[nodiscard]] OpenCall& at(std::uint32_t index) const { return blocks_[index / block][index % block]; }

    std::vector<std::unique_ptr<OpenCall[]>> blocks_;
    std::vector<std::uint32_t> free_;
    std::uint32_t used_ = 0;
    std::vector<std::uint64_t> slots_;
    std::uint32_t shift_ = 20; // 32 less the binary logarithm of their number
    std::size_t count_ = 0;
    absl::flat_hash_map<std::uint64_t, std::string> long_ids_; // by hash
};

// Ended calls by the hash of their id, in six bytes each and a little: what else is remembered of one is whether it was in order
// and, of the first fifteen, the set in which it ended. 56 bits of the hash tell them apart: among ten million calls one of a
// thousand runs takes two for one another.
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
    void foresee(std::uint64_t hash) const { __builtin_prefetch(&parts_[hash >> (64 - part_bits)]); }
    void expect(std::uint64_t hash) const {
        const Part& part = parts_[hash >> (64 - part_bits)];
        if (part.capacity != 0) __builtin_prefetch(&part.entries[home(key_of(hash), part.capacity)]);
    }
    // It was not in order after all.
    void spoil(std::uint64_t hash);
    [[nodiscard]] std::uint64_t size() const { return count_ + pending_.size(); }
    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

private:
    using Entry = std::array<std::uint8_t, 6>; // all zero: free
    struct Part {
        std::unique_ptr<Entry[]> entries;
        std::uint32_t capacity = 0;
        std::uint32_t count = 0;
    };
    static constexpr int part_bits = 14;

    // An entry is a bit that says it is one, 42 bits of the hash, whether the call was in order, and 4 bits of the set; 14 more bits
    // of the hash choose the part.
    static constexpr std::uint64_t filled = std::uint64_t{1} << 47;
    static constexpr std::uint64_t key_mask = (filled | (filled - 1)) & ~std::uint64_t{31};
    static std::uint64_t key_of(std::uint64_t hash) { return (filled | (hash << 5 & (filled - 1))) & key_mask; }
    static std::uint32_t home(std::uint64_t key, std::uint32_t capacity) {
        const std::uint64_t bits = key >> 5 & 0xffff'ffffu;
        return static_cast<std::uint32_t>(bits * capacity >> 32);
    }
    // In two steps: to put six bytes together in memory and read eight would wait for the writes.
    static std::uint64_t read(const Entry& entry) {
        std::uint32_t low = 0;
        std::uint16_t high = 0;
        std::memcpy(&low, entry.data(), 4);
        std::memcpy(&high, entry.data() + 4, 2);
        return std::uint64_t{high} << 32 | low;
    }
    static void write(Entry& entry, std::uint64_t value) {
        const auto low = static_cast<std::uint32_t>(value);
        const auto high = static_cast<std::uint16_t>(value >> 32);
        std::memcpy(entry.data(), &low, 4);
        std::memcpy(entry.data() + 4, &high, 2);
    }
    void grow(Part& part);
    void put(std::uint64_t hash, bool ok, SetId set);
    void settle();
    [[nodiscard]] Entry* look(std::uint64_t hash) const;

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
