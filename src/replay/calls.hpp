// What is remembered of open calls: where they are.
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

    // One that is not there yet; valid until it is erased.
    OpenCall& make(std::uint64_t hash, std::string_view id);
    // Null where there is none.
    [[nodiscard]] OpenCall* find(std::uint64_t hash) {
        const std::size_t place = slot_of(hash);
        return place == slots_.size() ? nullptr : &at(index_of(slot(place)));
    }
    // A call that will be asked for: foresee() and then, a few calls later, expect() have memory at hand by the time it is. False:
    // it is certainly not there now.
    void foresee(std::uint64_t hash) const { __builtin_prefetch(&slot(home(tag_of(hash)))); }
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
        const std::uint64_t found = slot(place);
        if (found != 0 && found >> 32 == tag_of(hash) && at(index_of(found)).hash == hash) return place;
        return look(hash);
    }
    [[nodiscard]] std::size_t look(std::uint64_t hash) const;
    // A place is one by how it comes about: nothing looks whether there are so many.
    [[nodiscard]] const std::uint64_t& slot(std::size_t place) const { return slots_.data()[place]; }
    void put(std::uint64_t slot);
    void grow();
    [[nodiscard]] OpenCall& at(std::uint32_t index) const { return blocks_.data()[index / block].get()[index % block]; }

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

} // namespace callflow::replay
