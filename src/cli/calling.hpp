// What `callflow call` is told, checked and put together.
#pragma once

#include "base/result.hpp"
#include "cli/io.hpp"
#include "cli/values.hpp"
#include "net/http_client.hpp"
#include "providers/emulate/emulator.hpp"
#include "scenario/scenario.hpp"
#include "service/call_application.hpp"
#include "service/call_load.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace callflow::cli {

struct CallPlan {
    std::string url;
    std::string site;                          // scheme and host of it
    std::string title;                         // what traces are headed by: the address without its site
    std::vector<std::string> providers = {};   // one of them is meant; empty: the scenario's
    service::CallSettings settings = {};       // but for the provider
    providers::emulate::CallOptions call = {}; // but for who calls whom
    net::ClientOptions client = {};
    std::string from, to, id;                // empty: the scenario's
    std::optional<std::string> message = {}; // a conversation by messages begins so
    std::vector<std::pair<std::string, std::string>> params = {};
    std::vector<std::string> presses = {};
    std::vector<std::pair<std::string, std::string>> assume = {};
    std::optional<std::int64_t> now = {};
    std::uint64_t seed = 0;
    service::LoadPlan load = {};
};

// Errors are of kind usage, or say which file could not be read. A seed that is not given is drawn.
[[nodiscard]] base::Result<CallPlan> call_plan_of(const Values& values, Io& io);

// What somebody does where no scenario says it: the keys of `--press`, and listening to the end.
[[nodiscard]] scenario::Scenario quick_call(const CallPlan& plan);

// Makes a scenario's calls those of the plan: who calls whom, and ids that no other run has, made of the seed and the call's
// `number`. `provider` is the one that is played.
void fit_calls(scenario::Scenario& scenario, const CallPlan& plan, const std::string& provider, std::size_t number);

} // namespace callflow::cli
