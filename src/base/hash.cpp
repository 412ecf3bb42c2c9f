#include "base/hash.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace callflow::base {

std::uint64_t stable_hash(std::string_view bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

} // namespace callflow::base
