// What stands in the bodies and addresses of requests. Private to logs.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace callflow::logs {

// The first of the fields that has a value: of a form body or an address's query by name, of a JSON body by its path
// (`result.actions.value`; a list on the way is looked through, its last one counts). Empty where there is none.
[[nodiscard]] std::string field_of(std::string_view text, std::span<const std::string> names);
// Whether it is a JSON object or list, or how Python writes one: `{u'name': u'menu', 'value': None}`.
[[nodiscard]] bool is_body(std::string_view text);
// The address in a request's first line, `POST /calls HTTP/1.1`; any other text as it is.
[[nodiscard]] std::string_view without_method(std::string_view text);

} // namespace callflow::logs
