// Voices and languages that Twilio has. Both lists grow, so what is not in them is doubtful at most.
#pragma once

#include <string>
#include <string_view>

namespace callflow::providers::twilio {

struct Doubt {
    std::string message; // empty: none
    std::string help;
    bool likely = false; // it is like one that is known
};

// `Polly.Joanna`, `Polly.Joanna-Neural`, `Google.en-US-Standard-C`. The old names (man, woman, alice) are none of its business.
[[nodiscard]] Doubt doubt_voice(std::string_view voice);
// `en-US`: a language of ISO 639, a region of two capital letters or three digits.
[[nodiscard]] Doubt doubt_language(std::string_view language);

} // namespace callflow::providers::twilio
