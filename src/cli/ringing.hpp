// A real application that is rung: what a run against it takes, and what is seen of the network.
#pragma once

#include "cli/calling.hpp"
#include "cli/exit_status.hpp"
#include "cli/io.hpp"
#include "flow/model.hpp"
#include "scenario/run.hpp"
#include "scenario/stranger.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::cli {

// An application talks to one provider: of several that were named the scenario's, else the first.
[[nodiscard]] std::string provider_to_play(const CallPlan& plan, const scenario::Scenario& scenario);

// What was seen of the network, besides what a trace tells.
struct NetworkSeen {
    bool reached = false, forbidden = false, failed = false;
    std::vector<std::string> problems; // each once, in order; ten at most
    void take(const service::RequestAccount& one);
};
// Says what of it is not in the trace; the worst that it makes of a run.
ExitStatus say_seen(Io& io, std::string_view self, const NetworkSeen& seen);

// One scenario's application and all that a run of it takes.
class Ringing {
public:
    // `client` outlives it.
    Ringing(const CallPlan& plan, std::string provider, net::HttpClient& client,
            service::HttpApplication::Observer observe);
    Ringing(const Ringing&) = delete; // its parts point at each other
    Ringing& operator=(const Ringing&) = delete;
    // Compiles the scenario's conditions; what it cannot be held against is a finding.
    void verify(scenario::Scenario& scenario, base::FileStore& files, const std::string& folder,
                base::Diagnostics& findings);
    [[nodiscard]] const flow::Flow& flow() const { return *flow_; }

    scenario::RunOptions options = {};

private:
    std::unique_ptr<flow::Flow> flow_;
    service::HttpApplication application_;
    scenario::Stranger stranger_;
};

} // namespace callflow::cli
