// What many calls came to, for people and for programs.
#pragma once

#include "service/call_load.hpp"

#include <cstdint>
#include <string>

namespace callflow::cli {

// A few lines: calls, requests, answers by status, failures by kind, latencies.
[[nodiscard]] std::string call_summary_text(const service::LoadReport& report, std::uint64_t seed);
// One object (schemas/calls.schema.json) with a line break at the end; latencies in milliseconds.
[[nodiscard]] std::string call_summary_json(const service::LoadReport& report, std::uint64_t seed);

} // namespace callflow::cli
