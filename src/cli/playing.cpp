#include "cli/playing.hpp"

#include "base/text.hpp"
#include "cli/cli.hpp"
#include "cli/history.hpp"
#include "cli/line_source.hpp"
#include "cli/terminal.hpp"
#include "cli/track_trace.hpp"
#include "report/overlay.hpp"
#include "report/trace.hpp"
#include "scenario/path_overlay.hpp"
#include "scenario/verify.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::cli {

base::Result<std::vector<Part>> load_scenarios(const Values& values, Io& io, Inputs& inputs) {
    std::vector<Part> parts;
    for (const std::string& path : values.all("SCENARIO")) {
        auto loaded = load(io, inputs, path, Foreign::report);
        if (!loaded) return tl::unexpected(loaded.error());
        if (loaded->readable && loaded->head != syntax::HeadKey::scenario && loaded->head != syntax::HeadKey::none) {
            return base::fail(base::ErrorKind::usage, fmt::format("{} is no scenario", base::quoted(path, 4096)));
        }
        for (scenario::Scenario& one : loaded->scenarios) parts.push_back({std::move(one), folder_of(path)});
    }
    return parts;
}

base::Result<std::vector<std::pair<std::string, std::string>>> assumptions_of(const Values& values) {
    std::vector<std::pair<std::string, std::string>> all;
    for (const std::string& word : values.all("assume")) {
        const std::size_t equals = word.find('=');
        if (equals == std::string::npos || equals == 0)
            return base::fail(base::ErrorKind::usage,
                              fmt::format("--assume takes NAME=VALUE, not {}", base::quoted(word)));
        all.emplace_back(word.substr(0, equals), word.substr(equals + 1));
        if (auto known = scenario::check_assumption(all.back().first, all.back().second); !known)
            return base::fail(base::ErrorKind::usage, "--assume: " + known.error().message);
    }
    return all;
}

namespace {

// Lines as the process can get them: edited on a terminal, plain on one that can only be written on, as they come elsewhere.
base::Result<std::unique_ptr<LineSource>> lines_of(Io& io) {
    if (!io.in_is_terminal || !io.out_is_terminal) return plain_lines(io);
    const std::string terminal = io.environment("TERM").value_or("");
    if (terminal.empty() || terminal == "dumb") return terminal_lines();
    auto edited = edited_lines(read_history(io), says_nothing);
    if (edited == nullptr) return terminal_lines();
    return edited;
}

} // namespace

base::Result<void> check_interactive(const Values& values, bool several) {
    if (several) return base::fail(base::ErrorKind::usage, "--interactive plays one call: name one scenario, or none");
    if (values.written("format") && !values.has("output"))
        return base::fail(base::ErrorKind::usage, "--interactive writes its trace to the file of --output");
    return {};
}

ExitStatus talk_by_lines(const Values& values, Io& io, Inputs& inputs, const scenario::SessionSetting& setting,
                         scenario::Scenario scenario, const TalkOrigin& origin) {
    const std::string_view self = values.command().name;
    auto lines = lines_of(io);
    if (!lines) return complain(io, self, lines.error());
    const Talked talked = interact(io, setting, std::move(scenario), origin, **lines);
    ExitStatus status = talked.interrupted ? ExitStatus::interrupted
                        : talked.unsaved   ? ExitStatus::failed
                                           : ExitStatus::fine;
    if (auto stored = track(values, {&talked.trace}); !stored)
        status = worst(status, complain(io, self, stored.error()));
    // Who types sees it; who sends lines through a pipe has to be told.
    if (talked.misunderstood && !io.in_is_terminal) status = worst(status, ExitStatus::usage);
    if (const auto kept = add_to_history(io, (*lines)->entered()); !kept)
        complain(io, self, "the history is lost: " + kept.error().message);
    if (setting.machine != nullptr)
        status = worst(status, deliver_path(values, io, setting.machine->flow(), {&talked.trace, 1}, *setting.sources));
    if (values.has("output")) {
        std::string trace;
        if (values.get("format") == "json")
            report::write_trace_json(trace, {&talked.trace, 1}, inputs.sources);
        else
            report::write_trace_text(trace, {&talked.trace, 1}, {});
        status = worst(status, deliver(values, io, trace));
    }
    if (!inputs.findings.has_errors()) return status;
    inputs.findings.sort();
    say_findings(values, io, inputs);
    return worst(status, ExitStatus::findings);
}

ExitStatus deliver_path(const Values& values, Io& io, const flow::Flow& flow, std::span<const scenario::Trace> traces,
                        const base::Sources& sources) {
    // `call`, which rings strangers' applications, has no flow to draw on.
    if (std::ranges::find(values.command().options, "overlay", &Option::name) == values.command().options.end())
        return ExitStatus::fine;
    if (!values.has("overlay")) return ExitStatus::fine;
    flow::Annotations all[] = {scenario::path_of(flow, traces)};
    all[0].flow = values.get("FLOW");
    std::string text;
    report::write_overlay(text, all, sources);
    const auto written = io.files->write_result(std::string(values.get("overlay")), text);
    return written ? ExitStatus::fine : complain(io, values.command().name, written.error());
}

ExitStatus deliver_traces(const Values& values, Io& io, Inputs& inputs, const std::vector<scenario::Trace>& traces) {
    std::vector<const scenario::Trace*> tracked;
    for (const scenario::Trace& one : traces) tracked.push_back(&one);
    if (auto stored = track(values, tracked); !stored) return complain(io, values.command().name, stored.error());
    std::string result;
    if (values.get("format") == "json") {
        report::write_trace_json(result, traces, inputs.sources);
    } else {
        const bool color = wants_color(values, io, io.out_is_terminal && !values.has("output"));
        report::write_trace_text(result, traces, {.color = color});
    }
    const ExitStatus delivered = deliver(values, io, result);
    inputs.findings.sort();
    if (!inputs.findings.empty()) say_findings(values, io, inputs);
    return delivered;
}

void expect_nothing(scenario::Scenario& scenario) {
    std::erase_if(scenario.steps, [](const scenario::Step& one) { return one.kind == scenario::Step::Kind::expect; });
    scenario.expect = {};
    for (scenario::Step& step : scenario.steps) step.expect = {};
}

} // namespace callflow::cli
