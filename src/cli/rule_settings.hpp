// Which findings are wanted, and how severe they are: what configuration files and options say about rules.
#pragma once

#include "base/diagnostic.hpp"
#include "base/result.hpp"
#include "cli/explain.hpp"
#include "cli/values.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::cli {

// A selector is a rule's code or name, the beginning of codes (`CF4`), a category (`data flow`), or `all`.
struct RuleLayer {
    std::optional<std::vector<std::string>> select; // only these, as far as this layer goes
    std::vector<std::string> ignore;
    std::vector<std::pair<std::string, base::Severity>> severity;
    [[nodiscard]] bool empty() const { return !select && ignore.empty() && severity.empty(); }
};

struct RuleDecision {
    bool wanted = true;
    std::optional<base::Severity> severity; // instead of its own
};

// Later layers win. In one layer the narrower selector wins, and `ignore` where both are as narrow.
[[nodiscard]] RuleDecision decide(std::span<const RuleLayer* const> layers, const ListedCode& code);

// Whether a selector means any finding there is.
[[nodiscard]] bool is_selector(std::string_view selector);
// The nearest selector, empty where none is near.
[[nodiscard]] std::string nearest_selector(std::string_view word);
// `note`, `warning`, `error`.
[[nodiscard]] std::optional<base::Severity> severity_of(std::string_view word);
// All categories of findings, in order of their codes.
[[nodiscard]] std::vector<std::string_view> categories();

// What `--select`, `--ignore` and `--severity` say; the error is of kind usage and names the nearest right word.
[[nodiscard]] base::Result<RuleLayer> rules_of(const Values& values);

// The three options, for records of commands that check flows.
[[nodiscard]] constexpr Option select_option() {
    return {.name = "select",
            .metavar = "RULE[,RULE]",
            .help = "only findings of these codes, names, beginnings of codes (`CF4`) or categories; errors always",
            .repeats = true,
            .names = Names::rule,
            .environment = true};
}
[[nodiscard]] constexpr Option ignore_option() {
    return {.name = "ignore",
            .metavar = "RULE[,RULE]",
            .help = "no findings of these, unless they are errors",
            .repeats = true,
            .names = Names::rule,
            .environment = true};
}
[[nodiscard]] constexpr Option severity_option() {
    return {.name = "severity",
            .metavar = "RULE=SEVERITY",
            .help = "how severe findings of a rule are: note, warning or error",
            .repeats = true,
            .names = Names::rule_severity,
            .environment = true};
}

} // namespace callflow::cli
