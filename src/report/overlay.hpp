// What is known about flows from elsewhere, as JSON: schemas/overlay.schema.json.
#pragma once

#include "base/source.hpp"
#include "flow/annotations.hpp"

#include <span>
#include <string>

namespace callflow::report {

// Appends one document. `sources` gives the lines of places.
void write_overlay(std::string& out, std::span<const flow::Annotations> flows, const base::Sources& sources);

} // namespace callflow::report
