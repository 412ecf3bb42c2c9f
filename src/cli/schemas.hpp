// The JSON Schemas that `callflow schema` writes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace callflow::cli {

// Sorted; the views live as long as the process.
[[nodiscard]] std::vector<std::string_view> schema_names();
// Empty for any other name.
[[nodiscard]] std::string schema_text(std::string_view name);

} // namespace callflow::cli
