// Steps that the author wrote for Tropo.
#pragma once

#include "base/json_writer.hpp"
#include "doc/tree.hpp"
#include "providers/findings.hpp"

#include <string>
#include <vector>

namespace callflow::providers::tropo {

// Writes a value as it is.
void write_value(doc::View value, base::JsonWriter& json);

// Writes the steps of a `raw` into the array that is open. What is no step (a mapping with one key) or no
// JSON is CF5004 and left out; a raw without a part for Tropo is CF5001. The events that its own handlers
// take go to `handled`: the document gets no other handler for them.
void write_raw(const flow::ResolvedVerb& verb, base::JsonWriter& json, const Findings& findings,
               std::vector<std::string>& handled);

} // namespace callflow::providers::tropo
