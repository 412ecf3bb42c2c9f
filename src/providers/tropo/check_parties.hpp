// Tropo documents: whom an action calls or writes to.
#pragma once

#include "base/diagnostic.hpp"
#include "doc/tree.hpp"

#include <string_view>

namespace callflow::providers::tropo {

// The `to` of a call, message, redirect or transfer, which `shape` names; nothing of any other.
void check_parties(std::string_view shape, doc::View action, base::Diagnostics& diagnostics);

} // namespace callflow::providers::tropo
