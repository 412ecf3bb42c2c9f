// What is wrong with a value of TwiML that its type cannot say: addresses, voices, languages, identifiers, JSON.
#pragma once

#include "base/diagnostic.hpp"
#include "flow/vocabulary.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace callflow::providers::twilio {

struct Complaint {
    const base::Code* code = nullptr;
    std::string message;
    std::string help = {};
    base::Severity severity = base::Severity::warning;
};

// The number of Twilio's error where it refuses a document for a bad value of the attribute (of the element's text: empty), 0 where
// it warns and goes on without (facts/twiml.md, section 6, E and W).
[[nodiscard]] int refused_as(std::string_view element, std::string_view attribute);
// `, which Twilio refuses (14205)`; nothing for 0.
[[nodiscard]] std::string refusal(int number);

// Of an attribute that takes an address, or (without one) of an element's text.
[[nodiscard]] std::optional<Complaint> address_problem(std::string_view element, std::string_view attribute,
                                                       std::string_view value);
// Of an attribute whose type takes the value.
[[nodiscard]] std::optional<Complaint> attribute_problem(std::string_view element, std::string_view attribute,
                                                         std::string_view value);
// Of the text of an element, trimmed.
[[nodiscard]] std::optional<Complaint> text_problem(std::string_view element, flow::AttributeType type,
                                                    std::string_view text);
// `100ms`, `1.5s`: how long a break of SSML lasts.
[[nodiscard]] bool is_break_time(std::string_view value);

} // namespace callflow::providers::twilio
