// What Tropo's bodies say, as data: its pages "session" and "result", and the payloads that its libraries' tests hold.
#pragma once

#include "providers/provider.hpp"

#include <span>
#include <string_view>

namespace callflow::providers::tropo {

// A word of Tropo's and what it is in the one vocabulary.
struct Meaning {
    std::string_view word; // as Tropo's pages spell it; read in any case
    std::string_view meaning;
    std::string_view signal = {}; // of a state
};

// `state`, in 2010 `callState`: `call_status`. Nothing is known about those that are passed through, so they are inferred.
[[nodiscard]] std::span<const Meaning> states();
// `disposition` of a transfer: `dial_status`.
[[nodiscard]] std::span<const Meaning> dispositions();
// `userType`: `answered_by`; empty where that says nothing about who answered.
[[nodiscard]] std::span<const Meaning> user_types();
// `channel`: `call.channel`.
[[nodiscard]] std::span<const Meaning> channels();

// The row of a word; null for one that is not known.
[[nodiscard]] const Meaning* find_meaning(std::span<const Meaning> words, std::string_view word);
// The row of a meaning, best the first; null where nothing means it.
[[nodiscard]] const Meaning* find_word(std::span<const Meaning> words, std::string_view meaning);

} // namespace callflow::providers::tropo
