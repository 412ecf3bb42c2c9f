// SSML as it may stand in what is said: which element holds which. Both providers take this part of it.
#pragma once

#include "flow/vocabulary.hpp"

#include <span>
#include <string_view>

namespace callflow::flow {

struct SsmlElement {
    std::string_view name;
    std::span<const AttributeSpec> attributes = {};
    std::span<const std::string_view> children = {}; // elements that may stand in it
    bool holds_text = true;
    std::string_view summary = {}; // one line for `explain`
};

// Sorted by name. All of them may stand at the top.
[[nodiscard]] std::span<const SsmlElement> ssml_elements();
// Null where there is none.
[[nodiscard]] const SsmlElement* find_ssml(std::string_view name);

} // namespace callflow::flow
