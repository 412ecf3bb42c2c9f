// Scenarios made of a flow as its author writes it, and how they play.
#pragma once

#include "scenario/paths/paths.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace paths_test {

using Options = callflow::scenario::PathOptions;
using Texts = std::vector<std::string>;

// A flow's text without its head, and the set of scenarios made of it. `callflow`, `name` and, where the text does not have them,
// `initial: a` and the actors customer and agent are put before it. Fails the test where the text has findings that are errors, and
// where a scenario of the set does not pass.
class Made {
public:
    explicit Made(std::string_view text, const Options& options = {});

    const callflow::scenario::PathSet& set() const { return set_; }
    // Everything that is written, for comparisons.
    std::string text() const;
    // What is not covered: `b: go -> c: not found: …`, `state d: no transition leads to it`.
    Texts uncovered() const;
    // Whether some scenario's text has this in it.
    bool says(std::string_view part) const { return text().find(part) != std::string::npos; }

private:
    std::unique_ptr<callflow::flow::Flow> flow_;
    callflow::scenario::PathSet set_;
};

} // namespace paths_test
