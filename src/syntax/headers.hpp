// What is sent as headers, of SIP and of HTTP, is a name and one line each.
#pragma once

#include "syntax/input.hpp"

namespace callflow::syntax {

// Findings for names that are none and for values with line breaks, in a mapping of them.
void check_headers(Input& in, View headers);
// Only for line breaks: documents of providers' have names of all kinds.
void check_header_lines(Input& in, View headers);
// For a value with a line break where that is written out.
void check_header_value(Input& in, std::string_view value, base::Span where);
// For an address of SIP whose headers, behind `?`, have line breaks.
void check_uri_headers(Input& in, View uri);

} // namespace callflow::syntax
