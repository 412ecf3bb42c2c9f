// Many calls to a real application at once.
#pragma once

#include "cli/calling.hpp"
#include "cli/exit_status.hpp"
#include "cli/io.hpp"
#include "cli/playing.hpp"
#include "cli/stop_signals.hpp"
#include "cli/values.hpp"
#include "net/http_client.hpp"

#include <vector>

namespace callflow::cli {

// Plays the scenarios in turn, as often as the plan says, and writes the sums. SIGINT and SIGTERM end it early: of the calls that there
// were by then it tells all the same. `findings` where one was not as expected.
[[nodiscard]] ExitStatus ring_many(const Values& values, Io& io, const CallPlan& plan, const std::vector<Part>& parts,
                                   net::HttpClient& client, const StopSignals& signals);

} // namespace callflow::cli
