#include "cli/replay_options.hpp"

#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/replay_parts.hpp"

#include <fmt/format.h>

namespace callflow::cli {
namespace {

base::Error usage(std::string message) { return {base::ErrorKind::usage, std::move(message)}; }

base::Result<replay::Millis> duration_of(const Values& values, std::string_view option) {
    const std::string_view text = values.get(option);
    const auto length = base::parse_duration(text);
    if (!length || *length < 0)
        return tl::unexpected(
            usage(fmt::format("--{} takes a length of time such as 30s or 4h, not {}", option, base::quoted(text))));
    return *length / 1'000'000;
}

} // namespace

base::Result<replay::Options> replay_options(const Values& values) {
    replay::Options out;
    if (values.get("by") == "state") out.by = replay::By::state;
    if (values.get("by") == "both") out.by = replay::By::both;
    const auto jobs = number_of(values, "jobs", 2, 256);
    if (!jobs) return tl::unexpected(jobs.error());
    out.jobs = static_cast<std::uint32_t>(*jobs);
    if (values.get("timers") == "off") {
        out.timer_tolerance = -1;
    } else {
        const auto tolerance = duration_of(values, "timers");
        if (!tolerance)
            return tl::unexpected(usage(
                fmt::format("--timers takes `off` or how much too early or late a timer may be, such as 5s, not {}",
                            base::quoted(values.get("timers")))));
        out.timer_tolerance = *tolerance;
    }
    const auto idle = duration_of(values, "idle");
    if (!idle) return tl::unexpected(idle.error());
    out.idle = *idle;
    if (values.written("idle") && !values.has("as-of") && !values.has("follow"))
        return tl::unexpected(usage("--idle belongs to --as-of or --follow"));
    const auto reorder = duration_of(values, "reorder");
    if (!reorder) return tl::unexpected(reorder.error());
    out.reorder = *reorder;
    if (values.get("as-of") == "end") {
        out.as_of_end = true;
    } else if (values.has("as-of")) {
        const auto moment = base::parse_timestamp(values.get("as-of"));
        if (!moment)
            return tl::unexpected(
                usage(fmt::format("--as-of takes `end` or a moment such as 2026-01-31T00:00:00Z, not {}",
                                  base::quoted(values.get("as-of")))));
        out.as_of = *moment / 1'000'000;
    }
    if (const auto division = read_division(values, out); !division) return tl::unexpected(division.error());
    return out;
}

base::Result<report::ReplayOptions> replay_shown(const Values& values) {
    report::ReplayOptions out;
    const auto top = number_of(values, "top", 10, 1'000'000'000);
    if (!top) return tl::unexpected(top.error());
    out.top = *top;
    out.show_numbers = values.has("show-numbers");
    return out;
}

base::Result<std::optional<double>> least_share(const Values& values) {
    if (!values.has("fail-under")) return std::nullopt;
    std::string_view text = values.get("fail-under");
    const auto wrong = [&] {
        return tl::unexpected(
            usage(fmt::format("--fail-under takes a share of calls from 0% to 100%, such as 98%, not {}",
                              base::quoted(values.get("fail-under")))));
    };
    const bool percent = text.ends_with('%');
    if (percent) text.remove_suffix(1);
    const auto number = base::parse_double(text);
    if (!number || !(*number >= 0 && *number <= 100)) return wrong();
    if (!percent && *number > 0 && *number <= 1) // 0.98: of a hundred, or of one?
        return tl::unexpected(usage(fmt::format("--fail-under {}: is it {:g}% or {}%? It takes the percent sign there",
                                                text, *number * 100, text)));
    return *number / 100;
}

} // namespace callflow::cli
