#include "base/random.hpp"

#include <cassert>

namespace callflow::base {

std::uint64_t Random::next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15U);
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31U);
}

std::uint64_t Random::below(std::uint64_t end) {
    assert(end > 0);
    // 2^64 mod `end` numbers at the bottom have no counterpart in the last whole run of `end`.
    const std::uint64_t excess = (0 - end) % end;
    std::uint64_t drawn = next();
    while (drawn < excess) drawn = next();
    return drawn % end;
}

std::uint64_t mix_seed(std::uint64_t seed, std::string_view text) {
    for (const char c : text) {
        seed ^= static_cast<unsigned char>(c);
        seed *= 1099511628211U;
    }
    return seed;
}

std::uint64_t mix_seed(std::uint64_t seed, std::uint64_t number) {
    for (int i = 0; i < 8; ++i) {
        seed ^= number & 0xffU;
        seed *= 1099511628211U;
        number >>= 8U;
    }
    return seed;
}

} // namespace callflow::base
