// Addresses of SIP, and numbers, as dialplans and transfers write them.
#pragma once

#include "expr/template.hpp"

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::flow {

// Whether a text is an address of SIP by its beginning: `sip:`, `sips:`.
[[nodiscard]] bool is_sip_address(std::string_view text);
// Whether a text is a telephone number: digits, with `+` before and blanks, dots, hyphens and brackets between them.
[[nodiscard]] bool is_phone_number(std::string_view text);
// What stands before `@` without scheme and parameters; of a number the number.
[[nodiscard]] std::string_view sip_user(std::string_view address);
// What stands behind `@`, without parameters and headers; empty where there is none.
[[nodiscard]] std::string_view sip_host(std::string_view address);
// A value as a part of an address: what is no letter, digit or one of `-_.!~*'()+#` is percent-encoded (RFC 3261, 25.1), so that no
// value adds parameters, headers or lines.
[[nodiscard]] std::string escape_sip(std::string_view value);
// A value as a header holds it: on one line, for a line break in it would begin another header.
[[nodiscard]] std::string header_value(std::string_view value);
// The headers that an address has behind `?`, decoded: whoever is called by it gets them (RFC 3261, 19.1.1).
[[nodiscard]] std::vector<std::pair<std::string, std::string>> sip_headers(std::string_view address);
// Whether the headers of an address, behind `?`, have a line break, which `%0D` and `%0A` are to whoever reads them.
[[nodiscard]] bool breaks_header(std::string_view address);
// Why an address cannot be called as it is written: a line break, in a header too, a blank, `&` or `;` where a user stands, no
// host; empty where it can.
[[nodiscard]] std::string wrong_with_address(std::string_view address);
// Why an address that was made of values calls nobody: it is empty, has nothing before its `@`, or is a number without digits, whatever
// options follow its `;`. Empty where it names somebody.
[[nodiscard]] std::string_view calls_nobody(std::string_view address);
// Why nobody can be called by an address, for either reason; empty where somebody can.
[[nodiscard]] std::string uncallable(std::string_view address);
// An address with its values put in, escaped. False, with `why` set, where one of them errs.
[[nodiscard]] bool append_address(const expr::Template& address, std::span<const expr::Value> slots, std::string& out,
                                  std::string& why);
// Likewise an address or number that a platform is told: values behind `?` are headers', on one line and percent-encoded, a host may bring its port,
// and where no `@` is written a value may be a whole address, without line breaks.
[[nodiscard]] bool append_uri(const expr::Template& address, std::span<const expr::Value> slots, std::string& out,
                              std::string& why);
// Whether a number costs more than others: of those that begin with one of `prefixes`, digits alone compared. Ten digits
// are also taken for a number of North America's, with `1` before them.
[[nodiscard]] bool has_prefix(std::string_view number, std::span<const std::string> prefixes);
// Whether the flow that a dialplan names is one in another file, by the end of what is written.
[[nodiscard]] bool is_flow_file(std::string_view name);

} // namespace callflow::flow
