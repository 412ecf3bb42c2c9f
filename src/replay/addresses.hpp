// Which call an address is about, as the flow's own addresses name it.
#pragma once

#include "flow/model.hpp"
#include "logs/reader.hpp"

#include <string_view>

namespace callflow::replay {

// Reads an address back by the flow's `url:` and those of its actors; a call that is written as `-` is none.
[[nodiscard]] logs::AddressCall call_in_address(const flow::Flow& flow, std::string_view address);

} // namespace callflow::replay
