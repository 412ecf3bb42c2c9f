// How long things last that nobody plays.
#pragma once

#include "providers/emulate/scheduler.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::providers::emulate {

inline constexpr Millis word_length = 400;     // of a spoken word
inline constexpr Millis media_length = 10'000; // of a file that nobody says anything about

// Of a spoken text: its words, told apart by blanks. A text without a word takes no time.
[[nodiscard]] Millis spoken_length(std::string_view text);

// Whether an address is one that a pattern means: `*` stands for anything, a query of the address is left out; a pattern without a
// host fits any address that ends with it.
[[nodiscard]] bool fits_address(std::string_view pattern, std::string_view address);

// A file that is played.
struct Recording {
    Millis length = media_length;
    int status = 200; // of the answer to who fetches it; from 400 on there is nothing to play
};

// Files by pattern, see fits_address. The first pattern that fits counts.
class Media {
public:
    void add(std::string pattern, Recording recording) { patterns_.emplace_back(std::move(pattern), recording); }
    [[nodiscard]] Recording find(std::string_view address) const;

private:
    std::vector<std::pair<std::string, Recording>> patterns_;
};

} // namespace callflow::providers::emulate
