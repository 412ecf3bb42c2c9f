// Calls to an application that is no flow of ours: what a provider asks it, what it answers and what people hear is all there is
// to see.
#pragma once

#include "base/diagnostic.hpp"
#include "base/files.hpp"
#include "flow/model.hpp"
#include "providers/emulate/emulator.hpp"
#include "scenario/scenario.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace callflow::scenario {

// What a run asks instead of a flow (RunOptions::stranger), by persons' calls alone. The rows of such a run have no state.
struct Stranger {
    providers::emulate::Application* application = nullptr;
    // As each call of the run comes: addresses, methods, direction. Who calls whom, by which id, and what with, is the scenario's.
    providers::emulate::CallOptions call = {};
    std::string site =
        {}; // what the application's addresses begin with, which traces leave out: `http://127.0.0.1:8080`
};

// A flow that stands where a run has to have one: a state that handles nothing. `name` is what traces are headed by.
[[nodiscard]] std::unique_ptr<flow::Flow> flow_of_stranger(std::string name);

// As verify(), for such a run: steps and expectations that only a flow could take are errors (CF8024), likewise people whom only
// a flow could know. Compiles `check:`. `flow` is that of flow_of_stranger().
void verify_stranger(flow::Flow& flow, Scenario& scenario, base::FileStore& files, const std::string& folder,
                     base::Diagnostics& diagnostics);

} // namespace callflow::scenario
