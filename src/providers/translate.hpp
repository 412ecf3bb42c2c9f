// What verbs read from a document of one platform mean on another.
#pragma once

#include "providers/provider.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace callflow::providers {

// The verbs of a document of `from` as `to` says them: what each does by itself and the other does not is written out, and what
// cannot be said at all is reported at its place (CF5002, CF5005) and left out. What the renderer of `to` reports by itself is
// left to it. Sources: the documentation of both platforms, verb by verb. Without a way between the two, which both of the
// registry have, the verbs stay as they are.
[[nodiscard]] flow::ResolvedResponse translate(const Provider& from, const Provider& to,
                                               const flow::ResolvedResponse& response, base::Diagnostics& lost);

// Appends the whole document: the verbs translated, rendered with what its renderer reports, and held against the first by
// the way both take a call. Where those part is reported (CF5005) at the verb that decides.
void translate_document(const Provider& from, const Provider& to, const flow::ResolvedResponse& response,
                        std::string& out, base::Diagnostics& lost);

// One direction each.
[[nodiscard]] flow::ResolvedResponse tropo_from_twilio(const flow::ResolvedResponse& response, base::Diagnostics& lost);
[[nodiscard]] flow::ResolvedResponse twilio_from_tropo(const flow::ResolvedResponse& response, base::Diagnostics& lost);

// Parts of them.

// Verbs of Tropo without handlers of `continue` and `incomplete`: those become addresses of verbs, says behind them and a closing
// redirect, as near to what Tropo does as TwiML comes. Other handlers stay. What has no place any more is reported.
[[nodiscard]] std::vector<flow::ResolvedVerb> without_handlers(std::vector<flow::ResolvedVerb> verbs,
                                                               base::Diagnostics& lost);
// Whom a dial calls, as Twilio spells it: keys that Tropo has in the address, SIP addresses without a scheme. Those that it cannot
// call are reported and left out.
void twilio_targets(flow::ResolvedVerb& dial, base::Diagnostics& lost);
// As Tropo spells it: `+14155550100` for `415-555-0100`.
void tropo_targets(flow::ResolvedVerb& dial, base::Diagnostics& lost);

// What both directions do to verbs.

// Gives an attribute that is not there yet, in front of what stands inside. The verb has to know it.
void give(flow::ResolvedVerb& verb, std::string_view attribute, std::string_view value);
// Takes an attribute away; false where it is not there.
bool take(flow::ResolvedVerb& verb, std::string_view attribute);
// Takes the verb's `extra` away and reports what was in it.
void lose_extra(flow::ResolvedVerb& verb, base::Diagnostics& lost);
// CF5005 at the value of an attribute, or at the verb where it has none of that name.
void lose(const flow::ResolvedVerb& verb, std::string_view attribute, std::string message, base::Diagnostics& lost);

} // namespace callflow::providers
