#include "base/text.hpp"
#include "cli/cli.hpp"
#include "cli/explain.hpp"
#include "cli/suggest.hpp"
#include "cli/terminal.hpp"
#include "cli/values.hpp"
#include "cli/words.hpp"

#include <fmt/format.h>

namespace callflow::cli {
namespace {

// One page; empty where there is none.
std::string page_of(std::string_view name, const PageStyle& style) {
    if (name == "verbs") return support_matrix(style);
    if (name == flow::each_spec().name) return each_page(style);
    if (const flow::VerbSpec* verb = flow::find_verb(name)) {
        const std::string other = element_page(name, style);
        return verb_page(*verb, style) + (other.empty() ? other : "\n" + other);
    }
    if (const ListedCode listed = find_listed(name); listed.code != nullptr) return code_page(listed, style);
    return element_page(name, style);
}

ExitStatus run(const Values& values, Io& io) {
    const PageStyle style{wants_color(values, io, io.out_is_terminal)};
    std::string result;
    for (const std::string& name : values.all("NAME")) {
        const std::string page = page_of(name, style);
        if (page.empty()) {
            return complain(io, "explain",
                            base::Error{base::ErrorKind::usage,
                                        fmt::format("there is no rule, finding, verb or element {}{}",
                                                    base::quoted(name), did_you_mean(name, words_for(Names::page)))});
        }
        result += (result.empty() ? "" : "\n") + page;
    }
    io.out += result;
    return ExitStatus::fine;
}

constexpr std::string_view description[] = {
    "Describes a finding by its code or name: why it matters, a document that raises it and one that does not. "
    "`callflow rules` lists all of them.",
    "Describes a verb: what it does, its attributes, and what each provider makes of it. `callflow explain verbs` is the "
    "table of all of them. What a provider calls something (`Sms`, `ask`, `Body`) leads to the verb that becomes it; "
    "elements of SSML (`break`) have pages of their own.",
};

constexpr Positional positionals[] = {
    {.name = "NAME",
     .help = "a code, the name of a finding, a verb, an element of a document, or `verbs`",
     .repeats = true,
     .names = Names::page},
};

constexpr Status statuses[] = {{ExitStatus::findings, {}}};

constexpr Example examples[] = {
    {"callflow explain CF1001", "What a finding means"},
    {"callflow explain gather", "What a verb takes"},
    {"callflow explain verbs", "What each provider can do"},
};

} // namespace

extern const Command explain_command{
    .name = "explain",
    .group = "Reference",
    .summary = "describe a finding or a verb",
    .synopsis = "[OPTION]... NAME...",
    .description = description,
    .positionals = positionals,
    .statuses = statuses,
    .examples = examples,
    .run = run,
};

} // namespace callflow::cli
