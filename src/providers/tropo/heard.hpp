// What a grammar of Tropo lets in.
#pragma once

#include "flow/verb.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::providers::tropo {

struct Heard {
    std::size_t digits = 0; // keys after which the input is complete; 0: not said
    std::string words;      // what may be said, separated by commas
    std::string_view lost;  // what another platform's gather does not keep of it; empty: nothing
};

// `[1-4 DIGITS]`, `sales(1, sales), support(2)`. `input` is that of a gather: `dtmf`, `speech`, `dtmf speech`.
[[nodiscard]] Heard heard_of(std::string_view grammar, std::string_view input);

// How often an ask tries, 1 to `most_attempts`.
inline constexpr std::int64_t most_attempts = 20;
[[nodiscard]] std::int64_t attempts_of(const flow::ResolvedVerb& ask);
// What it says once `failed` attempts have brought nothing: the says for that (`timeout`, `timeout:1` for the first), then the plain
// ones. They live as long as the verb.
[[nodiscard]] std::vector<const flow::ResolvedVerb*> said_after_silence(const flow::ResolvedVerb& ask,
                                                                        std::int64_t failed);

} // namespace callflow::providers::tropo
