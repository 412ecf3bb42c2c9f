#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/cli.hpp"
#include "cli/draw_watch.hpp"
#include "cli/drawing.hpp"
#include "cli/load.hpp"
#include "cli/terminal.hpp"
#include "cli/values.hpp"

#include <fmt/format.h>

namespace callflow::cli {
namespace {

ExitStatus run(const Values& values, Io& io) {
    const auto options = drawing_options(values);
    if (!options) return complain(io, values.command().name, options.error());
    if (options->is_binary() && io.out_is_terminal && !values.has("output"))
        return complain(
            io, values.command().name,
            {base::ErrorKind::usage,
             fmt::format("a picture in {} is nothing for a terminal: name a file with -o", to_string(options->form))});
    if (values.has("watch")) {
        if (!values.has("output") || values.get("output") == "-" || values.get("FLOW") == "-")
            return complain(io, values.command().name,
                            {base::ErrorKind::usage, "--watch draws files into a file: name a FLOW and an --output"});
        return watch_drawing(values, io, *options);
    }
    const Drawn drawn = draw_flow(values, io, *options);
    if (drawn.status != ExitStatus::fine) return drawn.status;
    return deliver(values, io, drawn.bytes);
}

constexpr std::string_view description[] = {
    "Draws the flow as a graph: a box for each state with what the caller hears and small signs for what it does, an arrow "
    "for each transition with its event, actor and guard as they are written. Transitions that stay in a state stand in its box; "
    "what holds in every state is one note.",
    "The form follows from the ending of `--output`, or is `--format`: `svg` needs no fonts or scripts and follows the viewer's light "
    "or dark scheme; `html` is one page with search, zoom and each state's documents, for any browser without a network; `png` "
    "and `pdf` are made from the SVG; `dot` and `mermaid` are texts for other programs; `ascii` is for the terminal.",
    "The layout is made in a process of its own. Where `--time-limit` is over before it is done, the drawing has less on it, "
    "and stderr says what was left out; without such a notice the same flow gives the same bytes, however busy the machine is.",
};

constexpr Positional positionals[] = {
    {.name = "FLOW", .help = "the flow, or `-`", .names = Names::flow},
};

constexpr Option options[] = {
    output_option("write to FILE instead of stdout; its ending chooses the form"),
    {.name = "format",
     .metavar = "FORMAT",
     .help = "the form of the drawing",
     .fallback = "svg",
     .choices = drawing_forms},
    {.name = "direction",
     .metavar = "WORD",
     .help = "`TB` from top to bottom, `LR` from left to right, `auto` from top to bottom where that is no wide strip",
     .fallback = "auto",
     .choices = drawing_directions},
    flow_option("only this machine, or this sub-flow"),
    {.name = "title", .metavar = {}, .help = "the flow's name and description above"},
    {.name = "legend", .metavar = {}, .help = "what colours, signs and lines mean, below"},
    {.name = "expand", .metavar = {}, .help = "what holds in every state as an arrow from each of them"},
    {.name = "hubs",
     .metavar = "NUMBER",
     .help =
         "name a state that more than NUMBER arrows lead to in the boxes that they come from; 0: never; 6 in a flow with more than 40 boxes"},
    {.name = "no-groups", .metavar = {}, .help = "no frames around groups of states"},
    {.name = "no-words", .metavar = {}, .help = "without what the caller hears"},
    {.name = "overlay",
     .metavar = "FILE",
     .help =
         "lay over it what `test --coverage-out`, `replay --overlay`, `simulate --overlay` or `diff --overlay` has written",
     .repeats = true,
     .names = Names::file},
    {.name = "diff",
     .metavar = "OLD",
     .help = "show what is otherwise than in this older version of the flow",
     .names = Names::flow},
    {.name = "colour",
     .metavar = "WORD",
     .help =
         "what the boxes of a replay are coloured by: `hang-ups` by the share of calls that ended there, `time` by how long calls stayed",
     .fallback = "hang-ups",
     .choices = drawing_colours},
    {.name = "link-template",
     .metavar = "URL",
     .help = "make parts links to their source, `{file}`, `{line}` and `{column}` filled in"},
    {.name = "prefix", .metavar = "TEXT", .help = "put TEXT before every id, so that two drawings fit one page"},
    {.name = "scale",
     .metavar = "NUMBER",
     .help = "points of a PNG for each pixel, 0.1 to 10; fewer than 2 where the picture would be too large",
     .fallback = "2"},
    {.name = "watch",
     .letter = 'w',
     .metavar = {},
     .help = "draw again whenever a file that the drawing is made of changes, until stopped"},
    {.name = "time-limit",
     .metavar = "DURATION",
     .help = "how much time of a processor the layout may use",
     .fallback = "10s"},
};

constexpr Status statuses[] = {
    {ExitStatus::fine, "it is drawn; `--watch` was stopped"},
    {ExitStatus::findings, ""}, // never
    {ExitStatus::usage, "wrong usage, or a flow with errors"},
};

constexpr Example examples[] = {
    {"callflow draw support_line.yaml -o support_line.svg --title --legend", "A picture for the wall"},
    {"callflow draw support_line.yaml --format mermaid", "Text for a page that draws Mermaid"},
};

} // namespace

extern const Command draw_command{
    .name = "draw",
    .group = "Flows",
    .summary = "draw the flow as a graph",
    .synopsis = "[OPTION]... FLOW",
    .description = description,
    .positionals = positionals,
    .options = options,
    .statuses = statuses,
    .examples = examples,
    .run = run,
};

} // namespace callflow::cli
