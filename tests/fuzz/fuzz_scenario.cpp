// Any scenario, persons included, against a flow: a run ends, and is the same when it is played again and when it is written down
// and read back. A line `=== flow` begins another flow than the one here.
#include "base/files.hpp"
#include "doc/read.hpp"
#include "engine/machine.hpp"
#include "report/trace.hpp"
#include "scenario/run.hpp"
#include "scenario/session.hpp"
#include "scenario/verify.hpp"
#include "syntax/read_flow.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

using namespace callflow;

namespace {

// A menu, voicemail, a queue, an agent, a request, a sub-flow, timers, something sensitive.
constexpr std::string_view usual_flow = R"(callflow: 1
name: desk
initial: menu
url: "/desk?event={{ event }}&actor={{ actor }}"
actors: {customer: {}, agent: {}}
signals: {hangup: customer.hangs_up, error: broken}
vars: {open: true, pin: {default: "", sensitive: true}, tries: 0, recording: ""}
on: {customer.hangs_up: gone, broken: gone}
states:
  menu:
    menu:
      prompt: [say: For sales press 1 or say sales, play: {url: "https://m.example.com/a.mp3", loop: 2}]
      keys: {1: sales, 2: ask_pin, 3: queue, "*": message}
      words: {sales: sales, message: message}
      tries: 2
      else: message
  sales:
    response: [say: One moment, dial: {number: "+15551230001", timeout: 10s, action: agent.talked}]
    on: {agent.talked: {to: survey, do: [notify]}, late: message}
    timers: {late: 40s}
  queue:
    response: [enqueue: {name: sales, action: agent.talked, waitUrl: customer.waits}]
    on: {agent.talked: survey, customer.waits: waiting, late: message}
    timers: {late: 2m}
  waiting:
    response: [say: Please wait, pause: {length: 5}]
    on: {agent.talked: survey, late: message}
    timers: {late: 2m}
    next: same
  ask_pin:
    response: [gather: {numDigits: 4, sensitive: true, action: pin_typed, prompt: [say: Your PIN]}]
    on: {pin_typed: {to: look_up, set: {pin: input.digits}}}
    next: [{to: same, if: attempt < 2}, message]
  look_up:
    request: {url: "https://api.example.com/{{ pin }}", timeout: 5s, save: account}
    on: {success: told}
    next: message
  told: {response: [say: "Your name is {{ default(account.name, pin) }}"], next: menu}
  message:
    response: [say: Leave a message, record: {maxLength: 30, finishOnKey: "#", action: recorded}]
    on: {recorded: {to: done, set: {recording: input.recording_url}}, late: gone}
    next: done
  survey: {flow: rating, on: {good: done, bad: gone}}
  done: {response: [say: Goodbye, hangup], final: true}
  gone: {final: true}
flows:
  rating:
    initial: ask
    states:
      ask: {menu: {prompt: [say: How was it], keys: {1: good, 2: bad}, tries: 1, else: good}}
      good: {final: true}
      bad: {final: true}
)";

void require(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "does not hold: %s\n", what);
    std::abort();
}

// There are no other files.
class NoFiles final : public base::FileStore {
public:
    base::Result<std::string> read(const std::string&, std::uint64_t) override {
        return base::fail(base::ErrorKind::system, "no such file");
    }
    base::Result<void> replace(const std::string&, std::string_view) override { return {}; }
    base::Result<void> make_directories(const std::string&) override { return {}; }
    base::Result<void> remove(const std::string&) override { return {}; }
    base::Result<std::vector<base::DirEntry>> list(const std::string&) override {
        return std::vector<base::DirEntry>();
    }
    bool exists(const std::string&) override { return false; }
    bool is_directory(const std::string&) override { return false; }
    base::Result<std::string> real_path(const std::string& path) override { return "/w/" + path; }
};

constexpr std::size_t most_steps = 12;
constexpr std::size_t most_rows = 120; // of a run that is played again and again

