// Of ended calls that they were, and how they ended.
#pragma once

#include "flow/transition.hpp"
#include "replay/sets.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace callflow::replay {

// Ended calls by the hash of their id, in six bytes each and a little: what else is remembered of one is whether it was in order
// and the set in which it ended. 55 bits of the hash tell them apart: among ten million calls one of seven hundred runs takes two for
// one another. Calls that ended in one of sixteen sets stand in one table; a flow in which they end in more has as many tables as it
// takes, each of which is asked.
class EndedCalls {
public:
    struct Found {
        bool there = false;
        bool ok = false;
        SetId set = 0;
    };
    void add(std::uint64_t hash, bool ok, SetId set) { // a few at a time, so that none is waited for
        foresee(hash);
        Pending& place = pending_[added_ % pending_calls];
        if (added_ >= pending_calls) settle(place);
        place = {hash, ok, set};
        if (added_ >= pending_calls / 2) expect(pending_[(added_ - pending_calls / 2) % pending_calls].hash);
        ++added_;
    }
    [[nodiscard]] Found find(std::uint64_t hash) const;
    // A call that will be looked for, or added, as with OpenCalls.
    void foresee(std::uint64_t hash) const { __builtin_prefetch(&parts_[part_of(hash)]); } // in the first table
    void expect(std::uint64_t hash) const {
        const Part& part = parts_[part_of(hash)];
        if (part.size == 0) return;
        const Line* const line = part.lines() + home(hash, part.size);
        __builtin_prefetch(line, 1);
        __builtin_prefetch(line + 1, 1); // where what had no place left is
    }
    // It was not in order after all.
    void spoil(std::uint64_t hash);
    [[nodiscard]] std::uint64_t size() const { return added_; }
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
    static constexpr std::size_t table_size = std::size_t{1} << part_bits;
    static constexpr std::uint32_t ok_bit = 16, set_bits = 15; // of an entry's lower bits
    static constexpr std::uint32_t in_table = set_bits + 1;    // sets

    static std::size_t part_of(std::uint64_t hash) { return hash >> (64 - part_bits); }
    static std::uint32_t low_of(std::uint64_t hash) { return static_cast<std::uint32_t>(hash); }
    static std::uint16_t high_of(std::uint64_t hash) { return static_cast<std::uint16_t>(hash >> 32 << 5); }
    static std::uint32_t home(std::uint64_t hash, std::uint32_t size) {
        return static_cast<std::uint32_t>(std::uint64_t{low_of(hash)} * size >> 32);
    }
    struct Place {
        Line* line = nullptr; // null: it is not there
        std::size_t at = 0;
        std::size_t table = 0;
    };
    static void put(Line* lines, std::uint32_t size, std::uint32_t low, std::uint16_t high);
    void grow(Part& part);
    [[nodiscard]] Place look(std::uint64_t hash) const;
    [[nodiscard]] static Place look_in(const Part& part, std::uint64_t hash);

    struct Pending {
        std::uint64_t hash;
        bool ok;
        SetId set;
    };
    void settle(const Pending& one);
    static constexpr std::size_t pending_calls = 16;
    // Those that are not in their parts yet.
    [[nodiscard]] std::size_t pending() const { return std::min<std::size_t>(added_, pending_calls); }

    std::vector<Part> parts_ = std::vector<Part>(table_size); // of all tables, the first of which is always there
    std::array<Pending, pending_calls>
        pending_{};           // the call that was added last so many calls ago is the next to leave
    std::vector<SetId> sets_; // numbered, for their entries
    std::uint64_t added_ = 0;
    std::uint64_t bytes_ = 0;
};

} // namespace callflow::replay
