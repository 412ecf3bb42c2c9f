#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "cli/cli.hpp"
#include "cli/explain.hpp"
#include "cli/io.hpp"
#include "cli/rule_settings.hpp"
#include "cli/suggest.hpp"
#include "cli/terminal.hpp"
#include "cli/values.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::cli {
namespace {

std::string as_json(const std::vector<ListedCode>& codes) {
    std::string out;
    base::JsonWriter json(out, base::JsonWriter::Layout::indented);
    json.begin_object().member("callflow_rules", 1).key("rules").begin_array();
    for (const auto& [code, category] : codes) {
        json.begin_object().member("code", code->code).member("name", code->name);
        json.member("severity", base::to_string(code->severity)).member("category", category);
        json.member("summary", code->summary).member("unreadable", code->unreadable);
        json.member("fixable", code->fixable).end_object();
    }
    json.end_array().end_object();
    return out + "\n";
}

std::string as_text(const std::vector<ListedCode>& codes) {
    std::vector<std::vector<std::string>> rows;
    rows.reserve(codes.size());
    for (const auto& [code, category] : codes) {
        rows.push_back({std::string(code->code), std::string(code->name), std::string(base::to_string(code->severity)),
                        std::string(category), code->fixable ? "fixable" : ""});
    }
    return columns(rows, 0);
}

ExitStatus run(const Values& values, Io& io) {
    std::vector<ListedCode> codes = listed_codes();
    if (values.has("category")) {
        const std::vector<std::string_view> known = categories();
        const std::string_view wanted = values.get("category");
        if (std::ranges::find(known, wanted) == known.end()) {
            const std::string near = did_you_mean(wanted, known);
            return complain(io, values.command().name,
                            base::Error{base::ErrorKind::usage,
                                        fmt::format("there is no category {}{}", base::quoted(wanted),
                                                    near.empty() ? fmt::format("; it is {}", one_of(known)) : near)});
        }
        std::erase_if(codes, [&](const ListedCode& one) { return one.category != wanted; });
    }
    io.out += values.get("format") == "json" ? as_json(codes) : as_text(codes);
    return ExitStatus::fine;
}

constexpr std::string_view description[] = {
    "Lists every finding that callflow can have, in order of its code: rules, and what is said about files, the language, "
    "expressions and runs. Codes are never reused. `callflow explain` describes one, and `callflow validate --fix` mends those that are fixable.",
};

constexpr std::string_view formats[] = {"text", "json"};

constexpr Option options[] = {
    {.name = "category", .metavar = "NAME", .help = "only those of a category: `data flow`, `style`"},
    {.name = "format",
     .metavar = "FORMAT",
     .help = "how the list is written",
     .fallback = "text",
     .choices = formats,
     .environment = true},
};

constexpr Status statuses[] = {{ExitStatus::findings, {}}};

constexpr Example examples[] = {
    {"callflow rules", "All findings there are"},
    {"callflow rules --category style", "Those of one category"},
    {"callflow rules --format json", "The same, with summaries, for a program"},
};

} // namespace

extern const Command rules_command{
    .name = "rules",
    .group = "Reference",
    .summary = "list every finding there is",
    .synopsis = "[OPTION]...",
    .description = description,
    .options = options,
    .statuses = statuses,
    .examples = examples,
    .run = run,
};

} // namespace callflow::cli
