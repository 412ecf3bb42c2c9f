// Maps by text that are asked with views. Private to replay.
#pragma once

#include "base/hash.hpp"

#include <absl/container/flat_hash_map.h>
#include <functional>
#include <string>
#include <string_view>

namespace callflow::replay {

struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return base::stable_hash(text); }
};
template <class Value> using TextMap = absl::flat_hash_map<std::string, Value, TextHash, std::equal_to<>>;

} // namespace callflow::replay
