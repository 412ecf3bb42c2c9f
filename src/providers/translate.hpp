// What verbs read from a document of one platform mean on another.
#pragma once

#include "providers/provider.hpp"

#include <string>
#include <string_view>

namespace callflow::providers {

// The verbs of a document of `from` as `to` says them: what each does by itself and the other does not is written out, and what
// cannot be said at all is reported at its place (CF5002, CF5005) and left out. What the renderer of `to` reports by itself is
// left to it. Sources: the documentation of both platforms, verb by verb. Without a way between the two, which both of the
// registry have, the verbs stay as they are.
[[nodiscard]] flow::ResolvedResponse translate(const Provider& from, const Provider& to,
                                               const flow::ResolvedResponse& response, base::Diagnostics& lost);

// One direction each.
[[nodiscard]] flow::ResolvedResponse tropo_from_twilio(const flow::ResolvedResponse& response, base::Diagnostics& lost);
[[nodiscard]] flow::ResolvedResponse twilio_from_tropo(const flow::ResolvedResponse& response, base::Diagnostics& lost);

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
