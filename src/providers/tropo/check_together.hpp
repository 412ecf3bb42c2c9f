// Tropo documents: what is wrong with things that are fine by themselves. Fields of one action, handlers, steps one after the other.
#pragma once

#include "base/diagnostic.hpp"
#include "doc/tree.hpp"

#include <string_view>

namespace callflow::providers::tropo {

// Of an object of the shape that is called `shape`: fields that mean nothing beside, or without, others.
void check_fields(std::string_view shape, doc::View value, base::Diagnostics& diagnostics);

// What the document says by itself, where nothing failed before.
void check_said(doc::View say, base::Diagnostics& diagnostics);

// A handler: its event, and what it may do there. `action`: the transfer or conference that it stands in, empty for the document's.
void check_handler(doc::View handler, std::string_view action, base::Diagnostics& diagnostics);

// Steps that are never run, or come too late (CF5209).
void check_order(doc::View steps, base::Diagnostics& diagnostics);

} // namespace callflow::providers::tropo
