// One UTF-8 sequence, inline for the loops that run over whole files. Everyone else uses
// base/text.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace callflow::base::utf8 {

// Length (1..4) of the well-formed sequence that begins at `offset`, 0 where none does. `offset` <
// size.
[[nodiscard]] inline std::size_t sequence_length(std::string_view text, std::size_t offset) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[offset + i]); };
    const auto tail = [&](std::size_t i) { return (byte(i) & 0xc0U) == 0x80U; };
    const std::size_t left = text.size() - offset;
    const unsigned first = byte(0);
    if (first < 0x80) return 1;
    if (first < 0xc2) return 0; // a tail byte, or an overlong form of ASCII
    if (first < 0xe0) return left >= 2 && tail(1) ? 2 : 0;
    if (first < 0xf0) {
        if (left < 3 || !tail(1) || !tail(2)) return 0;
        if (first == 0xe0 && byte(1) < 0xa0) return 0; // overlong
        if (first == 0xed && byte(1) > 0x9f) return 0; // surrogate
        return 3;
    }
    if (first > 0xf4 || left < 4 || !tail(1) || !tail(2) || !tail(3)) return 0;
    if (first == 0xf0 && byte(1) < 0x90) return 0; // overlong
    if (first == 0xf4 && byte(1) > 0x8f) return 0; // beyond U+10FFFF
    return 4;
}

// Eight bytes as one word, for tests on all of them at once. `offset` + 8 <= size.
[[nodiscard]] inline std::uint64_t load_word(std::string_view text, std::size_t offset) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + offset, sizeof word);
    return word;
}

inline constexpr std::uint64_t low_bits = 0x0101010101010101U;
inline constexpr std::uint64_t high_bits = 0x8080808080808080U;

} // namespace callflow::base::utf8
