// Which call detail records were there before.
#pragma once

#include "logs/cdr.hpp"
#include "tracking/attempts.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace callflow::service {

// Remembers the last `window` records by their keys, and up to as many more; takes 32 bytes for each, once there are so many.
class CdrMemory {
public:
    explicit CdrMemory(std::size_t window) : window_(window) {}

    enum class Known : std::uint8_t {
        fresh,    // not there before, or not within the window; it is remembered now
        repeated, // the same record was there
        changed,  // one with the same key was there that says something else
    };
    // Gives it its attempt, where it is fresh and has none.
    [[nodiscard]] Known look(logs::Cdr& cdr);

private:
    struct Slot {
        std::uint64_t key = 0; // 0: free
        std::uint64_t content = 0;
    };
    struct Table {
        std::vector<Slot> slots; // a power of two, at most half of them taken
        std::size_t count = 0;

        [[nodiscard]] const Slot* find(std::uint64_t key) const;
        void add(Slot slot);
    };

    std::size_t window_;          // 0: nothing is remembered
    std::array<Table, 2> tables_; // the one that is filled, and the one before it
    tracking::Attempts attempts_;
    std::string text_;
};

} // namespace callflow::service
