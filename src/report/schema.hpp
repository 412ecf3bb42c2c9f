// JSON Schemas of the files that callflow reads, made from the tables that its readers work from:
// syntax/keys.hpp, flow/vocabulary.hpp and scenario/keys.hpp.
//
// A schema takes whatever its reader takes. What it cannot see (names that are not declared, what stands
// in expressions, keys given twice) it lets pass. A scalar may be a text, a number or a truth value
// wherever the reader looks at its text only.
#pragma once

#include <string>

namespace callflow::report {

// Of flows and of the parts they include; JSON Schema 2020-12, indented, with a line break at the end.
[[nodiscard]] std::string flow_schema();
// Of scenarios.
[[nodiscard]] std::string scenario_schema();

} // namespace callflow::report
