#include "cli/drawing.hpp"

#include "base/ascii.hpp"
#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/cli.hpp"
#include "cli/draw_layout.hpp"
#include "cli/draw_page.hpp"
#include "cli/load.hpp"
#include "cli/own_process.hpp"
#include "cli/values.hpp"
#include "doc/read.hpp"
#include "draw/direction.hpp"
#include "draw/faces.hpp"
#include "draw/page.hpp"
#include "draw/raster.hpp"
#include "draw/svg.hpp"
#include "draw/texts.hpp"
#include "flow/diff.hpp"
#include "report/overlay.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace callflow::cli {
namespace {

using base::ErrorKind;

struct Ending {
    std::string_view text;
    DrawingForm form;
};
constexpr std::array<Ending, 10> endings = {{{".svg", DrawingForm::svg},
                                             {".html", DrawingForm::html},
                                             {".htm", DrawingForm::html},
                                             {".png", DrawingForm::png},
                                             {".pdf", DrawingForm::pdf},
                                             {".dot", DrawingForm::dot},
                                             {".gv", DrawingForm::dot},
                                             {".mmd", DrawingForm::mermaid},
                                             {".mermaid", DrawingForm::mermaid},
                                             {".txt", DrawingForm::ascii}}};

base::Result<DrawingForm> form_of(const Values& values) {
    if (!values.written("format") && values.has("output") && values.get("output") != "-") {
        const std::string path(values.get("output"));
        std::string ending = path.substr(path.size() - std::min<std::size_t>(path.size(), 10)); // of whatever case
        std::ranges::transform(ending, ending.begin(), base::to_lower);
        for (const Ending& one : endings) {
            if (ending.ends_with(one.text)) return one.form;
        }
        if (!values.has("format")) {
            return base::fail(
                ErrorKind::usage,
                fmt::format(
                    "the ending of {} names no form of drawing (.svg, .html, .png, .pdf, .dot, .mmd, .txt); say "
                    "which one with --format",
                    base::quoted(path, 4096)));
        }
    }
    const auto* const at = std::ranges::find(drawing_forms, values.get("format"));
    auto form = static_cast<std::size_t>(at - std::begin(drawing_forms));
    constexpr auto last = static_cast<std::size_t>(DrawingForm::ascii);
    if (form > last) form -= 3; // the same by the names of endings
    return static_cast<DrawingForm>(form);
}

// What an address of a link may begin with: nothing that a browser runs.
base::Result<std::string> link_template_of(const Values& values) {
    std::string text(values.get("link-template"));
    if (!values.has("link-template")) return text;
    if (text.find("{file}") == std::string::npos && text.find("{line}") == std::string::npos)
        return base::fail(
            ErrorKind::usage,
            "--link-template has neither {file} nor {line} in it, such as https://example.com/{file}#L{line}");
    for (std::size_t begin = text.find('{'); begin != std::string::npos; begin = text.find('{', begin + 1)) {
        const std::string place = text.substr(begin, text.find('}', begin) - begin + 1);
        const bool word = place.size() > 2 && place.back() == '}' &&
                          std::ranges::all_of(place.substr(1, place.size() - 2), base::is_letter);
        if (word && place != "{file}" && place != "{line}" && place != "{column}")
            return base::fail(ErrorKind::usage,
                              fmt::format("--link-template fills in {{file}}, {{line}} and {{column}}, "
                                          "and knows no {}",
                                          place));
    }
    const std::size_t colon = text.find(':');
    const std::size_t slash = text.find_first_of("/?#{");
    if (colon != std::string::npos && colon < slash) {
        std::string scheme = text.substr(0, colon);
        std::ranges::transform(scheme, scheme.begin(), base::to_lower);
        static constexpr std::string_view known[] = {"http", "https", "file", "vscode", "vscode-insiders",
                                                     "idea", "txmt"};
        if (std::ranges::find(known, scheme) == std::end(known))
            return base::fail(
                ErrorKind::usage,
                fmt::format("--link-template cannot begin with {}: (http, https, file, vscode, idea, txmt, or a path)",
                            base::printable(scheme)));
    }
    return text;
}

base::Result<Drawn> finish(const flow::Flow& flow, const LaidOut& laid_out,
                           const std::vector<flow::Annotations>& overlays, base::Sources& sources,
                           const DrawingOptions& options) {
    draw::SvgOptions svg;
    svg.prefix = options.prefix;
    svg.title = options.title;
    svg.legend = options.legend;
    svg.link_template = options.link_template;
    if (options.form == DrawingForm::html) {
        svg.in_page = true;
        const std::string drawing = draw::to_svg(laid_out.diagram, laid_out.faces, laid_out.layout, sources, svg);
        return Drawn{draw::to_page(flow.name.empty() ? "call flow" : flow.name, drawing,
                                   page_states(flow, laid_out.diagram, sources, options.link_template),
                                   page_changes(flow, overlays, sources)),
                     ExitStatus::fine};
    }
    if (!options.is_binary())
        return Drawn{draw::to_svg(laid_out.diagram, laid_out.faces, laid_out.layout, sources, svg), ExitStatus::fine};
    const auto raster = draw::find_raster();
    if (!raster) return tl::unexpected(raster.error());
    svg.measure = [&](std::string_view text, const draw::StyleSpec& style) {
        return (*raster)->measure(text, draw::font_families, style.size, style.weight == draw::Weight::bold,
                                  style.name == "heard");
    };
    // librsvg's libraries end a process that has no memory left, or that may have no more threads.
    const bool png = options.form == DrawingForm::png;
    auto bytes = in_own_process(png ? "the PNG" : "the PDF", [&]() -> base::Result<std::string> {
        const std::string finished = draw::to_svg(laid_out.diagram, laid_out.faces, laid_out.layout, sources, svg);
        if (!png) return (*raster)->to_pdf(finished);
        const double scale = options.scale_given ? options.scale : (*raster)->fitting(finished, options.scale);
        auto picture = (*raster)->to_png(finished, scale);
        // In front of it its scale, for the process that waits.
        if (picture) picture->insert(0, fmt::format("{}\n", scale));
        return picture;
    });
    if (!bytes) return tl::unexpected(bytes.error());
    Drawn drawn;
    if (png) {
        const std::size_t end = bytes->find('\n');
        const auto scale = base::parse_double(bytes->substr(0, end));
        if (scale && *scale < options.scale)
            drawn.notice = fmt::format(
                "the PNG has {} points for each pixel, not {}, or it would be too large for most viewers; --scale asks for more, svg and pdf show every letter",
                *scale, options.scale);
        bytes->erase(0, end + 1);
    }
    drawn.bytes = std::move(*bytes);
    return drawn;
}

// What `--overlay` and `--diff` say of this flow, in the order given, the difference first.
ExitStatus read_overlays(const Values& values, Io& io, Inputs& inputs, const flow::Flow& flow,
                         std::vector<flow::Annotations>& overlays) {
    const auto failed = [&](const base::Error& error) { return complain(io, values.command().name, error); };
    if (values.has("diff")) {
        const std::string path(values.get("diff"));
        const UsableFlow old = load_flow(values, io, inputs, path);
        if (!old.usable()) return old.status;
        overlays.push_back(flow::diff(*old.loaded.flow, flow));
        overlays.back().old = path;
    }
    for (const std::string& path : values.all("overlay")) {
        constexpr std::uint64_t most = doc::Limits{}.bytes;
        auto text = path == "-" ? io.read_stdin(most) : io.files->read(path, most);
        if (!text) return failed(text.error());
        const base::FileId file = inputs.sources.add(path, std::move(*text));
        base::Diagnostics found;
        auto read = report::read_overlay(inputs.sources, file, found);
        if (!read) {
            inputs.findings = std::move(found);
            say_findings(values, io, inputs);
            return ExitStatus::usage;
        }
        bool any = false;
        std::string names;
        for (flow::Annotations& one : *read) {
            names += fmt::format("{}{}", names.empty() ? "" : ", ", base::quoted(one.name));
            if (one.name != flow.name) continue;
            overlays.push_back(std::move(one));
            any = true;
        }
        if (!any)
            return failed(
                {ErrorKind::usage, fmt::format("{} says nothing of the flow {}, but of {}", base::quoted(path, 4096),
                                               base::quoted(flow.name), names.empty() ? "none" : names)});
    }
    return ExitStatus::fine;
}

Drawn draw_inputs(const Values& values, Io& io, const DrawingOptions& options, Inputs& inputs) {
    const auto failed = [&](const base::Error& error) { return Drawn{{}, complain(io, values.command().name, error)}; };
    const UsableFlow flow = load_flow(values, io, inputs, std::string(values.get("FLOW")));
    if (!flow.usable()) return {{}, flow.status};
    draw::Contents contents = options.contents;
    if (values.has("flow")) {
        const auto body = body_of(values, *flow.loaded.flow);
        if (!body) return failed(body.error());
        contents.body = *body;
    }
    std::vector<flow::Annotations> overlays;
    if (const ExitStatus status = read_overlays(values, io, inputs, *flow.loaded.flow, overlays);
        status != ExitStatus::fine)
        return {{}, status};
    const auto counted = [&](std::string_view kind) {
        return std::ranges::find(overlays, kind, &flow::Annotations::kind) != overlays.end();
    };
    const auto painted = [&](const draw::Contents& what) {
        draw::Diagram diagram = draw::diagram_of(*flow.loaded.flow, what);
        for (const flow::Annotations& one : overlays)
            draw::paint(diagram, *flow.loaded.flow, one, options.heat, counted("coverage") && counted("replay"));
        return diagram;
    };
    // A text names what arrows lead to anyhow.
    if (options.form == DrawingForm::ascii) contents.hub = 0;
    draw::Diagram diagram = painted(contents);
    const auto sideways = [&] {
        return options.sideways ? *options.sideways
                                : draw::reads_sideways(draw::request_of(diagram, draw::faces_of(diagram), false));
    };
    if (options.form == DrawingForm::mermaid) return {draw::to_mermaid(diagram, sideways()), ExitStatus::fine};
    if (options.form == DrawingForm::ascii) return {draw::to_boxes(diagram, 100), ExitStatus::fine};
    if (options.form == DrawingForm::dot) return {draw::to_dot(diagram, sideways()), ExitStatus::fine};

    const bool grouped =
        std::ranges::any_of(flow.loaded.flow->states, [](const flow::State& one) { return !one.group.empty(); });
    Simpler simpler;
    simpler.named = [&] {
        draw::Contents fewer = contents;
        fewer.hub = 1;
        return painted(fewer);
    };
    if (grouped) {
        simpler.folded = [&] {
            draw::Contents fewer = contents;
            fewer.collapse = true;
            return painted(fewer);
        };
    }
    const auto laid_out = lay_out(diagram, simpler, {.sideways = options.sideways, .time = options.time_limit});
    if (!laid_out) return failed(laid_out.error());
    if (!laid_out->notice.empty()) complain(io, values.command().name, laid_out->notice);
    auto drawn = finish(*flow.loaded.flow, *laid_out, overlays, inputs.sources, options);
    if (!drawn) return failed(drawn.error());
    if (!drawn->notice.empty()) complain(io, values.command().name, drawn->notice);
    return std::move(*drawn);
}

} // namespace

