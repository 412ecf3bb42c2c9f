#include "cli/replay_task.hpp"

#include "cli/replay_options.hpp"
#include "cli/replay_parts.hpp"

#include <fmt/format.h>
#include <utility>

namespace callflow::cli {
namespace {

constexpr std::uint64_t max_baseline_bytes = std::uint64_t{256} << 20;

base::Error usage(std::string message) { return {base::ErrorKind::usage, std::move(message)}; }

} // namespace

base::Result<ReplayTask> replay_task(const Values& values, Io& io) {
    ReplayTask out;
    auto options = replay_options(values);
    if (!options) return tl::unexpected(options.error());
    out.replay = std::move(*options);
    const auto shown = replay_shown(values);
    if (!shown) return tl::unexpected(shown.error());
    out.shown = *shown;
    const auto least = least_share(values);
    if (!least) return tl::unexpected(least.error());
    out.least = *least;
    out.format = values.get("format");
    out.show = values.get("show");
    out.to = values.get("to");
    out.table = values.get("table");
    if (values.written("table") && out.format != "csv") return tl::unexpected(usage("--table belongs to --format csv"));
    const auto alone = [&](std::string_view option, std::string_view other) {
        return usage(fmt::format("--{} and --{} exclude each other", option, other));
    };
    if (!out.show.empty() && !out.to.empty()) return tl::unexpected(alone("show", "to"));
    for (const std::string_view one : {"show", "to"})
        for (const std::string_view other : {"baseline", "overlay", "table"})
            if (values.has(one) && values.written(other)) return tl::unexpected(alone(one, other));
    if (!out.show.empty() && out.format != "text" && out.format != "json" && values.written("format"))
        return tl::unexpected(usage("--show is written as text or json"));
    if (!out.to.empty() && values.written("format")) return tl::unexpected(alone("to", "format"));
    if (const auto division = read_division(values, out.replay); !division) return tl::unexpected(division.error());
    for (const std::string_view one : {"partial", "merge"}) {
        if (!values.has(one)) continue;
        const bool each = out.format == "jsonl" || (out.format == "csv" && out.table == "calls");
        if (!out.show.empty() || !out.to.empty() || each)
            return tl::unexpected(usage(fmt::format(
                "a part keeps no single calls: --{} excludes --show, --to, --format jsonl and --table calls", one)));
    }
    if (values.has("baseline")) {
        const std::string path(values.get("baseline"));
        auto text = io.files->read(path, max_baseline_bytes);
        if (!text) return tl::unexpected(text.error());
        out.baseline = std::move(*text);
    }
    return out;
}

} // namespace callflow::cli
