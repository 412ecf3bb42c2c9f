// What the attributes of TwiML mean, as far as two spellings can mean the same.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace callflow::providers::twilio {

// Two values of an attribute that give the same text here mean the same: `5` and `5.0` for a number,
// `speech dtmf` and `dtmf speech` for a list, `Google` and `google` for who speaks, `12` and `21` for a set of keys, `false` and
// `do-not-record` for Dial's record.
[[nodiscard]] std::string normal_value(std::string_view element, std::string_view attribute, std::string_view value);

// Whether a normal value is what Twilio does where the attribute is left out (its pages, sections
// Voice verbs and Nouns).
[[nodiscard]] bool is_default(std::string_view element, std::string_view attribute, std::string_view normal);

// What Twilio does where an attribute is left out whose default depends on others of the element, in normal form: Record's maxLength,
// Enqueue's waitUrlMethod, Conference's waitMethod. Empty for any other. `other` hands out values, empty where there is none.
using AttributeValue = std::function<std::string_view(const char* attribute)>;
[[nodiscard]] std::string dependent_default(std::string_view element, std::string_view attribute,
                                            const AttributeValue& other);

// Whether an attribute says nothing because of the others: how to fetch music that Twilio chooses itself.
[[nodiscard]] bool means_nothing_beside(std::string_view element, std::string_view attribute,
                                        const AttributeValue& other);

// Two texts of a noun that give the same here mean the same: `a@b.com` and `sip:a@b.com`, a number with and without blanks.
[[nodiscard]] std::string normal_content(std::string_view element, std::string_view text);

// What is spoken: line breaks and runs of blanks in it are layout. In other texts only those at
// both ends are.
[[nodiscard]] bool is_spoken(std::string_view element);

// Attributes for those who read XML, not for Twilio: `xmlns`, `xmlns:x`, `xsi:…`.
[[nodiscard]] bool means_nothing(std::string_view attribute);

// JSON without blanks, its keys sorted and its numbers in one spelling; what is none as it is.
[[nodiscard]] std::string normal_json(std::string_view text);

} // namespace callflow::providers::twilio
