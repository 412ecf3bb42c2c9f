// Whether what a log says was answered can be what a state answers. Private to replay.
#pragma once

#include "engine/machine.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::replay {

// A part of an answer: what it is, and, of what is said, the words. Prompts of a gather stand before it; pauses do not count, nor do
// dialled targets.
struct Answered {
    std::string verb;       // `say`, `gather`, `dial`
    std::string text;       // of `say` and `message`, blanks joined
    bool any_words = false; // whatever is said will do
};

// A document, TwiML or Tropo's JSON, taken apart.
struct Answer {
    std::string_view provider;
    std::vector<Answered> parts;
};
// Nothing for what cannot be read as a document.
[[nodiscard]] std::optional<Answer> read_answer(std::string_view document);
// What that is instead, for people: `an HTML page`. Empty where it may be a document that whoever logged it has cut.
[[nodiscard]] std::string_view not_a_document(std::string_view text);
// `say, gather`: for people.
[[nodiscard]] std::string describe(const Answer& answer);
// Where an answer would do (`fits`) were it not for what it says: `; its say no. 2 has other words`. Empty where other verbs are wrong.
[[nodiscard]] std::string other_words(const Answer& answer, const std::function<bool(const Answer&)>& fits);

// Whether the state's response can give the answer, for some values of what its templates and conditions ask: verbs in their order,
// and words as far as the flow writes them. What a provider adds at the end (a redirect, a hang-up) is let pass. True as well where a
// response is too entangled to tell.
[[nodiscard]] bool may_answer(const flow::Flow& flow, const flow::State& state, const Answer& answer);

} // namespace callflow::replay
