// Verbs -> the text of a flow's `response:`.
#pragma once

#include "flow/verb.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::syntax {

// A piece of the text and what it says.
struct WrittenPart {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    std::uint32_t top = 0;                          // index of the verb in the response that it belongs to
    const flow::ResolvedVerb* verb = nullptr;       // the verb or noun
    const flow::AttributeSpec* attribute = nullptr; // null: all of it
};
struct WrittenResponse {
    std::string text; // items `- say: "Hello"`, each with its line break; nothing where there are no verbs
    std::vector<WrittenPart> parts; // those around others first
};

// Appends `verbs` as a block list whose hyphens stand `indent` columns deep. Attributes that only `provider` has stand below its
// key. Values are written so that the flow means them literally: braces are no templates, a bare word in the place of an address
// is `./word`, what YAML or people might take for something else stands in double quotes. `parts` refers into `verbs`.
// Whether the language takes each value is not checked here: reading the flow says so.
[[nodiscard]] WrittenResponse write_response(const std::vector<flow::ResolvedVerb>& verbs, std::string_view provider,
                                             std::uint32_t indent);

} // namespace callflow::syntax
