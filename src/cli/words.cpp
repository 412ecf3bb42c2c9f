#include "cli/words.hpp"

#include "cli/commands.hpp"
#include "cli/explain.hpp"
#include "embed/schemas.hpp"
#include "providers/provider.hpp"

namespace callflow::cli {
namespace {

std::vector<std::string_view> command_names() {
    std::vector<std::string_view> names;
    for (const Command* command : commands()) names.push_back(command->name);
    return names;
}

std::vector<std::string_view> page_names() {
    std::vector<std::string_view> names = {"verbs"};
    for (const flow::VerbSpec& verb : flow::vocabulary()) names.push_back(verb.name);
    const std::vector<ListedCode> codes = listed_codes();
    for (const ListedCode& listed : codes) names.push_back(listed.code->name);
    for (const ListedCode& listed : codes) names.push_back(listed.code->code);
    return names;
}

std::vector<std::string_view> provider_names() {
    std::vector<std::string_view> names;
    for (const providers::Provider* provider : providers::registry()) names.push_back(provider->name);
    return names;
}

std::vector<std::string_view> schema_names() {
    std::vector<std::string_view> names;
    for (const embed::File& file : embed::schemas()) {
        std::string_view name = file.name;
        name.remove_prefix(name.rfind('/') + 1);
        names.push_back(name.substr(0, name.find('.')));
    }
    return names;
}

} // namespace

std::vector<std::string_view> words_for(Names names) {
    switch (names) {
    case Names::command: return command_names();
    case Names::page: return page_names();
    case Names::schema: return schema_names();
    case Names::provider: return provider_names();
    case Names::nothing:
    case Names::file:
    case Names::flow:
    case Names::folder: break;
    }
    return {};
}

} // namespace callflow::cli
