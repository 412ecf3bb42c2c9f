// Texts that records repeat, numbered.
#pragma once

#include "replay/text_map.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::replay {

using TextId = std::uint32_t; // of a state's name in the log, of keys pressed; 0: nothing

// Belongs to one thread.
class Texts {
public:
    Texts() { all_.emplace_back(); }
    static constexpr std::size_t longest_text = 200, longest_decision = 20'000;
    static constexpr std::size_t most_texts = 100'000;
    // Of one that is longer its beginning; 0 for one that is new when there are `most` already.
    TextId of(std::string_view text, std::size_t longest = longest_text, std::size_t most = most_texts) {
        if (text.size() != 1) return look_up(text, longest, most);
        TextId& id = keys_[static_cast<unsigned char>(text.front())]; // what is pressed is mostly one key
        if (id == 0) id = look_up(text, longest, most);
        return id;
    }
    // The same for those that are few for certain, however many there are; or what is said of all those that are too many.
    TextId keep(std::string_view text) { return of(text, longest_decision, ~std::size_t{0}); }
    TextId of_or(std::string_view text, std::string_view others) {
        const TextId id = of(text);
        return id != 0 || text.empty() ? id : keep(others);
    }
    [[nodiscard]] const std::string& operator[](TextId id) const { return all_[id]; }

private:
    TextId look_up(std::string_view text, std::size_t longest, std::size_t most);

    std::vector<std::string> all_;
    TextMap<TextId> ids_;
    std::array<TextId, 256> keys_{}; // of single bytes
};

} // namespace callflow::replay
