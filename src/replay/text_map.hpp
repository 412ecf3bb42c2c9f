// Maps by text that are asked with views. Private to replay.
#pragma once

#include "base/hash.hpp"

#include <absl/container/flat_hash_map.h>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <string_view>

namespace callflow::replay {

struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return base::stable_hash(text); }
};
// Whether both are the same, without a call for those of the length of names: four to sixteen bytes.
inline bool same_name(std::string_view a, std::string_view b) {
    const auto at = [](std::string_view text, std::size_t place, auto part) {
        std::memcpy(&part, text.data() + place, sizeof part);
        return part;
    };
    const std::size_t size = a.size();
    if (size != b.size()) return false;
    if (size < 4 || size > 16) return a == b;
    if (size >= 8) {
        constexpr std::uint64_t eight = 0;
        return at(a, 0, eight) == at(b, 0, eight) && at(a, size - 8, eight) == at(b, size - 8, eight);
    }
    constexpr std::uint32_t four = 0;
    return at(a, 0, four) == at(b, 0, four) && at(a, size - 4, four) == at(b, size - 4, four);
}

template <class Value> using TextMap = absl::flat_hash_map<std::string, Value, TextHash, std::equal_to<>>;

} // namespace callflow::replay
