// Values of options that several commands share, checked against what they name.
#pragma once

#include "base/result.hpp"
#include "cli/values.hpp"
#include "engine/machine.hpp"
#include "flow/model.hpp"
#include "report/findings.hpp"

#include <cstddef>
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
// The same of these words.
[[nodiscard]] base::Result<Settings> settings_of(const std::vector<std::string>& words, const flow::Flow& flow);

// `--provider twilio,tropo` and repeats of it, each once; empty where it was not given.
[[nodiscard]] base::Result<std::vector<std::string>> providers_of(const Values& values);

// `--now`, nanoseconds since 1970; nothing where it was not given.
[[nodiscard]] base::Result<std::optional<std::int64_t>> now_of(const Values& values);

// `--seed`.
[[nodiscard]] base::Result<std::optional<std::uint64_t>> seed_of(const Values& values);

// Events of `--event`: each is one that the flow knows.
[[nodiscard]] base::Result<std::vector<std::string>> events_of(const Values& values, const flow::Flow& flow);

// `--flow`: the main body under the flow's name, a machine or a sub-flow; the main one where it was not given.
[[nodiscard]] base::Result<flow::BodyId> body_of(const Values& values, const flow::Flow& flow);

// Where a call can stand by `NAME` or `OUTER/INNER`; `root` as Machine::find() takes it.
[[nodiscard]] base::Result<engine::Configuration> state_named(const engine::Machine& machine, std::string_view name,
                                                              flow::BodyId root);

// A whole number from 1 to `most`, `fallback` where the option was not given.
[[nodiscard]] base::Result<std::size_t> number_of(const Values& values, std::string_view option, std::size_t fallback,
                                                  std::size_t most);

// `--format` of findings and test results.
[[nodiscard]] report::Format results_format(const Values& values);

// The options themselves, for records.
// The formats of report::finding_formats(), which a test holds against these.
inline constexpr std::string_view result_formats[] = {"text",  "concise", "json", "jsonl",
                                                      "sarif", "junit",   "tap",  "github"};
[[nodiscard]] constexpr Option results_format_option(std::string_view help) {
    return {.name = "format",
            .metavar = "FORMAT",
            .help = help,
            .fallback = "text",
            .choices = result_formats,
            .environment = true};
}
[[nodiscard]] constexpr Option set_option() {
    return {.name = "set",
            .metavar = "NAME=VALUE",
            .help = "give a var of the flow a value, read by the var's type",
            .repeats = true};
}
[[nodiscard]] constexpr Option flow_option(std::string_view help) {
    return {.name = "flow", .letter = 'f', .metavar = "NAME", .help = help};
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
