#include "cli/words.hpp"

#include "cli/commands.hpp"
#include "cli/explain.hpp"
#include "cli/schemas.hpp"
#include "cli/suggest.hpp"
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

} // namespace

std::vector<std::string_view> words_for(Names names) {
    switch (names) {
    case Names::command: return names_of(commands(), &Command::name);
    case Names::page: return page_names();
    case Names::schema: return schema_names();
    case Names::provider: return names_of(providers::registry(), &providers::Provider::name);
    case Names::nothing:
    case Names::file:
    case Names::flow:
    case Names::folder: break;
    }
    return {};
}

} // namespace callflow::cli