std::string_view to_string(DrawingForm form) { return drawing_forms[static_cast<std::size_t>(form)]; }

base::Result<DrawingOptions> drawing_options(const Values& values) {
    DrawingOptions options;
    const auto form = form_of(values);
    if (!form) return tl::unexpected(form.error());
    options.form = *form;
    if (values.get("direction") != "auto") options.sideways = values.get("direction") == "LR";
    options.title = values.has("title");
    options.legend = values.has("legend");
    options.contents.groups = !values.has("no-groups");
    options.contents.expand = values.has("expand");
    options.contents.hears = !values.has("no-words");
    if (values.has("hubs")) {
        const auto hubs = base::parse_int(values.get("hubs"));
        if (!hubs || *hubs < 0 || *hubs > 100'000)
            return base::fail(ErrorKind::usage, fmt::format("--hubs takes a number from 0 to 100,000, not {}",
                                                            base::quoted(values.get("hubs"))));
        options.contents.hub = static_cast<std::size_t>(*hubs);
    }
    options.heat = values.get("colour") == "time" ? draw::Heat::time : draw::Heat::hang_ups;
    auto links = link_template_of(values);
    if (!links) return tl::unexpected(links.error());
    options.link_template = std::move(*links);
    options.prefix = values.get("prefix");
    const bool plain =
        std::ranges::all_of(options.prefix, [](char c) { return base::is_alphanumeric(c) || c == '-' || c == '_'; });
    if (!plain || options.prefix.size() > 100 || (!options.prefix.empty() && base::is_digit(options.prefix.front())) ||
        options.prefix.starts_with('-'))
        return base::fail(ErrorKind::usage,
                          "--prefix takes up to 100 letters, digits, `-` and `_`, a letter or `_` first");
    const auto scale = base::parse_double(values.get("scale"));
    if (!scale || *scale < 0.1 || *scale > 10)
        return base::fail(ErrorKind::usage, fmt::format("--scale takes a number from 0.1 to 10, not {}",
                                                        base::quoted(values.get("scale"))));
    options.scale = *scale;
    options.scale_given = values.has("scale");
    const auto limit = base::parse_duration(values.get("time-limit"));
    if (!limit || *limit <= 0)
        return base::fail(ErrorKind::usage, fmt::format("--time-limit takes a duration such as 10s, not {}",
                                                        base::quoted(values.get("time-limit"))));
    options.time_limit = *limit;
    return options;
}

Drawn draw_flow(const Values& values, Io& io, const DrawingOptions& options) {
    Inputs inputs;
    return draw_inputs(values, io, options, inputs);
}

} // namespace callflow::cli
