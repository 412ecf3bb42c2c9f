// The documents that states answer with.
#pragma once

#include "cli/arguments.hpp"
#include "cli/load.hpp"
#include "engine/machine.hpp"
#include "providers/provider.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace callflow::cli {

// Where the call is when its document is asked for.
struct Situation {
    engine::Configuration at = flow::none; // has just entered it; none: the call has just begun
    std::vector<std::string> events;       // then these are fired
};

struct RenderOptions {
    std::vector<const providers::Provider*> providers;
    flow::BodyId flow = 0; // the machine whose documents are wanted, or the sub-flow in which the call begins
    Settings set;
    std::int64_t now = 946'684'800'000'000'000; // 2000-01-01T00:00:00Z
    std::uint64_t seed = 0;                     // of what is drawn by lot
    std::string channel = "voice";              // or `text`
    std::vector<std::string> barred = {};       // beginnings of numbers that nothing may call
};

struct RenderedDocument {
    std::string state; // `greeting`, `survey/ask`; of a machine other than the top-level one `recording/off`
    const providers::Provider* provider = nullptr;
    std::string text;
};

// `greeting.twilio.xml`, `survey.ask.twilio.xml`.
[[nodiscard]] std::string file_name(const RenderedDocument& document);
// `.twilio.xml`.
[[nodiscard]] std::string file_ending(const providers::Provider& provider);

// Appends the document of a situation for every provider. What cannot be expressed, what goes wrong on the way, and what the provider
// would refuse or warn of in the document is reported, the last at its place in the document, which is then among `sources`; of a
// provider with an evaluation error there is no document.
void render(const engine::Machine& machine, const Situation& situation, const RenderOptions& options,
            base::Sources& sources, base::Diagnostics& findings, std::vector<RenderedDocument>& documents);

// A new call that the flow has placed.
struct Launch {
    std::string event; // `agent.answered`, which it is placed for
    const flow::Effect* effect = nullptr;
};
// The first `originate` for each event, in document order. They live as long as the flow.
[[nodiscard]] std::vector<Launch> launches_of(const flow::Flow& flow);
// Appends the first document of a session that has been launched for it, which calls them, for every provider that leaves the calling to
// the application: `launch-agent.answered`. None where the flow's answer to the event calls somebody by itself. False
// where something is wrong, or not known without a call, which is reported.
bool render_launch(const engine::Machine& machine, const Launch& launch, const RenderOptions& options,
                   base::Sources& sources, base::Diagnostics& findings, std::vector<RenderedDocument>& documents);

// Where a call answers with a document of its own: not in states that it only passes through. A state of a sub-flow counts
// for each way into it; of one that nothing names, by itself. `body`: only below that one, 0 for all.
[[nodiscard]] std::vector<engine::Configuration> answering_states(const engine::Machine& machine, flow::BodyId body);

} // namespace callflow::cli
