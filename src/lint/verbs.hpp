// What verbs say by literals alone.
#pragma once

#include "flow/verb.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace callflow::lint {

// The attribute as the author wrote it, content and what `defaults` gave included; null where there is none.
[[nodiscard]] const flow::Attribute* find_attribute(const flow::Verb& verb, std::string_view name);
// Its text where that is the same in every call; nullopt for a template, an event or none.
[[nodiscard]] std::optional<std::string_view> literal(const flow::Verb& verb, std::string_view name);
// The same as a whole number.
[[nodiscard]] std::optional<std::int64_t> whole_number(const flow::Verb& verb, std::string_view name);
// Whether the verb is that one.
[[nodiscard]] bool is(const flow::Verb& verb, std::string_view name);
// Keys that end what a gather or record takes: `#` and every key where nothing else is said. Empty for a template, as
// if none did.
[[nodiscard]] std::string_view finish_keys(const flow::Verb& verb);

} // namespace callflow::lint
