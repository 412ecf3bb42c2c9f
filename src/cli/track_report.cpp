#include "report/track_report.hpp"

#include "cli/cli.hpp"
#include "cli/terminal.hpp"
#include "cli/track.hpp"

namespace callflow::cli {

ExitStatus track_report(const Values& values, Io& io) {
    const auto tracked = read_tracked(values, io, {.candidates = true});
    if (!tracked) return complain(io, "track", tracked.error());
    const Tracked& all = **tracked;
    const auto made = tracking::account(all.data, all.matches, all.options.channels, all.options.account);
    if (!made) return complain(io, "track", made.error());
    const report::TrackShown shown{
        .report = &*made, .data = &all.data, .model = std::string(all.options.model), .as_of = all.options.as_of};
    std::string out;
    const std::string_view format = values.get("format");
    if (format == "json")
        report::write_track_json(out, shown);
    else if (format == "csv")
        report::write_track_csv(out, shown);
    else if (format == "html")
        report::write_track_html(out, shown);
    else
        report::write_track_text(out, shown);
    return worst(deliver(values, io, out),
                 all.malformed && values.has("strict") ? ExitStatus::findings : ExitStatus::fine);
}

} // namespace callflow::cli
