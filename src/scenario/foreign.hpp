// `documents:` of a scenario: what addresses of others answer.
#pragma once

#include "base/source.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace callflow::scenario {

// What an address that is none of the flow's answers: a document, a file that is played, or nothing.
struct ForeignAnswer {
    std::string file = {};                // whose bytes it is, relative to the scenario's file
    std::optional<std::string> body = {}; // else its text
    std::string type = {};                // content type; empty: by what the body looks like
    std::int64_t status = 200;
    std::string fail = {}; // `timeout`, …: there is no answer
    base::Span where;      // of the file
};
// One for all requests to such addresses, or a list in turn, whose last one repeats. `pattern` is as of `media`.
struct ForeignDocument {
    std::string pattern;
    std::vector<ForeignAnswer> answers;
    base::Span where;
};

} // namespace callflow::scenario
