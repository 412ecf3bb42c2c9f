// Values of options that several commands share, checked against what they name.
#pragma once

#include "base/result.hpp"
#include "cli/values.hpp"
#include "flow/model.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::cli {

// Errors are of kind usage and name the nearest right word.

using Settings = std::vector<std::pair<std::string, std::string>>;
// `--set name=value` taken apart, in order; each name is a var of the flow and each value one of its type.
[[nodiscard]] base::Result<Settings> settings_of(const Values& values, const flow::Flow& flow);

// `--provider twilio,tropo` and repeats of it, each once; empty where it was not given.
[[nodiscard]] base::Result<std::vector<std::string>> providers_of(const Values& values);

// `--now`, nanoseconds since 1970; nothing where it was not given.
[[nodiscard]] base::Result<std::optional<std::int64_t>> now_of(const Values& values);

// `--seed`.
[[nodiscard]] base::Result<std::optional<std::uint64_t>> seed_of(const Values& values);

// Events of `--event`: each is one that the flow knows.
[[nodiscard]] base::Result<std::vector<std::string>> events_of(const Values& values, const flow::Flow& flow);

// A state of the flow by name.
[[nodiscard]] base::Result<flow::StateId> state_named(const flow::Flow& flow, std::string_view name);

// The options themselves, for records.
[[nodiscard]] constexpr Option set_option() {
    return {.name = "set",
            .metavar = "NAME=VALUE",
            .help = "give a var of the flow a value, read by the var's type",
            .repeats = true};
}
[[nodiscard]] constexpr Option event_option(std::string_view help) {
    return {.name = "event", .letter = 'e', .metavar = "NAME", .help = help, .repeats = true};
}
[[nodiscard]] constexpr Option provider_option(std::string_view help, std::string_view fallback) {
    return {.name = "provider",
            .letter = 'p',
            .metavar = "NAME[,NAME]",
            .help = help,
            .fallback = fallback,
            .names = Names::provider,
            .environment = true};
}
[[nodiscard]] constexpr Option output_option(std::string_view help) {
    return {.name = "output", .letter = 'o', .metavar = "FILE", .help = help, .names = Names::file};
}

} // namespace callflow::cli
