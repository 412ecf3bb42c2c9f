// The laws of converting, for whatever bytes: a document without errors becomes a flow that can be read and answers; where
// nothing is said to be lost it answers with the same. Other platforms' documents that it becomes can be read too.
#include "cli/convert.hpp"
#include "cli/document_diff.hpp"
#include "doc/read.hpp"
#include "engine/machine.hpp"
#include "providers/translate.hpp"
#include "scenario/run.hpp"
#include "syntax/read_flow.hpp"

#include <cstdint>
#include <cstdlib>

namespace {

using namespace callflow;

void require(bool holds) {
    if (!holds) std::abort();
}

// What the flow answers with.
std::string answer(const providers::Provider& provider, const std::string& text, bool message) {
    base::Sources sources;
    base::Diagnostics found;
    const auto document = doc::read_yaml(sources, sources.add("flow", text), found);
    require(document.has_value());
    const auto flow = syntax::read_flow(*document, found);
    require(flow != nullptr && !found.has_errors());
    const engine::Machine machine(*flow);
    scenario::Scenario quick = scenario::quick_scenario({});
    if (message) quick.calls.front().channel = "text";
    engine::Call call = scenario::new_call(machine, quick.calls.front(), provider.name, 0);
    engine::StepResult started;
    machine.start(call, started);
    flow::ResolvedResponse response;
    require(machine.respond(call, provider.name, response).has_value());
    std::string out;
    provider.render(response, out, nullptr);
    return out;
}

void check_flow(const providers::Provider& provider, const base::Sources& sources, base::FileId file, bool errors,
                providers::ParsedDocument parsed) {
    const bool message = parsed.response.text;
    cli::simplify(sources, file, provider, parsed);
    base::Diagnostics lost;
    const auto text = cli::flow_text(sources, provider, std::move(parsed), {.whole = true, .name = "converted"}, lost);
    require(text.has_value() || errors);
    if (!text) return;
    const std::string again = answer(provider, *text, message);
    if (!lost.empty()) return;
    base::Sources both;
    base::Diagnostics ignored;
    const base::FileId left = both.add("left", std::string(sources[file].text()));
    const auto differences = provider.compare(both, left, both.add("right", again), ignored);
    // a document that has a key twice says two things, and cannot be compared with anything
    require(differences ? differences->empty() : errors);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::size_t most = 16384; // a flow is read anew for each thing that gives way
    const std::string text(reinterpret_cast<const char*>(data), std::min(size, most));
    const providers::Provider* provider = cli::provider_of(text);
    if (provider == nullptr) return 0;
    base::Sources sources;
    base::Diagnostics found;
    const base::FileId file = sources.add("document", text);
    (void)provider->check(sources, file, found);
    base::Diagnostics unread;
    const auto parsed = provider->parse(sources, file, unread);
    if (!parsed) return 0;
    require(parsed->whole.size() == parsed->response.verbs.size());
    check_flow(*provider, sources, file, found.has_errors(), *parsed);
    for (const providers::Provider* other : providers::registry()) {
        if (other == provider) continue;
        base::Diagnostics lost;
        const auto response = providers::translate(*provider, *other, parsed->response, lost);
        std::string document;
        other->render(response, document, &lost);
        base::Diagnostics ignored;
        require(other->parse(sources, sources.add("other", document), ignored).has_value());
    }
    return 0;
}
