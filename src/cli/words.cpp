#include "cli/words.hpp"

#include "cli/commands.hpp"
#include "cli/explain.hpp"
#include "cli/schemas.hpp"
#include "cli/suggest.hpp"
#include "logs/format.hpp"
#include "providers/provider.hpp"

namespace callflow::cli {
namespace {

std::vector<std::string_view> page_names() {
    const std::vector<ListedCode> codes = listed_codes();
    std::vector<std::string_view> names = names_of(flow::vocabulary(), &flow::VerbSpec::name);
    const auto add = [&](std::vector<std::string_view> more) { names.insert(names.end(), more.begin(), more.end()); };
    add(names_of(codes, [](const ListedCode& one) { return one.code->name; }));
    add(names_of(codes, [](const ListedCode& one) { return one.code->code; }));
    add(element_names());
    names.emplace_back("verbs");
    names.emplace_back(flow::each_spec().name);
    return names;
}

std::vector<std::string_view> rule_names() {
    const std::vector<ListedCode> codes = listed_codes();
    std::vector<std::string_view> names = words_for(Names::rule_severity);
    for (const ListedCode& one : codes) names.push_back(one.code->code);
    return names;
}

std::vector<std::string_view> log_format_names() {
    std::vector<std::string_view> names = logs::format_names();
    names.insert(names.begin(), "auto");
    return names;
}

} // namespace

std::vector<std::string_view> words_for(Names names) {
    switch (names) {
    case Names::command: return names_of(commands(), &Command::name);
    case Names::page: return page_names();
    case Names::schema: return schema_names();
    case Names::provider: return names_of(providers::registry(), &providers::Provider::name);
    case Names::rule: return rule_names();
    case Names::rule_severity: return names_of(listed_codes(), [](const ListedCode& one) { return one.code->name; });
    case Names::log_format: return log_format_names();
    case Names::nothing:
    case Names::file:
    case Names::flow:
    case Names::folder: break;
    }
    return {};
}

std::vector<std::string_view> offered_words(const Option& option) {
    if (option.words.empty()) return words_for(option);
    return {option.words.begin(), option.words.end()};
}

} // namespace callflow::cli
