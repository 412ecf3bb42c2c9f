// Many texts, each kept once and known by its place: ten million ids of visits take little more than their bytes.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace callflow::tracking {

using Id = std::uint32_t;
inline constexpr Id no_id = 0xffff'ffffu;

class StringPool {
public:
    // A text that is soon to be added or found. Where there are millions of texts, the memory for that takes longer to arrive than all else:
    // who makes the key early, and does other work before it is used, does not wait for it. Refers to the text's bytes.
    struct Key {
        std::string_view text;
        std::uint64_t hash = 0;
    };

    StringPool();
    // At most 64 KiB of a text count.
    [[nodiscard]] Key key(std::string_view text) const;
    // The text's place, from 0 in the order in which they came; `added` says whether it is new.
    Id add(const Key& key, bool& added);
    Id add(std::string_view text, bool& added) { return add(key(text), added); }
    Id add(std::string_view text) {
        bool added = false;
        return add(key(text), added);
    }
    // no_id where it was never added.
    [[nodiscard]] Id find(std::string_view text) const;
    // Lives as long as the pool.
    [[nodiscard]] std::string_view operator[](Id id) const;
    [[nodiscard]] std::size_t size() const { return places_.size(); }

private:
    static constexpr std::size_t chunk_bytes = std::size_t{1} << 20;
    [[nodiscard]] std::size_t look(const Key& key) const;
    void grow();

    std::vector<std::unique_ptr<char[]>> chunks_;
    std::size_t used_ = chunk_bytes;    // of the last one
    std::vector<std::uint32_t> places_; // of each, in units of 4 bytes; a chunk is 2^18 of them
    std::vector<Id> slots_;             // a table with open addresses
    std::vector<std::uint8_t>
        tags_; // of each slot: 0 where it is free, else some bits of its text's hash, and the highest bit
};

} // namespace callflow::tracking
