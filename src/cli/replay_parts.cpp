#include "cli/replay_parts.hpp"

#include "base/codes.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "cli/cli.hpp"
#include "cli/terminal.hpp"

#include <fmt/format.h>

namespace callflow::cli {
namespace {

constexpr std::uint64_t max_part_bytes = std::uint64_t{1} << 30;

base::Error usage(std::string message) { return {base::ErrorKind::usage, std::move(message)}; }

// What parts must have in common: every byte of the flow, and what of a record is believed.
std::string made_for(const Inputs& inputs, std::size_t files, const replay::Options& options) {
    std::string all;
    for (base::FileId file = 0; file < files; ++file) {
        const std::string_view text = inputs.sources[file].text();
        all += fmt::format("{}:{}", text.size(), text);
    }
    return fmt::format("{:016x} by={} timers={}", base::stable_hash(all), static_cast<int>(options.by),
                       options.timer_tolerance);
}

base::Result<replay::Partial> read_one(Io& io, Inputs& inputs, const std::string& path, base::Diagnostics& findings) {
    auto text = path == "-" ? io.read_stdin(max_part_bytes) : io.files->read(path, max_part_bytes);
    if (!text) return tl::unexpected(text.error());
    const base::FileId file = inputs.sources.add(path == "-" ? "<stdin>" : path, std::move(*text));
    return replay::read_partial(inputs.sources, file, findings);
}

// All parts as one; nothing, having said why, where one of them is none or belongs to something else.
base::Result<std::optional<replay::Partial>> read_parts(const Values& values, Io& io, Inputs& inputs,
                                                        const std::string& wanted) {
    replay::Partial out;
    for (const std::string& path : values.all("LOG")) {
        base::Diagnostics own;
        auto one = read_one(io, inputs, path, own);
        if (!one && one.error().kind == base::ErrorKind::system) return tl::unexpected(one.error());
        if (!one) {
            inputs.findings = std::move(own); // what the flow's notes say is not why
            say_findings(values, io, inputs);
            return std::optional<replay::Partial>();
        }
        if (one->made_for != wanted)
            return tl::unexpected(usage(fmt::format(
                "{} is a part of another replay: its flow, or --by or --timers, were not those given here", path)));
        if (replay::given_twice(out.parts, one->parts) != nullptr)
            return tl::unexpected(usage(fmt::format("{} is among the parts before it already", path)));
        out.add(std::move(*one));
    }
    out.made_for = wanted;
    return std::optional(std::move(out));
}

} // namespace

base::Result<void> read_division(const Values& values, replay::Options& options) {
    const auto linger = base::parse_duration(values.get("linger"));
    if (!linger || *linger < 0)
        return tl::unexpected(usage(
            fmt::format("--linger takes a length of time such as 1h, not {}", base::quoted(values.get("linger")))));
    if (values.written("linger") && !values.has("partial") && !values.has("follow"))
        return tl::unexpected(
            usage("--linger belongs to --partial and --follow: otherwise ended calls are remembered to the end"));
    if (values.has("partial") || values.has("follow")) options.linger = *linger / 1'000'000;
    for (const std::string_view other : {"show", "to", "baseline", "overlay", "fail-under", "as-of", "table", "format"})
        if (values.has("partial") && values.written(other))
            return tl::unexpected(usage(
                fmt::format("--{} belongs to the whole account: give it with --merge, without --partial", other)));
    for (const std::string_view other : {"show", "to", "shard", "follow", "map"})
        if (values.has("merge") && values.written(other))
            return tl::unexpected(usage(fmt::format("--{} belongs to logs, and --merge takes parts", other)));
    if (values.has("follow") && values.has("partial") && values.all("LOG").size() > 1)
        return tl::unexpected(usage("--follow with --partial takes one log"));
    const std::string_view text = values.get("shard");
    if (text.empty()) return {};
    const std::size_t slash = text.find('/');
    const auto which = base::parse_int(text.substr(0, slash));
    const auto all = base::parse_int(slash == std::string_view::npos ? std::string_view() : text.substr(slash + 1));
    if (!which || !all || *all < 1 || *all > 1'000'000 || *which < 1 || *which > *all)
        return tl::unexpected(
            usage(fmt::format("--shard takes which of how many, such as 1/4 to 4/4, not {}", base::quoted(text))));
    options.shard = static_cast<std::uint64_t>(*which - 1);
    options.shards = static_cast<std::uint64_t>(*all);
    return {};
}

Collected collect(const Values& values, Io& io, Inputs& inputs, const engine::Machine& machine,
                  std::vector<replay::Source> sources, const replay::Options& options) {
    const std::string_view self = values.command().name;
    const std::string wanted = made_for(inputs, inputs.sources.size(), options);
    const bool partial = values.has("partial");
    replay::Partial part;
    if (values.has("merge")) {
        auto read = read_parts(values, io, inputs, wanted);
        if (!read) return {{}, complain(io, self, read.error())};
        if (!*read) return {{}, ExitStatus::usage};
        part = std::move(**read);
        const std::string doubt = partial ? std::string() : replay::doubts(part); // more parts may come
        if (!doubt.empty()) complain(io, self, doubt);
        const ExitStatus status = !doubt.empty() && values.has("strict") ? ExitStatus::findings : ExitStatus::fine;
        if (!partial) return {replay::finish(machine, std::move(part), options), status};
    } else if (partial) {
        auto read = replay::replay_partial(machine, std::move(sources), options, options.linger);
        if (!read) return {{}, complain(io, self, read.error())};
        part = std::move(*read);
    } else {
        auto account = replay::replay(machine, std::move(sources), options);
        if (!account) return {{}, complain(io, self, account.error())};
        return {std::move(*account), ExitStatus::fine};
    }
    part.made_for = wanted;
    return {{}, deliver(values, io, replay::write_partial(part))};
}

} // namespace callflow::cli
