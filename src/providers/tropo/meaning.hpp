// What the values of Tropo documents mean, as far as two spellings can mean the same.
#pragma once

#include <string>
#include <string_view>

namespace callflow::providers::tropo {

// Keys that every consumer takes as one value or as an array of them: the libraries disagree.
[[nodiscard]] bool may_be_list(std::string_view key);
// Actions without fields, which libraries write as null, {} or the text "null".
[[nodiscard]] bool is_bare_action(std::string_view action);
// Fields that mean nothing in this object: value and mode of the choices of a record or transfer.
[[nodiscard]] bool is_ignored(std::string_view action, std::string_view object, std::string_view key);

// The name of a field that `key` is an old name of (`sendTones`, `exitTone`), else `key`.
[[nodiscard]] std::string_view present_name(std::string_view object, std::string_view key);

// Texts and JSON numbers, true and false in normal form. `object` is the key of the object the field
// stands in, the action itself in its own.
[[nodiscard]] std::string normal_text(std::string_view object, std::string_view key, std::string_view text);
[[nodiscard]] std::string normal_number(std::string_view number);

// Whether a normal value (a text with a quote before it) is what Tropo does where the field is left out (the documentation of each
// action). `voice` is never: without one, that of an enclosing action holds.
[[nodiscard]] bool is_default(std::string_view action, std::string_view object, std::string_view key,
                              std::string_view normal);

} // namespace callflow::providers::tropo
