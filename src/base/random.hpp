// Numbers drawn by lot that are the same on every machine: they follow from a seed alone.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

namespace callflow::base {

// SplitMix64 (Steele, Lea, Flood 2014): one addition and three mixing steps a number, period 2^64.
// Not for secrets.
class Random {
public:
    explicit Random(std::uint64_t seed) : state_(seed) {}

    // Any of the 2^64 numbers.
    [[nodiscard]] std::uint64_t next();
    // 0 to `end` - 1, each as likely as the others: draws that would favour some are drawn again. `end`
    // above 0.
    [[nodiscard]] std::uint64_t below(std::uint64_t end);
    // Every order is as likely as the others (Fisher, Yates; from the back).
    template <class T> void shuffle(std::span<T> items) {
        for (std::size_t left = items.size(); left > 1; --left) {
            std::swap(items[left - 1], items[static_cast<std::size_t>(below(left))]);
        }
    }

private:
    std::uint64_t state_;
};

// A seed that follows from another and a text or number: FNV-1a over the bytes (of a number: eight,
// the lowest first). Texts one after the other are told apart only if something stands between them.
[[nodiscard]] std::uint64_t mix_seed(std::uint64_t seed, std::string_view text);
[[nodiscard]] std::uint64_t mix_seed(std::uint64_t seed, std::uint64_t number);

} // namespace callflow::base
