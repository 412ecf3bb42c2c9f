#include "cli/ringing.hpp"

#include "cli/cli.hpp"
#include "cli/terminal.hpp"

#include <algorithm>
#include <utility>

namespace callflow::cli {
namespace {

// Whether somebody was there, though the answer was none.
bool was_reached(net::ClientFailure failure) {
    using Failure = net::ClientFailure;
    return failure == Failure::timeout || failure == Failure::malformed || failure == Failure::too_large ||
           failure == Failure::closed;
}

service::CallSettings settings_of(const CallPlan& plan, const std::string& provider) {
    service::CallSettings settings = plan.settings;
    settings.provider = provider;
    return settings;
}

} // namespace

std::string provider_to_play(const CallPlan& plan, const scenario::Scenario& scenario) {
    const std::string own = scenario.providers.empty() ? "twilio" : scenario.providers.front();
    const bool meant = plan.providers.empty() || std::ranges::find(plan.providers, own) != plan.providers.end();
    return meant ? own : plan.providers.front();
}

void NetworkSeen::take(const service::RequestAccount& one) {
    constexpr std::size_t most = 10;
    reached = reached || !one.failure || was_reached(*one.failure);
    failed = failed || one.failure;
    forbidden = forbidden || one.failure == net::ClientFailure::forbidden;
    if (one.failure && problems.size() < most && std::ranges::find(problems, one.problem) == problems.end())
        problems.push_back(one.problem);
}

ExitStatus say_seen(Io& io, std::string_view self, const NetworkSeen& seen) {
    for (const std::string& problem : seen.problems) complain(io, self, problem);
    if (seen.forbidden)
        complain(io, self, "only this machine's own addresses are asked, unless --allow-remote is given");
    if (seen.reached || !seen.failed) return ExitStatus::fine;
    return seen.forbidden ? ExitStatus::usage : ExitStatus::failed;
}

Ringing::Ringing(const CallPlan& plan, std::string provider, net::HttpClient& client,
                 service::HttpApplication::Observer observe)
    : flow_(scenario::flow_of_stranger(plan.title)),
      application_(client, settings_of(plan, provider), std::move(observe)) {
    stranger_.application = &application_;
    stranger_.call = plan.call;
    stranger_.site = plan.site;
    using Direction = providers::emulate::CallOptions::Direction;
    if (provider == "tropo" && stranger_.call.direction == Direction::outbound)
        stranger_.call.direction = Direction::token; // a session whose document makes the call
    options.stranger = &stranger_;
    options.providers = {std::move(provider)};
    options.assume = plan.assume;
}

void Ringing::verify(scenario::Scenario& scenario, base::FileStore& files, const std::string& folder,
                     base::Diagnostics& findings) {
    scenario::verify_stranger(*flow_, scenario, files, folder, findings);
}

} // namespace callflow::cli
