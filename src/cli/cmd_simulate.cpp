#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/barred.hpp"
#include "cli/cli.hpp"
#include "cli/interactive.hpp"
#include "cli/load.hpp"
#include "cli/playing.hpp"
#include "cli/terminal.hpp"
#include "cli/track_trace.hpp"
#include "cli/values.hpp"
#include "engine/machine.hpp"
#include "report/findings.hpp"
#include "report/trace.hpp"
#include "scenario/run.hpp"
#include "scenario/verify.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>

namespace callflow::cli {
namespace {

// A scenario that is written for another flow is played all the same, since one may want to know.
void say_other_flows(const Values& values, Io& io, const std::vector<Part>& parts) {
    const std::filesystem::path given(values.get("FLOW"));
    for (const Part& part : parts) {
        const std::filesystem::path own(scenario::below(part.folder, part.scenario.flow));
        if (part.scenario.flow.empty() || given == "-" || own.is_absolute() != given.is_absolute()) continue;
        if (own.lexically_normal() == given.lexically_normal()) continue;
        complain(io, values.command().name,
                 fmt::format("scenario {} names the flow {}; it is played against {}", base::quoted(part.scenario.name),
                             base::quoted(own.native(), 4096), base::quoted(given.native(), 4096)));
    }
}

struct Settled {
    scenario::RunOptions options;
    std::optional<std::uint64_t> seed;
    std::vector<std::string> events;
};

base::Result<Settled> settle_options(const Values& values, const flow::Flow& flow) {
    Settled settled;
    auto set = settings_of(values, flow);
    if (!set) return tl::unexpected(set.error());
    auto providers = providers_of(values);
    if (!providers) return tl::unexpected(providers.error());
    const auto now = now_of(values);
    if (!now) return tl::unexpected(now.error());
    const auto seed = seed_of(values);
    if (!seed) return tl::unexpected(seed.error());
    auto events = events_of(values, flow);
    if (!events) return tl::unexpected(events.error());
    const auto body = body_of(values, flow);
    if (!body) return tl::unexpected(body.error());
    auto assume = assumptions_of(values);
    if (!assume) return tl::unexpected(assume.error());
    settled.options.assume = std::move(*assume);
    settled.options.hang_up_everywhere = values.has("hang-up-everywhere");
    settled.options.chaos = values.has("chaos");
    if (settled.options.chaos) settled.options.check = false; // they are about calls with which nothing goes wrong
    settled.options.flow = *body;
    settled.options.set = std::move(*set);
    settled.options.providers = std::move(*providers);
    settled.options.now = *now;
    settled.seed = *seed;
    settled.events = std::move(*events);
    return settled;
}

// Plays every scenario; whether all of them passed.
bool play(Io& io, Inputs& inputs, const flow::Flow& flow, const std::vector<Part>& parts,
          const scenario::RunOptions& options, std::vector<scenario::Trace>& traces) {
    const engine::Machine machine(flow);
    bool passed = true;
    for (const Part& part : parts) {
        for (scenario::RunResult& result :
             scenario::run(machine, part.scenario, options, *io.files, part.folder, inputs.sources, inputs.findings)) {
            passed = passed && result.passed;
            traces.push_back(std::move(result.trace));
        }
    }
    return passed;
}

// A call in the terminal. A scenario says what is given, and its steps come first.
ExitStatus talk(const Values& values, Io& io, Inputs& inputs, const flow::Flow& flow, const Settled& settled,
                const std::vector<Part>& parts) {
    const std::string_view self = values.command().name;
    if (const auto fine =
            check_interactive(values, (parts.size() > 1 && values.has("SCENARIO")) || values.has("event"));
        !fine)
        return complain(io, self, fine.error());
    if (values.get("FLOW") == "-")
        return complain(io, self, base::Error{base::ErrorKind::usage, "--interactive reads the call from stdin"});
    for (const std::string_view other : {"hang-up-everywhere", "chaos"})
        if (values.has(other))
            return complain(
                io, self,
                base::Error{base::ErrorKind::usage, fmt::format("--interactive and --{} exclude each other", other)});
    if (const auto& several = settled.options.providers; several.size() > 1)
        return complain(io, self,
                        base::Error{base::ErrorKind::usage,
                                    fmt::format("--interactive is a call on one provider: write `--provider {}` or "
                                                "`--provider {}`",
                                                several[0], several[1])});
    scenario::Scenario given = parts.size() != 1 ? scenario::quick_scenario({}) : parts.front().scenario;
    expect_nothing(given);
    if (!settled.options.providers.empty()) given.providers = {settled.options.providers.front()};
    if (settled.options.now) given.now = settled.options.now;
    for (const auto& [name, value] : settled.options.assume) given.assume.push_back({name, value, {}});
    for (const auto& [name, text] : settled.options.set) {
        scenario::PlainValue plain;
        plain.name = name;
        plain.value = expr::Value::string(text); // read by the var's type
        given.given.push_back(std::move(plain));
    }
    const TalkOrigin origin{std::string(values.get("FLOW")), parts.empty() ? std::string() : parts.front().folder,
                            std::string(values.get("flow"))};
    const engine::Machine machine(flow);
    scenario::SessionSetting setting{.machine = &machine,
                                     .options = {},
                                     .files = io.files,
                                     .folder = origin.folder,
                                     .sources = &inputs.sources,
                                     .diagnostics = &inputs.findings};
    setting.options.check = false;
    setting.options.flow = settled.options.flow;
    setting.options.seed = settled.options.seed;
    return talk_by_lines(values, io, inputs, setting, std::move(given), origin);
}

// Sessions are made of the requests of providers, and events that are fired make none.
bool has_requests(const std::vector<Part>& parts) {
    using Kind = scenario::Step::Kind;
    return std::ranges::any_of(parts, [](const Part& part) {
        return std::ranges::any_of(part.scenario.steps, [](const scenario::Step& one) {
            return one.kind == Kind::person || one.kind == Kind::callback;
        });
    });
}

ExitStatus run(const Values& values, Io& io) {
    const std::string_view self = values.command().name;
    Inputs inputs;
    auto barred = barred_of(values);
    if (!barred) return complain(io, values.command().name, barred.error());
    inputs.barred = std::move(*barred);
    const UsableFlow flow = load_flow(values, io, inputs, std::string(values.get("FLOW")));
    if (!flow.usable()) return flow.status;
    if (values.has("event") && values.has("SCENARIO")) {
        return complain(io, self, base::Error{base::ErrorKind::usage, "--event and SCENARIO exclude each other"});
    }
    auto settled = settle_options(values, *flow.loaded.flow);
    if (!settled) return complain(io, self, settled.error());
    settled->options.barred = inputs.barred;

    // The flow's own findings are no errors: `validate` says them.
    inputs.findings = {};
    inputs.allows.clear();
    auto parts = load_scenarios(values, io, inputs);
    if (!parts) return complain(io, self, parts.error());
    say_other_flows(values, io, *parts);
    if (!values.has("SCENARIO") && !values.has("event")) {
        for (const scenario::Scenario& own : flow.loaded.scenarios) {
            parts->push_back({own, folder_of(values.get("FLOW"))});
        }
    }
    for (Part& part : *parts) {
        scenario::verify(*flow.loaded.flow, part.scenario, *io.files, part.folder, inputs.findings);
    }
    settle(inputs);
    if (inputs.findings.has_errors()) {
        say_findings(values, io, inputs);
        return ExitStatus::usage;
    }
    inputs.findings = {};
    if (!values.has("SCENARIO") && parts->empty()) parts->push_back({scenario::quick_scenario(settled->events), {}});
    for (Part& part : *parts) {
        if (settled->seed) part.scenario.seed = settled->seed;
    }

    if (values.has("interactive")) return talk(values, io, inputs, *flow.loaded.flow, *settled, *parts);
    if (values.has("track") && !has_requests(*parts))
        return complain(
            io, self,
            base::Error{base::ErrorKind::usage,
                        "--track stores what providers ask, and events that are fired ask nothing: it is for "
                        "scenarios with persons or callbacks, and for --interactive"});
    std::vector<scenario::Trace> traces;
    const bool passed = play(io, inputs, *flow.loaded.flow, *parts, settled->options, traces);
    const ExitStatus delivered = worst(deliver_traces(values, io, inputs, traces),
                                       deliver_path(values, io, *flow.loaded.flow, traces, inputs.sources));
    return worst(delivered, passed ? ExitStatus::fine : ExitStatus::findings);
}

constexpr std::string_view description[] = {
    "Plays scenarios against a flow and writes what happened: each event, which transitions were tried and why they did "
    "not hold, effects, vars, and the document that the state answers with. Nothing leaves the machine: effects are "
    "recorded, not carried out.",
    "Without SCENARIO the events of `--event` are fired one after the other; without those the scenarios that stand "
    "beside the flow, below its key `scenarios:`, are played; without those the initial state is shown.",
    "A scenario with steps of persons (`caller: {press: \"1\"}`) is played on an emulated provider, which does what the "
    "documents say as the real one would and sends the requests itself; the trace tells what was heard, too. On several "
    "providers it is played on each, and where they part is a note. What is not known for certain about a provider is assumed, "
    "and the trace says so where a run depends on it.",
    "`--track` stores calls as `serve` does, by what the provider asks for them: those of persons and callbacks, not events that are "
    "fired.",
    "The clock is simulated and begins at 2000-01-01T00:00:00Z, unless `--now` or the scenario says otherwise.",
};

constexpr Positional positionals[] = {
    {.name = "FLOW", .help = "the flow, or `-`", .names = Names::flow},
    {.name = "SCENARIO",
     .help = "files with scenarios, or `-`",
     .required = false,
     .repeats = true,
     .names = Names::flow},
};

constexpr Option options[] = {
    event_option("fire this event, `press` or `customer.press`; in the order given"),
    flow_option("fire events at this machine, or begin in this sub-flow"),
    set_option(),
    barred_option(),
    provider_option("render for these providers, not for the scenario's", {}),
    {.name = "now",
     .metavar = "TIME",
     .help = "when the run begins, such as 2000-01-01T00:00:00Z",
     .environment = true},
    assume_option(),
    {.name = "interactive",
     .letter = 'i',
     .metavar = {},
     .help = "be the caller: type keys, `/say WORDS`, `/silence`, `/hangup`, `/wait 30s`, `/state`, `/doc`, `/back`, "
             "`/save FILE`, `/help`; the manual page says more"},
    {.name = "hang-up-everywhere",
     .metavar = {},
     .help =
         "play each scenario again for every moment at which a caller may hang up, and say where calls are stuck then"},
    {.name = "chaos",
     .metavar = {},
     .help =
         "let requests get lost, come late, twice or not be answered, by chance drawn with `--seed`, and say what comes of "
         "it; expectations are not looked at"},
    {.name = "seed", .metavar = "NUMBER", .help = "for everything that is drawn", .environment = true},
    {.name = "format",
     .metavar = "FORMAT",
     .help = "how the trace is written",
     .fallback = "text",
     .choices = trace_formats,
     .environment = true},
    output_option("write the trace to FILE instead of stdout"),
    {.name = "overlay",
     .metavar = "FILE",
     .help = "write the way that the calls went, each step with its number, for `draw` and programs",
     .names = Names::file},
    track_option(),
    track_calls_option(),
    db_option(),
};

constexpr std::string_view interactive_text[] = {
    "With `--interactive` somebody at the terminal is the caller. What is heard appears as text; keys (`0` to `9`, `*`, `#`, "
    "`A` to `D`) are typed and pressed at once, as if one had heard all that was said before. The prompt tells what the call "
    "waits for: keys, speech, a message, a phone that rings to be answered; time stands still meanwhile. Besides keys there "
    "are:",
    "A scenario says what is given and which answers requests have; its steps are played first. A saved call is a scenario "
    "that leads to the same trace; the path of its flow is relative to the file. `--output` writes the trace when the call "
    "is left. Under a pipe the same lines are read, without a prompt; "
    "a line that is nothing that can be done is said there, the call goes on, and the status is 2 at its end.",
    "On a terminal the line can be edited, by the keys of emacs. Up and down go through what was typed before, "
    "also in earlier calls: it is kept in `callflow/history` below `XDG_STATE_HOME`, else in `.local/state/callflow/history`, "
    "a file that only its owner may read. Tab completes what begins with `/`. Ctrl-C drops the line; on an empty one it "
    "hangs up, and when the call is over it leaves, with status 130. Ctrl-D leaves. What is typed where the flow says "
    "`sensitive` does not stay on the screen and is not kept, but for a saved scenario, which could not be played without it.",
};

constexpr Section sections[] = {{"INTERACTIVE CALLS", interactive_text, talk_words}};

constexpr Status statuses[] = {
    {ExitStatus::fine, "every expectation was met"},
    {ExitStatus::findings,
     "an expectation was not met, an event was refused or failed unexpectedly, a person could not do what a step says, a "
     "call was stuck, or a provider cannot do what a response asks of it"},
    {ExitStatus::usage,
     "wrong usage, a flow or scenario with errors, or, under a pipe, a line that `--interactive` does not know"},
};

constexpr Example examples[] = {
    {"callflow simulate support_line.yaml --event customer.hangs_up", "Fire one event"},
    {"callflow simulate support_line.yaml nobody_there.yaml", "Play a scenario and check what it expects"},
    {"callflow simulate support_line.yaml person.yaml --hang-up-everywhere",
     "Be a caller who hangs up, at every moment in turn"},
    {"callflow simulate support_line.yaml --set agents_available=true --format json",
     "Start with another value, for a program"},
    {"callflow simulate support_line.yaml nobody_there.yaml --overlay path.json", "Keep the call's way for a drawing"},
};

} // namespace

extern const Command simulate_command{
    .name = "simulate",
    .group = "Flows",
    .summary = "play a call through a flow and show what happens",
    .synopsis = "[OPTION]... FLOW [SCENARIO]...",
    .description = description,
    .positionals = positionals,
    .options = options,
    .statuses = statuses,
    .examples = examples,
    .sections = sections,
    .run = run,
};

} // namespace callflow::cli
