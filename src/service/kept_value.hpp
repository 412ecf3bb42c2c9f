// Values as JSON that keeps their kinds. Internal to service.
#pragma once

#include "base/json_writer.hpp"
#include "doc/tree.hpp"
#include "expr/value.hpp"

#include <optional>

namespace callflow::service {

// bool, int, double, string, lists and maps with text keys are themselves; what JSON has no form for is an object with the one
// key `$` and a kind before it: {"$duration": 90000000000}.
void write_value(base::JsonWriter& json, const expr::Value& value);
// nullopt for what write_value() does not write.
[[nodiscard]] std::optional<expr::Value> read_value(doc::View node);

} // namespace callflow::service
