// What is remembered of calls: of open ones where they are, of ended ones that they were.
#pragma once

#include "logs/event.hpp"
#include "replay/sets.hpp"

#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>
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

struct OpenCall {
    std::uint64_t hash = 0; // base::stable_hash of its id
    Millis first = 0;       // of its first event
    Millis last = 0;        // of its last
    Millis since = 0;       // it is where it is
    SetId set = 0;
    std::uint32_t way = 0;    // the events that it had: a node of Variants; 0: none yet
    std::uint32_t events = 0;
    Verdict verdict = Verdict::ok; // so far
    bool hung_up = false;
    std::uint8_t id_size = 0; // 255: it is too long to stand here
    std::array<char, 41> id{};
};

// The open calls, by id. Belongs to one thread.
class OpenCalls {
public:
    OpenCalls() : index_(0, Hash{this}, Equal{this}) {}
    OpenCalls(const OpenCalls&) = delete;

    // The call, made where it is not there yet; valid until the next one is made or ended.
    OpenCall& find_or_make(std::uint64_t hash, std::string_view id, bool& made);
    // Null where there is none.
    [[nodiscard]] OpenCall* find(std::uint64_t hash, std::string_view id);
    // A call that will be looked for soon.
    void expect(std::uint64_t hash, std::string_view id) const { index_.prefetch(Key{hash, id}); }
    void erase(OpenCall& call);
    [[nodiscard]] std::size_t size() const { return index_.size(); }
    [[nodiscard]] std::string_view id_of(const OpenCall& call) const;
    template <class Visit> void each(Visit visit) {
        for (const std::uint32_t at : index_) visit(this->at(at));
    }

private:
    struct Key {
        std::uint64_t hash;
        std::string_view id;
    };
    struct Hash {
        using is_transparent = void;
        const OpenCalls* all;
        std::size_t operator()(std::uint32_t at) const { return all->at(at).hash; }
        std::size_t operator()(const Key& key) const { return key.hash; }
    };
    struct Equal {
        using is_transparent = void;
        const OpenCalls* all;
        bool operator()(std::uint32_t a, std::uint32_t b) const { return a == b; }
        bool operator()(std::uint32_t a, const Key& key) const { return all->is(a, key); }
        bool operator()(const Key& key, std::uint32_t a) const { return all->is(a, key); }
    };
    static constexpr std::uint32_t block = 512;

    [[nodiscard]] OpenCall& at(std::uint32_t index) const { return blocks_[index / block][index % block]; }
    [[nodiscard]] bool is(std::uint32_t index, const Key& key) const {
        const OpenCall& call = at(index);
        return call.hash == key.hash && id_of(call) == key.id;
    }

    std::vector<std::unique_ptr<OpenCall[]>> blocks_;
    std::vector<std::uint32_t> free_;
    std::uint32_t used_ = 0;
    absl::flat_hash_set<std::uint32_t, Hash, Equal> index_;
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
    void add(std::uint64_t hash, bool ok, SetId set);
    [[nodiscard]] Found find(std::uint64_t hash) const;
    // A call that will be looked for, or added, soon.
    void expect(std::uint64_t hash) const {
        const Part& part = parts_[hash >> (64 - part_bits)];
        if (part.capacity != 0) __builtin_prefetch(&part.entries[home(key_of(hash), part.capacity)]);
    }
    // It was not in order after all.
    void spoil(std::uint64_t hash);
    [[nodiscard]] std::uint64_t size() const { return count_; }
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
    static std::uint64_t read(const Entry& entry) {
        std::uint64_t out = 0;
        std::memcpy(&out, entry.data(), entry.size());
        return out;
    }
    static void write(Entry& entry, std::uint64_t value) { std::memcpy(entry.data(), &value, entry.size()); }
    void grow(Part& part);
    [[nodiscard]] Entry* look(std::uint64_t hash) const;

    std::vector<Part> parts_;
    std::vector<SetId> sets_; // numbered, for their entries
    std::uint64_t count_ = 0;
    std::uint64_t bytes_ = 0;
};

} // namespace callflow::replay
