// What a grammar of Tropo lets in.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace callflow::providers::tropo {

struct Heard {
    std::size_t digits = 0; // keys after which the input is complete; 0: not said
    std::string words;      // what may be said, separated by commas
    std::string_view lost;  // what another platform's gather does not keep of it; empty: nothing
};

// `[1-4 DIGITS]`, `sales(1, sales), support(2)`. `input` is that of a gather: `dtmf`, `speech`, `dtmf speech`.
[[nodiscard]] Heard heard_of(std::string_view grammar, std::string_view input);

} // namespace callflow::providers::tropo
