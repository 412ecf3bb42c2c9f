// A hash that is the same everywhere, for ever.
#pragma once

#include <cstdint>
#include <string_view>

namespace callflow::base {

// XXH3 (64 bits, seed 0), of https://xxhash.com: what other programs can compute as well, to divide work as callflow does.
[[nodiscard]] std::uint64_t stable_hash(std::string_view bytes);

} // namespace callflow::base
