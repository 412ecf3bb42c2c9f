// Requests of providers without what is sensitive in them, for whoever stores or shows them.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace callflow::providers {

// Whether a caller brings there what a sensitive verb asks for: a parameter of Twilio's whose field is flow::is_brought(), a field
// of a Tropo result's action. Of such a value nothing is shown, whatever its spelling.
[[nodiscard]] bool brings_secret(std::string_view name);

// Hides what is secret in a value by its name, empty in a list; false leaves the value as it is.
using Hide = std::function<bool(std::string_view name, std::string& text)>;
// A body with its values hidden one by one: JSON where it begins as JSON does, written anew without blanks; else a form, the
// same byte for byte where nothing was hidden in it. Of what can be read as neither nothing is left.
[[nodiscard]] std::string hide_in_body(std::string_view body, const Hide& hide);
[[nodiscard]] std::string hide_in_form(std::string_view form, const Hide& hide);

} // namespace callflow::providers
