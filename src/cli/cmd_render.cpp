#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/barred.hpp"
#include "cli/check_folder.hpp"
#include "cli/cli.hpp"
#include "cli/load.hpp"
#include "cli/out_folder.hpp"
#include "cli/render.hpp"
#include "cli/terminal.hpp"
#include "cli/values.hpp"

#include <fmt/format.h>
#include <set>

namespace callflow::cli {
namespace {

// What the options ask for.
struct Request {
    std::vector<Situation> situations;
    RenderOptions options;
    std::vector<Launch> launches;
    bool all = false;
    bool complete = false; // there is a document for everything that was asked for
};

base::Result<void> check_usage(const Values& values) {
    const auto wrong = [](std::string message) { return base::fail(base::ErrorKind::usage, std::move(message)); };
    for (const std::string_view one : {"all", "state", "event"}) {
        if (values.has("launch") && values.has(one))
            return wrong(fmt::format("--launch and --{} exclude each other", one));
    }
    for (const std::string_view one : {"state", "event"}) {
        if (values.has("all") && values.has(one)) return wrong(fmt::format("--all and --{} exclude each other", one));
    }
    for (const std::string_view one : {"check", "output"}) {
        if (values.has("out") && values.has(one)) return wrong(fmt::format("--out and --{} exclude each other", one));
    }
    if (values.has("force") && !values.has("out")) return wrong("--force belongs to --out");
    return {};
}

base::Result<Request> request_of(const Values& values, const engine::Machine& machine) {
    const flow::Flow& flow = machine.flow();
    if (auto fine = check_usage(values); !fine) return tl::unexpected(fine.error());
    Request request;
    auto set = settings_of(values, flow);
    if (!set) return tl::unexpected(set.error());
    request.options.set = std::move(*set);
    const auto names = providers_of(values);
    if (!names) return tl::unexpected(names.error());
    request.options.providers.reserve(names->size() + 1);
    for (const std::string& name : *names) request.options.providers.push_back(providers::find_provider(name));
    if (names->empty()) request.options.providers.push_back(providers::find_provider(values.get("provider")));
    const auto now = now_of(values);
    if (!now) return tl::unexpected(now.error());
    request.options.now = now->value_or(request.options.now);
    const auto seed = seed_of(values);
    if (!seed) return tl::unexpected(seed.error());
    request.options.seed = seed->value_or(request.options.seed);
    if (values.has("channel")) request.options.channel = values.get("channel");
    if (request.options.channel != "voice" && request.options.channel != "text") {
        return base::fail(base::ErrorKind::usage,
                          fmt::format("--channel takes voice or text, not {}", base::quoted(request.options.channel)));
    }

    const auto body = body_of(values, flow);
    if (!body) return tl::unexpected(body.error());
    request.options.flow = *body;

    request.launches = launches_of(flow);
    if (values.has("launch")) {
        std::erase_if(request.launches, [&](const Launch& one) { return one.event != values.get("launch"); });
        if (!request.launches.empty()) return request;
        return base::fail(base::ErrorKind::usage, fmt::format("no `originate` of the flow is for event {}",
                                                              base::quoted(values.get("launch"))));
    }
    const bool one_situation = values.has("state") || values.has("event");
    request.all = values.has("all") || (!one_situation && (values.has("out") || values.has("check")));
    if (request.all) {
        const std::vector<engine::Configuration> states = answering_states(machine, *body);
        request.situations.reserve(states.size());
        for (const engine::Configuration state : states) request.situations.push_back({state, {}});
        if (*body != 0) request.launches.clear();
        return request;
    }
    request.launches.clear();
    Situation situation;
    if (values.has("state")) {
        const auto state = state_named(machine, values.get("state"), *body == 0 ? flow::none : *body);
        if (!state) return tl::unexpected(state.error());
        situation.at = *state;
    }
    auto events = events_of(values, flow);
    if (!events) return tl::unexpected(events.error());
    situation.events = std::move(*events);
    request.situations.push_back(std::move(situation));
    return request;
}

ExitStatus write_out(const Values& values, Io& io, const Request& request,
                     const std::vector<RenderedDocument>& documents) {
    const std::string folder(values.get("out"));
    std::vector<OutFile> wanted;
    wanted.reserve(documents.size());
    for (const RenderedDocument& document : documents) wanted.push_back({file_name(document), document.text});
    // All of a flow's documents replace all of what was there; one state's, or what errors left, leave the others alone.
    std::set<std::string> stale;
    if (request.all && request.complete) {
        const auto listed = read_manifest(*io.files, folder);
        if (!listed) return complain(io, values.command().name, listed.error());
        for (const std::string& name : *listed) {
            for (const providers::Provider* provider : request.options.providers) {
                if (name.ends_with(file_ending(*provider))) stale.insert(name);
            }
        }
    }
    const auto counts = write_folder(*io.files, folder, wanted, stale, values.has("force"));
    if (!counts) return complain(io, values.command().name, counts.error());
    io.out += fmt::format("{}: {} written, {} unchanged, {} removed\n", base::printable(folder, 4096), counts->written,
                          counts->unchanged, counts->removed);
    return ExitStatus::fine;
}

ExitStatus check(const Values& values, Io& io, const Request& request, const std::vector<RenderedDocument>& documents,
                 Inputs& inputs) {
    const auto checked = check_folder(*io.files, std::string(values.get("check")), documents, request.options.providers,
                                      request.all && request.complete, inputs);
    if (!checked) return complain(io, values.command().name, checked.error());
    const ExitStatus unreadable = inputs.findings.unreadable() ? ExitStatus::usage : ExitStatus::fine;
    return worst(worst(checked->status, unreadable), deliver(values, io, checked->report));
}

ExitStatus show(const Values& values, Io& io, const std::vector<RenderedDocument>& documents) {
    std::string result;
    for (const RenderedDocument& document : documents) {
        if (documents.size() > 1) result += fmt::format("== {}\n", file_name(document));
        result += document.text;
    }
    return deliver(values, io, result);
}

ExitStatus run(const Values& values, Io& io) {
    Inputs inputs;
    auto barred = barred_of(values);
    if (!barred) return complain(io, values.command().name, barred.error());
    inputs.barred = std::move(*barred);
    const UsableFlow flow = load_flow(values, io, inputs, std::string(values.get("FLOW")));
    if (!flow.usable()) return flow.status;
    const engine::Machine machine(*flow.loaded.flow);
    auto request = request_of(values, machine);
    if (!request) return complain(io, values.command().name, request.error());

    inputs.findings = {}; // the flow's own are no errors: `validate` says them
    std::vector<RenderedDocument> documents;
    RenderOptions wanted = request->options;
    wanted.barred = inputs.barred;
    for (const Situation& situation : request->situations) {
        render(machine, situation, wanted, inputs.sources, inputs.findings, documents);
    }
    request->complete = documents.size() == request->situations.size() * wanted.providers.size();
    bool launched = true;
    for (const Launch& launch : request->launches) {
        launched = render_launch(machine, launch, wanted, inputs.sources, inputs.findings, documents) && launched;
    }
    const bool failed = inputs.findings.has_errors() || (values.has("launch") && !launched);
    request->complete = request->complete && launched;
    if (documents.empty() && values.has("launch") && !failed) {
        return complain(io, values.command().name,
                        {base::ErrorKind::usage,
                         fmt::format("nothing calls somebody before event {} is answered: --event {} has the document",
                                     base::quoted(values.get("launch")), values.get("launch"))});
    }
    const ExitStatus status = values.has("out")     ? write_out(values, io, *request, documents)
                              : values.has("check") ? check(values, io, *request, documents, inputs)
                                                    : show(values, io, documents);
    inputs.findings.sort();
    if (!inputs.findings.empty()) say_findings(values, io, inputs);
    return worst(status, failed ? ExitStatus::findings : ExitStatus::fine);
}

constexpr std::string_view description[] = {
    "Writes the document that a state answers with: TwiML for Twilio, JSON for Tropo. Without `--state`, `--event` and "
    "`--all` that is the state in which a call begins. Several documents are parted by lines `== STATE.PROVIDER.EXTENSION`.",
    "`--out` writes each document into a file of that name, and a manifest. It replaces and removes only files that the "
    "manifest lists; others need `--force`. `--check` compares with such files by meaning: layout and the order of "
    "attributes do not count. Both take all states unless `--state` or `--event` says otherwise.",
    "A new call of `originate` is on Tropo a session in which nobody is: its first document, `launch-EVENT`, has to call them. `--all`, `--out` and "
    "`--check` have those documents, too, unless the flow calls them by a verb of its own.",
    "What a provider cannot express is said on stderr; the rest is rendered all the same. So is what the provider would refuse or warn "
    "of in a document, at its place there.",
};

constexpr Positional positionals[] = {
    {.name = "FLOW", .help = "the flow, or `-`", .names = Names::flow},
};

constexpr Option options[] = {
    {.name = "state",
     .letter = 's',
     .metavar = "NAME",
     .help = "the document of this state, just entered; OUTER/INNER inside a sub-flow"},
    barred_option(),
    flow_option("the documents of this machine, or of this sub-flow by itself"),
    event_option("the document after this event; fired in the order given"),
    {.name = "launch",
     .metavar = "EVENT",
     .help = "the document that calls whom `originate` is for with this event, on Tropo"},
    {.name = "all", .letter = 'a', .metavar = {}, .help = "the documents of all states"},
    provider_option("render for these providers", "twilio"),
    set_option(),
    {.name = "now",
     .metavar = "TIME",
     .help = "when the call begins, such as 2000-01-01T00:00:00Z",
     .environment = true},
    {.name = "seed", .metavar = "NUMBER", .help = "for everything that is drawn", .environment = true},
    {.name = "channel", .metavar = "WORD", .help = "`voice`, or `text` for the answer to a text message"},
    output_option("write to FILE instead of stdout"),
    {.name = "out", .metavar = "DIR", .help = "write each document into a file in DIR", .names = Names::folder},
    {.name = "force", .metavar = {}, .help = "let `--out` replace files that callflow did not write"},
    {.name = "check", .metavar = "DIR", .help = "compare with the files in DIR instead", .names = Names::folder},
};

constexpr Status statuses[] = {
    {ExitStatus::findings, "something could not be rendered for a provider, or `--check` found differences"},
    {ExitStatus::usage, "wrong usage, or a flow with errors"},
};

constexpr Example examples[] = {
    {"callflow render support_line.yaml", "What a caller is greeted with"},
    {"callflow render support_line.yaml --state greeting --provider twilio,tropo", "A state on both providers"},
    {"callflow render support_line.yaml --out documents", "Write all documents into a folder"},
    {"callflow render support_line.yaml --check approved", "Compare all documents with those of a folder"},
};

} // namespace

extern const Command render_command{
    .name = "render",
    .group = "Flows",
    .summary = "write the documents that states answer with",
    .synopsis = "[OPTION]... FLOW",
    .description = description,
    .positionals = positionals,
    .options = options,
    .statuses = statuses,
    .examples = examples,
    .run = run,
};

} // namespace callflow::cli
