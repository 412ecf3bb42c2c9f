// Two versions of a text as a unified diff.
#pragma once

#include <string>
#include <string_view>

namespace callflow::report {

// The lines in which `after` differs from `before`, as `diff -u` and `patch` write them, three lines of context around each place;
// empty where they are equal. The time grows with the size of the texts only: of long stretches without a common line the
// result may be longer than need be. `name` stands behind `a/` and `b/`, control characters in it made visible.
void write_unified_diff(std::string& out, std::string_view name, std::string_view before, std::string_view after);

} // namespace callflow::report
