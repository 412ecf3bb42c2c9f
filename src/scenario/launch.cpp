#include "scenario/launch.hpp"

#include "providers/launch.hpp"

#include <string>

namespace callflow::scenario {
namespace {

// Whether the flow's own answer reaches somebody, so that nobody has to be called for it.
bool reaches_somebody(const engine::Machine& machine, const engine::Call& call, const providers::Provider& provider,
                      const engine::Request& fired, bool fires) {
    engine::Call tried = call;
    std::uint32_t whose = 0;
    machine.set_info(tried, "provider", expr::Value::string(provider.name));
    if (fires) {
        engine::StepResult result;
        machine.step(tried, fired, result);
        if (result.outcome != engine::Outcome::moved || tried.request.waits) return false;
        whose = machine.answering(result.machine);
    } else {
        machine.bring(tried, fired);
    }
    flow::ResolvedResponse response;
    const bool beside = !tried.beside.empty();
    const auto done = beside ? machine.respond(machine.seen_by(tried, whose), provider.name, response)
                             : machine.respond(tried, provider.name, response);
    return done && providers::calls_by_itself(response);
}

} // namespace

bool reached_nobody(const engine::Machine& machine, const providers::Provider& provider,
                    const providers::DecodedRequest& request) {
    const bool refused = request.signal == "busy" || request.signal == "no_answer" || request.signal == "failed";
    return provider.launch != nullptr && refused && !providers::calls_somewhere(machine.flow(), provider.name);
}

std::optional<flow::ResolvedResponse> launch_response(const engine::Machine& machine, const engine::Call& call,
                                                      const providers::Provider& provider,
                                                      const providers::Arrival& arrival,
                                                      const providers::DecodedRequest& request,
                                                      const engine::Request& fired) {
    if (provider.launch == nullptr || arrival.means != providers::Arrival::Means::first || request.launch.empty())
        return std::nullopt;
    const bool fires = !arrival.event.empty();
    if (fires && (fired.event == flow::none || !machine.knows(fired.event))) return std::nullopt;
    if (providers::calls_somewhere(machine.flow(), provider.name) &&
        reaches_somebody(machine, call, provider, fired, fires))
        return std::nullopt;
    const std::size_t dot = arrival.event.find('.');
    const std::string name = dot == std::string::npos ? arrival.event : arrival.event.substr(dot + 1);
    const auto answered = machine.address(call, arrival.actor, name);
    const auto otherwise = machine.address(call, {}, {});
    if (!answered || !otherwise) return std::nullopt;
    return provider.launch(request, *answered, *otherwise);
}

} // namespace callflow::scenario
