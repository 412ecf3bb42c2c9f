// What the rules find in a flow that is written out in a test.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lint_test {

using Lines = std::vector<std::string>;

// Severity and line of each finding with that code, as `warning 9`. `text`: a flow behind its first two lines, `callflow: 1` and `name: x`.
// Fails the test where the flow has errors.
Lines found(std::string_view code, const std::string& text);

} // namespace lint_test
