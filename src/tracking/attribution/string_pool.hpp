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
    StringPool();
    // The text's place, from 0 in the order in which they came; `added` says whether it is new. At most 64 KiB of a text count.
    Id add(std::string_view text, bool& added);
    Id add(std::string_view text) {
        bool added = false;
        return add(text, added);
    }
    // no_id where it was never added.
    [[nodiscard]] Id find(std::string_view text) const;
    // Lives as long as the pool.
    [[nodiscard]] std::string_view operator[](Id id) const;
    [[nodiscard]] std::size_t size() const { return places_.size(); }

private:
    static constexpr std::size_t chunk_bytes = std::size_t{1} << 20;
    [[nodiscard]] std::size_t look(std::string_view text, std::uint64_t hash) const;
    void grow();

    std::vector<std::unique_ptr<char[]>> chunks_;
    std::size_t used_ = chunk_bytes;    // of the last one
    std::vector<std::uint32_t> places_; // of each, in units of 4 bytes; a chunk is 2^18 of them
    std::vector<Id> slots_;             // a table with open addresses; no_id: free
    std::vector<std::uint8_t> tags_;    // of each slot, some bits of its text's hash
};

} // namespace callflow::tracking
