#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/calling.hpp"
#include "cli/cli.hpp"
#include "cli/many_calls.hpp"
#include "cli/playing.hpp"
#include "cli/ringing.hpp"
#include "cli/stop_signals.hpp"
#include "cli/terminal.hpp"
#include "cli/track_trace.hpp"
#include "engine/machine.hpp"
#include "report/trace.hpp"
#include "scenario/run.hpp"
#include "scenario/stranger.hpp"

#include <fmt/format.h>
#include <optional>

namespace callflow::cli {
namespace {

ExitStatus ring_each(const Values& values, Io& io, Inputs& inputs, const CallPlan& plan, std::vector<Part>& parts,
                     net::HttpClient& client) {
    std::vector<scenario::Trace> traces;
    NetworkSeen seen;
    bool passed = true;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        Part& part = parts[i];
        const std::string provider = provider_to_play(plan, part.scenario);
        Ringing ringing(plan, provider, client, [&](const service::RequestAccount& one) { seen.take(one); });
        fit_calls(part.scenario, plan, provider, i);
        ringing.verify(part.scenario, *io.files, part.folder, inputs.findings);
        const engine::Machine machine(ringing.flow());
        for (scenario::RunResult& result : scenario::run(machine, part.scenario, ringing.options, *io.files,
                                                         part.folder, inputs.sources, inputs.findings)) {
            passed = passed && result.passed;
            traces.push_back(std::move(result.trace));
        }
    }
    const ExitStatus delivered = deliver_traces(values, io, inputs, traces);
    const ExitStatus network = say_seen(io, values.command().name, seen);
    return worst(worst(delivered, network), passed ? ExitStatus::fine : ExitStatus::findings);
}

ExitStatus talk(const Values& values, Io& io, Inputs& inputs, const CallPlan& plan, std::vector<Part>& parts,
                net::HttpClient& client) {
    const std::string_view self = values.command().name;
    if (const auto fine = check_interactive(values, parts.size() > 1); !fine) return complain(io, self, fine.error());
    Part& part = parts.front();
    if (!values.has("SCENARIO")) part.scenario.steps.pop_back(); // it listens by itself
    const std::string provider = provider_to_play(plan, part.scenario);
    NetworkSeen seen;
    Ringing ringing(plan, provider, client, [&](const service::RequestAccount& one) { seen.take(one); });
    expect_nothing(part.scenario);
    fit_calls(part.scenario, plan, provider, 0);
    part.scenario.providers = {provider};
    ringing.verify(part.scenario, *io.files, part.folder, inputs.findings);
    const engine::Machine machine(ringing.flow());
    scenario::SessionSetting setting{.machine = &machine,
                                     .options = ringing.options,
                                     .files = io.files,
                                     .folder = part.folder,
                                     .sources = &inputs.sources,
                                     .diagnostics = &inputs.findings};
    setting.options.check = false;
    const TalkOrigin origin{{}, part.folder, {}};
    const ExitStatus status = talk_by_lines(values, io, inputs, setting, std::move(part.scenario), origin);
    return worst(status, say_seen(io, self, seen));
}

ExitStatus run(const Values& values, Io& io) {
    const std::string_view self = values.command().name;
    auto plan = call_plan_of(values, io);
    if (!plan) return complain(io, self, plan.error());
    Inputs inputs;
    auto parts = load_scenarios(values, io, inputs);
    if (!parts) return complain(io, self, parts.error());
    if (!values.has("SCENARIO")) parts->push_back({quick_call(*plan), {}});
    std::optional<StopSignals> signals; // before there are threads
    if (values.has("calls")) signals.emplace().watch();
    auto client = net::HttpClient::start(plan->client);
    if (!client) return complain(io, self, client.error());
    for (const Part& part : *parts) { // a copy: conditions are compiled against the flow of a run
        scenario::Scenario scenario = part.scenario;
        Ringing(*plan, provider_to_play(*plan, scenario), **client, {})
            .verify(scenario, *io.files, part.folder, inputs.findings);
    }
    if (parts->empty() && inputs.findings.empty())
        return complain(io, self, base::Error{base::ErrorKind::usage, "there is no scenario in the files named"});
    settle(inputs);
    if (inputs.findings.has_errors()) {
        say_findings(values, io, inputs);
        return ExitStatus::usage;
    }
    inputs.findings = {};
    if (values.has("interactive")) return talk(values, io, inputs, *plan, *parts, **client);
    if (values.has("calls")) return ring_many(values, io, *plan, *parts, **client, *signals);
    return ring_each(values, io, inputs, *plan, *parts, **client);
}

constexpr std::string_view description[] = {
    "Rings a real application over HTTP, as Twilio or Tropo would: an emulated provider sends it the requests of a call, runs "
    "what it answers, follows its redirects, keeps its cookies, and asks the fallback where it fails. The application may be "
    "written in any language; what comes of the call is written as `simulate` writes it, but for what only a flow knows.",
    "What people do is said by scenarios: steps of persons, `wait:`, and expectations of what is heard, asked for, requested, "
    "answered, and so on. A scenario's flow, if it names one, is not looked at. Without SCENARIO the caller presses the keys of "
    "`--press` one after the other, each when the call takes it, and listens. When a scenario is over everybody hangs up.",
    "Real time passes only while the application is waited for; all else happens on a simulated clock. Files that are played are "
    "not fetched.",
    "Requests are signed by `X-Twilio-Signature` where a token is given. Only addresses of this machine are asked, also when "
    "the application leads elsewhere, unless `--allow-remote` is given; no name but `localhost` is looked up then. Messages and calls that the application orders at the "
    "provider's own interface are none of this.",
};

constexpr Positional positionals[] = {
    {.name = "URL", .help = "the application's address, where a call's first request goes"},
    {.name = "SCENARIO",
     .help = "files with scenarios, or `-`",
     .required = false,
     .repeats = true,
     .names = Names::flow},
};

constexpr std::string_view methods[] = {"POST", "GET"};
constexpr std::string_view directions[] = {"inbound", "outbound"};

constexpr Option options[] = {
    provider_option("be this provider, not the scenario's; of several the scenario's, else the first", {}),
    {.name = "press",
     .metavar = "KEYS",
     .help = "press these when the call takes keys; in the order given",
     .repeats = true},
    {.name = "from", .metavar = "PARTY", .help = "who calls: a number, `sip:…`, `client:…`"},
    {.name = "to", .metavar = "PARTY", .help = "who is called"},
    {.name = "id", .metavar = "ID", .help = "the provider's id of the first call; otherwise it follows from `--seed`"},
    {.name = "text", .metavar = "MESSAGE", .help = "begin a conversation by messages with this one"},
    {.name = "direction",
     .metavar = "DIRECTION",
     .help =
         "`outbound`: the application has had the call made, and whoever is called has to answer it; on Tropo a session "
         "that its document makes the call of",
     .fallback = "inbound",
     .choices = directions},
    {.name = "sip", .metavar = {}, .help = "the call comes by SIP"},
    {.name = "sip-header",
     .metavar = "NAME=VALUE",
     .help = "a header of its INVITE, which the application is told",
     .repeats = true},
    {.name = "param",
     .metavar = "NAME=VALUE",
     .help = "a parameter that comes with each request; on Tropo of the session",
     .repeats = true},
    {.name = "method", .metavar = "METHOD", .help = "of the first request", .fallback = "POST", .choices = methods},
    {.name = "fallback",
     .metavar = "URL",
     .help = "asked where a document cannot be had; relative to the application's",
     .environment = true},
    {.name = "fallback-method", .metavar = "METHOD", .help = "of those", .fallback = "POST", .choices = methods},
    {.name = "status-callback",
     .metavar = "URL",
     .help = "told when the call is over; relative to the application's",
     .environment = true},
    {.name = "status-method", .metavar = "METHOD", .help = "of those", .fallback = "POST", .choices = methods},
    {.name = "auth-token-file",
     .metavar = "FILE",
     .help = "holds the account's token, by which requests are signed",
     .names = Names::file},
    {.name = "password-file",
     .metavar = "FILE",
     .help = "where the password of the address's user stands (`http://USER@HOST/`); else CALLFLOW_CALL_PASSWORD",
     .names = Names::file},
    {.name = "timeout", .metavar = "TIME", .help = "how long an answer may take", .fallback = "15s"},
    {.name = "allow-remote", .metavar = {}, .help = "ask other machines, too"},
    {.name = "ca-file",
     .metavar = "FILE",
     .help = "take certificates of these authorities (PEM), not the system's",
     .names = Names::file},
    {.name = "interactive",
     .letter = 'i',
     .metavar = {},
     .help = "be the caller: type keys, `/say WORDS`, `/hangup`, `/help`, as with `callflow simulate -i`"},
    {.name = "calls", .metavar = "NUMBER", .help = "ring so often, and write sums instead of a trace"},
    {.name = "rate",
     .metavar = "RATE",
     .help = "begin so many calls in a second: `50/s`, `600/m`; otherwise as fast as can be"},
    {.name = "concurrency", .metavar = "NUMBER", .help = "calls at one time, 50 where it is not given"},
    assume_option(),
    {.name = "now",
     .metavar = "TIME",
     .help = "when the run begins, such as 2000-01-01T00:00:00Z",
     .environment = true},
    {.name = "seed",
     .metavar = "NUMBER",
     .help = "for ids and everything else that is drawn; otherwise a new one each time",
     .environment = true},
    {.name = "format",
     .metavar = "FORMAT",
     .help = "how the trace or the sums are written",
     .fallback = "text",
     .choices = trace_formats,
     .environment = true},
    output_option("write it to FILE instead of stdout"),
    track_option(),
    track_calls_option(),
    db_option(),
};

constexpr Status statuses[] = {
    {ExitStatus::fine, "every expectation was met, and every document could be run"},
    {ExitStatus::findings,
     "an expectation was not met, a person could not do what a step says, or the application failed"},
    {ExitStatus::usage, "wrong usage, or a scenario with errors"},
    {ExitStatus::failed, "the application was not reached at all, or a file or the network failed"},
    {ExitStatus::interrupted, "many calls were stopped by SIGINT or SIGTERM; the summary is of those that were rung"},
};

constexpr Example examples[] = {
    {"callflow call http://127.0.0.1:9/voice --press 1 --timeout 2s", "Press 1; here nobody is there to answer",
     ExitStatus::failed},
};

} // namespace

extern const Command call_command{
    .name = "call",
    .group = "Service",
    .summary = "ring a real application over HTTP, as a provider would",
    .synopsis = "[OPTION]... URL [SCENARIO]...",
    .description = description,
    .positionals = positionals,
    .options = options,
    .statuses = statuses,
    .examples = examples,
    .run = run,
};

} // namespace callflow::cli
