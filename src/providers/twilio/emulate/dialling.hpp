// What the sources about dialled calls have of each other.
#pragma once

#include "providers/twilio/emulate/parts.hpp"

#include <string_view>

namespace callflow::providers::twilio::emulate {

[[nodiscard]] bool is_target(std::string_view element);
// Of a Dial's own text.
[[nodiscard]] Target number_target(std::string_view number);
// Of a noun of which is_target holds.
[[nodiscard]] Target target_of(const Step& noun);

} // namespace callflow::providers::twilio::emulate
