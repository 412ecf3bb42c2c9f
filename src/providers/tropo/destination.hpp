// transfer.to: whom a dial calls.
#pragma once

#include "providers/findings.hpp"

#include <string>
#include <vector>

namespace callflow::providers::tropo {

// What stands behind the `?` of a SIP address: headers, `x-id=7&x-name=Ann`.
[[nodiscard]] std::string_view sip_query(std::string_view uri);

// An address without what only helps to read a number: `tel:+14155550100` for `tel:+1 (415) 555-0100`, which has no blanks in it.
[[nodiscard]] std::string dialled(std::string_view address);

// Adds keys to send to an address, `;postd=`; nothing for no keys. TwiML waits 0.5 s for w and 1 s for W, Tropo 1 s for p.
void append_digits(std::string& address, std::string_view digits);

// The addresses of a dial's number and of its nouns, in order: `tel:+15551230000`, `sip:a@example.com`;
// keys to send follow as `;postd=`, headers of a SIP address are left to the transfer's own. Tropo rings all of them at once. A noun that Tropo cannot call is
// CF5001 and left out.
[[nodiscard]] std::vector<std::string> dial_addresses(const flow::ResolvedVerb& dial, const Findings& findings);

} // namespace callflow::providers::tropo