std::optional<doc::Document> read(base::Sources& sources, std::string name, std::string_view text,
                                  base::Diagnostics& found) {
    doc::Limits limits;
    limits.nodes = 5'000;
    limits.alias_nodes = 1'000;
    auto document = doc::read_document(sources, sources.add(std::move(name), std::string(text)), found, limits);
    if (!document) return std::nullopt;
    return std::move(*document);
}

// Runs of a scenario; their text, and how many rows they had.
struct Played {
    std::string text;
    std::size_t rows = 0;
};

Played play(const engine::Machine& machine, const scenario::Scenario& scenario, const scenario::RunOptions& options,
            base::Sources& sources) {
    NoFiles files;
    base::Diagnostics found;
    Played played;
    for (const scenario::RunResult& result : scenario::run(machine, scenario, options, files, "", sources, found)) {
        report::write_trace_text(played.text, {&result.trace, 1}, {});
        played.rows += result.trace.steps.size();
    }
    for (const base::Diagnostic& one : found.items()) {
        require(one.code != nullptr && !one.message.empty(), "a finding says something");
        require(one.message.find('\n') == std::string::npos, "a message is one line");
    }
    return played;
}

// Written down and read back a scenario means the same.
void check_written(flow::Flow& flow, const engine::Machine& machine, scenario::Scenario scenario,
                   base::Sources& sources) {
    scenario.expect = {};
    std::erase_if(scenario.steps, [](const scenario::Step& one) { return one.kind == scenario::Step::Kind::expect; });
    for (scenario::Step& step : scenario.steps) step.expect = {};
    scenario.providers.resize(1);
    const std::string written = scenario::write_scenario(scenario, "");
    base::Diagnostics found;
    const auto document = read(sources, "written.yaml", written, found);
    require(document.has_value(), "what is written can be read");
    std::vector<scenario::Scenario> again = scenario::read_scenarios(*document, found);
    NoFiles files;
    for (scenario::Scenario& one : again) scenario::verify(flow, one, files, "", found);
    if (found.has_errors()) std::fputs((written + found.items().front().message + "\n").c_str(), stderr);
    require(!found.has_errors() && again.size() == 1, "what is written is a scenario without errors");
    scenario::RunOptions options;
    options.check = false;
    if (play(machine, again.front(), options, sources).text == play(machine, scenario, options, sources).text) return;
    std::fputs(written.c_str(), stderr);
    require(false, "what is written leads to the same trace");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size > (1U << 14U)) return 0;
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    constexpr std::string_view mark = "\n=== flow\n";
    const std::size_t end = input.find(mark);
    base::Sources sources;
    base::Diagnostics found;
    const auto flow_document =
        read(sources, "flow.yaml", end == std::string_view::npos ? usual_flow : input.substr(end + mark.size()), found);
    if (!flow_document) return 0;
    const auto flow = syntax::read_flow(*flow_document, found);
    if (!flow || found.has_errors()) return 0;
    const auto document = read(sources, "scenario.yaml", input.substr(0, end), found);
    if (!document) return 0;
    std::vector<scenario::Scenario> scenarios = scenario::read_scenarios(*document, found);
    NoFiles files;
    for (scenario::Scenario& one : scenarios) scenario::verify(*flow, one, files, "", found);
    if (found.has_errors() || scenarios.empty() || scenarios.front().steps.size() > most_steps) return 0;
    const engine::Machine machine(*flow);
    scenario::Scenario& one = scenarios.front();
    scenario::RunOptions options;
    const Played first = play(machine, one, options, sources);
    if (first.rows > most_rows) return 0;
    require(first.text == play(machine, one, options, sources).text, "the same run twice");
    options.chaos = true;
    static_cast<void>(play(machine, one, options, sources));
    options.chaos = false;
    options.hang_up_everywhere = true;
    static_cast<void>(play(machine, one, options, sources));
    check_written(*flow, machine, one, sources);
    return 0;
}
