// A scenario of an emulated call with ten requests, its flow behind it: processor time of a run, without writing its trace. The
// emulators alone are bench_emulate's.
#include "base/files.hpp"
#include "doc/read.hpp"
#include "engine/machine.hpp"
#include "scenario/run.hpp"
#include "scenario/verify.hpp"
#include "syntax/read_flow.hpp"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <string>

namespace {

using namespace callflow;

constexpr std::string_view flow_text = R"(callflow: 1
name: menu
initial: menu
url: "/next?event={{ event }}&actor={{ actor }}"
vars: {asked: 0}
states:
  menu:
    response:
      - gather: {numDigits: 1, timeout: 5s, action: pressed, prompt: [say: "For sales press 1, for support press 2"]}
    on: {pressed: [{to: same, if: asked < 8, set: {asked: asked + 1}}, done]}
    next: done
  done: {response: [hangup], final: true}
)";

// The first request, nine keys; then the document says that it is over.
constexpr std::string_view head = "callflow-scenario: 1\nflow: flow.yaml\nprovider: ";
constexpr int keys = 9;

struct Bench {
    base::Sources sources;
    base::Diagnostics found;
    base::SystemFiles files;
    std::string folder;
};

bool measure(Bench& bench, flow::Flow& flow, const engine::Machine& machine, const char* provider) {
    std::string text = std::string(head) + provider + "\nsteps:\n";
    for (int i = 0; i < keys; ++i) text += "  - {caller: {press: \"1\"}}\n";
    const auto document = doc::read_document(bench.sources, bench.sources.add("scenario.yaml", text), bench.found);
    if (!document) return false;
    auto scenarios = scenario::read_scenarios(*document, bench.found);
    for (scenario::Scenario& one : scenarios) scenario::verify(flow, one, bench.files, bench.folder, bench.found);
    if (bench.found.has_errors() || scenarios.size() != 1) return false;
    constexpr int count = 1000;
    double best = 1e9;
    for (int round = 0; round < 5; ++round) {
        const std::clock_t begin = std::clock();
        for (int i = 0; i < count; ++i) {
            base::Sources sources = bench.sources; // a run adds what it reads
            base::Diagnostics found;
            const auto results =
                scenario::run(machine, scenarios.front(), {}, bench.files, bench.folder, sources, found);
            if (results.size() != 1 || !results.front().passed || results.front().trace.steps.back().state != "done")
                return false;
        }
        best = std::min(best, static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC / count * 1e6);
    }
    std::printf("simulated_call_%s\t%.0f\tus\tan emulated call with its flow\n", provider, best);
    return true;
}

} // namespace

int main() {
    Bench bench;
    const auto document =
        doc::read_document(bench.sources, bench.sources.add("flow.yaml", std::string(flow_text)), bench.found);
    if (!document) return 1;
    const auto flow = syntax::read_flow(*document, bench.found);
    if (!flow || bench.found.has_errors()) return 1;
    const engine::Machine machine(*flow);
    for (const char* provider : {"twilio", "tropo"}) {
        if (!measure(bench, *flow, machine, provider)) return 1;
    }
    return 0;
}
