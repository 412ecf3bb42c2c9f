// Whether a value that somebody wrote into a document is one that its attribute can have.
#pragma once

#include "flow/vocabulary.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace callflow::providers {

struct ValueProblem {
    std::string message; // behind the attribute's name: `is a whole number from 1, not '-3'`
    std::string help;    // the nearest word, or nothing
};

// By the attribute's type, range and words. Says nothing of texts, addresses and numbers to call.
[[nodiscard]] std::optional<ValueProblem> check_value(const flow::AttributeSpec& spec, std::string_view value);

// The number of code points.
[[nodiscard]] std::size_t length_of(std::string_view text);

// An address without a scheme that looks like one of the web: `www.example.com/menu`, `example.com/a?b`.
[[nodiscard]] bool lacks_scheme(std::string_view address);

} // namespace callflow::providers
