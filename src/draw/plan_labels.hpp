// An entry of a dialplan as a line of its box.
#pragma once

#include "draw/diagram.hpp"
#include "flow/dialplan.hpp"

namespace callflow::draw {

// `^5 [08:00-18:00, mon-fri] → sip:a@x & sip:b@x`: those who ring together have `&` between, those who ring in turn a comma.
[[nodiscard]] Label label_of(const flow::DialEntry& entry, const Contents& contents);

} // namespace callflow::draw
