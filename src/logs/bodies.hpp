// What stands in the bodies and addresses of requests. Private to logs.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace callflow::logs {

// The first of the fields that has a value: of a form body or an address's query by name, of a JSON body by its path
// (`result.actions.value`; a list on the way is looked through, its last one counts). Empty where there is none.
[[nodiscard]] std::string field_of(std::string_view text, std::span<const std::string> names);

} // namespace callflow::logs
