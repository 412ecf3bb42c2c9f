// Values and verbs that stand for others: where a value is known only in a call, and to try what a provider makes of a verb.
#pragma once

#include "flow/verb.hpp"
#include "providers/provider.hpp"

#include <string>
#include <string_view>

namespace callflow::providers {

// A value that the attribute takes and every provider would, as it stands in a document: `1`, `true`, `/x`, the first of its words.
// `provider`: whose document it is for, where what it takes depends on that; may be empty.
[[nodiscard]] std::string sample_value(const flow::AttributeSpec& attribute, std::string_view provider = {});

// The verb with what it cannot be without. `provider`: it has those attributes of its own that it cannot be without either.
[[nodiscard]] flow::ResolvedVerb sample_verb(const flow::VerbSpec& verb, std::string_view provider);

// As what the provider's document of such a verb (of a noun, inside a verb that takes it) is read back: the verb's own name where
// it is that, another one where several are written alike, empty where it is not read as a verb. Found by doing so.
[[nodiscard]] std::string_view read_back_as(const Provider& provider, const flow::VerbSpec& verb);

} // namespace callflow::providers
